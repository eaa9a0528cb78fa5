"""Patterns of dates: "25 March", "Mar 25th", "2027-03-25", "25.3.2027", "3/25/27" and "22 to 25 March".

They ignore case and have no groups: `findall` returns whole dates, and they can be parts of other patterns.
"""

from __future__ import annotations

import re

from index.english.calendar_names import (
    DAY_IN_DIGITS,
    ISO_DAY,
    ISO_MONTH,
    MONTH_IN_DIGITS,
    MONTHS,
    SHORT_MONTHS,
    YEAR,
)
from index.english.function_words import RANGE_WORDS, SUBJECT_PRONOUNS
from index.english.number_names import ORDINAL_ENDING
from index.english.patterns import any_of

#: "May" and "march" before these words are verbs, if they have no capital.
VERB = rf"(?:may|march)\s{any_of(*SUBJECT_PRONOUNS, 'be', 'not')}\b"

_MONTH = rf"(?:{any_of(*MONTHS)}\b|{any_of(*SHORT_MONTHS)}\b\.?)"
_DAY = rf"(?<![\w.,]){DAY_IN_DIGITS}{ORDINAL_ENDING}?(?!\w|[:.]\d)"
_BEFORE_MONTH = rf"(?:\.\s(?!{VERB})|(?:\sof)?[\s-](?!(?-i:{VERB})))"  # "1. May I" is an item of a list
_YEAR = rf"(?:,?[\s-]{YEAR}\b)?"
_TO = rf"(?:\s?[-–—]\s?|\s{any_of(*RANGE_WORDS, 'and')}\s)"

_DAY_AND_MONTH = rf"{_DAY}{_BEFORE_MONTH}{_MONTH}{_YEAR}"
_MONTH_AND_DAY = rf"(?<![\w'’]){_MONTH}\s(?:the\s)?{_DAY}"
_IN_DIGITS = (
    rf"(?<![\w.])(?<!\d-)\d{{4}}-{ISO_MONTH}-{ISO_DAY}(?!\w|-\d)"
    rf"|(?<![\w./]){DAY_IN_DIGITS}\.(?:\s?{MONTH_IN_DIGITS}\.\s?{YEAR}|{MONTH_IN_DIGITS}\.)(?![\w.])"
    r"|(?<![\w./])\d\d?/\d\d?/(?:\d{4}|\d\d)(?![\w/])"
)
#: A day of the calendar, or a range of days.
DATE = re.compile(
    rf"(?:{_DAY}\.?{_TO})?{_DAY_AND_MONTH}|{_MONTH_AND_DAY}(?:{_TO}{_DAY})?{_YEAR}|{_IN_DIGITS}",
    re.IGNORECASE,
)
#: A day of the calendar, or a month.
DAY_OR_MONTH = re.compile(
    rf"{_DAY_AND_MONTH}|{_MONTH_AND_DAY}{_YEAR}|{_IN_DIGITS}"
    rf"|(?<![\w.])(?<!\d-){YEAR}-{ISO_MONTH}(?!\w|-\d)|(?<![\w'’]){_MONTH}(?!\w){_YEAR}",
    re.IGNORECASE,
)
