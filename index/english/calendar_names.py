"""The English names of the months and of the days of the week, in lower case, and a pattern for years."""

from __future__ import annotations

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
YEAR = r"(?:19|20)\d\d"  #: a pattern for a year from 1900 to 2099; it does not check the characters around it
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SHORT_WEEKDAYS = tuple(name[:3] for name in WEEKDAYS)
