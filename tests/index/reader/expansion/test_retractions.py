"""Words that their own sentence or row retracts answer with all of it."""

from __future__ import annotations

import pytest

from index.documents.markdown import markdown
from index.reader.expansion.retractions import with_retraction
from index.types import Evidence, Outcome, Reading
from tests.index.evidence import evidence_of, span_of

TABLE = """| Event | Date | Needs a ticket |
|---|---|---|
| Soldering day (cancelled) | 5 December | no |
| Bake sale – moved to 19 June | 12 June | no longer |
| Game night | 3 May | no longer |
| Trip | 4 May | free cancellation |
"""


def read(question: str, words: str, evidence: Evidence) -> tuple[str, str, str]:
    """The kind, the text and the marked part of a reading of these words."""
    reading = with_retraction(question, Reading(Outcome.ANSWERED, (span_of(words, 0.9, evidence),)))
    [span] = reading.spans
    start, end = span.highlight or (span.start, span.end)
    return reading.kind, span.text, evidence.context[start - evidence.start : end - evidence.start]


@pytest.mark.parametrize(
    ("question", "words", "sentence"),
    [
        ("when is the quiz", "14 May", "The quiz of 14 May is postponed until further notice."),
        ("who is treasurer", "Ida", "Ida steps down as treasurer; Leo takes over on 1 June."),
        ("who is chair", "Ann", "Until March 2023 the chair was Ann, and since then it is Bob."),
        ("when is it open", "daily", "The hall is open daily, except on Mondays."),
        ("how much is the fee", "€10", "From 1 July the fee is €12 instead of €10."),
        ("who leads it", "Mia", "Mia doesn't lead it any more."),
        ("how much is it", "5 euros", "It is 5 euros, which is no\nlonger charged."),
        ("when is the fair", "3 May", "The fair of 3 May is moved to Friday."),
    ],
)
def test_the_sentence_answers(question: str, words: str, sentence: str):
    """The words are marked in it, and no other sentence is added."""
    evidence = evidence_of(f"It is so. {sentence} Otto came.", start=70)
    assert read(question, words, evidence) == ("block", sentence, words)


@pytest.mark.parametrize(
    ("question", "words", "text"),
    [
        ("when was the quiz postponed", "14 May", "The quiz was postponed on 14 May."),  # the past
        ("which day is it moved to", "Friday", "It is moved to Friday."),  # the question says so itself
        ("until when is it open", "until 31 May", "It is open until 31 May."),  # the words say so themselves
        ("how long may it be", "an hour", "It may be no longer than an hour."),
        ("how long is it open", "20:00", "It is open until 20:00."),
        ("who came", "Otto", "The quiz is cancelled. Otto came."),  # another sentence
        ("how much do i get back if i cancel", "half", "If cancelled, you get half back."),
        ("where is it", "attic", "The lamp was moved to the attic."),
        ("how do i catch errors", "try", "Use try and except blocks."),
        ("which one is it", "500 V", "It is the step down transformer of 500 V."),
        ("who is it", "Otto", f"Otto {'very ' * 100} late: it is cancelled."),  # too long to be given
    ],
)
def test_words_without_a_retraction_are_unchanged(question: str, words: str, text: str):
    """A sentence without a retraction changes nothing."""
    assert read(question, words, evidence_of(text)) == ("words", words, words)


def test_of_a_table_the_row_answers():
    """The row answers if the event is called off or moved; a limit in another cell is of that cell alone."""
    evidence = evidence_of(TABLE, blocks=tuple(markdown.blocks(TABLE)))
    assert read("when is soldering day", "5 December", evidence) == (
        "block",
        "| Soldering day (cancelled) | 5 December | no |",
        "5 December",
    )
    assert read("when is the bake sale", "12 June", evidence)[0] == "block"
    assert read("when is game night", "3 May", evidence) == ("words", "3 May", "3 May")
    assert read("when is the trip", "4 May", evidence) == ("words", "4 May", "4 May")


def test_a_reading_without_words_as_answer_is_unchanged():
    """A block is a whole sentence already, and a reading without an answer is unchanged."""
    evidence = evidence_of("The quiz of 14 May is postponed.")
    for reading in (
        Reading(Outcome.ANSWERED, (span_of("14 May", 0.9, evidence),), "block"),
        Reading(Outcome.PASSAGES, (span_of("14 May", 0.4, evidence),)),
        Reading(Outcome.NOTHING),
    ):
        assert with_retraction("when is the quiz", reading) == reading
