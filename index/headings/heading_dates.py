"""The date that a question asks for, where only a heading tells it: "## 19 September: Games in the park".

Headings are in no passage, so the network finds the time of day below one, or nothing. A heading that names
all that the question names, and one date, answers it.
"""

from __future__ import annotations

import re
from dataclasses import replace

from index.headings.found_passages import FoundPassages
from index.headings.heading_span import answers_with, heading_span
from index.reader.constraints.numbers import lacks_number
from index.reader.question_kinds import after_asking_for_date
from index.reader.times import DATE
from index.types import Outcome, Reading, Span

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
            dates = DATE.findall(heading)
            if len(dates) != 1 or not named.issubset(found.terms(heading)) or lacks_number(question, heading):
                continue
            date = dates[0]
            if heading.startswith(date) and DATE.search(_DEADLINE.sub("", hit.passage.text)):
                continue  # a piece of news: it was told on that day
            if date.casefold() not in dated and (
                span := heading_span(hit, depth, date, found.document_text(hit))
            ):
                dated[date.casefold()] = span
    if len(dated) != 1:
        return reading
    return replace(reading, outcome=Outcome.ANSWERED, kind="words", spans=tuple(dated.values()))
