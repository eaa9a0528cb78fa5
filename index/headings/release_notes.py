"""What changed in a release: all that stands below its heading, "## 4.2 — 14 June 2025".

Its parts ("### Added", "### Removed") are read apart, and the network finds one of them, most often that
which is called "Changed".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby, takewhile

from index.headings.changelogs import is_release, versions
from index.headings.found_passages import FoundPassages
from index.headings.heading_span import CONFIDENCE
from index.passages.reading_text import merge_blocks, title_and_path
from index.reader.asked_for import Terms
from index.reader.question_kinds import asks_plainly, is_yes_or_no, kinds_of, without_request
from index.reader.read_lengths import ReadLengths
from index.types import Block, Evidence, Hit, Passage, Reading, Span

MAX_CHARACTERS = 800  #: of the release, as it is read; a longer one answers with its beginning
_CHANGES = "change changed changes changelog new note notes different"
_SAID = f"{_CHANGES} log patch update release version list show what whats"
_COMPARES = re.compile(r"\b(?:since|between|from|before|after|until|than|compared)\b", re.IGNORECASE)
_ZERO = re.compile(r"(?:\.0)+$")
_WORD = re.compile(r"\w")


def with_release_notes(question: str, reading: Reading, found: FoundPassages) -> Reading:
    """The reading, or what stands below the heading of the one release whose changes a question asks for."""
    question = without_request(question)
    version = _asked_version(question, found.terms)
    if not version:
        return reading
    besides = frozenset(found.terms(question)).difference(found.terms(f"{_SAID} {version} v{version}"))
    releases: dict[tuple[str, str], tuple[Hit, int]] = {}
    for hit in found.hits:
        for depth, heading in enumerate(hit.passage.trail, 1):
            named = is_release(heading) and _ZERO.sub("", versions(heading)[0]) == _ZERO.sub("", version)
            if named and besides.issubset(found.terms(title_and_path(hit.passage))):
                releases.setdefault((hit.passage.document, heading), (hit, depth))
    if len(releases) != 1:
        return reading
    [(hit, depth)] = releases.values()
    span = release_span(hit, depth, found)
    return reading.answered_by("block", span) if span else reading


def release_span(hit: Hit, depth: int, found: FoundPassages) -> Span | None:
    """All that stands with a passage below the heading at a depth, from 1, of its trail, or its beginning.

    None where the beginning is not known, or a heading does not stand there as it is read.
    """
    passages = found.section(hit, depth)
    section = _section(hit, depth, passages, found.document_text(hit)) if passages else None
    return _span(section) if section else None


def _asked_version(question: str, terms: Terms) -> str:
    """The version whose changes a question asks for; empty where it asks for something else."""
    named = versions(question)
    if len(named) != 1 or not frozenset(terms(question)).intersection(terms(_CHANGES)):
        return ""
    if is_yes_or_no(question) or not asks_plainly(question):
        return ""
    return "" if kinds_of(question) or _COMPARES.search(question) else named[0]


def _section(hit: Hit, depth: int, passages: Sequence[Passage], text: str) -> Evidence | None:
    """The passages below a heading as one evidence, with the headings of their parts among the blocks.

    It ends before a part whose heading does not stand in the text as it is read. None: the first does not.
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
    """Headings that stand one above the other between two characters of a text, right above the second.

    None where one does not: it has markup inside.
    """
    found: list[Block] = []
    for heading in reversed([each for each in headings if each]):
        place = text.rfind(heading, start, end)
        if place < 0 or _WORD.search(text, place + len(heading), end):
            return None
        found.insert(0, Block("heading", place, place + len(heading)))
        end = place
    return found


def _shared(first: Sequence[str], second: Sequence[str]) -> int:
    """How many headings two trails begin with that are the same."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False)))


def _span(section: Evidence) -> Span:
    """The blocks of a section, as many of the first as are not too long, without a heading at the end."""
    lengths = ReadLengths(section)
    start = end = section.blocks[0].start
    for block in section.blocks:
        too_long = lengths.between(start - section.start, block.end - section.start) > MAX_CHARACTERS
        if too_long and end > start:
            break
        end = end if block.kind == "heading" else block.end
    return Span(section, start, end, CONFIDENCE)
