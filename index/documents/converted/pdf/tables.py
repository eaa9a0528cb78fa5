"""The tables of a PDF's page whose cells lie between ruled lines → rows of cells."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import compress, pairwise
from operator import not_
from typing import NamedTuple

_CLOSE = 3.0  # points; lines that are no further apart are one
_THIN = 2.5  # points, at most, of a line's width
_SHORTEST = 8.0  # points, at least, of its length
_MOST_LINES = 2000  # of a page; a drawing has more
_TORN = 0.1  # of the cells, at most: words that a line goes through
_LONGEST_CELL = 400  # characters on average; longer ones are the columns of a page

Box = tuple[float, float, float, float]  #: left, bottom, right, top, in points


class Sign(NamedTuple):
    """A character of a page, in its order, and the middle of its box."""

    text: str
    x: float
    y: float


class _Line(NamedTuple):
    """A line of a table, at a height or a distance from the left, from one end to the other."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Table:
    """A table, and where it stands; of a cell that spans columns, the text is in the first of them."""

    box: Box
    rows: tuple[tuple[str, ...], ...]
    bottoms: tuple[float, ...]  #: of each row, in points


def tables(boxes: Iterable[Box], read_signs: Callable[[], Sequence[Sign]]) -> list[Table]:
    """The tables that are drawn with lines and rectangles, whose boxes are given.

    `read_signs` gives the page's characters. A table has at least two rows and two columns with text, and no
    line of it goes through words.
    """
    across, down = _lines(boxes)
    if not across or not down or len(across) + len(down) > _MOST_LINES:
        return []
    grids = [grid for grid in map(_Grid.of, _groups(across, down)) if grid is not None]
    signs = read_signs() if grids else ()
    return [table for grid in grids if (table := grid.table(signs)) is not None]


def _lines(boxes: Iterable[Box]) -> tuple[list[_Line], list[_Line]]:
    """The lines across and down: thin boxes, and the edges of larger ones."""
    across: list[_Line] = []
    down: list[_Line] = []
    for left, bottom, right, top in boxes:
        if right - left >= _SHORTEST:
            across += [_Line(y, left, right) for y in _edges(bottom, top)]
        if top - bottom >= _SHORTEST:
            down += [_Line(x, bottom, top) for x in _edges(left, right)]
    return across, down


def _edges(start: float, end: float) -> tuple[float, ...]:
    """Where the lines of a box are, by a side: both edges of a large one, the middle of a thin one."""
    if end - start >= _SHORTEST:
        return start, end
    return ((start + end) / 2,) if end - start <= _THIN else ()


def _groups(across: Sequence[_Line], down: Sequence[_Line]) -> Iterator[tuple[list[_Line], list[_Line]]]:
    """Yield the lines that touch each other, directly or by others."""
    waiting, downs = list(across), list(down)
    while waiting:
        rows, columns = [waiting.pop()], list[_Line]()
        new_rows = rows
        while new_rows:
            new_columns, downs = _parted(downs, rows)
            new_rows, waiting = _parted(waiting, new_columns)
            rows, columns = rows + new_rows, columns + new_columns
        yield rows, columns


def _parted(lines: Sequence[_Line], others: Sequence[_Line]) -> tuple[list[_Line], list[_Line]]:
    """The lines that touch one of the others, which go the other way, and those that do not."""
    touching = [any(_touch(line, other) for other in others) for line in lines]
    return list(compress(lines, touching)), list(compress(lines, map(not_, touching)))


def _touch(line: _Line, other: _Line) -> bool:
    """Whether two lines touch, one of which goes across and one down."""
    return _reaches(line, other.at) and _reaches(other, line.at)


def _reaches(line: _Line, at: float) -> bool:
    """Whether a line reaches to a place along it."""
    return line.start - _CLOSE <= at <= line.end + _CLOSE


@dataclass(frozen=True, slots=True)
class _Grid:
    """The lines of a table that may be one: where those down are, ascending, and those across, descending."""

    xs: list[float]
    ys: list[float]
    down: list[_Line]
    across: list[_Line]

    @classmethod
    def of(cls, lines: tuple[list[_Line], list[_Line]]) -> _Grid | None:
        """The grid that lines make, or None where it has fewer than two rows or columns."""
        across, down = lines
        xs, ys = _positions(down), _positions(across)[::-1]
        return cls(xs, ys, down, across) if len(xs) > 2 and len(ys) > 2 else None

    def table(self, signs: Iterable[Sign]) -> Table | None:
        """The table with its text; None where it is a frame, a drawing, or the layout of a page."""
        cells, torn = self._cells(signs)
        rows = self._spread([list(map("".join, row)) for row in cells])
        kept = [number for number, row in enumerate(rows) if any(row)]
        filled = [list(filter(None, rows[number])) for number in kept]
        if len(kept) < 2 or not _is_data(filled, torn):
            return None
        box = (self.xs[0], self.ys[-1], self.xs[-1], self.ys[0])
        return Table(box, tuple(tuple(rows[number]) for number in kept), tuple(self.ys[n + 1] for n in kept))

    def _at(self, sign: Sign, heights: Sequence[float]) -> tuple[int, int] | None:
        """The row and the column in which a sign stands, or None where it is outside."""
        row, column = bisect_right(heights, -sign.y) - 1, bisect_right(self.xs, sign.x) - 1
        return (row, column) if 0 <= row < len(self.ys) - 1 and 0 <= column < len(self.xs) - 1 else None

    def _cells(self, signs: Iterable[Sign]) -> tuple[list[list[list[str]]], int]:
        """The signs of each cell by row and column, and how many words a line goes through."""
        cells = [[list[str]() for _ in self.xs[1:]] for _ in self.ys[1:]]
        starts = [self._starts(top, bottom) for top, bottom in pairwise(self.ys)]
        heights = [-y for y in self.ys]
        torn, last, gap = 0, (-1, -1), True
        for sign in signs:
            if sign.text.isspace():
                gap = True
                continue
            place = self._at(sign, heights)
            if place is None:
                last, gap = (-1, -1), True
                continue
            row, column = place
            at = row, starts[row][column]
            cell = cells[row][at[1]]
            torn += not gap and last[0] == row and last != at
            if cell and (gap or last != at):
                cell.append(" " if last == at else "\n")
            cell.append(sign.text)
            last, gap = at, False
        return cells, torn

    def _starts(self, top: float, bottom: float) -> list[int]:
        """Of each column of a row, the first that its cell spans; it reaches to the next line."""
        middle = (top + bottom) / 2
        drawn = [line.at for line in self.down if _reaches(line, middle)]
        starts = [0]
        for column in range(1, len(self.xs) - 1):
            starts.append(column if _is_near(self.xs[column], drawn) else starts[-1])
        return starts

    def _spread(self, rows: list[list[str]]) -> list[list[str]]:
        """The rows, those that a cell reaches down to, with no line drawn between them, all with its text."""
        for column, (left, right) in enumerate(pairwise(self.xs)):
            drawn = [line.at for line in self.across if _reaches(line, (left + right) / 2)]
            ends = [row for row in range(1, len(rows)) if _is_near(self.ys[row], drawn)]
            for first, end in pairwise((0, *ends, len(rows))):
                text = "\n".join(filter(None, (row[column] for row in rows[first:end])))
                for row in rows[first:end]:
                    row[column] = text
        return rows


def _is_data(rows: Sequence[Sequence[str]], torn: int) -> bool:
    """Whether the filled cells of rows are those of a table, by their number and length and torn words."""
    several = sum(len(row) > 1 for row in rows)
    count = sum(map(len, rows))
    characters = sum(len(cell) for row in rows for cell in row)
    return 2 * several >= len(rows) and characters <= _LONGEST_CELL * count and torn <= _TORN * count


def _is_near(place: float, places: Iterable[float]) -> bool:
    return any(abs(place - other) <= _CLOSE for other in places)


def _positions(lines: Iterable[_Line]) -> list[float]:
    """Where lines are, ascending, each once."""
    found: list[float] = []
    for at in sorted(line.at for line in lines):
        if not found or at - found[-1] > _CLOSE:
            found.append(at)
    return found
