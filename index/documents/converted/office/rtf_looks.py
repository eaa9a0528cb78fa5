"""How the text of an RTF file looks: its paragraphs, some of which are headings, and the rows of tables."""

from __future__ import annotations

import re
from typing import NamedTuple

_TOLD = re.compile(r"(?P<size>\d{1,10})(?P<bold>b?)(?P<underlined>u?)")
_USUAL_SIZE = 24  # half points, where a file names none


class Look(NamedTuple):
    """How characters look."""

    bold: bool = False
    underlined: bool = False
    size: int = _USUAL_SIZE  #: half points

    def __str__(self) -> str:
        """Such as "24b", with which `parse_look` makes it again."""
        return f"{self.size}{'b' * self.bold}{'u' * self.underlined}"


def parse_look(text: str) -> Look | None:
    """The look that `text` tells, or None."""
    found = _TOLD.fullmatch(text)
    return None if found is None else Look(bool(found["bold"]), bool(found["underlined"]), int(found["size"]))


class Looks:
    """The looks of the paragraph and of the row that are being read, as the properties of groups change."""

    def __init__(self) -> None:
        self.is_item = False  #: of a list that the program numbers or marks
        self._look = Look()
        self._groups: list[Look] = []
        self._line: Look | None = None  # what all characters of the paragraph have in common
        self._row: Look | None = None
        self._is_header = False  # the row is marked as one

    def open(self) -> None:
        """A group begins."""
        self._groups.append(self._look)

    def close(self) -> None:
        """A group ends, and with it what its properties changed."""
        self._look = self._groups.pop() if self._groups else Look()

    def see(self, text: str) -> None:
        """These characters are written."""
        if text.strip():
            self._line = _common(self._line, self._look)
            self._row = _common(self._row, self._look)

    def change(self, word: str, value: str | None) -> None:
        """Take up a property of characters, or that of a row of names."""
        if word == "b":
            self._look = self._look._replace(bold=value != "0")
        elif word in ("ul", "ulnone"):
            self._look = self._look._replace(underlined=word == "ul" and value != "0")
        elif word == "fs":
            self._look = self._look._replace(size=max(int(value or _USUAL_SIZE), 1))
        elif word == "plain":
            self._look = Look()
        elif word == "pard":  # what stands before it, such as the names of fonts, is of no paragraph
            self._line = None
        elif word == "trowd":
            self._is_header, self._row = False, None
        elif word == "trhdr":
            self._is_header = True

    def of_line(self) -> Look | None:
        """How the paragraph that ends looks; None where it is empty or an item of a list."""
        look = None if self.is_item else self._line
        self._line, self.is_item = None, False
        return look

    def names_columns(self) -> bool:
        """Whether the row that ends is bold, or marked as that of the columns' names."""
        found = self._is_header or (self._row is not None and self._row.bold)
        self._row = self._line = None
        return found


def _common(look: Look | None, other: Look) -> Look:
    """What all characters are that look in these ways: the size is the smaller one."""
    if look is None:
        return other
    return Look(look.bold and other.bold, look.underlined and other.underlined, min(look.size, other.size))
