"""The rows of a PDF's table without ruled lines: the parts at one height, with the further lines of cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

FEWEST_ROWS = 3
_ROW_GAP = 1.15  # the smallest distance between two rows, as a multiple of that between lines of a cell
_MOST_FULL = 0.4  # the largest share of the further lines of rows that have words in all columns
_SAME_HEIGHT = 0.4  # the largest difference in height between the parts of a line, as a multiple of the size


class Part(NamedTuple):
    """Words of a line that are in one column of a table."""

    text: str
    left: float
    right: float
    bottom: float
    line: int  #: the index of the line on the page
    column: int = 0  #: the index of the column, from the left


class Row:
    """A row of a table, or one line of it: the parts of its cells, from top to bottom."""

    def __init__(self, parts: Iterable[Part]) -> None:
        self.parts = sorted(parts, key=lambda part: (-part.bottom, part.left))
        self.bottom = min(part.bottom for part in self.parts)
        #: the columns that have words in this row
        self.columns = {part.column for part in self.parts if any(map(str.isalnum, part.text))}

    def first_part(self, column: int) -> Part:
        """Return the first line of the cell in `column`, which has words."""
        return next(part for part in self.parts if part.column == column)

    def text(self, column: int) -> str:
        """Return the text of the cell in `column`, with line ends between its lines."""
        return "\n".join(part.text for part in self.parts if part.column == column)


def at_heights(parts: Iterable[Part], size: float) -> list[Row]:
    """Return the parts at each height as a row, from top to bottom, without rows that have no words."""
    heights: list[list[Part]] = []
    for part in sorted(parts, key=lambda part: -part.bottom):
        if heights and heights[-1][0].bottom - part.bottom < _SAME_HEIGHT * size:
            heights[-1].append(part)
        else:
            heights.append([part])
    return [row for row in map(Row, heights) if row.columns]


def by_distance(lines: Sequence[Row]) -> list[Row] | None:
    """Join lines to rows, if rows are further apart than the lines of one row; else return None."""
    groups = _close_groups(lines)
    if len(groups) < FEWEST_ROWS:
        return None
    fullest = max(len(line.columns) for line in lines)
    further = [len(line.columns) == fullest for group in groups for line in group[1:]]
    if not further or sum(further) > _MOST_FULL * len(further):
        return None
    return [Row(part for line in group for part in line.parts) for group in groups]


def _close_groups(lines: Sequence[Row]) -> list[list[Row]]:
    """Group the lines: the lines of a group are at most `_ROW_GAP` times the shortest distance apart."""
    distances = [above.bottom - below.bottom for above, below in pairwise(lines)]
    groups = [[line] for line in lines[:1]]
    for line, distance in zip(lines[1:], distances, strict=True):
        if distance > _ROW_GAP * min(distances):
            groups.append([])
        groups[-1].append(line)
    return groups


def by_cells(lines: Sequence[Row]) -> list[Row]:
    """Return each line as a row, but join a line that continues a cell to the row above it.

    Such a line has a single cell, in a column that is filled in the row above. That row has several cells.
    In the first column, the line also starts with a small letter.
    """
    rows: list[Row] = []
    for line in lines:
        above = rows[-1].columns if rows else set[int]()
        if len(line.columns) == 1 < len(above) and above >= line.columns:
            [column] = line.columns
            if column > 0 or line.text(column)[:1].islower():
                rows[-1] = Row([*rows[-1].parts, *line.parts])
                continue
        rows.append(line)
    return rows


def without_ends(rows: list[Row]) -> list[Row]:
    """Return the rows without those at the top and the bottom that have words in only one column."""
    full = [number for number, row in enumerate(rows) if len(row.columns) > 1]
    return rows[full[0] : full[-1] + 1] if full else []
