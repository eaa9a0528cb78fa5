"""The date that a question asks for, where only a heading tells it: "## 19 September: Games in the park".

Headings are in no passage, so the network finds the time of day below one, or nothing. A heading that names
all that the question names, and one date, answers it.
"""

from __future__ import annotations

import re

from index.headings.found_passages import FoundPassages
from index.headings.heading_span import answers_with, heading_span
from index.reader.constraints.numbers import lacks_number
from index.reader.question_kinds import after_asking_for_date
from index.reader.whole.times import DATE
from index.types import Reading, Span

#: Said of what has a date; it names nothing.
SAID = "release come came out publish happen take took place hold held date day schedule plan year"
_DEADLINE = re.compile(rf"\b(?:until|till|by|before|after) (?:{DATE.pattern})", re.IGNORECASE)


def with_heading_date(question: str, reading: Reading, found: FoundPassages) -> Reading:
    """The reading, or the one date in headings that name what a question for a date names.

    Where words with a date answer, they stay.
    """
    asked = after_asking_for_date(question)
    named = frozenset(found.terms(asked or "")).difference(found.terms(SAID))
    if not named or answers_with(DATE, reading):
        return reading
    dated: dict[str, Span] = {}
    for hit in found.hits:
        for depth, heading in enumerate(hit.passage.trail, 1):
            date = _date_told(heading, hit.passage.text)
            is_named = date and named.issubset(found.terms(heading)) and not lacks_number(question, heading)
            if not is_named or date.casefold() in dated:
                continue
            if span := heading_span(hit, depth, date, found.document_text(hit)):
                dated[date.casefold()] = span
    return reading.answered_by("words", *dated.values()) if len(dated) == 1 else reading


def _date_told(heading: str, text: str) -> str:
    """The one date in a heading; empty where it has none, or several, or is that of a piece of news, on which
    the `text` below it was told."""
    dates: list[str] = DATE.findall(heading)
    if len(dates) != 1:
        return ""
    is_news = heading.startswith(dates[0]) and DATE.search(_DEADLINE.sub("", text))
    return "" if is_news else dates[0]
