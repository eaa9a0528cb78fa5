"""Collects the lines of a PDF's page that fit into the same columns, from a first line on."""

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
_SAME_SIZE = 0.2  # the largest difference between the sizes of a table's lines, as a share
_NARROWEST = 0.15  # the smallest gap between two columns, as a multiple of the size
_NEAR_COLUMN = 0.2  # the largest distance from a column's start to a word of it, as a multiple of the size
_FURTHEST = 4.5  # the largest distance between the bottoms of two rows, as a multiple of the size
_MUCH_FURTHER = 1.9  # the smallest distance that ends a table, as a multiple of the longest before it
_ITEM = re.compile(rf"{ITEM_MARK}|[A-Z]\.\s")

Column = tuple[float, float]  #: the left and right edge, in points


class Region:
    """Lines that fit into the same columns: a possible table."""

    def __init__(self, lines: Sequence[Line], start: int) -> None:
        """Collect the lines from `lines[start]` on."""
        first = lines[start]
        self.size = max(first.size, 1.0)  #: of the first line, in points
        self.end = start  #: the index of the line after the last one that fits
        self.is_spaced = False  #: whether its rows are further apart than their lines; set by `rows`
        self.columns: list[Column] = []  #: from left to right
        self._parts: list[Part] = []
        if not first.cells and not first.is_heading and _starts_columns(lines, start):
            self._grow(lines, start)

    def rows(self) -> list[Row]:
        """Return the rows, each with all its lines; none if there are fewer than two columns."""
        if len(self.columns) < 2:
            return []
        placed = (part._replace(column=self._column(part)) for part in self._parts)
        lines = at_heights(placed, self.size)
        rows = by_distance(lines)
        self.is_spaced = rows is not None
        return without_ends(rows or by_cells(lines))

    def _grow(self, lines: Sequence[Line], start: int) -> None:
        """Add lines until one is far away, looks different or does not fit into the columns."""
        top, lowest, longest = lines[start].top, lines[start].bottom, 0.0
        for number in range(start, min(start + _MOST_LINES, len(lines))):
            line = lines[number]
            bottom = min((word.bottom for word in line.words), default=line.bottom)
            distance = lowest - bottom
            if self._looks_different(line) or line.top > top + self.size:
                return
            if distance > self._longest_distance(longest):
                return
            if self._is_heading(line, lines[max(start, number - 1)]):
                return
            is_beside = number == start or _is_beside_other(lines[max(start, number - 6) : number + 1])
            if not self._add(line, number, is_beside=is_beside):
                return
            if distance > 0.5 * self.size:
                longest = max(longest, distance)
            lowest = min(lowest, bottom)
            self.end = number + 1

    def _looks_different(self, line: Line) -> bool:
        """Whether a line is a row of a ruled table or a heading, or has another size."""
        other_size = abs(line.size - self.size) > _SAME_SIZE * self.size
        return bool(line.cells) or line.is_heading or other_size

    def _longest_distance(self, longest: float) -> float:
        """Return the longest distance to the next line, after distances of at most `longest` (0: none)."""
        furthest = _FURTHEST * self.size
        return min(furthest, max(_MUCH_FURTHER * longest, 3 * self.size)) if longest else furthest

    def _is_heading(self, line: Line, before: Line) -> bool:
        """Whether a line is in the first column alone, and is bold after a line that is not."""
        is_first = not self.columns or line.left < self.columns[0][0] + self.size
        return is_first and line.bold and not before.bold and not line.has_gap

    def _add(self, line: Line, number: int, *, is_beside: bool) -> bool:
        """Add a line. Return False, without a change, if it does not fit."""
        parts = self._split(line, number)
        if len(parts) > _MOST_COLUMNS:
            return False
        columns = self._with_parts(parts, may_add=is_beside or len(parts) > 1)
        if columns is None or not self._have_gaps(columns):
            return False
        self.columns = columns
        self._parts += parts
        return True

    def _with_parts(self, parts: Sequence[Part], *, may_add: bool) -> list[Column] | None:
        """Return the columns, widened by the parts of a line; a part outside all columns is a new one.

        Return None if a part is in several columns, if two parts are in one column, or if a part is outside
        all columns and `may_add` is false.
        """
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

    def _have_gaps(self, columns: Sequence[Column]) -> bool:
        """Whether there are at most `_MOST_COLUMNS` columns, and wide enough gaps between them."""
        gaps = [after[0] - before[1] for before, after in pairwise(columns)]
        return len(columns) <= _MOST_COLUMNS and min(gaps, default=self.size) >= _NARROWEST * self.size

    def _split(self, line: Line, number: int) -> list[Part]:
        """Split a line at its wide gaps, and before each word that starts where a column starts."""
        if not line.words:
            return [Part(line.text, line.left, line.right, line.bottom, number)]
        if _ITEM.match(line.text) and not line.has_inner_gap:
            return [_part(line.words, number)]
        groups: list[list[Word]] = []
        for word in line.words:
            if not groups or word.after_gap or self._starts_column(groups[-1], word):
                groups.append([])
            groups[-1].append(word)
        return [_part(group, number) for group in groups]

    def _starts_column(self, group: Sequence[Word], word: Word) -> bool:
        """Whether a word starts where a column starts, and the words before it are in the column before."""
        near = _NEAR_COLUMN * self.size
        return any(
            abs(word.left - after[0]) <= near and before[0] - near <= group[0].left <= before[1]
            for before, after in pairwise(self.columns)
        )

    def _touch(self, part: Part, column: Column) -> bool:
        """Whether a part overlaps a column, or the gap between them is too narrow."""
        least = _NARROWEST * self.size
        return part.left < column[1] + least and column[0] - least < part.right

    def _column(self, part: Part) -> int:
        """Return the index of the column in which a part starts."""
        return max(sum(left <= part.left + 0.01 for left, _ in self.columns) - 1, 0)


def _part(words: Sequence[Word], number: int) -> Part:
    """Return the part of a line that consists of `words`; `number` is the index of the line."""
    return Part(
        " ".join(word.text for word in words),
        min(word.left for word in words),
        max(word.right for word in words),
        words[0].bottom,
        number,
    )


def _starts_columns(lines: Sequence[Line], start: int) -> bool:
    """Whether a line has a wide gap, or the next line is on its right, after a gap."""
    return lines[start].has_gap or _is_beside_other(lines[start : start + 2])


def _is_beside_other(lines: Sequence[Line]) -> bool:
    """Whether the last line is on the right of another one at the same height, after a gap."""
    *others, line = lines
    return any(
        abs(line.bottom - other.bottom) < 0.3 * line.size and line.left - other.right > 0.5 * line.size
        for other in others
    )
