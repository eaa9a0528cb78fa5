"""Answers a question for the changes of a release with its whole section: "## 4.2 — 14 June 2025".

The parts of the section ("### Added", "### Removed") are different passages, and the network finds only one
of them, most often the one called "Changed".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby, takewhile

from index.headings.changelogs import is_release, release_numbers
from index.headings.found_passages import FoundPassages
from index.headings.heading_span import CONFIDENCE
from index.passages.reading_text import merge_blocks, title_and_path
from index.reader.evidence.reading_lengths import ReadingLengths
from index.reader.question.question_kinds import asks_plainly, is_yes_or_no, kinds_of, without_request
from index.search.terms import terms
from index.types import Block, Evidence, Hit, Passage, Reading, Span

MAX_CHARACTERS = 800  #: of a release's section, as it is read; of a longer section, the beginning answers
_CHANGES = "change changed changes changelog new note notes different"
_SAID = f"{_CHANGES} log patch update release version list show what whats"
_COMPARES = re.compile(r"\b(?:since|between|from|before|after|until|than|compared)\b", re.IGNORECASE)
_ZERO = re.compile(r"(?:\.0)+$")
_WORD = re.compile(r"\w")


def with_release_notes(question: str, reading: Reading, found: FoundPassages) -> Reading:
    """Return the reading, or one with the section of the one release whose changes the question asks for."""
    question = without_request(question)
    version = _asked_version(question)
    if not version:
        return reading
    others = frozenset(terms(question)).difference(terms(f"{_SAID} {version} v{version}"))
    releases: dict[tuple[str, str], tuple[Hit, int]] = {}
    for hit in found.hits:
        for depth, heading in enumerate(hit.passage.trail, 1):
            number = release_numbers(heading)[0] if is_release(heading) else ""
            named = number and _ZERO.sub("", number) == _ZERO.sub("", version)
            if named and others.issubset(terms(title_and_path(hit.passage))):
                releases.setdefault((hit.passage.document, heading), (hit, depth))
    if len(releases) != 1:
        return reading
    [(hit, depth)] = releases.values()
    span = release_span(hit, depth, found)
    return reading.with_answer("block", span) if span else reading


def release_span(hit: Hit, depth: int, found: FoundPassages) -> Span | None:
    """Return the section of a passage under the heading at `depth` of its trail, from 1, or its beginning.

    None if the start of the section is too far away, or if the heading of its first part has markup.
    """
    passages = found.section(hit, depth)
    section = _section(hit, depth, passages, found.document_text(hit)) if passages else None
    return _span(section) if section else None


def _asked_version(question: str) -> str:
    """The version whose changes a question asks for; empty if it asks for something else."""
    named = release_numbers(question)
    if len(named) != 1 or not frozenset(terms(question)).intersection(terms(_CHANGES)):
        return ""
    if is_yes_or_no(question) or not asks_plainly(question):
        return ""
    return "" if kinds_of(question) or _COMPARES.search(question) else named[0]


def _section(hit: Hit, depth: int, passages: Sequence[Passage], text: str) -> Evidence | None:
    """The passages of a section as one evidence, whose blocks include the headings of its parts.

    The evidence ends before a part whose heading has markup, and so is not in the text as it is read. None if
    that is the first part.
    """
    blocks: list[Block] = []
    above, end = passages[0].trail[:depth], 0
    for trail, part in groupby(passages, lambda passage: passage.trail):
        below = merge_blocks(list(part))
        heads = _headings(trail[_shared(above, trail) :], text, end, below[0].start)
        if heads is None:
            break
        blocks += (*heads, *below)
        above, end = trail, below[-1].end
    if not blocks:
        return None
    start, end = blocks[0].start, blocks[-1].end
    passage = replace(hit.passage, trail=hit.passage.trail[:depth])
    return Evidence(replace(hit, passage=passage), text[start:end], start, tuple(blocks))


def _headings(headings: Sequence[str], text: str, start: int, end: int) -> list[Block] | None:
    """The blocks of headings that follow one another in characters `start` to `end` of a text, up to its end.

    None if one of them is not there, since it has markup inside.
    """
    found: list[Block] = []
    for heading in reversed([each for each in headings if each]):
        offset = text.rfind(heading, start, end)
        if offset < 0 or _WORD.search(text, offset + len(heading), end):
            return None
        found.insert(0, Block("heading", offset, offset + len(heading)))
        end = offset
    return found


def _shared(first: Sequence[str], second: Sequence[str]) -> int:
    """The number of headings with which both trails start."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False)))


def _span(section: Evidence) -> Span:
    """The first blocks of a section, up to the limit of characters, without a heading at the end."""
    lengths = ReadingLengths(section)
    start = end = section.blocks[0].start
    for block in section.blocks:
        too_long = lengths.between(start - section.start, block.end - section.start) > MAX_CHARACTERS
        if too_long and end > start:
            break
        end = end if block.kind == "heading" else block.end
    return Span(section, start, end, CONFIDENCE)
