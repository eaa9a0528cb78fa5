"""Text → the whole number that it is: how many columns a cell spans, the number with which a list starts."""

from __future__ import annotations

_MOST_DIGITS = 9


def whole_number(text: str, default: int) -> int:
    """Return the number that a text is, or `default` if it is none or has more than 9 digits.

    Python raises ValueError for a number of thousands of digits.
    """
    return int(text) if text.isdecimal() and len(text) <= _MOST_DIGITS else default
