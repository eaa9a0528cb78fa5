"""The outline level of a paragraph, as Word and RTF number it → the level of a heading."""

from __future__ import annotations

PLAIN_TEXT = 9  #: the outline level of plain text; those of headings count from 0


def heading_level(outline: int) -> int | None:
    """The level of a heading, from 1, by its outline level; None for the level of plain text."""
    return outline + 1 if 0 <= outline < PLAIN_TEXT else None
