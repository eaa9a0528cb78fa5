"""The marks of notes on a PDF's page: small raised numbers, which do not belong to the word before them.

A raised number after a number is a mark if the page has a note with this number; otherwise it is a power.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Protocol

Box = tuple[float, float, float, float]  #: left, bottom, right, top, in points

_SMALLER = 0.92  # the largest size of a note, as a multiple of the body size
_RAISED = 0.15  # the smallest height of a mark above the baseline, as a share of the font's height
_LONGEST_MARK = 3  # digits
_LONGEST_WORD = 60  # characters before a number in which its word is sought
_NUMBER_AT_END = re.compile(r"(?<!\d)\d{1,9}(?=[\s.,;:!?)\]”\"’]|$)")
_LETTERS_AT_END = re.compile(r"[^\W\d_]{3}[.,;:!?)”\"’]{0,2}$")
_LENGTH_AT_END = re.compile(r"(?:^|[\d/])(?:[cdkmµ]?m|ft|in|yd|s)$")
_NOTE = re.compile(r"(?P<number>\d{1,3})[.)]?\s?(?=[^\W\d_]|[\"“„(])")


class CharacterBoxes(Protocol):
    """The positions of the characters of a page, by their number."""

    def number(self, offset: int) -> int:
        """Return the number of the character at an offset of the page's text."""

    def box(self, number: int) -> Box:
        """Return the box of a character: its height is that of the font."""

    def height_above(self, number: int, other: int) -> float:
        """Return how far the bottom of a character's ink is above the baseline of another, in points."""


class NoteMarks:
    """Finds the marks of notes on a page."""

    def __init__(self, characters: CharacterBoxes, lines: Iterable[tuple[str, int, float]]) -> None:
        """`lines` are the lines of a page: the words, the offset at which they start, and the size."""
        self._characters = characters
        sizes = Counter[float]()
        numbered = []
        for words, offset, size in lines:
            sizes[size] += len(words)
            if found := _NOTE.match(words):
                numbered.append((found, offset, size))
        body = sizes.most_common(1)[0][0] if sizes else 0.0
        self._notes = {
            offset: found["number"]
            for found, offset, size in numbered
            if size <= _SMALLER * body or self._is_raised(offset, offset + found.end())
        }
        self._numbers = set(self._notes.values())

    def starts_note(self, offset: int) -> bool:
        """Whether the line that starts at an offset of the page's text is the first line of a note."""
        return offset in self._notes

    def without(self, words: str, offset: int) -> str:
        """Return the words, which start at `offset`, without marks; powers of numbers as "10^3"."""
        shown = _NUMBER_AT_END.sub(lambda found: self._shown(found, words, offset), words)
        number = self._notes.get(offset)
        if number is not None and shown[len(number) : len(number) + 1].isalpha():
            shown = f"{number} {shown[len(number) :]}"
        return shown

    def _shown(self, found: re.Match[str], words: str, offset: int) -> str:
        """Return the text instead of a number at the end of a word: without its mark, or with its power."""
        start, end = found.span()
        if start > 1 and found[0] in self._numbers and words[start - 1] == " ":
            return "" if self._is_raised(offset + start, offset + start - 2) else found[0]
        before = words[max(0, start - _LONGEST_WORD) : start].split(" ")[-1]
        first = start - len(before)
        at = end
        lowest = max(start, first + 1, end - _LONGEST_MARK)
        while at > lowest and self._is_raised(offset + at - 1, offset + first):
            at -= 1
        word, mark = before + words[start:at], words[at:end]
        left = words[start:at]
        if not mark or _LETTERS_AT_END.search(word):
            return left
        if mark in self._numbers and not (mark in ("2", "3") and _LENGTH_AT_END.search(word)):
            return left
        return f"{left}^{mark}" if word[-1].isdecimal() else left + mark

    def _is_raised(self, offset: int, other: int) -> bool:
        """Whether the character at an offset is higher than the character at the offset `other`."""
        characters = self._characters
        word = characters.number(other)
        _, bottom, _, top = characters.box(word)
        return characters.height_above(characters.number(offset), word) >= _RAISED * (top - bottom)
