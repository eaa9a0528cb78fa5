"""Finds headings of a PDF that look like text: by consecutive numbers, capitals, or the table of contents."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from index.documents.converted.pdf.contents import title_key
from index.documents.converted.pdf.lines import LINE_END_HYPHEN, Line

_NUMBERED_LINE = re.compile(
    r"(?P<sign>§§?\s*)?(?P<number>\d{1,3}(?:\.\d{1,3}){0,4})(?P<dot>\.?)\s+(?P<title>\S.{0,79})"
)
_NO_HEADING_END = (".", ",", ";", ":", "-", LINE_END_HYPHEN)
_FEWEST_IN_CHAIN = 3
_MOST_CHAINS = 20
_LONGEST_RUN = 3  # numbered lines in direct sequence; more are the items of a list
_FEWEST_CAPITALS, _LONGEST_IN_CAPITALS = 3, 60  # letters and characters of a heading in capitals
_FEWEST_HEADINGS_IN_CAPITALS = 3
_SENTENCE_ENDS = (".", "!", "?", ":", ")")
# The smallest gap above a heading in capitals if no sentence ends before it, as a multiple of its size.
_GAP = 0.5
# The smallest distance from a column's foot up to the next column, as a multiple of the size.
_NEXT_COLUMN = 5
_NEAR = 6  # lines before and after a line that show the width of its column
_SAME_SIZE = 0.08  # the largest difference between the sizes of a column's lines, as a share
_ROOM = 1.25  # the smallest room at the end of a line that ends early, in widths of the next word

_Number = tuple[int, ...]  # the parts of a section's number: 2.3 is (2, 3)
_Position = tuple[int, int]  # the index of a page, and the index of a line on it


def with_headings(pages: Sequence[Sequence[Line]], titles: set[str]) -> list[list[Line]]:
    """Return the lines of all pages, with `is_heading` and `ends_early` set.

    `titles` are the keys of the titles in the table of contents.
    """
    marked = [
        [_with_end(lines, at, _after(pages, number, at)) for at in range(len(lines))]
        for number, lines in enumerate(pages)
    ]
    headings = {*_numbered(marked), *_in_capitals(marked), *_in_contents(marked, titles)}
    for page, at in headings:
        marked[page][at] = marked[page][at]._replace(is_heading=True)
    return marked


def _after(pages: Sequence[Sequence[Line]], page: int, at: int) -> Line | None:
    """Return the line after line `at` of a page, on this page or the next, or None."""
    if at + 1 < len(pages[page]):
        return pages[page][at + 1]
    return pages[page + 1][0] if page + 1 < len(pages) and pages[page + 1] else None


def _with_end(lines: Sequence[Line], at: int, after: Line | None) -> Line:
    """Return a line, marked as `ends_early` if it has room for the first word of the line `after` it.

    It is not marked if that word starts with a small letter, or if one of both lines is a row of a table.
    """
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
    return line._replace(ends_early=True) if edge - line.right > _ROOM * width else line


class _Candidate(NamedTuple):
    """A line that may be a numbered heading."""

    position: _Position
    number: _Number
    kind: str  #: "§" if it is before the number, "." if it is after a number with one part, else ""

    def may_be(self, kind: str) -> bool:
        """Whether it may be in a chain of this kind. A number with several parts may, except for "§"."""
        return self.kind == kind or (kind != "§" and len(self.number) > 1)


def _numbered(pages: Sequence[Sequence[Line]]) -> Iterator[_Position]:
    """Yield the positions of lines with consecutive numbers, such as the numbers of sections."""
    candidates = list(_candidates(pages))
    for kind in ("", ".", "§"):
        yield from _in_chains([candidate for candidate in candidates if candidate.may_be(kind)])


def _in_chains(candidates: list[_Candidate]) -> Iterator[_Position]:
    """Yield the positions of candidates with consecutive numbers, the longest chain of them first."""
    for _ in range(_MOST_CHAINS):
        chain = _longest_chain(candidates)
        if len(chain) < _FEWEST_IN_CHAIN:
            return
        taken = dict.fromkeys(candidate.position for candidate in chain)
        yield from taken
        candidates = [candidate for candidate in candidates if candidate.position not in taken]


def _candidates(pages: Sequence[Sequence[Line]]) -> Iterator[_Candidate]:
    """Yield the short lines that start with a number, without the items of lists."""
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


def _candidate(line: Line, position: _Position) -> _Candidate | None:
    if not line.ends_early or line.cells or line.starts_note or line.has_inner_gap:
        return None
    found = _NUMBERED_LINE.fullmatch(line.text)
    if found is None or line.text.endswith(_NO_HEADING_END) or not _starts_like_title(found["title"]):
        return None
    number = tuple(map(int, found["number"].split(".")))
    kind = found["dot"] if len(number) == 1 else ""
    return _Candidate(position, number, "§" if found["sign"] else kind)


def _starts_like_title(text: str) -> bool:
    """Whether a text has a letter, the first one is not in lower case, and no digit is before it."""
    first = next(filter(str.isalpha, text), "a")
    return not first.islower() and not text[0].isdecimal()


def _without_lists(run: Sequence[_Candidate]) -> Sequence[_Candidate]:
    """Return numbered lines in direct sequence, or none of them if they are the items of a list."""
    is_list = len(run) > _LONGEST_RUN or any(
        len(above.number) == len(below.number) for above, below in pairwise(run)
    )
    return () if is_list else run


def _longest_chain(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """Return the longest chain of candidates in which each number follows the number before it."""
    # By a number or its first parts: the length of the longest chain to it, and the index of the chain's end.
    best: dict[_Number, tuple[int, int]] = {}
    previous: list[int] = []  # the index of the candidate before each one in its chain, or -1
    longest = (0, -1)
    for at, (_, number, _) in enumerate(candidates):
        known = [best[before] for before in _numbers_before(number) if before in best]
        length, last = max(known, default=(0, -1))
        if not known and number[-1] > 1:
            previous.append(-1)
            continue
        previous.append(last)
        longest = max(longest, (length + 1, at))
        for depth in range(1, len(number) + 1):
            best[number[:depth]] = max(best.get(number[:depth], (0, -1)), (length + 1, at))
    chain: list[_Candidate] = []
    at = longest[1]
    while at >= 0:
        chain.append(candidates[at])
        at = previous[at]
    return chain[::-1]


def _numbers_before(number: _Number) -> Iterator[_Number]:
    """Yield the numbers that a section's number may follow.

    2.3 follows 2.2. The first subsection of a section, 2.1, follows 2 or 1. A number below one of
    these may come between: 2.3 may follow 2.2.4.
    """
    *above, last = number
    if last > 1:
        yield (*above, last - 1)
    elif above:
        yield tuple(above)
        if above[-1] > 1:
            yield (*above[:-1], above[-1] - 1)


def _in_capitals(pages: Sequence[Sequence[Line]]) -> Iterator[_Position]:
    """Yield the positions of short lines in capitals above text, if several have the same size and weight."""
    found = [
        (page, at)
        for page, lines in enumerate(pages)
        for at, line in enumerate(lines)
        if line.ends_early
        and _is_in_capitals(line)
        and _starts_paragraph(lines, at)
        and not _is_above_capitals(pages, page, at)
    ]
    texts = Counter(pages[page][at].text for page, at in found)
    looks = Counter(_look(pages[page][at]) for page, at in found)
    for page, at in found:
        line = pages[page][at]
        if texts[line.text] < _FEWEST_HEADINGS_IN_CAPITALS <= looks[_look(line)]:
            yield page, at


def _starts_paragraph(lines: Sequence[Line], at: int) -> bool:
    """Whether a line starts a paragraph, and does not continue a paragraph or a cell of a table."""
    line = lines[at]
    if at == 0:
        return True
    before = lines[at - 1]
    distance = before.bottom - line.top
    if distance < -line.size / 2:  # next to the line before, or in another column
        return distance < -_NEXT_COLUMN * line.size
    return distance > _GAP * line.size or before.text.endswith(_SENTENCE_ENDS)


def _is_above_capitals(pages: Sequence[Sequence[Line]], page: int, at: int) -> bool:
    after = _after(pages, page, at)
    return after is not None and _is_in_capitals(after)


def _look(line: Line) -> tuple[int, bool]:
    return round(line.size), line.bold


def _is_in_capitals(line: Line) -> bool:
    """Whether a line is short, in capitals, and can be a heading by its words and its end."""
    text = line.text
    return (
        text.isupper()
        and not line.cells
        and not line.has_gap
        and len(text) <= _LONGEST_IN_CAPITALS
        and sum(map(str.isalpha, text)) >= _FEWEST_CAPITALS
        and not text.endswith(_NO_HEADING_END)
    )


def _in_contents(pages: Sequence[Sequence[Line]], titles: set[str]) -> Iterator[_Position]:
    """Yield the position of the first line with each title of the table of contents."""
    waiting = set(titles)
    for page, lines in enumerate(pages) if waiting else ():
        for at, line in enumerate(lines):
            key = title_key(line.text)
            if key in waiting and not line.cells:
                waiting.remove(key)
                yield page, at
