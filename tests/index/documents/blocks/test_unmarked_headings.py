"""Headings without marks, in plain text and in Markdown."""

from __future__ import annotations

import pytest

from index.documents.blocks.unmarked_headings import (
    emphasised_words,
    is_in_capitals,
    is_label,
    words_with_emoji,
)
from index.documents.markdown import markdown
from index.documents.plain_text import plain
from tests.index.documents.written_blocks import written

POST = "**Roles**\nMod: Ada\nHost: Bo\n\n__How to join__\n\nAsk Ada.\n\nPrices:\nhat 5\nscarf 8\n\nWe close early."
POST_BLOCKS = [
    "heading: Roles",
    "Roles › paragraph: Mod: Ada",
    "Roles › paragraph: Host: Bo",
    "heading: How to join",
    "How to join › paragraph: Ask Ada.",
    "How to join › heading: Prices:",
    "How to join › Prices: › paragraph: hat 5\nscarf 8",
    "How to join › paragraph: We close early.",
]


@pytest.mark.parametrize("blocks", [plain.blocks, markdown.blocks])
def test_a_line_in_bold_type_or_with_a_colon_is_the_heading_of_the_text_below(blocks):
    """This holds in plain text and in Markdown; a line with a colon is the heading of the short lines right below it."""
    assert written(POST, blocks(POST)) == POST_BLOCKS


def test_two_lines_in_capitals_or_after_an_emoji_are_headings():
    """They are above text that is not in capitals; a heading in bold type is below one in capitals in the trail."""
    text = "LAB GROUPS\nA meets today.\n\n🎲 Dice\nTwo.\n\n**Fees**\nFive.\n\nLATE WORK\n\nTen off.\n\n🎲 Cards\nAll."
    assert written(text, plain.blocks(text)) == [
        "heading: LAB GROUPS",
        "LAB GROUPS › paragraph: A meets today.",
        "LAB GROUPS › heading: Dice",
        "LAB GROUPS › Dice › paragraph: Two.",
        "LAB GROUPS › heading: Fees",
        "LAB GROUPS › Fees › paragraph: Five.",
        "heading: LATE WORK",
        "LATE WORK › paragraph: Ten off.",
        "LATE WORK › heading: Cards",
        "LATE WORK › Cards › paragraph: All.",
    ]
    for alone in (
        "STOP HERE\nand wait.",
        "🎲 Dice\nTwo.",
        "**Bold**",
        "A\nwrapped\nLAB GROUPS\nline\n\nLATE WORK",
    ):
        assert not [block for block in plain.blocks(alone) if block.kind == "heading"]


@pytest.mark.parametrize(
    "line",
    [
        "**Do not unplug.**",
        "**Price: 5**",
        "PLEASE DO NOT PARK HERE",
        "SELECT * FROM X",
        "**a** or **b**",
        "**A:**",
    ],
)
def test_a_statement_is_no_heading(line):
    """A sentence, a label with its value, code and the mark of an answer are no headings."""
    assert not (emphasised_words(line) or is_in_capitals(line) or words_with_emoji(line))


def test_a_line_with_a_colon_is_no_heading_of_items_options_rows_or_long_lines():
    """Items and rows have the line as their lead already; a long line may be prose, wrapped at the page's width."""
    assert is_label("Roles:", ["Mod", "Host"])
    for below in (["- a", "- b"], ["-v", "-q"], ["| a |", "| b |"], ["one"], ["x" * 51, "y"]):
        assert not is_label("Roles:", below)


def test_discords_marks_of_lines_are_not_read():
    """ "-# " makes a line small, ">>> " quotes the rest of a message, and "* * *" is a rule."""
    text = "Come at six.\n-# Or seven.\n>>> Bring tea.\n\n* * *\n\nBye."
    assert written(text, plain.blocks(text)) == [
        "paragraph: Come at six.\nOr seven.\nBring tea.",
        "paragraph: Bye.",
    ]


@pytest.mark.parametrize("blocks", [plain.blocks, markdown.blocks])
def test_bold_words_within_a_sentence_are_no_heading(blocks):
    """A line of a paragraph in bold type is a heading only if no sentence continues in it or below it."""
    text = "You should read\n**War and Peace**\nbefore you come.\n\nCome at six.\n**Food**\nBring tea."
    assert written(text, blocks(text)) == [
        "paragraph: You should read\n"
        + ("**War and Peace**" if blocks is plain.blocks else "War and Peace")
        + "\nbefore you come.",
        "paragraph: Come at six.",
        "heading: Food",
        "Food › paragraph: Bring tea.",
    ]
