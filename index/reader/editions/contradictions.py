"""An answer → what other documents, or entries of other days or releases, say in nearly the same words: the
same again, or something else.

Two texts are versions of each other where most of their words are the same, in the same order. Versions
contradict each other where other words stand in the place of the answer or, where a whole sentence or row
answers, where numbers, names or a "not" differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from index.english.number_names import CARDINALS, ORDINALS
from index.passages.reading_text import trail_below_title
from index.reader.editions.same_words import WordMatch
from index.reader.evidence_text import evidence_text, evidence_units, isolate
from index.reader.network.bounds import whole_ranges
from index.reader.whole.times import DATE
from index.search.terms import TermExtractor
from index.types import Evidence, Passage, Range, Reading, Span, overlap

SAME_SHARE = 0.8  #: of the words of two versions, those that are the same in both
_SAME_SHARE_OF_COPIES = 0.9
_FEWEST_WORDS = 3  # beside the answer; with fewer, all of them and the headings have to be the same
_WORD = re.compile(r"\w+")
# A heading that is but a version; a number alone may be that of a section, except in a list of changes.
_RELEASE = re.compile(r"(?:version |release |update |patch |v|\[)v?(\d+(?:\.\d+)+)\]?", re.IGNORECASE)
_NUMBER = re.compile(r"(\d+(?:\.\d+)+)")
_CHANGES = re.compile(r"change|release|history|version|news", re.IGNORECASE)
_NEGATION = frozenset(("no", "not", "never", "none", "cannot", "without"))
_COUNTING = frozenset((
    *("only", "zero", *CARDINALS[:12], *ORDINALS[:3]),
    *("once", "twice", "half", "both", "all", "any", "every"),
))  # fmt: skip


def repeats(text: str, other: str) -> bool:
    """Whether a text says what another one does: with the same words, or all but a few that tell nothing."""
    match = WordMatch(_WORD.findall(text), _WORD.findall(other))
    if match.first == match.second:
        return True
    return match.share >= _SAME_SHARE_OF_COPIES and not any(map(_tells, match.differing()))


def plain_headings(passage: Passage) -> tuple[str, ...]:
    """The headings of a passage below its title, without their numbers and their case."""
    trail = trail_below_title(passage.title, passage.trail)
    return tuple(heading.lstrip("0123456789.)§ \t").casefold() for heading in trail)


def contradictions(reading: Reading, evidence: Sequence[Evidence], question: str) -> list[Span]:
    """What contradicts the answer of a reading, the most similar first; of each document one span. In the
    answer's own document that is what stands under the heading of another day or release."""
    found: dict[str, Span] = {}
    for version in versions(reading, evidence, question):
        if version.contradicts:
            found.setdefault(version.span.evidence.passage.document, version.span)
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Version:
    """What a version of the sentence that answers says in place of the answer."""

    span: Span
    share: float  #: of the words beside it, those that are the same
    contradicts: bool


def versions(reading: Reading, evidence: Sequence[Evidence], question: str) -> list[Version]:
    """What other documents, or entries of other days or releases, say in nearly the words of what answers:
    the same again, or what contradicts it. The most similar comes first.

    What does not hold the words of the question that the answer's sentence or row and its headings hold is
    about something else.
    """
    best = reading.spans[0]
    own = _unit_around(best)
    if own is None:
        return []
    terms = TermExtractor()
    wanted = set(terms.terms(question)) & set(terms.terms(own.about))
    found = [
        version
        for unit in _units(evidence, best.evidence.passage)
        if own.may_be_version(unit) and wanted <= set(terms.terms(unit.about))
        if (version := _version(own, unit, best, whole=reading.kind == "block"))
    ]
    return sorted(found, key=lambda each: -each.share)


@dataclass(frozen=True)
class _Unit:
    """A sentence, an item or a row of an evidence: characters `start` to `end` of its document."""

    evidence: Evidence
    start: int
    end: int

    @cached_property
    def _words(self) -> list[tuple[str, int, int]]:
        """Its words as they are read, with their characters of the document; -1 where they stand for none."""
        offset = self.evidence.start
        part = isolate(self.evidence, self.start - offset, self.end - offset)
        read = evidence_text(part)
        words = []
        for found in _WORD.finditer(read.text, read.head):
            first, last = int(read.ranges[found.start(), 0]), int(read.ranges[found.end() - 1, 1])
            words.append(
                (found[0], *((first + part.start, last + part.start) if first >= 0 <= last else (-1, -1)))
            )
        return words

    @property
    def words(self) -> list[str]:
        return [word for word, _, _ in self._words]

    @property
    def ranges(self) -> list[Range]:
        return [(start, end) for _, start, end in self._words]

    @property
    def headings(self) -> tuple[str, ...]:
        return plain_headings(self.evidence.passage)

    @property
    def about(self) -> str:
        """What tells what it is about: its words, its headings, and its document's title and name."""
        passage = self.evidence.passage
        return " ".join((passage.document, passage.title, *passage.trail, *self.words))

    def may_be_version(self, other: _Unit) -> bool:
        """Whether enough words are the same, in any order; this is quick to tell."""
        words, others = ({word.casefold() for word in each.words} for each in (self, other))
        return 2 * len(words & others) >= (2 * SAME_SHARE - 1) * min(len(words), len(others))


def _version(own: _Unit, unit: _Unit, answer: Span, *, whole: bool) -> Version | None:
    """What a unit says in place of an answer that stands in another; None where it is no version of that."""
    match = WordMatch(own.words, unit.words)
    all_of_it = Span(unit.evidence, unit.start, unit.end, answer.confidence)
    if whole:
        is_version = match.share >= SAME_SHARE
        return Version(all_of_it, match.share, any(map(_tells, match.differing()))) if is_version else None
    inside = [i for i, each in enumerate(own.ranges) if overlap(each, (answer.start, answer.end))]
    if not inside:
        return None
    first, last = inside[0], inside[-1] + 1
    begin, end, share = match.opposite(first, last)
    few = len(own.words) - len(inside) < _FEWEST_WORDS
    if share < SAME_SHARE or (few and (share < 1 or own.headings != unit.headings)):
        return None
    said, instead = set(match.first[first:last]), set(match.second[begin:end])
    same = said <= instead or instead <= said
    if same and _is_negated(match.first) != _is_negated(match.second):
        return Version(all_of_it, share, contradicts=True)
    ranges = unit.ranges[begin:end]
    if (same and said != instead) or end - begin > 2 * len(inside) + 1 or min(ranges)[0] < 0:
        return None
    span = Span(unit.evidence, *_whole(unit, ranges[0][0], ranges[-1][1]), answer.confidence)
    return Version(span, share, contradicts=not same)


def _whole(unit: _Unit, start: int, end: int) -> Range:
    """A range with what is never cut, such as the "$" of "$8"."""
    offset = unit.evidence.start
    for first, last in whole_ranges(unit.evidence.context):
        kept = first + offset, last + offset
        if overlap(kept, (start, end)):
            start, end = min(start, kept[0]), max(end, kept[1])
    return max(start, unit.start), min(end, unit.end)


def _unit_around(span: Span) -> _Unit | None:
    """The sentence, item or row that holds a span, or of a block its most relevant part."""
    evidence = span.evidence
    first, last = span.highlight or (span.start, span.end)
    for start, end in evidence_units(evidence):
        if evidence.start + start <= first and last <= evidence.start + end:
            return _Unit(evidence, evidence.start + start, evidence.start + end)
    return None


def _units(evidence: Sequence[Evidence], own: Passage) -> Iterator[_Unit]:
    """Yield the sentences, items and rows of the passages that are not of the document of a passage, or stand
    under the heading of another day or release in it."""
    for each in evidence:
        passage = each.passage
        if passage.document == own.document and not _are_of_two_times(passage, own):
            continue
        for start, end in evidence_units(each):
            if passage.start <= each.start + start and each.start + end <= passage.end:
                yield _Unit(each, each.start + start, each.start + end)


def _are_of_two_times(passage: Passage, other: Passage) -> bool:
    """Whether the innermost headings of a day, or of a release, that two passages stand under are of two."""
    return any(
        first and second and first != second
        for first, second in zip(_times_of(passage), _times_of(other), strict=True)
    )


def _times_of(passage: Passage) -> tuple[list[str], list[str]]:
    """The dates in the innermost heading with some, and the version of the innermost that is but one."""
    dates = (DATE.findall(heading) for heading in reversed(passage.trail))
    tells_changes = _CHANGES.search(" ".join((passage.document, passage.title, *passage.trail)))
    patterns = (_RELEASE, _NUMBER) if tells_changes else (_RELEASE,)
    releases = (
        [found[1]]
        for heading in reversed(passage.trail)
        for pattern in patterns
        if (found := pattern.fullmatch(heading.strip()))
    )
    return next(filter(None, dates), []), next(releases, [])


def _is_negated(words: Sequence[str]) -> bool:
    """Whether words, in lower case, hold an odd number of negations."""
    return len([word for word in words if word in _NEGATION]) % 2 == 1


def _tells(word: str) -> bool:
    """Whether a word that differs is a number, a name or a "not"."""
    return word in _NEGATION or word in _COUNTING or not word.islower()
