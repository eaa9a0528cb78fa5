"""Whole dates, times of day and ranges, such as "22 to 25 March" and "Monday 6 September, 13:00".

The network often returns a part of them, such as one end of a range, or the day without the hour.
"""

from __future__ import annotations

import re
from dataclasses import replace

from index.english.calendar_names import WEEKDAYS
from index.english.patterns import any_of
from index.reader.evidence.evidence_text import sentence_around
from index.reader.question.question_kinds import asks_when
from index.types import Span, overlap
from index.values.date_pattern import DATE

_TIME = (
    rf"{DATE.pattern}"
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
