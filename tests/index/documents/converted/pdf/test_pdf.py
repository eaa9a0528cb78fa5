"""PDF files → text, by files made by hand."""

from __future__ import annotations

import io

import pypdfium2
import pytest

from index.documents.converted.pdf.layout import WordJoiner
from index.documents.converted.pdf.pages import Line, Page
from index.documents.converted.pdf.pdf import read
from index.documents.converted.pdf.running_heads import RunningHeads
from index.documents.skipped import SkippedFile
from tests.index.documents.converted.pdf_files import DRAWN, PICTURE, Word, line, pdf
from tests.index.growth import check_growth


def prose(y: float, *texts: str, **style: float) -> list[Word]:
    """The lines of a paragraph."""
    return [line(y - 12 * number, text, **style) for number, text in enumerate(texts)]


BODY = ["The ferry leaves at noon and", "comes back in the evening, but", "not on Sundays."]


def test_lines_are_paragraphs_and_large_or_bold_ones_are_headings(lines):
    """Lines that are close to each other are a paragraph.

    Headings are found by their looks and their numbers.
    """
    page = [
        line(740, "Handbook", size=20),
        line(700, "1 Travel", size=14),
        *prose(670, *BODY),
        line(610, "Refunds", bold=True),
        *prose(590, "A refund is paid when the ferry", "is late."),
        line(540, "1.1 Pets", size=14),
        line(515, "Dogs are welcome."),
    ]
    content = read(pdf(page, title="Handbook of the ferry"))
    assert content.title == "Handbook of the ferry"
    assert lines(content) == [
        "heading: Handbook",
        "heading: Handbook › 1 Travel",
        f"paragraph: Handbook › 1 Travel › {' '.join(BODY)}",
        "heading: Handbook › 1 Travel › Refunds",
        "paragraph: Handbook › 1 Travel › Refunds › A refund is paid when the ferry is late.",
        "heading: Handbook › 1 Travel › 1.1 Pets",
        "paragraph: Handbook › 1 Travel › 1.1 Pets › Dogs are welcome.",
    ]


def test_the_outline_names_headings_that_look_like_text(lines):
    """An entry of the outline is a heading on its page, in whatever type it is printed."""
    pages = [[line(700, "Leave"), line(650, "Ten days.")], [line(700, "Pay"), line(650, "Leave")]]
    assert lines(read(pdf(*pages, outline=(("Leave", 0),))))[:2] == [
        "heading: Leave",
        "paragraph: Leave › Ten days.",
    ]


def test_pages_start_where_their_words_do():
    """A page starts at its first word, also in the middle of a sentence.

    A blank page starts where the next one does.
    """
    pages = [prose(100, "The night train to", "Tallinn leaves"), [], prose(700, "late in the evening.")]
    content = read(pdf(*pages))
    assert content.text == "The night train to Tallinn leaves late in the evening."
    assert [content.text[start:].split()[0] for start in content.pages] == ["The", "late", "late"]


def test_running_heads_and_page_numbers_are_omitted(lines):
    """Lines that repeat at the top and bottom of pages, and page numbers, are not read."""
    words = ("Apples", "Bread", "Cheese", "Dates")
    pages = [
        [
            line(780, "The Guide | Edition 4"),
            *prose(600, f"{word} are sold at", "the market."),
            line(20, f"{n} of us"),
        ]
        for n, word in enumerate(words, 7)
    ]
    assert lines(read(pdf(*pages))) == [f"paragraph: {word} are sold at the market." for word in words]


def with_margins(top: list[str], bottom: list[str], **style: float) -> bytes:
    """A PDF whose pages have a paragraph of several lines between the given top and bottom lines."""
    return pdf(
        *(
            [line(780, head, **style), *prose(600, *(f"{n} ducks {word}" for word in BODY)), line(20, foot)]
            for n, head, foot in zip("abcdefg", top, bottom, strict=False)
        )
    )


@pytest.mark.parametrize(
    "texts",
    [
        ["1. The hall is let to clubs", "2. The rent is 640 euros", "3. Keys stay here", "4. No smoking"],
        ["Chronicle of the year 1990", "Chronicle of the year 1991", "Chronicle of the year 1992"],
        ["Takings of this month: 5130 euros", "Takings of this month: 412 euros", "Takings of this month: 97 euros"],
        ["Visitors this month: 5130", "Visitors this month: 412", "Visitors this month: 97"],
        ["Balance at start: 512 euros", "Balance at end: 701 euros"],
        ["Version 1.1", "Version 1.2", "Version 1.3"],
        ["Week 1", "Week 2"],
        ["Accidents: 1", "Accidents: 2", "Accidents: 3", "Accidents: 3", "Accidents: 7", "Accidents: 5"],
        ["3 Anna", "4 Ben", "5 Cleo", "6 Dora"],
        ["1990", "1991", "1992"],
    ],
)  # fmt: skip
def test_lines_of_the_margins_that_differ_are_content(lines, texts: list[str]):
    """A line at the top or the bottom is content if more than its page number differs from page to page."""
    for data in (with_margins(texts, ["the end"] * 9), with_margins(["the top"] * 9, texts)):
        found = " ".join(lines(read(data)))
        assert [text for text in texts if text not in found] == []
        assert "the end" not in found and "the top" not in found


def test_numbered_headings_in_larger_type_are_content(lines):
    """A line in the size of a heading is content, though it differs only in a number that counts pages."""
    heads = [f"Chapter {n}" for n in range(1, 5)]
    found = " ".join(lines(read(with_margins(heads, ["the end"] * 4, size=16))))
    assert [head for head in heads if head not in found] == []


@pytest.mark.parametrize(
    ("form", "first", "count"),
    [
        ("{}", 1, 2),
        ("- {} -", 7, 3),
        ("Page {} of 10", 1, 2),
        ("Seite {} von 4", 1, 4),
        ("{}/12", 3, 3),
        ("The Guide {}", 41, 3),
        ("{} The Guide", 41, 4),
        ("The Guide, page {} of 90, by Ada", 3, 3),
        ("The Guide | Page {} | 2 May 2026", 3, 3),
        ("Printed 2 May 2026, sheet {:05} of part B", 79, 6),
    ],
)
def test_page_numbers_are_omitted(lines, form: str, first: int, count: int):
    """A page number is omitted alone, with words such as "page", or next to words that three pages share."""
    numbered = [form.format(first + page) for page in range(count)]
    for data in (
        with_margins(numbered, ["the end"] * count),
        with_margins([f"Top {letter}" for letter in "abcdef"], numbered),
    ):
        found = " ".join(lines(read(data)))
        assert [text for text in numbered if f" {text} " in f"{found} "] == []


def test_other_numbers_of_a_running_head_may_differ_on_some_pages(lines):
    """A second number may differ if the same line numbers most pages.

    An amount that differs on each page is content.
    """
    heads = [f"Printed in part {4700 if n == 3 else 4725}, sheet {79 + n:05} of B" for n in range(7)]
    assert "Printed" not in " ".join(lines(read(with_margins(heads, ["the end"] * 7))))
    takings = [f"Takings of week {n} were {97 * n * n} euros" for n in range(1, 8)]
    found = " ".join(lines(read(with_margins(takings, ["the end"] * 7))))
    assert [taking for taking in takings if taking not in found] == []


def test_the_numbered_head_of_a_chapter_is_omitted_if_most_pages_are_numbered(lines):
    """Words of a single page are a running head if the page's number is where other pages have theirs."""
    heads = ["2 The Guide", "Anchors 3", "4 The Guide", "Boats 5", "6 The Guide", "7"]
    found = " ".join(lines(read(with_margins(heads, ["the end"] * 6))))
    assert [head for head in heads if head in found] == []
    clauses = [f"{n} of {word}" for n, word in enumerate(["rent", "keys", "noise", "pets"], 1)]
    found = " ".join(lines(read(with_margins(clauses, [f"The contract {n}" for n in range(1, 5)]))))
    assert [clause for clause in clauses if clause not in found] == []
    assert "The contract" not in found


def test_pages_full_of_numbers_take_time_that_grows_with_them():
    """The time to find the running heads of pages full of numbers grows in proportion to the pages."""
    numbers = Line(" ".join(map(str, range(100))), 0, 9, 9, 0, 9, bold=False)
    page = Page(tuple(numbers._replace(bottom=10.0 * row) for row in range(20)))

    def running_heads(count: int) -> None:
        pages = [page] * count
        heads = RunningHeads(pages)
        assert len([line for number in range(count) for line in heads.without(number, page)]) == 14 * count

    check_growth(lambda: running_heads(40), lambda: running_heads(320), factor=20)


def test_broken_words_are_joined_as_they_are_written_elsewhere(lines):
    """A hyphen at the end of a line is removed, unless the word is written with it elsewhere."""
    page = [
        *prose(700, "An effi-", "cient well-", "known ferry of the Anglo-", "Saxon age is efficient."),
        line(600, "It is well-known."),
    ]
    assert lines(read(pdf(page))) == [
        "paragraph: An efficient well-known ferry of the Anglo-Saxon age is efficient.",
        "paragraph: It is well-known.",
    ]


def test_words_broken_by_unicode_hyphens_are_joined():
    """Unicode's hyphen, with which browsers break words, is removed as the hyphen of keyboards is."""
    assert "".join(WordJoiner([]).join(["a fol\N{HYPHEN}", "lowing day"])) == "a following day"


def test_columns_are_read_one_after_the_other(lines):
    """A sentence continues at the top of the next column, and after the notes at the foot of the first."""
    left = [*prose(700, "The harbour was", "built by people"), line(600, "1 Says the chronicle.", size=7)]
    right = prose(700, "from the islands.", x=320)
    assert lines(read(pdf([*left, *right]))) == [
        "paragraph: 1 Says the chronicle.",
        "paragraph: The harbour was built by people from the islands.",
    ]


def test_items_have_their_introduction(lines):
    """A bullet or a number starts an item, which continues in the indented lines after it."""
    page = [
        line(700, "You need:"),
        line(680, "• a boat that", x=80),
        line(668, "floats", x=90),
        line(656, "2. oars", x=80),
    ]
    assert lines(read(pdf(page))) == [
        "paragraph: You need:",
        "item (You need:): • a boat that floats",
        "item (You need:): 2. oars",
    ]


def test_questions_and_answers_are_sections(lines):
    """The text after "Q:" is a heading of its answer, and "A:" does not belong to the answer."""
    page = [
        line(700, "Q: Is it safe?", bold=True),
        line(680, "A: Yes, it is safe for you."),
        *prose(600, *BODY),
    ]
    assert lines(read(pdf(page)))[:2] == [
        "heading: Is it safe?",
        "paragraph: Is it safe? › Yes, it is safe for you.",
    ]


def test_scanned_files_are_skipped_and_scanned_pages_named(lines):
    """A file of pictures is skipped; for a file with a few scanned pages, a warning names these pages."""
    picture = [line(0, PICTURE)]
    with pytest.raises(SkippedFile, match=r"^is scanned: its pages are pictures, without text$"):
        read(pdf(picture, picture))
    with pytest.raises(SkippedFile, match=r"^contains no text$"):
        read(pdf([]))
    content = read(pdf(picture, [line(700, "Words.")], picture, picture, []))
    assert content.warning == "has scanned pages without text: 1, 3 to 4"
    assert lines(content) == ["paragraph: Words."]


def test_pages_with_unknown_letters_are_named(lines):
    """A file whose fonts have their own numbers for letters is skipped.

    For a file with some, a warning names the pages.
    """
    codes = "begincmap 1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfrange <00> <FF> <E000> endbfrange endcmap"
    table = f"99 0 obj\n<< /Length {len(codes)} >>\nstream\n{codes}\nendstream\nendobj\nxref\n".encode()

    def wrong(data: bytes) -> bytes:  # PDFium finds the objects by themselves
        return data.replace(b"xref\n", table, 1).replace(b"/Helvetica ", b"/Helvetica /ToUnicode 99 0 R ")

    page = [line(700, "The ferry leaves at nine.")]
    with pytest.raises(SkippedFile, match=r"^cannot be read: its fonts do not say which letters they show$"):
        read(wrong(pdf(page)))
    content = read(wrong(pdf([line(700, "Words.", bold=True)], page)))
    assert content.warning == "has pages whose fonts do not say which letters they show: 2"
    assert content.text == "Words."


def test_letters_that_are_drawn_are_named():
    """A file without text but with many shapes is skipped: its letters may be drawn."""
    shapes = [(0, 0, 0, "", f"{DRAWN}{x} 700 m {x + 5} 708 l {x + 9} 700 l f") for x in range(50, 550, 10)]
    with pytest.raises(SkippedFile, match=r"^contains no text: its letters are drawn as shapes$"):
        read(pdf(shapes))


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"no PDF", pdf([line(700, "Words.")])[:200]])
def test_a_broken_file_is_skipped(data: bytes):
    """A file that PDFium cannot open is not a valid PDF."""
    with pytest.raises(SkippedFile, match=r"^is not a valid PDF$"):
        read(data)


def test_a_password_is_named():
    """A file that needs a password is not reported as broken."""
    # An encryption dictionary whose password is not the empty one.
    key = "<" + "00" * 32 + ">"
    encrypted = pdf([line(700, "Words.")]).replace(
        b"/Root 1 0 R",
        f"/Root 1 0 R /ID [{key} {key}] /Encrypt << /Filter /Standard /V 1 /R 2 /O {key} /U {key} /P -4 >>".encode(),
    )
    with pytest.raises(SkippedFile, match=r"^is protected by a password$"):
        read(encrypted)


def test_a_file_of_another_program_is_read(lines):
    """A file that PDFium writes is read: it is an oracle for the files that these tests make."""
    document = pypdfium2.PdfDocument(pdf([line(700, "Words.")]))
    stream = io.BytesIO()
    document.save(stream)
    assert lines(read(stream.getvalue())) == ["paragraph: Words."]


def field(x: float, y: float, entries: str, *, width: float = 100, height: float = 14) -> str:
    """The dictionary entries of a field of a form."""
    return f"/Rect [{x} {y - 3} {x + width} {y - 3 + height}] {entries}"


def test_values_of_fields_are_read_next_to_their_labels(lines):
    """The label is on the left of a field or above it.

    A check box is a sign before its words; a list shows its choice.
    """
    page = [line(760, "Hire of boats"), line(730, "Name:"), line(700, "Boat:"), line(670, "I can swim", x=95)]
    page += [
        line(640, "First day"),
        line(640, "Last day", x=300),
        line(600, "I,"),
        line(600, "agree.", x=220),
    ]
    tick = "/FT /Btn /T (t) /V /Yes /AS /Yes /AP << /N << /Yes 5 0 R /Off 5 0 R >> >>"
    fields = (
        field(150, 730, "/FT /Tx /T (a) /V (Asha Rao)"),
        field(150, 700, "/FT /Ch /Ff 131072 /T (b) /V (2) /Opt [[(1) (Swan)] [(2) (Gull)]]"),
        field(72, 670, tick, width=14),
        field(72, 620, "/FT /Tx /T (c) /V (3 May)"),
        field(300, 620, "/FT /Tx /T (d) /V (9 May)"),
        field(90, 600, "/FT /Tx /T (e) /V (Asha Rao,)"),
        field(72, 100, "/FT /Tx /T (f) /TU (Remarks) /V (None)"),
        field(150, 560, "/FT /Tx /T (empty)"),
        field(150, 730, "/FT /Tx /T (hidden) /F 2 /V (Zelda)"),
        field(150, 730, "/FT /Tx /Ff 8192 /T (secret) /V (1234)"),
    )
    assert lines(read(pdf(page, fields=fields))) == [
        "paragraph: Hire of boats",
        "paragraph: Name: Asha Rao",
        "paragraph: Boat: Gull",
        "item (Boat: Gull): ☒ I can swim",
        "paragraph: First day 3 May Last day 9 May",
        "paragraph: I, Asha Rao, agree.",
        "paragraph: Remarks: None",
    ]


def test_values_of_fields_in_a_table_are_read_in_its_cells(lines):
    """The cells of a ruled table contain the values of fields, next to the words of the cell."""
    page = [*grid([72, 172, 272], [620, 650, 680]), line(660, "Name", x=80), line(630, "Boat", x=80)]
    page += [line(630, "Swan", x=180, size=9)]
    fields = (
        field(180, 660, "/FT /Tx /T (a) /V (Asha Rao)", width=80),
        field(230, 630, "/FT /Btn /T (b) /V /Off /AS /Off", width=14),
    )
    assert lines(read(pdf(page, fields=fields))) == ["row: Name: Asha Rao", "row: Boat: Swan ☐"]
    places = (("a", 80, 630), ("b", 180, 630), ("c", 80, 660), ("d", 180, 660))
    alone = tuple(field(x, y, f"/FT /Tx /T ({name}) /V (is {name})", width=80) for name, x, y in places)
    assert lines(read(pdf([*page[:1], line(750, "Crew list")], fields=alone))) == [
        "paragraph: Crew list",
        *(f"paragraph: {name}: is {name}" for name, _, _ in places),
    ]


def rules(*ends: tuple[float, float, float, float]) -> list[Word]:
    """Lines that are drawn between two points each."""
    return [(0, 0, 0, "", DRAWN + " ".join(f"{a} {b} m {c} {d} l S" for a, b, c, d in ends))]


def grid(xs: list[float], ys: list[float]) -> list[Word]:
    """The lines of a table."""
    across = [(xs[0], y, xs[-1], y) for y in ys]
    return rules(*across, *((x, ys[0], x, ys[-1]) for x in xs))


CELLS = [("tier", "price", "perks"), ("Fan", "$3", "badge"), ("Patron", "$8", "early ac-")]


def words_of(cells: list[tuple[str, ...]]) -> list[Word]:
    return [
        line(690 - 30 * i, cell, x=80 + 100 * j) for i, row in enumerate(cells) for j, cell in enumerate(row)
    ]


def test_a_ruled_table_is_rows(lines):
    """Cells are the texts between ruled lines, also of several lines.

    Paragraphs around the table stay as they are.
    """
    page = [*prose(760, *BODY), *grid([72, 172, 272, 372], [620, 650, 680, 710]), *words_of(CELLS)]
    page += [line(622, "cess", x=280), *prose(560, "After the table.")]
    assert lines(read(pdf(page, prose(700, "early access")))) == [
        "paragraph: The ferry leaves at noon and comes back in the evening, but not on Sundays.",
        "header: tier · price · perks",
        "row: tier: Fan · price: $3 · perks: badge",
        "row: tier: Patron · price: $8 · perks: early access",
        "paragraph: After the table.",
        "paragraph: early access",
    ]


def test_pairs_in_a_ruled_table_have_no_names_of_columns(lines):
    """The rows of two columns of words are pairs, unless only the first row is bold."""
    ruled = grid([72, 172, 272], [620, 650, 680, 710])
    rows = [("Coach", "Crew"), ("Meera", "Juniors"), ("Tomas", "Masters")]
    assert lines(read(pdf([*ruled, *words_of(rows)]))) == [f"row: {name}: {value}" for name, value in rows]
    bold = [(x, y, size, "/F2", text) for x, y, size, _, text in words_of(rows[:1])]
    assert lines(read(pdf([*ruled, *words_of(rows)[2:], *bold]))) == [
        "header: Coach · Crew",
        "row: Coach: Meera · Crew: Juniors",
        "row: Coach: Tomas · Crew: Masters",
    ]


def test_a_table_goes_on_at_the_top_of_the_next_page(lines):
    """Its columns keep the names from the first page, whether the next page repeats them or not.

    Another table has its own.
    """
    xs, ys = [72, 172, 272], [620, 650, 680, 710]
    first = [*grid(xs, ys), *words_of([("Fare", "Price"), ("Adult", "$12"), ("Child", "$5")])]
    second = [*grid(xs, ys), *words_of([("Dog", "$2"), ("Bike", "$3"), ("Car", "$20")])]
    repeated = [*grid(xs, ys), *words_of([("Fare", "Price"), ("Bus", "$40"), ("Van", "$25")])]
    other = [*grid(xs, ys), *words_of([("Day", "Boats"), ("Friday", "12"), ("Sunday", "2")])]
    found = lines(read(pdf(first, second, repeated)))
    assert found[3:6] == [
        "row: Fare: Dog · Price: $2",
        "row: Fare: Bike · Price: $3",
        "row: Fare: Car · Price: $20",
    ]
    assert found[-2:] == ["row: Fare: Bus · Price: $40", "row: Fare: Van · Price: $25"]
    assert lines(read(pdf(first, other)))[3:] == [
        "header: Day · Boats",
        "row: Day: Friday · Boats: 12",
        "row: Day: Sunday · Boats: 2",
    ]


def test_cells_that_span_rows_and_columns(lines):
    """A cell spans rows and columns that no line separates: each row has its text, in the first column."""
    cells = [("line", "day", "night"), ("Bay", "$2", "$3"), ("", "$4", "$5"), ("Ness", "free", "")]
    across = [(72, y, 372, y) for y in (590, 620, 680, 710)] + [(172, 650, 372, 650)]
    down = [(x, 590, x, 710) for x in (72, 172, 372)] + [(272, 620, 272, 710)]
    cells = [("line", "day", "night"), ("Bay", "$2", "$3"), ("", "$4", "$5"), ("Ness", "free", "")]
    assert lines(read(pdf(rules(*across, *down) + words_of(cells))))[1:] == [
        "row: line: Bay · day: $2 · night: $3",
        "row: line: Bay · day: $4 · night: $5",
        "row: line: Ness · day: free",
    ]


def test_a_row_of_a_table_with_a_mark_alone_stays_a_row(lines):
    """A bullet that is all of a cell does not belong to the words next to the table."""
    cells = [("Fare", "Price"), ("\u2022", ""), ("Adult", "$12")]
    page = [*grid([72, 172, 272], [620, 650, 680, 710]), *words_of(cells), line(652, "By cash.", x=280)]
    found = lines(read(pdf(page)))
    assert "paragraph: By cash." in found
    assert "row: Fare: \u2022" in found


@pytest.mark.parametrize(
    "page",
    [
        grid([72, 372], [620, 650, 680, 710]) + words_of(CELLS[:2]),
        grid([72, 372, 400], [600, 720]) + words_of(CELLS[:2]),
        grid([72, 82, 89, 95, 172, 272, 372], [620, 650, 680, 710])
        + words_of([("tier", "price"), ("keeper", "Otto")]),
    ],
)
def test_frames_and_drawings_are_no_tables(lines, page: list[Word]):
    """A grid of one column or row is a frame, and lines that cross words are a drawing."""
    assert not [line for line in lines(read(pdf(page))) if line.startswith(("row", "header"))]


SHIFTS = [("Day", "Time", "Leader"), ("Tuesday", "9–12", "Hana"), ("Friday", "14–17", "Piotr")]
HOURS = [("Monday to Thursday", "8 to 18"), ("Friday", "8 to 21"), ("Sunday", "closed")]


def aligned(rows: list[tuple[str, ...]], *xs: float, y: float = 700, step: float = 14) -> list[Word]:
    """Rows of words at these distances from the left, without ruled lines."""
    return [
        line(y - step * number, text, x=x)
        for number, row in enumerate(rows)
        for x, text in zip(xs, row, strict=True)
        if text
    ]


def test_words_in_columns_are_a_table(lines):
    """Three rows of aligned words are a table; the first names the columns if its words are above numbers."""
    page = [*prose(760, *BODY), *aligned(SHIFTS, 72, 160, 240), *prose(600, "Call Hana if you are ill.")]
    assert lines(read(pdf(page, aligned(HOURS, 72, 200)))) == [
        "paragraph: The ferry leaves at noon and comes back in the evening, but not on Sundays.",
        "header: Day · Time · Leader",
        "row: Day: Tuesday · Time: 9–12 · Leader: Hana",
        "row: Day: Friday · Time: 14–17 · Leader: Piotr",
        "paragraph: Call Hana if you are ill.",
        "row (Call Hana if you are ill.): Monday to Thursday: 8 to 18",
        "row (Call Hana if you are ill.): Friday: 8 to 21",
        "row (Call Hana if you are ill.): Sunday: closed",
    ]


def test_pairs_with_numbers_in_the_middle_of_words_have_no_names_of_columns(lines):
    """Two columns are pairs if the first names the values in the second, even if some contain numbers."""
    pairs = [
        ("Teacher", "Maren Holt"),
        ("Office", "Room 3.17"),
        ("Hours", "Mondays 14:00"),
        ("Tongue", "English"),
    ]
    found = lines(read(pdf(aligned(pairs, 72, 200))))
    assert found == [f"row: {name}: {value}" for name, value in pairs]


def test_cells_of_several_lines_are_found_by_the_distance_of_rows(lines):
    """Lines that are closer to each other than rows are one cell, whatever the height of the other cells."""
    rows = [("Piece", "What it does", "Cost"), ("Mason", "Builds a wall on an empty square", "3 gold")]
    page = aligned(rows, 72, 130, 330, step=20)
    page += [*aligned([("", "next to it.", "")], 72, 130, 330, y=668)]
    page += aligned([("Sapper", "Removes a wall.", "2 gold")], 72, 130, 330, y=648)
    assert lines(read(pdf(page))) == [
        "header: Piece · What it does · Cost",
        "row: Piece: Mason · What it does: Builds a wall on an empty square next to it. · Cost: 3 gold",
        "row: Piece: Sapper · What it does: Removes a wall. · Cost: 2 gold",
    ]


def test_names_of_columns_that_repeat_on_all_pages_are_no_running_head(lines):
    """A line that is above the rows on every page names the columns on all pages."""
    fares = [[("Adult", "12"), ("Child", "5")], [("Dog", "2"), ("Bike", "3")], [("Bus", "40"), ("Van", "25")]]
    pages = [aligned([("Fare", "Price"), *rows, *rows[:1]], 72, 200, y=780) for rows in fares]
    found = lines(read(pdf(*pages)))
    assert found[:2] == ["header: Fare · Price", "row: Fare: Adult · Price: 12"]


def test_a_heading_in_bold_type_ends_a_table(lines):
    """The rows below the heading are another table."""
    soups = aligned([("Leek", "4.20"), ("Pea", "3.90"), ("Tomato", "4.50")], 72, 200, y=644)
    page = [*aligned(HOURS, 72, 200), line(658, "Soups", bold=True), *soups]
    assert [text for text in lines(read(pdf(page))) if not text.startswith("row")] == ["heading: Soups"]


@pytest.mark.parametrize(
    "rows",
    [
        [("The market opens when the second", "the bank lends up to five coins;"),
         ("bell of the morning rings, and until", "for each of them two have to be"),
         ("the third bell nobody may leave", "paid back before the end of May.")],
        [("The rain came down on Harrow Hill,", "At last the river left its bed"),
         ("and all the lanes were grey;", "and took the wheel along;"),
         ("the miller stood beside his mill", "and made of it a song.")],
        [("Introduction", "1"), ("Members", "3"), ("Fees", "4")],
        [("1", "Bring shoes."), ("2", "Bring a towel."), ("3", "Sign the book.")],
        [("§ 1", "The club is called Riverside."), ("§ 2", "Its seat is here."), ("§ 3", "It has members.")],
        [("D.", "Preserve all notices."), ("E.", "Add a notice."), ("F.", "Include a licence.")],
        [("x = total(basket)", "# in pence"), ("y = x / 100", "# in pounds"), ("show(y)", "# at the end")],
        [("0", "1"), ("2", "3"), ("4", "5")],
        [("Ada Brandt", "14 March 2026"), ("88 Station Road", "Ref. 12")],
    ],
    ids=["prose", "verse", "contents", "numbers", "sections", "letters", "code", "ticks", "letterhead"],
)  # fmt: skip
def test_prose_lists_and_code_in_columns_are_no_tables(lines, rows: list[tuple[str, str]]):
    """Prose or verse side by side, tables of contents, lists, code and a chart's scale have no rows."""
    found = lines(read(pdf(aligned(rows, 72, 300))))
    assert found
    assert not [line for line in found if line.startswith(("row", "header"))]


def test_cells_without_a_gap_are_split_where_the_next_column_starts(lines):
    """A cell without a wide gap before the next cell ends where the next column starts in other rows."""
    rows = [
        ("Hall", "per hour", "80"),
        ("Room", "per hour", "30"),
        ("Long table with chairs", "per day", "5"),
    ]
    assert lines(read(pdf(aligned(rows, 72, 178, 260))))[-1] == "row: Long table with chairs · per day · 5"


@pytest.mark.parametrize("turn", ["0 1 -1 0 600 0", "0 -1 1 0 0 800"])
def test_a_page_that_is_turned_is_read(lines, turn: str):
    """If most of a page is turned, it is read in that direction, with its tables.

    Its upright text is omitted.
    """
    words = aligned(SHIFTS, 72, 160, 240, y=500)
    page = [(0, 0, 0, "", f"{DRAWN}q {turn} cm"), *words, (0, 0, 0, "", f"{DRAWN}Q"), line(20, "draft", x=20)]
    assert lines(read(pdf(page))) == [
        "header: Day · Time · Leader",
        "row: Day: Tuesday · Time: 9–12 · Leader: Hana",
        "row: Day: Friday · Time: 14–17 · Leader: Piotr",
    ]


def test_marks_of_notes_are_omitted(lines):
    """A small raised number after a word is not read; a power, a lowered number and a code are."""
    words = [
        *(line(700, "It costs 80 euros"), line(704, "1", x=145.4, size=6), line(700, "for 12 km", x=152)),
        *(line(704, "2", x=193.8, size=6), line(700, "of road", x=200), line(698, "3", x=231.2, size=6)),
        line(660, "Take the bus12 home."),
    ]
    assert [each.removeprefix("paragraph: ") for each in lines(read(pdf(words)))] == [
        "It costs 80 euros for 12 km2 of road3",
        "Take the bus12 home.",
    ]


def test_marks_of_notes_after_numbers_are_omitted(lines):
    """A raised number after a number or a unit is not read if the page has a note with this number.

    Else it is a power.
    """
    words = [
        *(line(700, "Within 14"), line(704, "1", x=113.9, size=6), line(700, "days of 4 Nm", x=122)),
        *(line(704, "2", x=181.5, size=6), line(700, "for 20 m", x=188), line(704, "2", x=225.5, size=6)),
        *(line(700, "and 10", x=232), line(704, "3", x=262.6, size=6), line(700, "parts a day", x=270)),
        *(line(704, "1", x=322, size=6), line(700, "here.", x=328)),
        *(line(103, "1", size=5), line(100, "Working days.", x=75, size=7)),
        *(line(93, "2", size=5), line(90, "Crosswise.", x=75, size=7)),
    ]
    assert lines(read(pdf(words))) == [
        "paragraph: Within 14 days of 4 Nm for 20 m2 and 10^3 parts a day here.",
        "paragraph: 1 Working days.",
        "paragraph: 2 Crosswise.",
    ]


def test_lines_without_blanks_take_time_that_grows_with_them():
    """Finding the marks of notes in a line of numbers eight times as long takes about eight times as long."""
    check_growth(
        lambda: read(pdf([line(700, "a1." * 2_000)])),
        lambda: read(pdf([line(700, "a1." * 16_000)])),
        factor=20,
    )
