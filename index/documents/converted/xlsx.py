"""Spreadsheets of Excel and OpenDocument: a page a sheet, a line a row. The one door of python-calamine."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterator

import python_calamine

from index.documents.converted.builder import TextBuilder
from index.documents.converted.sheet import write_sheet
from index.documents.converted.words import clean
from index.documents.file_text import FileText
from index.documents.skipped import SkippedFile

_SHEET_LEVEL = 1


def read(data: bytes) -> FileText:
    """The sheets that can be seen. Raises SkippedFile for a file that is broken or needs a password."""
    builder = TextBuilder(line_is_row=True)
    names = []
    try:
        with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
            for sheet in workbook.sheets_metadata:
                if sheet.visible == python_calamine.SheetVisibleEnum.Visible:
                    builder.page()
                    builder.under(_SHEET_LEVEL, sheet.name)
                    write_sheet(builder, _rows(workbook.get_sheet_by_name(sheet.name)))
                    names.append(f"sheet {clean(sheet.name)}")
    except python_calamine.PasswordError:
        raise SkippedFile("is protected by a password") from None
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise SkippedFile(f"is damaged ({clean(str(error))})") from None
    return builder.finish(page_names=tuple(names), line_name="row")


def _rows(sheet: python_calamine.CalamineSheet) -> Iterator[list[str]]:
    """The rows of a sheet from its first, as texts."""
    if sheet.start is None:
        return
    first_row, first_column = sheet.start
    for _ in range(first_row):
        yield []
    for row in sheet.to_python(skip_empty_area=True):
        yield [""] * first_column + [_shown(value) for value in row]


def _shown(value: object) -> str:
    """The value of a cell as a person reads it."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(round(value, 10))
    if isinstance(value, datetime.datetime):
        return (
            value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ", "minutes")
        )
    if isinstance(value, datetime.time):
        return value.isoformat("minutes")
    return str(value)
