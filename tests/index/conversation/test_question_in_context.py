"""The forms in which a question after other turns is asked, and the choice among the answers to them."""

from __future__ import annotations

import pytest

from index import Answer, Citation, Outcome, Turn
from index.conversation.question_in_context import QuestionInContext, in_context

NOTHING, PASSAGES, ANSWERED = Outcome.NOTHING, Outcome.PASSAGES, Outcome.ANSWERED


@pytest.mark.parametrize(
    ("last", "question", "expected"),
    [
        ("Do you grade Word files?", "how do i pay?", "how do i pay: Word files"),
        ("How much is the field trip?", "is dinner included", "is dinner included: the field trip"),
        ("How much is the field trip?", "so what is the field trip", None),  # it names the topic
        ("How much is the field trip?", "why?", None),  # a rule puts it in full
        ("How much is the field trip?", "when does the library open on public holidays", None),
        ("How?", "how do i pay", None),
        ("How much is the field trip?", "no. 5 is where", "no. 5 is where: the field trip"),
        ("How much is the field trip?", "?!", None),
    ],
)
def test_a_short_question_may_be_about_the_last_ones_topic(
    last: str, question: str, expected: str | None
) -> None:
    """A short question that no rule changes is also asked with the topic of the last question."""
    assert in_context(question, [Turn(last, "")]).with_topic == (expected or "")
    assert in_context(question, []) == QuestionInContext(question, question)


def answered(outcome: Outcome, confidence: float = 0.5, quote: str = "") -> Answer:
    """An answer that cites `quote`, if there is one."""
    cited = (Citation("a.md", "Notes", 0, len(quote), quote, 1),) if quote else ()
    return Answer("q", outcome, "", confidence, cited, 1)


@pytest.mark.parametrize(
    ("first", "with_topic", "best"),
    [
        (answered(NOTHING), answered(PASSAGES), 1),
        (answered(PASSAGES), answered(ANSWERED), 1),
        (answered(PASSAGES), answered(NOTHING), 0),
        (answered(PASSAGES, 0.5), answered(PASSAGES, 0.9), 0),
        (answered(ANSWERED, 0.5), answered(ANSWERED, 0.6), 1),
        (answered(ANSWERED, 0.6), answered(ANSWERED, 0.5), 0),
        (answered(ANSWERED), answered(ANSWERED), 0),
    ],
)
def test_the_more_useful_answer_is_chosen(first: Answer, with_topic: Answer, best: int) -> None:
    """An answer beats passages, passages beat nothing; the more confident of two answers wins, else the first."""
    assert QuestionInContext("q", "q", "q: topic").best([first, with_topic]) == best


@pytest.mark.parametrize(
    ("question", "quote", "best"),
    [
        ("where is the canteen", "The recordings are on the server.", 0),
        ("where is the canteen", "The canteens are in building C.", 1),
        ("who does that", "The recordings are on the server.", 1),
    ],
)
def test_an_answer_found_with_the_topic_contains_a_noun_of_the_question(
    question: str, quote: str, best: int
) -> None:
    """A quote about the topic alone, without a noun of the question, does not answer a change of topic."""
    context = QuestionInContext(question, question, f"{question}: the recordings")
    assert context.best([answered(NOTHING), answered(ANSWERED, 0.9, quote)]) == best


def test_a_follow_up_that_finds_passages_in_full_is_asked_as_it_is() -> None:
    """If the resolved question only finds passages, the question is asked as written, and an answer to it wins."""
    context = in_context("Who keeps it?", [Turn("Where is the clock?", "")])
    assert context.next([]) == "Who keeps the clock?"
    assert context.next([answered(ANSWERED)]) is None
    assert context.next([answered(NOTHING)]) is None
    assert context.next([answered(PASSAGES)]) == "Who keeps it?"
    assert context.next([answered(PASSAGES), answered(ANSWERED)]) is None
    assert context.best([answered(PASSAGES), answered(ANSWERED)]) == 1
    assert context.best([answered(PASSAGES), answered(PASSAGES)]) == 0


def test_the_only_answer_is_given() -> None:
    """If only one question is asked, its answer is chosen."""
    context = in_context("Who keeps the clock?", [])
    assert context.next([]) == "Who keeps the clock?"
    assert context.next([answered(NOTHING)]) is None
    assert context.best([answered(NOTHING)]) == 0
