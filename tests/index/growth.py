"""Check how time grows with the size of the input, on a machine of any speed."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

_COARSE = 0.005  # seconds; a shorter time depends mostly on the clock and on other programs


def check_growth(little: Callable[[], object], much: Callable[[], object], *, factor: float) -> None:
    """Check that `much` takes less than `factor` times as long as `little`. Raises AssertionError otherwise.

    Each is timed up to twelve times and the shortest time counts, because other programs can only make it
    longer.
    """
    short = long = float("inf")
    for _ in range(12):
        short, long = min(short, _seconds(little)), min(long, _seconds(much))
        if long < factor * max(short, _COARSE):
            return
    raise AssertionError(f"{long:.3f} s are more than {factor} times {short:.3f} s")


def _seconds(work: Callable[[], object]) -> float:
    """Return the processor seconds of a call in this thread, without collections of garbage.

    Other threads of a long test run, and a collection that walks through all of its objects, do not count.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        started = time.thread_time()
        work()
        return time.thread_time() - started
    finally:
        if was_enabled:
            gc.enable()
