"""What no build, no folder and no disk may break: attacks on real builds and questions, repeated from a seed.

    python -m tests.torture [--minutes N] [--seed S] [--only ATTACK …]

Each attack is a class with a method `attempt`, which tries something once and raises where it does not hold. An
attempt depends on the seed and its number alone, so that a failure is repeated by the command that is printed with
it. tests/torture/test_torture.py runs a few attempts of each with the other tests.
"""
