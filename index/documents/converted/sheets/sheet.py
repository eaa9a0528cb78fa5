"""The rows of a sheet → lines of a text, one for each, with the headers that name the columns of a table."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from index.documents.converted.blocks import UNNAMED
from index.documents.converted.builder import TextBuilder
from index.documents.converted.columns import column_names, is_header, is_number, is_year
from index.documents.converted.words import clean

_LOOK_AHEAD = 8  # rows
_CAPTION_LEVEL = 2  #: of the first line above a table that names it
_LONGEST_CAPTION = 120  # characters


#: The first and the last column of cells that are wider than one, by the number of their row, all from 0.
Spans = Mapping[int, Sequence[tuple[int, int]]]


def write_sheet(builder: TextBuilder, rows: Iterable[Sequence[str]], spans: Spans | None = None) -> None:
    """Write every row as a line, empty ones too, so that the number of a line is the number of its row."""
    spans = spans or {}
    builder.close_headings(_CAPTION_LEVEL)
    builder.introduce("")
    columns, names = UNNAMED, tuple[str, ...]()
    level, after_caption = _CAPTION_LEVEL, False
    fresh = True  # whether what comes next may begin a table
    groups: list[str] = []  # the names above those of columns, in the row before
    for number, (row, below) in enumerate(_with_those_below(rows)):
        cells = [cell for cell in row if cell]
        if not cells:
            fresh, groups = True, []
            builder.row([])
        elif groups:
            builder.row(row, "header")
            names = column_names([groups, row])
            columns, fresh, groups = builder.columns(names), False, []
        elif fresh and (groups := _groups(row, below, spans.get(number, ()), names)):
            builder.row(row, "header")
        elif _is_caption(cells, below):
            level += after_caption
            builder.heading(level, cells[0])
            after_caption, columns = True, UNNAMED if fresh else columns
            continue
        elif fresh and _begins_table(row, below, names):
            builder.row(row, "header")
            names = column_names([row])
            columns, fresh = builder.columns(names), False
        elif fresh and below and not _has_amounts(cells) and _begins_table(below[0], below[1:], names):
            builder.row(row)
            builder.introduce(" ".join(cells))  # what holds for the table: its units, its year
        else:
            fresh = False
            builder.row(row, columns=columns)
        after_caption = after_caption and not cells


def _begins_table(row: Sequence[str], below: Sequence[Sequence[str]], names: Sequence[str]) -> bool:
    """Whether a row names the columns of a table; after one with other `names`, numbers must show that."""
    return is_header(row, below) and (not names or column_names([row]) == names or _names_numbers(row, below))


def _groups(
    row: Sequence[str], below: Sequence[Sequence[str]], spans: Sequence[tuple[int, int]], names: Sequence[str]
) -> list[str]:
    """The names of groups of columns in a row, over each of their columns; empty where it has none.

    A row has some if it has a cell over several columns, and the row below it names these: it holds no
    amounts, and has words above numbers or the same words twice. A single cell from the first column on is
    the caption of a table.
    """
    wide = [(left, right) for left, right in spans if left < min(right, len(row)) and row[left]]
    if not wide or len(below) < 2 or _has_amounts(below[0]):
        return []
    filled = [column for column, cell in enumerate(below[0]) if cell]
    if sum(map(bool, row)) == 1 and wide[0][0] <= filled[0]:
        return []
    spread = [*row, *[""] * (len(below[0]) - len(row))]
    for left, right in wide:
        end = min(right + 1, len(spread))
        spread[left:end] = [row[left]] * (end - left)
    words = [below[0][column] for column in filled]
    names_columns = len(set(words)) < len(words) or _names_numbers(below[0], below[1:])
    return (
        spread if names_columns and _begins_table(column_names([spread, below[0]]), below[1:], names) else []
    )


def _with_those_below(rows: Iterable[Sequence[str]]) -> Iterator[tuple[list[str], list[list[str]]]]:
    """Yield each row, its cells on a line each, with the next few that are not empty."""
    iterator = ([clean(cell) for cell in row] for row in rows)
    waiting = deque(islice(iterator, _LOOK_AHEAD))
    while waiting:
        row = waiting.popleft()
        yield row, [other for other in waiting if any(other)]
        waiting.extend(islice(iterator, 1))


def _is_caption(cells: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether a row of a single short text stands above rows of several cells."""
    if len(cells) != 1 or len(cells[0]) > _LONGEST_CAPTION or cells[0].endswith("."):
        return False
    if not any(map(str.isalpha, cells[0])):
        return False
    return any(sum(map(bool, row)) > 1 for row in below)


def _has_amounts(cells: Sequence[str]) -> bool:
    return any(is_number(cell) and not is_year(cell) for cell in cells)


def _names_numbers(row: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether a column of the rows below holds numbers under a word."""
    return any(
        is_number(cell)
        for other in below
        for cell, name in zip(other, row, strict=False)
        if name and not is_number(name)
    )
