"""Tables that are drawn with characters, such as pipes, commas, tabs and lines of "=" → rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, zip_longest
from typing import Literal

from index.documents.blocks.block_builder import BlockBuilder
from index.documents.blocks.piped_cells import piped_cells
from index.types import CELL_SEPARATOR, Block, BlockKind, Range, Replacement

_LONGEST_TABBED = 50_000  # characters of a table with tabs
_TABBED_LINE = re.compile(r"[^\r\n\u2028\u2029]*\S[^\r\n\u2028\u2029]*")
_TABBED_CELL = re.compile(r"[^\t]+")
_COMMA_CELL = re.compile(r'[ \t]*(?:"((?:[^"\n]|"")*)"[ \t]*|([^,\n]*))(?:,|$)', re.MULTILINE)


def rows_of(
    builder: BlockBuilder,
    rows: Sequence[tuple[Range, Sequence[Range]]],
    *,
    header: int,
    columns: Sequence[str] = (),
) -> Iterator[Block]:
    """Yield the rows of a table. `rows` are the range of each row and the ranges of its cells.

    The first `header` rows are headers: together they name the columns. Without any, these have the names
    `columns`, as in `BlockBuilder.row`.
    """
    lead = builder.caption
    builder.end_lead()
    for number, (line, cells) in enumerate(rows):
        is_header = number < header
        if row := builder.row(
            "header" if is_header else "row", line, cells, [] if is_header else columns, lead
        ):
            yield row
        if is_header:
            columns = _joined_names(columns, [builder.words(cell) for cell in cells])


def _joined_names(columns: Sequence[str], names: Sequence[str]) -> list[str]:
    """Return the names of the columns so far, each followed by its name in the next header row."""
    return [" ".join(filter(None, pair)) for pair in zip_longest(columns, names, fillvalue="")]


def grid_rows(builder: BlockBuilder, lines: Sequence[Range]) -> Iterator[Block]:
    """Yield the rows of a table whose rows are separated by lines such as `+---+---+`.

    The rows above a line of `=` name the columns.
    """
    source = builder.source
    edges = [found.start() for found in re.finditer(r"\+", source[slice(*lines[0])])]
    rows: list[list[Range]] = [[]]
    header = 0
    for start, end in lines[1:]:
        if source.startswith("+", start) and not source[start:end].strip("+-="):
            if "=" in source[start:end]:
                header = len(rows)
            rows.append([])
        else:
            rows[-1].append((start, end))
    yield from _drawn_rows(builder, [row for row in rows if row], edges, header)


def aligned_rows(builder: BlockBuilder, lines: Sequence[Range]) -> Iterator[Block]:
    """Yield the rows of a table whose columns are under the parts of a line such as `====  ====`.

    A line whose first cell is empty continues the row above it.
    """
    source = builder.source
    edges = [found.start() - 1 for found in re.finditer(r"=+", source[slice(*lines[0])])]
    second = max(2, edges[1]) if len(edges) > 1 else None  # the column of characters before the second cell
    indent = _column(source, lines[0][0])
    rows: list[list[Range]] = []
    header = borders = 0
    for start, end in lines[1:]:
        line = source[start:end]
        if line and not line.strip("= "):
            borders += 1
            header = len(rows) if borders == 1 else header
        elif line.strip("- "):
            column = _column(source, start) - indent
            cells = (start - max(column, 0), end)
            if rows and second is not None and column >= second:
                rows[-1].append(cells)
            else:
                rows.append([cells])
    yield from _drawn_rows(builder, rows, edges, header if borders > 1 else 0)


def _column(source: str, offset: int) -> int:
    """Return the number of characters before an offset on its line."""
    return offset - source.rfind("\n", 0, offset) - 1


def _drawn_rows(
    builder: BlockBuilder, rows: Sequence[Sequence[Range]], edges: Sequence[int], header: int
) -> Iterator[Block]:
    """Yield rows of one or more lines each. `edges` are the positions in a line after which its cells start.

    The first `header` rows name the columns of the table.
    """
    lead = builder.caption
    columns: list[str] = []
    builder.end_lead()
    for number, lines in enumerate(rows):
        cells = [_cells(builder.source, line, edges) for line in lines]
        parts = [[builder.words(cell) for cell in line] for line in cells]
        words = [" ".join(filter(None, column)) for column in zip_longest(*parts, fillvalue="")]
        kind: BlockKind = "header" if number < header else "row"
        names = [] if number < header else columns
        if len(lines) == 1:
            row = builder.row(kind, lines[0], cells[0], names, lead)
        else:
            row = _row_of_lines(builder, kind, lines, words, names, lead)
        if number < header:
            columns = _joined_names(columns, words)
        if row:
            yield row


def _row_of_lines(
    builder: BlockBuilder,
    kind: BlockKind,
    lines: Sequence[Range],
    words: Sequence[str],
    columns: Sequence[str],
    lead: str,
) -> Block | None:
    """Return a row whose cells are side by side on several lines.

    A single replacement covers the row: all `words` of each cell, after the name of its column.
    """
    block = builder.block("code", lines)
    named = zip_longest(columns, words, fillvalue="")
    read = CELL_SEPARATOR.join(f"{column}: {cell}" if column else cell for column, cell in named if cell)
    if block is None or not any(map(str.isalnum, read)):
        return None
    return block._replace(kind=kind, lead=lead, replacements=(Replacement(block.start, block.end, read),))


def _cells(source: str, line: Range, edges: Sequence[int]) -> list[Range]:
    """Return the cells of a line: between its pipes, or, in a line without pipes, after the edges."""
    start, end = line
    if source.startswith(("|", "+"), start):
        bounds = [start + found.start() for found in re.finditer(r"\|", source[start:end])]
        if len(bounds) != len(edges):  # a cell spans columns, or a cell contains a pipe
            bounds = [start + edge for edge in edges if source.startswith("|", start + edge)]
        return [(first + 1, last) for first, last in pairwise(bounds)]
    bounds = [min(end, max(start, start + edge + 1)) for edge in edges]
    return list(zip(bounds, [*bounds[1:], end], strict=True))


def list_rows(builder: BlockBuilder, lines: Sequence[tuple[str, Range]]) -> Iterator[Block]:
    """Yield the rows of a list of lists, `* - cell` and `  - cell`. The first names the columns."""
    rows: list[list[Range]] = []
    for text, (start, end) in lines:
        if found := re.match(r"\*[ \t]+-(?:[ \t]+|$)", text):
            rows.append([(start + found.end(), end)])
        elif rows and (found := re.match(r"-(?:[ \t]+|$)", text)):
            rows[-1].append((start + found.end(), end))
        elif rows and text:
            rows[-1][-1] = (rows[-1][-1][0], end)
    whole = [((row[0][0], row[-1][1]), row) for row in rows]
    yield from rows_of(builder, whole, header=int(len(rows) > 1))


def comma_rows(
    builder: BlockBuilder, lines: Sequence[Range], *, names: Range | None, header: int
) -> Iterator[Block]:
    """Yield the rows of a table with a row on each line and commas between the cells, which may be quoted.

    `names`, if given, is a line outside the table that names the columns. The first `header` lines name
    them, too.
    """
    rows = [(line, _comma_cells(builder.source, *line)) for line in lines if line[0] < line[1]]
    if names:
        rows.insert(0, (names, _comma_cells(builder.source, *names)))
    yield from rows_of(builder, rows, header=header + (names is not None))


def _comma_cells(source: str, start: int, end: int) -> list[Range]:
    """Return the cells of a line, without their quotes."""
    return [found.span(2 if found[1] is None else 1) for found in _COMMA_CELL.finditer(source, start, end)]


def tabbed_rows(builder: BlockBuilder, start: int, end: int) -> Iterator[Block] | None:
    """Return the rows of a text whose lines all have the same number of cells, two or more, between tabs.

    Return None for any other text. The first row names the columns if it has no digit and every other row has
    one.
    """
    source = builder.source
    if end - start > _LONGEST_TABBED or "\t" not in source[start:end]:
        return None
    lines = [line.span() for line in _TABBED_LINE.finditer(source, start, end)]
    rows = [(line, [cell.span() for cell in _TABBED_CELL.finditer(source, *line)]) for line in lines]
    widths = {len(cells) for _, cells in rows}
    if len(rows) < 2 or len(widths) > 1 or widths == {1}:
        return None
    first, *others = (_has_digit(source[slice(*line)]) for line in lines)
    return rows_of(builder, rows, header=int(not first and all(others)))


def _has_digit(text: str) -> bool:
    return any(map(str.isdigit, text))


class PipedTable:
    """A table with pipes between its cells, which comes line by line. Only one row is kept in memory.

    The first row names the columns if a line such as `|---|---|` or `+---+---+` is below it.
    """

    def __init__(self, builder: BlockBuilder) -> None:
        self._builder = builder
        self._lead = builder.caption
        self._columns: list[str] = []
        self._waiting: Range | None = None
        self._is_first = True
        self._is_ruled = False  # whether a rule is below the waiting row

    def row(self, line: Range) -> Iterator[Block]:
        """Take the next row, and yield the row before it."""
        yield from self._write("header" if self._is_first and self._is_ruled else "row")
        self._waiting, self._is_ruled = line, False

    def rule(self) -> None:
        """Take a rule: a line that is drawn between two rows."""
        self._is_ruled = True

    def end(self) -> Iterator[Block]:
        """Yield the last row."""
        yield from self._write("row")
        self._builder.end_lead()

    def _write(self, kind: Literal["header", "row"]) -> Iterator[Block]:
        if self._waiting is None:
            return
        builder, line = self._builder, self._waiting
        start = line[0] + len(builder.source[slice(*line)]) - len(builder.source[slice(*line)].lstrip())
        cells = piped_cells(builder.source, start, line[1])
        if row := builder.row(kind, line, cells, self._columns, self._lead):
            yield row
        if kind == "header":
            self._columns = [builder.words(cell) for cell in cells]
        self._is_first = False
