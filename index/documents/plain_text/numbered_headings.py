"""Headings that start with a number: "1. Money", "§ 3 Members", "22.03.2026 - Spring clean"."""

from __future__ import annotations

import re

from index.documents.blocks.entries import has_label, is_dated_heading
from index.documents.blocks.outline import NUMBERED_LEVEL
from index.documents.plain_text.unmarked_headings import LONGEST_HEADING

_NUMBERED = re.compile(r"(?:\d{1,3}[.)]|\d{1,3}(?P<parts>(?:\.\d{1,2}){1,3})\.?)[ \t]+(?=\S)")
_LAW = re.compile(r"§ ?\d{1,3}[a-z]?\.?[ \t]+(?=[^\W\d_])")
_LONGEST_OF_LAW = 60  # characters of the heading of a paragraph of law
_NARROWEST_PAGE = 40  # characters; a shorter line was not wrapped at the width of the page


def is_numbered_heading(line: str, below: str, *, in_numbered: bool) -> bool:
    """Whether a line is a numbered heading of the lines below it: "1. Money".

    Its words start with a capital and end with a letter or digit. The line below starts with a capital or,
    inside the section of a numbered heading (`in_numbered`), with any letter or digit. The line was not
    wrapped at the width of the page, or the line below starts with a label: "Chair: Ada".
    """
    mark = _NUMBERED.match(line)
    if not mark or not below or not line[mark.end()].isupper() or not line[-1].isalnum():
        return False
    starts_text = below[0].isupper() or (in_numbered and below[0].isalnum())
    return starts_text and (_had_room(line, below) or has_label(below))


def numbered_level(line: str) -> int:
    """Return the level of a numbered heading: "1.2" is below "1."."""
    mark = _NUMBERED.match(line)
    return NUMBERED_LEVEL + ((mark["parts"] or "").count(".") if mark else 0)


def is_heading_of_law_or_day(line: str, below: str) -> bool:
    """Whether a line is the heading of a paragraph of law, "§ 3 Members", or a heading with a date.

    The text below a heading with a date, "22.03.2026 - Spring clean", must start with a capital.
    """
    if (mark := _LAW.match(line)) and line[mark.end()].isupper() and line[-1].isalnum():
        may_be_wrapped = len(line) > _NARROWEST_PAGE and bool(below) and not _had_room(line, below)
        return len(line) <= _LONGEST_OF_LAW and not below[:1].islower() and not may_be_wrapped
    return below[:1].isupper() and is_dated_heading(line) and _had_room(line, below)


def _had_room(line: str, below: str) -> bool:
    """Whether a line was not wrapped at the width of the page: the first word below would have fitted."""
    word = below.partition(" ")[0]
    return len(line) <= LONGEST_HEADING and len(line) + 1 + len(word) <= len(below)
