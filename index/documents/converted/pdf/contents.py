"""The table of contents of a PDF: its lines are no text, and its entries name the headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from index.documents.converted.pdf.lines import Line

_FEWEST_ENTRIES = 3
_FOUND_SHARE = 0.5  # of the entries, that stand as lines further on
_ASCENDING_SHARE = 0.8  # of the entries, whose page is not before that of the entry above
_MOST_PAGES_AHEAD = 30  # that the numbers of pages may be ahead of the file's
_MOST_WRAPPED = 1  # lines between two entries
# The end of an entry, read backwards, so that each character is looked at once.
_END_BACKWARDS = re.compile(r"(?P<page>\d{1,4})\s*(?P<leader>(?:[.·…_]\s*){3,})?")


class _Row(NamedTuple):
    """The lines at a height of a page, one beside the other."""

    lines: list[Line]
    text: str
    is_parted: bool  #: what stands last is apart from what is before it


class _Entry(NamedTuple):
    title: str
    page: int


def without_contents(pages: Sequence[Sequence[Line]]) -> tuple[list[list[Line]], set[str]]:
    """The lines of all pages but for those of tables of contents, and the keys of the titles in these."""
    titles = set[str]()
    dropped = set[int]()
    for entries, of_contents in _contents(pages):
        titles.update(title_key(entry.title) for entry in entries)
        dropped.update(map(id, of_contents))
    return [[line for line in lines if id(line) not in dropped] for lines in pages], titles


def _contents(pages: Sequence[Sequence[Line]]) -> Iterator[tuple[list[_Entry], list[Line]]]:
    """Yield the entries of each part of a table of contents, with its lines."""
    further = _LaterLines(pages)
    for number, lines in enumerate(pages):
        for run in _runs(list(_rows(lines))):
            entries = [entry for _, entry in run if entry is not None]
            of_run = [line for row, _ in run for line in row.lines]
            if _count_pages(entries, len(pages)) and further.have(entries, number, of_run):
                yield entries, of_run


def title_key(text: str) -> str:
    """The letters and digits of a heading, in small letters."""
    return "".join(filter(str.isalnum, text)).lower()


class _LaterLines:
    """Where a line stands last; this is found out when it is first asked for."""

    def __init__(self, pages: Sequence[Sequence[Line]]) -> None:
        self._pages = pages
        self._last: dict[str, tuple[int, float]] = {}

    def have(self, entries: Sequence[_Entry], page: int, lines: Sequence[Line]) -> bool:
        """Whether enough of the entries, which these lines of a page hold, stand as lines further on."""
        bottom = min(line.bottom for line in lines)
        return sum(self._has(entry.title, page, bottom) for entry in entries) >= _FOUND_SHARE * len(entries)

    def _has(self, title: str, page: int, bottom: float) -> bool:
        """Whether a title stands as a line below this height of this page, or on a later page."""
        if not self._last:
            for number, lines in enumerate(self._pages):
                for line in lines:
                    self._last[title_key(line.text)] = number, -line.bottom
        return self._last.get(title_key(title), (-1, 0.0)) > (page, -bottom)


def _rows(lines: Sequence[Line]) -> Iterator[_Row]:
    """Yield the rows of a page in the order of its lines."""
    row: list[Line] = []
    for line in lines:
        if row and not _is_level(row[-1], line):
            yield _row(row)
            row = []
        row.append(line)
    if row:
        yield _row(row)


def _row(lines: list[Line]) -> _Row:
    is_parted = len(lines) > 1 or any(word.apart for word in lines[0].words[-1:])
    return _Row(lines, " ".join(line.text for line in lines), is_parted)


def _is_level(left: Line, right: Line) -> bool:
    return abs(left.bottom - right.bottom) < 0.3 * left.size and right.left > left.right - left.size


def _entry(row: _Row) -> _Entry | None:
    if len(row.text) > 300 or not row.text[-1:].isdecimal() or any(line.cells for line in row.lines):
        return None
    found = _END_BACKWARDS.match(row.text[::-1])
    if found is None or not (found["leader"] or row.is_parted):
        return None
    title = row.text[: len(row.text) - found.end()]
    return _Entry(title, int(found["page"][::-1])) if any(map(str.isalpha, title)) else None


def _runs(rows: Sequence[_Row]) -> Iterator[list[tuple[_Row, _Entry | None]]]:
    """Yield runs of rows that begin and end with an entry; between them a title may have a line more."""
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


def _count_pages(entries: Sequence[_Entry], page_count: int) -> bool:
    """Whether the numbers of entries are those of pages, which go up."""
    if len(entries) < _FEWEST_ENTRIES or entries[-1].page > page_count + _MOST_PAGES_AHEAD:
        return False
    ascending = sum(above.page <= below.page for above, below in pairwise(entries))
    return ascending >= _ASCENDING_SHARE * (len(entries) - 1)
