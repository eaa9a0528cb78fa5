"""Tables of a PDF's page without ruled lines: lines whose parts stand in columns, over three rows at least.

What is no table stays as it is: prose, verse, code, lists with numbers or bullets, tables of contents.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import mean, median
from typing import NamedTuple

from index.documents.converted.columns import is_header, is_number
from index.documents.converted.pdf.lines import Line, Word
from index.documents.converted.words import ITEM_MARK

_FEWEST_ROWS = 3
_MOST_LINES = 400  # of a table on a page
_MOST_COLUMNS = 40
_MOST_TRIES = 20  # for each line of a page, on average, that it is looked at whether a table goes on
_SAME_SIZE = 0.2
_NARROWEST = 0.15  # of the size, between two columns
_ALIGNED = 0.2  # of the size: edges that are no further apart are aligned
_ALIGNED_SHARE = 0.6  # of the cells of a column
_FURTHEST = 4.5  # of the size, from the foot of a row to that of the next
_MUCH_FURTHER = 1.9  # times the distances before, that end a table
_ROW_GAP = 1.15  # times the distance of two lines of a cell, which parts two rows
_MOST_FULL = 0.4  # of the further lines of rows, that have words in all columns
_SHORT_CELL = 25  # characters on average, of one column at least
_SHORT_FIRST_CELL = 45  # where rows are not told by their distances
_ITEM = re.compile(rf"{ITEM_MARK}|[A-Z]\.\s")
_MARK = re.compile(rf"(?:{ITEM_MARK}|[A-Z]\.\s|(?:§\s*)?\d{{1,3}}(?:\.\d{{1,3}})*[.)]?\s)")
_PAGE_NUMBER = re.compile(r"\d{1,4}|[ivxl]{1,6}")
_AMOUNT = re.compile(r"\W{0,3}\d")
_CODE = re.compile(r"[{}=]|;\s*$|\w\(|->|(?:^|\s)//|^\s*[#$]\s")


class _Part(NamedTuple):
    """Words of a line that stand in one column of a table."""

    text: str
    left: float
    right: float
    bottom: float
    line: int  #: the number of the line
    column: int = 0


def with_aligned_tables(lines: Iterable[Line], page_count: int) -> Iterator[Line]:
    """Yield the lines of a page, with rows in place of those that are a table.

    `page_count` is that of the file: numbers up to it may be those of a table of contents.
    """
    waiting = list(lines)
    number = 1 + max((line.table for line in waiting), default=-1)
    start, tries = 0, _MOST_TRIES * len(waiting)
    while start < len(waiting):
        region = _Region(waiting, start)
        rows = region.rows()
        if len(rows) >= _FEWEST_ROWS and _is_table(rows, region, page_count):
            used = {part.line for row in rows for part in row.parts}
            yield from waiting[start : min(used)]
            yield from _row_lines(waiting, rows, number)
            yield from (waiting[i] for i in range(min(used), region.end) if i not in used)
            number, start = number + 1, region.end
        else:
            tries -= region.end - start
            end = start + 1 if tries > 0 else max(start + 1, region.end)
            yield from waiting[start:end]
            start = end


def _row_lines(lines: Sequence[Line], rows: Sequence[_Row], number: int) -> Iterator[Line]:
    """The rows of a table as lines; from right to left where most lines are read so."""
    parts = [part for row in rows for part in row.parts]
    backwards = sum(_is_backwards(lines[at]) for at in {part.line for part in parts})
    left, right = min(part.left for part in parts), max(part.right for part in parts)
    columns = sorted({column for row in rows for column in row.columns}, reverse=2 * backwards > len(rows))
    cells = [tuple(map(row.text, columns)) for row in rows]
    bold = [all(lines[part.line].bold for part in row.parts) for row in rows]
    has_header = (bold[0] and not any(bold[1:-1])) or _is_header(cells[0], cells[1:])
    for at, row in enumerate(rows):
        first = lines[row.parts[0].line]
        yield first._replace(
            text=" ".join(" ".join(cells[at]).split()),
            left=left,
            right=right,
            bottom=row.bottom,
            top=row.bottom + first.size,
            cells=cells[at],
            table=number,
            header=at == 0 and has_header,
            words=(),
        )


def _is_header(first: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether a row that looks like those below names their columns: it is words, where they have numbers."""
    if not is_header(first, below[:2]):
        return False
    has_numbers = False
    for column, name in enumerate(first):
        cells = [row[column] for row in below if row[column]]
        if _has_digits(name) and not all(map(is_number, cells)):
            return False
        has_numbers |= 2 * sum(map(_begins_with_number, cells)) > len(below)
    return has_numbers or len(first) > 2


def _has_digits(text: str) -> bool:
    return any(map(str.isdecimal, text))


def _begins_with_number(text: str) -> bool:
    return _AMOUNT.match(text) is not None


def _is_backwards(line: Line) -> bool:
    return len(line.words) > 1 and line.words[0].left > line.words[-1].right


class _Region:
    """Lines that fit into the same columns, from one line on."""

    def __init__(self, lines: Sequence[Line], start: int) -> None:
        first = lines[start]
        self.size = max(first.size, 1.0)
        self.end = start
        self.is_spaced = False  # by the distances of its rows
        self.columns: list[tuple[float, float]] = []  # from left to right
        self._parts: list[_Part] = []
        if (
            not first.cells
            and not first.heading
            and (_is_parted(first) or _stands_beside(lines[start : start + 2]))
        ):
            self._grow(lines, start)

    def rows(self) -> list[_Row]:
        """The rows, where there are several columns: what stands at a height, with what goes on below it."""
        if len(self.columns) < 2:
            return []
        placed = [part._replace(column=self._column(part)) for part in self._parts]
        heights: list[list[_Part]] = []
        for part in sorted(placed, key=lambda part: -part.bottom):
            if heights and heights[-1][0].bottom - part.bottom < 0.4 * self.size:
                heights[-1].append(part)
            else:
                heights.append([part])
        lines = [row for row in map(_Row, heights) if row.columns]
        rows = _by_distance(lines)
        self.is_spaced = rows is not None
        return _without_ends(rows or _by_cells(lines))

    def _grow(self, lines: Sequence[Line], start: int) -> None:
        """Take up lines until one is far away, looks otherwise or does not fit."""
        first, top = lines[start], lines[start].top
        lowest, longest = first.bottom, 0.0
        for number in range(start, min(start + _MOST_LINES, len(lines))):
            line = lines[number]
            bottom = min((word.bottom for word in line.words), default=line.bottom)
            distance = lowest - bottom
            furthest = _FURTHEST * self.size
            if longest:
                furthest = min(furthest, max(_MUCH_FURTHER * longest, 3 * self.size))
            looks_other = line.cells or line.heading or abs(line.size - self.size) > _SAME_SIZE * self.size
            is_first = not self.columns or line.left < self.columns[0][0] + self.size
            was_bold = lines[max(start, number - 1)].bold
            is_heading = is_first and line.bold and not was_bold and not _is_parted(line)
            if looks_other or is_heading or distance > furthest or line.top > top + self.size:
                return
            beside = number == start or _stands_beside(lines[max(start, number - 6) : number + 1])
            if not self._take(line, number, beside=beside):
                return
            if distance > 0.5 * self.size:
                longest = max(longest, distance)
            lowest = min(lowest, bottom)
            self.end = number + 1

    def _take(self, line: Line, number: int, *, beside: bool) -> bool:
        """Take up a line; False, without a change, where it does not fit."""
        parts = self._parted(line, number)
        if len(parts) > _MOST_COLUMNS:
            return False
        columns = list(self.columns)
        taken = set[tuple[float, float]]()
        for part in parts:
            touched = [column for column in columns if self._touch(part, column)]
            if len(touched) > 1 or taken.intersection(touched):
                return False
            if not touched and not beside and len(parts) == 1:
                return False
            left, right = part.left, part.right
            for column in touched:
                columns.remove(column)
                left, right = min(left, column[0]), max(right, column[1])
            columns.append((left, right))
            taken.add((left, right))
        columns.sort()
        gaps = [after[0] - before[1] for before, after in pairwise(columns)]
        if len(columns) > _MOST_COLUMNS or min(gaps, default=self.size) < _NARROWEST * self.size:
            return False
        self.columns = columns
        self._parts += parts
        return True

    def _parted(self, line: Line, number: int) -> list[_Part]:
        """A line in parts: at its wide gaps, and where a word begins right at a column's start."""
        if not line.words:
            return [_Part(line.text, line.left, line.right, line.bottom, number)]
        groups: list[list[Word]] = []
        apart = [word.apart for word in line.words]
        is_item = _ITEM.match(line.text) and sum(apart) == sum(apart[:2])
        for word in line.words:
            if groups and (is_item or not (word.apart or self._starts_column(groups[-1], word))):
                groups[-1].append(word)
            else:
                groups.append([word])
        return [
            _Part(
                " ".join(word.text for word in group),
                min(word.left for word in group),
                max(word.right for word in group),
                group[0].bottom,
                number,
            )
            for group in groups
        ]

    def _starts_column(self, group: Sequence[Word], word: Word) -> bool:
        """Whether a word begins where a column does, and what is before it stands in the column before."""
        near = _ALIGNED * self.size
        return any(
            abs(word.left - after[0]) <= near and before[0] - near <= group[0].left <= before[1]
            for before, after in pairwise(self.columns)
        )

    def _touch(self, part: _Part, column: tuple[float, float]) -> bool:
        least = _NARROWEST * self.size
        return part.left < column[1] + least and column[0] - least < part.right

    def _column(self, part: _Part) -> int:
        return max(sum(left <= part.left + 0.01 for left, _ in self.columns) - 1, 0)


def _is_parted(line: Line) -> bool:
    return any(word.apart for word in line.words)


def _stands_beside(lines: Sequence[Line]) -> bool:
    """Whether the last of these lines stands right of another at the same height, apart from it."""
    *others, line = lines
    return any(
        abs(line.bottom - other.bottom) < 0.3 * line.size and line.left - other.right > 0.5 * line.size
        for other in others
    )


class _Row:
    """A row of a table: the parts of its cells, from above to below."""

    def __init__(self, parts: Iterable[_Part]) -> None:
        self.parts = sorted(parts, key=lambda part: (-part.bottom, part.left))
        self.bottom = min(part.bottom for part in self.parts)
        #: those that have words in this row
        self.columns = {part.column for part in self.parts if any(map(str.isalnum, part.text))}

    def text(self, column: int) -> str:
        """The text of a cell, its lines parted by line ends."""
        return "\n".join(part.text for part in self.parts if part.column == column)


def _by_distance(lines: Sequence[_Row]) -> list[_Row] | None:
    """The rows where they stand further apart than the lines of a cell; None where it is not so."""
    distances = [above.bottom - below.bottom for above, below in pairwise(lines)]
    groups = [[line] for line in lines[:1]]
    for line, distance in zip(lines[1:], distances, strict=True):
        if distance > _ROW_GAP * min(distances):
            groups.append([])
        groups[-1].append(line)
    fullest = max((len(line.columns) for line in lines), default=0)
    further = [len(line.columns) == fullest for group in groups for line in group[1:]]
    if len(groups) < _FEWEST_ROWS or not further or sum(further) > _MOST_FULL * len(further):
        return None
    return [_Row(part for line in group for part in line.parts) for group in groups]


def _by_cells(lines: Sequence[_Row]) -> list[_Row]:
    """The rows where each line is one, but for a single cell that goes on with the one above it."""
    rows: list[_Row] = []
    for line in lines:
        above = rows[-1].columns if rows else set[int]()
        if len(line.columns) == 1 < len(above) and above >= line.columns:
            [column] = line.columns
            if column > 0 or line.text(column)[:1].islower():
                rows[-1] = _Row([*rows[-1].parts, *line.parts])
                continue
        rows.append(line)
    return rows


def _without_ends(rows: list[_Row]) -> list[_Row]:
    """The rows without those at the top and the bottom that have words in one column alone."""
    full = [number for number, row in enumerate(rows) if len(row.columns) > 1]
    return rows[full[0] : full[-1] + 1] if full else []


def _is_table(rows: Sequence[_Row], region: _Region, page_count: int) -> bool:
    """Whether rows are a table, and not prose, a list or code with gaps at the same places."""
    used = set[int]().union(*(row.columns for row in rows))
    by_column = {column: [row for row in rows if column in row.columns] for column in used}
    texts = {column: [row.text(column) for row in found] for column, found in by_column.items()}
    cells = [text for of_column in texts.values() for text in of_column]
    full = [row for row in rows if len(row.columns) > 1]
    if len(full) < max(_FEWEST_ROWS, len(rows) / 2) or not any(map(_has_letters, cells)):
        return False
    if sum(map(_has_letters, cells)) < len(cells) / 5 or _is_contents(texts, page_count):
        return False
    names = [column for column in sorted(texts) if len(texts[column]) >= 2]
    return (
        len(names) > 1
        and (region.is_spaced or _is_plain_table(rows, texts, names))
        and not _is_list(rows, texts, names)
        and all(_is_aligned(column, by_column[column], region.size) for column in names)
    )


def _has_letters(text: str) -> bool:
    return any(map(str.isalpha, text))


def _is_plain_table(rows: Sequence[_Row], texts: dict[int, list[str]], names: Sequence[int]) -> bool:
    """Whether rows of a line each have the cells of a table: short ones, and neither prose nor code."""
    return _has_short_cells(texts, names) and not _is_code(rows) and not _goes_on(rows)


def _has_short_cells(texts: dict[int, list[str]], names: Sequence[int]) -> bool:
    """Whether the cells of a table are short: those of the first column, and of any one."""
    lengths = [mean(map(len, texts[column])) for column in names]
    return lengths[0] <= _SHORT_FIRST_CELL and min(lengths) <= _SHORT_CELL


def _is_code(rows: Sequence[_Row]) -> bool:
    return sum(any(_CODE.search(part.text) for part in row.parts) for row in rows) > len(rows) / 2


def _is_list(rows: Sequence[_Row], texts: dict[int, list[str]], names: Sequence[int]) -> bool:
    """Whether what stands before the last column are the numbers or bullets of a list."""
    marks = [all(_MARK.fullmatch(f"{text} ") for text in texts[column]) for column in names[:-1]]
    return all(marks)


def _is_contents(texts: dict[int, list[str]], page_count: int) -> bool:
    """Whether the last column holds the numbers of pages, ascending: a table of contents."""
    numbers = texts[max(texts)]
    if len(texts) > 3 or not all(map(_PAGE_NUMBER.fullmatch, numbers)):
        return False
    pages = [int(number) for number in numbers if number.isdecimal()]
    return pages == sorted(pages) and max(pages, default=0) <= page_count + 5


def _goes_on(rows: Sequence[_Row]) -> bool:
    """Whether the rows read on like prose: most begin with a small letter, and few have a number."""
    first = [row.parts[0].text for row in rows[1:]]
    small = sum(text[:1].islower() for text in first)
    numbers = sum(any(is_number(part.text) for part in row.parts) for row in rows[1:])
    return small > len(first) / 2 and numbers < len(first) / 2


def _is_aligned(column: int, rows: Sequence[_Row], size: float) -> bool:
    """Whether the cells of a column begin, end or have their middle at the same distance from the left."""
    parts = [next(part for part in row.parts if part.column == column) for row in rows]
    if all(is_number(part.text) for part in parts[1:]):
        return True
    edges = (
        [part.left for part in parts],
        [part.right for part in parts],
        [(part.left + part.right) / 2 for part in parts],
    )
    for places in edges:
        middle = median(places)
        near = sum(abs(place - middle) <= _ALIGNED * size for place in places)
        if near >= max(_ALIGNED_SHARE * len(places), 2):
            return True
    return False
