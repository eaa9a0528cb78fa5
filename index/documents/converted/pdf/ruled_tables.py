"""The lines, rectangles and characters of a PDF's page → its ruled tables, whose cells are between lines."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import compress, pairwise
from operator import not_
from typing import NamedTuple

from index.documents.converted.pdf.note_marks import Box

_CLOSE = 3.0  # the largest distance between two lines that count as one, in points
_THIN = 2.5  # the largest width of a line, in points
_SHORTEST = 8.0  # the smallest length of a line, in points
_MOST_LINES = 2000  # of a page; a page with more is a drawing
_MOST_CROSSED = 0.1  # the largest number of words that lines cross, for each cell
_LONGEST_CELL = 400  # the largest mean length of a cell, in characters; longer ones are columns of text


class Sign(NamedTuple):
    """A character of a page, and the middle of its box in points."""

    text: str
    x: float
    y: float


class _Line(NamedTuple):
    """A horizontal or vertical line of a table, in points."""

    at: float  #: the height of a horizontal line, or the distance of a vertical one from the left
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Table:
    """A table and its position.

    The text of a cell that spans columns is in the first of them; that of a cell that spans rows is in each.
    """

    box: Box
    rows: tuple[tuple[str, ...], ...]
    bottoms: tuple[float, ...]  #: the bottom of each row, in points


def ruled_tables(boxes: Iterable[Box], read_signs: Callable[[], Sequence[Sign]]) -> list[Table]:
    """Return the tables of a page that are drawn with lines and rectangles. `boxes` are the boxes of these.

    `read_signs` returns the page's characters in their order. A table has at least two rows and two columns
    with text, and its lines cross few words.
    """
    across, down = _lines(boxes)
    if not across or not down or len(across) + len(down) > _MOST_LINES:
        return []
    grids = [grid for grid in map(_Grid.of, _groups(across, down)) if grid is not None]
    signs = read_signs() if grids else ()
    return [table for grid in grids if (table := grid.table(signs)) is not None]


def _lines(boxes: Iterable[Box]) -> tuple[list[_Line], list[_Line]]:
    """Return the horizontal and the vertical lines: thin boxes, and the edges of larger boxes."""
    across: list[_Line] = []
    down: list[_Line] = []
    for left, bottom, right, top in boxes:
        if right - left >= _SHORTEST:
            across += [_Line(y, left, right) for y in _edges(bottom, top)]
        if top - bottom >= _SHORTEST:
            down += [_Line(x, bottom, top) for x in _edges(left, right)]
    return across, down


def _edges(start: float, end: float) -> tuple[float, ...]:
    """Return the positions of the lines of a box, from its edges in one direction.

    These are both edges of a large box, the middle of a thin one, and none of a box between.
    """
    if end - start >= _SHORTEST:
        return start, end
    return ((start + end) / 2,) if end - start <= _THIN else ()


def _groups(across: Sequence[_Line], down: Sequence[_Line]) -> Iterator[tuple[list[_Line], list[_Line]]]:
    """Yield groups of horizontal and vertical lines that touch each other, directly or through others."""
    waiting, downs = list(across), list(down)
    while waiting:
        rows, columns = [waiting.pop()], list[_Line]()
        new_rows = rows
        while new_rows:
            new_columns, downs = _split(downs, rows)
            new_rows, waiting = _split(waiting, new_columns)
            rows, columns = rows + new_rows, columns + new_columns
        yield rows, columns


def _split(lines: Sequence[_Line], others: Sequence[_Line]) -> tuple[list[_Line], list[_Line]]:
    """Split lines into those that touch one of the others, which are perpendicular, and those that do not."""
    touching = [any(_touch(line, other) for other in others) for line in lines]
    return list(compress(lines, touching)), list(compress(lines, map(not_, touching)))


def _touch(line: _Line, other: _Line) -> bool:
    """Whether two lines touch, of which one is horizontal and one is vertical."""
    return _reaches(line, other.at) and _reaches(other, line.at)


def _reaches(line: _Line, at: float) -> bool:
    """Whether a line extends over the position `at` in its own direction."""
    return line.start - _CLOSE <= at <= line.end + _CLOSE


@dataclass(frozen=True, slots=True)
class _Grid:
    """The lines of a possible table."""

    xs: list[float]  #: the positions of the vertical lines, ascending
    ys: list[float]  #: the positions of the horizontal lines, descending
    down: list[_Line]
    across: list[_Line]

    @classmethod
    def of(cls, lines: tuple[list[_Line], list[_Line]]) -> _Grid | None:
        """Return the grid of a group of lines, or None if it has fewer than two rows or columns."""
        across, down = lines
        xs, ys = _positions(down), _positions(across)[::-1]
        return cls(xs, ys, down, across) if len(xs) > 2 and len(ys) > 2 else None

    def table(self, signs: Iterable[Sign]) -> Table | None:
        """Return the table with its text, or None if it is a frame, a drawing or the layout of a page."""
        cells, crossed = self._cells(signs)
        rows = self._with_spanning_cells([list(map("".join, row)) for row in cells])
        kept = [number for number, row in enumerate(rows) if any(row)]
        filled = [list(filter(None, rows[number])) for number in kept]
        if len(kept) < 2 or not _is_data(filled, crossed):
            return None
        box = (self.xs[0], self.ys[-1], self.xs[-1], self.ys[0])
        return Table(box, tuple(tuple(rows[number]) for number in kept), tuple(self.ys[n + 1] for n in kept))

    def _at(self, sign: Sign, heights: Sequence[float]) -> tuple[int, int] | None:
        """Return the row and the column of a sign, or None if it is outside the grid.

        `heights` are `ys`, negated so that they ascend.
        """
        row, column = bisect_right(heights, -sign.y) - 1, bisect_right(self.xs, sign.x) - 1
        return (row, column) if 0 <= row < len(self.ys) - 1 and 0 <= column < len(self.xs) - 1 else None

    def _cells(self, signs: Iterable[Sign]) -> tuple[list[list[list[str]]], int]:
        """Return the signs of each cell by row and column, and the number of words that a line crosses."""
        cells = [[list[str]() for _ in self.xs[1:]] for _ in self.ys[1:]]
        starts = [self._starts(top, bottom) for top, bottom in pairwise(self.ys)]
        heights = [-y for y in self.ys]
        crossed, last, gap = 0, (-1, -1), True
        for sign in signs:
            if sign.text.isspace():
                gap = True
                continue
            position = self._at(sign, heights)
            if position is None:
                last, gap = (-1, -1), True
                continue
            row, column = position
            at = row, starts[row][column]
            cell = cells[row][at[1]]
            crossed += not gap and last[0] == row and last != at
            if cell and (gap or last != at):
                cell.append(" " if last == at else "\n")
            cell.append(sign.text)
            last, gap = at, False
        return cells, crossed

    def _starts(self, top: float, bottom: float) -> list[int]:
        """Return, for each column of a row, the first column of its cell, which spans up to the next line."""
        middle = (top + bottom) / 2
        drawn = [line.at for line in self.down if _reaches(line, middle)]
        starts = [0]
        for column in range(1, len(self.xs) - 1):
            starts.append(column if _is_near(self.xs[column], drawn) else starts[-1])
        return starts

    def _with_spanning_cells(self, rows: list[list[str]]) -> list[list[str]]:
        """Return the rows, with the text of a cell that spans rows in each of them.

        A cell spans two rows if no line is between them in its column.
        """
        for column, (left, right) in enumerate(pairwise(self.xs)):
            drawn = [line.at for line in self.across if _reaches(line, (left + right) / 2)]
            ends = [row for row in range(1, len(rows)) if _is_near(self.ys[row], drawn)]
            for first, end in pairwise((0, *ends, len(rows))):
                text = "\n".join(filter(None, (row[column] for row in rows[first:end])))
                for row in rows[first:end]:
                    row[column] = text
        return rows


def _is_data(rows: Sequence[Sequence[str]], crossed: int) -> bool:
    """Whether rows are a table, by the number and length of their filled cells and the crossed words."""
    several = sum(len(row) > 1 for row in rows)
    count = sum(map(len, rows))
    characters = sum(len(cell) for row in rows for cell in row)
    return (
        2 * several >= len(rows) and characters <= _LONGEST_CELL * count and crossed <= _MOST_CROSSED * count
    )


def _is_near(position: float, others: Iterable[float]) -> bool:
    return any(abs(position - other) <= _CLOSE for other in others)


def _positions(lines: Iterable[_Line]) -> list[float]:
    """Return the positions of lines, ascending; lines that are close to each other count as one."""
    found: list[float] = []
    for at in sorted(line.at for line in lines):
        if not found or at - found[-1] > _CLOSE:
            found.append(at)
    return found
