"""The new or the old one of two values, where a sentence says that one replaced the other.

The network confuses the two: 350 for the price of what "now costs 420 (was 350)", or of "damage 55 → 48" the
first number. So a question for the old value is answered with that, and one that is not about the past with
the new one. The old value may also be in another passage: "every 20 minutes" in a guide, "every 10 minutes
instead of 20" in the patch notes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from index.english.number_names import CURRENCY_SIGNS
from index.reader.evidence.ranges import range_text, sentence_around
from index.reader.question.asked_question import AskedQuestion
from index.reader.question.question_kinds import asks_for_past
from index.types import Evidence, Outcome, Range, Reading, Span, overlap

_UNIT = rf"(?:\s?(?:%|[{CURRENCY_SIGNS}]|(?!to\b|from\b|instead\b|and\b|or\b)[^\W\d_]+))?"
_AMOUNT = rf"(?<![\w.,:])(?:[{CURRENCY_SIGNS}]\s?)?\d+(?:[.,:]\d+)*{_UNIT}(?!\d)"
_NEW, _OLD = (rf"(?P<{name}>{_AMOUNT})" for name in ("new", "old"))
_WAS = r"(?:was|were|previously|formerly|before|until now|so far|up from|down from|instead of)"
_CHANGED = (
    r"(?:rais|increas|reduc|lower|chang|adjust|cut|drop|rise|rose|went|go(?:es)?|grew|grow|fell|fall|mov)"
)
_REPLACEMENTS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_NEW}[^().;\n\d]{{0,40}}\({_WAS}:? {_OLD}",  # 420 marks (was 350)
        # 8460 instead of 8080, perhaps emphasised
        rf"{_NEW}[*_]{{0,3}} (?:[^\W\d_]+ )?(?:instead of|up from|down from) [*_]{{0,3}}{_OLD}",
        rf"{_OLD}\s?(?:→|->|=>|⇒)\s?{_NEW}",  # 55 → 48
        rf"\b{_CHANGED}\w*\b[^.;\n\d]{{0,60}}\bfrom {_OLD} to {_NEW}",  # raised from 22 to 24 €
    )
)
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_ASKS_FOR_OLD = re.compile(
    r"\b(?:previous(?:ly)?|former(?:ly)?|original(?:ly)?|used to|before)\b|(?<!how )\bold(?:er)?\b",
    re.IGNORECASE,
)


class _Replacement(NamedTuple):
    """The ranges of a new value, of the old one that it replaces, and of their sentence or row."""

    evidence: Evidence
    sentence: Range
    new: Range
    old: Range

    @property
    def old_number(self) -> str:
        """The digits of the old value."""
        return _number_in(self.evidence.text_between(*self.old))


def with_changed_value(asked: AskedQuestion, reading: Reading) -> Reading:
    """Return the reading, with the other value if the words that it gives or marks are the wrong one."""
    marked = _marked(reading)
    if marked is None:
        return reading
    of_old = _ASKS_FOR_OLD.search(asked.text) is not None
    if not of_old and asks_for_past(asked.text):
        return reading
    answer = reading.spans[0]
    sentence = sentence_around(answer.evidence, *marked)
    for each in _replacements(answer.evidence, *(sentence or marked)):
        wrong, right = (each.new, each.old) if of_old else (each.old, each.new)
        if overlap(marked, wrong) and not overlap(marked, right):
            start, end = right
            is_words = reading.kind == "words"
            span = replace(answer, start=start, end=end) if is_words else replace(answer, highlight=right)
            reading = replace(reading, spans=(span, *reading.spans[1:]))
            break
    return reading if of_old else _with_later_value(asked, reading)


def _with_later_value(asked: AskedQuestion, reading: Reading) -> Reading:
    """Return a reading with the sentence of another passage that says that the given value was replaced."""
    marked = _marked(reading)
    if marked is None or not _number_in(reading.spans[0].evidence.text_between(*marked)):
        return reading
    replacements = [
        each
        for evidence in reading.evidence
        for each in _replacements(evidence, evidence.passage.start, evidence.passage.end)
    ]
    for _ in replacements:  # a value may be replaced several times
        later = _later(asked, reading.spans[0], marked, replacements)
        if later is None:
            break
        span = Span(later.evidence, *later.sentence, reading.spans[0].confidence, highlight=later.new)
        reading, marked = reading.with_answer("block", span, *reading.spans), later.new
    return reading


def _later(
    asked: AskedQuestion, answer: Span, marked: Range, replacements: Sequence[_Replacement]
) -> _Replacement | None:
    """Return the first replacement of the number in the marked words by another sentence; None without one.

    That sentence must have all words of the question that the sentence or row of the number, or the heading
    above it, has.
    """
    number = _number_in(answer.evidence.text_between(*marked))
    sentence = sentence_around(answer.evidence, *marked)
    shared = _shared(asked, answer.evidence, sentence) if sentence else frozenset[str]()
    shared |= asked.content & asked.terms_of(" ".join(answer.evidence.passage.trail[-1:]))
    if not number or not shared:
        return None
    own = answer.evidence.passage.document, sentence
    return next(
        (
            each
            for each in replacements
            if each.old_number == number
            and shared <= _shared(asked, each.evidence, each.sentence)
            and (each.evidence.passage.document, each.sentence) != own
        ),
        None,
    )


def _marked(reading: Reading) -> Range | None:
    """Return the words that a reading gives or that its block marks, as a range of the document."""
    if reading.outcome is not Outcome.ANSWERED:
        return None
    answer = reading.spans[0]
    return (answer.start, answer.end) if reading.kind == "words" else answer.highlight


def _shared(asked: AskedQuestion, evidence: Evidence, sentence: Range) -> frozenset[str]:
    """Return the content terms of the question that a sentence or row has."""
    text = range_text(evidence, *evidence.in_context(*sentence))
    return asked.content & asked.terms_of(text)


def _number_in(text: str) -> str:
    """Return the number in a text; empty if it has none or several."""
    numbers = _NUMBER.findall(text)
    return numbers[0] if len(numbers) == 1 else ""


def _replacements(evidence: Evidence, start: int, end: int) -> Iterator[_Replacement]:
    """Yield what is said to be replaced between two offsets of the document, within a sentence or row."""
    for pattern in _REPLACEMENTS:
        for found in pattern.finditer(evidence.context, *evidence.in_context(start, end)):
            new, old = (evidence.in_document(*found.span(name)) for name in ("new", "old"))
            sentence = sentence_around(evidence, min(new[0], old[0]), max(new[1], old[1]))
            if sentence is not None:
                yield _Replacement(evidence, sentence, new, old)
