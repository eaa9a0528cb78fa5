"""The date that a question asks for, where only a heading tells it: "## 19 September: Games in the park".

Headings are in no passage, so the network finds the time of day below one, or nothing. A heading that names
all that the question names, and one date, answers it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from index.reader.asked_for import Terms
from index.reader.constraints.numbers import lacks_number
from index.reader.question_kinds import after_asking_for_date
from index.reader.taken_back import is_called_off
from index.reader.times import DATE
from index.types import Block, Evidence, Hit, Outcome, Reading, Replacement, Span

#: Of 9 questions that a heading's date answered, each was right. Few, so it is put lower.
CONFIDENCE = 0.8
#: Said of what has a date; it names nothing.
SAID = "release come came out publish happen take took place hold held date day schedule plan year"
_DEADLINE = re.compile(rf"\b(?:until|till|by|before|after) (?:{DATE.pattern})", re.IGNORECASE)
_WORD = re.compile(r"\w")
_WORDS = re.compile(r"\w+")
_TARGET = re.compile(r"\]\([^)\s]*\)|<[^<>]*>")  # of a link, and what else is markup
_LINK = re.compile(r"(?<!!)(\[)[^\[\]]*(\]\([^)\s]*\))")
_MOST_LINES = 1000  # with what a heading tells, between it and a passage
_LONGEST_LINE = 2000  # characters of a heading with its markup
_MARKS = re.compile(r"[ \t]*[#=*_]*[ \t]*")


def with_heading_date(
    question: str,
    reading: Reading,
    hits: Callable[[], Iterable[Hit]],
    terms: Terms,
    text_of: Callable[[str], str],
) -> Reading:
    """The reading, or the one date in headings that name what a question for a date names.

    Where words with a date answer, they stay. `hits` gives the passages whose headings are looked at,
    and `text_of` the text of a document by its name.
    """
    asked = after_asking_for_date(question)
    named = frozenset(terms(asked or "")).difference(terms(SAID))
    if not named or answers_with(DATE, reading):
        return reading
    found: dict[str, Span] = {}
    for hit in hits():
        for depth, heading in enumerate(hit.passage.trail, 1):
            dates = DATE.findall(heading)
            if len(dates) != 1 or not named.issubset(terms(heading)) or lacks_number(question, heading):
                continue
            date = dates[0]
            if heading.startswith(date) and DATE.search(_DEADLINE.sub("", hit.passage.text)):
                continue  # a piece of news: it was told on that day
            if date.casefold() not in found and (
                span := heading_span(hit, depth, date, text_of(hit.passage.document))
            ):
                found[date.casefold()] = span
    if len(found) != 1:
        return reading
    return replace(reading, outcome=Outcome.ANSWERED, kind="words", spans=tuple(found.values()))


def answers_with(pattern: re.Pattern[str], reading: Reading) -> bool:
    """Whether words answer that have what a pattern finds, such as a date, or what says that it is off.

    Words that are less sure than a heading would be do not count.
    """
    if reading.outcome is not Outcome.ANSWERED:
        return False
    best = reading.spans[0]
    counts = best.confidence >= CONFIDENCE if reading.kind == "words" else is_called_off(best)
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
