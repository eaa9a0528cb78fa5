"""Word files → text, with files that the tests write."""

from __future__ import annotations

import pytest

from index.documents.converted.office.docx import read
from index.documents.converted.office.numerals import numeral
from index.documents.skipped import SkippedFile
from tests.index.documents.converted.office_files import OFFICE, PACKAGE

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
STYLES = f"""<w:styles {W}>
<w:style w:styleId="T"><w:name w:val="Title"/></w:style>
<w:style w:styleId="H1"><w:name w:val="heading 1"/></w:style>
<w:style w:styleId="H2"><w:name w:val="Kapitel"/><w:basedOn w:val="H1"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>
<w:style w:styleId="C"><w:name w:val="HTML Preformatted"/></w:style>
<w:style w:styleId="Q"><w:name w:val="Quote"/></w:style>
<w:style w:styleId="I"><w:name w:val="toc 1"/></w:style>
<w:style w:styleId="N"><w:name w:val="Note"/><w:rPr><w:b w:val="off"/></w:rPr></w:style>
<w:style w:styleId="G"><w:name w:val="Grid Table 4"/><w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr></w:tblStylePr></w:style>
<w:style w:styleId="S"><w:name w:val="Secret"/><w:rPr><w:vanish/></w:rPr></w:style>
<w:style w:styleId="S2"><w:name w:val="Secret too"/><w:basedOn w:val="S"/></w:style>
</w:styles>"""
NUMBERING = f"""<w:numbering {W}><w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerRoman"/><w:lvlText w:val="%1.%2"/></w:lvl>
</w:abstractNum><w:abstractNum w:abstractNumId="1">
<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val=""/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>
</w:numbering>"""
FOOTNOTES = f"""<w:footnotes {W}><w:footnote w:id="0" w:type="separator"><w:p/></w:footnote>
<w:footnote w:id="1"><w:p><w:r><w:footnoteRef/><w:t>As of May.</w:t></w:r></w:p></w:footnote></w:footnotes>"""


MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
M = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'


def plain(text: str) -> str:
    """A run with this text."""
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def raised(text: str) -> str:
    """A run in superscript."""
    return f'<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>{text}</w:t></w:r>'


def fraction(above: str, below: str) -> str:
    """A fraction of a formula."""
    return f"<m:f {M}><m:num>{above}</m:num><m:den>{below}</m:den></m:f>"


def p(text: str, style: str = "", numbering: tuple[int, int] | None = None) -> str:
    """A paragraph; `text` may contain runs."""
    runs = text if text.startswith("<") else f"<w:r><w:t>{text}</w:t></w:r>"
    number = (
        numbering and f'<w:numPr><w:ilvl w:val="{numbering[1]}"/><w:numId w:val="{numbering[0]}"/></w:numPr>'
    )
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{number or ""}</w:pPr>{runs}</w:p>'


def row(*cells: str) -> str:
    """A row of a table."""
    return (
        "<w:tr>"
        + "".join(f"<w:tc>{cell if cell[:1] == '<' else p(cell)}</w:tc>" for cell in cells)
        + "</w:tr>"
    )


@pytest.fixture
def docx(zipped):
    """A Word file with this body."""

    def docx(body: str) -> bytes:
        kinds = {"styles": STYLES, "numbering": NUMBERING, "footnotes": FOOTNOTES}
        relations = "".join(f'<Relationship Id="{k}" Type="{OFFICE}/{k}" Target="{k}.xml"/>' for k in kinds)
        return zipped(
            {
                "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r" '
                f'Type="{OFFICE}/officeDocument" Target="/word/document.xml"/></Relationships>',
                "word/_rels/document.xml.rels": f'<Relationships xmlns="{PACKAGE}">{relations}</Relationships>',
                "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
                **{f"word/{kind}.xml": content for kind, content in kinds.items()},
            }
        )

    return docx


def test_styles_give_headings_quotations_and_code(docx, lines):
    """A heading is found by its style's name or outline level, also by those of the styles it is based on."""
    body = p("Handbook", "T") + p("Leave", "H1") + p("Sick leave", "H2") + p("Ten days.") + p("x = 1", "C")
    content = read(docx(body + p("Be well.", "Q") + p("Pay", "H1") + p("Monthly.")))
    assert content.title == "Handbook"
    assert lines(content) == [
        "heading: Handbook",
        "heading: Handbook › Leave",
        "heading: Handbook › Leave › Sick leave",
        "paragraph: Handbook › Leave › Sick leave › Ten days.",
        "code: Handbook › Leave › Sick leave › x = 1",
        "quotation: Handbook › Leave › Sick leave › Be well.",
        "heading: Handbook › Pay",
        "paragraph: Handbook › Pay › Monthly.",
    ]


def test_a_short_bold_line_is_a_heading(docx, lines):
    """A line that is bold as a whole is a heading; a bold sentence is none."""
    bold = "<w:r><w:rPr><w:b/></w:rPr><w:t>{}</w:t></w:r>"
    body = p(bold.format("Opening hours"), "N") + p("Nine to five.") + p(bold.format("Closed today."))
    content = read(docx(body))
    assert lines(content) == [
        "heading: Opening hours",
        "paragraph: Opening hours › Nine to five.",
        "paragraph: Opening hours › Closed today.",
    ]


def test_short_lines_that_are_larger_or_underlined_are_headings(docx, lines):
    """Larger lines are above bold ones, underlined ones below; the size is relative to that of most text."""
    run = "<w:r><w:rPr>{}</w:rPr><w:t>{}</w:t></w:r>"
    large, bold, underlined = '<w:sz w:val="36"/>', "<w:b/>", '<w:u w:val="single"/>'
    body = (
        p(run.format(large, "Minutes")) + p(run.format(bold, "Money")) + p(run.format(underlined, "1. Rents"))
    )
    text = p("The rent of a full plot goes up in spring.")
    assert lines(read(docx(body + text + p(run.format(underlined, "https://rents.example")))))[2:] == [
        "heading: Minutes › Money › 1. Rents",
        "paragraph: Minutes › Money › 1. Rents › The rent of a full plot goes up in spring.",
        "paragraph: Minutes › Money › 1. Rents › https://rents.example",
    ]
    body = p(run.format(large, "The rent goes up")) + p(run.format(large, "The rent of a full plot goes up."))
    assert [each.partition(":")[0] for each in lines(read(docx(body)))] == ["paragraph", "paragraph"]


def test_lists_are_numbered_as_word_does(docx, lines):
    """Numbers are counted for each list and depth, and a nested list restarts under each item."""
    body = (
        p("Do this:") + p("one", numbering=(1, 0)) + p("deep", numbering=(1, 1)) + p("two", numbering=(1, 0))
    )
    content = read(docx(body + p("deep too", numbering=(1, 1)) + p("dot", numbering=(2, 0))))
    assert lines(content) == [
        "paragraph: Do this:",
        "item (Do this:): 1. one",
        "item (Do this: one): 1.i deep",
        "item (Do this:): 2. two",
        "item (Do this: two): 2.i deep too",
        "item (Do this:): - dot",
    ]


def test_a_list_that_is_restarted_counts_from_its_start(docx, lines):
    """A list with its own start uses it once; a list with the same counter continues from there."""
    body = p("one", numbering=(1, 0)) + p("two", numbering=(1, 0)) + p("Sauna rules:")
    body += p("towel", numbering=(3, 0)) + p("silence", numbering=(3, 0)) + p("more", numbering=(1, 0))
    items = [line.rpartition(": ")[2] for line in lines(read(docx(body))) if line.startswith("item")]
    assert items == ["1. one", "2. two", "1. towel", "2. silence", "3. more"]


@pytest.mark.parametrize(
    ("count", "kind", "shown"),
    [
        (28, "lowerLetter", "bb"),
        (1_000_000, "upperLetter", "1000000"),
        (1994, "upperRoman", "MCMXCIV"),
        (4000, "lowerRoman", "4000"),
        (7, "decimal", "7"),
    ],
)
def test_numerals_of_lists(count: int, kind: str, shown: str):
    """Letters repeat after the alphabet; numbers that would be too long are written in digits."""
    assert numeral(count, kind) == shown


def test_numbers_of_cells_are_read(docx, lines):
    """A cell contains the number that Word gives its paragraph, even an empty one; bullets are omitted."""
    table = row("No.", "rule") + row(p("", numbering=(1, 0)), p("Shower", numbering=(2, 0)))
    assert lines(read(docx(f"<w:tbl>{table}{row(p('', numbering=(1, 0)), 'Be silent')}</w:tbl>")))[1:] == [
        "row: No.: 1. · rule: Shower",
        "row: No.: 2. · rule: Be silent",
    ]


def test_columns_left_empty_before_a_row_count(docx, lines):
    """The cells of a row that starts further right stay under their columns."""
    later = row("Sorting", "Dancing").replace("<w:tr>", '<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>')
    table = row("Day", "Morning", "Evening") + row("Fri", "Weeding", "Watering") + later
    assert lines(read(docx(f"<w:tbl>{table}</w:tbl>")))[2:] == ["row: Morning: Sorting · Evening: Dancing"]


def test_tables_are_rows_with_the_names_of_their_columns(docx, lines):
    """The first row names the columns; a cell that is merged with the cell above has its text."""
    merged = "<w:tcPr><w:vMerge/></w:tcPr>" + p("")
    table = row("tier", "price") + row("Patron", "$8") + row(merged, "$9")
    assert lines(read(docx(f"<w:tbl>{table}</w:tbl>"))) == [
        "header: tier · price",
        "row: tier: Patron · price: $8",
        "row: tier: Patron · price: $9",
    ]


PAIRS = [("Venue", "Town Hall"), ("Date", "14 June 2026"), ("Host", "Ravi Menon")]
BOLD, FILL = "<w:rPr><w:b/></w:rPr>", '<w:shd w:fill="C0C0C0"/>'


def looking(cells: tuple[str, ...], *, run: str = "", cell: str = "") -> str:
    """A row whose runs and cells have these properties."""
    return row(*(f"<w:tcPr>{cell}</w:tcPr>{p(f'<w:r>{run}<w:t>{text}</w:t></w:r>')}" for text in cells))


def test_two_columns_without_names_are_pairs(docx, lines):
    """Rows of names and values are pairs, with any look of the first column, and with or without colons."""
    expected = [f"row: {name}: {value}" for name, value in PAIRS]
    for end in ("", ":"):
        table = "".join(row(name + end, value) for name, value in PAIRS)
        assert lines(read(docx(f"<w:tbl>{table}</w:tbl>"))) == expected
    bold = "".join(row(p(f"<w:r>{BOLD}<w:t>{name}</w:t></w:r>"), value) for name, value in PAIRS)
    assert lines(read(docx(f"<w:tbl>{bold}</w:tbl>"))) == expected


@pytest.mark.parametrize(
    ("first", "properties"),
    [
        (looking(("Coach", "Crew"), run=BOLD), ""),
        (looking(("Coach", "Crew"), cell=FILL), ""),
        (row("Coach", "Crew"), '<w:tblPr><w:tblStyle w:val="G"/><w:tblLook w:firstRow="1"/></w:tblPr>'),
        (row("Coach", "Crew"), '<w:tblPr><w:tblStyle w:val="G"/><w:tblLook w:val="04A0"/></w:tblPr>'),
    ],
)
def test_a_first_row_that_stands_out_names_two_columns(docx, lines, first: str, properties: str):
    """The first row is bold, has a background, or has another look in the table's style."""
    table = f"<w:tbl>{properties}{first}{row('Meera', 'Juniors')}{row('Tomas', 'Masters')}</w:tbl>"
    assert lines(read(docx(table)))[1:] == [
        "row: Coach: Meera · Crew: Juniors",
        "row: Coach: Tomas · Crew: Masters",
    ]


def test_a_style_that_a_table_does_not_use_for_its_first_row_names_nothing(docx, lines):
    """Word states the parts of a style that a table uses in an attribute of their own, or as bits."""
    for look in ('w:firstRow="0"', 'w:val="0480"'):
        table = f'<w:tbl><w:tblPr><w:tblStyle w:val="G"/><w:tblLook {look}/></w:tblPr>{row("Chair", "Asha")}'
        assert lines(read(docx(f"{table}{row('Cook', 'Bo')}</w:tbl>"))) == [
            "row: Chair: Asha",
            "row: Cook: Bo",
        ]


def test_names_of_groups_of_columns_are_read_with_each(docx, lines):
    """A name over several columns is read before the name of each of them."""
    wide = '<w:tcPr><w:gridSpan w:val="2"/></w:tcPr>' + p("Fare")
    table = row("Route", wide) + row("", "adult", "child") + row("Bay", "$8", "$4") + row("Ness", "$9", "$5")
    assert lines(read(docx(f"<w:tbl>{table}</w:tbl>")))[2:] == [
        "row: Route: Bay · Fare adult: $8 · Fare child: $4",
        "row: Route: Ness · Fare adult: $9 · Fare child: $5",
    ]


def test_a_table_in_a_cell_is_text_of_it(docx, lines):
    """The cells of a table inside a cell are read in order."""
    inner = f"<w:tbl>{row('day', '$8')}{row('night', '$9')}</w:tbl>" + p("")
    assert lines(
        read(docx(f"<w:tbl>{row('route', 'fares')}{row('Bay', inner)}{row('Ness', '$3')}</w:tbl>"))
    ) == [
        "row: route: fares",
        "row: Bay: day, $8, night, $9",
        "row: Ness: $3",
    ]


def test_a_table_of_a_single_cell_is_a_frame(docx, lines):
    """The paragraphs in a frame are read as paragraphs."""
    assert lines(read(docx(f"<w:tbl>{row(p('Note'))}</w:tbl>"))) == ["paragraph: Note"]


def test_notes_and_text_boxes_follow_their_paragraph(docx, lines):
    """A footnote and a text box follow their paragraph, each once."""
    box = "<w:r><w:pict><w:txbxContent>" + p("In a box.") + "</w:txbxContent></w:pict></w:r>"
    runs = '<w:r><w:t>Fares rise</w:t><w:footnoteReference w:id="1"/></w:r><w:r><w:t>.</w:t></w:r>' + box
    assert lines(read(docx(p(runs) + p("After.")))) == [
        "paragraph: Fares rise.",
        "paragraph: As of May.",
        "paragraph: In a box.",
        "paragraph: After.",
    ]


def test_a_text_box_in_a_cell_is_read_once(docx, lines):
    """Its text belongs to the cell; its copy for older programs is omitted."""
    box = f"<w:txbxContent>{p('Key under the pot')}</w:txbxContent>"
    run = f"<w:r><mc:AlternateContent {MC}><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>"
    cell = p(f"<w:r><w:t>Bogdan</w:t></w:r>{run}")
    assert lines(read(docx(f"<w:tbl>{row('shed', 'keeper')}{row('Tool shed', cell)}</w:tbl>")))[1:] == [
        "row: Tool shed: Bogdan, Key under the pot"
    ]


def test_text_that_a_style_hides_is_omitted(docx, lines):
    """The style of a run or paragraph, or a style it is based on, hides text; a run may show it again."""
    hidden = '<w:r><w:rPr><w:rStyle w:val="S2"/></w:rPr><w:t> by Zorro</w:t></w:r>'
    shown = '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>Seen.</w:t></w:r>'
    body = p(f"<w:r><w:t>Code</w:t></w:r>{hidden}<w:r><w:t>.</w:t></w:r>") + p("Unseen.", "S") + p(shown, "S")
    assert lines(read(docx(body))) == ["paragraph: Code.", "paragraph: Seen."]


@pytest.mark.parametrize(
    ("runs", "text"),
    [
        (plain("10") + raised("4") + plain(" ants."), "10^4 ants."),
        (plain("10") + raised("-1") + raised("2") + plain(" m."), "10^-12 m."),
        (plain("21") + raised("st") + plain(" of May."), "21st of May."),
        (plain("5 m") + raised("2") + plain("."), "5 m2."),
        (plain("about ") + fraction(plain("3"), plain("4")) + plain(" metre."), "about 3/4 metre."),
        (plain("1") + fraction(plain("3"), plain("4")) + plain(" metre."), "1 3/4 metre."),
        (fraction(plain("a + b"), plain("2")) + plain(" is it."), "(a + b)/2 is it."),
        (f"<m:sSup {M}><m:e>{plain('x')}</m:e><m:sup>{plain('2')}</m:sup></m:sSup>", "x^2"),
    ],
)
def test_powers_and_fractions_keep_their_numbers_apart(docx, runs: str, text: str):
    """A superscript number after a number is written as a power, and a fraction with a stroke."""
    assert read(docx(p(runs))).text == text


def test_deletions_hidden_text_and_contents_are_omitted(docx, lines):
    """Deleted and hidden text and the table of contents are omitted; inserted text is read."""
    runs = (
        "<w:r><w:t>It is </w:t></w:r><w:del><w:r><w:delText>not </w:delText><w:t>never </w:t></w:r></w:del>"
        "<w:ins><w:r><w:t>now </w:t></w:r></w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t>secretly </w:t></w:r>"
        '<w:r><w:t>open.</w:t></w:r><w:fldSimple w:instr="PAGE"><w:r><w:instrText>PAGE</w:instrText></w:r></w:fldSimple>'
    )
    assert lines(read(docx(p("Leave 4", "I") + p(runs)))) == ["paragraph: It is now open."]


def test_struck_text_is_omitted(docx, lines):
    """Text that its author struck counts as deleted."""
    struck = "".join(f"<w:r><w:rPr><w:{kind}/></w:rPr><w:t>80 </w:t></w:r>" for kind in ("strike", "dstrike"))
    runs = (
        f'{plain("The fee is ")}{struck}<w:r><w:rPr><w:strike w:val="0"/></w:rPr><w:t>95 euros.</w:t></w:r>'
    )
    assert lines(read(docx(p(runs)))) == ["paragraph: The fee is 95 euros."]


def test_paragraphs_whose_end_was_deleted_are_one(docx, lines):
    """The next paragraph continues a paragraph whose end was deleted; a table does not."""
    deleted = "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>"
    body = f"{deleted}{plain('It opens at ')}</w:p>" + p("six.") + f"{deleted}{plain('Fares:')}</w:p>"
    assert lines(read(docx(f"{body}<w:tbl>{row('Bay', 'day')}{row('Ness', 'night')}</w:tbl>"))) == [
        "paragraph: It opens at six.",
        "paragraph: Fares:",
        "row (Fares:): Bay: day",
        "row (Fares:): Ness: night",
    ]


def test_what_was_filled_into_a_form_is_read(docx, lines):
    """A control that shows a placeholder is empty; the chosen text of an older drop-down list is read."""

    def control(properties: str, text: str) -> str:
        return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{plain(text)}</w:sdtContent></w:sdt>"

    def chosen(properties: str) -> str:
        entries = '<w:listEntry w:val="Monday"/><w:listEntry w:val="Thursday"/>'
        return f"<w:r><w:fldChar><w:ffData><w:ddList>{properties}{entries}</w:ddList></w:ffData></w:fldChar></w:r>"

    body = p(plain("Boat: ") + control("<w:dropDownList/>", "Swan"))
    body += p(plain("Size: ") + control("<w:dropDownList/><w:showingPlcHdr/>", "Choose an item."))
    body += p(plain("Day: ") + chosen('<w:result w:val="1"/>'))
    body += p(plain("Other day: ") + chosen('<w:default w:val="0"/>'))
    body += p(plain("No day: ") + chosen('<w:result w:val="7"/>'))
    assert lines(read(docx(body))) == [
        "paragraph: Boat: Swan",
        "paragraph: Size:",
        "paragraph: Day: Thursday",
        "paragraph: Other day: Monday",
        "paragraph: No day:",
    ]


def test_a_password_is_named():
    """An encrypted file is skipped with another reason than a broken file."""
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 500
    with pytest.raises(SkippedFile, match=r"^is protected by a password$"):
        read(ole + "EncryptedPackage".encode("utf-16-le"))
    with pytest.raises(SkippedFile, match=r"^is in an older format than its suffix says, or protected"):
        read(ole)


@pytest.mark.parametrize(("data", "reason"), [(b"no zip", "is damaged"), (b"PK\x03\x04", "is damaged")])
def test_what_is_no_office_file_is_skipped(data: bytes, reason: str):
    """A file that is no zip file is skipped as damaged."""
    with pytest.raises(SkippedFile, match=reason):
        read(data)


def test_a_part_that_starts_before_its_file_is_damaged(zipped):
    """A zip file whose first bytes are missing is skipped as damaged."""
    with pytest.raises(SkippedFile, match=r"^is damaged \(word/document\.xml: negative seek value -5\)$"):
        read(zipped({"word/document.xml": "<w:document/>"})[5:])


def test_a_zip_without_a_document_is_skipped(zipped):
    """The reason names the missing part."""
    with pytest.raises(SkippedFile, match=r"^is damaged \(it has no word/document\.xml\)$"):
        read(zipped({"a.txt": "x"}))


def test_a_part_that_unpacks_to_too_much_is_skipped(zipped):
    """A zip bomb is recognised by its stated size, before it is unpacked."""
    with pytest.raises(SkippedFile, match=r"^unpacks to far more than its size \(word/document\.xml\)$"):
        read(zipped({"word/document.xml": b" " * 30_000_000}))


def test_no_entity_of_a_file_is_expanded(zipped):
    """Entities are neither fetched nor expanded; their content is not in the text."""
    document = (
        '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
        f"<w:document {W}><w:body><w:p><w:r><w:t>Words&b;&f;.</w:t></w:r></w:p></w:body></w:document>"
    )
    assert "root" not in read(zipped({"word/document.xml": document})).text


def check_box(state: str) -> str:
    """A check box of a form, as older versions of Word write it."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:name w:val="C"/><w:checkBox><w:sizeAuto/>'
        f"{state}</w:checkBox></w:ffData></w:fldChar></w:r><w:r><w:instrText> FORMCHECKBOX </w:instrText></w:r>"
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def test_check_boxes_are_read_with_their_state(docx, lines):
    """Check boxes of forms, check boxes as characters, and check boxes of symbol fonts are read."""
    body = (
        p(check_box('<w:default w:val="1"/>') + plain(" Lunch"))
        + p(check_box('<w:default w:val="1"/><w:checked w:val="0"/>') + plain(" Dinner"))
        + p(check_box("<w:checked/>") + plain(" Bed"))
        + p(f"<w:sdt><w:sdtContent>{plain('☐')}</w:sdtContent></w:sdt>{plain(' Bus')}")
        + p(f'<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>{plain(" Tent")}')
    )
    assert lines(read(docx(body))) == [
        f"item: {words}" for words in ("☒ Lunch", "☐ Dinner", "☒ Bed", "☐ Bus", "☑ Tent")
    ]


def test_signs_of_fonts_are_characters(docx, lines):
    """Letters and signs of the font Symbol are read; an unknown sign is omitted."""
    signs = "".join(
        f'<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>'
        for font, code in (
            ("Symbol", "F0B1"),
            ("Symbol", "6d"),
            ("Wingdings", "F001"),
            ("Odd", "F0B1"),
            ("Symbol", "x"),
        )
    )
    assert lines(read(docx(p(plain("4 ") + signs + plain("m"))))) == ["paragraph: 4 ±μm"]
