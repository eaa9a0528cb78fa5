"""Headings of a PDF in the type of its text: by numbers that go on, by capitals, by its table of contents."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from index.documents.converted.pdf.contents import title_key
from index.documents.converted.pdf.lines import Line

_NUMBERED_LINE = re.compile(
    r"(?P<sign>§§?\s*)?(?P<number>\d{1,3}(?:\.\d{1,3}){0,4})(?P<dot>\.?)\s+(?P<title>\S.{0,79})"
)
_NO_HEADING_END = (".", ",", ";", ":", "-", "\ufffe")
_FEWEST_IN_CHAIN = 3
_MOST_CHAINS = 20
_LONGEST_RUN = 3  # numbered lines one right below the other, of which more are a list
_FEWEST_CAPITALS, _LONGEST_IN_CAPITALS = 3, 60  # letters, characters
_FEWEST_HEADINGS_IN_CAPITALS = 3
_SENTENCE_ENDS = (".", "!", "?", ":", ")")
_GAP = 0.5  # of its size, at least, above a line in capitals that no sentence ends before
_NEXT_COLUMN = 5  # times its size, at least, from the foot of a column up to the next
_NEAR = 6  # lines before and after one that show how wide its column is
_SAME_SIZE = 0.08
_ROOM = 1.25  # times the width of the next word, that was left at the end of a line

Number = tuple[int, ...]


def with_headings(pages: Sequence[Sequence[Line]], titles: set[str]) -> list[list[Line]]:
    """The lines of all pages, which say whether they are headings, and whether they end on purpose.

    `titles` are the keys of those in the table of contents.
    """
    found = [
        [_with_end(lines, at, _after(pages, number, at)) for at in range(len(lines))]
        for number, lines in enumerate(pages)
    ]
    headings = {*_numbered(found), *_in_capitals(found), *_named(found, titles)}
    return [
        [line._replace(heading=True) if (number, at) in headings else line for at, line in enumerate(lines)]
        for number, lines in enumerate(found)
    ]


def _after(pages: Sequence[Sequence[Line]], page: int, at: int) -> Line | None:
    """The line after one, on its page or the next."""
    if at + 1 < len(pages[page]):
        return pages[page][at + 1]
    return pages[page + 1][0] if page + 1 < len(pages) and pages[page + 1] else None


def _with_end(lines: Sequence[Line], at: int, after: Line | None) -> Line:
    """A line of a page, `ended` where the first word of the line after it would have fitted into it."""
    line = lines[at]
    if after is None or after.text[:1].islower() or line.cells or after.cells:
        return line
    near = (*lines[max(0, at - _NEAR) : at], *lines[at + 1 : at + 1 + _NEAR])
    edge = max(
        (
            other.right
            for other in near
            if other.left < line.right
            and line.left < other.right
            and abs(other.size - line.size) <= _SAME_SIZE * line.size
        ),
        default=0.0,
    )
    word = len(after.text.split(" ", 1)[0])
    width = (after.right - after.left) / max(len(after.text), 1) * (word + 1)
    return line._replace(ended=True) if edge - line.right > _ROOM * width else line


class _Candidate(NamedTuple):
    """A line that may be a numbered heading."""

    place: tuple[int, int]  #: the number of its page, and of the line on it
    number: Number
    kind: str  #: what stands around the number, where that is a single one

    def may_be(self, kind: str) -> bool:
        """Whether it may stand in a chain of this kind; a number in parts may in all but those of laws."""
        return self.kind == kind or (kind != "§" and len(self.number) > 1)


def _numbered(pages: Sequence[Sequence[Line]]) -> Iterator[tuple[int, int]]:
    """Yield the places of lines whose numbers go on from one to the next, as those of sections do."""
    candidates = list(_candidates(pages))
    for kind in ("", ".", "§"):
        yield from _in_chains([each for each in candidates if each.may_be(kind)])


def _in_chains(candidates: list[_Candidate]) -> Iterator[tuple[int, int]]:
    """Yield the places of those whose numbers go on from one to the next, the longest chains first."""
    for _ in range(_MOST_CHAINS):
        chain = _longest_chain(candidates)
        if len(chain) < _FEWEST_IN_CHAIN:
            return
        taken = dict.fromkeys(each.place for each in chain)
        yield from taken
        candidates = [each for each in candidates if each.place not in taken]


def _candidates(pages: Sequence[Sequence[Line]]) -> Iterator[_Candidate]:
    """Yield the short lines with numbers, but for those of lists, which stand one right below the other."""
    for page, lines in enumerate(pages):
        run: list[_Candidate] = []
        for at, line in enumerate(lines):
            candidate = _candidate(line, (page, at))
            if candidate is not None:
                run.append(candidate)
            elif run:
                yield from _without_lists(run)
                run = []
        yield from _without_lists(run)


def _candidate(line: Line, place: tuple[int, int]) -> _Candidate | None:
    if not line.ended or line.cells or line.note or any(word.apart for word in line.words[2:]):
        return None
    found = _NUMBERED_LINE.fullmatch(line.text)
    if found is None or line.text.endswith(_NO_HEADING_END) or not _begins_as_title(found["title"]):
        return None
    number = tuple(map(int, found["number"].split(".")))
    kind = found["dot"] if len(number) == 1 else ""
    return _Candidate(place, number, "§" if found["sign"] else kind)


def _begins_as_title(text: str) -> bool:
    """Whether the first letter of a text is no small one, and no number begins it."""
    first = next(filter(str.isalpha, text), "a")
    return not first.islower() and not text[0].isdecimal()


def _without_lists(run: Sequence[_Candidate]) -> Sequence[_Candidate]:
    """Numbered lines one right below the other; none where they are the items of a list."""
    is_list = len(run) > _LONGEST_RUN or any(
        len(above.number) == len(below.number) for above, below in pairwise(run)
    )
    return () if is_list else run


def _longest_chain(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """The most lines each of whose numbers goes on from that of the line before it in the chain."""
    best: dict[Number, tuple[int, int]] = {}  # by number or its beginning: how long a chain is, and its last
    before: list[int] = []
    longest = (0, -1)
    for at, (_, number, _) in enumerate(candidates):
        known = [best[each] for each in _numbers_before(number) if each in best]
        length, last = max(known, default=(0, -1))
        if not known and number[-1] > 1:
            before.append(-1)
            continue
        before.append(last)
        longest = max(longest, (length + 1, at))
        for depth in range(1, len(number) + 1):
            best[number[:depth]] = max(best.get(number[:depth], (0, -1)), (length + 1, at))
    chain: list[_Candidate] = []
    at = longest[1]
    while at >= 0:
        chain.append(candidates[at])
        at = before[at]
    return chain[::-1]


def _numbers_before(number: Number) -> Iterator[Number]:
    """Yield the numbers that a section may come after: that of its sister or its mother."""
    *above, last = number
    if last > 1:
        yield (*above, last - 1)
    elif above:
        yield tuple(above)
        if above[-1] > 1:
            yield (*above[:-1], above[-1] - 1)


def _in_capitals(pages: Sequence[Sequence[Line]]) -> Iterator[tuple[int, int]]:
    """Yield the places of short lines in capitals above text, where there are several that look alike."""
    found = [
        (page, at)
        for page, lines in enumerate(pages)
        for at in range(len(lines))
        if _begins_in_capitals(lines, at) and not _is_above_capitals(pages, page, at)
    ]
    texts = Counter(pages[page][at].text for page, at in found)
    looks = Counter(_look(pages[page][at]) for page, at in found)
    for page, at in found:
        line = pages[page][at]
        if texts[line.text] < _FEWEST_HEADINGS_IN_CAPITALS <= looks[_look(line)]:
            yield page, at


def _begins_in_capitals(lines: Sequence[Line], at: int) -> bool:
    return lines[at].ended and _is_capitals(lines[at]) and _begins(lines, at)


def _begins(lines: Sequence[Line], at: int) -> bool:
    """Whether a line begins something, and is no further line of a paragraph or of a cell of a table."""
    line = lines[at]
    if at == 0:
        return True
    before = lines[at - 1]
    distance = before.bottom - line.top
    if distance < -line.size / 2:  # beside it, or in another column
        return distance < -_NEXT_COLUMN * line.size
    return distance > _GAP * line.size or before.text.endswith(_SENTENCE_ENDS)


def _is_above_capitals(pages: Sequence[Sequence[Line]], page: int, at: int) -> bool:
    after = _after(pages, page, at)
    return after is not None and _is_capitals(after)


def _look(line: Line) -> tuple[int, bool]:
    return round(line.size), line.bold


def _is_capitals(line: Line) -> bool:
    text = line.text
    return (
        text.isupper()
        and not line.cells
        and not any(word.apart for word in line.words)
        and len(text) <= _LONGEST_IN_CAPITALS
        and sum(map(str.isalpha, text)) >= _FEWEST_CAPITALS
        and not text.endswith(_NO_HEADING_END)
    )


def _named(pages: Sequence[Sequence[Line]], titles: set[str]) -> Iterator[tuple[int, int]]:
    """Yield the place where each title of the table of contents first stands as a line."""
    waiting = set(titles)
    for page, lines in enumerate(pages) if waiting else ():
        for at, line in enumerate(lines):
            key = title_key(line.text)
            if key in waiting and not line.cells:
                waiting.remove(key)
                yield page, at
