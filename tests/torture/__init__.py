"""Attack real builds and questions, and check that the index stays whole and each quote stays right.

    python -m tests.torture [--minutes N] [--seed S] [--only ATTACK …]

Each attack is a class with a method `attempt`, which tries it once and raises an exception if a check fails.
An attempt depends only on the seed and on its number, so that the command printed with a failure repeats it.
tests/torture/test_torture.py runs a few attempts of each attack with the other tests.
"""
