"""The rows of a PDF's table without ruled lines: what stands at a height, with what goes on below it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

FEWEST_ROWS = 3
_ROW_GAP = 1.15  # times the distance of two lines of a cell, which parts two rows
_MOST_FULL = 0.4  # of the further lines of rows, that have words in all columns
_SAME_HEIGHT = 0.4  # of the size


class Part(NamedTuple):
    """Words of a line that stand in one column of a table."""

    text: str
    left: float
    right: float
    bottom: float
    line: int  #: the number of the line
    column: int = 0


class Row:
    """A row of a table: the parts of its cells, from above to below."""

    def __init__(self, parts: Iterable[Part]) -> None:
        self.parts = sorted(parts, key=lambda part: (-part.bottom, part.left))
        self.bottom = min(part.bottom for part in self.parts)
        #: those that have words in this row
        self.columns = {part.column for part in self.parts if any(map(str.isalnum, part.text))}

    def first_part(self, column: int) -> Part:
        """The first line of a cell that has words."""
        return next(part for part in self.parts if part.column == column)

    def text(self, column: int) -> str:
        """The text of a cell, its lines parted by line ends."""
        return "\n".join(part.text for part in self.parts if part.column == column)


def at_heights(parts: Iterable[Part], size: float) -> list[Row]:
    """What stands at each height, from above to below, where a column has words."""
    heights: list[list[Part]] = []
    for part in sorted(parts, key=lambda part: -part.bottom):
        if heights and heights[-1][0].bottom - part.bottom < _SAME_HEIGHT * size:
            heights[-1].append(part)
        else:
            heights.append([part])
    return [row for row in map(Row, heights) if row.columns]


def by_distance(lines: Sequence[Row]) -> list[Row] | None:
    """The rows where they stand further apart than the lines of a cell; None where it is not so."""
    groups = _close_groups(lines)
    if len(groups) < FEWEST_ROWS:
        return None
    fullest = max(len(line.columns) for line in lines)
    further = [len(line.columns) == fullest for group in groups for line in group[1:]]
    if not further or sum(further) > _MOST_FULL * len(further):
        return None
    return [Row(part for line in group for part in line.parts) for group in groups]


def _close_groups(lines: Sequence[Row]) -> list[list[Row]]:
    """The lines in groups of those that are hardly further apart than any two."""
    distances = [above.bottom - below.bottom for above, below in pairwise(lines)]
    groups = [[line] for line in lines[:1]]
    for line, distance in zip(lines[1:], distances, strict=True):
        if distance > _ROW_GAP * min(distances):
            groups.append([])
        groups[-1].append(line)
    return groups


def by_cells(lines: Sequence[Row]) -> list[Row]:
    """The rows where each line is one, but for a single cell that goes on with the one above it."""
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
    """The rows without those at the top and the bottom that have words in one column alone."""
    full = [number for number, row in enumerate(rows) if len(row.columns) > 1]
    return rows[full[0] : full[-1] + 1] if full else []
