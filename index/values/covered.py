"""A text → the months, or the days of the week, that it covers: those that it names, and those in ranges."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from index.english.calendar_names import MONTH_NAME, SHORT_MONTHS
from index.english.function_words import RANGE_MARK
from index.values.dates import dates
from index.values.mention import Mention
from index.values.short_names import CONTEXT
from index.values.weekdays import weekdays

_TO = re.compile(rf"\.?\s*{RANGE_MARK}\s*(?:the\s)?", re.IGNORECASE)
_ALL_MONTHS, _ALL_DAYS = frozenset(range(1, 13)), frozenset(range(7))
_WHOLE_YEAR = re.compile(
    r"\b(?:(?:every|each) (?:day|week|month|weekend)|daily|weekly|monthly|all year|always)\b", re.IGNORECASE
)
_BOUND_OF_MONTHS = re.compile(r"\b(?:before|after|since|until|till)\s+(?:the\s+)?\Z", re.IGNORECASE)
_HAS_NAME = re.compile(MONTH_NAME, re.IGNORECASE)
_WHOLE_WEEK = re.compile(
    r"\b(?:every|each|any) (?:other )?(?:day|morning|afternoon|evening|night|week)\b|\b(?:daily|always)\b",
    re.IGNORECASE,
)
_BOUND_OF_DAYS = re.compile(r"\b(?:before|after|since|from|until|till|by|through) \Z", re.IGNORECASE)
_WORKING_DAY = re.compile(r"\b(?:weekdays?|working days?)\b", re.IGNORECASE)
_WORKING_DAYS = frozenset(range(5))


def months_covered(text: str) -> frozenset[int]:
    """Return the months that a text covers, 1 to 12; "from May to July" covers three.

    All twelve if it says "every day" or states a bound: "since June". A short name counts only with a number
    or in a range, and a date in digits only with a year: "room 1.01." is none.
    """
    if _WHOLE_YEAR.search(text):
        return _ALL_MONTHS
    mentions = [
        Mention(each.start, each.end, each.value.month)
        for each in dates(text)
        if each.value.year or _HAS_NAME.search(text, each.start, each.end)
    ]
    short = [each for each in mentions if text[each.start : each.end].rstrip(".").lower() in SHORT_MONTHS]
    return _covered(text, mentions, _ALL_MONTHS, _BOUND_OF_MONTHS, only_in_ranges=short)


def weekdays_covered(text: str) -> frozenset[int]:
    """Return the days of the week that a text covers, 0 (Monday) to 6; "Monday to Friday" covers five.

    All seven if it says "every day" or states a bound: "until Friday".
    """
    if _WHOLE_WEEK.search(text):
        return _ALL_DAYS
    working = _WORKING_DAYS if _WORKING_DAY.search(text) else frozenset()
    return working | _covered(text, list(weekdays(text)), _ALL_DAYS, _BOUND_OF_DAYS)


def _covered(
    text: str,
    mentions: Sequence[Mention[int]],
    every: frozenset[int],
    bound: re.Pattern[str],
    *,
    only_in_ranges: Sequence[Mention[int]] = (),
) -> frozenset[int]:
    """Return the numbers that mentions (in order) and the ranges between them cover; all if one has a bound.

    The numbers are cyclic: from November to February are four months.
    """
    covered: set[int] = set()
    in_range: set[Mention[int]] = set()
    for first, last in pairwise(mentions):
        if _TO.fullmatch(text, first.end, last.start):
            in_range.update((first, last))
            steps = (last.value - first.value) % len(every)
            lowest = min(every)
            covered.update((first.value - lowest + step) % len(every) + lowest for step in range(steps + 1))
    for mention in mentions:
        if mention in in_range or mention in only_in_ranges:
            continue
        if bound.search(text[max(0, mention.start - CONTEXT) : mention.start]):
            return every
        covered.add(mention.value)
    return frozenset(covered)
