"""Headings without a heading style: short paragraphs that are larger, bold or underlined as a whole."""

from __future__ import annotations

from index.documents.converted.words import looks_like_heading

_LARGER, _MUCH_LARGER = 1.2, 1.6  # the least size of a heading, in times the size of most text
# The levels are below most levels of heading styles, which go from 1 to 9.
_MUCH_LARGER_LEVEL, _LARGER_LEVEL, _BOLD_LEVEL, _UNDERLINED_LEVEL = 7, 8, 9, 10


def may_be_heading(text: str) -> bool:
    """Whether a text may be a heading by its words: short, with no ".,;:" at its end and no web address."""
    return looks_like_heading(text) and "://" not in text


def level_by_looks(larger: float, *, is_bold: bool, is_underlined: bool) -> int | None:
    """The level of a heading of `larger` times the size of most text; None if it looks like plain text."""
    if larger >= _LARGER:
        return _MUCH_LARGER_LEVEL if larger >= _MUCH_LARGER else _LARGER_LEVEL
    if is_bold:
        return _BOLD_LEVEL
    return _UNDERLINED_LEVEL if is_underlined else None
