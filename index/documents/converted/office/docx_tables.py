"""The tables of a Word file: their rows, their cells with widths, and the rows that name the columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from index.documents.blocks.columns import is_header
from index.documents.blocks.whole_number import whole_number
from index.documents.converted.office.docx_styles import Styles, is_on, value_of
from index.documents.converted.office.namespaces import W
from index.documents.converted.xml import Element, local_name

_WIDEST_CELL = 100  # columns
_AROUND_ROWS = ("sdt", "sdtContent", "ins", "customXml", "smartTag")
_AROUND_CELLS = ("sdt", "sdtContent", "ins", "customXml")
_PLAIN_FILLS = ("", "auto", "FFFFFF")
_BITS = re.compile("[0-9A-Fa-f]{1,8}")
_FIRST_ROW = 0x20  # the bit of tblLook for the first row's look


class Cell(NamedTuple):
    """A cell of a row."""

    element: Element
    width: int  #: the number of columns that it spans

    @property
    def is_merged_above(self) -> bool:
        """Whether it is merged with the cell above it."""
        merge = self.element.find(f"{W}tcPr/{W}vMerge")
        return merge is not None and merge.get(f"{W}val", "continue") == "continue"


Row = list[Cell]


def rows_of(table: Element) -> list[Row]:
    """The rows of a table with their cells. Skipped columns at the start of a row are one empty cell."""
    return [_empty_start(row) + list(_cells(row)) for row in _rows(table)]


def marked_headers(table: Element) -> int:
    """The number of rows that are marked as header rows."""
    return sum(row.find(f"{W}trPr/{W}tblHeader") is not None for row in _rows(table))


def spread_names(texts: list[list[str]], rows: Sequence[Row], headers: int) -> int:
    """The number of rows that name the columns; `headers` of them are marked.

    In these rows of `texts`, the name of a group of columns is repeated for each of its columns.
    """
    groups = 1 < len(rows[0]) < sum(cell.width for cell in rows[0])
    if not headers and groups and len(texts) > 2 and is_header(texts[1], texts[2:4]):
        headers = 2
    texts[:headers] = [_spread(line, row) for line, row in zip(texts, rows[:headers], strict=False)]
    return headers


def first_stands_out(table: Element, rows: Sequence[Row], styles: Styles) -> bool:
    """Whether the first row looks different from the second: by its style, bold type or background."""
    if styles.has_first_row(value_of(table.find(f"{W}tblPr"), "tblStyle")) and _uses_first_row(table):
        return True
    first, second = rows[0], rows[1] if len(rows) > 1 else []
    if _is_bold(first, styles) and not _is_bold(second, styles):
        return True
    return _is_filled(first) and not _is_filled(second)


def _uses_first_row(table: Element) -> bool:
    """Whether a table uses the first row's look of its style."""
    look = table.find(f"{W}tblPr/{W}tblLook")
    if look is None:
        return True
    stated = look.get(f"{W}firstRow", "")
    bits = _BITS.fullmatch(look.get(f"{W}val", ""))
    return stated in ("1", "true", "on") if stated or not bits else bool(int(bits[0], 16) & _FIRST_ROW)


def _is_bold(row: Row, styles: Styles) -> bool:
    """Whether all text of a row is bold."""
    looks = [
        styles.of(paragraph).is_bold or is_on(run.find(f"{W}rPr/{W}b"))
        for cell in row
        for paragraph in cell.element.iter(f"{W}p")
        for run in paragraph.iter(f"{W}r")
        if "".join(run.itertext()).strip()
    ]
    return bool(looks) and all(looks)


def _is_filled(row: Row) -> bool:
    """Whether all cells of a row have a background colour other than white."""
    shades = [cell.element.find(f"{W}tcPr/{W}shd") for cell in row]
    return bool(shades) and all(
        shade is not None and shade.get(f"{W}fill", "") not in _PLAIN_FILLS for shade in shades
    )


def _rows(table: Element) -> Iterator[Element]:
    """Yield the rows of a table that were not deleted, also those inside content controls."""
    for child in table:
        if local_name(child) == "tr":
            if child.find(f"{W}trPr/{W}del") is None:
                yield child
        elif local_name(child) in _AROUND_ROWS:
            yield from _rows(child)


def _empty_start(row: Element) -> Row:
    """The skipped columns before the first cell of a row as one empty cell; no cell if none are skipped."""
    before = row.find(f"{W}trPr/{W}gridBefore")
    width = 0 if before is None else min(whole_number(before.get(f"{W}val", ""), 0), _WIDEST_CELL)
    return [Cell(before, width)] if before is not None and width else []


def _cells(row: Element) -> Iterator[Cell]:
    """Yield the cells of a row with their widths."""
    for child in row:
        if local_name(child) == "tc":
            span = value_of(child.find(f"{W}tcPr"), "gridSpan")
            yield Cell(child, min(whole_number(span, 1), _WIDEST_CELL))
        elif local_name(child) in _AROUND_CELLS:
            yield from _cells(child)


def _spread(texts: list[str], row: Row) -> list[str]:
    """The texts of a row, each repeated for all columns of its cell. The text of a single cell is not."""
    if len(row) < 2:
        return texts
    starts = accumulate((cell.width for cell in row[:-1]), initial=0)
    return [texts[start] for start, cell in zip(starts, row, strict=True) for _ in range(cell.width)]
