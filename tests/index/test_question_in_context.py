"""The questions that are asked for one after other turns, and the choice among their answers."""

from __future__ import annotations

import pytest

from index import Answer, Outcome, Turn
from index.question_in_context import QuestionInContext, in_context

NOTHING, PASSAGES, ANSWERED = Outcome.NOTHING, Outcome.PASSAGES, Outcome.ANSWERED


@pytest.mark.parametrize(
    ("last", "question", "expected"),
    [
        ("Do you grade Word files?", "how do i pay?", "how do i pay: Word files"),
        ("How much is the field trip?", "is dinner included", "is dinner included: the field trip"),
        ("How much is the field trip?", "so what is the field trip", None),  # it names it
        ("How much is the field trip?", "why?", None),  # a rule puts it in full
        ("How much is the field trip?", "when does the library open on public holidays", None),
        ("How?", "how do i pay", None),
        ("How much is the field trip?", "?!", None),
    ],
)
def test_a_short_question_may_be_about_the_last_ones_topic(
    last: str, question: str, expected: str | None
) -> None:
    """Where no rule finds a reference, a short question can also be asked beside what was asked about."""
    assert in_context(question, [Turn(last, "")]).asked[1:] == ((expected,) if expected else ())
    assert in_context(question, []).asked == (question,)


@pytest.mark.parametrize(
    ("first", "beside", "best"),
    [
        ((NOTHING, 0.5), (PASSAGES, 0.5), 1),
        ((PASSAGES, 0.5), (ANSWERED, 0.5), 1),
        ((PASSAGES, 0.5), (NOTHING, 0.5), 0),
        ((PASSAGES, 0.5), (PASSAGES, 0.9), 0),
        ((ANSWERED, 0.75), (ANSWERED, 0.6), 0),
        ((ANSWERED, 0.5), (ANSWERED, 0.6), 1),
        ((ANSWERED, 0.75), (ANSWERED, 0.7), 1),
    ],
)
def test_the_answer_that_tells_more_is_taken(
    first: tuple[Outcome, float], beside: tuple[Outcome, float], best: int
) -> None:
    """An answer before passages, passages before nothing, of two alike the first; of two answers the second,
    unless the first is clearly surer."""
    answers = [Answer("q", outcome, "", confidence, (), 1) for outcome, confidence in (first, beside)]
    assert QuestionInContext(("q", "q: topic")).best(answers) == best


def test_the_only_answer_is_taken() -> None:
    """Where one question is asked, its answer is the best."""
    assert QuestionInContext(("q",)).best([Answer("q", NOTHING, "", 0.0, (), 1)]) == 0
