"""An answer → what other documents, or sections for other days or releases, say in nearly the same words.

Two texts are counterparts if most of their words are the same, in the same order. Counterparts contradict
each other if other words are at the position of the answer. If a whole sentence or row answers, they
contradict each other if numbers, names or a "not" differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from index.english.number_names import CARDINALS, DOTTED_NUMBER, ORDINALS
from index.passages.reading_text import trail_below_title
from index.reader.editions.near_duplicates import WordMatch
from index.reader.evidence.changelog_names import may_list_releases
from index.reader.evidence.evidence_text import evidence_text
from index.reader.evidence.ranges import isolate, quotable_ranges
from index.reader.network.atomic_ranges import atomic_ranges
from index.search.terms import terms
from index.types import Evidence, Passage, Range, Reading, Span, overlap
from index.values.date_pattern import DATE

_SAME_SHARE = 0.8  # the least share of words that two counterparts have in common
_SAME_SHARE_OF_COPIES = 0.9
_FEWEST_WORDS = 3  # besides the answer; with fewer, all of them and the headings have to be the same
_WORD = re.compile(r"\w+")
# A heading that is only a version. A number alone may be that of a section, except in a list of changes.
_RELEASE = re.compile(rf"(?:version |release |update |patch |v|\[)v?({DOTTED_NUMBER})\]?", re.IGNORECASE)
_NUMBER = re.compile(rf"({DOTTED_NUMBER})")
_NEGATION = frozenset(("no", "not", "never", "none", "cannot", "without"))
_COUNTING = frozenset((
    *("only", "zero", *CARDINALS[:12], *ORDINALS[:3]),
    *("once", "twice", "half", "both", "all", "any", "every"),
))  # fmt: skip


def repeats(text: str, other: str) -> bool:
    """Whether a text repeats another one: their words are the same, or differ in a few unimportant ones."""
    match = WordMatch(_WORD.findall(text), _WORD.findall(other))
    if match.first == match.second:
        return True
    return match.share >= _SAME_SHARE_OF_COPIES and not any(map(_is_important, match.differing()))


def plain_headings(passage: Passage) -> tuple[str, ...]:
    """Return the headings of a passage below its title, without their numbers, case-folded."""
    trail = trail_below_title(passage.title, passage.trail)
    return tuple(heading.lstrip("0123456789.)§ \t").casefold() for heading in trail)


def about(span: Span) -> str:
    """Return the sentence, item or row of a span, with its headings, title and the name of its document."""
    quotable = _quotable_around(span)
    passage = span.evidence.passage
    names = " ".join((passage.document, passage.title, *passage.trail))
    return quotable.about if quotable else f"{names} {span.text}"


def contradictions(reading: Reading, evidence: Sequence[Evidence], question: str) -> list[Span]:
    """Return the spans that contradict the answer of a reading, the most similar first, one per document.

    In the answer's own document, only sections with another day or release in their heading are searched.
    """
    found: dict[str, Span] = {}
    for counterpart in counterparts(reading, evidence, question):
        if counterpart.contradicts:
            found.setdefault(counterpart.span.evidence.passage.document, counterpart.span)
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Counterpart:
    """What a counterpart of the answer's sentence says instead of the answer."""

    span: Span
    share: float  #: the share of the words around it that are the same
    contradicts: bool


def counterparts(reading: Reading, evidence: Sequence[Evidence], question: str) -> list[Counterpart]:
    """Return the counterparts of the answer's sentence, item or row in the evidence, the most similar first.

    They are in other documents, or in sections of the same document with another day or release in their
    heading. They say the same as the answer, or contradict it. The terms of the question that are in the
    answer's sentence, headings, title or file name have to be there in a counterpart too: without them, a
    text is about something else.
    """
    best = reading.spans[0]
    own = _quotable_around(best)
    if own is None:
        return []
    wanted = set(terms(question)) & set(terms(own.about))
    found = [
        counterpart
        for other in _candidates(evidence, best.evidence.passage)
        if own.may_be_counterpart(other) and wanted <= set(terms(other.about))
        if (counterpart := _counterpart(own, other, best, whole=reading.kind == "block"))
    ]
    return sorted(found, key=lambda each: -each.share)


@dataclass(frozen=True)
class _Quotable:
    """A quotable range of an evidence, such as a sentence: characters `start` to `end` of its document."""

    evidence: Evidence
    start: int
    end: int

    @cached_property
    def _words(self) -> list[tuple[str, int, int]]:
        """The words of its reading text, with their ranges of the document; -1 for words that have none."""
        part = isolate(self.evidence, *self.evidence.in_context(self.start, self.end))
        text = evidence_text(part)
        words = []
        for found in _WORD.finditer(text.text, text.head):
            first, last = int(text.ranges[found.start(), 0]), int(text.ranges[found.end() - 1, 1])
            words.append((found[0], *(part.in_document(first, last) if first >= 0 <= last else (-1, -1))))
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
        """Its words, its headings, and the title and the name of its document."""
        passage = self.evidence.passage
        return " ".join((passage.document, passage.title, *passage.trail, *self.words))

    def may_be_counterpart(self, other: _Quotable) -> bool:
        """Whether enough words are the same, in any order: a quick test before the alignment of words."""
        words, others = ({word.casefold() for word in each.words} for each in (self, other))
        return 2 * len(words & others) >= (2 * _SAME_SHARE - 1) * min(len(words), len(others))


def _counterpart(own: _Quotable, other: _Quotable, answer: Span, *, whole: bool) -> Counterpart | None:
    """Return what `other` says instead of an answer within `own`; None if it is no counterpart of `own`.

    With `whole`, all of `own` answers.
    """
    match = WordMatch(own.words, other.words)
    all_of_it = Span(other.evidence, other.start, other.end, answer.confidence)
    if whole:
        contradicts = any(map(_is_important, match.differing()))
        return Counterpart(all_of_it, match.share, contradicts) if match.share >= _SAME_SHARE else None
    inside = [i for i, each in enumerate(own.ranges) if overlap(each, (answer.start, answer.end))]
    if not inside:
        return None
    first, last = inside[0], inside[-1] + 1
    start, end, share = match.opposite(first, last)
    few = len(own.words) - len(inside) < _FEWEST_WORDS
    if share < _SAME_SHARE or (few and (share < 1 or own.headings != other.headings)):
        return None
    said, instead = set(match.first[first:last]), set(match.second[start:end])
    same = said <= instead or instead <= said
    if same and _is_negated(match.first) != _is_negated(match.second):
        return Counterpart(all_of_it, share, contradicts=True)
    ranges = other.ranges[start:end]
    if (same and said != instead) or end - start > 2 * len(inside) + 1 or min(ranges)[0] < 0:
        return None
    span = Span(other.evidence, *_uncut(other, ranges[0][0], ranges[-1][1]), answer.confidence)
    return Counterpart(span, share, contradicts=not same)


def _uncut(quotable: _Quotable, start: int, end: int) -> Range:
    """Return a range, extended by all that an answer never cuts, such as the "$" of "$8"."""
    for atom in atomic_ranges(quotable.evidence.context):
        kept = quotable.evidence.in_document(*atom)
        if overlap(kept, (start, end)):
            start, end = min(start, kept[0]), max(end, kept[1])
    return max(start, quotable.start), min(end, quotable.end)


def _quotable_around(span: Span) -> _Quotable | None:
    """Return the quotable range that contains a span, or the marked part of a block; None if none does."""
    evidence = span.evidence
    first, last = span.highlight or (span.start, span.end)
    for quotable in quotable_ranges(evidence):
        start, end = evidence.in_document(*quotable)
        if start <= first and last <= end:
            return _Quotable(evidence, start, end)
    return None


def _candidates(evidence: Sequence[Evidence], own: Passage) -> Iterator[_Quotable]:
    """Yield the quotable ranges of the passages that may be counterparts of a part of the passage `own`.

    They are of other documents, or under a heading with another day or release.
    """
    for each in evidence:
        passage = each.passage
        if passage.document == own.document and not _are_of_two_times(passage, own):
            continue
        for start, end in quotable_ranges(each):
            if passage.start <= each.start + start and each.start + end <= passage.end:
                yield _Quotable(each, each.start + start, each.start + end)


def _are_of_two_times(passage: Passage, other: Passage) -> bool:
    """Whether two passages are under headings with different days, or with different releases."""
    return any(
        first and second and first != second
        for first, second in zip(_times_of(passage), _times_of(other), strict=True)
    )


def _times_of(passage: Passage) -> tuple[list[str], list[str]]:
    """Return the dates of the innermost heading with dates, and the version of the innermost release."""
    dates = (DATE.findall(heading) for heading in reversed(passage.trail))
    lists_releases = may_list_releases(passage.document, passage.title, passage.trail)
    patterns = (_RELEASE, _NUMBER) if lists_releases else (_RELEASE,)
    releases = (
        [found[1]]
        for heading in reversed(passage.trail)
        for pattern in patterns
        if (found := pattern.fullmatch(heading.strip()))
    )
    return next(filter(None, dates), []), next(releases, [])


def _is_negated(words: Sequence[str]) -> bool:
    """Whether lower-case words contain an odd number of negations."""
    return len([word for word in words if word in _NEGATION]) % 2 == 1


def _is_important(word: str) -> bool:
    """Whether a word is a number, a name or a "not": counterparts that differ in it contradict each other."""
    return word in _NEGATION or word in _COUNTING or not word.islower()
