"""Numbers of spreadsheets as they are shown, in files that these tests make."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from index.documents.converted.sheets import spreadsheet
from index.documents.converted.sheets.date_format import Moment, formatted_moment, plain_moment
from index.documents.converted.sheets.number_format import formatted
from tests.index.documents.converted.office_files import OFFICE, SHEETS, relations

ODF = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "text", "table")
)


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (0.155, "0%", "16%"),
        (0.155, "0.0%", "15.5%"),
        (8, '"$"#,##0.00', "$8.00"),
        (1234.5, "[$€-407] #,##0.00", "€ 1,234.50"),
        (1234.5, '#,##0.00\\ "kr"', "1,234.50 kr"),
        (-3, '"$"#,##0_);\\("$"#,##0\\)', "($3)"),
        (-3, '"$"#,##0', "-$3"),
        (0, '0.0;-0.0;"none"0', "none0"),
        (2.5, "0.##", "2.5"),
        (2, "0.##", "2"),
        (1234567, "0", "1234567"),
        (1234567, "#,##0,", "1,235"),
        (1234567, '0.0,,"M"', "1.2M"),
        (12.3, '0" km"', "12 km"),
        (7, "_($* #,##0.00_);_($* \\(#,##0.00\\)", "$7.00"),
        (7, "[Red]0.0", "7.0"),
        (42, "00000", "00042"),
        (5550199, "000\\-0000", "555-0199"),
        (2125550199, "[<=9999999]###\\-####;\\(###\\)\\ ###\\-####", "(212) 555-0199"),
        (0.125, "0%", "13%"),
        (2.5, "0", "3"),
        (-2.5, "0", "-3"),
        (2.675, "0.00", "2.68"),
        (-0.3, "0", "0"),
        (0, '_-* #,##0.00 "€"_-;-* #,##0.00 "€"_-;_-* "-"?? "€"_-;_-@_-', "- €"),
        (12.5, 'General" kg"', "12.5 kg"),
        (12, '[<1]0.00" m";[>=1]0" m"', "12 m"),
        (0.5, '[<1]0.00" m";[>=1]0" m"', "0.50 m"),
        (-5, "[Red][<0]0.0;0", "5.0"),
        (3, ";;;", ""),
        (0, "0;-0;;@", ""),
        (1234567890123456.0, "0", "1234567890123456"),
        (7, "[h]", None),
        (7, "0.00 00", None),
        (7, "0%%%%", None),
        (7, "General", None),
        (7, "yyyy-mm-dd", None),
        (7, "# ?/?", None),
        (7, "0.00E+00", None),
        (7, "@", None),
        (7, "", None),
        (1e16, "0", None),
    ],
)
def test_a_number_is_shown_as_its_format_says(value: float, code: str, shown: str | None):
    """Shares, sums, thousands, units, leading zeros and conditions are shown.

    Dates, fractions, exponents and texts are not formats of numbers.
    """
    assert formatted(value, code) == shown


def sheet(zipped, cells: str, *, more: str = "") -> bytes:
    """An .xlsx file with a sheet, whose cells may have the styles 1 (dollars), 2 (per cent), 3 (dates),
    4 (times), 5 (minutes and tenths of seconds), 6 (all hours that passed) and 7 (months)."""
    styles = (
        f'<styleSheet xmlns="{SHEETS}"><numFmts><numFmt numFmtId="164" formatCode="&quot;$&quot;0.00"/>'
        '<numFmt numFmtId="165" formatCode="mmmm yyyy"/></numFmts><cellXfs>'
        + "".join(f'<xf numFmtId="{number}"/>' for number in (0, 164, 9, 14, 21, 47, 46, 165))
        + "</cellXfs></styleSheet>"
    )
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
            "xl/_rels/workbook.xml.rels": relations(("worksheet", "s.xml"), ("styles", "styles.xml")),
            "xl/workbook.xml": f'<workbook xmlns="{SHEETS}" xmlns:r="{OFFICE}"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/styles.xml": styles,
            "xl/s.xml": f'<worksheet xmlns="{SHEETS}"><sheetData>{cells}</sheetData>{more}</worksheet>',
        }
    )


def cell(place: str, value: object, style: int = 0) -> str:
    if isinstance(value, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>'
    return f'<c r="{place}" s="{style}"><v>{value}</v></c>'


def rows(*rows: list[str]) -> str:
    return "".join(f'<row r="{number}">{"".join(row)}</row>' for number, row in enumerate(rows, 1) if row)


def test_cells_of_excel_are_shown_in_their_formats(zipped):
    """A sum has its currency, a share is in per cent, a date is a date, wherever the sheet starts."""
    data = sheet(
        zipped,
        rows(
            [],
            [cell("B2", "fare"), cell("C2", "rebate"), cell("D2", "since")],
            [cell("B3", 8.5, 1), cell("C3", 0.15, 2), cell("D3", 45000, 3)],
            [cell("B4", 9, 0), cell("C4", 0.2, 0), cell("D4", 3, 1)],
        ),
    )
    assert spreadsheet.read(data).text.split("\n")[-2:] == [
        " | $8.50 | 15% | 2023-03-15",
        " | 9 | 0.2 | $3.00",
    ]


def test_a_cell_that_is_merged_down_its_column_names_every_row(zipped):
    """A merged cell's text is in each of its rows, unless its first row has a cell merged over columns."""
    merged = '<mergeCells count="3"><mergeCell ref="A3:A4"/><mergeCell ref="A1:A2"/><mergeCell ref="B1:C1"/></mergeCells>'
    data = sheet(
        zipped,
        rows(
            [cell("A1", "line"), cell("B1", "fares")],
            [cell("B2", "day"), cell("C2", "night")],
            [cell("A3", "Bay"), cell("B3", 2), cell("C3", 3)],
            [cell("B4", 4), cell("C4", 5)],
            [cell("B5", 6), cell("C5", 7)],
        ),
        more=merged,
    )
    assert spreadsheet.read(data).text.split("\n") == [
        "line | fares",
        " | day | night",
        "Bay | 2 | 3",
        "Bay | 4 | 5",
        " | 6 | 7",
    ]


def merges(*places: str) -> str:
    """Merged cells of a sheet."""
    cells = "".join(f'<mergeCell ref="{place}"/>' for place in places)
    return f"<mergeCells>{cells}</mergeCells>"


def test_names_of_groups_of_columns_are_read_with_each(zipped, lines):
    """A name over several columns, which have names of their own below it, is read before each of these."""
    data = sheet(
        zipped,
        rows(
            [cell("B1", "Members"), cell("D1", "Guests")],
            [
                cell(f"{place}2", text)
                for place, text in zip("ABCDE", ["Boat", "hour", "day", "hour", "day"], strict=True)
            ],
            [cell("A3", "Kayak"), cell("B3", 6), cell("C3", 30), cell("D3", 12), cell("E3", 62)],
            [cell("A4", "Canoe"), cell("B4", 7), cell("C4", 33), cell("D4", 14), cell("E4", 66)],
        ),
        more=merges("B1:C1", "D1:E1"),
    )
    assert lines(spreadsheet.read(data)) == [
        "header: S › Members · Guests",
        "header: S › Boat · hour · day · hour · day",
        "row: S › Boat: Kayak · Members hour: 6 · Members day: 30 · Guests hour: 12 · Guests day: 62",
        "row: S › Boat: Canoe · Members hour: 7 · Members day: 33 · Guests hour: 14 · Guests day: 66",
    ]


def test_a_single_group_names_its_columns_alone(zipped, lines):
    """Names of columns may be merged with the row below.

    Columns outside a group have only their own names.
    """
    data = sheet(
        zipped,
        rows(
            [cell("B1", "Members")],
            [cell("A2", "Boat"), cell("B2", "summer"), cell("C2", "winter")],
            [cell("A3", "Kayak"), cell("B3", 6), cell("C3", 30)],
            [cell("A4", "Canoe"), cell("B4", 7), cell("C4", 33)],
        ),
        more=merges("B1:C1"),
    )
    assert lines(spreadsheet.read(data))[2:] == [
        "row: S › Boat: Kayak · Members summer: 6 · Members winter: 30",
        "row: S › Boat: Canoe · Members summer: 7 · Members winter: 33",
    ]


def test_a_caption_over_all_columns_names_none(zipped, lines):
    """A title that is merged over a table is its heading, and people's names below it name no columns."""
    table = rows(
        [cell("A1", "Prices")],
        [cell("A2", "Boat"), cell("B2", "summer")],
        [cell("A3", "Kayak"), cell("B3", 6)],
        [cell("A4", "Canoe"), cell("B4", 7)],
    )
    assert lines(spreadsheet.read(sheet(zipped, table, more=merges("A1:B1"))))[2:] == [
        "row: S › Prices › Boat: Kayak · summer: 6",
        "row: S › Prices › Boat: Canoe · summer: 7",
    ]
    people = rows(
        [cell("A1", "Name"), cell("C1", "Post")],
        [cell("A2", "Anna"), cell("B2", "Lind"), cell("C2", "chair")],
        [cell("A3", "Ben"), cell("B3", "Berg"), cell("C3", "cook")],
        [cell("A4", "Cleo"), cell("B4", "Dahl"), cell("C4", "guard")],
    )
    assert "row: S › Name: Anna · Lind · Post: chair" in lines(
        spreadsheet.read(sheet(zipped, people, more=merges("A1:B1")))
    )


def opendocument(zipped, table: str) -> bytes:
    """A spreadsheet of OpenDocument with this table."""
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": '<manifest xmlns="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
            "content.xml": f"<office:document-content {ODF}><office:body><office:spreadsheet>{table}"
            "</office:spreadsheet></office:body></office:document-content>",
        }
    )


@pytest.mark.parametrize(
    ("shown", "read"),
    [
        ("12 June 2026", "12 June 2026"),
        ("Fr, 12. Jun", "Fr, 12. Jun"),
        ("12. června 2026", "12. června 2026"),
        ("June 2026", "June 2026"),
        ("06/2026", "06/2026"),
        ("2026", "2026"),
        ("06/12/26", "2026-06-12"),
        ("Fri 12.6.2026", "2026-06-12"),
        ("12.6.", "2026-06-12"),
        ("", "2026-06-12"),
    ],
)
def test_dates_of_opendocument_are_read_as_they_are_shown(zipped, shown: str, read: str):
    """A date is read as shown if it has names or no day.

    If its day and month can be confused, its value is read.
    """
    cell = (
        f'<table:table-cell office:value-type="date" office:date-value="2026-06-12"><text:p>{shown}</text:p>'
    )
    table = f'<table:table table:name="S"><table:table-row>{cell}</table:table-cell></table:table-row></table:table>'
    assert spreadsheet.read(opendocument(zipped, table)).text == read


def test_cells_of_opendocument_are_shown_as_their_texts(zipped):
    """The text that is shown for a value is read, also in repeated cells."""
    table = (
        '<table:table table:name="S"><table:table-row><table:table-cell office:value-type="string"><text:p>fare</text:p>'
        '</table:table-cell><table:table-cell table:number-columns-repeated="2" office:value-type="percentage" '
        'office:value="0.155"><text:p>15,5 %</text:p></table:table-cell><table:table-cell office:value-type="currency" '
        'office:value="8"><text:p>8,00 €</text:p></table:table-cell><table:table-cell '
        'office:value-type="time" office:time-value="PT00H58M47S"><text:p>00:58:47</text:p></table:table-cell></table:table-row></table:table>'
    )
    assert spreadsheet.read(opendocument(zipped, table)).text == "fare | 15,5 % | 15,5 % | 8,00 € | 00:58:47"


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (time(0, 58, 47), "h:mm:ss", "0:58:47"),
        (time(17), "h:mm:ss", "17:00"),
        (time(17), "h:mm:ss AM/PM", "5:00 PM"),
        (timedelta(hours=17), "[h]:mm:ss", "17:00:00"),
        (time(0, 58, 47), "hh:mm", "00:58"),
        (time(0, 0, 24, 300_000), "mm:ss.0", "00:24.3"),
        (time(0, 0, 24, 300_000), "mm:ss", "00:24"),
        (time(0, 0, 59, 999_999), "mm:ss", "01:00"),
        (time(21, 5), "h:mm AM/PM", "9:05 PM"),
        (time(0, 5), 'h" h "m" min"', "0 h 5 min"),
        (timedelta(hours=26, minutes=30, seconds=15), "[h]:mm:ss", "26:30:15"),
        (timedelta(minutes=90, seconds=5), "[mm]:ss", "90:05"),
        (timedelta(minutes=-90), "[h]:mm", "-1:30"),
        (timedelta(minutes=90), "[m]", "90"),
        (datetime(2026, 4, 5, 9, 30, 15), "yyyy-mm-dd hh:mm:ss", "2026-04-05 09:30:15"),
        (datetime(2026, 4, 5, 9, 30, 15), "m/d/yy h:mm", "2026-04-05 09:30"),
        (datetime(2026, 4, 5, 9, 30, 15), "dd.mm.yyyy", "2026-04-05"),
        (datetime(2026, 4, 5, 9, 30, 15), "h:mm", "9:30"),
        (date(2026, 4, 1), "mmmm yyyy", "April 2026"),
        (date(2026, 4, 1), "[$-407]mmm\\-yy;@", "April 2026"),
        (date(2026, 4, 1), "mm/yyyy", "2026-04"),
        (date(2026, 4, 1), "yyyy", "2026"),
        (date(2026, 4, 1), "mmmm", "April"),
        (date(2026, 4, 1), "dddd, d. mmmm", "Wednesday 1 April 2026"),
        (date(2026, 4, 1), "d-mmm-yy", "1 April 2026"),
        (datetime(2026, 4, 1, 17, 30, 15), "d mmm yyyy h:mm", "1 April 2026 17:30"),
        (time(9), "yyyy-mm-dd", None),
        (date(2026, 4, 1), "0.00", None),
    ],
)
def test_a_time_is_shown_as_its_format_says(value: Moment, code: str, shown: str | None):
    """Times have seconds, and dates have names and a day, if the format shows them."""
    assert formatted_moment(value, code) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (time(9, 30), "09:30"),
        (time(0, 58, 47), "00:58:47"),
        (time(0, 0, 24, 300_000), "00:00:24.3"),
        (timedelta(hours=26, minutes=30, seconds=15), "26:30:15"),
        (timedelta(hours=26), "26:00"),
        (datetime(2026, 4, 5, 9, 30, 14, 999_999), "2026-04-05 09:30:15"),
        (datetime(2026, 4, 5), "2026-04-05"),
        (datetime(9999, 12, 31, 23, 59, 59, 999_000), "9999-12-31 23:59:59"),
        (date(2026, 4, 5), "2026-04-05"),
    ],
)
def test_without_a_format_no_seconds_are_lost(value: Moment, shown: str):
    """Seconds are shown if they are not 0."""
    assert plain_moment(value) == shown


def test_times_of_excel_have_their_seconds(zipped):
    """A time that a cell shows with seconds keeps them, and a date that it shows as a month has no day."""
    cells = [cell("A1", 0.04082175925925926, 4), cell("B1", 0.00028125, 5), cell("C1", 1.10434, 6)]
    data = sheet(zipped, rows([*cells, cell("D1", 46113, 7)]))
    assert spreadsheet.read(data).text == "0:58:47 | 00:24.3 | 26:30:15 | April 2026"
