"""Whole dates, times of day and ranges, such as "22 to 25 March" and "Monday 6 September, 13:00".

The network often returns a part of them, such as one end of a range, or the day without the hour.
"""

from __future__ import annotations

import re
from dataclasses import replace

from index.english.calendar_names import MONTHS, SHORT_MONTHS, WEEKDAYS, YEAR
from index.english.number_names import ORDINAL_ENDING
from index.english.patterns import any_of
from index.reader.evidence_text import sentence_around
from index.reader.question_kinds import asks_when
from index.types import Span, overlap

_MONTH = rf"(?:{any_of(*MONTHS)}|{any_of(*SHORT_MONTHS)}\b\.?)"
_DAY = rf"(?<![\w.,])(?:0?[1-9]|[12]\d|3[01])(?:{ORDINAL_ENDING}|\.)?(?!\w)"
_YEAR = rf"(?:,?\s{YEAR}\b)?"
_TO = r"(?:\s?[-–—]\s?|\s(?:to|until|till|and)\s)"
_DATE = (
    rf"(?:{_DAY}{_TO})?{_DAY}\s(?:of\s)?{_MONTH}{_YEAR}"
    rf"|\b{_MONTH}\s{_DAY}(?:{_TO}{_DAY})?{_YEAR}"
    r"|(?<![\w.-])\d{4}-\d\d-\d\d(?![\w-])"
    r"|(?<![\w./])(?:0?[1-9]|[12]\d|3[01])\.(?:0?[1-9]|1[0-2])\.(?:\d{4})?(?![\w.])"
    r"|(?<![\w./])\d{1,2}/\d{1,2}/\d{4}(?![\w/])"
)
_TIME = (
    rf"{_DATE}"
    rf"|\b{any_of(*WEEKDAYS)}s?\b|\bweek(?:end|day)s?\b|\bnoon\b|\bmidnight\b"
    r"|(?<![\w.,:])(?:[01]?\d|2[0-4])[:.][0-5]\d(?:\s?(?:am|pm|h|utc|cet|cest))?(?![\w:.]\d)"
    r"|(?<![\w.,:])(?:1[0-2]|[1-9])\s?(?:am|pm|o['’]clock)\b"
)
_BETWEEN = r"(?:\s?[-–—]\s?|,?\s(?:at|on|from|to|until|till|and)\s(?:the\s)?|,?\s)"
_TIMES = re.compile(rf"(?:{_TIME})(?:{_BETWEEN}(?:{_TIME}))*", re.IGNORECASE)
_NUMBER = r"\d+(?:[.,]\d+)*(?:\s?(?:%|[$€£]|[kKMGTP]i?B|[kmc]?m|kg|g|h|min))?"
# The value of "rises from 61 to 93" is 93, not a range.
_NUMBERS = re.compile(
    rf"(?<![\w.,#])(?<!from )(?<!From ){_NUMBER}(?:\s?[–—-]\s?|\sto\s){_NUMBER}(?![\w.,]\w|-?\d)"
)
DATE = re.compile(_DATE, re.IGNORECASE)  #: a day of the calendar, or a range of days


def with_whole_range(question: str, span: Span) -> Span:
    """Return the words, extended to the time or the range of numbers of which they are a part.

    They are extended to a time if the question asks when, else to a range of numbers. In a heading, numbers
    are not extended, since that of a release looks like a range: "2.0 - 2024".
    """
    pattern = _TIMES if asks_when(question) else _NUMBERS
    evidence = span.evidence
    if pattern is _NUMBERS and any(
        block.kind == "heading" and block.start <= span.start < block.end for block in evidence.blocks
    ):
        return span
    sentence = sentence_around(evidence, span.start, span.end)
    if sentence is None:
        return span
    first, last = span.start - evidence.start, span.end - evidence.start
    for found in pattern.finditer(evidence.context, *(offset - evidence.start for offset in sentence)):
        if overlap(found.span(), (first, last)):
            first, last = min(first, found.start()), max(last, found.end())
    return replace(span, start=evidence.start + first, end=evidence.start + last)
