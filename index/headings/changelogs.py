"""Answers a question for the version or the date of a change with the heading above its changelog entry.

"Which version added hooks?", if "hooks" is under "## [0.14.0] - 2025-12-02" and "### Added". Headings are in
no passage, so the network finds only the entry, or another version that the text names. In a document that is
called a changelog, a heading that is only a date answers a question for the date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.english.calendar_names import MONTHS
from index.english.number_names import DOTTED_NUMBER
from index.english.patterns import any_of
from index.headings.found_passages import FoundPassages
from index.headings.heading_dates import SAID
from index.headings.heading_span import CONFIDENCE, answers_with, heading_span
from index.passages.sentences import every_sentence
from index.reader.evidence.changelog_names import is_changelog
from index.reader.evidence.ranges import quotable_ranges, range_text
from index.reader.question.question_kinds import after_asking_for_version, after_when, asks_since
from index.search.terms import terms
from index.types import Evidence, Hit, Reading, Span
from index.values.date_pattern import DATE

_VERSION = re.compile(
    rf"(?<![\w.])v?({DOTTED_NUMBER}(?:[-.]?(?:rc|beta|alpha|b|a)\.?\d*)?)(?![\w.]{{0,20}}\d)", re.I
)
# Words that the heading of a release may have in addition to its version and its date.
_RELEASE_WORDS = re.compile(
    rf"\b{any_of('version', 'release', 'released', 'update', 'patch', 'yanked', 'on', 'of', *MONTHS)}\b|\d",
    re.IGNORECASE,
)
_STARTS_WITH_VERSION = re.compile(
    rf"\W*(?:(?:version|release|patch|update)\s)?{_VERSION.pattern}", re.IGNORECASE
)
_NAME_OR_REMARK = re.compile(r"[\"“”„«][^\"“”„«»]+[\"“”»]|\([^()]*\)")
_LONGEST_NAME = 4  # words and signs of a release's name without quotation marks
_NEGATED = re.compile(r"(?:\b(?:not|never)|n['’]t)\s(?:(?:be|been|yet)\s){0,2}\w+", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")
_KINDS = {
    "added": "add introduce gain new",
    "removed": "remove drop delete gone discontinue",
    "fixed": "fix mend repair solve",
    "deprecated": "deprecate",
    "changed": "change raise lower increase decrease reduce rename replace move switch",
    "disabled": "disable",
    "enabled": "enable",
}
_SWITCHED = frozenset({"disabled", "enabled"})  # kinds of changes that entries under "Changed" may have too
_ALWAYS_NAMED = _SWITCHED | {"removed", "deprecated"}  # kinds that an entry or its heading always names
_EXISTS = "support come start appear available"  # words of a question for when something first existed
_SAID = f"{SAID} {_EXISTS} {' '.join(_KINDS.values())} get have need require"  # words that name no change


@dataclass(frozen=True, slots=True)
class _Entry:
    """An entry of a changelog: characters `start` to `end` of its document, under a release's heading."""

    evidence: Evidence  #: the passage without more context
    start: int
    end: int
    depth: int  #: of the release's heading, from 1
    answer: str  #: the version or the date in that heading
    shared: int  #: number of the question's terms in it, the title, or a heading between it and the release's


def with_release_heading(question: str, reading: Reading, found: FoundPassages) -> Reading:
    """Return the reading, or one with the version or date of the one release that made the change asked for.

    The reading is unchanged if its own answer has a version, or a date, and is sure enough (`answers_with`).
    """
    change = _change_asked_for(question)
    if change is None or answers_with(change.pattern, reading):
        return reading
    candidates = [entry for hit in found.hits for entry in change.entries(hit)]
    most = max((entry.shared for entry in candidates), default=0)
    entries = [entry for entry in candidates if entry.shared == most]
    if len({entry.answer.casefold() for entry in entries}) != 1:
        return reading
    first = entries[0]
    hit = first.evidence.hit
    heading = heading_span(hit, first.depth, first.answer, found.document_text(hit), first.end)
    if heading is None:
        return reading
    entry = Span(first.evidence, first.start, first.end, CONFIDENCE)
    return reading.with_answer("words", heading, entry)


def _change_asked_for(question: str) -> _Change | None:
    """The change whose version or date a question asks for; None if it asks for neither."""
    of_version = after_asking_for_version(question)
    asks_version = of_version is not None
    rest = of_version if asks_version else after_when(question)
    if rest is None:
        return None
    words = frozenset(terms(rest))
    kinds = _kinds(words)
    # "When does it start" asks for no release; "what version do I need" asks for none that made a change.
    exists = asks_version and words.intersection(terms(_EXISTS))
    if not (kinds or exists or asks_since(question)):
        return None
    named = words.difference(terms(_SAID))
    return _Change(asks_version, words, named, kinds) if named else None


def _kinds(words: frozenset[str]) -> frozenset[str]:
    """The kinds of changes that these terms name."""
    return frozenset(kind for kind, said in _KINDS.items() if words.intersection(terms(said)))


class _Change:
    """A change whose version (with `version`) or date a question asks for.

    `words` are the question's terms, `named` those of them that say what was changed, and `kinds` the kinds
    of changes that the terms name.
    """

    def __init__(
        self,
        version: bool,
        words: frozenset[str],
        named: frozenset[str],
        kinds: frozenset[str],
    ) -> None:
        self._version, self._words, self._named, self._kinds = version, words, named, kinds
        self.pattern = _VERSION if version else DATE  #: what an answer must contain

    def entries(self, hit: Hit) -> Iterator[_Entry]:
        """Yield the entries of a passage that may be the change, if it is under a release's heading."""
        trail = hit.passage.trail
        above = (depth for depth, heading in enumerate(trail, 1) if self._is_above(heading, hit))
        depth = max(above, default=0)
        answer = self._answer_in(trail[depth - 1]) if depth else ""
        if not answer:
            return
        below = trail[depth:]
        evidence = Evidence(hit, hit.passage.text, hit.passage.start, hit.passage.blocks)
        around = frozenset(terms(" ".join((hit.passage.title, *below))))
        by_heading = _kinds(frozenset(terms(" ".join(below))))
        for start, end in quotable_ranges(evidence):
            read = range_text(evidence, start, end)
            text = frozenset(terms(read))
            own = self._kinds_in(read)
            kinds = by_heading | (own & _SWITCHED) if by_heading else own
            if self._named <= text | around and self._named & text and self._may_be(kinds):
                shared = len(self._words & (text | around))
                yield _Entry(evidence, *evidence.in_document(start, end), depth, answer, shared)

    def _is_above(self, heading: str, hit: Hit) -> bool:
        """Whether a heading is that of a release; or, if a date is asked for, of a day in a changelog."""
        if self._version or not _is_day(heading):
            return is_release(heading)
        return is_changelog(hit.passage.document, hit.passage.title)

    def _kinds_in(self, entry: str) -> frozenset[str]:
        """The kinds of changes in the sentences of an entry that name what was changed, or else in all of it.

        For a question about the ferry, "Added tunnels. Removed the ferry." has the kind "removed" alone.
        "It was not removed" has no kind.
        """
        named = self._named & frozenset(terms(entry))
        sentences = [_NEGATED.sub(" ", entry[start:end]) for start, end in every_sentence(entry)]
        of_sentences = [frozenset(terms(sentence)) for sentence in sentences]
        relevant = [each for each in of_sentences if named <= each] or of_sentences
        return _kinds(frozenset[str]().union(*relevant))

    def _answer_in(self, heading: str) -> str:
        """The version, or the date, in the heading of a release; empty if it has none."""
        return (release_numbers(heading) if self._version else DATE.findall(heading) or [""])[0]

    def _may_be(self, kinds: frozenset[str]) -> bool:
        """Whether a change of these kinds may be the one that is asked for.

        An entry without a kind, such as "The rclone backend is faster.", may be an addition or a change. It
        is none of `_ALWAYS_NAMED`, such as a removal.
        """
        if not kinds:
            return not self._kinds or not self._kinds <= _ALWAYS_NAMED
        return not self._kinds or bool(kinds & self._kinds)


def is_release(heading: str) -> bool:
    """Whether a heading is the name of a release and nothing else: one version, and at most one date.

    A heading that starts with the version may have a name in quotation marks and a remark in parentheses:
    1.4.1 "Barnacle" (hotfix). With a date, the name needs no marks: "1.4.1 – Barnacle, 19 November 2026".
    """
    if len(release_numbers(heading)) != 1 or len(DATE.findall(heading)) > 1:
        return False
    if not _has_other_words(heading):
        return True
    if not _STARTS_WITH_VERSION.match(heading):
        return False
    rest = _NAME_OR_REMARK.sub(" ", heading)
    name = _VERSION.sub(" ", DATE.sub(" ", rest))
    is_dated = DATE.search(heading) is not None and len(name.split()) <= _LONGEST_NAME
    return not _has_other_words(rest) or is_dated


def _is_day(heading: str) -> bool:
    """Whether a heading is a date and nothing else."""
    return not release_numbers(heading) and len(DATE.findall(heading)) == 1 and not _has_other_words(heading)


def _has_other_words(heading: str) -> bool:
    """Whether a heading has words other than those of a release's heading."""
    rest = _RELEASE_WORDS.sub(" ", _VERSION.sub(" ", DATE.sub(" ", heading)))
    return _LETTER.search(rest) is not None


def release_numbers(heading: str) -> list[str]:
    """The numbers of the releases in a heading or a question, such as "2.1.0", without dates."""
    return _VERSION.findall(DATE.sub(" ", heading))
