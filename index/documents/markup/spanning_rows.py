"""Rows of a table whose cells may span rows and columns → blocks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile, zip_longest
from typing import NamedTuple

from index.documents.blocks.block_builder import BlockBuilder
from index.documents.blocks.spanning_cells import CellsFromAbove, SpanningCell, columns_of_row
from index.types import CELL_SEPARATOR, Block, Range

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


def rows_with_spans(builder: BlockBuilder, rows: Sequence[Sequence[Cell]]) -> Iterator[Block]:
    """Yield the rows of a table; each of `rows` has at least one cell.

    A cell that spans rows is read in each of them, before the row's own cells. The first row names the
    columns if all its cells are names. If one of these cells spans columns or rows, the following rows whose
    cells are all names are header rows, too. The last row is never a header.
    """
    lead = builder.caption
    builder.end_lead()
    header = _header_rows(rows)
    names: list[str] = []
    reaching: CellsFromAbove = {}
    for number, cells in enumerate(rows):
        is_header = number < header
        columns = list(_laid_out(builder, cells, reaching, repeat=is_header and len(cells) > 1))
        line = cells[0].words[0], cells[-1].words[1]
        own = [column.words for column in columns]
        if is_header:
            row = builder.row("header", line, own, lead=lead)
            found = [column.text or builder.words(column.words) for column in columns]
            names = [_joined_name(pair) for pair in zip_longest(names, found, fillvalue="")]
        else:
            row = builder.row("row", line, own, names, lead, _from_above(columns, names))
        if row:
            yield row


def _header_rows(rows: Sequence[Sequence[Cell]]) -> int:
    """Return the number of header rows at the start of a table."""
    name_rows = list(takewhile(lambda cells: all(cell.is_name for cell in cells), rows[:-1]))
    has_spans = name_rows and any(cell.width > 1 or cell.height > 1 for cell in name_rows[0])
    return len(name_rows) if has_spans else min(1, len(name_rows))


def _laid_out(
    builder: BlockBuilder, cells: Sequence[Cell], reaching: CellsFromAbove, *, repeat: bool
) -> Iterator[_Column]:
    """Yield the columns of a row.

    `reaching` are the cells of rows above that span into this row; it is updated for the next row. `repeat`
    says whether the text of a cell that spans columns is repeated in each of them.
    """
    spanning = [
        SpanningCell(
            builder.words(cell.words) if max(cell.width, cell.height) > 1 else "", cell.width, cell.height
        )
        for cell in cells
    ]
    end = cells[0].words[0]
    for column in columns_of_row(spanning, reaching, widest=_WIDEST_TABLE, repeat=repeat):
        if column.cell is None:
            yield _Column((end, end), column.text)
        else:
            end = cells[column.cell].words[1]
            yield _Column(cells[column.cell].words)


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
