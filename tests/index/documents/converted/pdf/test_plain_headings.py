"""Headings of PDFs in the type of their text, tables of contents, and signs apart from their words."""

from __future__ import annotations

import random

from index.documents.converted.pdf.contents import without_contents
from index.documents.converted.pdf.heading_lines import with_headings
from index.documents.converted.pdf.lines import Line
from index.documents.converted.pdf.pdf import read
from tests.index.documents.converted.pdf_files import Word, line, pdf
from tests.index.growth import check_growth

BODY = ("The ferry leaves at noon and comes back", "in the evening, but not on Sundays.")


def below(y: float, *texts: str) -> list[Word]:
    """Lines directly below each other."""
    return [line(y - 12 * number, text) for number, text in enumerate(texts)]


def test_lines_with_consecutive_numbers_are_headings(lines):
    """Short lines with consecutive numbers are headings, though in the type of the text.

    The number sets their level.
    """
    page = below(700, "1 Travel", "1.1 Boats", *BODY, "1.2 Trains", *BODY, "2 Pay", *BODY)
    trails = ("1 Travel › 1.1 Boats", "1 Travel › 1.2 Trains", "2 Pay")
    boats, trains, pay = (f"paragraph: {trail} › {' '.join(BODY)}" for trail in trails)
    assert lines(read(pdf(page))) == [
        "heading: 1 Travel",
        "heading: 1 Travel › 1.1 Boats",
        boats,
        "heading: 1 Travel › 1.2 Trains",
        trains,
        "heading: 2 Pay",
        pay,
    ]


def test_sections_of_laws_are_headings_in_the_type_of_the_text(lines):
    """Lines that start with "§" are headings, on whatever page."""
    pages = [below(700, "§ 1 Name", *BODY, "§ 2 Seat", *BODY), below(700, "§ 3 Fees", *BODY)]
    found = lines(read(pdf(*pages)))
    assert [each for each in found if each.startswith("heading")] == [
        "heading: § 1 Name",
        "heading: § 2 Seat",
        "heading: § 3 Fees",
    ]


def test_numbered_lines_of_lists_and_text_are_no_headings(lines):
    """Items directly below each other, numbers with gaps, clauses and full lines are not headings."""
    page = [
        *below(780, "1. Rope", "2. Sails", "3. Anchor", "4. Flags"),
        *below(700, "1.1 The ferry leaves at noon and comes", "back late in the evening, as it does.", *BODY),
        *below(600, "1.2 Dogs are welcome on board.", *BODY, "1.3 Cats are not welcome.", *BODY),
        *below(500, "7 Islands", *BODY, "12 Villages", *BODY, "3 Towns", *BODY),
    ]
    assert not [each for each in lines(read(pdf(page))) if each.startswith("heading")]


def test_short_lines_in_capitals_are_headings(lines):
    """Three such lines of the same size and weight are headings, however short.

    A line that repeats is not.
    """
    page = below(700, "KEYS", *BODY, "FAQ", *BODY, "GUESTS", *BODY, *["NOTE", *BODY] * 3)
    found = lines(read(pdf(page)))
    assert [each for each in found if each.startswith("heading")] == [
        "heading: KEYS",
        "heading: FAQ",
        "heading: GUESTS",
    ]


def test_capitals_in_the_middle_of_a_text_are_no_headings(lines):
    """A line in capitals is not a heading if it continues the text before it, as in a cell of a table."""
    page = below(700, *["Write the name of the", "FILE", *BODY, "Write the name of the", "DIR", *BODY] * 2)
    page += below(400, "Write the name of the", "URL", *BODY)
    assert not [each for each in lines(read(pdf(page))) if each.startswith("heading")]


def test_a_table_of_contents_names_the_headings_and_is_no_text(lines):
    """The titles of a table of contents occur again as later lines.

    A list of prices with dots is no such table.
    """
    contents = below(700, "Boats . . . . . . . 2", "Trains . . . . . . . 2", "Lost things . . . . . . . 3")
    prices = below(400, "Tea . . . . . . . 2", "Coffee . . . . . . . 3", "Cake . . . . . . . 4")
    pages = [
        contents,
        below(700, "Boats", *BODY, "Trains", *BODY),
        [*below(700, "Lost things", *BODY), *prices],
    ]
    found = lines(read(pdf(*pages)))
    assert [each for each in found if each.startswith("heading")] == [
        "heading: Boats",
        "heading: Trains",
        "heading: Lost things",
    ]
    assert found[0] == "heading: Boats"
    assert "Coffee" in found[-1]


def test_lines_of_dots_take_time_that_grows_with_them():
    """The time to search lines of dots for a table of contents grows in proportion to the lines."""

    def found(length: int) -> None:
        text = f"Words{'.' * length}1234567"
        without_contents([[Line(text, 0, 500, 9, 0, 9, bold=False)] * 100])

    check_growth(lambda: found(35), lambda: found(280), factor=20)


def test_a_large_first_letter_belongs_to_its_word(lines):
    """It is put before the highest line next to it, with a blank if it is a word itself."""
    page = [
        *(line(676, "T", size=42), line(700, "he ferry leaves at noon", x=96)),
        *(line(688, "from the ship of the harbour", x=96), *below(676, "on all days but Sundays.")),
        *(line(576, "A", size=42), line(600, "ship comes back at night", x=98)),
        *(line(588, "and brings the letters of", x=98), line(576, "the islands.", x=98)),
    ]
    assert lines(read(pdf(page))) == [
        "paragraph: The ferry leaves at noon from the ship of the harbour on all days but Sundays.",
        "paragraph: A ship comes back at night and brings the letters of the islands.",
    ]


def test_bullets_that_a_file_draws_after_all_words_start_items(lines):
    """A bullet belongs to the words on its right, wherever it is in the file."""
    words = [line(700 - 14 * number, text, x=90) for number, text in enumerate(("Ropes", "Sails", "Flags"))]
    bullets = [line(700 - 14 * number, "\u2022", x=78) for number in range(3)]
    assert lines(read(pdf([line(720, "Bring this:"), *words, line(640, *BODY[:1]), *bullets])))[1:4] == [
        "item (Bring this:): \u2022 Ropes",
        "item (Bring this:): \u2022 Sails",
        "item (Bring this:): \u2022 Flags",
    ]


def test_a_letter_as_high_as_a_house_is_read_at_once(lines):
    """The time to read a page with a huge letter does not depend on the letter's height."""
    page = [line(-5e8, "T", size=1e9), *below(700, *BODY)]
    assert " ".join(BODY) in lines(read(pdf(page)))[-1]


def test_a_line_left_of_an_item_does_not_belong_to_it(lines):
    """A line right below an item that ends early starts a paragraph if it is further left."""
    page = [
        *(line(700, "\u2022 Ropes and all the sails of the", x=80), line(688, "ship", x=88)),
        *below(676, "Whoever brings more gets a meal at the", "tavern of the harbour."),
    ]
    assert (
        lines(read(pdf(page)))[-1]
        == "paragraph: Whoever brings more gets a meal at the tavern of the harbour."
    )


def test_numbered_lines_take_time_that_grows_with_them():
    """Finding the headings among eight times as many numbered lines takes about eight times as long."""
    chosen = random.Random(5)

    def found(count: int) -> None:
        texts = [f"{chosen.randint(1, 40)}.{chosen.randint(1, 9)} Words" for _ in range(count)]
        pairs = [[text, "The ferry leaves at noon and comes back"] for text in texts]
        with_headings(
            [[Line(text, 0, 5 * len(text), 9, 0, 9, bold=False) for text in pair] for pair in pairs], set()
        )

    check_growth(lambda: found(1_000), lambda: found(8_000), factor=20)
