"""A question about today, tonight, tomorrow or yesterday → the questions for that date and day of the week.

Documents seldom say "today": a timetable has days of the week, a calendar has dates. So the answer for the
date must name that date, and the answer for the day of the week must name no date.
"""

from __future__ import annotations

import re
from collections.abc import Generator
from datetime import date, timedelta

from index.english.calendar_names import MONTHS, WEEKDAYS
from index.english.function_words import PREPOSITIONS
from index.english.patterns import any_of
from index.types import Answer, Misspelling, Outcome
from index.values.dates import Date, dates
from index.values.weekdays import weekdays

_DAYS = {"today": 0, "tonight": 0, "tonite": 0, "tomorrow": 1, "tmrw": 1, "tmr": 1, "yesterday": -1}
_RELATIVE_DAY = re.compile(
    rf"(?:\b(?P<preposition>{any_of(*PREPOSITIONS)}) )?(?<![\w!/.@#\"“'`-])(?P<day>{any_of(*_DAYS)})"
    r"(?P<possessive>['’]?s)?(?![\w\"”'`-])",  # not the name of a command, and no quotation
    re.IGNORECASE,
)


def answer_on_day(question: str, today: date) -> Generator[str, Answer, Answer]:
    """Yield the forms of a question in which to ask it, and return the answer.

    A question without such a day is asked as it is.
    """
    found = _RELATIVE_DAY.search(question)
    if found is None:
        return (yield question)
    day = today + timedelta(days=_DAYS[found["day"].lower()])
    on_date = yield _with_day(question, f"{day.day} {MONTHS[day.month - 1].capitalize()}")
    if on_date.outcome is Outcome.ANSWERED and any(_is_of(day, each) for each in _dates_of(on_date)):
        return on_date
    on_weekday = yield _with_day(question, WEEKDAYS[day.weekday()].capitalize())
    if on_weekday.outcome is Outcome.ANSWERED and not _dates_of(on_weekday):
        return on_weekday
    as_typed = yield question
    if as_typed.outcome is Outcome.ANSWERED and not _dates_of(as_typed) and not any(weekdays(as_typed.text)):
        return as_typed
    unanswered = (each for each in (on_weekday, on_date, as_typed) if each.outcome is not Outcome.ANSWERED)
    return next(unanswered, on_weekday)


def day_read(typed: str, asked: str) -> tuple[Misspelling, ...]:
    """Return how the day of a typed question was read in the question that was asked; empty if it was not."""
    found = _RELATIVE_DAY.search(typed)
    if found is None or _RELATIVE_DAY.search(asked):
        return ()
    known = {typed[each.start : each.end] for kind in (dates, weekdays) for each in kind(typed)}
    read = [asked[each.start : each.end] for kind in (dates, weekdays) for each in kind(asked)]
    return tuple(Misspelling(found["day"], each) for each in read if each not in known)[:1]


def _with_day(question: str, day: str) -> str:
    """Return a question with the name of a day instead of "today": "on Tuesday", "until 1 December"."""

    def named(match: re.Match[str]) -> str:
        if match["possessive"]:
            return f"{match['preposition'] + ' ' if match['preposition'] else ''}{day}'s"
        return f"{match['preposition'] or 'on'} {day}"

    return _RELATIVE_DAY.sub(named, question)


def _dates_of(answer: Answer) -> list[Date]:
    """Return the days of the calendar that an answer, its lines in the first quote or its headings name."""
    said = [answer.text]
    for first in answer.citations[:1]:
        said += first.trail
        if first.answer is not None:
            start, end = first.answer
            line_start, line_end = first.quote.rfind("\n", 0, start) + 1, first.quote.find("\n", end)
            said.append(first.quote[line_start : line_end if line_end >= 0 else None])
    return [each.value for each in dates("\n".join(said)) if each.value.day]


def _is_of(day: date, named: Date) -> bool:
    return named.says(Date(day.month, day.day, 0)) and named.year in (0, day.year)
