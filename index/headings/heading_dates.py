"""Answers a question for a date that only a heading contains: "## 19 September: Games in the park".

Headings are in no passage, so the network finds the time of day under the heading, or nothing. A heading
answers if it has one date and every term that the question names.
"""

from __future__ import annotations

import re

from index.headings.found_passages import FoundPassages
from index.headings.heading_span import answers_with, heading_span
from index.reader.constraints.numbers import lacks_number
from index.reader.question.question_kinds import after_asking_for_date
from index.search.terms import terms
from index.types import Reading, Span
from index.values.date_pattern import DATE

#: Words of a question for a date that do not name the event.
SAID = "release come came out publish happen take took place hold held date day schedule plan year"
_DEADLINE = re.compile(rf"\b(?:until|till|by|before|after) (?:{DATE.pattern})", re.IGNORECASE)


def with_heading_date(question: str, reading: Reading, found: FoundPassages) -> Reading:
    """Return the reading, or one with the date of the headings that have every term which the question names.

    The reading is unchanged if these headings have different dates, or if its own answer has a date and is
    sure enough (`answers_with`).
    """
    asked = after_asking_for_date(question)
    named = frozenset(terms(asked or "")).difference(terms(SAID))
    if not named or answers_with(DATE, reading):
        return reading
    dated: dict[str, Span] = {}
    for hit in found.hits:
        for depth, heading in enumerate(hit.passage.trail, 1):
            date = _date_in(heading, hit.passage.text)
            is_named = date and named.issubset(terms(heading)) and not lacks_number(question, heading)
            if not is_named or date.casefold() in dated:
                continue
            if span := heading_span(hit, depth, date, found.document_text(hit)):
                dated[date.casefold()] = span
    return reading.with_answer("words", *dated.values()) if len(dated) == 1 else reading


def _date_in(heading: str, text: str) -> str:
    """The one date in a heading; empty if it has none or several, or if it is the date of a piece of news.

    A date is that of news if the heading starts with it and the `text` under the heading has a date of its
    own, other than a deadline.
    """
    dates: list[str] = DATE.findall(heading)
    if len(dates) != 1:
        return ""
    is_news = heading.startswith(dates[0]) and DATE.search(_DEADLINE.sub("", text))
    return "" if is_news else dates[0]
