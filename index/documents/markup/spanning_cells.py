"""Rows of a table whose cells may span rows and columns → blocks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile, zip_longest
from typing import NamedTuple

from index.documents.block_builder import SEPARATOR, BlockBuilder
from index.types import Block

_WIDEST_CELL, _HIGHEST_CELL = 50, 1000  # columns and rows; what spans more is cut
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
    lead = builder.introduction
    builder.lead = ""
    header = _header_rows(rows)
    names: list[str] = []
    reaching: dict[int, tuple[int, str]] = {}  # column → rows still to fill, text
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
    builder: BlockBuilder, cells: Sequence[Cell], reaching: dict[int, tuple[int, str]], *, repeat: bool
) -> Iterator[_Column]:
    """The columns of a row; `reaching` is what cells of rows above reach down, and is kept up.

    `repeat` says whether the text of a cell that spans columns stands in each of them.
    """
    column, end = 0, cells[0].words[0]
    for cell in cells:
        while column in reaching:
            yield _Column((end, end), _next_part(reaching, column))
            column += 1
        spans = column < _WIDEST_TABLE
        width = min(cell.width, _WIDEST_CELL) if spans else 1
        height = min(cell.height, _HIGHEST_CELL) if spans else 1
        text = builder.words(cell.words) if height > 1 or width > 1 else ""
        end = cell.words[1]
        for part in range(width):
            shown = text if repeat or not part else ""
            yield _Column((end, end), shown) if part else _Column(cell.words)
            if height > 1:
                reaching[column] = height - 1, shown
            column += 1
    for after in sorted(number for number in reaching if number >= column):
        yield from (_Column((end, end)) for _ in range(column, after))
        yield _Column((end, end), _next_part(reaching, after))
        column = after + 1


def _next_part(reaching: dict[int, tuple[int, str]], column: int) -> str:
    """The text that reaches into a column, of which a row less is to fill from then on."""
    left, text = reaching.pop(column)
    if left > 1:
        reaching[column] = left - 1, text
    return text


def _from_above(columns: Sequence[_Column], names: Sequence[str]) -> str:
    """The texts that reach into a row, each after the name of its column; empty where they are too long."""
    named = zip(columns, [*names, *[""] * len(columns)], strict=False)
    texts = [f"{name}: {column.text}" if name else column.text for column, name in named if column.text]
    shown = SEPARATOR.join(texts)
    return shown if len(shown) <= _LONGEST_REPEATED else ""


def _joined(names: tuple[str, str]) -> str:
    """The name of a column after another row of names; a name that spans both rows stands once."""
    above, below = names
    return above if above == below else " ".join(filter(None, names))
