"""Answers a question for the newest release of a changelog: "what's new", "latest version", "patch notes".

Such a question names no version, and the network would take one from any text. If there is one changelog, its
release with the highest version answers: with the version, or with everything that changed in the release.
"""

from __future__ import annotations

import re
from collections import defaultdict

from index.english.number_names import DOTTED_NUMBER
from index.headings.changelogs import is_release, release_numbers
from index.headings.found_passages import FoundPassages
from index.headings.heading_span import heading_span
from index.headings.release_notes import release_span
from index.passages.reading_text import title_and_path
from index.reader.evidence.changelog_names import is_changelog
from index.reader.evidence.ranges import range_text, sentence_around
from index.reader.question.question_kinds import asks_plainly, without_request
from index.search.terms import terms
from index.types import Hit, Passage, Reading

_LATEST = r"(?:latest|newest|most recent|current|last)"
_RELEASE = r"(?:version|release|update|patch)"
_FOR_VERSION = re.compile(rf"\b{_LATEST} (?:stable |released? )?{_RELEASE}(?! notes)\b", re.IGNORECASE)
_FOR_CHANGES = re.compile(
    rf"\bwhat(?:['’]?s| is| are)(?: the)? new\b|\b(?:latest|newest|recent|last) changes\b"
    rf"|\b(?:{_LATEST} )?(?:patch|release) notes\b|\bchange ?log\b"
    rf"|\bwhat(?:['’]?s| has| have| was)? changed (?:recently|lately|in the {_LATEST} {_RELEASE})\b"
    r"|^\W*what(?:['’]?s| has)? changed\W*$",
    re.IGNORECASE,
)
_SAID = (  # words of such a question that name no project
    "latest newest most recent recently lately current currently last stable version release released update "
    "patch note notes changelog change log changes changed new what whats is are there any now running run "
    "use using show see out"
)
_CALLED_LATEST = re.compile(rf"\b{_LATEST}\b", re.IGNORECASE)
_VERSION = re.compile(DOTTED_NUMBER)
_NUMBER = re.compile(r"\d+")
_PREVIEW = re.compile(r"[a-z]", re.IGNORECASE)


def with_latest_release(question: str, reading: Reading, found: FoundPassages) -> Reading:
    """Return the reading, or one with the newest release of the one changelog that the question asks for.

    If the reading's answer is in a sentence that calls a version the latest, the reading is unchanged, unless
    the question asks for what changed.
    """
    question = without_request(question)
    of_changes = _FOR_CHANGES.search(question) is not None
    if not _asks_for_latest(question) or (not of_changes and _says_latest(reading)):
        return reading
    newest = _newest_release(question, found)
    if newest is None:
        return reading
    hit, depth = newest
    if of_changes:
        section = release_span(hit, depth, found)
        return reading.with_answer("block", section) if section else reading
    version = release_numbers(hit.passage.trail[depth - 1])[0]
    span = heading_span(hit, depth, version, found.document_text(hit))
    return reading.with_answer("words", span) if span else reading


def _asks_for_latest(question: str) -> bool:
    """Whether a question without a version asks for the newest release, or for what changed in it."""
    asks = _FOR_CHANGES.search(question) or _FOR_VERSION.search(question)
    return asks is not None and not release_numbers(question) and asks_plainly(question)


def _newest_release(question: str, found: FoundPassages) -> tuple[Hit, int] | None:
    """A passage of the newest release of the one changelog, and the depth of the release's heading, from 1.

    The changelog must have the question's other words in its title or path. None if there is no such
    changelog, or more than one.
    """
    besides = frozenset(terms(question)).difference(terms(_SAID))
    releases: defaultdict[str, list[tuple[Passage, int]]] = defaultdict(list)
    for passage in found.passages_of(is_changelog):
        if besides.issubset(terms(title_and_path(passage))):
            depths = (depth for depth, heading in enumerate(passage.trail, 1) if is_release(heading))
            releases[passage.document] += [(passage, depth) for depth in depths]
    changelogs = list(filter(None, releases.values()))
    if len(changelogs) != 1:
        return None
    passage, depth = max(changelogs[0], key=lambda each: _order(each[0].trail[each[1] - 1]))
    return Hit(passage, 0.0, 0.0, 0.0), depth


def _says_latest(reading: Reading) -> bool:
    """Whether the answer has a version, and its sentence calls something the latest or the current one."""
    best = reading.answer
    if best is None or not _VERSION.search(best.text):
        return False
    sentence = sentence_around(best.evidence, best.start, best.end)
    if sentence is None:
        return False
    read = range_text(best.evidence, *best.evidence.in_context(*sentence))
    return _CALLED_LATEST.search(read) is not None


def _order(heading: str) -> tuple[list[int], bool]:
    """A key that orders headings by their versions. A version is higher than its previews, such as 1.2rc1."""
    version = release_numbers(heading)[0]
    numbered = _PREVIEW.split(version.lstrip("vV"))[0]
    return [int(number) for number in _NUMBER.findall(numbered)], _PREVIEW.search(version[1:]) is None
