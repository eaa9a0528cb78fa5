"""Spreadsheets, slides, OpenDocument texts and e-books → text, with files that the tests write."""

from __future__ import annotations

import pytest

from index.documents.converted.office import docx, odt, pptx
from index.documents.converted.sheets import spreadsheet
from index.documents.converted.web import epub
from index.documents.skipped import SkippedFile
from tests.index.documents.converted.office_files import OFFICE, SHEETS, relations

A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
P = f'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" {A} xmlns:r="{OFFICE}"'


def cell(value: object) -> str:
    """A cell of a sheet."""
    if isinstance(value, str):
        return f'<c t="inlineStr"><is><t>{value}</t></is></c>'
    return f"<c><v>{value}</v></c>"


@pytest.fixture
def workbook(zipped):
    """A spreadsheet of these sheets, each rows of cells from A1; a name in brackets is hidden."""

    def workbook(**sheets: list[list[object]]) -> bytes:
        parts = {"_rels/.rels": relations(("officeDocument", "xl/workbook.xml"))}
        parts["[Content_Types].xml"] = "<Types/>"
        names = ""
        for number, (name, rows) in enumerate(sheets.items(), 1):
            hidden = 'state="hidden"' if name.startswith("hidden") else ""
            names += f'<sheet name="{name}" sheetId="{number}" r:id="r{number}" {hidden}/>'
            cells = "".join(
                f'<row r="{index}">{"".join(map(cell, row))}</row>'
                for index, row in enumerate(rows, 1)
                if row
            )
            parts[f"xl/s{number}.xml"] = (
                f'<worksheet xmlns="{SHEETS}"><sheetData>{cells}</sheetData></worksheet>'
            )
        parts["xl/_rels/workbook.xml.rels"] = relations(
            *(("worksheet", f"s{number}.xml") for number in range(1, len(sheets) + 1))
        )
        parts["xl/workbook.xml"] = (
            f'<workbook xmlns="{SHEETS}" xmlns:r="{OFFICE}"><sheets>{names}</sheets></workbook>'
        )
        return zipped(parts)

    return workbook


def test_a_line_of_a_sheet_is_its_row(workbook, lines):
    """Each sheet is a page, whose lines are its rows, empty ones too; hidden sheets are left out."""
    content = spreadsheet.read(
        workbook(
            Fares=[
                ["Fares of the ferry"],
                [],
                ["route", "day", "night"],
                ["Harbour", 2.0, 3.5],
                [],
                ["Island", 4, 5],
            ],
            hidden=[["secret"]],
            Crew=[["Anna", "captain"], ["Ben", "cook"]],
        )
    )
    assert (content.page_names, content.line_name) == (("sheet Fares", "sheet Crew"), "row")
    fares, crew = (content.text[start:].split("\n") for start in content.pages)
    assert fares[:6] == [
        "Fares of the ferry",
        "",
        "route | day | night",
        "Harbour | 2 | 3.5",
        "",
        "Island | 4 | 5",
    ]
    assert crew == ["Anna | captain", "Ben | cook"]
    assert lines(content)[:4] == [
        "heading: Fares › Fares of the ferry",
        "header: Fares › Fares of the ferry › route · day · night",
        "row: Fares › Fares of the ferry › route: Harbour · day: 2 · night: 3.5",
        "row: Fares › Fares of the ferry › route: Island · day: 4 · night: 5",
    ]


def test_lines_above_a_table_introduce_its_rows(workbook, lines):
    """Units and years above the names of columns are read with each row; a second table has its own."""
    content = spreadsheet.read(
        workbook(
            S=[
                ["in CHF", "2023"],
                ["", "sales", "profit"],
                ["North", 5, 1],
                [],
                ["in CHF", "2022"],
                ["", "sales", "profit"],
                ["North", 4, 2],
            ],
            Years=[["", 2022, 2023], ["North", 4, 5]],
        )
    )
    rows = [line for line in lines(content) if line.startswith("row (") and "North" in line]
    assert rows == [
        "row (in CHF 2023): S › North · sales: 5 · profit: 1",
        "row (in CHF 2022): S › North · sales: 4 · profit: 2",
    ]
    assert lines(content)[-1] == "row: Years › North · 2022: 4 · 2023: 5"


def test_secrets_in_a_column_of_a_sheet_are_omitted(workbook):
    """The operator is told of the columns of all sheets."""
    rows = [["name", "role", "password"], ["ada", "captain", "hunter2"], ["ben", "scout", "none"]]
    content = spreadsheet.read(workbook(First=rows, Second=[["bot", "server", "rcon_pass"], *rows[1:]]))
    assert "hunter2" not in content.text and "captain" in content.text
    assert content.warning == "contains secrets, which are not read: password, rcon_pass"


def test_a_line_within_a_table_heads_the_rows_below(workbook, lines):
    """A group of rows stands under its name and keeps the names of the columns."""
    content = spreadsheet.read(
        workbook(S=[["town", "price"], ["North"], ["Oulu", 3], ["South"], ["Turku", 4]])
    )
    assert lines(content)[1:] == [
        "heading: S › North",
        "row: S › North › town: Oulu · price: 3",
        "heading: S › South",
        "row: S › South › town: Turku · price: 4",
    ]


@pytest.mark.parametrize(
    "data",
    [
        b"<html><body><table><tr><th>tier<th>price<tr><td>Fan<td>$3</table></body></html>",
        b"tier\tprice\nFan\t$3\n",
        "tier\tprice\nFan\t$3\n".encode("utf-16"),
    ],
)
def test_a_spreadsheet_that_is_a_page_or_text_is_read_as_that(data: bytes, lines):
    """Programs write tables as HTML or text with the suffix of Excel, which opens them."""
    assert lines(spreadsheet.read(data)) == ["header: tier · price", "row: tier: Fan · price: $3"]


@pytest.mark.parametrize("data", [b"", b"no sheet", b"PK\x05\x06" + bytes(18)])
def test_a_broken_spreadsheet_is_skipped(data: bytes):
    """What is no spreadsheet is damaged."""
    with pytest.raises(SkippedFile, match=r"^is damaged \("):
        spreadsheet.read(data)


def shape(text: str, kind: str = "body") -> str:
    """A shape of a slide; each line is a paragraph, tabs before it are its depth."""
    paragraphs = "".join(
        f'<a:p><a:pPr lvl="{line.count(chr(9))}"/><a:r><a:t>{line.strip()}</a:t></a:r></a:p>'
        for line in text.split("\n")
    )
    place = f'<p:ph type="{kind}"/>' if kind else ""
    return f"<p:sp><p:nvSpPr><p:nvPr>{place}</p:nvPr></p:nvSpPr><p:txBody>{paragraphs}</p:txBody></p:sp>"


@pytest.fixture
def presentation(zipped):
    """Slides of one shape each, and the other parts of the file by their names."""

    def presentation(*shapes: str, **parts: str) -> bytes:
        numbers = range(1, len(shapes) + 1)
        return zipped(
            {
                "_rels/.rels": relations(("officeDocument", "ppt/presentation.xml")),
                "ppt/_rels/presentation.xml.rels": relations(*(("slide", f"s{n}.xml") for n in numbers)),
                "ppt/presentation.xml": f"<p:presentation {P}><p:sldIdLst>"
                + "".join(f'<p:sldId r:id="r{n}"/>' for n in numbers)
                + "</p:sldIdLst></p:presentation>",
                **{f"ppt/s{n}.xml": slide(each) for n, each in enumerate(shapes, 1)},
                **parts,
            }
        )

    return presentation


def slide(*shapes: str, notes: bool = False) -> str:
    """A slide, or the notes of one."""
    tag = "notes" if notes else "sld"
    return f"<p:{tag} {P}><p:cSld><p:spTree>{''.join(shapes)}</p:spTree></p:cSld></p:{tag}>"


def test_slides_are_pages_with_their_titles_lists_tables_and_notes(zipped, lines):
    """Slides are read in the order of the presentation, texts in their order, then the notes."""
    table = "".join(
        f"<a:tr>{''.join(f'<a:tc><a:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></a:txBody></a:tc>' for text in row)}</a:tr>"
        for row in (("tier", "keeper"), ("Patron", "Bo"))
    )
    frame = f"<p:graphicFrame><a:graphic><a:graphicData><a:tbl><a:tblPr firstRow='1'/>{table}</a:tbl></a:graphicData></a:graphic></p:graphicFrame>"
    content = pptx.read(
        zipped(
            {
                "_rels/.rels": relations(("officeDocument", "ppt/presentation.xml")),
                "ppt/_rels/presentation.xml.rels": relations(("slide", "s1.xml"), ("slide", "s2.xml")),
                "ppt/presentation.xml": f'<p:presentation {P}><p:sldIdLst><p:sldId r:id="r2"/><p:sldId r:id="r1"/>'
                "</p:sldIdLst></p:presentation>",
                "ppt/s2.xml": slide(shape("one\n\tdeep\ntwo"), shape("First", "title"), shape("7", "sldNum")),
                "ppt/s1.xml": slide(
                    shape("Prices", "ctrTitle"), f"<p:grpSp>{shape('Grouped.', '')}</p:grpSp>", frame
                ),
                "ppt/_rels/s1.xml.rels": relations(("notesSlide", "n.xml")),
                "ppt/n.xml": slide(shape("Say hello."), shape("2", "sldNum"), notes=True),
            }
        )
    )
    assert content.page_names == ("slide 1", "slide 2")
    assert content.text[content.pages[1] :].startswith("Prices")
    assert lines(content) == [
        "heading: First",
        "item: First › - one",
        "item (one): First › - deep",
        "item: First › - two",
        "heading: Prices",
        "paragraph: Prices › Grouped.",
        "header (Grouped.): Prices › tier · keeper",
        "row (Grouped.): Prices › tier: Patron · keeper: Bo",
        "paragraph: Prices › Say hello.",
    ]


def test_hidden_shapes_of_slides_are_omitted(presentation, lines):
    """Shapes and groups that are hidden in PowerPoint are omitted."""
    hidden = shape("Secret.", "").replace("<p:nvPr>", '<p:cNvPr hidden="1"/><p:nvPr>')
    group = f'<p:grpSp><p:nvGrpSpPr><p:cNvPr hidden="1"/></p:nvGrpSpPr>{shape("Old.", "")}</p:grpSp>'
    seen = shape("Seen.", "").replace("<p:nvPr>", '<p:cNvPr hidden="0"/><p:nvPr>')
    assert lines(pptx.read(presentation(hidden + group + seen))) == ["paragraph: Seen."]


DIAGRAM = 'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram"'
RELATION_OF_DIAGRAM = relations(("diagramData", "d.xml"))


def diagram_data(links: str) -> str:
    """The data of a diagram of three texts."""
    points = "".join(
        f'<dgm:pt modelId="{number}"><dgm:t><a:p><a:r><a:t>{text}</a:t></a:r></a:p></dgm:t></dgm:pt>'
        for number, text in ((3, "Build"), (1, "Ask"), (2, "Form B12"))
    )
    return f'<dgm:dataModel {DIAGRAM} {A}><dgm:ptLst><dgm:pt modelId="0" type="doc"/>{points}</dgm:ptLst><dgm:cxnLst>{links}</dgm:cxnLst></dgm:dataModel>'


LINKS = "".join(
    f'<dgm:cxn srcId="{above}" destId="{below}" srcOrd="{order}"/>'
    for above, below, order in ((0, 3, 1), (0, 1, 0), (1, 2, 0), (2, 1, 0))
)


def test_texts_of_diagrams_are_read(presentation, zipped, lines):
    """SmartArt is a list in the order of its links, in slides and Word files, even if links form a cycle."""
    reference = f'<dgm:relIds {DIAGRAM} r:dm="r1"/>'
    parts = {"ppt/_rels/s1.xml.rels": RELATION_OF_DIAGRAM, "ppt/d.xml": diagram_data(LINKS)}
    frame = (
        f"<p:graphicFrame><a:graphic><a:graphicData>{reference}</a:graphicData></a:graphic></p:graphicFrame>"
    )
    expected = ["item: - Ask", "item (Ask): - Form B12", "item: - Build"]
    assert lines(pptx.read(presentation(frame, **parts))) == expected
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = f'<w:document xmlns:w="{word}" xmlns:r="{OFFICE}"><w:p><w:r><w:drawing>{reference}</w:drawing></w:r></w:p></w:document>'
    file = {
        "word/document.xml": body,
        "word/_rels/document.xml.rels": RELATION_OF_DIAGRAM,
        "word/d.xml": diagram_data(LINKS),
    }
    assert lines(docx.read(zipped(file))) == expected


def test_struck_text_of_slides_is_omitted(presentation, lines):
    """Text that its author struck counts as deleted."""
    runs = '<a:r><a:rPr strike="sngStrike"/><a:t>700 </a:t></a:r><a:r><a:rPr strike="noStrike"/><a:t>850</a:t></a:r>'
    content = presentation(
        f"<p:sp><p:txBody><a:p><a:r><a:t>Lights: </a:t></a:r>{runs}</a:p></p:txBody></p:sp>"
    )
    assert lines(pptx.read(content)) == ["paragraph: Lights: 850"]


def test_a_cell_of_a_slide_that_is_merged_down_names_every_row(zipped, lines):
    """A cell that is merged with the cell above has its text."""
    rows = "".join(
        f"<a:tr>{''.join(f'<a:tc {merged}><a:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></a:txBody></a:tc>' for text, merged in row)}</a:tr>"
        for row in (
            (("tier", ""), ("price", "")),
            (("Fan", 'rowSpan="2"'), ("$3", "")),
            (("", 'vMerge="1"'), ("$30", "")),
        )
    )
    frame = f"<p:graphicFrame><a:graphic><a:graphicData><a:tbl>{rows}</a:tbl></a:graphicData></a:graphic></p:graphicFrame>"
    parts = {
        "_rels/.rels": relations(("officeDocument", "ppt/presentation.xml")),
        "ppt/_rels/presentation.xml.rels": relations(("slide", "s1.xml")),
        "ppt/presentation.xml": f'<p:presentation {P}><p:sldIdLst><p:sldId r:id="r1"/></p:sldIdLst></p:presentation>',
        "ppt/s1.xml": slide(frame),
    }
    assert lines(pptx.read(zipped(parts)))[1:] == [
        "row: tier: Fan · price: $3",
        "row: tier: Fan · price: $30",
    ]


def test_automatic_numbers_of_slides_are_read(zipped, lines):
    """Paragraphs are numbered as in PowerPoint: by depth, from the set start, and again from it after a break."""

    def numbered(text: str, depth: int = 0, kind: str = "arabicPeriod", more: str = "") -> str:
        number = f'<a:buAutoNum type="{kind}" {more}/>' if kind else ""
        return f'<a:p><a:pPr lvl="{depth}">{number}</a:pPr><a:r><a:t>{text}</a:t></a:r></a:p>'

    body = numbered("Form") + numbered("yellow", 1, "alphaLcParenR") + numbered("blue", 1, "alphaLcParenR")
    body += numbered("Pay") + numbered("Pause", 0, "") + numbered("Go", more='startAt="4"')
    parts = {
        "_rels/.rels": relations(("officeDocument", "ppt/presentation.xml")),
        "ppt/_rels/presentation.xml.rels": relations(("slide", "s1.xml")),
        "ppt/presentation.xml": f'<p:presentation {P}><p:sldIdLst><p:sldId r:id="r1"/></p:sldIdLst></p:presentation>',
        "ppt/s1.xml": slide(
            f"<p:sp><p:nvSpPr><p:nvPr><p:ph/></p:nvPr></p:nvSpPr><p:txBody>{body}</p:txBody></p:sp>"
        ),
    }
    assert [line.rpartition(": ")[2] for line in lines(pptx.read(zipped(parts)))] == [
        "1. Form",
        "a) yellow",
        "b) blue",
        "2. Pay",
        "- Pause",
        "4. Go",
    ]


def test_numbers_that_the_layout_or_the_master_defines_are_read(zipped, lines):
    """The paragraph comes first, then the layout's placeholder with the same number, then the master's style."""

    def placed(number: int, *words: str, style: str = "") -> str:
        paragraphs = "".join(f"<a:p><a:r><a:t>{word}</a:t></a:r></a:p>" for word in words)
        return (
            f'<p:sp><p:nvSpPr><p:nvPr><p:ph idx="{number}"/></p:nvPr></p:nvSpPr>'
            f"<p:txBody><a:lstStyle>{style}</a:lstStyle>{paragraphs}</p:txBody></p:sp>"
        )

    numbered = '<a:lvl1pPr><a:buAutoNum type="{}"/></a:lvl1pPr>'
    bullet = '<a:lvl1pPr><a:buChar char="•"/></a:lvl1pPr>'
    plain = "<a:p><a:pPr><a:buNone/></a:pPr><a:r><a:t>Pause</a:t></a:r></a:p>"
    last = placed(3, "Up", "Down").replace("<a:p>", f"{plain}<a:p>", 1)
    master = f"<p:txStyles><p:bodyStyle>{numbered.format('alphaUcPeriod')}</p:bodyStyle></p:txStyles>"
    parts = {
        "_rels/.rels": relations(("officeDocument", "ppt/presentation.xml")),
        "ppt/_rels/presentation.xml.rels": relations(("slide", "s.xml")),
        "ppt/presentation.xml": f'<p:presentation {P}><p:sldIdLst><p:sldId r:id="r1"/></p:sldIdLst></p:presentation>',
        "ppt/s.xml": slide(placed(1, "Go", "Stop"), placed(2, "Tea", "Milk", style=bullet), last),
        "ppt/_rels/s.xml.rels": relations(("slideLayout", "l.xml")),
        "ppt/l.xml": slide(placed(1, style=numbered.format("arabicPeriod")), placed(3)),
        "ppt/_rels/l.xml.rels": relations(("slideMaster", "m.xml")),
        "ppt/m.xml": f"<p:sldMaster {P}>{master}</p:sldMaster>",
    }
    assert [line.rpartition(": ")[2] for line in lines(pptx.read(zipped(parts)))] == [
        "1. Go",
        "2. Stop",
        "- Tea",
        "- Milk",
        "- Pause",
        "A. Up",
        "B. Down",
    ]


ODF = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "text", "table", "style", "presentation")
) + (
    ' xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
    ' xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
)  # fmt: skip
FORMS = (
    'xmlns:field="urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0" '
    'xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"'
)


def test_opendocument_texts_have_headings_lists_tables_and_notes(zipped, lines):
    """Outline levels are headings; tracked deletions and annotations are omitted, notes follow their paragraph."""
    body = """<office:text><text:tracked-changes><text:p>deleted</text:p></text:tracked-changes>
    <text:h text:outline-level="1">Leave</text:h>
    <text:p>Sick<text:s/>leave<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>A note.</text:p>
    </text:note-body></text:note> is<office:annotation><text:p>a remark</text:p></office:annotation> paid.</text:p>
    <text:list><text:list-item><text:p>one</text:p><text:list><text:list-item><text:p>deep</text:p></text:list-item>
    </text:list></text:list-item></text:list>
    <table:table><table:table-header-rows><table:table-row><table:table-cell><text:p>tier</text:p></table:table-cell>
    <table:table-cell><text:p>price</text:p></table:table-cell></table:table-row></table:table-header-rows><table:table-row>
    <table:table-cell table:number-rows-spanned="2"><text:p>Patron</text:p></table:table-cell><table:table-cell><text:p>$8</text:p>
    </table:table-cell></table:table-row><table:table-row><table:covered-table-cell/><table:table-cell><text:p>$9</text:p>
    </table:table-cell></table:table-row></table:table></office:text>"""
    content = odt.read(
        zipped(
            {
                "content.xml": f"<office:document-content {ODF}><office:body>{body}</office:body></office:document-content>",
                "meta.xml": '<m xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Handbook</dc:title></m>',
            }
        )
    )
    assert content.title == "Handbook"
    assert lines(content) == [
        "heading: Leave",
        "paragraph: Leave › Sick leave is paid.",
        "paragraph: Leave › A note.",
        "item (Sick leave is paid.): Leave › - one",
        "item (one): Leave › - deep",
        "header (Sick leave is paid.): Leave › tier · price",
        "row (Sick leave is paid.): Leave › tier: Patron · price: $8",
        "row (Sick leave is paid.): Leave › tier: Patron · price: $9",
    ]


@pytest.fixture
def opendocument(zipped):
    """An OpenDocument text of these automatic styles and this body."""

    def opendocument(styles: str, body: str) -> bytes:
        return zipped(
            {
                "content.xml": f"<office:document-content {ODF}><office:automatic-styles>{styles}</office:automatic-styles>"
                f"<office:body><office:text>{body}</office:text></office:body></office:document-content>",
                "styles.xml": f"<office:document-styles {ODF}><office:styles><style:style style:family='paragraph' "
                "style:name='Secret'><style:text-properties text:display='none'/></style:style><style:style "
                "style:family='paragraph' style:name='Title' style:parent-style-name='Heading'/></office:styles>"
                "</office:document-styles>",
            }
        )

    return opendocument


def test_two_columns_of_opendocument_are_pairs_unless_the_first_row_stands_out(opendocument, lines):
    """The first row is bold, has the style "Table Heading", or another look in the table's template."""

    def table(rows: list[tuple[str, str]], first: str = "", use: str = "false") -> bytes:
        styles = [first] + [""] * (len(rows) - 1)
        cells = "".join(
            "<table:table-row>"
            + "".join(
                f'<table:table-cell><text:p text:style-name="{style}">{text}</text:p></table:table-cell>'
                for text in row
            )
            + "</table:table-row>"
            for row, style in zip(rows, styles, strict=True)
        )
        bold = '<style:style style:family="paragraph" style:name="B"><style:text-properties fo:font-weight="bold"/></style:style>'
        return opendocument(bold, f'<table:table table:use-first-row-styles="{use}">{cells}</table:table>')

    rows = [("Coach", "Crew"), ("Meera", "Juniors"), ("Tomas", "Masters")]
    assert lines(odt.read(table(rows))) == [f"row: {name}: {value}" for name, value in rows]
    for data in (table(rows, "B"), table(rows, "Table_20_Heading"), table(rows, use="true")):
        assert lines(odt.read(data))[0] == "header: Coach · Crew"


def test_lists_of_opendocument_have_their_numbers(opendocument, lines):
    """Items are numbered by the style of their list, from its start; a list may continue another."""
    levels = (
        '<text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>'
        '<text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")" text:start-value="3"/>'
        '<text:list-level-style-number text:level="3" style:num-format="i" text:display-levels="2"/>'
    )
    styles = (
        f'<text:list-style style:name="L">{levels}</text:list-style><text:list-style style:name="B">'
        '<text:list-level-style-bullet text:level="1"/></text:list-style>'
    )

    def items(*texts: str, more: str = "") -> str:
        inner = "".join(
            f"<text:list-item>{text if text[0] == '<' else f'<text:p>{text}</text:p>'}</text:list-item>"
            for text in texts
        )
        return f"<text:list {more}>{inner}</text:list>"

    named = 'text:style-name="L"'
    deep = "<text:p>two</text:p><text:p>more of two</text:p>" + items("<text:p>c</text:p>" + items("deep"))
    body = items("one", deep, more=f'{named} xml:id="first"') + items("dot", more='text:style-name="B"')
    body += items("anew", more=named) + items("on", more=f'{named} text:continue-numbering="true"')
    body += items("further", more='text:style-name="L" text:continue-list="first"')
    assert odt.read(opendocument(styles, body)).text.split("\n") == [
        "1. one",
        "2. two",
        "more of two",
        "  c) c",
        "    c.i deep",
        "- dot",
        "1. anew",
        "2. on",
        "3. further",
    ]


def test_hidden_text_of_opendocument_is_omitted(opendocument, lines):
    """Text hidden by a style, hidden sections and hidden paragraphs are omitted; a title with a style is read."""
    styles = (
        '<style:style style:family="text" style:name="T1"><style:text-properties text:display="none"/></style:style>'
        '<style:style style:family="paragraph" style:name="P1" style:parent-style-name="Secret"/>'
    )
    body = (
        '<text:p text:style-name="Title">Robes</text:p>'
        '<text:p>The robe costs <text:span text:style-name="T1">99 or </text:span>140 crowns.</text:p>'
        '<text:p text:style-name="P1">By style.</text:p>'
        '<text:section text:display="none"><text:p>In a section.</text:p></text:section>'
        '<text:section text:name="s"><text:p>In a section that is seen.</text:p></text:section>'
        '<text:p><text:hidden-paragraph text:is-hidden="true"/>About Zelda.</text:p>'
        '<text:p><text:hidden-paragraph text:is-hidden="false"/>About robes.</text:p>'
    )
    assert lines(odt.read(opendocument(styles, body))) == [
        "heading: Robes",
        "paragraph: Robes › The robe costs 140 crowns.",
        "paragraph: Robes › In a section that is seen.",
        "paragraph: Robes › About robes.",
    ]


def test_headings_of_opendocument_have_their_numbers(zipped, lines):
    """The outline counts headings unless a style or the heading excludes it; one in a list has its item's number."""
    levels = (
        '<text:outline-level-style text:level="1" style:num-format="I" style:num-prefix="§ "/>'
        '<text:outline-level-style text:level="2" style:num-format="1" text:display-levels="2" style:num-suffix="."/>'
        '<text:outline-level-style text:level="3" style:num-format=""/>'
    )
    numbered = '<text:list-level-style-number text:level="1" style:num-format="A" style:num-suffix=")"/>'
    styles = f'<style:style style:name="P1" style:list-style-name=""/><text:list-style style:name="L">{numbered}</text:list-style>'

    def h(level: int, text: str, more: str = "") -> str:
        return f'<text:h text:outline-level="{level}" {more}>{text}</text:h>'

    body = h(1, "Name") + h(1, "Preface", 'text:style-name="P1"') + h(1, "Fees") + h(2, "Due") + h(3, "Late")
    body += h(2, "Paid") + h(1, "") + h(1, "Summary", 'text:is-list-header="true"') + h(1, "End")
    body += f'<text:list text:style-name="L"><text:list-item>{h(1, "Annex")}</text:list-item></text:list>'
    body += h(1, "Again", 'text:restart-numbering="true" text:start-value="9"')
    content = odt.read(
        zipped(
            {
                "content.xml": f"<office:document-content {ODF}><office:automatic-styles>{styles}</office:automatic-styles>"
                f"<office:body><office:text>{body}</office:text></office:body></office:document-content>",
                "styles.xml": f"<office:document-styles {ODF}><office:styles><text:outline-style>{levels}"
                "</text:outline-style></office:styles></office:document-styles>",
            }
        )
    )
    assert [line.rpartition(" › ")[2].removeprefix("heading: ") for line in lines(content)] == [
        "§ I Name",
        "Preface",
        "§ II Fees",
        "II.1. Due",
        "Late",
        "II.2. Paid",
        "Summary",
        "§ IV End",
        "A) Annex",
        "§ IX Again",
    ]


def test_struck_text_of_opendocument_is_omitted(opendocument, lines):
    """Text that its author struck counts as deleted; a style without a line through the text hides nothing."""
    styles = "".join(
        f'<style:style style:family="text" style:name="{line}"><style:text-properties '
        f'style:text-line-through-style="{line}"/></style:style>'
        for line in ("solid", "none")
    )
    body = '<text:p>Fee: <text:span text:style-name="solid">80 </text:span><text:span text:style-name="none">95</text:span></text:p>'
    assert lines(odt.read(opendocument(styles, body))) == ["paragraph: Fee: 95"]


def test_what_was_filled_into_a_form_of_opendocument_is_read(opendocument, lines):
    """A control of LibreOffice with a placeholder is empty; the chosen text of a drop-down list is read."""
    body = (
        f'<text:p {FORMS}>Size: <loext:content-control loext:showing-place-holder="true">Choose an item.'
        f"</loext:content-control></text:p><text:p {FORMS}>Day: <field:fieldmark>"
        '<field:param field:name="Dropdown_ListEntry" field:value="Monday"/>'
        '<field:param field:name="Dropdown_ListEntry" field:value="Thursday"/>'
        '<field:param field:name="Dropdown_Selected" field:value="1"/></field:fieldmark></text:p>'
    )
    assert lines(odt.read(opendocument("", body))) == ["paragraph: Size:", "paragraph: Day: Thursday"]


def test_short_lines_that_are_larger_bold_or_underlined_are_headings(opendocument, lines):
    """The style of the paragraph, or of all its words, makes it a heading, as in Word files."""
    looks = {
        "L": "fo:font-size='18pt'",
        "B": "fo:font-weight='bold'",
        "U": "style:text-underline-style='solid'",
    }
    styles = "".join(
        f"<style:style style:family='{family}' style:name='{name}'><style:text-properties {look}/></style:style>"
        for name, look in (looks | {"N": "fo:font-size='12pt'"}).items()
        for family in ("paragraph", "text")
    )
    body = (
        '<text:p text:style-name="L">Minutes</text:p><text:p text:style-name="B">Money</text:p>'
        '<text:p text:style-name="N"><text:span text:style-name="U">1. Rents</text:span></text:p>'
        '<text:p text:style-name="N">The <text:span text:style-name="B">rent</text:span> goes up in spring</text:p>'
    )
    assert lines(odt.read(opendocument(styles, body)))[2:] == [
        "heading: Minutes › Money › 1. Rents",
        "paragraph: Minutes › Money › 1. Rents › The rent goes up in spring",
    ]


def test_numbers_and_footers_of_slides_are_no_text(opendocument, lines):
    """Headers, footers, dates and numbers of slides and their notes are omitted."""
    body = "".join(
        f'<draw:frame presentation:class="{kind}"><draw:text-box><text:p>{kind}</text:p></draw:text-box></draw:frame>'
        for kind in ("outline", "page-number", "footer", "date-time")
    )
    assert lines(odt.read(opendocument("", f"<draw:page>{body}</draw:page>"))) == ["paragraph: outline"]


def test_hidden_slides_of_opendocument_are_omitted(opendocument, lines):
    """Hidden slides are counted, as in PowerPoint."""
    styles = '<style:style style:name="dp1"><style:drawing-page-properties presentation:visibility="hidden"/></style:style>'
    slides = "".join(
        f'<draw:page draw:style-name="{style}"><draw:frame><draw:text-box><text:p>{text}</text:p></draw:text-box></draw:frame></draw:page>'
        for style, text in (("dp1", "Old."), ("dp2", "New."))
    )
    content = odt.read(opendocument(styles, slides))
    assert (lines(content), content.page_names) == (["paragraph: New."], ("slide 1", "slide 2"))


def test_an_encrypted_opendocument_is_skipped(zipped):
    """A file with encrypted parts is skipped, since it needs a password."""
    manifest = "<manifest><file-entry><encryption-data/></file-entry></manifest>"
    with pytest.raises(SkippedFile, match=r"^is protected by a password$"):
        odt.read(zipped({"META-INF/manifest.xml": manifest, "content.xml": "<x/>"}))


@pytest.fixture
def book(zipped):
    """An e-book whose spine has its second chapter first."""

    def book(**parts: str) -> bytes:
        items = "".join(
            f'<item id="{name}" href="{name}.xhtml" media-type="application/xhtml+xml" '
            f'properties="{"nav" if name == "toc" else ""}"/>'
            for name in parts
        )
        spine = "".join(f'<itemref idref="{name}"/>' for name in reversed(parts))
        return zipped(
            {
                "META-INF/container.xml": '<container><rootfiles><rootfile full-path="o/b.opf"/></rootfiles></container>',
                "o/b.opf": f"<package><metadata><title>The Book</title></metadata><manifest>{items}</manifest>"
                f"<spine>{spine}</spine></package>",
                **{f"o/{name}.xhtml": f"<html><body>{text}</body></html>" for name, text in parts.items()},
            }
        )

    return book


def test_chapters_come_in_the_order_of_the_spine(book, lines):
    """The spine orders the chapters; the table of contents is none of them; a heading over two lines is one."""
    content = epub.read(
        book(
            toc="<p>Contents</p>",
            two="<h2>II<br/>Home</h2><p>Back.</p>",
            one="<h2>I<br/>Away</h2><p>Out.</p>",
        )
    )
    assert content.title == "The Book"
    assert lines(content) == [
        "heading: I Away",
        "paragraph: I Away › Out.",
        "heading: II Home",
        "paragraph: II Home › Back.",
    ]


def test_a_book_without_a_container_is_skipped(zipped):
    """A zip file that is no book is damaged."""
    with pytest.raises(SkippedFile, match=r"^is damaged \(it has no META-INF/container\.xml\)$"):
        epub.read(zipped({"mimetype": "application/epub+zip"}))
