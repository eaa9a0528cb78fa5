"""Durations in seconds, and in whole numbers of their largest unit, as people say them."""

from __future__ import annotations

DAY = 86400.0  #: seconds
_UNITS = (("day", DAY), ("hour", 3600.0), ("minute", 60.0))  # the largest first


def in_largest_unit(seconds: float) -> tuple[int, str]:
    """Return a duration as a whole number of its largest unit: "day", "hour", "minute" or "second"."""
    for unit, size in _UNITS:
        if seconds >= size:
            return int(seconds // size), unit
    return max(int(seconds), 0), "second"
