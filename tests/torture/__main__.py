"""The command: run the attacks for some minutes, one after another; the exit status is 1 if an attempt failed."""

from __future__ import annotations

import argparse
import sys

from tests.torture import __doc__ as description
from tests.torture.forks import Forks
from tests.torture.run import ATTACKS, run


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.torture",
        description=description,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--minutes", type=float, default=20, help="time for all attacks together (default: 20)")
    add("--attempts", type=int, help="number of attempts of each attack, instead of a time")
    add("--seed", type=int, default=1, help="seed of all random choices (default: 1)")
    add("--first", type=int, default=0, help="number of the first attempt (default: 0)")
    add("--only", nargs="+", choices=ATTACKS, default=list(ATTACKS), help="the attacks (default: all)")
    options = parser.parse_args()
    seconds = 60 * options.minutes / len(options.only)
    failures, forks = 0, Forks()
    for name in options.only:
        result = run(
            name, forks, seed=options.seed, first=options.first, attempts=options.attempts, seconds=seconds
        )
        print(result, flush=True)
        for failure in result.failures:
            print(failure, flush=True)
        failures += len(result.failures)
    forks.close()
    print("All of it held." if not failures else f"{failures} attempts failed.")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
