"""A quote → the text that people read: rows with columns, items with bullets, signs for omitted text."""

from __future__ import annotations

import pytest

from index.citing.citations import MAX_QUOTE_CHARACTERS, cite_span
from index.citing.shown_quote import shown_quote
from index.documents.converted.builder import TextBuilder
from index.documents.markdown.markdown import blocks
from index.documents.plain_text import plain
from index.types import Block, Evidence, Span
from tests.index.evidence import evidence_of


def markdown_evidence(text: str) -> Evidence:
    """A Markdown text as a passage without more context."""
    return evidence_of(text, blocks=tuple(blocks(text)))


def shown(text: str, quote: str = "") -> str:
    """The text that is shown for a quote in a text, or for the whole text."""
    start = text.index(quote)
    return shown_quote(markdown_evidence(text), (start, start + len(quote or text)), (0, 0))[0]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Take:\n\n- a *horse*\n* [a boat](http://x.y/z)\n- [ ] `mail`", ["Take:", "• a horse", "• a boat", "• ☐ mail"]),
        ("Do:\n\n1. this\n2. that", ["Do:", "1. this", "2. that"]),
        ("- Berths\n  - *North* quay\n      - three\n  - South quay\n- Tugs\n  1. red", ["• Berths", "  • North quay", "    • three", "  • South quay", "• Tugs", "  1. red"]),
        ("> - a\n>   - b\r\n>   - c", ["• a", "  • b", "  • c"]),
        ("| tier | price |\n|---|---|\n| Fan | $3 |\n| Patron | $8 |", ["tier: Fan · price: $3", "tier: Patron · price: $8"]),
        ("| shell | use |\n|---|---|\n| `a \\| b` | a \\| b |", ["shell: a | b · use: a | b"]),
        ("![Build](b.svg) [Site](x) · [Chat](y)", ["Site · Chat"]),
        ("Run:\n\n```\na  b\n  c\n```", ["Run:", "a  b", "  c"]),
    ],
)  # fmt: skip
def test_blocks_are_shown_as_people_read_them(text: str, lines: list[str]):
    """Items have bullets and depth, names of columns are in the rows alone, and code keeps its spaces."""
    assert shown(text).split("\n") == lines


def test_an_item_by_itself_has_no_bullet():
    """A single item is shown as a sentence; a part of an item that starts with markup is no item."""
    text = "- one\n- *two* and\n  *three*"
    assert shown(text, "- one") == "one"
    assert shown(text, "one\n- *two* and\n  *three*") == "one\n• two and three"
    assert shown(text, "*three*") == "three"


def test_bullets_of_converted_files_are_shown_as_those_of_markup():
    """A bullet in the text itself is shown as the same sign, and not at all before a single item."""
    builder = TextBuilder()
    builder.paragraph("Bring:")
    for words, depth in (("a - b", 0), ("a *tin*", 1), ("-5 °C", 0)):
        builder.item(words, depth)
    builder.item("rope", 0, "2.")
    file = builder.finish()
    evidence = evidence_of(file.text, blocks=tuple(file.blocks))
    lines = ["Bring:", "• a - b", "  • a *tin*", "• -5 °C", "2. rope"]
    assert shown_quote(evidence, (0, len(file.text)), (0, 0))[0].split("\n") == lines
    whole = file.text.index("- a - b"), file.text.index("  - a *tin*")
    text, answer = shown_quote(evidence, (0, len(file.text)), whole)
    assert answer
    assert text[slice(*answer)].strip() == "a - b"
    bare = evidence_of("- a - b", blocks=(Block("item", 0, 7),))
    assert shown_quote(bare, (0, 7), (0, 7)) == ("a - b", (0, 5))


def test_an_item_in_others_is_shown_below_them():
    """A quote that is a nested item is shown under the item that contains it."""
    text = "- Berths\n  - North quay\n    - six\n  - South quay\n    - *two* ferries\n    - a tug"
    assert shown(text, "- *two* ferries") == "Berths › South quay\n• two ferries"
    assert shown(text, "- *two* ferries\n    - a tug") == "Berths › South quay\n• two ferries\n• a tug"
    assert shown(text, "- six\n  - South quay") == "• Berths › North quay\n  • six\n• South quay"
    assert shown(text, "- South quay\n    - *two* ferries") == "Berths\n…\n• South quay\n  • two ferries\n  …"


def test_items_of_a_list_that_are_left_out_are_told():
    """A sign stands for omitted items, after the introduction and at the end; a single item has none."""
    text = "We have:\n\n- one\n- two\n- three\n\n1. red\n2. blue\n\nEnd."
    assert shown(text, "- one\n- two") == "We have:\n• one\n• two\n…"
    assert shown(text, "- two\n- three") == "We have:\n…\n• two\n• three"
    assert shown(text, "We have:\n\n- one") == "We have:\n• one"
    assert shown(text, "- two") == "We have:\n• two"
    assert shown(text, "1. red\n2. blue\n\nEnd.") == "1. red\n2. blue\nEnd."


def test_the_names_of_columns_are_shown_where_no_row_is():
    """If only the names are quoted, they are shown."""
    assert shown("| tier | price |\n|---|---|\n| Fan | $3 |", "| tier | price |") == "tier · price"


@pytest.mark.parametrize("end", [True, False])
def test_a_quote_that_is_cut_says_so(end: bool):
    """If a sentence is too long to be quoted whole, a sign says that it goes on; the answer is marked."""
    words = " ".join(f"word{number}" for number in range(200))
    text = f"It begins here {words} and ends here."
    answer = "begins here" if end else "ends here"
    start = text.index(answer)
    citation = cite_span(Span(markdown_evidence(text), start, start + len(answer), 0.9))
    assert citation.shown_answer is not None
    assert citation.shown[slice(*citation.shown_answer)] == answer
    assert (citation.shown.startswith("… "), citation.shown.endswith(" …")) == (not end, end)
    assert len(citation.quote) <= MAX_QUOTE_CHARACTERS
    assert not citation.quote.startswith("…")


def test_a_message_keeps_its_lines():
    """The author and the time are above the message; lines of an interview may be wrapped by a page."""
    chat = "wren — 10:00\nis it open?\notis — 10:01\nyes\nuntil  dusk"
    evidence = evidence_of(chat, blocks=tuple(plain.blocks(chat)))
    whole = (0, len(chat))
    assert shown_quote(evidence, whole, whole)[0] == chat.replace("  ", " ")
    interview = "WREN: Is\nit open?\nOTIS: Until\ndusk.\nWREN: Ah."
    evidence = evidence_of(interview, blocks=tuple(plain.blocks(interview)))
    assert shown_quote(evidence, (0, len(interview)), (0, 0))[0].split("\n") == [
        "WREN: Is it open?",
        "OTIS: Until dusk.",
        "WREN: Ah.",
    ]


def plain_shown(text: str) -> list[str]:
    """The lines that are shown of a plain text."""
    evidence = evidence_of(text, blocks=tuple(plain.blocks(text)))
    return shown_quote(evidence, (0, len(text)), (0, 0))[0].split("\n")


WIDE = "This line is about as long as the page of this letter is wide, and so are\nothers."


def test_lines_that_are_meant_are_kept():
    """If the next word had room on a line, its end is kept; before a lower-case letter it must be short."""
    signed = "Yours\nGreta Lindqvist, treasurer\ntreasurer@linden.example"
    assert plain_shown(f"{signed}\n\n{WIDE}")[:3] == signed.split("\n")
    present = "Present: Ilse, Greta, Aidan. Excused: Tomasz Kowal\nRoom 5,  19:30"
    assert plain_shown(f"{present}\n\n{WIDE}")[:2] == [
        "Present: Ilse, Greta, Aidan. Excused: Tomasz Kowal",
        "Room 5, 19:30",
    ]
    song = "**Rutter** (1945)\nCarol (3 min)\nsoprano: Clara Weiss and the choir of the church"
    assert shown(song).split("\n") == [
        "Rutter (1945)",
        "Carol (3 min)",
        "soprano: Clara Weiss and the choir of the church",
    ]
    quotation = "> Yours\r\n> Greta\r\n> Lindqvist, who is treasurer"
    assert shown(quotation).split("\n") == ["Yours", "Greta", "Lindqvist, who is treasurer"]


@pytest.mark.parametrize(
    "lines",
    [
        ["0: all good", "1: some feeds failed", "2: wrong usage", "3: the config cannot be read"],
        [
            "Requires Python 3.9 or later.",
            "pip install quill",
            "Config is in feeds.yaml. Timeout 60 s.",
            "Free",
        ],
    ],
)
def test_short_lines_are_kept(lines: list[str]):
    """Lines much shorter than any page are kept, even if no line has room for the next word."""
    assert plain_shown("\n".join(lines)) == lines


def test_lines_that_are_cut_to_the_page_are_joined():
    """The next word had no room, or the sentence goes on; a long address does not make the page wider."""
    assert plain_shown(WIDE) == [WIDE.replace("\n", " ")]
    ragged = "The boats are kept in the shed by the river\nwhere they stay dry in the winter and in\nspring."
    assert plain_shown(ragged) == [ragged.replace("\n", " ")]
    address = "https://example.org/" + "a" * 90
    others = WIDE.replace("others", "Others")
    assert plain_shown(f"{others}\n\nSee {address}")[0] == others.replace("\n", " ")


def test_sentences_with_a_line_each_are_joined():
    """The source of prose is often written like this: it is one paragraph, however long its lines are."""
    prose = "Ask at the desk.\nIt closes when the last crew is back, which may be late, so *ask*.\nKeys hang there."
    assert shown(prose) == prose.replace("\n", " ").replace("*", "")
    assert shown(f"Dear all,\n{prose}").startswith("Dear all,\nAsk")
