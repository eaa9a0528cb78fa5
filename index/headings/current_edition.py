"""Which of several editions of a text answers: the rules of 2025 before those of 2023, and what is current
before what says of itself that it is not: "archived", "superseded by".

The network reads each passage alone, and takes the edition that is worded most like the question. Nothing is
chosen for a question that names a year, a version or a month, or asks for what was.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from index.citing.versions import contradictions, plain_headings
from index.english.calendar_names import MONTHS
from index.english.function_words import any_of
from index.headings.found_passages import FoundPassages
from index.passages.reading_text import trail_below_title
from index.reader.called_old import is_called_old
from index.reader.constraints.months import months
from index.reader.named.sections import whole_section
from index.reader.question_kinds import asks_for_past
from index.types import Evidence, Outcome, Passage, Reading, Span

#: Of a section that no words of answer surely, but that stands under the heading of what did.
SECTION_CONFIDENCE = 0.6
ReadAgain = Callable[[str, tuple[Evidence, ...]], Reading]

_OPENING = 500  # characters of a document that may say that it is old
_SEASONS = ("winter", "spring", "summer", "autumn")
_YEAR = r"(?<!\d)(?:19|20)\d\d(?!\d)"
_VERSION = r"(?<![\w.])v?\d+(?:\.(?:\d+|x\b))+|\bv\d+\b"
_EDITION = re.compile(rf"{_YEAR}|{_VERSION}", re.IGNORECASE)
_MARK = re.compile(rf"{_VERSION}|{_YEAR}|\d+|\b{any_of(*MONTHS, *_SEASONS, 'fall')}\b", re.IGNORECASE)
_SEASON = re.compile(rf"\b{any_of(*_SEASONS, 'fall')}\b", re.IGNORECASE)
_NUMBER = re.compile(r"\d+")
#: The number of a section before the words of its heading: "2.1 Fees".
_SECTION = re.compile(
    rf"^(?!{_YEAR})[§\s]*\d+(?:\.\d+)*[.)]*\s+(?=[^\W\d_])(?!{any_of(*MONTHS)}\b)", re.IGNORECASE
)
_NAMES = {name: number for names in (MONTHS, _SEASONS) for number, name in enumerate(names, 1)} | {"fall": 4}


@dataclass(frozen=True, slots=True)
class _Edition:
    """What an edition of a text has in common with the others, and when it is of."""

    text: tuple[str, ...]  #: its name and its headings, without what tells the edition
    order: tuple[int, ...]  #: the numbers that tell it; empty where none do

    def follows(self, other: _Edition) -> bool:
        """Whether this is a later edition of the same text."""
        alike = self.text == other.text and len(self.order) == len(other.order)
        return alike and self.order > other.order


def with_current_edition(
    question: str,
    reading: Reading,
    evidence: Sequence[Evidence],
    read: ReadAgain,
    found: FoundPassages,
) -> Reading:
    """The reading, or that of a later edition of the passage that answers, where one answers too.

    That is what contradicts the answer, or what stands under the same heading. `read` reads a question in
    some evidence alone.
    """
    if reading.outcome is not Outcome.ANSWERED or _chooses_edition(question):
        return reading
    own = reading.spans[0].evidence.passage
    own_edition = _edition(own)
    says_old = cache(lambda name, title: is_called_old(f"{name} {title}", found.opening(name)[:_OPENING]))

    def is_later(passage: Passage) -> bool:
        if _edition(passage).follows(own_edition):
            return True
        others = passage.document != own.document
        return others and says_old(own.document, own.title) and not says_old(passage.document, passage.title)

    later = [each for each in evidence if is_later(each.passage)]
    if not later:
        return reading
    for span in contradictions(reading, evidence, question):
        if is_later(span.evidence.passage):
            return replace(reading, spans=(span,))
    heading = _heading(own)
    current = [each for each in later if _heading(each.passage) == heading]
    if not current or frozenset(found.terms(question)).isdisjoint(found.terms(heading)):
        return reading
    again = read(question, _latest(current))
    if again.outcome is Outcome.ANSWERED:
        return replace(again, evidence=reading.evidence)
    return _current_section(reading, current[0]) if says_old(own.document, own.title) else reading


def _current_section(reading: Reading, current: Evidence) -> Reading:
    """A short section that replaces what an old document says, as the answer; else the reading."""
    section = whole_section(current)
    if section is None:
        return reading
    span = Span(current, *section, min(reading.spans[0].confidence, SECTION_CONFIDENCE))
    return replace(reading, kind="block", spans=(span,))


def _chooses_edition(question: str) -> bool:
    """Whether a question names a year, a version, a month or a season, or asks for what was."""
    named = _EDITION.search(question) or _SEASON.search(question) or months(question)
    return bool(named) or asks_for_past(question)


def _latest(evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Those of some evidence that no other is a later edition of."""
    editions = [_edition(each.passage) for each in evidence]
    return tuple(
        each
        for each, edition in zip(evidence, editions, strict=True)
        if not any(other.follows(edition) for other in editions)
    )


def _edition(passage: Passage) -> _Edition:
    """The edition that a passage is of, by the name or the title of its document and by its headings.

    "Level 2" is no later edition of "Level 1", nor "April" of "March": a year or a version tells it.
    """
    name = passage.document.rpartition(".")[0] or passage.document
    head = name if _EDITION.search(name) or not _EDITION.search(passage.title) else passage.title
    headings = trail_below_title(passage.title, passage.trail)
    texts = (head.casefold(), *(_SECTION.sub("", heading).casefold() for heading in headings))
    dated = [text for text in texts if _EDITION.search(text)]
    order = tuple(number for text in dated for number in _numbers(text))
    return _Edition(tuple(_MARK.sub("#", text) if text in dated else text for text in texts), order)


def _numbers(text: str) -> list[int]:
    """The numbers that tell an edition, years before months: 2025 and 3 of "March 2025"."""
    numbers: list[int] = []
    for mark in _MARK.findall(text):
        named = _NAMES.get(mark.casefold())
        numbers += [named] if named else map(int, _NUMBER.findall(mark))
    return sorted(numbers, key=lambda number: len(str(number)) < len("2025"))


def _heading(passage: Passage) -> str:
    """The innermost heading of a passage, without its number and case."""
    return "".join(plain_headings(passage)[-1:])
