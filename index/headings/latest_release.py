"""The newest release of a changelog: "what's new", "latest version", "patch notes".

Such a question names no version, and the network takes one from any text. The release with the highest
version in the one changelog answers, with its version or with all that changed in it.
"""

from __future__ import annotations

import re
from dataclasses import replace

from index.headings.changelogs import is_changelog, is_release, versions
from index.headings.found_passages import FoundPassages
from index.headings.heading_span import heading_span
from index.headings.release_notes import release_span
from index.passages.reading_text import text_above
from index.reader.evidence_text import sentence_around, stretch_text
from index.reader.question_kinds import asks_plainly, without_request
from index.types import Hit, Outcome, Passage, Reading

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
_SAID = (  # what names no project
    "latest newest most recent recently lately current currently last stable version release released update "
    "patch note notes changelog change log changes changed new what whats is are there any now running run "
    "use using show see out"
)
_CALLED_LATEST = re.compile(rf"\b{_LATEST}\b", re.IGNORECASE)
_VERSION = re.compile(r"\d+(?:\.\d+)+")
_NUMBER = re.compile(r"\d+")
_PREVIEW = re.compile(r"[a-z]", re.IGNORECASE)


def with_latest_release(question: str, reading: Reading, found: FoundPassages) -> Reading:
    """The reading, or the newest release of the one changelog that a question without a version asks for.

    A sentence that calls a version the latest answers before a heading does.
    """
    question = without_request(question)
    of_changes = _FOR_CHANGES.search(question) is not None
    of_version = not of_changes and _FOR_VERSION.search(question) is not None
    if not (of_changes or of_version) or versions(question):
        return reading
    if not asks_plainly(question):
        return reading
    if of_version and _tells_latest(reading):
        return reading
    besides = frozenset(found.terms(question)).difference(found.terms(_SAID))
    newest: dict[str, tuple[Passage, int]] = {}
    for passage in found.passages_of(is_changelog):
        above = text_above(passage.document, passage.title, ())
        if not besides.issubset(found.terms(above)):
            continue
        for depth, heading in enumerate(passage.trail, 1):
            best = newest.get(passage.document)
            if is_release(heading) and (best is None or _order(heading) > _order(best[0].trail[best[1] - 1])):
                newest[passage.document] = passage, depth
    if len(newest) != 1:
        return reading
    [(passage, depth)] = newest.values()
    hit = Hit(passage, 0.0, 0.0, 0.0)
    if of_version:
        version = versions(passage.trail[depth - 1])[0]
        told = heading_span(hit, depth, version, found.document_text(hit))
        kept = replace(reading, outcome=Outcome.ANSWERED, kind="words", spans=(told,)) if told else None
    else:
        section = release_span(hit, depth, found)
        kept = replace(reading, outcome=Outcome.ANSWERED, kind="block", spans=(section,)) if section else None
    return kept or reading


def _tells_latest(reading: Reading) -> bool:
    """Whether words of a sentence answer that calls a version the latest, or the current one."""
    if reading.outcome is not Outcome.ANSWERED or not _VERSION.search(reading.spans[0].text):
        return False
    best = reading.spans[0]
    sentence = sentence_around(best.evidence, best.start, best.end)
    return (
        sentence is not None
        and _CALLED_LATEST.search(
            stretch_text(best.evidence, *(offset - best.evidence.start for offset in sentence))
        )
        is not None
    )


def _order(heading: str) -> tuple[list[int], bool]:
    """The numbers of the version in a heading, which is higher than its previews: 1.2rc1."""
    version = versions(heading)[0]
    numbered = _PREVIEW.split(version.lstrip("vV"))[0]
    return [int(number) for number in _NUMBER.findall(numbered)], _PREVIEW.search(version[1:]) is None
