"""How tests hold how time grows with what is read, on whatever machine."""

from __future__ import annotations

import time
from collections.abc import Callable

_COARSE = 0.005  # seconds: below, the clock and what else the processor does count for more


def check_growth(little: Callable[[], object], much: Callable[[], object], *, factor: float) -> None:
    """Doing much takes less than `factor` times as long as doing little.

    What the machine does meanwhile can only make either longer: the shortest of up to twelve counts.
    """
    short = long = float("inf")
    for _ in range(12):
        short, long = min(short, _seconds(little)), min(long, _seconds(much))
        if long < factor * max(short, _COARSE):
            return
    raise AssertionError(f"{long:.3f} s are more than {factor} times {short:.3f} s")


def _seconds(work: Callable[[], object]) -> float:
    """How long the processor works."""
    begun = time.process_time()
    work()
    return time.process_time() - begun
