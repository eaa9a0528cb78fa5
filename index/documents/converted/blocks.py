"""The blocks of a converted text, packed into few bytes each, since a large sheet has millions of rows."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from typing import get_args

from index.types import CELL_SEPARATOR, Block, BlockKind, Replacement

KINDS: tuple[BlockKind, ...] = get_args(BlockKind)
CELL_END = " | "  #: between two cells of a table's row
FIELDS = 6  #: numbers a block: kind, start, end, and which trail, lead and columns
#: In place of the number of columns' names: there are none, or the first cell of a row names the second.
UNNAMED, KEYED = -1, -2

_ROW_KINDS = (KINDS.index("header"), KINDS.index("row"))


@dataclass(frozen=True, slots=True)
class PackedBlocks:
    """The blocks of `text`, made anew each time that they are iterated over."""

    text: str
    numbers: array[int]  #: FIELDS for each block
    trails: tuple[tuple[str, ...], ...]
    leads: tuple[str, ...]
    columns: tuple[tuple[str, ...], ...]  #: the names of a table's columns

    def __iter__(self) -> Iterator[Block]:
        numbers = iter(self.numbers)
        for kind, start, end, trail, lead, columns in zip(*[numbers] * FIELDS, strict=True):
            replacements: tuple[Replacement, ...] = ()
            if kind in _ROW_KINDS:
                start, replacements = self._cells(start, end, columns)
            yield Block(KINDS[kind], start, end, self.trails[trail], replacements, self.leads[lead])

    def _cells(self, start: int, end: int, columns: int) -> tuple[int, tuple[Replacement, ...]]:
        """Where the first cell of a row starts, and what is read before and between its cells.

        That is the name of each cell's column. Empty cells are passed over.
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
    """What is read between two cells, the first of which ends with the character `before`."""
    if columns >= 0:
        return CELL_SEPARATOR
    if before == ":":
        return " "
    return ": " if columns == KEYED else CELL_SEPARATOR
