"""Short names of days of the week and months → the names in full.

"Thurs" is always Thursday. "Sat", "Sun" and "Mar" may be other words: they are a day or a month next to a
number, a day, a month or a word such as "every", alone in a line or cell, and "sat" at the end of a question.
"""

from __future__ import annotations

import re

from index.english.calendar_names import MONTHS, SHORT_MONTHS, SHORT_WEEKDAYS, WEEKDAYS
from index.english.function_words import RANGE_WORDS, SUBJECT_PRONOUNS
from index.english.number_names import ORDINAL_ENDING
from index.english.patterns import any_of
from index.english.verbs import BE, HAVE

#: Short name of a day of the week, in lower case → its number, 0 (Monday) to 6.
SHORT_DAYS = {name: number for number, name in enumerate(SHORT_WEEKDAYS)} | {
    "tues": 1,
    "weds": 2,
    "thur": 3,
    "thurs": 3,
}
_NAMES = {short: WEEKDAYS[number] for short, number in SHORT_DAYS.items()} | {
    short: MONTHS[number - 1] for short, number in SHORT_MONTHS.items()
}
#: Short names in lower case that may be other words.
OTHER_WORDS = ("mon", "wed", "sat", "sun", "jan", "mar", "jun", "sep", "dec")
#: A short name in lower case that is no other word → the name in full.
FULL_NAMES = {short: name for short, name in _NAMES.items() if short not in OTHER_WORDS}

_IGNORE_CASE = re.IGNORECASE
_SHORT_NAME = re.compile(rf"(?<![\w'’.@#/-]){any_of(*_NAMES)}(?!['’.@-]?\w)", _IGNORE_CASE)
# Every text is searched for these; a literal at the start makes that fast.
_CAPITALISED = re.compile(rf"{any_of(*map(str.capitalize, OTHER_WORDS))}(?!['’]?\w)")
_INSIDE_WORD = re.compile(r"[\w'’]$")
_DAY = rf"{any_of(*WEEKDAYS, *SHORT_DAYS)}s?"
_MONTH = any_of(*MONTHS, *SHORT_MONTHS)
_TO = rf"\s?(?:[-–/&,+]|{any_of('and', 'or', *RANGE_WORDS)})\s?"
_PART_OF_DAY = any_of("mornings?", "afternoons?", "evenings?", "nights?")
_BEFORE_ANY = ("since", "from", "by", "before", "after", "next", "last", *RANGE_WORDS)
_BEFORE_DAY = re.compile(
    rf"\b{any_of('on', 'every', 'each', 'this', 'open', 'closed', *_BEFORE_ANY)}\s$|\b{_DAY}{_TO}$",
    _IGNORE_CASE,
)
_AFTER_DAY = re.compile(rf"\.?(?:\s*\d|,?\s+{_PART_OF_DAY}\b|{_TO}{_DAY}\b)", _IGNORE_CASE)
_BEFORE_MONTH = re.compile(
    rf"\b{any_of('in', 'early', 'mid', 'late', 'end of', 'start of', *_BEFORE_ANY)}\s$|\b{_MONTH}{_TO}$"
    rf"|\b\d{{1,2}}(?:{ORDINAL_ENDING}|\.)?(?:\sof)?[ -]$",
    _IGNORE_CASE,
)
_AFTER_MONTH = re.compile(rf"\.?[ -]?\d|{_TO}{_MONTH}\b", _IGNORE_CASE)
_ALONE_BEFORE = re.compile(r"(?:^|[|\n(:;·•*-])\s*$")
_ALONE_AFTER = re.compile(r"\.?\s*(?:$|[|\n):;·])")
TWO_LETTER_DAYS = tuple(name[:2].capitalize() for name in WEEKDAYS)
#: "Sa" alone in a cell, in a list or before a time.
TWO_LETTER_DAY = re.compile(
    rf"{any_of(*TWO_LETTER_DAYS)}(?<!\w\w\w)(?=\.?\s?(?:[-–—/&+:|·]|\d|$))", re.MULTILINE
)
CONTEXT = 24  #: characters before a name that decide what it is
# "Who sat", "we sat", "the sun": no day at the end of a question.
_NO_DAY_AFTER = any_of("who", "that", "which", "the", "an?", *SUBJECT_PRONOUNS, *BE, *HAVE, r"\w+one")
_BEFORE_AT_END = re.compile(rf"(?:^|\s)(?!{_NO_DAY_AFTER}\s)\w+\s$", _IGNORE_CASE)


def with_full_names(question: str) -> str:
    """Return a question with its short names of days and months in full: "open sat" is "open Saturday"."""

    def full(match: re.Match[str]) -> str:
        short = match[0].lower()
        is_at_end = short in ("mon", "wed", "sat") and not question[match.end() :].strip(" ?!.")
        is_name = (
            short in FULL_NAMES
            or _is_beside_date(match)
            or (is_at_end and _BEFORE_AT_END.search(question[: match.start()]))
        )
        return _NAMES[short].capitalize() if is_name else match[0]

    return _SHORT_NAME.sub(full, question)


def ambiguous_names(text: str) -> list[str]:
    """Return in full, in lower case, the days and months of a text whose short names may be other words.

    These have a capital: "Sat" in "Sat 14 Mar", but not in "Sat down"; "We" in "Mo/We", but not in "We met".
    """
    found = [WEEKDAYS[TWO_LETTER_DAYS.index(match[0])] for match in TWO_LETTER_DAY.finditer(text)]
    for match in _CAPITALISED.finditer(text):
        before = text[max(0, match.start() - CONTEXT) : match.start()]
        if _INSIDE_WORD.search(before):
            continue
        is_alone = _ALONE_BEFORE.search(before) and _ALONE_AFTER.match(text, match.end())
        if is_alone or _is_beside_date(match):
            found.append(_NAMES[match[0].lower()])
    return found


def _is_beside_date(match: re.Match[str]) -> bool:
    """Whether the words beside a short name show that it is a day or a month."""
    text, end = match.string, match.end()
    before = text[max(0, match.start() - CONTEXT) : match.start()]
    if match[0].lower() in SHORT_DAYS:
        return bool(_BEFORE_DAY.search(before) or _AFTER_DAY.match(text, end))
    return bool(_BEFORE_MONTH.search(before) or _AFTER_MONTH.match(text, end))
