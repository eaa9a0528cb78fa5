"""A block without a word of the question's complement does not answer."""

from __future__ import annotations

import pytest

from index.documents.markdown import markdown
from index.reader.constraints.complements import complement, has_complement_of, without_missing_complement
from index.reader.question.asked_question import AskedQuestion
from index.types import Outcome, Reading
from tests.index.evidence import evidence_of, span_of

PASSES = "A day pass costs 12 €, and 8 € for students."


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("how much is a day pass for pensioners", ["pensioners"]),
        ("who's the chair of the river trust?", ["river", "trust"]),
        ("how do i run it on FreeBSD", ["freebsd"]),
        ("is there a price for all the new members", ["members"]),
        ("price for members on sunday", []),  # a day
        ("what are the rules of this server", []),  # whose documents these are
        ("which ranks are there on the server?", []),
        ("what are the fees of our chess club", []),
        ("who is the treasurer of the chess club", ["chess", "club"]),  # perhaps another one
        ("what is the price for", []),
        ("for pensioners", []),  # the question asks nothing before it
        ("how much is it for two people", []),
        ("how long is it closed for repairs that i need", []),  # a clause
        ("was it closed because of rain", []),
        ("who is it for again", []),
        ("can i come for free", []),
        ("where can i buy tickets in town", []),
        ("what is in level 5 of tower 3", []),  # a label
        ("what is the fine for parking", []),
        ("what happens with a list of old names and numbers", []),
        ("what is the name of the old small wooden boat", []),
        ("", []),
    ],
)
def test_the_complement_of_a_question(question: str, words: list[str]) -> None:
    """A complement has one to three words after the last preposition that name a thing, and no time or set phrase."""
    assert list(complement(question)) == words


@pytest.mark.parametrize(
    ("question", "text", "has"),
    [
        ("how much is a day pass for pensioners", PASSES, False),
        ("how much is a day pass for students", PASSES, True),
        ("how much is a day pass for a student", PASSES, True),
        ("how much is a day pass", PASSES, True),
        ("how much is a day pass for a poor student", PASSES, True),  # one word is enough
        ("does it run on macs", "It runs on macOS.", True),
        ("does it run on postgres", "It runs on PostgreSQL.", True),
        ("who were killed in Backa", "The killings in Bačka were alike.", True),
        ("can pensioners come on a day pass for families", PASSES, False),
        ("can i come on a pass for pensioners", "Only members may come.", True),
        ("why is there no pass for pensioners", PASSES, True),
    ],
)
def test_a_block_needs_a_word_of_the_ending(question: str, text: str, has: bool) -> None:
    """The word may have any form. A reason needs no such word, nor does a sentence about what all may do."""
    evidence = evidence_of(text)
    assert has_complement_of(AskedQuestion(question), span_of(text, 0.7, evidence)) is has


@pytest.mark.parametrize(
    ("document", "trail", "has"),
    [("a.md", ("Passes", "Pensioners"), True), ("pensioners.md", (), True), ("a.md", ("Passes",), False)],
)
def test_headings_and_file_name_count(document: str, trail: tuple[str, ...], has: bool) -> None:
    """The headings and the name of the file may contain the complement."""
    block = span_of(PASSES, 0.7, evidence_of(PASSES, document, trail=trail))
    assert has_complement_of(AskedQuestion("how much is a day pass for pensioners"), block) is has


def test_of_a_table_the_row_counts() -> None:
    """Other rows do not count; another paragraph of the section does."""
    table = "# Passes\n\n| For | Price |\n|---|---|\n| Students | 8 |\n| Members | 4 |\n"
    for text, has in ((table, False), (f"{table}\nStudents are those who study.", True)):
        row = span_of("| Members | 4 |", 0.7, evidence_of(text, blocks=tuple(markdown.blocks(text))))
        assert has_complement_of(AskedQuestion("how much is a pass for students"), row) is has


def test_a_block_without_the_complement_is_shown() -> None:
    """It does not answer and has no confidence. Words still answer, and a reading without an answer is unchanged."""
    question = "how much is a day pass for pensioners"
    evidence = evidence_of(PASSES)
    block = Reading(Outcome.ANSWERED, (span_of(PASSES, 0.7, evidence),), "block", (evidence,))
    shown = without_missing_complement(AskedQuestion(question), block)
    assert (shown.outcome, shown.kind, shown.spans[0].confidence) == (Outcome.PASSAGES, "block", 0.0)
    words = Reading(Outcome.ANSWERED, (span_of("12 €", 0.7, evidence),), "words", (evidence,))
    passages = Reading(Outcome.PASSAGES, block.spans, "block", (evidence,))
    for reading in (words, passages):
        assert without_missing_complement(AskedQuestion(question), reading) is reading
