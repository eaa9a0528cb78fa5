"""The date or the version in a heading of a document, as a span that can be cited."""

from __future__ import annotations

import re
from dataclasses import replace

from index.reader.expansion.retractions import is_called_off
from index.types import Block, Evidence, Hit, Reading, Replacement, Span

#: The confidence of an answer from a heading. All 9 questions that a heading's date answered were answered
#: right. Since these are few, the confidence is lower than 1.
CONFIDENCE = 0.8
_WORD = re.compile(r"\w")
_WORDS = re.compile(r"\w+")
_TARGET = re.compile(r"\]\([^)\s]*\)|<[^<>]*>")  # the target of a link, or a tag
_LINK = re.compile(r"(?<!!)(\[)[^\[\]]*(\]\([^)\s]*\))")
_MOST_LINES = 1000  # lines with the date or version that are examined between a heading and a passage
_LONGEST_LINE = 2000  # characters of a heading with its markup
_MARKS = re.compile(r"[ \t]*[#=*_]*[ \t]*")


def answers_with(pattern: re.Pattern[str], reading: Reading) -> bool:
    """Whether the answer of a reading contains a match of a pattern, such as a date.

    Words count only if they are at least as sure as a heading would be, and a block only if it says that
    something is cancelled or moved.
    """
    best = reading.answer
    if best is None:
        return False
    counts = best.confidence >= CONFIDENCE if reading.words else is_called_off(best)
    return counts and pattern.search(best.text) is not None


def heading_span(hit: Hit, depth: int, answer: str, text: str, end: int | None = None) -> Span | None:
    """Return the span of `answer`, a date or a version, in a heading of a passage; None if it is not found.

    The heading is found as the nearest line above the passage that has its words. `depth` is the heading's
    depth in the trail, from 1, and `text` the document's text. If only other headings of the passage are
    between the heading and the passage, the evidence includes the passage's blocks: the first one, and those
    that start before `end`.
    """
    passage = replace(hit.passage, trail=hit.passage.trail[: depth - 1])  # the heading itself is quoted
    line = _line_of(answer, hit.passage.trail[depth - 1], text, passage.start)
    if line is None:
        return None
    begin, start, stop = line
    heads = [Block("heading", begin, stop, passage.trail, _link_marks(text, begin, stop))]
    last, between = stop, ""  # the end of the last heading, and the text between the headings
    for heading in hit.passage.trail[depth:]:
        offset = text.rfind(heading, last, passage.start)
        if offset < 0:  # it has markup
            between = heading
            break
        between += text[last:offset]
        last = offset + len(heading)
        heads.append(Block("heading", offset, last, hit.passage.trail[:depth]))
    below = [
        block
        for number, block in enumerate(passage.blocks)
        if number == 0 or (end is not None and block.start < end)
    ]
    is_apart = _WORD.search(between + text[last : passage.start]) is not None
    blocks = (heads[0],) if is_apart else (*heads, *below)
    evidence = Evidence(replace(hit, passage=passage), text[begin : passage.end], begin, blocks)
    return Span(evidence, start, start + len(answer), CONFIDENCE)


def _link_marks(text: str, begin: int, stop: int) -> tuple[Replacement, ...]:
    """Replacements for the parts of a heading's links that are not read: the brackets and the targets."""
    links = _LINK.finditer(text, begin, stop)
    return tuple(Replacement(*link.span(group), "") for link in links for group in (1, 2))


def _line_of(answer: str, heading: str, text: str, end: int) -> tuple[int, int, int] | None:
    """The nearest line before `end` that is the heading, as (its start, the start of the answer, its end).

    The line has all words of the heading. It may have other words only if it is marked as a heading.
    """
    wanted = set(_WORDS.findall(heading.casefold()))
    written = re.compile(
        rf"(?<![\w.]){re.escape(answer)}(?!\.?\w)|(?<=v){re.escape(answer)}(?!\.?\w)", re.IGNORECASE
    )
    start = text.rfind(answer, 0, end)
    for _ in range(_MOST_LINES):
        if start < 0:
            break
        first = text.rfind("\n", 0, start) + 1
        marks = _MARKS.match(text, first)
        begin = marks.end() if marks else first
        stop = begin + len(text[begin : text.find("\n", start)].rstrip())
        line = text[begin:stop]
        found = written.search(line) if len(line) <= _LONGEST_LINE else None
        if found and begin < stop <= end:
            words = set(_WORDS.findall(_TARGET.sub(" ", line).casefold()))
            if words == wanted or (words > wanted and text[first:begin].strip(" \t*_")):
                return begin, begin + found.start(), stop
        start = text.rfind(answer, 0, first)
    return None
