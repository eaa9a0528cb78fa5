"""Questions about today, tonight, tomorrow and yesterday, asked on known days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from index import Answer, Outcome
from index.conversation.asking import answer_after_turns
from index.conversation.relative_days import answer_on_day, day_read
from index.types import Misspelling
from tests.index.engines import engine_over
from tests.index.swimming_club import DOCUMENTS

WEDNESDAY, DAY_BEFORE_GALA, GALA = date(2026, 12, 2), date(2026, 3, 13), date(2026, 3, 14)

Ask = Callable[[str, date], Answer]


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """Return a function that asks a question on a day, and returns the answer as it is shown."""
    engine = engine_over(DOCUMENTS, tmp_path_factory.mktemp("days"))

    def ask(question: str, today: date) -> Answer:
        asking = answer_after_turns(question, [], today=today)
        form = next(asking)
        while True:
            try:
                form = asking.send(engine.ask(form))
            except StopIteration as end:
                return end.value.answer

    return ask


@pytest.mark.parametrize(
    ("question", "today", "answer", "read"),
    [
        ("who coaches tonight", WEDNESDAY, "Tomas Reyes", Misspelling("tonight", "Wednesday")),
        ("who coaches tomorrow", WEDNESDAY, "Anouk Petit", Misspelling("tomorrow", "Thursday")),
        ("whats on today", GALA, "Spring gala", Misspelling("today", "14 March")),
        ("what is on tomorrow", DAY_BEFORE_GALA, "Spring gala", Misspelling("tomorrow", "14 March")),
    ],
)
def test_a_day_is_found_in_a_timetable_and_in_a_calendar(
    ask: Ask, question: str, today: date, answer: str, read: Misspelling
) -> None:
    """The answer says which day it is about."""
    found = ask(question, today)
    assert found.outcome is Outcome.ANSWERED
    assert answer in found.text
    assert read in found.misspellings


@pytest.mark.parametrize(
    ("question", "today"),
    [
        ("who coaches today", date(2026, 12, 6)),
        ("whats on today", DAY_BEFORE_GALA),
        ("whats on tomorrow", GALA),
    ],
)
def test_another_day_is_no_answer(ask: Ask, question: str, today: date) -> None:
    """Neither in the timetable, nor in the calendar: an event of a Saturday is on one Saturday."""
    assert ask(question, today).outcome is not Outcome.ANSWERED


def asked_forms(question: str) -> list[str]:
    """Return the forms of a question, if none is answered."""
    nothing = Answer(question, Outcome.NOTHING, "", 0.0, (), 1)
    asking = answer_on_day(question, WEDNESDAY)
    forms = [next(asking)]
    while True:
        try:
            forms.append(asking.send(nothing))
        except StopIteration:
            return forms


def test_a_question_is_asked_for_the_date_the_day_and_as_it_was_typed() -> None:
    assert asked_forms("what is due until tomorrow") == [
        "what is due until 3 December",
        "what is due until Thursday",
        "what is due until tomorrow",
    ]
    assert asked_forms("today's match")[:2] == ["2 December's match", "Wednesday's match"]
    assert asked_forms("open tonight?")[0] == "open on 2 December?"


@pytest.mark.parametrize("question", ["who built the pool", "what does !today do", 'what is "Today"'])
def test_other_questions_are_asked_as_they_are(question: str) -> None:
    """A command or a title may have the name of a day."""
    assert asked_forms(question) == [question]


def test_a_day_that_was_not_read_is_not_told() -> None:
    assert day_read("is it open today", "is it open today") == ()
    assert day_read("is it open on Monday", "is it open on Monday") == ()
