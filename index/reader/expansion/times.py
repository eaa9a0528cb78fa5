"""Whole dates, times of day, ranges and negative numbers: "22 to 25 March", "every other Monday, 13:00".

The network often returns a part of them, such as one end of a range, or a number without its minus.
"""

from __future__ import annotations

import re
from dataclasses import replace

from index.english.calendar_names import WEEKDAYS
from index.english.number_names import ORDINALS
from index.english.patterns import any_of
from index.reader.evidence.ranges import sentence_around
from index.reader.question.question_kinds import asks_when
from index.types import Span, overlap
from index.values.date_pattern import DATE

# Which of the days: "every other Thursday", "the first Sunday of each month".
_WHICH = rf"\b(?:(?:every|each)\s(?:{any_of('other', *ORDINALS)}\s)?|(?:the\s)?{any_of('last', *ORDINALS)}\s)"
_OF_MONTH = r"\s(?:of|in)\s(?:each|every|the|a)\smonth\b"
_TIME = (
    rf"{DATE.pattern}"
    rf"|(?:{_WHICH})?\b{any_of(*WEEKDAYS)}s?\b(?:{_OF_MONTH})?|\bweek(?:end|day)s?\b|\bnoon\b|\bmidnight\b"
    r"|(?<![\w.,:])(?:[01]?\d|2[0-4])[:.][0-5]\d(?:\s?(?:am|pm|h|utc|cet|cest))?(?![\w:.]\d)"
    r"|(?<![\w.,:])(?:1[0-2]|[1-9])\s?(?:am|pm|o['’]clock)\b"
)
_BETWEEN = r"(?:\s?[-–—]\s?|,?\s(?:at|on|from|to|until|till|and)\s(?:the\s)?|,?\s)"
_TIMES = re.compile(rf"(?:{_TIME})(?:{_BETWEEN}(?:{_TIME}))*", re.IGNORECASE)
_NUMBER = r"\d+(?:[.,]\d+)*(?:\s?(?:%|[$€£]|[kKMGTP]i?B|[kmc]?m|kg|g|h|min))?"
# The value of "rises from 61 to 93" is 93, not a range.
_NUMBERS = re.compile(
    rf"(?<![\w.,#])(?<!from )(?<!From ){_NUMBER}(?:\s?[–—-]\s?|\sto\s){_NUMBER}(?![\w.,]\w|-?\d)"
    r"|(?<![^\s(\[|:])[-−]\d+(?:[.,]\d+)*(?![\w–—-])"
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
    first, last = evidence.in_context(span.start, span.end)
    for found in pattern.finditer(evidence.context, *evidence.in_context(*sentence)):
        if overlap(found.span(), (first, last)):
            first, last = min(first, found.start()), max(last, found.end())
    start, end = evidence.in_document(first, last)
    return replace(span, start=start, end=end)
