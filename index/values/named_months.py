"""A text → the months that it names, in words or in dates."""

from __future__ import annotations

import re

from index.english.calendar_names import BEFORE_MONTH, MONTH_NUMBERS, MONTHS, SHORT_MONTHS
from index.english.function_words import RANGE_WORDS
from index.english.number_names import ORDINAL_ENDING
from index.english.patterns import any_of

_ALL = frozenset(range(1, 13))
_FULL = "|".join(name for name in MONTHS if name not in ("march", "may"))
_DAY = rf"\d{{1,2}}{ORDINAL_ENDING}?(?:\ of)?"
# "May" and "march" are months after such a word, next to a day or a year, and with a capital within a
# sentence.
_BEFORE = any_of(*BEFORE_MONTH, "on")
_TO = any_of(*RANGE_WORDS, "[-–—]")
_SHORT_NAMES = "|".join(sorted((*SHORT_MONTHS, "may"), key=len, reverse=True))
_MONTH = re.compile(
    rf"""
      \b(?P<full>{_FULL})\b
    | \b(?:{_BEFORE}|{_DAY})[ ]+(?P<after>may|march)\b(?![ ]+(?:i|we|you|he|she|it|they|be|not)\b)
    | \b(?P<beside>may|march),?[ ]+(?:{_DAY}|\d{{4}})\b
    | (?<=[a-z,;(/–—-])[ ]?(?-i:(?P<capital>May|March))\b
    | \b(?:{_DAY}|{_TO})[ ]*(?P<short>{_SHORT_NAMES}|may|march)\b
    | \b(?P<short_before>{_SHORT_NAMES})\.?[ ]+{_DAY}\b
    | \b(?P<first_of_range>{_SHORT_NAMES}|march)\.?(?=[ ]?{_TO}[ ]?(?:{_SHORT_NAMES}))
    | \b\d{{4}}-(?P<iso>0[1-9]|1[0-2])\b
    | \b(?P<first>\d{{1,2}})(?P<mark>[./])(?P<second>\d{{1,2}})(?P=mark)\d{{2,4}}\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_GROUPS = [name for name in _MONTH.groupindex if name not in ("first", "mark", "second")]
_WHOLE_YEAR = re.compile(
    r"\b(?:(?:every|each) (?:day|week|month|weekend)|daily|weekly|monthly|all year|always)\b", re.IGNORECASE
)
_BOUND = re.compile(rf"\b(?:before|after|since|until|till)[ ]+(?:the[ ]+)?(?:{_DAY}[ ]+)?\Z", re.IGNORECASE)
_BEFORE_A_MONTH = 24  # characters that may contain the word of a bound and a day
_BETWEEN = re.compile(rf"\.?(?:[ ]*{_DAY},?)?[ ]*{_TO}[ ]*(?:{_DAY}[ ]+)?", re.IGNORECASE)


def months(text: str) -> frozenset[int]:
    """Return the months that a text names in words or in dates, 1 to 12; "from May to July" names three.

    All twelve if it says "every day" or states a bound: "since June".
    """
    if _WHOLE_YEAR.search(text):
        return _ALL
    found: set[int] = set()
    last: tuple[int, int] | None = None  # the previous month, and where its name ends
    for match in _MONTH.finditer(text):
        if match["first"]:  # 12.6.2024 and 6/12/2024: either number may be the month
            found.update(_ALL.intersection(map(int, match.group("first", "second"))))
            continue
        group = next(name for name in _GROUPS if match[name])
        month, start = _month(match[group]), match.start(group)
        if last and _BETWEEN.fullmatch(text, last[1], start):
            found.update((last[0] + step - 1) % 12 + 1 for step in range((month - last[0]) % 12))
        elif _BOUND.search(text[max(0, start - _BEFORE_A_MONTH) : start]):
            return _ALL
        found.add(month)
        last = month, match.end(group)
    return frozenset(found)


def _month(name: str) -> int:
    return int(name) if name.isdigit() else MONTH_NUMBERS[name.lower()]
