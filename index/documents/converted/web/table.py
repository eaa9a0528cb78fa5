"""The tables of HTML: whether one contains data or is the layout of a page, and the rows of its cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from index.documents.blocks.spanning_cells import CellsFromAbove, SpanningCell, columns_of_row
from index.documents.blocks.whole_number import whole_number
from index.documents.converted.words import clean
from index.documents.converted.xml import Element

_LAYOUT_BLOCKS = ("table", "h1", "h2", "h3", "h4", "pre", "form", "blockquote", "article", "section", "dl")
_WIDEST_TABLE = 500  # columns, after which no cell spans others
_LINES = ("br", "div", "li", "p", "ul", "ol")
_SHORT = 150  # characters; a table of one row with a longer cell, and without <th>, is the layout of a page


def is_data_table(table: Element) -> bool:
    """Whether a table contains rows of data, and not the parts of a page."""
    if table.get("role") in ("presentation", "none"):
        return False
    if any(table.find(f".//{tag}") is not None for tag in _LAYOUT_BLOCKS):
        return False
    rows = list(table.iter("tr"))
    widest = max((len(row.findall("td")) + len(row.findall("th")) for row in rows), default=0)
    if widest < 2:
        return False
    marked = len(rows) > 1 or table.find(".//th") is not None
    return marked or all(len(cell_text(cell)) <= _SHORT for cell in table.iter("td"))


def table_rows(table: Element) -> tuple[list[list[str]], int | None]:
    """Return the cells of a table's rows, and how many of the rows name its columns; None if none are marked.

    The text of a cell that spans rows is repeated in each of them. The text of a cell that spans columns is
    in the first of them; in a row of several names of columns, it is repeated in each.
    """
    rows: list[list[str]] = []
    header_rows, marked = 0, False
    reaching: CellsFromAbove = {}
    for element in _rows(table):
        cells = [cell for cell in element if cell.tag in ("td", "th")]
        names = _names_columns(element, cells)
        repeat = names and len(cells) > 1
        columns = columns_of_row(list(map(_spanning, cells)), reaching, widest=_WIDEST_TABLE, repeat=repeat)
        if repeat and header_rows == len(rows):
            header_rows += 1
        marked = marked or any(cell.tag == "th" for cell in cells) or names
        rows.append([column.text for column in columns])
    return rows, header_rows if marked else None


def _names_columns(row: Element, cells: Sequence[Element]) -> bool:
    """Whether all cells of a row are marked as names: each is a <th>, or the row is in <thead>."""
    if not cells:
        return False
    return all(cell.tag == "th" for cell in cells) or bool(row.getparent().tag == "thead")


def _rows(table: Element) -> Iterator[Element]:
    """Yield the rows in the order in which they are shown: <tfoot> may be before the body in the file."""
    rows = list(table.iter("tr"))
    yield from (row for row in rows if row.getparent().tag != "tfoot")
    yield from (row for row in rows if row.getparent().tag == "tfoot")


def _spanning(cell: Element) -> SpanningCell:
    return SpanningCell(cell_text(cell), _span(cell, "colspan"), _span(cell, "rowspan"))


def _span(cell: Element, name: str) -> int:
    return max(whole_number(cell.get(name, "").strip(), 1), 1)


def cell_text(cell: Element) -> str:
    """Return the text of a cell on one line, with commas between its lines."""
    lines = [""]
    _gather(cell, lines)
    return ", ".join(line for line in map(clean, lines) if line)


def _gather(element: Element, lines: list[str]) -> None:
    """Add the text of an element to the last of `lines`, and a line before and after each block in it."""
    lines[-1] += element.text or ""
    for child in element:
        if child.tag in _LINES:
            lines.append("")
        _gather(child, lines)
        if child.tag in _LINES:
            lines.append("")
        lines[-1] += child.tail or ""
