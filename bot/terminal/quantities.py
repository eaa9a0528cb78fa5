"""Numbers, durations and sizes as people read them in a terminal."""

from __future__ import annotations

from bot.durations import in_largest_unit


def counted(number: int, noun: str) -> str:
    """Return a number with its noun in the singular or the plural: `1 file`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def age_text(seconds: float) -> str:
    """Return a duration in whole numbers of its largest unit: `3 minutes`."""
    return counted(*in_largest_unit(seconds))


def size_text(size: float) -> str:
    """Return a size in the largest unit in which it is at least 1: `1.2 MB`."""
    for unit in ("bytes", "kB", "MB"):
        if size < 1000:
            return f"{size:.1f} {unit}" if unit != "bytes" else f"{size:.0f} bytes"
        size /= 1000
    return f"{size:.1f} GB"
