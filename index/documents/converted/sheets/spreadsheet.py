"""Spreadsheets of Excel and OpenDocument → a page for each sheet, with a line for each row.

This is the only module that imports python-calamine.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module

import python_calamine

from index.documents.converted.builder import TextBuilder
from index.documents.converted.packed_blocks import CELL_END
from index.documents.converted.secrets import secrets_warning
from index.documents.converted.sheets.date_format import Moment, plain_moment
from index.documents.converted.sheets.number_format import general
from index.documents.converted.sheets.sheet import write_sheet
from index.documents.converted.sheets.sheet_formats import Format, SheetFormats, sheet_formats
from index.documents.converted.text_limit import TextTooLong
from index.documents.converted.words import clean
from index.documents.file_text import FileText
from index.documents.skipped import SkippedFile

_SHEET_LEVEL = 1
_FIRST_BYTES = (b"PK", b"\xd0\xcf\x11\xe0")  # of a zip file, and of the older format of Excel


def read(data: bytes) -> FileText:
    """Return the text of the visible sheets.

    Raises SkippedFile if the file is broken or needs a password.
    """
    if not data.startswith(_FIRST_BYTES) and (exported := _read_export(data)):
        return exported
    builder = TextBuilder(line_is_row=True)
    names: list[str] = []
    omitted: list[str] = []  # the names of the omitted secrets
    formats = sheet_formats(data)
    try:
        with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
            for sheet in workbook.sheets_metadata:
                if sheet.visible == python_calamine.SheetVisibleEnum.Visible:
                    builder.page()
                    builder.virtual_heading(_SHEET_LEVEL, sheet.name)
                    content = workbook.get_sheet_by_name(sheet.name)
                    rows = _rows(content, formats(sheet.name))
                    omitted += write_sheet(builder, rows, _spans(content))
                    names.append(f"sheet {clean(sheet.name)}")
    except python_calamine.PasswordError:
        raise SkippedFile("is protected by a password") from None
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise SkippedFile(f"is damaged ({clean(str(error))})") from None
    return builder.finish(page_names=tuple(names), line_name="row", warning=secrets_warning(omitted))


def _read_export(data: bytes) -> FileText | None:
    """Return the text of a web page or a CSV file that a program named as a spreadsheet, for Excel.

    Return None if the data is neither, or has no row with two cells.
    """
    module = "web.html" if b"<table" in data.lower() else "sheets.csv"
    read: Callable[[bytes], FileText] = import_module(f"index.documents.converted.{module}").read
    try:
        content = read(data)
    except TextTooLong:
        raise
    except SkippedFile:
        return None
    return content if CELL_END in content.text else None


def _rows(sheet: python_calamine.CalamineSheet, formats: SheetFormats) -> Iterator[list[str]]:
    """Yield the rows of a sheet, from the first on, as the sheet shows them."""
    if sheet.start is None:
        return
    first_row, first_column = sheet.start
    for _ in range(first_row):
        yield []
    merged = _Merged(sheet.merged_cell_ranges or [])
    for number, row in enumerate(sheet.to_python(skip_empty_area=True), first_row):
        shown = formats.of(number)
        cells = [_shown(value, shown.get(column)) for column, value in enumerate(row, first_column)]
        yield merged.fill(number, [""] * first_column + cells)


def _spans(sheet: python_calamine.CalamineSheet) -> dict[int, list[tuple[int, int]]]:
    """Return the first and the last column of each merged cell that spans columns, by its first row."""
    spans: dict[int, list[tuple[int, int]]] = {}
    for (top, left), (_, right) in sheet.merged_cell_ranges or []:
        if left < right:
            spans.setdefault(top, []).append((left, right))
    return spans


class _Merged:
    """Fills merged cells that span rows of one column: each row gets the text of the first.

    A merged cell is not filled if another merged cell in its first row spans columns: that row names columns.
    """

    def __init__(self, ranges: Sequence[tuple[tuple[int, int], tuple[int, int]]]) -> None:
        headers = {top for (top, left), (_, right) in ranges if left < right}
        self._ends = {
            (top, left): bottom
            for (top, left), (bottom, right) in ranges
            if left == right and top not in headers
        }
        self._open: dict[int, tuple[int, str]] = {}  # by column: the last row, and the text

    def fill(self, number: int, row: list[str]) -> list[str]:
        """Return a row with the texts of merged cells; `number` is its number. The rows come in order."""
        if not self._ends:
            return row
        for column, (last, text) in list(self._open.items()):
            if number > last:
                del self._open[column]
            elif column < len(row) and any(row):
                row[column] = row[column] or text
        for column, text in enumerate(row):
            if text and (number, column) in self._ends:
                self._open[column] = self._ends[number, column], text
        return row


def _shown(value: object, shown: Format | None) -> str:
    """Return the value of a cell as a person reads it. `shown` is the format of a number, date or time."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float | int | Moment):
        text = None if shown is None else shown(value)
        if text is not None:
            return text
    if isinstance(value, float):
        return general(value)
    if isinstance(value, Moment):
        return plain_moment(value)
    return str(value)
