"""Whether an answer is about the day of the week that a question names: the raid on Saturday, Friday's hours.

The network confuses days. So a text with other days, but without any of the question's, is not the answer. It
is only shown.
"""

from __future__ import annotations

from index.reader.evidence.ranges import section_text, sentence_at
from index.types import Evidence
from index.values.covered import weekdays_covered
from index.values.weekdays import weekdays


def has_weekdays_of(question: str, evidence: Evidence, start: int, *, is_words: bool) -> bool:
    """Whether nothing says that the answer at character `start` is about other days than the question's.

    If words answer, the days of their sentence count. Otherwise, and if the sentence names none, the days of
    the section and its headings count; in a table, those of the row and the headings. A text under a heading
    with the question's day is about that day: "Sign-up closes on Friday" under "Saturday raid".
    """
    asked = _named_days(question)
    if not asked or asked & weekdays_covered(" ".join(evidence.passage.trail)):
        return True
    section = section_text(evidence, start, other_rows=False)
    found = (is_words and weekdays_covered(sentence_at(evidence, start))) or weekdays_covered(section)
    return not found or bool(asked & found)


def _named_days(question: str) -> frozenset[int]:
    """Return the days that a question names in full, 0 (Monday) to 6."""
    return frozenset(
        day.value for day in weekdays(question) if "day" in question[day.start : day.end].lower()
    )
