"""Finds the table of contents of a PDF. Its lines are not content; its entries are the titles of headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from index.documents.converted.pdf.lines import Line

_FEWEST_ENTRIES = 3
_FOUND_SHARE = 0.5  # the smallest share of the entries that occur again as later lines
_ASCENDING_SHARE = 0.8  # the smallest share of the entries whose page is not before that of the entry above
_MOST_PAGES_AHEAD = 30  # by which a printed page number may exceed the number of pages of the file
_MOST_WRAPPED = 1  # lines of a title before the line with its page number
# The end of an entry, read backwards, so that each character is looked at once.
_END_BACKWARDS = re.compile(r"(?P<page>\d{1,4})\s*(?P<leader>(?:[.·…_]\s*){3,})?")


class _Row(NamedTuple):
    """The lines at one height of a page, from left to right."""

    lines: list[Line]
    text: str
    has_gap: bool  #: whether a gap is before its last word or line


class _Entry(NamedTuple):
    title: str
    page: int


def without_contents(pages: Sequence[Sequence[Line]]) -> tuple[list[list[Line]], set[str]]:
    """Return the lines of all pages without tables of contents, and the keys of the titles in these."""
    titles = set[str]()
    dropped = set[int]()
    for entries, contents_lines in _contents(pages):
        titles.update(title_key(entry.title) for entry in entries)
        dropped.update(map(id, contents_lines))
    return [[line for line in lines if id(line) not in dropped] for lines in pages], titles


def _contents(pages: Sequence[Sequence[Line]]) -> Iterator[tuple[list[_Entry], list[Line]]]:
    """Yield the entries of each part of a table of contents, with its lines."""
    last_lines = _LastLines(pages)
    for number, lines in enumerate(pages):
        for run in _runs(list(_rows(lines))):
            entries = [entry for _, entry in run if entry is not None]
            run_lines = [line for row, _ in run for line in row.lines]
            if _have_page_numbers(entries, len(pages)) and last_lines.contain(entries, number, run_lines):
                yield entries, run_lines


def title_key(text: str) -> str:
    """Return the letters and digits of a heading, in lower case."""
    return "".join(filter(str.isalnum, text)).lower()


class _LastLines:
    """The position of the last line with each text; they are collected when one is first needed."""

    def __init__(self, pages: Sequence[Sequence[Line]]) -> None:
        self._pages = pages
        self._last: dict[str, tuple[int, float]] = {}

    def contain(self, entries: Sequence[_Entry], page: int, lines: Sequence[Line]) -> bool:
        """Whether enough of the entries, which are on `lines` of a page, occur again as later lines."""
        bottom = min(line.bottom for line in lines)
        found = sum(self._has(entry.title, page, bottom) for entry in entries)
        return found >= _FOUND_SHARE * len(entries)

    def _has(self, title: str, page: int, bottom: float) -> bool:
        """Whether a title is a line below the height `bottom` of a page, or on a later page."""
        if not self._last:
            for number, lines in enumerate(self._pages):
                for line in lines:
                    self._last[title_key(line.text)] = number, -line.bottom
        return self._last.get(title_key(title), (-1, 0.0)) > (page, -bottom)


def _rows(lines: Sequence[Line]) -> Iterator[_Row]:
    """Yield the rows of a page in the order of its lines."""
    row: list[Line] = []
    for line in lines:
        if row and not _continues_row(row[-1], line):
            yield _row(row)
            row = []
        row.append(line)
    if row:
        yield _row(row)


def _row(lines: list[Line]) -> _Row:
    has_gap = len(lines) > 1 or any(word.after_gap for word in lines[0].words[-1:])
    return _Row(lines, " ".join(line.text for line in lines), has_gap)


def _continues_row(left: Line, right: Line) -> bool:
    """Whether the line `right` continues the row that ends with `left`: on its right, with the same bottom.

    Stricter about heights than `_is_beside` in layout.py, since the parts of an entry are on one baseline.
    """
    return abs(left.bottom - right.bottom) < 0.3 * left.size and right.left > left.right - left.size


def _entry(row: _Row) -> _Entry | None:
    """Return the title and the page of a row that ends with a number after dots or a gap, else None."""
    if len(row.text) > 300 or not row.text[-1:].isdecimal() or any(line.cells for line in row.lines):
        return None
    found = _END_BACKWARDS.match(row.text[::-1])
    if found is None or not (found["leader"] or row.has_gap):
        return None
    title = row.text[: len(row.text) - found.end()]
    return _Entry(title, int(found["page"][::-1])) if any(map(str.isalpha, title)) else None


def _runs(rows: Sequence[_Row]) -> Iterator[list[tuple[_Row, _Entry | None]]]:
    """Yield runs of rows that start and end with an entry. Each title may have one more line before it."""
    run: list[tuple[_Row, _Entry | None]] = []
    others = 0
    for row in rows:
        entry = _entry(row)
        others = 0 if entry else others + 1
        if others > _MOST_WRAPPED:
            yield run[: len(run) - others + 1]
            run = []
        elif run or entry:
            run.append((row, entry))
    yield run[: len(run) - others]


def _have_page_numbers(entries: Sequence[_Entry], page_count: int) -> bool:
    """Whether the numbers of entries can be page numbers: most ascend, and the last is not too high."""
    if len(entries) < _FEWEST_ENTRIES or entries[-1].page > page_count + _MOST_PAGES_AHEAD:
        return False
    ascending = sum(above.page <= below.page for above, below in pairwise(entries))
    return ascending >= _ASCENDING_SHARE * (len(entries) - 1)
