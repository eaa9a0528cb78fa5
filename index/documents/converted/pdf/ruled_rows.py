"""Replaces the lines of a PDF's page that are in a ruled table by the rows of the table."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence

from index.documents.converted.pdf.lines import Line
from index.documents.converted.pdf.note_marks import Box
from index.documents.converted.pdf.ruled_tables import Table


def with_tables(lines: Sequence[Line], tables: Sequence[Table]) -> Iterator[Line]:
    """Yield the lines of a page. The rows of a table replace the lines in it, at the first of these lines."""
    boxes = [table.box for table in tables]
    numbers = [next((i for i, box in enumerate(boxes) if is_inside(line, box)), -1) for line in lines]
    inside = defaultdict[int, list[Line]](list)
    for line, number in zip(lines, numbers, strict=True):
        inside[number].append(line)
    for line, number in zip(lines, numbers, strict=True):
        if number < 0:
            yield line
        elif line is inside[number][0]:
            yield from _rows(inside[number], number, tables[number])


def _rows(lines: Sequence[Line], number: int, table: Table) -> Iterator[Line]:
    """Yield the rows of a table, which contains `lines`, as lines that look like the first of these."""
    line = lines[0]
    bold = _bold_rows(lines, table)
    for row, (cells, bottom) in enumerate(zip(table.rows, table.bottoms, strict=True)):
        yield line._replace(
            bold=row in bold,
            text=" ".join(" ".join(cells).split()),
            left=table.box[0],
            right=table.box[2],
            bottom=bottom,
            top=bottom + line.size,
            cells=cells,
            table=number,
            words=(),
        )


def _bold_rows(lines: Sequence[Line], table: Table) -> set[int]:
    """Return the numbers of the rows whose text is all bold."""
    weights = defaultdict[int, set[bool]](set)  # by row, whether each of its lines is bold
    heights = [-bottom for bottom in table.bottoms]
    for line in lines:
        weights[bisect_left(heights, -(line.bottom + line.top) / 2)].add(line.bold)
    return {row for row, is_bold in weights.items() if is_bold == {True}}


def is_inside(line: Line, box: Box) -> bool:
    """Whether the middle of a line is in a box."""
    return contains(box, (line.left, line.bottom, line.right, line.top))


def contains(outer: Box, inner: Box) -> bool:
    """Whether the middle of the box `inner` is in the box `outer`."""
    x, y = (inner[0] + inner[2]) / 2, (inner[1] + inner[3]) / 2
    return outer[0] <= x <= outer[2] and outer[1] <= y <= outer[3]
