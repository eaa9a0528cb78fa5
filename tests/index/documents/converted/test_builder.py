"""TextBuilder: blocks → a text with exact offsets."""

from __future__ import annotations

import pytest

from index.documents.blocks.columns import is_header
from index.documents.converted.builder import TextBuilder
from index.documents.converted.text_limit import limit_text
from index.documents.converted.words import clean, clean_lines
from index.documents.skipped import SkippedFile


def test_blank_lines_separate_blocks_and_pages_start_with_their_text(lines):
    """A blank line separates paragraphs, and a page starts at the offset of its first block."""
    builder = TextBuilder()
    builder.page()
    builder.heading(1, "First")
    builder.page()
    builder.page()
    builder.paragraph("On the third page.")
    builder.page()
    content = builder.finish(page_names=("slide 1", "slide 2", "slide 3", "slide 4"))
    assert content.text == "First\n\nOn the third page."
    assert content.pages == (0, 7, 7, 25)
    assert lines(content) == ["heading: First", "paragraph: First › On the third page."]


def test_a_heading_without_letters_or_too_long_is_a_paragraph(lines):
    """A heading without letters, or as long as a paragraph, becomes a paragraph."""
    builder = TextBuilder()
    builder.heading(1, "***")
    builder.heading(1, "word " * 100)
    builder.paragraph("x")
    assert [line.split(":")[0] for line in lines(builder.finish())] == ["paragraph", "paragraph", "paragraph"]


@pytest.mark.parametrize(
    ("first", "row", "expected"),
    [
        (["", "Price"], ["Basic", "free"], "Basic · Price: free"),
        (["2024", "2025"], ["3", "4"], "2024: 3 · 2025: 4"),
        (["Name", "Asha"], ["Phone", "on request"], "Phone: on request"),
        (["Founded", "1999"], ["Members", "120"], "Members: 120"),
    ],
)
def test_a_row_that_can_be_no_pair_names_two_columns(lines, first: list[str], row: list[str], expected: str):
    """A first row with an empty cell or with two years names columns; any other that looks like the rest is a pair."""
    builder = TextBuilder()
    builder.table([first, row], stands_out=False)
    assert lines(builder.finish())[-1] == f"row: {expected}"


def test_a_label_names_the_cell_next_to_it(lines):
    """A cell that ends with a colon names no column, and is read before the next cell without another sign."""
    builder = TextBuilder()
    builder.table([["Name:", "Asha"], ["Role:", "Cook"]])
    builder.table([["Name:", "Asha", "Phone:", "555 0142"], ["Role:", "Cook", "Room:", "4"]])
    assert lines(builder.finish()) == [
        "row: Name: Asha",
        "row: Role: Cook",
        "row: Name: Asha · Phone: 555 0142",
        "row: Role: Cook · Room: 4",
    ]


def test_lines_that_begin_as_items_are_items(lines):
    """A paragraph that starts with a bullet or a number becomes an item with the lead of its list."""
    builder = TextBuilder()
    for line in ("You need:", "• a boat", "2) a map", "✓ a friend", "➢ time", "□ food", "A. Smith came."):
        builder.paragraph(line)
    assert lines(builder.finish()) == [
        "paragraph: You need:",
        "item (You need:): • a boat",
        "item (You need:): 2) a map",
        *(f"item (You need:): {item}" for item in ("✓ a friend", "➢ time", "□ food")),
        "paragraph: A. Smith came.",
    ]


@pytest.mark.parametrize(
    ("text", "lead"),
    [("We met. Ada was ill.", ""), ("We met. Present:", "Present:"), ("Present.", "Present.")],
)
def test_the_last_of_several_sentences_introduces_only_with_a_colon(text: str, lead: str):
    """Without a colon it continues the text before it; a sentence that is a whole paragraph introduces a list."""
    builder = TextBuilder()
    builder.paragraph(text)
    builder.item("a")
    builder.paragraph(text)
    builder.table([["a", "b"]])
    assert [block.lead for block in builder.finish().blocks if block.kind != "paragraph"] == [lead, lead]


def test_a_long_sentence_introduces_a_list_but_no_table():
    """A long sentence states something of its own, which the rows of a table do not continue."""
    sentence = "Ashfall is wiped every season, Bonewhite twice per season."
    builder = TextBuilder()
    builder.paragraph(sentence)
    builder.item("a")
    builder.paragraph(sentence)
    builder.table([["a", "b"]])
    assert [block.lead for block in builder.finish().blocks if block.kind != "paragraph"] == [sentence, ""]


def test_an_item_in_others_is_indented_and_has_them_as_its_lead(lines):
    """The lead of a nested item contains the items around it, innermost last; a paragraph ends the list."""
    builder = TextBuilder()
    builder.paragraph("We have. Berths:")
    for depth, words in enumerate(("North", "three. For trawlers", "white")):
        builder.item(words, depth, "1.")
    builder.item("South", 0, "2.")
    builder.paragraph("End.")
    builder.item("last", 3)
    content = builder.finish()
    assert content.text == (
        "We have. Berths:\n\n1. North\n  1. three. For trawlers\n    1. white\n2. South\n\nEnd.\n\n      - last"
    )
    assert lines(content) == [
        "paragraph: We have. Berths:",
        "item (Berths:): 1. North",
        "item (Berths: North): 1. three. For trawlers",
        "item (Berths: North › three.): 1. white",
        "item (Berths:): 2. South",
        "paragraph: End.",
        "item (End.): - last",
    ]


@pytest.mark.parametrize(
    "cells", [("a |", "b"), ("| a", "b"), ("a | b", "c"), ("|", "b"), ("a|", "|b"), ("", "b", "")]
)
def test_cells_come_back_as_they_were(lines, cells: tuple[str, ...]):
    """A bar inside a cell does not end the cell."""
    builder = TextBuilder()
    builder.row(cells, columns=builder.columns(("x", "y", "z")))
    named = zip(("x", "y", "z"), cells, strict=False)
    expected = " · ".join(f"{name}: {cell}" for name, cell in named if cell)
    assert lines(builder.finish())[0].replace("\u00a0", " ") == f"row: {expected}"


def test_blocks_are_the_same_each_time():
    """Blocks are computed anew for each iteration."""
    builder = TextBuilder()
    builder.table([["a", "b"], ["1", "2"]])
    content = builder.finish()
    assert list(content.blocks) == list(content.blocks)
    assert len(list(content.blocks)) == 2


def test_unseen_characters_are_removed():
    """Control characters, halves of surrogate pairs and runs of white space are removed."""
    assert clean(" a\x00\u00a0\u2028b\ud800\ufeffc\xadd ") == "a bcd"
    assert clean_lines(" a \r\n\n b\x0bc") == "a\nb\nc"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([["tier", "price"], ["Patron", "$8"]], True),
        ([["", "price"], ["Patron", "$8"]], True),
        ([["21", "22"], ["1", "2"]], False),
        ([["2021", "2022"], ["1", "2"]], True),
        ([["2021", "Oulu"], ["2022", "Turku"]], False),
        ([["a", "a"], ["1", "2"]], False),
        ([["a", ""], ["1", "2"]], False),
        ([["a", "b"]], False),
    ],
)
def test_a_first_row_of_distinct_words_names_columns(rows: list[list[str]], expected: bool):
    """Names are distinct words above all filled columns."""
    assert is_header(rows[0], rows[1:]) is expected


@pytest.mark.parametrize(("size", "most"), [(1000, 5_000_000), (200_000, 10_000_000)])
def test_a_text_that_is_too_long_is_refused_at_once(size: int, most: int):
    """The first block beyond the limit is refused, before the text is complete."""
    builder = TextBuilder()
    with limit_text(size):
        builder.paragraph("x" * (most - 10))
        builder.paragraph("small")
        with pytest.raises(
            SkippedFile, match=rf"^unpacks to far more than its size \(over {most:,} characters\)$"
        ):
            builder.paragraph("larger")
    builder.paragraph("Outside of that, there is no bound.")
