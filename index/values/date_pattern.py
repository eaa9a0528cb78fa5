"""The pattern of a day of the calendar, or of a range of days: "25 March", "2027-03-05", "22 to 25 March"."""

from __future__ import annotations

import re

from index.english.calendar_names import MONTHS, SHORT_MONTHS, YEAR
from index.english.number_names import ORDINAL_ENDING
from index.english.patterns import any_of

_MONTH = rf"(?:{any_of(*MONTHS)}|{any_of(*SHORT_MONTHS)}\b\.?)"
_DAY = rf"(?<![\w.,])(?:0?[1-9]|[12]\d|3[01])(?:{ORDINAL_ENDING}|\.)?(?!\w)"
_YEAR = rf"(?:,?\s{YEAR}\b)?"
_TO = r"(?:\s?[-–—]\s?|\s(?:to|until|till|and)\s)"
DATE = re.compile(
    rf"(?:{_DAY}{_TO})?{_DAY}\s(?:of\s)?{_MONTH}{_YEAR}"
    rf"|\b{_MONTH}\s{_DAY}(?:{_TO}{_DAY})?{_YEAR}"
    r"|(?<![\w.-])\d{4}-\d\d-\d\d(?![\w-])"
    r"|(?<![\w./])(?:0?[1-9]|[12]\d|3[01])\.(?:0?[1-9]|1[0-2])\.(?:\d{4})?(?![\w.])"
    r"|(?<![\w./])\d{1,2}/\d{1,2}/\d{4}(?![\w/])",
    re.IGNORECASE,
)
