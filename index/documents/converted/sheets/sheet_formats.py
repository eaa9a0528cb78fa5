"""The formats in which the cells of a spreadsheet show numbers, dates and times.

The values of cells do not contain them. In an .xlsx file, cells refer to formats; in an .ods file, each cell
has its value and the text that is shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from itertools import groupby
from operator import itemgetter

from index.documents.blocks.whole_number import whole_number
from index.documents.converted.office.namespaces import OFFICE, TABLE, TEXT, R, S
from index.documents.converted.office.package import Package
from index.documents.converted.sheets import date_format, number_format
from index.documents.converted.sheets.date_format import Moment, formatted_moment, is_date_code
from index.documents.converted.sheets.number_format import formatted
from index.documents.converted.words import clean
from index.documents.converted.xml import Element, local_name
from index.documents.skipped import SkippedFile

_CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*)>")
_REFERENCE, _STYLE = re.compile(rb"\br=\"([A-Z]{1,3})(\d{1,7})\""), re.compile(rb"\bs=\"(\d{1,6})\"")
_MOST_REPEATED = 1 << 20  # columns or rows that one element of an .ods file stands for, at most
_SHOWN_AS_TEXT = ("float", "percentage", "currency", "time")
_NAME = re.compile(r"[^\W\d_]{3}")  # a month or a day of the week, in any language
_NUMBERED_DAY = re.compile(r"\d[./-] ?\d{1,2}[./-] ?\d")
_WITHOUT_DAY = re.compile(r"(?:\d{1,2}\D)?\d{4}|\d{4}\D\d{1,2}")
_BUILT_IN = number_format.BUILT_IN | date_format.BUILT_IN

#: From a cell's number, date or time to the text that is shown; None: it is shown as without a format.
Format = Callable[[float | Moment], str | None]
_CellFormats = Iterator[tuple[int, int, Format]]  # row and column, from 0, in ascending order


class SheetFormats:
    """The formats of a sheet's cells, row by row in ascending order."""

    def __init__(self, cell_formats: _CellFormats) -> None:
        self._rows = groupby(cell_formats, key=itemgetter(0))
        self._row, self._cells = -1, dict[int, Format]()

    def of(self, row: int) -> dict[int, Format]:
        """Return the formats of a row by column, both from 0."""
        while self._row < row:
            number, cells = next(self._rows, (1 << 62, ()))
            self._row, self._cells = number, {column: shown for _, column, shown in cells}
        return self._cells if self._row == row else {}


def sheet_formats(data: bytes) -> Callable[[str], SheetFormats]:
    """Return a function from the name of a sheet to its formats, which are empty if the file has none."""
    try:
        package = Package(data)
        cell_formats = _opendocument(package) if "content.xml" in package else _office_open(package)
    except SkippedFile:  # the values can be read without formats
        return lambda name: SheetFormats(iter(()))
    return lambda name: SheetFormats(cell_formats(name))


def _office_open(package: Package) -> Callable[[str], _CellFormats]:
    """Return a function from the name of a sheet of an .xlsx file to the formats of its cells."""
    main = next(iter(package.related("", "officeDocument")), "xl/workbook.xml")
    targets = {relationship.id: relationship.target for relationship in package.relationships(main)}
    sheets = {
        sheet.get("name", ""): targets.get(sheet.get(f"{R}id", ""), "")
        for sheet in package.xml(main).iter(f"{S}sheet")
    }
    styles = next(iter(package.related(main, "styles")), "")
    codes = _codes(package.xml(styles)) if styles in package else {}
    return lambda name: _cells(package, sheets.get(name, ""), codes)


def _codes(styles: Element) -> dict[int, str]:
    """Return the format codes by the numbers with which cells refer to them."""
    named = {element.get("numFmtId"): element.get("formatCode", "") for element in styles.iter(f"{S}numFmt")}
    numbers = [xf.get("numFmtId", "0") for xf in styles.iterfind(f"{S}cellXfs/{S}xf")]
    codes = [named.get(number) or _BUILT_IN.get(whole_number(number, 0), "") for number in numbers]
    return {i: code for i, code in enumerate(codes) if code and _is_supported(code)}


def _is_supported(code: str) -> bool:
    """Whether values can be shown in the format with this code."""
    return is_date_code(code) or any(formatted(value, code) is not None for value in (1.0, 0.0, -1.0))


def _as_shown(value: float | Moment, code: str) -> str | None:
    """Return a number, date or time in the format with this code."""
    return formatted(value, code) if isinstance(value, float | int) else formatted_moment(value, code)


def _cells(package: Package, part: str, codes: dict[int, str]) -> _CellFormats:
    """Yield the cells of a sheet, which is a part of the package, that have one of the formats."""
    if not codes or part not in package:
        return
    try:
        source = package.read(part)
    except SkippedFile:
        return
    for found in _CELL.finditer(source):
        style, reference = _STYLE.search(found[1]), _REFERENCE.search(found[1])
        if style and reference and (code := codes.get(int(style[1]))):
            column = 0
            for letter in reference[1]:
                column = 26 * column + letter - 64
            yield int(reference[2]) - 1, column - 1, partial(_as_shown, code=code)


def _opendocument(package: Package) -> Callable[[str], _CellFormats]:
    """Return a function from the name of a sheet of an .ods file to the formats of its cells."""
    root = package.xml("content.xml")
    tables = {table.get(f"{TABLE}name", ""): table for table in root.iter(f"{TABLE}table")}
    return lambda name: _shown(tables[name]) if name in tables else iter(())


def _shown(table: Element) -> _CellFormats:
    """Yield the cells of a sheet with numbers, dates or times. The format of each returns its text."""
    row = 0
    for element in table.iter(f"{TABLE}table-row"):
        column = 0
        for cell in element:
            kind = cell.get(f"{OFFICE}value-type")
            if kind in _SHOWN_AS_TEXT or kind == "date":
                text = clean(" ".join("".join(line.itertext()) for line in cell.iterfind(f"{TEXT}p")))
                if kind != "date" or _is_sure_date(text):
                    for number in range(_repeated(cell, "columns")):
                        yield row, column + number, partial(_text, text)
            if local_name(cell) in ("table-cell", "covered-table-cell"):
                column += _repeated(cell, "columns")
        row += _repeated(element, "rows")


def _is_sure_date(text: str) -> bool:
    """Whether a date is read as it is shown, because it has the name of a month or day, or has no day.

    The order of day and month in "4/5/26" is not known, so the value of such a cell is read instead.
    """
    return bool(_WITHOUT_DAY.fullmatch(text) or (_NAME.search(text) and not _NUMBERED_DAY.search(text)))


def _text(text: str, value: float | Moment) -> str | None:
    """Return the text that is shown, whatever the value of the cell."""
    return text or None


def _repeated(element: Element, what: str) -> int:
    """Return how many columns or rows (`what`) an element stands for."""
    return min(whole_number(element.get(f"{TABLE}number-{what}-repeated", ""), 1), _MOST_REPEATED)
