"""Numbers of spreadsheets as they are shown, by files made by hand."""

from __future__ import annotations

import pytest

from index.documents.converted import xlsx
from index.documents.converted.number_format import formatted
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
        (12.3, '0" km"', "12 km"),
        (7, "_($* #,##0.00_);_($* \\(#,##0.00\\)", "$7.00"),
        (7, "[Red]0.0", "7.0"),
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
    """Shares, sums, thousands and units are shown; dates, fractions, exponents and texts are not numbers' formats."""
    assert formatted(value, code) == shown


def sheet(zipped, cells: str, *, more: str = "") -> bytes:
    """An .xlsx file with a sheet, whose cells may have the styles 1 (dollars), 2 (per cent) and 3 (dates)."""
    styles = (
        f'<styleSheet xmlns="{SHEETS}"><numFmts><numFmt numFmtId="164" formatCode="&quot;$&quot;0.00"/></numFmts>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="9"/><xf numFmtId="14"/></cellXfs></styleSheet>'
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
    """A sum has its currency, a share is per cent, a date is a date; where a sheet starts makes no difference."""
    data = sheet(
        zipped,
        rows(
            [],
            [cell("B2", "fare"), cell("C2", "rebate"), cell("D2", "since")],
            [cell("B3", 8.5, 1), cell("C3", 0.15, 2), cell("D3", 45000, 3)],
            [cell("B4", 9, 0), cell("C4", 0.2, 0), cell("D4", 3, 1)],
        ),
    )
    assert xlsx.read(data).text.split("\n")[-2:] == [" | $8.50 | 15% | 2023-03-15", " | 9 | 0.2 | $3.00"]


def test_a_cell_that_is_merged_down_its_column_names_every_row(zipped):
    """The text of merged cells stands in each of their rows, but not below columns that are merged themselves."""
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
    assert xlsx.read(data).text.split("\n") == [
        "line | fares",
        " | day | night",
        "Bay | 2 | 3",
        "Bay | 4 | 5",
        " | 6 | 7",
    ]


def test_cells_of_opendocument_are_shown_as_their_texts(zipped):
    """What is shown beside a value is read, also of cells that are repeated."""
    table = (
        '<table:table table:name="S"><table:table-row><table:table-cell office:value-type="string"><text:p>fare</text:p>'
        '</table:table-cell><table:table-cell table:number-columns-repeated="2" office:value-type="percentage" '
        'office:value="0.155"><text:p>15,5 %</text:p></table:table-cell><table:table-cell office:value-type="currency" '
        'office:value="8"><text:p>8,00 €</text:p></table:table-cell></table:table-row></table:table>'
    )
    data = zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": '<manifest xmlns="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
            "content.xml": f"<office:document-content {ODF}><office:body><office:spreadsheet>{table}"
            "</office:spreadsheet></office:body></office:document-content>",
        }
    )
    assert xlsx.read(data).text == "fare | 15,5 % | 15,5 % | 8,00 €"
