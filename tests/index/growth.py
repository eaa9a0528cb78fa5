"""How tests check that time grows little with the size of the input, on any machine."""

from __future__ import annotations

import time
from collections.abc import Callable

_COARSE = 0.005  # seconds: below, the clock and what else the processor does count for more


def check_growth(little: Callable[[], object], much: Callable[[], object], *, factor: float) -> None:
    """Check that doing much takes less than `factor` times as long as doing little.

    Other work of the machine can only make a time longer, so the shortest of up to twelve measurements
    counts.
    """
    short = long = float("inf")
    for _ in range(12):
        short, long = min(short, _seconds(little)), min(long, _seconds(much))
        if long < factor * max(short, _COARSE):
            return
    raise AssertionError(f"{long:.3f} s are more than {factor} times {short:.3f} s")


def _seconds(work: Callable[[], object]) -> float:
    """The processor time of a call, in seconds."""
    begun = time.process_time()
    work()
    return time.process_time() - begun
