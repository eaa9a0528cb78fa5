"""The version or the date of a change: that of the heading above its entry in a changelog.

"Which version added hooks?", where "hooks" stands below "## [0.14.0] - 2025-12-02" and "### Added". Headings
are in no passage, so the network finds the entry alone, or another version that the text names. In what is
called a changelog, a heading that is but a date tells when.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.english.calendar_names import MONTHS
from index.english.function_words import any_of
from index.headings.found_passages import FoundPassages
from index.headings.heading_dates import SAID
from index.headings.heading_span import CONFIDENCE, answers_with, heading_span
from index.passages.sentences import every_sentence
from index.reader.asked_for import Terms
from index.reader.evidence_text import evidence_units, stretch_text
from index.reader.question_kinds import after_asking_for_version, after_when, asks_since
from index.reader.whole.times import DATE
from index.types import Evidence, Hit, Reading, Span

_VERSION = re.compile(
    r"(?<![\w.])v?(\d+(?:\.\d+)+(?:[-.]?(?:rc|beta|alpha|b|a)\.?\d*)?)(?![\w.]{0,20}\d)", re.I
)
# What a heading above changes holds beside its version and its date.
_RELEASE_WORDS = re.compile(
    rf"\b{any_of('version', 'release', 'released', 'update', 'patch', 'yanked', 'on', 'of', *MONTHS)}\b|\d",
    re.IGNORECASE,
)
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
_SWITCHED = frozenset({"disabled", "enabled"})  # told of below "Changed" too
_TOLD_ALWAYS = _SWITCHED | {"removed", "deprecated"}  # kinds that an entry names, or its heading
_CHANGELOG = re.compile(
    r"(?<![a-z])change(?:[ _-]?log|s\b)|(?:release|patch|version)[ _-]?notes|what['’]?s[ _-]new|\bnews\b",
    re.IGNORECASE,
)
_THERE = "support come start appear available"  # said of what is there since some release
_SAID = f"{SAID} {_THERE} {' '.join(_KINDS.values())} get have need require"  # names no change


@dataclass(frozen=True, slots=True)
class _Entry:
    """An entry below the heading of a release: where in its document, and what the heading tells."""

    evidence: Evidence  #: the passage alone
    start: int
    end: int
    depth: int  #: of the heading, from 1
    told: str  #: the version, or the date
    shared: int  #: how many of the question's terms it has with the headings below that one


def with_release_heading(question: str, reading: Reading, found: FoundPassages) -> Reading:
    """The reading, or the version or date of the one release that made the change which a question names.

    Where words with a version, or with a date, answer, they stay.
    """
    asked = _asked(question, found.terms)
    if asked is None or answers_with(asked.pattern, reading):
        return reading
    every = [entry for hit in found.hits for entry in asked.entries(hit)]
    most = max((entry.shared for entry in every), default=0)
    entries = [entry for entry in every if entry.shared == most]
    if len({entry.told.casefold() for entry in entries}) != 1:
        return reading
    first = entries[0]
    hit = first.evidence.hit
    heading = heading_span(hit, first.depth, first.told, found.document_text(hit), first.end)
    if heading is None:
        return reading
    entry = Span(first.evidence, first.start, first.end, CONFIDENCE)
    return reading.answered_by("words", heading, entry)


def _asked(question: str, terms: Terms) -> _Asked | None:
    """What a question asks of a change; None where it asks for no version or date of one."""
    of_version = after_asking_for_version(question)
    asks_version = of_version is not None
    rest = of_version if asks_version else after_when(question)
    if rest is None:
        return None
    words = frozenset(terms(rest))
    kinds = _kinds(words, terms)
    # "When does it start" asks for no release, and "what version do I need" not for one that made a change.
    there = asks_version and words.intersection(terms(_THERE))
    if not (kinds or there or asks_since(question)):
        return None
    named = words.difference(terms(_SAID))
    return _Asked(asks_version, words, named, kinds, terms) if named else None


def _kinds(words: frozenset[str], terms: Terms) -> frozenset[str]:
    """The kinds of changes that terms speak of."""
    return frozenset(kind for kind, said in _KINDS.items() if words.intersection(terms(said)))


class _Asked:
    """What a question asks of a change: its version or its date.

    `words` are its terms, of which those that are `named` tell what was changed, and `kinds` how.
    """

    def __init__(
        self,
        version: bool,
        words: frozenset[str],
        named: frozenset[str],
        kinds: frozenset[str],
        terms: Terms,
    ) -> None:
        self._version, self._words, self._named, self._kinds = version, words, named, kinds
        self._terms = terms
        self.pattern = _VERSION if version else DATE  #: of what answers

    def entries(self, hit: Hit) -> Iterator[_Entry]:
        """Yield what a passage says of the change, if it stands below the heading of a release."""
        trail = hit.passage.trail
        above = (depth for depth, heading in enumerate(trail, 1) if self._is_above(heading, hit))
        depth = max(above, default=0)
        told = self._told(trail[depth - 1]) if depth else ""
        if not told:
            return
        below = trail[depth:]
        evidence = Evidence(hit, hit.passage.text, hit.passage.start, hit.passage.blocks)
        around = frozenset(self._terms(" ".join((hit.passage.title, *below))))
        by_heading = _kinds(frozenset(self._terms(" ".join(below))), self._terms)
        for start, end in evidence_units(evidence):
            read = stretch_text(evidence, start, end)
            text = frozenset(self._terms(read))
            own = self._kinds_in(read)
            kinds = by_heading | (own & _SWITCHED) if by_heading else own
            if self._named <= text | around and self._named & text and self._may_be(kinds):
                shared = len(self._words & (text | around))
                yield _Entry(evidence, evidence.start + start, evidence.start + end, depth, told, shared)

    def _is_above(self, heading: str, hit: Hit) -> bool:
        """Whether a heading is that of a release, or where no version is asked for, of a day's changes."""
        if self._version or not _is_day(heading):
            return is_release(heading)
        return is_changelog(hit.passage.document, hit.passage.title)

    def _kinds_in(self, entry: str) -> frozenset[str]:
        """The kinds of changes that the sentences of an entry speak of which name what is asked for.

        "Added tunnels. Removed the ferry." tells of two, and "was not removed" of none.
        """
        named = self._named & frozenset(self._terms(entry))
        sentences = [_NEGATED.sub(" ", entry[start:end]) for start, end in every_sentence(entry)]
        terms = [frozenset(self._terms(sentence)) for sentence in sentences]
        whole = [each for each in terms if named <= each] or terms
        return _kinds(frozenset[str]().union(*whole), self._terms)

    def _told(self, heading: str) -> str:
        """The version, or the date, of the heading of a release; empty where it has none."""
        return (versions(heading) if self._version else DATE.findall(heading) or [""])[0]

    def _may_be(self, kinds: frozenset[str]) -> bool:
        """Whether a change of these kinds may be the one that is asked for.

        What tells of no kind may be added or changed, but was not removed: "The rclone backend is faster."
        """
        if not kinds:
            return not self._kinds or not self._kinds <= _TOLD_ALWAYS
        return not self._kinds or bool(kinds & self._kinds)


def is_changelog(name: str, title: str) -> bool:
    """Whether a document is called a changelog by its name or title."""
    return _CHANGELOG.search(f"{name} {title}") is not None


def is_release(heading: str) -> bool:
    """Whether a heading is that of a release and nothing else."""
    return len(versions(heading)) == 1 and len(DATE.findall(heading)) <= 1 and not _tells_more(heading)


def _is_day(heading: str) -> bool:
    """Whether a heading is a date and nothing else."""
    return not versions(heading) and len(DATE.findall(heading)) == 1 and not _tells_more(heading)


def _tells_more(heading: str) -> bool:
    """Whether a heading has more words than those of a release."""
    rest = _RELEASE_WORDS.sub(" ", _VERSION.sub(" ", DATE.sub(" ", heading)))
    return _LETTER.search(rest) is not None


def versions(heading: str) -> list[str]:
    """The versions that a heading, or a question, names."""
    return _VERSION.findall(DATE.sub(" ", heading))
