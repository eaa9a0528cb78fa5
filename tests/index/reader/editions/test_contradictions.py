"""What other documents say in nearly the words of an answer: the same, a contradiction, or neither."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from index import Engine, IndexSettings, build
from index.citing.citations import cite
from index.reader.editions.contradictions import contradictions, repeats
from index.settings import AnswerSettings
from index.types import AnswerKind, Block, Evidence, Outcome, Reading, Replacement, Span
from tests.index.evidence import evidence_of, span_of


def told(text: str, document: str, *, trail: tuple[str, ...] = (), row: bool = False) -> Evidence:
    """A text as a passage without more context: a paragraph, or a row with the columns "what" and "price"."""
    replacements = (
        Replacement(0, 0, "what: "),
        Replacement(text.find(" | "), text.find(" | ") + 3, " · price: "),
    )
    block = Block("row", 0, len(text), (), replacements) if row else Block("paragraph", 0, len(text))
    return evidence_of(text, document, trail=trail, blocks=(block,))


def instead(
    text: str, answer: str, other: str, question: str = "", kind: AnswerKind = "words", **form: object
) -> list[str]:
    """What another document says instead of an answer in a text."""
    evidence, others = told(text, "a.md", **form), told(other, "b.md", **form)  # type: ignore[arg-type]
    span = Span(evidence, text.index(answer), text.index(answer) + len(answer), 0.9)
    reading = Reading(Outcome.ANSWERED, (span,), kind)
    return [found.text for found in contradictions(reading, [evidence, others], question)]


@pytest.mark.parametrize(
    ("text", "other", "same"),
    [
        ("The fee is $5 a month.", "The fee is $5 a month", True),
        ("The fee is $5 a month.", "the  fee is *$5* a month!", True),
        ("The shop opens at nine and closes at five on every working day.", "The shop opens at nine, and it closes at five on every working day.", True),
        ("The shop opens at nine and closes at five on every working day.", "The shop opens at nine and closes at six on every working day.", False),
        ("The fee is $5 a month and is paid on the first day of it.", "The fee is $8 a month and is paid on the first day of it.", False),
        ("Dogs and cats are allowed in the club room when they are quiet.", "Dogs and cats are not allowed in the club room when they are quiet.", False),
        ("The key to the boat house is kept by Ana in the office.", "The key to the boat house is kept by Bo in the office.", False),
        ("The fee is $5 a month.", "A membership can be ended at any time.", False),
        ("", "", True),
    ],
)  # fmt: skip
def test_texts_that_say_the_same(text: str, other: str, same: bool):
    """Case, punctuation and unimportant words make no difference; a number, a name or a "not" does."""
    assert repeats(text, other) is same
    assert repeats(other, text) is same


@pytest.mark.parametrize(
    ("text", "answer", "other", "said"),
    [
        ("The fee is $5 a month.", "$5", "The fee is $8 a month.", ["$8"]),
        ("The fee is $5 a month.", "$5 a month", "The fee is $50 a year.", ["$50 a year"]),
        ("The club meets every Monday at noon.", "Monday", "The club now meets every Friday at noon.", ["Friday"]),
        ("The ferry leaves on Friday at noon.", "on Friday at noon", "The ferry leaves Friday at noon.", []),
        ("The ferry leaves at noon.", "noon", "The ferry leaves at noon.", []),
        ("Dogs are not allowed in the room.", "not allowed", "Dogs are allowed in the room.", ["Dogs are allowed in the room."]),
        ("Dogs are not allowed in the room.", "Dogs", "Cats are not allowed in the room.", ["Cats"]),
        ("The bot is written in Python.", "Python", "The bot is written in the language that Guido made.", []),
        ("The fee is $5 a month.", "$5", "The harbour was built in 1890 by Otto.", []),
        ("Ask Ana.", "Ana", "Ask Bo.", ["Bo"]),
        ("Ask Ana.", "Ana", "Call Bo.", []),
        ("$5", "$5", "$8", []),
    ],
)  # fmt: skip
def test_other_words_instead_of_the_answer_contradict_it(text: str, answer: str, other: str, said: list[str]):
    """The words around are the same, and those between are other words, not only fewer or more of the same."""
    assert instead(text, answer, other) == said


def test_few_words_contradict_only_under_the_same_headings():
    """ "Fee: $5" says something else under another heading."""
    evidence = told("Fee: $5", "a.md", trail=("Students",))
    reading = Reading(Outcome.ANSWERED, (Span(evidence, 5, 7, 0.9),))
    for heading, said in (("Students", ["$8"]), ("Members", [])):
        other = told("Fee: $8", "b.md", trail=(heading,))
        assert [span.text for span in contradictions(reading, [other], "what is the fee?")] == said


def test_a_text_about_something_else_is_no_contradiction():
    """A contradiction contains each word of the question that the answer's sentence contains."""
    pumps = ("The Heron has a pressure of 6 bar.", "6 bar", "The Osprey has a pressure of 11 bar.")
    assert instead(*pumps, "what is the pressure of the heron?") == []
    assert instead(*pumps, "what is the pressure?") == ["11 bar"]


@pytest.mark.parametrize(
    ("heading", "said"),
    [("12 March 2026", True), ("3 August 2025 – Again", False), ("More", False)],
)
def test_an_entry_of_another_day_contradicts(heading: str, said: bool):
    """In one document, a section with another day in its heading may be a counterpart."""
    text = "Season 5 is not confirmed by anybody."
    evidence = evidence_of(text, "a.md", trail=("News", "3 August 2025"))
    reading = Reading(Outcome.ANSWERED, (Span(evidence, 0, len(text), 0.9),), "block")
    other = evidence_of("Season 5 is confirmed by anybody.", "a.md", trail=("News", heading))
    found = contradictions(reading, [evidence, other], "is season 5 confirmed?")
    assert [span.text for span in found] == ([other.context] if said else [])


@pytest.mark.parametrize(
    ("title", "headings", "said"),
    [
        ("Rules", ("Version 3.0", "Version 2.0"), True),
        ("Rules", ("[3.0]", "v2.0"), True),
        ("Changelog", ("3.0", "2.0"), True),
        ("Patch notes", ("3.0", "2.0"), True),
        ("Changelog", ("3.0", "3.0"), False),
        ("Rules", ("3.1", "3.2"), False),  # sections
        ("News", ("19.30", "Annex"), False),
        ("Changelog", ("3.0", "2.0 The minimum age"), False),
    ],
)
def test_an_entry_of_another_release_contradicts(title: str, headings: tuple[str, str], said: bool):
    """A heading that is only a version makes its section a release; the number of a section does not."""
    evidence = evidence_of("Minimum age is 16.", "a.md", trail=(title, headings[0]))
    reading = Reading(Outcome.ANSWERED, (span_of("16", 0.9, evidence),))
    other = evidence_of("Minimum age is 14.", "a.md", trail=(title, headings[1]))
    found = contradictions(reading, [evidence, other], "what is the minimum age?")
    assert [span.text for span in found] == (["14"] if said else [])


def test_rows_contradict_in_the_cell_that_answers():
    """Rows are compared with the names of their columns, and the contradiction is a range of the document."""
    assert instead("Patron | $8", "$8", "Patron | $6", "how much is patron?", row=True) == ["$6"]
    assert instead("Patron | $8", "$8", "Fan | $3", "how much is patron?", row=True) == []


@pytest.mark.parametrize(
    ("other", "contradicts"),
    [
        ("Restart the server with the new key and wait for 9 minutes.", True),
        ("Restart the server with the new key and wait for 5 whole minutes.", False),
        ("Never restart the server with the new key and wait for 5 minutes.", True),
        ("Sell the boat.", False),
    ],
)
def test_a_sentence_that_answers_is_contradicted_by_a_number_or_a_negation(other: str, contradicts: bool):
    """If a whole sentence answers, numbers, names and negations of a version contradict it; other words do not."""
    text = "Restart the server with the new key and wait for 5 minutes."
    assert instead(text, text, other, kind="block") == ([other] if contradicts else [])


def test_the_most_relevant_part_of_a_block_is_compared():
    """A version contradicts the marked sentence of a block, not its neighbours."""
    text = "Ask for a key. The key costs $5 for each member of the club. Bring it back."
    evidence = told(text, "a.md")
    start, end = text.index("The key"), text.index(" Bring")
    reading = Reading(Outcome.ANSWERED, (Span(evidence, 0, len(text), 0.9, (start, end)),), "block")
    other = told("The key costs $9 for each member of the club.", "b.md")
    assert [span.text for span in contradictions(reading, [other], "")] == [other.context]


def test_a_contradiction_is_cited_second_whatever_the_limit():
    """The contradiction is the second citation and marked as such, even if only one citation is wanted."""
    texts = (
        "The fee is $5 a month.",
        "The fee is $8 a month.",
        "The fee is $8 a month!",
        "The fee was paid.",
    )
    evidence = [told(text, f"{number}.md") for number, text in enumerate(texts)]
    reading = Reading(Outcome.ANSWERED, (Span(evidence[0], 11, 13, 0.9), Span(evidence[3], 0, 7, 0.8)))
    for limit, documents in ((1, ["0.md", "1.md"]), (3, ["0.md", "1.md", "3.md"])):
        citations = cite(reading, evidence, limit, question="what is the fee?")
        assert [citation.document for citation in citations] == documents
        assert [citation.contradicts for citation in citations] == [False, True, False][: len(documents)]
        assert [texts[int(c.document[0])][c.start : c.end] for c in citations] == [c.quote for c in citations]


def test_versions_are_shown_with_their_dates(empty_folder: IndexSettings, write: Callable[..., Path]):
    """Two contradicting versions of a page are both cited with the dates of their files; of two copies, only one
    is."""
    for name, fee, day in (("2023/fees.md", 5, 19500), ("fees.md", 8, 20000), ("copy/fees.md", 8, 20100)):
        path = write(name, f"# Fees\n\nA membership of the rowing club costs ${fee} a month.\n")
        os.utime(path, (day * 86400, day * 86400))
    settings = replace(empty_folder, answer=AnswerSettings(citations=1))
    build(settings)
    answer = Engine.open(settings).ask("How much does a membership of the rowing club cost?")
    assert answer.contradicted
    assert len(answer.citations) == 2
    shown = {citation.changed: citation.location for citation in answer.citations}
    assert shown["2023-05-23"] == "2023/fees.md, changed on 2023-05-23, line 3"
    for citation in answer.citations:
        assert citation.answer is not None
        assert citation.quote[slice(*citation.answer)] in ("$5 a month", "$8 a month", "$5", "$8")
