"""The rows of a sheet → a line of text for each row. Finds the rows that name the columns of a table."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, pairwise

from index.documents.blocks.columns import column_names, is_header, is_number, is_year
from index.documents.converted.builder import TextBuilder
from index.documents.converted.packed_blocks import UNNAMED
from index.documents.converted.secrets import secret_columns, without_secret_cells
from index.documents.converted.words import clean

_LOOK_AHEAD = 8  # rows
_CAPTION_LEVEL = 2  # of the first caption above a table
_LONGEST_CAPTION = 120  # characters

#: The first and the last column of cells that span columns, by the number of their row, all from 0.
Spans = Mapping[int, Sequence[tuple[int, int]]]


def write_sheet(builder: TextBuilder, rows: Iterable[Sequence[str]], spans: Spans | None = None) -> list[str]:
    """Write every row as a line, also empty rows, so that the number of a line is the number of its row.

    Omit the secrets in columns whose names say that they contain some, and in those called "value". Return
    the name of each secret: that of its column, or the first cell of its row if the column is called "value".
    """
    spans = spans or {}
    writer = _SheetWriter(builder)
    for number, (row, below) in enumerate(_with_rows_below(rows)):
        writer.write(row, below, spans.get(number, ()))
    return writer.omitted


class _SheetWriter:
    """Writes the rows of a sheet one by one, and keeps the names of the columns of the current table."""

    def __init__(self, builder: TextBuilder) -> None:
        self.omitted: list[str] = []  #: the names of the omitted secrets
        self._builder = builder
        self._columns = UNNAMED
        self._names: tuple[str, ...] = ()
        self._secret_columns: tuple[int, ...] = ()
        self._groups: list[str] = []  # the names of groups of columns, if the row before has them
        self._level, self._after_caption = _CAPTION_LEVEL, False
        self._may_start_table = True  # whether the next row may be the first row of a table
        builder.close_headings(_CAPTION_LEVEL)
        builder.introduce("")

    def write(self, row: list[str], below: Sequence[Sequence[str]], spans: Sequence[tuple[int, int]]) -> None:
        """Write a row. `below` are the next rows, and `spans` are the row's cells that span columns."""
        cells = [cell for cell in row if cell]
        if not cells:
            self._may_start_table, self._groups = True, []
            self._builder.row([])
        elif self._groups:
            self._write_header(row, column_names([self._groups, row]))
        elif self._may_start_table and (groups := _groups(row, below, spans, self._names)):
            self._groups = groups
            self._builder.row(row, "header")
        elif _is_caption(cells, below) and (self._may_start_table or _is_at_left(row, below)):
            self._write_caption(cells[0])
            return
        elif self._may_start_table and _names_columns(row, below, self._names):
            self._write_header(row, column_names([row]))
        else:
            self._write_row(row, cells, below)
        self._after_caption = self._after_caption and not cells

    def _write_header(self, row: Sequence[str], names: tuple[str, ...]) -> None:
        """Write a header row. The columns of the rows after it have these names."""
        self._builder.row(row, "header")
        self._names, self._columns = names, self._builder.columns(names)
        self._secret_columns = secret_columns(names)
        self._may_start_table, self._groups = False, []

    def _write_caption(self, words: str) -> None:
        """Write a caption as a heading, on the level of the last one, or below it if that is right before."""
        self._level += self._after_caption
        self._builder.heading(self._level, words)
        self._after_caption = True
        if self._may_start_table:
            self._columns, self._secret_columns = UNNAMED, ()

    def _write_row(self, row: Sequence[str], cells: Sequence[str], below: Sequence[Sequence[str]]) -> None:
        """Write a row that names no columns. Right above a table, it introduces it: its units, its year."""
        may_introduce = self._may_start_table and below and not _has_amounts(cells)
        if may_introduce and _names_columns(below[0], below[1:], self._names):
            self._builder.row(row)
            self._builder.introduce(" ".join(cells))
            return
        self._may_start_table = False
        if self._secret_columns:
            row = without_secret_cells(row, self._names, self._secret_columns, self.omitted)
        self._builder.row(row, columns=self._columns)


def _names_columns(row: Sequence[str], below: Sequence[Sequence[str]], names: Sequence[str]) -> bool:
    """Whether a row names the columns of a table.

    After a table with other `names`, only a row with a name above numbers does.
    """
    return is_header(row, below) and (not names or column_names([row]) == names or _names_numbers(row, below))


def _groups(
    row: Sequence[str], below: Sequence[Sequence[str]], spans: Sequence[tuple[int, int]], names: Sequence[str]
) -> list[str]:
    """Return the names of groups of columns in a row, repeated for each of their columns, or an empty list.

    A row has such names if one of its cells spans columns, or certainly did before the sheet was exported,
    and if the row below names these columns: it contains no amounts, and has words above numbers or the same
    words twice. A single cell that starts at or before the first column of the row below is not such a name,
    but the caption of a table.
    """
    if len(below) < 2 or _has_amounts(below[0]):
        return []
    wide = _filled_spans(row, spans) or _lost_spans(row, below)
    if not wide:
        return []
    filled = [column for column, cell in enumerate(below[0]) if cell]
    if sum(map(bool, row)) == 1 and wide[0][0] <= filled[0]:
        return []
    spread = _spread(row, wide, len(below[0]))
    words = [below[0][column] for column in filled]
    if len(set(words)) == len(words) and not _names_numbers(below[0], below[1:]):
        return []
    return spread if _names_columns(column_names([spread, below[0]]), below[1:], names) else []


def _filled_spans(row: Sequence[str], spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the first and the last column of the cells of a row that span columns and are not empty."""
    return [(left, right) for left, right in spans if left < min(right, len(row)) and row[left]]


def _lost_spans(row: Sequence[str], below: Sequence[Sequence[str]]) -> list[tuple[int, int]]:
    """Return the first and the last column of the cells that spanned columns before the sheet became a CSV.

    The cells that they spanned are empty. This is certain only if several cells have empty cells after them
    and the same different names below them, such as "Start" and "End" for each day, and the next row has none
    of these names; else the list is empty.
    """
    names, values = below[0], below[1]
    width = max((column for column, name in enumerate(names) if name), default=-1) + 1
    starts = [column for column, cell in enumerate(row) if cell]
    wide = [(left, right - 1) for left, right in pairwise([*starts, width]) if right - left > 1]
    groups = [tuple(names[left : right + 1]) for left, right in wide]
    if len(groups) < 2 or len(set(groups)) > 1:
        return []
    distinct = {*groups[0]} - {"", *values}
    return wide if len(distinct) == len(groups[0]) else []


def _spread(row: Sequence[str], wide: Sequence[tuple[int, int]], width: int) -> list[str]:
    """Return a row with at least `width` cells, and the text of each `wide` cell in all its columns."""
    spread = [*row, *[""] * (width - len(row))]
    for left, right in wide:
        end = min(right + 1, len(spread))
        spread[left:end] = [row[left]] * (end - left)
    return spread


def _with_rows_below(rows: Iterable[Sequence[str]]) -> Iterator[tuple[list[str], list[list[str]]]]:
    """Yield each row with those of the next `_LOOK_AHEAD` - 1 rows that are not empty; all are cleaned."""
    iterator = ([clean(cell) for cell in row] for row in rows)
    waiting = deque(islice(iterator, _LOOK_AHEAD))
    while waiting:
        row = waiting.popleft()
        yield row, [other for other in waiting if any(other)]
        waiting.extend(islice(iterator, 1))


def _is_caption(cells: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether a row is a single short text above rows, of which one has several cells."""
    if len(cells) != 1 or len(cells[0]) > _LONGEST_CAPTION or cells[0].endswith("."):
        return False
    if not any(map(str.isalpha, cells[0])):
        return False
    return any(sum(map(bool, row)) > 1 for row in below)


def _is_at_left(row: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether the first filled cell of a row is not right of where all the rows below start.

    A single cell further right, such as a remark, belongs to the row above it.
    """
    return _first_filled(row) <= min(map(_first_filled, below))


def _first_filled(row: Sequence[str]) -> int:
    return next(column for column, cell in enumerate(row) if cell)


def _has_amounts(cells: Sequence[str]) -> bool:
    return any(is_number(cell) and not is_year(cell) for cell in cells)


def _names_numbers(row: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether a word of a row is above a number in one of the rows below."""
    return any(
        is_number(cell)
        for other in below
        for cell, name in zip(other, row, strict=False)
        if name and not is_number(name)
    )
