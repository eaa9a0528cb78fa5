"""Finds tables without ruled lines on a PDF's page: lines whose parts are in columns, in three rows or more.

Other lines stay unchanged: prose, verse, code, lists with numbers or bullets, tables of contents.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from index.documents.blocks.columns import is_header, is_number
from index.documents.converted.pdf.aligned_checks import is_table
from index.documents.converted.pdf.aligned_region import Region
from index.documents.converted.pdf.aligned_rows import FEWEST_ROWS, Row
from index.documents.converted.pdf.lines import Line

_MOST_TRIES = 20  # how often, on average, a line of a page is read as a part of a possible table, at most
_AMOUNT = re.compile(r"\W{0,3}\d")


def with_aligned_tables(lines: Iterable[Line], page_count: int) -> Iterator[Line]:
    """Yield the lines of a page. The rows of a table replace the lines of the table.

    `page_count` is the number of pages of the file: numbers up to it may be those of a table of contents.
    """
    waiting = list(lines)
    number = 1 + max((line.table for line in waiting), default=-1)
    start, tries = 0, _MOST_TRIES * len(waiting)
    while start < len(waiting):
        region = Region(waiting, start)
        rows = region.rows()
        if len(rows) >= FEWEST_ROWS and is_table(rows, region.size, page_count, is_spaced=region.is_spaced):
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


def _row_lines(lines: Sequence[Line], rows: Sequence[Row], number: int) -> Iterator[Line]:
    """Yield the rows of a table as lines."""
    parts = [part for row in rows for part in row.parts]
    backwards = sum(_is_backwards(lines[at]) for at in {part.line for part in parts})
    columns = _columns(rows, backwards=2 * backwards > len(rows))
    cells = [tuple(map(row.text, columns)) for row in rows]
    has_header = _is_first_row_bold(lines, rows) or _names_columns(cells[0], cells[1:])
    left, right = min(part.left for part in parts), max(part.right for part in parts)
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


def _columns(rows: Sequence[Row], *, backwards: bool) -> list[int]:
    """Return the columns of a table in reading order, which may be from right to left."""
    return sorted(set[int]().union(*(row.columns for row in rows)), reverse=backwards)


def _is_first_row_bold(lines: Sequence[Line], rows: Sequence[Row]) -> bool:
    """Whether the first row is bold, and no row between it and the last row is."""
    first, *between = (all(lines[part.line].bold for part in row.parts) for row in rows[:-1])
    return first and not any(between)


def _names_columns(first: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether the first row, in the type of the rows below, names their columns.

    A name with digits is only above numbers. More than half of the cells of a column start with a number, or
    there are more than two columns.
    """
    if not is_header(first, below[:2]):
        return False
    has_numbers = False
    for column, name in enumerate(first):
        cells = [row[column] for row in below if row[column]]
        if _has_digits(name) and not all(map(is_number, cells)):
            return False
        has_numbers |= 2 * sum(map(_starts_with_number, cells)) > len(below)
    return has_numbers or len(first) > 2


def _has_digits(text: str) -> bool:
    return any(map(str.isdecimal, text))


def _starts_with_number(text: str) -> bool:
    return _AMOUNT.match(text) is not None


def _is_backwards(line: Line) -> bool:
    """Whether the first word of a line is on the right of its last word."""
    return len(line.words) > 1 and line.words[0].left > line.words[-1].right
