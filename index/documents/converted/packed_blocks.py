"""The blocks of a converted text, packed as six numbers each, since a large sheet has millions of rows."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from typing import get_args

from index.types import CELL_SEPARATOR, Block, BlockKind, Replacement

KINDS: tuple[BlockKind, ...] = get_args(BlockKind)
CELL_END = " | "  #: between two cells of a table's row
FIELDS = 6  #: numbers for each block: kind, start, end, and the indices of its trail, lead and columns
#: Instead of an index of columns: the columns have no names, or the first cell of a row names the second.
UNNAMED, KEYED = -1, -2

_ROW_KINDS = (KINDS.index("header"), KINDS.index("row"))


@dataclass(frozen=True, slots=True)
class PackedBlocks:
    """The blocks of `text`, unpacked anew by each iteration."""

    text: str
    numbers: array[int]  #: FIELDS numbers for each block
    trails: tuple[tuple[str, ...], ...]
    leads: tuple[str, ...]
    columns: tuple[tuple[str, ...], ...]  #: the lists of column names

    def __iter__(self) -> Iterator[Block]:
        numbers = iter(self.numbers)
        for kind, start, end, trail, lead, columns in zip(*[numbers] * FIELDS, strict=True):
            replacements: tuple[Replacement, ...] = ()
            if kind in _ROW_KINDS:
                start, replacements = self._cells(start, end, columns)
            yield Block(KINDS[kind], start, end, self.trails[trail], replacements, self.leads[lead])

    def _cells(self, start: int, end: int, columns: int) -> tuple[int, tuple[Replacement, ...]]:
        """The start of the first filled cell of a row, and the row's replacements.

        A replacement puts the column's name before a cell, and a separator between two cells. Empty cells are
        skipped.
        """
        names = self.columns[columns] if columns >= 0 else ()
        replacements: list[Replacement] = []
        first, last_end, offset = -1, -1, start
        for number, cell in enumerate(self.text[start:end].split(CELL_END)):
            if cell:
                name = f"{names[number]}: " if number < len(names) and names[number] else ""
                if first >= 0:
                    before = self.text[last_end - 1 : last_end]
                    replacements.append(Replacement(last_end, offset, _separator(before, columns) + name))
                else:
                    first = offset
                    if name:
                        replacements.append(Replacement(offset, offset, name))
                last_end = offset + len(cell)
            offset += len(cell) + len(CELL_END)
        return first, tuple(replacements)


def _separator(before: str, columns: int) -> str:
    """The text that is read between two cells; `before` is the last character of the first of them."""
    if columns >= 0:
        return CELL_SEPARATOR
    if before == ":":
        return " "
    return ": " if columns == KEYED else CELL_SEPARATOR
