"""Whether an answer is about the day of the week that a question names: the raid on Saturday, Friday's hours.

The network confuses days. So a text with other days, but without any of the question's, is not the answer. It
is only shown.
"""

from __future__ import annotations

import re

from index.english.calendar_names import SHORT_WEEKDAYS, WEEKDAYS
from index.english.function_words import RANGE_WORDS
from index.english.patterns import any_of
from index.reader.evidence.evidence_text import section_text, sentence_at
from index.types import Evidence
from index.values.dates import DAYS_OF_WEEKEND, WEEKEND
from index.values.short_names import TWO_LETTER_DAY, TWO_LETTER_DAYS

_ALL = frozenset(range(7))
# A short name counts only with a capital: "nobody sat in the sun" names no day.
_DAY = re.compile(
    rf"\b(?P<full>{any_of(*WEEKDAYS)})s?\b"
    rf"|\b(?P<short>(?-i:{any_of(*map(str.capitalize, SHORT_WEEKDAYS))}))(?:(?<=Tue)s|(?<=Thu)rs?)?\b"
    rf"|(?P<two_letters>(?-i:{TWO_LETTER_DAY.pattern}))",
    re.IGNORECASE,
)
_TO = re.compile(rf"\.?\s?(?:[-–—]|{any_of(*RANGE_WORDS)})\s?", re.IGNORECASE)
_ANY_DAY = re.compile(
    r"\b(?:every|each|any) (?:other )?(?:day|morning|afternoon|evening|night|week)\b|\b(?:daily|always)\b"
    rf"|\b(?:before|after|since|from|until|till|by|through) (?:{_DAY.pattern})",
    re.IGNORECASE,
)
_WORKING_DAY = re.compile(r"\b(?:weekdays?|working days?)\b", re.IGNORECASE)


def has_weekdays_of(question: str, evidence: Evidence, start: int, *, is_words: bool) -> bool:
    """Whether nothing says that the answer at character `start` is about other days than the question's.

    If words answer, the days of their sentence count. Otherwise, and if the sentence names none, the days of
    the section and its headings count; in a table, those of the row and the headings. A text under a heading
    with the question's day is about that day: "Sign-up closes on Friday" under "Saturday raid".
    """
    asked = _named_days(question)
    if not asked or asked & weekdays(" ".join(evidence.passage.trail)):
        return True
    section = section_text(evidence, start, other_rows=False)
    found = (is_words and weekdays(sentence_at(evidence, start))) or weekdays(section)
    return not found or bool(asked & found)


def _named_days(text: str) -> frozenset[int]:
    """Return the days that a text names in full, 0 (Monday) to 6."""
    return frozenset(_number(day) for day in _DAY.finditer(text) if day["full"])


def weekdays(text: str) -> frozenset[int]:
    """Return the days that a text is about, 0 (Monday) to 6; all if it says "every day" or states a bound.

    "Monday to Friday" is about five days.
    """
    found: set[int] = set()
    last: re.Match[str] | None = None
    outside_ranges = text
    for day in _DAY.finditer(text):
        if last and _TO.fullmatch(text, last.end(), day.start()):
            days = (_number(day) - _number(last)) % len(_ALL)
            found.update((_number(last) + step) % len(_ALL) for step in range(days))
            outside_ranges = outside_ranges.replace(text[last.start() : day.end()], "")
        found.add(_number(day))
        last = day
    if _ANY_DAY.search(outside_ranges):
        return _ALL
    if _WORKING_DAY.search(text):
        found.update(range(5))
    if WEEKEND.search(text):
        found.update(DAYS_OF_WEEKEND)
    return frozenset(found)


def _number(day: re.Match[str]) -> int:
    if two_letters := day["two_letters"]:
        return TWO_LETTER_DAYS.index(two_letters)
    return SHORT_WEEKDAYS.index((day["full"] or day["short"])[:3].lower())
