"""Rows of a table between pipes that a row above them names: "Room (per night)" above "Single", "Double".

Such a row has words in its first cell alone. It names the rows below whose first cell is further indented;
or, in bold type or italics, where none is, all rows up to the next such. Any other may just lack its cells.
"""

from __future__ import annotations

import re

from index.documents.blocks.block_builder import BlockBuilder
from index.documents.blocks.questions import Lines

_EDGE = re.compile(r"(?:\s|&(?:nbsp|ensp|emsp);)*")
_EMPHASISED = re.compile(r"(\*{1,3}|_{1,3})(?=\S).*(?<=\S)\1")
_FURTHER = 2  # columns; a single blank may be one of alignment


class RowGroups:
    """The groups of a table, whose rows below the names of its columns come one by one."""

    def __init__(self, builder: BlockBuilder) -> None:
        self._builder = builder
        self._name = ""
        self._indentation = 0  # of the row that names the group
        self._is_emphasised = False
        self._is_indented: bool | None = None  # whether the group's rows are; None before the first

    def group_of(self, cells: Lines) -> str:
        """The name of the group that the next row is in; empty where it is in none, or names one."""
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
