"""The cells of a table's row → its columns, where cells span rows and columns, as in HTML and MediaWiki."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

_WIDEST_CELL, _HIGHEST_CELL = 50, 1000  # columns and rows; a larger span is cut to this

#: Cells of rows above that reach further down: column → number of rows still to fill, text.
CellsFromAbove = dict[int, tuple[int, str]]


class SpanningCell(NamedTuple):
    """A cell, and the numbers of columns and rows that it spans, at least 1 each."""

    text: str
    width: int = 1
    height: int = 1


class Column(NamedTuple):
    """The content of a row in one column."""

    text: str  #: of the cell that starts in the column, or reaches into it from another column or row
    cell: int | None = None  #: the number of the cell that starts in the column, from 0; None if none does


def columns_of_row(
    cells: Sequence[SpanningCell], reaching: CellsFromAbove, *, widest: int, repeat: bool
) -> Iterator[Column]:
    """Yield the columns of a row, and update `reaching` for the next row.

    The text of a cell that spans columns is in the first of them or, with `repeat`, in each. From column
    number `widest` on, a cell spans only its own column and row.
    """
    column, end, number = 0, max(reaching, default=-1), 0
    while number < len(cells) or column <= end:
        if column in reaching or number == len(cells):
            left, text = reaching.pop(column, (1, ""))
            if left > 1:
                reaching[column] = left - 1, text
            yield Column(text)
            column += 1
            continue
        text, width, height = cells[number]
        if column >= widest:
            width, height = 1, 1
        for part in range(min(width, _WIDEST_CELL)):
            shown = text if repeat or not part else ""
            if height > 1:
                reaching[column] = min(height, _HIGHEST_CELL) - 1, shown
            yield Column(shown, None if part else number)
            column += 1
        number += 1
