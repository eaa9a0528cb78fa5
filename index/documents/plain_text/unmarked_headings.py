"""The headings of a plain text without marks: in bold type, in capitals, after an emoji, or "Roles:".

Whether a line is a heading depends on the lines around it. A line in capitals or after an emoji is a heading
only if the text has at least two such lines.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from itertools import islice

from index.documents.blocks.text_lines import is_underline
from index.documents.blocks.unmarked_headings import (
    CAPITALS_LEVEL,
    EMPHASIS_LEVEL,
    LABEL_LEVEL,
    emphasised_words,
    is_apart,
    is_in_capitals,
    is_label,
    words_with_emoji,
)
from index.types import Range

LINE = re.compile(r"[^\r\n\u2028\u2029]*(?:\r\n|[\r\n\u2028\u2029])?")  #: a line with its end
LONGEST_HEADING = 80  #: characters of a heading without marks
_CHARACTERS_SEARCHED = 1 << 16  # for another heading of the same form
_BLANK_LINES = 5  # at most, between a heading and what is below it


class UnmarkedHeadings:
    """Finds the headings of a text that have no marks."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._has_several = cache(self._find_several)

    def find(self, line: Range, above: str) -> tuple[Range, int] | None:
        """Return the range of the words and the level of a line that is a heading without marks, or None.

        `above` is the line before it in its paragraph; empty if the line starts one.
        """
        text, start = self._text[slice(*line)].rstrip(), line[0]
        if len(text) > LONGEST_HEADING:
            return None
        lines_below = self._lines_below(line[1])
        below = next(filter(None, lines_below), "")
        if not below or (lines_below[0] and is_underline(below, text)):
            return None
        if words := _emphasised(text, above, below):
            return (start + words[0], start + words[1]), EMPHASIS_LEVEL
        if above:
            return None
        if self._is_in_capitals(text, below):
            return line, CAPITALS_LEVEL
        if words := self._after_emoji(text, below):
            return (start + words[0], start + words[1]), EMPHASIS_LEVEL
        return (line, LABEL_LEVEL) if is_label(text, lines_below) else None

    def _is_in_capitals(self, text: str, below: str) -> bool:
        is_alone = text.isupper() and not below.isupper()
        return is_alone and is_in_capitals(text) and self._has_several(is_in_capitals)

    def _after_emoji(self, text: str, below: str) -> Range | None:
        words = words_with_emoji(text)
        is_heading = words and not words_with_emoji(below) and self._has_several(words_with_emoji)
        return words if is_heading else None

    def _lines_below(self, end: int) -> list[str]:
        """Return the stripped lines after offset `end`, up to the second that is not blank; at most 7."""
        lines: list[str] = []
        for found in islice(LINE.finditer(self._text, end), _BLANK_LINES + 2):
            lines.append(found[0].strip())
            if len(list(filter(None, lines))) == 2:
                break
        return lines or [""]

    def _find_several(self, may_be_heading: Callable[[str], object]) -> bool:
        """Whether at least two lines of the text may be headings of a form."""
        lines = self._text[:_CHARACTERS_SEARCHED].splitlines()
        return len(list(islice(filter(may_be_heading, lines), 2))) == 2


def _emphasised(text: str, above: str, below: str) -> Range | None:
    """Return the range of the words of a heading in bold type; None if the lines around it rule it out."""
    words = emphasised_words(text)
    if not words or emphasised_words(below):
        return None
    return words if is_apart(text[slice(*words)], above, below) else None
