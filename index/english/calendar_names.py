"""The names of the months and of the days of the week in English, in lower case, and what years look like."""

from __future__ import annotations

MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
#: The short names of months, where they are shorter, with the numbers of these.
SHORT_MONTHS = {name[:3]: number for number, name in enumerate(MONTHS, 1) if len(name) > 3} | {"sept": 9}
YEAR = r"(?:19|20)\d\d"  #: a pattern for a year, without what may stand around it
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
