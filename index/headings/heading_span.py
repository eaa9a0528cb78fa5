"""The part of a document where a heading tells a date or a version, as a span that can be cited."""

from __future__ import annotations

import re
from dataclasses import replace

from index.reader.whole.taken_back import is_called_off
from index.types import Block, Evidence, Hit, Reading, Replacement, Span

#: Of 9 questions that a heading's date answered, each was right. Few, so it is put lower.
CONFIDENCE = 0.8
_WORD = re.compile(r"\w")
_WORDS = re.compile(r"\w+")
_TARGET = re.compile(r"\]\([^)\s]*\)|<[^<>]*>")  # of a link, and what else is markup
_LINK = re.compile(r"(?<!!)(\[)[^\[\]]*(\]\([^)\s]*\))")
_MOST_LINES = 1000  # with what a heading tells, between it and a passage
_LONGEST_LINE = 2000  # characters of a heading with its markup
_MARKS = re.compile(r"[ \t]*[#=*_]*[ \t]*")


def answers_with(pattern: re.Pattern[str], reading: Reading) -> bool:
    """Whether words answer that have what a pattern finds, such as a date, or what says that it is off.

    Words that are less sure than a heading would be do not count.
    """
    best = reading.answer
    if best is None:
        return False
    counts = best.confidence >= CONFIDENCE if reading.words else is_called_off(best)
    return counts and pattern.search(best.text) is not None


def heading_span(hit: Hit, depth: int, told: str, text: str, end: int | None = None) -> Span | None:
    """What a heading of a passage tells, in the nearest line above it that is its own, for instance its date.

    `depth` is that of the heading, from 1, and `text` that of the document. Where nothing but other headings
    of the passage stands between, the evidence goes on to the block that holds character `end - 1`, or to the
    first one.
    """
    passage = replace(hit.passage, trail=hit.passage.trail[: depth - 1])  # above the heading, which is quoted
    line = _line_of(told, hit.passage.trail[depth - 1], text, passage.start)
    if line is None:
        return None
    begin, start, stop = line
    heads = [Block("heading", begin, stop, passage.trail, _link_marks(text, begin, stop))]
    last, between = stop, ""  # where the last heading ends, and what stands between them
    for heading in hit.passage.trail[depth:]:
        place = text.rfind(heading, last, passage.start)
        if place < 0:  # it has markup
            between = heading
            break
        between += text[last:place]
        last = place + len(heading)
        heads.append(Block("heading", place, last, hit.passage.trail[:depth]))
    below = [
        block
        for number, block in enumerate(passage.blocks)
        if number == 0 or (end is not None and block.start < end)
    ]
    is_apart = _WORD.search(between + text[last : passage.start]) is not None
    blocks = (heads[0],) if is_apart else (*heads, *below)
    evidence = Evidence(replace(hit, passage=passage), text[begin : passage.end], begin, blocks)
    return Span(evidence, start, start + len(told), CONFIDENCE)


def _link_marks(text: str, begin: int, stop: int) -> tuple[Replacement, ...]:
    """What is not read of the links of a heading: the brackets, and where they lead to."""
    links = _LINK.finditer(text, begin, stop)
    return tuple(Replacement(*link.span(group), "") for link in links for group in (1, 2))


def _line_of(told: str, heading: str, text: str, end: int) -> tuple[int, int, int] | None:
    """The nearest line before `end` that is a heading: its begin, where it has what is told, and its end.

    The line has all words of the heading, and others only where it is marked as one.
    """
    wanted = set(_WORDS.findall(heading.casefold()))
    written = re.compile(
        rf"(?<![\w.]){re.escape(told)}(?!\.?\w)|(?<=v){re.escape(told)}(?!\.?\w)", re.IGNORECASE
    )
    start = text.rfind(told, 0, end)
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
        start = text.rfind(told, 0, first)
    return None
