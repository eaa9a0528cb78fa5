"""The latest of several editions of what answers: the rules of 2025 before those of 2023, and what is in
force before what says of itself that it is not: "archived", "superseded by".

The network reads each passage alone, and takes the edition that is worded most like the question. Nothing is
chosen for a question that names what an older edition alone is, or asks for what was.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from index.reader.asked_for import Terms
from index.reader.editions.asked import asks_for_present, names_older
from index.reader.editions.contradictions import plain_headings, versions
from index.reader.editions.edition import Edition, edition_of
from index.reader.named.sections import whole_section
from index.types import Evidence, Outcome, Passage, Reading, Span

#: Of a section that no words of answer surely, but that stands under the heading of what did.
SECTION_CONFIDENCE = 0.6
ReadAgain = Callable[[str, tuple[Evidence, ...]], Reading]

_OPENING = 500  # characters of a document that may say of when it is, or that it is old


def with_current_edition(
    question: str,
    reading: Reading,
    evidence: Sequence[Evidence],
    read: ReadAgain,
    *,
    opening: Callable[[str], str],
    terms: Terms,
) -> Reading:
    """The reading, or that of the latest edition of the passage that answers, where that answers too.

    That is what says the same or contradicts the answer, or what stands under the same heading. `read` reads
    a question in some evidence alone, and `opening` gives how a document begins, by its name.
    """
    if reading.outcome is not Outcome.ANSWERED or not asks_for_present(question):
        return reading
    own = reading.spans[0].evidence.passage
    own_edition = _with_opening(own, opening)
    later = _later(question, own, own_edition, evidence, opening)
    if not later:
        return reading
    told = [each.span for each in versions(reading, list(later), question)]
    if latest := _latest([span.evidence for span in told], later):
        return replace(reading, spans=(next(span for span in told if span.evidence in latest),))
    heading = _heading(own)
    current = [each for each in later if _heading(each.passage) == heading]
    if not current or frozenset(terms(question)).isdisjoint(terms(heading)):
        return reading
    again = read(question, tuple(_latest(current, later)))
    if again.outcome is Outcome.ANSWERED:
        return replace(again, evidence=reading.evidence)
    return reading if own_edition.is_in_force else _current_section(reading, current[0])


def _later(
    question: str,
    own: Passage,
    own_edition: Edition,
    evidence: Sequence[Evidence],
    opening: Callable[[str], str],
) -> dict[Evidence, Edition]:
    """The evidence of later editions than a passage is of, with these; the passage is not what is meant.

    Only openings that may tell that are looked at.
    """
    later: dict[Evidence, Edition] = {}
    for each in evidence:
        edition = edition_of(each.passage)
        if not own_edition.is_in_force or edition.may_be_told_by_opening(own_edition):
            edition = _with_opening(each.passage, opening)
        if edition.follows(own_edition) and not names_older(question, each.passage, own):
            later[each] = edition
    return later


def _with_opening(passage: Passage, opening: Callable[[str], str]) -> Edition:
    return edition_of(passage, opening(passage.document)[:_OPENING])


def _latest(evidence: Sequence[Evidence], editions: Mapping[Evidence, Edition]) -> list[Evidence]:
    """Those of some evidence that no other is a later edition of."""
    return [
        each for each in evidence if not any(editions[other].follows(editions[each]) for other in evidence)
    ]


def _current_section(reading: Reading, current: Evidence) -> Reading:
    """A short section that replaces what an old document says, as the answer; else the reading."""
    section = whole_section(current)
    if section is None:
        return reading
    span = Span(current, *section, min(reading.spans[0].confidence, SECTION_CONFIDENCE))
    return replace(reading, kind="block", spans=(span,))


def _heading(passage: Passage) -> str:
    """The innermost heading of a passage, without its number and case."""
    return "".join(plain_headings(passage)[-1:])
