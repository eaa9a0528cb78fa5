"""The rows of a sheet → lines of a text, one for each, with the rows of headers that name its columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from index.documents.converted.blocks import UNNAMED
from index.documents.converted.builder import TextBuilder
from index.documents.converted.columns import column_names, is_header, is_number
from index.documents.converted.words import clean

_LOOK_AHEAD = 4  # rows
_CAPTION_LEVEL = 2  #: of a line above a table that names it


def write_sheet(builder: TextBuilder, rows: Iterable[Sequence[str]]) -> None:
    """Write every row as a line, empty ones too, so that the number of a line is the number of its row."""
    columns, fresh, tables = UNNAMED, True, 0
    for row, below in _with_those_below(rows):
        cells = [cell for cell in map(clean, row) if cell]
        if not cells:
            fresh = True
            builder.row([])
            continue
        if fresh and is_header(row, below) and (not tables or _names_numbers(row, below)):
            builder.row(row, "header")
            columns, fresh, tables = builder.columns(column_names([row])), False, tables + 1
        elif fresh and len(cells) == 1 and below and not is_number(cells[0]):
            columns = UNNAMED
            builder.heading(_CAPTION_LEVEL, cells[0])
        else:
            fresh = False
            builder.row(row, columns=columns)


def _with_those_below(rows: Iterable[Sequence[str]]) -> Iterator[tuple[list[str], list[list[str]]]]:
    """Yield each row with the next few that are not empty."""
    iterator = iter(rows)
    waiting = [list(row) for row in islice(iterator, _LOOK_AHEAD)]
    while waiting:
        row = waiting.pop(0)
        following = [list(map(clean, other)) for other in waiting]
        yield list(map(clean, row)), [other for other in following if any(other)]
        waiting += [list(row) for row in islice(iterator, 1)]


def _names_numbers(row: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether a column of the rows below holds numbers under a word."""
    return any(
        is_number(cell)
        for other in below
        for cell, name in zip(other, row, strict=False)
        if name and not is_number(name)
    )
