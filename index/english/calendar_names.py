"""The English names of the months and of the days of the week, in lower case, and patterns of parts of dates.

The patterns do not check the characters around a match.
"""

from __future__ import annotations

from index.english.patterns import any_of

MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
#: Abbreviation of a month → its number, from 1; "may" has none.
SHORT_MONTHS = {name[:3]: number for number, name in enumerate(MONTHS, 1) if len(name) > 3} | {"sept": 9}
#: Name or abbreviation of a month → its number, from 1.
MONTH_NUMBERS = {name: number for number, name in enumerate(MONTHS, 1)} | SHORT_MONTHS
#: Words after which "may" and "march" are months.
BEFORE_MONTH = (
    *("in", "of", "by", "since", "until", "till", "from", "to", "through", "for", "and"),
    *("last", "next", "this", "early", "mid", "late", "every", "each"),
)
MONTH_NAME = any_of(*sorted(MONTH_NUMBERS, key=len, reverse=True))  #: a pattern of names and abbreviations
YEAR = r"(?:19|20)\d\d"  #: a pattern of the years from 1900 to 2099
#: Patterns of the number of a day or a month, and of those with two digits.
DAY_IN_DIGITS, MONTH_IN_DIGITS = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])"
ISO_DAY, ISO_MONTH = r"(?:0[1-9]|[12]\d|3[01])", r"(?:0[1-9]|1[0-2])"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SHORT_WEEKDAYS = tuple(name[:3] for name in WEEKDAYS)
