"""The whole numbers that files state: how many columns a cell spans, at which number a list begins."""

from __future__ import annotations

_MOST_DIGITS = 9


def whole_number(text: str, otherwise: int) -> int:
    """The number that a text is; `otherwise` where it is none, or has more digits than any file needs.

    Python refuses to read a number of thousands of digits.
    """
    return int(text) if text.isdecimal() and len(text) <= _MOST_DIGITS else otherwise
