"""Whether a table row is about the day of the calendar that a question names: who is on duty on 12 December.

The network confuses days: the number 12 is also in 2026-12-08. So a row with other dates, but without that of
the question, is not the answer. It is only shown.
"""

from __future__ import annotations

import re

from index.english.function_words import RANGE_MARK
from index.reader.evidence.cells import cells_of
from index.reader.question.asked_question import AskedQuestion
from index.types import Evidence
from index.values.dates import Date, dates

_BOUND = re.compile(r"\b(?:before|after|since|from|until|till|by|through|every|each)\b", re.IGNORECASE)
_RANGE_BEFORE = re.compile(rf"{RANGE_MARK}\W{{0,3}}$", re.IGNORECASE)
_RANGE_AFTER = re.compile(rf"\W{{0,3}}{RANGE_MARK}\W{{0,3}}\d", re.IGNORECASE)


def has_day_of(asked: AskedQuestion, evidence: Evidence, start: int, *, is_words: bool) -> bool:
    """Whether the row at character `start` has a date of the question, or none that excludes it.

    True if `start` is in no row, or the question names no day. If words answer, the dates of their own cell
    do not count. A range, a bound or several dates in a cell may include any day.
    """
    row = evidence.row_at(start) if asked.days else None
    if row is None:
        return True
    named: list[Date] = []
    for cell in cells_of(evidence, row):
        if not (is_words and cell.start <= start < cell.end):
            found = _days(cell.text)
            if found is None:
                return True
            named += found
    return not named or any(one.says(day) or day.says(one) for one in named for day in asked.days)


def _days(cell: str) -> list[Date] | None:
    """Return the dates of a cell; None if it may include other days too."""
    mentions = [each for each in dates(cell) if each.value.day]
    is_range = any(
        _RANGE_BEFORE.search(cell[: each.start]) or _RANGE_AFTER.match(cell, each.end) for each in mentions
    )
    several = len({(each.value.month, each.value.day) for each in mentions}) > 1
    if mentions and (is_range or several or _BOUND.search(cell)):
        return None
    return [each.value for each in mentions]
