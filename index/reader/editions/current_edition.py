"""A reading → the reading of the latest edition of the text that answers.

The rules of 2025 replace those of 2023, and a text in force replaces one that says it is not: "archived",
"superseded by". The network reads each passage alone, and returns the edition that is worded most like the
question. The reading is unchanged if the question names an older edition or a month, or asks about the past.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from index.reader.editions.contradictions import about, counterparts, plain_headings
from index.reader.editions.edition import Edition, edition_of
from index.reader.editions.requested_edition import asks_for_present, names_older
from index.reader.evidence.whole_section import whole_section
from index.search.terms import terms
from index.types import Evidence, Outcome, Passage, Reading, Span

# The highest confidence in a section of a later edition that answers only since its heading is that of the
# older answer: the reader finds no answer in it.
_SECTION_CONFIDENCE = 0.6
ReadAgain = Callable[[str, tuple[Evidence, ...]], Reading]

_OPENING = 500  # characters at the start of a document that may state its date, or that it is old


def with_current_edition(
    question: str,
    reading: Reading,
    evidence: Sequence[Evidence],
    read: ReadAgain,
    *,
    opening: Callable[[str], str],
) -> Reading:
    """Return the reading, or that of the latest edition of the passage that answers, if that answers too.

    A later edition answers with a counterpart of the answer's sentence, or with what `read` finds under the
    same heading. If `read` finds nothing there, but the older edition calls itself old, all of the later
    section answers. `read` reads a question with only some of the evidence. `opening` returns the start of a
    document by its name.
    """
    if reading.outcome is not Outcome.ANSWERED or not asks_for_present(question):
        return reading
    own = reading.spans[0].evidence.passage
    own_edition = edition_with_opening(own, opening)
    later = _later(question, own, own_edition, evidence, opening)
    if not later:
        return reading
    found = [each.span for each in counterparts(reading, list(later), question)]
    if latest := _latest([span.evidence for span in found], later):
        return replace(reading, spans=(next(span for span in found if span.evidence in latest),))
    heading = _heading(own)
    current = [each for each in later if _heading(each.passage) == heading]
    if current and not frozenset(terms(question)).isdisjoint(terms(heading)):
        again = read(question, tuple(_latest(current, later)))
        if again.outcome is Outcome.ANSWERED:
            return replace(again, evidence=reading.evidence)
        if not own_edition.is_in_force:
            return _current_section(reading, current[0])
    return _reworded(question, reading, own_edition, later, read)


def _reworded(
    question: str, reading: Reading, own: Edition, later: Mapping[Evidence, Edition], read: ReadAgain
) -> Reading:
    """Return what `read` finds in later editions of the answer's document; the reading if it finds nothing.

    Any other document is later than one that calls itself old. What is found has to have all terms of the
    question that are in the answer's sentence, headings, title or file name.
    """
    of_text = [
        each
        for each, edition in later.items()
        if not own.is_in_force or (edition.document != own.document and edition.is_of_text_of(own))
    ]
    if not of_text or (own.is_record and own.is_in_force):
        return reading
    again = read(question, tuple(_latest(of_text, later)))
    if again.outcome is not Outcome.ANSWERED:
        return reading
    asked = set(terms(question))
    wanted, found = (asked & set(terms(about(each.spans[0]))) for each in (reading, again))
    return replace(again, evidence=reading.evidence) if wanted <= found else reading


def _later(
    question: str,
    own: Passage,
    own_edition: Edition,
    evidence: Sequence[Evidence],
    opening: Callable[[str], str],
) -> dict[Evidence, Edition]:
    """Return the evidence of later editions than that of the passage `own`, each with its edition.

    Evidence is omitted if the question refers to `own` rather than to it. An opening is only read if it may
    decide which edition is later.
    """
    later: dict[Evidence, Edition] = {}
    for each in evidence:
        edition = edition_of(each.passage)
        if not own_edition.is_in_force or edition.is_decided_by_opening(own_edition):
            edition = edition_with_opening(each.passage, opening)
        if edition.follows(own_edition) and not names_older(question, each.passage, own):
            later[each] = edition
    return later


def edition_with_opening(passage: Passage, opening: Callable[[str], str]) -> Edition:
    """Return the edition of a passage; `opening` returns the start of its document by its name."""
    return edition_of(passage, opening(passage.document)[:_OPENING])


def _latest(evidence: Sequence[Evidence], editions: Mapping[Evidence, Edition]) -> list[Evidence]:
    """Return the evidence of which no other is a later edition."""
    return [
        each for each in evidence if not any(editions[other].follows(editions[each]) for other in evidence)
    ]


def _current_section(reading: Reading, current: Evidence) -> Reading:
    """Return a reading with the section of `current` as its answer; `reading` if that cannot answer whole."""
    section = whole_section(current)
    if section is None:
        return reading
    span = Span(current, *section, min(reading.spans[0].confidence, _SECTION_CONFIDENCE))
    return replace(reading, kind="block", spans=(span,))


def _heading(passage: Passage) -> str:
    """Return the innermost heading of a passage, without its number, case-folded; empty if it has none."""
    return "".join(plain_headings(passage)[-1:])
