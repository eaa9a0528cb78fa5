"""Rows of a table whose cells may span rows and columns → blocks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile, zip_longest
from typing import NamedTuple

from index.documents.blocks.block_builder import BlockBuilder
from index.documents.blocks.spanning_cells import Reaching, Spanning, columns_of_row
from index.types import CELL_SEPARATOR, Block

_WIDEST_TABLE = 100  # columns, after which no cell spans others
_LONGEST_REPEATED = 300  # characters of a row that are repeated from rows above


class Cell(NamedTuple):
    """A cell as a table's source has it."""

    words: tuple[int, int]  #: where they stand
    is_name: bool = False  #: of a column or a row
    width: int = 1  #: columns that it spans
    height: int = 1  #: rows that it spans


class _Column(NamedTuple):
    """What a row has in a column."""

    words: tuple[int, int]  #: of its own cell; empty where it has none
    text: str = ""  #: of a cell that reaches into the column from another row or column


def rows_with_spans(builder: BlockBuilder, rows: Sequence[Sequence[Cell]]) -> Iterator[Block]:
    """Rows, none of them without cells. What spans rows is read in each of them, before its other cells.

    A first row of names alone names the columns; where one of its cells spans others, so do those of the
    next rows that are names alone.
    """
    lead = builder.caption
    builder.lead = ""
    header = _header_rows(rows)
    names: list[str] = []
    reaching: Reaching = {}
    for number, cells in enumerate(rows):
        is_header = number < header
        columns = list(_laid_out(builder, cells, reaching, repeat=is_header and len(cells) > 1))
        line = cells[0].words[0], cells[-1].words[1]
        own = [column.words for column in columns]
        if is_header:
            row = builder.row("header", line, own, lead=lead)
            found = [column.text or builder.words(column.words) for column in columns]
            names = [_joined(pair) for pair in zip_longest(names, found, fillvalue="")]
        else:
            row = builder.row("row", line, own, names, lead, _from_above(columns, names))
        if row:
            yield row


def _header_rows(rows: Sequence[Sequence[Cell]]) -> int:
    of_names = list(takewhile(lambda cells: all(cell.is_name for cell in cells), rows[:-1]))
    has_spans = of_names and any(cell.width > 1 or cell.height > 1 for cell in of_names[0])
    return len(of_names) if has_spans else min(1, len(of_names))


def _laid_out(
    builder: BlockBuilder, cells: Sequence[Cell], reaching: Reaching, *, repeat: bool
) -> Iterator[_Column]:
    """The columns of a row; `reaching` is what cells of rows above reach down, and is kept up.

    `repeat` says whether the text of a cell that spans columns stands in each of them.
    """
    spanning = [
        Spanning(
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
    """The texts that reach into a row, each after the name of its column; empty where they are too long."""
    named = zip(columns, [*names, *[""] * len(columns)], strict=False)
    texts = [f"{name}: {column.text}" if name else column.text for column, name in named if column.text]
    shown = CELL_SEPARATOR.join(texts)
    return shown if len(shown) <= _LONGEST_REPEATED else ""


def _joined(names: tuple[str, str]) -> str:
    """The name of a column after another row of names; a name that spans both rows stands once."""
    above, below = names
    return above if above == below else " ".join(filter(None, names))
