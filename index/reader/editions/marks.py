"""Marks of an edition in a name, a title or a heading: dates, seasons and versions.

"rules-2024", "Minutes of 5 October 2024", "Autumn 2024", "2025/26", "guide v1.20", "second edition". A number
alone is no mark: "chapter 2" is another text than "chapter 1".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from index.english.calendar_names import (
    DAY_IN_DIGITS,
    ISO_DAY,
    ISO_MONTH,
    MONTH_IN_DIGITS,
    MONTH_NUMBERS,
    YEAR,
)
from index.english.function_words import ARTICLES, PREPOSITIONS
from index.english.number_names import ORDINAL_ENDING, ORDINALS
from index.english.patterns import any_of
from index.reader.editions.status import BEGINS, DOCUMENTS, ENDS

Numbers = tuple[int, ...]

SEASONS = ("winter", "spring", "summer", "autumn", "fall")
#: The month by which each season is ordered. The winter of "2024/25" has December instead.
_SEASON_MONTHS = {"winter": 1, "spring": 3, "summer": 6, "autumn": 9, "fall": 9}
_QUARTERS = {"q1": 1, "q2": 4, "q3": 7, "q4": 10}
_NAMES = MONTH_NUMBERS | _SEASON_MONTHS | _QUARTERS
_DECEMBER = 12
YEAR_ALONE = rf"(?<!\d){YEAR}(?!\d)"
_YEAR = rf"(?P<year>{YEAR_ALONE})"
_NAME = r"(?P<name>[a-z]{3,9}|q[1-4])(?![^\W\d_])\.?"  # perhaps of a month, a season or a quarter: see _NAMES
_MONTH, _DAY = rf"{MONTH_IN_DIGITS}(?!\d)", rf"{DAY_IN_DIGITS}(?!\d)"
_TH = rf"{ORDINAL_ENDING}?"
_RANGE = rf"{_YEAR}[ /–-]{{1,3}}(?:20)?(?P<until>\d\d)(?!\d)"
_DATES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<!\d)(?P<year>{YEAR})(?P<month>{ISO_MONTH})(?P<day>{ISO_DAY})(?!\d)",
        rf"(?:(?<!\d)(?P<day>{_DAY}){_TH}[ .-]*(?:of )?)?{BEGINS}{_NAME}[ ,./-]*(?:of )?{_RANGE}",
        rf"(?:(?<!\d)(?P<day>\d\d?){_TH}[ .-]*(?:of )?)?{BEGINS}{_NAME}[ ,./-]*(?:of )?{_YEAR}",
        rf"{BEGINS}{_NAME}[ .-]*(?P<day>\d\d?){_TH},?[ -]+{_YEAR}",
        rf"{_YEAR}[ ,./-]*{_NAME}(?:[ .-]*(?P<day>{_DAY}))?",
        rf"(?<!\d)(?P<day>{_DAY})[./-](?P<month>{_MONTH})[./-]{_YEAR}",
        _RANGE,
        rf"{_YEAR}(?:[-. ](?P<month>{_MONTH})(?:[-. ](?P<day>{_DAY}))?)?",
    )
)
_KINDS = (
    *("version", "edition", "revision", "release", "patch", "update", "build", "printing"),
    *("rev", "ver", "ed", "v"),
)
_COUNT = r"\d{1,9}"  # longer ones are no versions
_PLAYED = re.compile(rf"{BEGINS}(?:(?:season|issue)[ -]*|s)({_COUNT}){ENDS}")
_NUMBERED = rf"{BEGINS}{any_of(*_KINDS)}[ .-]*({_COUNT}(?:\.{_COUNT})*)(?:\.x)?{ENDS}"
_COUNTED = rf"{BEGINS}({_COUNT}){ORDINAL_ENDING}[ -]+{any_of(*_KINDS)}{ENDS}"
_ORDINAL = rf"{BEGINS}({any_of(*ORDINALS)})[ -]+{any_of(*_KINDS)}{ENDS}"
_DOTTED = rf"{BEGINS}({_COUNT}(?:\.{_COUNT})+)(?:\.x)?{ENDS}"
_VERSIONS = tuple(re.compile(pattern) for pattern in (_NUMBERED, _COUNTED, _ORDINAL, _DOTTED))
_COUNTED_DOCUMENT = re.compile(rf"{BEGINS}([^\W\d_]+)[ -]?(\d{{1,3}})$")
_WORD = re.compile(r"[^\W_]+")
_UNIMPORTANT = frozenset((*ARTICLES, *PREPOSITIONS, *_KINDS, "and", "year", "season", "copy"))


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks of an edition as tuples of numbers, of which the higher is later; empty without a mark."""

    date: Numbers = ()  #: the year, then the month and the day if they are stated
    season: Numbers = ()  #: of a game or a series: "season 7"
    version: Numbers = ()

    def compared(self, other: Marks) -> int:
        """Return 1 if these marks are of a later edition, -1 if of an earlier one, 0 if they do not decide.

        The first kind of marks that both have, and in which they differ, decides.
        """
        pairs = (self.date, other.date), (self.season, other.season), (self.version, other.version)
        differing = next(((own, others) for own, others in pairs if own and others and own != others), None)
        return 0 if differing is None else 1 if differing[0] > differing[1] else -1

    @property
    def are_of_a_time(self) -> bool:
        """Whether they name a time, or a release such as 1.20, that is over some day; "v2" does not."""
        return bool(self.date or self.season or len(self.version) > 1)

    def __bool__(self) -> bool:
        return bool(self.date or self.season or self.version)


def joined(marks: Iterable[Marks]) -> Marks:
    """Return the most precise date, the first season and the first version of several marks."""
    every = list(marks)
    return Marks(
        max((each.date for each in every), key=len, default=()),
        next((each.season for each in every if each.season), ()),
        next((each.version for each in every if each.version), ()),
    )


def marks_in(text: str, *, is_name: bool = False) -> tuple[Marks, frozenset[str]]:
    """Return the marks in a lower-case text, and its other words and numbers without unimportant words.

    In the name of a file, a number after a word for a document is a version: "rules-2".
    """
    date, text = _cut_date(text)
    season, text = _cut(_PLAYED, text)
    version: Numbers = ()
    for pattern in _VERSIONS:
        version, text = _cut(pattern, text)
        if version:
            break
    found = _COUNTED_DOCUMENT.search(text) if is_name and not version else None
    if found and found[1] in DOCUMENTS:
        version, text = (int(found[2]),), text[: found.start(2)]
    return Marks(date, season, version), frozenset(_WORD.findall(text)) - _UNIMPORTANT


def _cut_date(text: str) -> tuple[Numbers, str]:
    """Return the first date with a year in a text, and the text without it."""
    for pattern in _DATES:
        for found in pattern.finditer(text):
            date = _date(found)
            if date:
                return date, f"{text[: found.start()]} {text[found.end() :]}"
    return (), text


def _date(found: re.Match[str]) -> Numbers:
    """Return the year, month and day of a match; none if its name is no month, season or quarter.

    None also if a range does not end with the next year: "2024/25" is a range of years, "2024-10" is not.
    """
    parts = found.groupdict()
    year, until, name = int(parts["year"]), parts.get("until"), parts.get("name")
    if (until and int(until) != (year + 1) % 100) or (name and name not in _NAMES):
        return ()
    if name == "winter" and until:
        return year, _DECEMBER
    month = _NAMES[name] if name else int(parts.get("month") or 0)
    day = int(parts.get("day") or 0)
    return (year, month, day) if month and day else (year, month) if month else (year,)


def _cut(pattern: re.Pattern[str], text: str) -> tuple[Numbers, str]:
    """Return the numbers that a pattern finds in a text, and the text without them."""
    found = pattern.search(text)
    if found is None:
        return (), text
    mark = found[1]
    numbers = (ORDINALS.index(mark) + 1,) if mark in ORDINALS else tuple(map(int, mark.split(".")))
    return numbers, f"{text[: found.start()]} {text[found.end() :]}"
