"""The dates, months and quarters that a text mentions: "14 March", "Mar 14th", "2026-03-14", "May", "Q3"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from index.english.calendar_names import (
    BEFORE_MONTH,
    DAY_IN_DIGITS,
    ISO_DAY,
    ISO_MONTH,
    MONTH_IN_DIGITS,
    MONTH_NAME,
    MONTH_NUMBERS,
    MONTHS,
    YEAR,
)
from index.english.number_names import ORDINALS
from index.english.patterns import any_of
from index.values.date_pattern import DAY_OR_MONTH, VERB
from index.values.mention import Mention
from index.values.short_names import CONTEXT, OTHER_WORDS

_NAME = re.compile(MONTH_NAME, re.IGNORECASE)
_NUMBER = re.compile(r"\d+")
_BEFORE_MONTH = re.compile(rf"\b{any_of(*BEFORE_MONTH, 'or')}\s$", re.IGNORECASE)
_VERB = re.compile(VERB, re.IGNORECASE)
_VERBS = ("may", "march")
_DAYS_OF_MONTH, _CENTURY = 31, 2000
# Every text is searched for these, so they start with a literal, and what is before a match is checked after.
_ISO = re.compile(rf"(?:19|20)\d\d-(?P<month>{ISO_MONTH})-(?P<day>{ISO_DAY})(?![\w-])")
_INSIDE_NUMBER = re.compile(r"[\w.-]$")
_DOT_YEAR = re.compile(r"\.(?:19|20)\d\d(?![\w.]|-\d)")
_DAY_AND_MONTH = re.compile(rf"(?<![\w.])(?P<day>{DAY_IN_DIGITS})\.(?P<month>{MONTH_IN_DIGITS})$")
_LONGEST_DAY_AND_MONTH = 6  # characters of "31.12" and the one before
_NTH_QUARTER = ORDINALS[:4]
_QUARTER = re.compile(
    rf"(?<![\w'’])(?:(?:{YEAR}[- ]?)?Q(?P<number>[1-4])|(?P<name>{any_of(*_NTH_QUARTER)}) quarter)(?!\w)",
    re.IGNORECASE,
)


class Date(NamedTuple):
    """A date, or only its month; `day` and `year` are 0 if they are not said."""

    month: int
    day: int
    year: int

    def says(self, other: Date) -> bool:
        """Whether this date says all that `other` says, and nothing that contradicts it."""
        return (
            self.month == other.month
            and other.day in (0, self.day)
            and (other.year in (0, self.year) or not self.year)
        )


def dates(text: str) -> Iterator[Mention[Date]]:
    """Yield the dates and months of a text; the value is a `Date`.

    A short name that may be another word counts only with a capital or a number next to it, "may" and
    "march" only after a word such as "in", with a capital within a sentence or with a number. A date with
    slashes has two mentions if the month may be the first or the second number.
    """
    for match in DAY_OR_MONTH.finditer(text):
        for date in _dates(match[0]):
            if date.day or date.year or _is_month(match):
                yield Mention(match.start(), match.end(), date)


def _dates(written: str) -> Iterator[Date]:
    """Yield what a date may mean."""
    numbers = [int(number) for number in _NUMBER.findall(written)]
    if name := _NAME.search(written):
        day = next((number for number in numbers if number <= _DAYS_OF_MONTH), 0)
        year = next((number for number in numbers if number > _DAYS_OF_MONTH), 0)
        yield Date(MONTH_NUMBERS[name[0].lower()], day, year)
    elif "/" in written:
        first, second, year = numbers
        for month, day in dict.fromkeys(((second, first), (first, second))):
            if 0 < month <= len(MONTHS) and 0 < day <= _DAYS_OF_MONTH:
                yield Date(month, day, year + _CENTURY if year < 100 else year)
    elif "." in written:
        day, month, year = (*numbers, 0)[:3]
        yield Date(month, day, year)
    else:
        year, month, day = (*numbers, 0)[:3]
        yield Date(month, day, year)


def _is_month(match: re.Match[str]) -> bool:
    """Whether a name without a number next to it is that of a month."""
    name, text, start = match[0].rstrip(".").lower(), match.string, match.start()
    if name not in (*OTHER_WORDS, *_VERBS):
        return True
    if text[match.end() : match.end() + 1] in ("'", "’"):  # "Jan's bicycle"
        return False
    before = text[max(0, start - CONTEXT) : start]
    if text[start].isupper() and (name not in _VERBS or before.rstrip()[-1:].islower()):
        return True
    return _BEFORE_MONTH.search(before) is not None and not _VERB.match(text, start)


def names_of_dates(text: str) -> list[str]:
    """Return the months of a text's dates in digits, in lower case, each with its day: "june", "7"."""
    found: list[re.Match[str]] = []
    for match in _ISO.finditer(text):
        if not _INSIDE_NUMBER.search(text[max(0, match.start() - 1) : match.start()]):
            found.append(match)
    for match in _DOT_YEAR.finditer(text):
        before = text[max(0, match.start() - _LONGEST_DAY_AND_MONTH) : match.start()]
        if day_and_month := _DAY_AND_MONTH.search(before):
            found.append(day_and_month)
    return [name for match in found for name in (MONTHS[int(match["month"]) - 1], match["day"].lstrip("0"))]


def quarters(text: str) -> Iterator[Mention[int]]:
    """Yield the quarters of years of a text: "Q3", "2026-Q3", "third quarter"; the value is 1 to 4."""
    for match in _QUARTER.finditer(text):
        name = (match["name"] or "").lower()
        yield Mention(match.start(), match.end(), int(match["number"] or 0) or _NTH_QUARTER.index(name) + 1)
