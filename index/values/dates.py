"""The dates, months and days of the week that a text mentions: "14 March", "Mar 14th", "2026-03-14"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from index.english.calendar_names import BEFORE_MONTH, MONTH_NUMBERS, MONTHS, WEEKDAYS, YEAR
from index.english.number_names import ORDINAL_ENDING, ORDINALS
from index.english.patterns import any_of
from index.values.mention import Mention
from index.values.short_names import CONTEXT, OTHER_WORDS, SHORT_DAYS, TWO_LETTER_DAY, TWO_LETTER_DAYS

_MONTH = any_of(*sorted(MONTH_NUMBERS, key=len, reverse=True))
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_NTH = rf"{_DAY}(?:{ORDINAL_ENDING})?(?![\d:]|\.\d)"
_DATE = re.compile(
    rf"""
      (?<![\w.-])(?P<iso_year>{YEAR})-(?P<iso_month>0[1-9]|1[0-2])(?:-(?P<iso_day>0[1-9]|[12]\d|3[01]))?(?![\w-])
    | (?<![\w.])(?P<dot_day>{_DAY})\.[ ]?(?P<dot_month>0?[1-9]|1[0-2])\.(?:[ ]?(?P<dot_year>{YEAR}))?(?![\w.])
    | (?<![\w/])(?P<first>\d\d?)/(?P<second>\d\d?)/(?P<slash_year>{YEAR}|\d\d)(?![\w/])
    | (?<![\w.,])(?P<day_before>{_NTH})\.?(?:[ ]of)?[ -](?P<month_after>{_MONTH})\b\.?
      (?:,?[ -](?P<year_after>{YEAR})\b)?
    | (?<![\w'’-])(?P<month>{_MONTH})\b(?!['’])\.?(?:[ ](?:the[ ])?(?P<day_after>{_NTH}))?
      (?:,?[ ](?P<year>{YEAR})\b)?
    """,
    re.IGNORECASE | re.VERBOSE,
)
# Every text is searched for these, so they start with a literal, and what is before a match is checked after.
_ISO = re.compile(r"(?:19|20)\d\d-(?P<month>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12]\d|3[01])(?![\w-])")
_INSIDE_NUMBER = re.compile(r"[\w.-]$")
_DOT_YEAR = re.compile(r"\.(?:19|20)\d\d(?![\w.]|-\d)")
_DAY_AND_MONTH = re.compile(rf"(?<![\w.])(?P<day>{_DAY})\.(?P<month>0?[1-9]|1[0-2])$")
_LONGEST_DAY_AND_MONTH = 6  # characters of "31.12" and the one before
_WEEKDAY = re.compile(
    rf"(?<![\w'’])(?:{any_of(*WEEKDAYS)}s?|{any_of(*SHORT_DAYS)})(?!['’]?\w)", re.IGNORECASE
)
WEEKEND = re.compile(r"\bweekends?\b", re.IGNORECASE)
DAYS_OF_WEEKEND = (5, 6)
_BEFORE_MONTH = re.compile(rf"\b{any_of(*BEFORE_MONTH, 'or')}\s$", re.IGNORECASE)
_NTH_QUARTER = ORDINALS[:4]
_QUARTER = re.compile(
    rf"(?<![\w'’])(?:(?:{YEAR}[- ]?)?Q(?P<number>[1-4])|(?P<name>{any_of(*_NTH_QUARTER)}) quarter)(?!\w)",
    re.IGNORECASE,
)
_VERBS = ("may", "march")
_DAYS_OF_MONTH, _CENTURY = 31, 2000


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


def dates(text: str) -> Iterator[Mention]:
    """Yield the dates and months of a text; the value is a `Date`.

    A short name that may be another word counts only with a capital or a number next to it, "may" and
    "march" only after a word such as "in", with a capital within a sentence or with a number.
    """
    for match in _DATE.finditer(text):
        if match["first"]:
            yield from _with_slashes(match)
            continue
        if name := match["month_after"] or match["month"]:
            day = match["day_before"] or match["day_after"] or ""
            year = match["year_after"] or match["year"] or ""
            if not day and not year and not _is_month(match):
                continue
            month = MONTH_NUMBERS[name.lower()]
        else:
            day = match["iso_day"] or match["dot_day"] or ""
            year = match["iso_year"] or match["dot_year"] or ""
            month = int(match["iso_month"] or match["dot_month"])
        date = Date(month, int(re.sub(r"\D", "", day) or 0), int(year or 0))
        yield Mention(match.start(), match.end(), date)


def _with_slashes(match: re.Match[str]) -> Iterator[Mention]:
    """Yield what a date with slashes may mean: the month is the first or the second number."""
    first, second, year = map(int, match.group("first", "second", "slash_year"))
    for month, day in dict.fromkeys(((second, first), (first, second))):
        if 0 < month <= len(MONTHS) and 0 < day <= _DAYS_OF_MONTH:
            date = Date(month, day, year + _CENTURY if year < 100 else year)
            yield Mention(match.start(), match.end(), date)


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


def quarters(text: str) -> Iterator[Mention]:
    """Yield the quarters of years of a text: "Q3", "2026-Q3", "third quarter"; the value is 1 to 4."""
    for match in _QUARTER.finditer(text):
        name = (match["name"] or "").lower()
        yield Mention(match.start(), match.end(), int(match["number"] or 0) or _NTH_QUARTER.index(name) + 1)


def _is_month(match: re.Match[str]) -> bool:
    """Whether a name without a number next to it is that of a month."""
    name, before = match["month"], match.string[max(0, match.start() - CONTEXT) : match.start()]
    if name.lower() not in (*OTHER_WORDS, *_VERBS):
        return True
    is_capital = name[:1].isupper() and (name.lower() not in _VERBS or before.rstrip()[-1:].islower())
    return is_capital or bool(_BEFORE_MONTH.search(before))


def weekdays(text: str) -> Iterator[Mention]:
    """Yield the days of the week of a text; the value is 0 (Monday) to 6.

    "Sat", "Sun", "Mon" and "Wed" count only with a capital, and "Sa" only in a range, a list or a cell. A
    weekend has two mentions.
    """
    for match in TWO_LETTER_DAY.finditer(text):
        yield Mention(match.start(), match.end(), TWO_LETTER_DAYS.index(match[0]))
    for match in WEEKEND.finditer(text):
        yield from (Mention(match.start(), match.end(), number) for number in DAYS_OF_WEEKEND)
    for match in _WEEKDAY.finditer(text):
        name = match[0].lower()
        if name in OTHER_WORDS and not match[0][0].isupper():
            continue
        number = SHORT_DAYS[name] if name in SHORT_DAYS else WEEKDAYS.index(name.removesuffix("s"))
        yield Mention(match.start(), match.end(), number)
