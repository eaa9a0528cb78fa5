"""What tells the editions of a text apart in its name, its title or a heading: dates, seasons and versions.

"rules-2024", "Minutes of 5 October 2024", "Autumn 2024", "2025/26", "guide v1.20", "second edition". A number
alone tells none: "chapter 2" is another text than "chapter 1".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from index.english.calendar_names import MONTHS, SHORT_MONTHS
from index.english.function_words import ARTICLES, PREPOSITIONS, any_of
from index.english.number_names import ORDINALS
from index.reader.editions.standing import BEGINS, DOCUMENTS, ENDS

Numbers = tuple[int, ...]

SEASONS = ("winter", "spring", "summer", "autumn", "fall")
#: The month in which each begins; the winter of "2024/25" ends the year.
_SEASON_MONTHS = {"winter": 1, "spring": 3, "summer": 6, "autumn": 9, "fall": 9}
_QUARTERS = {"q1": 1, "q2": 4, "q3": 7, "q4": 10}
_MONTH_NUMBERS = {name: number for number, name in enumerate(MONTHS, 1)} | SHORT_MONTHS
_NAMES = _MONTH_NUMBERS | _SEASON_MONTHS | _QUARTERS
_DECEMBER = 12
YEAR = r"(?<!\d)(?:19|20)\d\d(?!\d)"
_NAME = r"(?P<name>[a-z]{3,9}|q[1-4])(?![^\W\d_])\.?"  # looked up among the names of months and seasons
_MONTH, _DAY = r"(?:0?[1-9]|1[0-2])(?!\d)", r"(?:0?[1-9]|[12]\d|3[01])(?!\d)"
_TH = r"(?:st|nd|rd|th)?"
_RANGE = rf"(?P<year>{YEAR})[ /–-]{{1,3}}(?:20)?(?P<until>\d\d)(?!\d)"
_DATES = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?!\d)",
        rf"(?:(?<!\d)(?P<day>{_DAY}){_TH}[ .-]*(?:of )?)?{BEGINS}{_NAME}[ ,./-]*(?:of )?{_RANGE}",
        rf"(?:(?<!\d)(?P<day>\d\d?){_TH}[ .-]*(?:of )?)?{BEGINS}{_NAME}[ ,./-]*(?:of )?(?P<year>{YEAR})",
        rf"{BEGINS}{_NAME}[ .-]*(?P<day>\d\d?){_TH},?[ -]+(?P<year>{YEAR})",
        rf"(?P<year>{YEAR})[ ,./-]*{_NAME}(?:[ .-]*(?P<day>{_DAY}))?",
        rf"(?<!\d)(?P<day>{_DAY})[./-](?P<month>{_MONTH})[./-](?P<year>{YEAR})",
        _RANGE,
        rf"(?P<year>{YEAR})(?:[-. ](?P<month>{_MONTH})(?:[-. ](?P<day>{_DAY}))?)?",
    )
)
_KINDS = (
    *("version", "edition", "revision", "release", "patch", "update", "build", "printing"),
    *("rev", "ver", "ed", "v"),
)
_COUNT = r"\d{1,9}"  # longer ones are no versions
_PLAYED = re.compile(rf"{BEGINS}(?:(?:season|issue)[ -]*|s)({_COUNT}){ENDS}")
_NUMBERED = rf"{BEGINS}{any_of(*_KINDS)}[ .-]*({_COUNT}(?:\.{_COUNT})*)(?:\.x)?{ENDS}"
_COUNTED = rf"{BEGINS}({_COUNT})(?:st|nd|rd|th)[ -]+{any_of(*_KINDS)}{ENDS}"
_ORDINAL = rf"{BEGINS}({any_of(*ORDINALS)})[ -]+{any_of(*_KINDS)}{ENDS}"
_DOTTED = rf"{BEGINS}({_COUNT}(?:\.{_COUNT})+)(?:\.x)?{ENDS}"
_VERSIONS = tuple(re.compile(pattern) for pattern in (_NUMBERED, _COUNTED, _ORDINAL, _DOTTED))
_COUNTED_DOCUMENT = re.compile(rf"{BEGINS}([^\W\d_]+)[ -]?(\d{{1,3}})$")
_WORD = re.compile(r"[^\W_]+")
_TELL_NOTHING = frozenset((*ARTICLES, *PREPOSITIONS, *_KINDS, "and", "year", "season", "copy"))


@dataclass(frozen=True, slots=True)
class Marks:
    """What tells an edition, each part empty where nothing does: numbers of which the higher are later."""

    date: Numbers = ()  #: a year, with its month and the day where these are told
    season: Numbers = ()  #: of a game or a series: "season 7"
    version: Numbers = ()

    def compared(self, other: Marks) -> int:
        """1 where these are of a later edition, -1 where of an earlier one, 0 where they do not tell."""
        pairs = (self.date, other.date), (self.season, other.season), (self.version, other.version)
        told = next(((own, others) for own, others in pairs if own and others and own != others), None)
        return 0 if told is None else 1 if told[0] > told[1] else -1

    @property
    def are_of_a_time(self) -> bool:
        """Whether they tell of a time, or the release of something, that is over some day: not "v2"."""
        return bool(self.date or self.season or len(self.version) > 1)

    def __bool__(self) -> bool:
        return bool(self.date or self.season or self.version)


def joined(marks: Iterable[Marks]) -> Marks:
    """Of several marks the most precise date, the first season and the first version."""
    every = list(marks)
    return Marks(
        max((each.date for each in every), key=len, default=()),
        next((each.season for each in every if each.season), ()),
        next((each.version for each in every if each.version), ()),
    )


def marks_in(text: str, *, is_name: bool = False) -> tuple[Marks, frozenset[str]]:
    """The marks in a text, in lower case, and the words and numbers of it that are none.

    In the name of a file a number behind the word for a document tells a version: "rules-2".
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
    return Marks(date, season, version), frozenset(_WORD.findall(text)) - _TELL_NOTHING


def _cut_date(text: str) -> tuple[Numbers, str]:
    """The first date in a text that names a year, and the text without it."""
    for pattern in _DATES:
        for found in pattern.finditer(text):
            date = _date(found)
            if date:
                return date, f"{text[: found.start()]} {text[found.end() :]}"
    return (), text


def _date(found: re.Match[str]) -> Numbers:
    """The year, month and day of what was found; none where a name is of no month, a range of none."""
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
    """The numbers that a pattern finds in a text, and the text without them."""
    found = pattern.search(text)
    if found is None:
        return (), text
    told = found[1]
    numbers = (ORDINALS.index(told) + 1,) if told in ORDINALS else tuple(map(int, told.split(".")))
    return numbers, f"{text[: found.start()]} {text[found.end() :]}"
