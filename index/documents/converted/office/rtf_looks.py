"""The looks of an RTF file's paragraphs and rows, by which headings and header rows are found."""

from __future__ import annotations

import re
from typing import NamedTuple

_LOOK = re.compile(r"(?P<size>\d{1,10})(?P<bold>b?)(?P<underlined>u?)")
_USUAL_SIZE = 24  # half points: the size of text if a file states none


class Look(NamedTuple):
    """How characters look."""

    bold: bool = False
    underlined: bool = False
    size: int = _USUAL_SIZE  #: half points

    def __str__(self) -> str:
        """The look as text, such as "24b", which `parse_look` reads."""
        return f"{self.size}{'b' * self.bold}{'u' * self.underlined}"


def parse_look(text: str) -> Look | None:
    """The look that `str` of a Look wrote; None if `text` is none."""
    found = _LOOK.fullmatch(text)
    return None if found is None else Look(bool(found["bold"]), bool(found["underlined"]), int(found["size"]))


class Looks:
    """Tracks the looks of the paragraph and row that are being read, while groups change properties."""

    def __init__(self) -> None:
        self.is_item = False  #: whether the paragraph is an item of a list with numbers or bullets
        self._look = Look()
        self._groups: list[Look] = []
        self._paragraph: Look | None = None  # the look that all its characters have in common
        self._row: Look | None = None  # the look that all its characters have in common
        self._is_header = False  # whether the row is marked as a header row

    def open(self) -> None:
        """Start a group."""
        self._groups.append(self._look)

    def close(self) -> None:
        """End a group, and with it its changes of properties."""
        self._look = self._groups.pop() if self._groups else Look()

    def add(self, text: str) -> None:
        """Add characters to the paragraph and the row, in the current look."""
        if text.strip():
            self._paragraph = _common(self._paragraph, self._look)
            self._row = _common(self._row, self._look)

    def change(self, word: str, value: str | None) -> None:
        """Apply a control word: a property of characters, or the mark of a header row."""
        if word == "b":
            self._look = self._look._replace(bold=value != "0")
        elif word in ("ul", "ulnone"):
            self._look = self._look._replace(underlined=word == "ul" and value != "0")
        elif word == "fs":
            self._look = self._look._replace(size=max(int(value or _USUAL_SIZE), 1))
        elif word == "plain":
            self._look = Look()
        elif word == "pard":  # text before it, such as names of fonts, belongs to no paragraph
            self._paragraph = None
        elif word == "trowd":
            self._is_header, self._row = False, None
        elif word == "trhdr":
            self._is_header = True

    def end_paragraph(self) -> Look | None:
        """End the paragraph, and return its look; None if it is empty or an item of a list."""
        look = None if self.is_item else self._paragraph
        self._paragraph, self.is_item = None, False
        return look

    def end_row(self) -> bool:
        """End the row, and return whether it is bold or marked as a header row."""
        is_header = self._is_header or (self._row is not None and self._row.bold)
        self._row = self._paragraph = None
        return is_header


def _common(look: Look | None, other: Look) -> Look:
    """The look that characters of both looks have in common, with the smaller size."""
    if look is None:
        return other
    return Look(look.bold and other.bold, look.underlined and other.underlined, min(look.size, other.size))
