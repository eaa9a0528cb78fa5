"""Rows of a table whose cells may span rows and columns → blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile, zip_longest
from typing import NamedTuple

from index.documents.blocks.block_builder import BlockBuilder
from index.documents.blocks.spanning_cells import CellsFromAbove, SpanningCell, columns_of_row
from index.types import CELL_SEPARATOR, Block, Range

_SPAN = re.compile(r"\b(colspan|rowspan)[ \t]*=[ \t]*[\"']?(\d{1,4})")
_WIDEST_TABLE = 100  # columns, after which no cell spans others
_LONGEST_REPEATED = 300  # characters that a row repeats from rows above; a longer text is not repeated


class Cell(NamedTuple):
    """A cell of a table as it is written in the source."""

    words: Range  #: the characters of its text
    is_name: bool = False  #: whether it names a column or a row
    width: int = 1  #: the number of columns that it spans
    height: int = 1  #: the number of rows that it spans


class _Column(NamedTuple):
    """The content of one column in one row."""

    words: Range  #: the characters of the row's own cell; an empty range if it has none
    text: str = ""  #: the text of a cell that spans into this column from another row or column


class SpanningRows:
    """Makes the rows of a table, given their cells in order.

    The sentence that introduces the table is the lead of each row. A cell that spans rows is read in each of
    them, before the row's own cells.
    """

    def __init__(self, builder: BlockBuilder) -> None:
        self._builder = builder
        self._lead = builder.caption
        self._names: list[str] = []  # of the columns
        self._is_below_names = False  # whether the last row names several columns
        self._reaching: CellsFromAbove = {}
        builder.end_lead()

    def header(self, cells: Sequence[Cell]) -> Block | None:
        """Return a row that names the columns, together with the rows of names directly above it."""
        builder = self._builder
        columns = self._laid_out(cells, repeat=len(cells) > 1)
        found = [column.text or builder.words(column.words) for column in columns]
        above = self._names if self._is_below_names else []
        self._names = [_joined_name(pair) for pair in zip_longest(above, found, fillvalue="")]
        self._is_below_names = len(cells) > 1
        return builder.row("header", _line(cells), [column.words for column in columns], lead=self._lead)

    def row(self, cells: Sequence[Cell]) -> Block | None:
        """Return a row below those that name the columns; None if it has no words of its own."""
        self._is_below_names = False
        columns = self._laid_out(cells, repeat=False)
        own = [column.words for column in columns]
        group = _from_above(columns, self._names)
        return self._builder.row("row", _line(cells), own, self._names, self._lead, group)

    def _laid_out(self, cells: Sequence[Cell], *, repeat: bool) -> list[_Column]:
        """Return the columns of a row.

        `repeat` says whether the text of a cell that spans columns is repeated in each of them.
        """
        texts = (
            self._builder.words(cell.words) if max(cell.width, cell.height) > 1 else "" for cell in cells
        )
        spanning = [
            SpanningCell(text, cell.width, cell.height) for text, cell in zip(texts, cells, strict=True)
        ]
        end = cells[0].words[0]
        laid_out = []
        for column in columns_of_row(spanning, self._reaching, widest=_WIDEST_TABLE, repeat=repeat):
            if column.cell is None:
                laid_out.append(_Column((end, end), column.text))
            else:
                end = cells[column.cell].words[1]
                laid_out.append(_Column(cells[column.cell].words))
        return laid_out


def rows_with_spans(builder: BlockBuilder, rows: Sequence[Sequence[Cell]]) -> Iterator[Block]:
    """Yield the rows of a table; each of `rows` has at least one cell.

    The first row names the columns if all its cells are names. If one of these cells spans columns or rows,
    the following rows whose cells are all names are header rows, too. The last row is never a header.
    """
    table = SpanningRows(builder)
    header = _header_rows(rows)
    for number, cells in enumerate(rows):
        if row := table.header(cells) if number < header else table.row(cells):
            yield row


def spans(attributes: str) -> tuple[int, int]:
    """Return the numbers of columns and rows that a cell spans, from its attributes in HTML or MediaWiki."""
    found = dict(_SPAN.findall(attributes.lower()))
    return max(1, int(found.get("colspan", 1))), max(1, int(found.get("rowspan", 1)))


def _line(cells: Sequence[Cell]) -> Range:
    return cells[0].words[0], cells[-1].words[1]


def _header_rows(rows: Sequence[Sequence[Cell]]) -> int:
    """Return the number of header rows at the start of a table."""
    name_rows = list(takewhile(lambda cells: all(cell.is_name for cell in cells), rows[:-1]))
    has_spans = name_rows and any(cell.width > 1 or cell.height > 1 for cell in name_rows[0])
    return len(name_rows) if has_spans else min(1, len(name_rows))


def _from_above(columns: Sequence[_Column], names: Sequence[str]) -> str:
    """Return the texts of the cells that span into a row, each after the name of its column.

    The result is empty if it would be longer than `_LONGEST_REPEATED`.
    """
    named = zip(columns, [*names, *[""] * len(columns)], strict=False)
    texts = [f"{name}: {column.text}" if name else column.text for column, name in named if column.text]
    shown = CELL_SEPARATOR.join(texts)
    return shown if len(shown) <= _LONGEST_REPEATED else ""


def _joined_name(names: tuple[str, str]) -> str:
    """Return the names of a column in two header rows, joined; a name that spans both rows occurs once."""
    above, below = names
    return above if above == below else " ".join(filter(None, names))
