"""Lines of a PDF's page that fit into the same columns, from one line on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from index.documents.converted.pdf.aligned_rows import (
    Part,
    Row,
    at_heights,
    by_cells,
    by_distance,
    without_ends,
)
from index.documents.converted.pdf.lines import Line, Word
from index.documents.converted.words import ITEM_MARK

_MOST_LINES = 400  # of a table on a page
_MOST_COLUMNS = 40
_SAME_SIZE = 0.2
_NARROWEST = 0.15  # of the size, between two columns
_NEAR_COLUMN = 0.2  # of the size: a word that is no further from a column's start begins there
_FURTHEST = 4.5  # of the size, from the foot of a row to that of the next
_MUCH_FURTHER = 1.9  # times the distances before, that end a table
_ITEM = re.compile(rf"{ITEM_MARK}|[A-Z]\.\s")

Column = tuple[float, float]  #: where it begins and ends, from the left


class Region:
    """Lines that fit into the same columns, from one line on."""

    def __init__(self, lines: Sequence[Line], start: int) -> None:
        first = lines[start]
        self.size = max(first.size, 1.0)
        self.end = start
        self.is_spaced = False  # by the distances of its rows
        self.columns: list[Column] = []  # from left to right
        self._parts: list[Part] = []
        if not first.cells and not first.heading and _begins_columns(lines, start):
            self._grow(lines, start)

    def rows(self) -> list[Row]:
        """The rows, where there are several columns: what stands at a height, with what goes on below it."""
        if len(self.columns) < 2:
            return []
        placed = (part._replace(column=self._column(part)) for part in self._parts)
        lines = at_heights(placed, self.size)
        rows = by_distance(lines)
        self.is_spaced = rows is not None
        return without_ends(rows or by_cells(lines))

    def _grow(self, lines: Sequence[Line], start: int) -> None:
        """Take up lines until one is far away, looks otherwise or does not fit."""
        top, lowest, longest = lines[start].top, lines[start].bottom, 0.0
        for number in range(start, min(start + _MOST_LINES, len(lines))):
            line = lines[number]
            bottom = min((word.bottom for word in line.words), default=line.bottom)
            distance = lowest - bottom
            if self._looks_other(line) or line.top > top + self.size or distance > self._furthest(longest):
                return
            if self._is_heading(line, lines[max(start, number - 1)]):
                return
            beside = number == start or _stands_beside(lines[max(start, number - 6) : number + 1])
            if not self._take(line, number, beside=beside):
                return
            if distance > 0.5 * self.size:
                longest = max(longest, distance)
            lowest = min(lowest, bottom)
            self.end = number + 1

    def _looks_other(self, line: Line) -> bool:
        other_size = abs(line.size - self.size) > _SAME_SIZE * self.size
        return bool(line.cells) or line.heading or other_size

    def _furthest(self, longest: float) -> float:
        """How far the next line may be from those above it, where the longest distance was this, or 0."""
        furthest = _FURTHEST * self.size
        return min(furthest, max(_MUCH_FURTHER * longest, 3 * self.size)) if longest else furthest

    def _is_heading(self, line: Line, before: Line) -> bool:
        """Whether a line in the first column alone begins to be bold."""
        is_first = not self.columns or line.left < self.columns[0][0] + self.size
        return is_first and line.bold and not before.bold and not _is_parted(line)

    def _take(self, line: Line, number: int, *, beside: bool) -> bool:
        """Take up a line; False, without a change, where it does not fit."""
        parts = self._parted(line, number)
        if len(parts) > _MOST_COLUMNS:
            return False
        columns = self._with_parts(parts, may_add=beside or len(parts) > 1)
        if columns is None or not self._are_apart(columns):
            return False
        self.columns = columns
        self._parts += parts
        return True

    def _with_parts(self, parts: Sequence[Part], *, may_add: bool) -> list[Column] | None:
        """The columns with the parts of a line; None where one is in several, or two are in one."""
        columns = list(self.columns)
        taken = set[Column]()
        for part in parts:
            touched = [column for column in columns if self._touch(part, column)]
            if len(touched) > 1 or taken.intersection(touched) or not (touched or may_add):
                return None
            left, right = part.left, part.right
            for column in touched:
                columns.remove(column)
                left, right = min(left, column[0]), max(right, column[1])
            columns.append((left, right))
            taken.add((left, right))
        return sorted(columns)

    def _are_apart(self, columns: Sequence[Column]) -> bool:
        """Whether there are not too many columns, and gaps between them."""
        gaps = [after[0] - before[1] for before, after in pairwise(columns)]
        return len(columns) <= _MOST_COLUMNS and min(gaps, default=self.size) >= _NARROWEST * self.size

    def _parted(self, line: Line, number: int) -> list[Part]:
        """A line in parts: at its wide gaps, and where a word begins right at a column's start."""
        if not line.words:
            return [Part(line.text, line.left, line.right, line.bottom, number)]
        apart = [word.apart for word in line.words]
        if _ITEM.match(line.text) and sum(apart) == sum(apart[:2]):  # a wide gap is behind its mark alone
            return [_part(line.words, number)]
        groups: list[list[Word]] = []
        for word in line.words:
            if not groups or word.apart or self._starts_column(groups[-1], word):
                groups.append([])
            groups[-1].append(word)
        return [_part(group, number) for group in groups]

    def _starts_column(self, group: Sequence[Word], word: Word) -> bool:
        """Whether a word begins where a column does, and what is before it stands in the column before."""
        near = _NEAR_COLUMN * self.size
        return any(
            abs(word.left - after[0]) <= near and before[0] - near <= group[0].left <= before[1]
            for before, after in pairwise(self.columns)
        )

    def _touch(self, part: Part, column: Column) -> bool:
        least = _NARROWEST * self.size
        return part.left < column[1] + least and column[0] - least < part.right

    def _column(self, part: Part) -> int:
        return max(sum(left <= part.left + 0.01 for left, _ in self.columns) - 1, 0)


def _part(words: Sequence[Word], number: int) -> Part:
    """Words of the line with this number that stand in one column."""
    return Part(
        " ".join(word.text for word in words),
        min(word.left for word in words),
        max(word.right for word in words),
        words[0].bottom,
        number,
    )


def _begins_columns(lines: Sequence[Line], start: int) -> bool:
    """Whether a line is in parts, or the next stands beside it."""
    return _is_parted(lines[start]) or _stands_beside(lines[start : start + 2])


def _is_parted(line: Line) -> bool:
    return any(word.apart for word in line.words)


def _stands_beside(lines: Sequence[Line]) -> bool:
    """Whether the last of these lines stands right of another at the same height, apart from it."""
    *others, line = lines
    return any(
        abs(line.bottom - other.bottom) < 0.3 * line.size and line.left - other.right > 0.5 * line.size
        for other in others
    )
