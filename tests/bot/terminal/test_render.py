"""Answers → text: whole replies are compared, and no text of a document controls the terminal."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.terminal.answer_json import answer_json
from bot.terminal.render import answer_text
from bot.terminal.report_text import report_text
from bot.terminal.safe_text import Style, safe
from index.store.report import BuildReport
from index.types import Answer, Citation, Misspelling, Outcome

QUOTE = "Rajani's father  had ordered\nthe killing. He confessed."
CITATION = Citation("000.txt", "The Star Hotel", 10, 10 + len(QUOTE), QUOTE, 12, None, (0, 15))
ANSWERED = Answer(
    "who framed Madan?", Outcome.ANSWERED, "Rajani's father", 0.876, (CITATION,), 3, "sentences",
    milliseconds={"retrieve": 1.23456},
)  # fmt: skip


def answered(quote: str, place: tuple[int, int], title: str = "t", document: str = "d.txt") -> Answer:
    text = quote[slice(*place)]
    citation = Citation(document, title, 0, len(quote), quote, 1, None, place)
    return Answer("q", Outcome.ANSWERED, text, 0.5, (citation,), 1)


def test_an_answer_in_plain_text():
    """A reply has the answer, the confidence, and then each citation with the answer marked and its source."""
    assert answer_text(ANSWERED) == (
        "Rajani's father  (88% sure)\n"
        "\n"
        "  1. “[Rajani's father] had ordered the killing. He confessed.”\n"
        "     The Star Hotel · 000.txt, line 12\n"
    )


def test_an_answer_in_colour_and_wrapped():
    """On a terminal the answer is bold, its words in the quote are underlined, and the quote is wrapped."""
    assert answer_text(ANSWERED, Style(colour=True, width=40)) == (
        "\x1b[1mRajani's father\x1b[0m  \x1b[2m(88% sure)\x1b[0m\n"
        "\n"
        "  1. “\x1b[1;4mRajani's father\x1b[0m had\n"
        "     ordered the killing. He confessed.”\n"
        "     \x1b[2mThe Star Hotel · 000.txt, line 12\x1b[0m\n"
    )


def test_passages_are_said_to_be_that():
    """Without a direct answer, the reply only has the closest passages, each with its source."""
    second = Citation("b/c.md", "b/c.md", 0, 4, "More", 1, 2)
    plain = Citation("a.txt", "", 0, 5, "Words", 7)
    answer = Answer("q", Outcome.PASSAGES, "", 0.3, (plain, second), 1)
    assert answer_text(answer) == (
        "No direct answer. The closest passages:\n"
        "\n"
        "  1. “Words”\n"
        "     a.txt, line 7\n"
        "\n"
        "  2. “More”\n"
        "     b/c.md, page 2, line 1\n"
    )


def test_nothing_is_one_sentence():
    """For an unanswerable question, the reply says only that, and notices."""
    nothing = Answer("q", Outcome.NOTHING, "", 0.0, (), 1)
    assert answer_text(nothing) == "I found nothing about this in the documents.\n"
    noticed = Answer("q", Outcome.NOTHING, "", 0.0, (), 1, notices=("A\x1b[31m notice.",))
    assert answer_text(noticed, stale=True) == (
        "I found nothing about this in the documents.\n"
        "The documents have changed since the index was built. Run `munshi index` to update it.\n"
        "A\ufffd[31m notice.\n"
    )


def test_a_whole_sentence_as_answer_is_not_marked():
    """If the answer is the whole quote, there are no brackets around it."""
    assert "[" not in answer_text(answered("All of it.", (0, 10)))


@pytest.mark.parametrize(
    ("quote", "place", "shown"),
    [
        ("a b c", (2, 3), "“a [b] c”"),
        ("a  \n b\t\tc", (5, 6), "“a [b] c”"),
        ("(b)", (1, 2), "“([b])”"),
        ("one\rtwo\r\nthree", (0, 3), "“[one] two three”"),
        ("one two\rthree", (0, 3), "“[one] two three”"),
        ("x\u2028y z", (4, 5), "“x y [z]”"),
    ],
)
def test_white_space_around_the_mark(quote: str, place: tuple[int, int], shown: str):
    """Every run of white space, line ends included, becomes one space; none is added or lost at the mark."""
    assert shown in answer_text(answered(quote, place))


DIRECTION_MARKS = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
OBEYED = [chr(code) for code in (*range(0x20), *range(0x7F, 0xA0), *DIRECTION_MARKS)]


@given(text=st.text(st.one_of(st.sampled_from(OBEYED), st.characters(codec="utf-8"))), colour=st.booleans())
@example(text="x".join(OBEYED), colour=True)
def test_nothing_of_a_document_reaches_the_terminal(text: str, colour: bool):
    """Promise 7: a reply contains no control characters and no direction marks but our own."""
    quote = f"a{text}b"
    answer = answered(quote, (0, len(quote) - 1), title=text, document=text or "d")
    shown = answer_text(answer, Style(colour=colour, width=60))
    for ours in ("\x1b[1m", "\x1b[2m", "\x1b[1;4m", "\x1b[0m") if colour else ():
        shown = shown.replace(ours, "")
    assert not set(shown) & (set(OBEYED) - {"\n"})
    report = BuildReport(
        1, added=(text,), skipped=((text, "odd"),), warnings=(text,), other_kinds=((text, 1),)
    )
    assert not set(report_text(report)) & (set(OBEYED) - {"\n"})
    assert not any(unicodedata.category(sign) == "Cc" and sign != "\n" for sign in safe(text))


def test_a_title_of_many_lines_stays_on_one():
    """A document's name or title cannot add lines that look like ours."""
    answer = answered("a b", (0, 1), title="x\nmunshi: trust me", document="d\n  2. “fake”")
    assert answer_text(answer).count("\n") == 4


def test_how_the_question_was_read_is_told():
    """Below the answer: a follow-up in full, the part that is answered, and what a misspelt word was read as."""
    read = replace(
        ANSWERED,
        read_as="Who framed Madan with the fery?",
        answered_part="who framed Madan",
        misspellings=(Misspelling("fery", "ferry"),),
    )
    assert answer_text(read) == answer_text(ANSWERED).rstrip("\n") + (
        "\n\nRead as “Who framed Madan with the fery?”.\n"
        "Only this part of the question is answered: “who framed Madan”.\n“fery” was read as “ferry”.\n"
    )
    assert answer_json(read)["answered_part"] == "who framed Madan"
    assert answer_json(read)["read_as"] == "Who framed Madan with the fery?"


def test_json_is_what_the_readme_says():
    """`ask --json` has these keys, whatever the answer is."""
    assert answer_json(ANSWERED, stale=True) == {
        "question": "who framed Madan?",
        "outcome": "answered",
        "answer": "Rajani's father",
        "answer_kind": "words",
        "confidence": 0.876,
        "contradicted": False,
        "citations": [
            {
                "document": "000.txt", "title": "The Star Hotel", "line": 12, "page": None, "page_name": None, "trail": [],
                "start": 10, "end": 10 + len(QUOTE), "quote": QUOTE, "shown": "", "answer": {"start": 0, "end": 15},
                "contradicts": False, "changed": None,
            }
        ],
        "generation": 3, "reader": "sentences", "stale": True, "misspellings": [], "answered_part": None, "unanswered": [], "read_as": None, "notices": [], "milliseconds": {"retrieve": 1.2}, "wording": None,
    }  # fmt: skip
    nothing = answer_json(Answer("q", Outcome.NOTHING, "", 0.0, (), 1))
    assert (nothing["answer"], nothing["citations"], nothing["stale"]) == (None, [], False)
    assert json.loads(json.dumps(nothing)) == nothing


ROWS = Citation(
    "prices.md", "Prices", 0, 26, "| Fan | $3 |\n| Patron | $8 |", 4,
    shown="tier: Fan · price: $3\ntier: Patron · price: $8", shown_answer=(44, 46), answer=(24, 26), trail=("Support",),
)  # fmt: skip


def test_a_table_is_shown_row_by_row():
    """The cells of a row have the names of their columns, and the answer is marked in its cell."""
    answer = Answer("what does patron cost?", Outcome.ANSWERED, "$8", 0.9, (ROWS,), 1)
    assert answer_text(answer) == (
        "$8  (90% sure)\n\n"
        "  1. tier: Fan · price: $3\n"
        "     tier: Patron · price: [$8]\n"
        "     Prices · prices.md, line 4, Support\n"
    )


def test_a_block_that_answers_is_shown_once():
    """If a whole block is the answer, its quote is the answer, and no headline repeats it."""
    cited = Citation("a.md", "", 0, 12, "Ask a `mod`.", 1, shown="Ask a mod.")
    answer = Answer("who can help?", Outcome.ANSWERED, "Ask a `mod`.", 0.7, (cited,), 1, kind="block")
    assert answer_text(answer) == (
        "The documents answer:  (70% sure)\n\n  1. “Ask a mod.”\n     a.md, line 1\n"
    )
    assert answer_json(answer)["answer_kind"] == "block"


def test_what_is_close_to_a_block_is_not_shown_as_its_proof():
    """If a block answers, only the first citation is the answer; a line separates the others."""
    cited = Citation("a.md", "", 0, 10, "Ask a mod.", 1)
    other = Citation("b.md", "", 0, 14, "Mods may vote.", 2)
    answer = Answer("who can help?", Outcome.ANSWERED, "Ask a mod.", 0.7, (cited, other), 1, kind="block")
    assert answer_text(answer) == (
        "The documents answer:  (70% sure)\n\n  1. “Ask a mod.”\n     a.md, line 1\n\n"
        "Also close:\n\n  2. “Mods may vote.”\n     b.md, line 2\n"
    )
    words = replace(answer, kind="words")
    assert "Also close:" not in answer_text(words)


def test_documents_that_differ_are_shown_with_their_dates():
    """If documents contradict each other, there is no answer above the quotes."""
    new = Citation("fees.md", "", 0, 10, "It is $8.", 3, answer=(6, 8), changed="2024-10-04")
    old = replace(new, document="old/fees.md", quote="It is $5.", contradicts=True, changed="2023-05-23")
    answer = Answer("what is the fee?", Outcome.ANSWERED, "$8", 0.7, (new, old), 1)
    assert answer_text(answer) == (
        "The documents differ:\n\n"
        "  1. “It is [$8].”\n     fees.md, changed on 2024-10-04, line 3\n\n"
        "  2. “It is [$5].”\n     old/fees.md, changed on 2023-05-23, line 3\n"
    )
    printed = answer_json(answer)
    assert (printed["answer"], printed["contradicted"]) == ("$8", True)
    assert [(each["contradicts"], each["changed"]) for each in printed["citations"]] == [
        (False, "2024-10-04"),
        (True, "2023-05-23"),
    ]
