"""Groups of rows in a table between pipes, which a row above them names: "Room (per night)" above "Single".

A row that names a group has words in its first cell only. The group is the rows below it whose first cell is
indented further. If the next row is not indented further, but the name is in bold type or italics, the group
is all rows up to the next such name. Any other row with words in its first cell only names no group: its
other cells are just empty.
"""

from __future__ import annotations

import re

from index.documents.blocks.block_builder import BlockBuilder
from index.documents.blocks.questions import Lines

_EDGE = re.compile(r"(?:\s|&(?:nbsp|ensp|emsp);)*")
_EMPHASISED = re.compile(r"(\*{1,3}|_{1,3})(?=\S).*(?<=\S)\1")
_FURTHER = 2  # columns of indentation; a single blank may be alignment


class RowGroups:
    """Finds the groups of a table, given its rows below the header one by one."""

    def __init__(self, builder: BlockBuilder) -> None:
        self._builder = builder
        self._name = ""
        self._indentation = 0  # of the row that names the group, in columns
        self._is_emphasised = False  # whether the name is in bold type or italics
        self._is_indented: bool | None = None  # whether the group's rows are; None before the first of them

    def group_of(self, cells: Lines) -> str:
        """Return the name of the next row's group; empty if the row is in no group or names one."""
        source = self._builder.source
        texts = [source[start:end] for start, end in cells]
        first = texts[0] if texts else ""
        edge = _EDGE.match(first)
        indentation = len(re.sub(r"&\w+;", " ", edge[0])) if edge else 0
        if len(texts) > 1 and first.strip() and not any(map(str.strip, texts[1:])):
            self._name = self._builder.words(cells[0])
            self._indentation, self._is_indented = indentation, None
            self._is_emphasised = _EMPHASISED.fullmatch(first.strip()) is not None
            return ""
        further = indentation >= self._indentation + _FURTHER
        if self._is_indented is None:
            self._is_indented = further
        if not (further if self._is_indented else self._is_emphasised):
            self._name = ""
        return self._name
