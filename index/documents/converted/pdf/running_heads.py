"""Finds the lines at the top and bottom of a PDF's pages that are not content: running heads, page numbers.

Such a line is exactly the same on several pages, or is a page number alone, or is a page number next to words
that are the same on several pages. If most pages are numbered in this way, a line of another page with that
page's number at the same height is also no content. Lines that differ in another way are content.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Literal, NamedTuple

from index.documents.converted.pdf.lines import Line, body_size
from index.documents.converted.pdf.pages import Page
from index.english.patterns import any_of

_MARGIN_ROWS = 3  # rows at the top and at the bottom of a page that may be running heads
_REPEATED = 3  # pages with the same running head, at least, in a file of four pages or more
_REPEATED_AROUND = 5  # pages with the same words around a page number, at least
_LARGER = 1.12  # the smallest size of a heading, as a multiple of the body size
_LONGEST = 300  # characters of a line with a page number
_YEARS = range(1800, 2101)  # the years of a chronicle with a page for each; no first page has such a number
_PAGE_WORD_LIST = """
    page pg p seite blatt s página pagina pág pag strona strana stránka str side sida sivu стр страница 第
"""
_PAGE = rf"{any_of(*_PAGE_WORD_LIST.split())}[\s.:]*"
_OF = r"(?:\s*(?:/|\b(?:of|von|de|di|af|av|z|из)\b)\s*\d{1,5})?"
_NUMBER = r"(?<![\d.,:/-])(?P<number>\d{1,5})(?![.,:-]?\d)"
_AROUND = r"[\s|()\[\]<>.,:·•~*–—-]*"
_ALONE = re.compile(rf"{_AROUND}(?:\b{_PAGE})?(?P<number>\d{{1,5}}){_OF}{_AROUND}", re.IGNORECASE)
_AT_EDGE = (
    re.compile(rf"^{_AROUND}{_NUMBER}{_OF}"),
    re.compile(rf"{_NUMBER}{_OF}{_AROUND}$"),
    re.compile(rf"(?<!\w){_PAGE}(?P<number>\d{{1,5}})(?!\d)", re.IGNORECASE),
)
_INSIDE = re.compile(_NUMBER)
_DIGITS = re.compile(r"\d+")


class _Pattern(NamedTuple):
    """What numbered lines of several pages have in common."""

    words: str  #: the words of the line, with "#" instead of the number
    height: int  #: the height of the line, as `_height` returns it; 0 for a number that is alone
    position: Literal["alone", "edge", "inside"]  #: of the number; "alone" allows words such as "page"


class RunningHeads:
    """Says which lines of a file's pages are not content.

    Each number that may be a page number has a shift: the number minus the index of its page, from 0.
    """

    def __init__(self, pages: Sequence[Page]) -> None:
        self._margins = [_margin_lines(page) for page in pages]
        self._enough = min(_REPEATED, max(2, len(pages) - 1))
        self._page_count = len(pages)
        self._heading_size = _LARGER * body_size(line for page in pages for line in page.lines)
        self._same = Counter(key for lines in self._margins for key in set(map(_key, lines)))
        self._first = _first_pages(self._margins)
        self._numbers = [
            {id(line): list(_numbered(number, line)) for line in lines}
            for number, lines in enumerate(self._margins)
        ]
        self._shifts = _count_shifts(self._numbers)
        self._counting = set(filter(self._mostly_counts, self._shifts))
        self._counting_without_digits = set(self._patterns_without_digits())
        # By shift, the pages that are numbered with it, and the heights of these numbers.
        self._pages = defaultdict[int, set[int]](set)
        self._heights = defaultdict[int, set[int]](set)
        for number, line, shift in self._page_numbers():
            self._pages[shift].add(number)
            self._heights[shift].add(_height(line))

    def _patterns_without_digits(self) -> Iterator[tuple[_Pattern, int]]:
        """Yield the patterns of page numbers inside a line, with each other number as "#", and their shifts.

        They find the lines of other pages that differ only in such a number.
        """
        for pattern in self._counting:
            for shift in self._shifts[pattern] if pattern.position == "inside" else ():
                if self._counts_pages(pattern, shift):
                    yield _without_digits(pattern), shift

    def _page_numbers(self) -> Iterator[tuple[int, Line, int]]:
        """Yield the indices of pages with the lines that number them, and the shifts of these numbers."""
        for number, lines in enumerate(self._margins):
            for line in lines:
                for pattern, shift in self._numbers[number][id(line)]:
                    if pattern.position == "alone" or self._counts_pages(pattern, shift):
                        yield number, line, shift

    def without(self, number: int, page: Page) -> list[Line]:
        """Return the lines of a page that are content; `number` is the page's index, from 0.

        The names of a table's columns, which repeat on its pages, are content: those of a ruled table, and a
        line with a wide gap on the first page that has it. Such a line is marked as `is_running`, because it
        is not known here whether it names columns.
        """
        running = {id(line) for line in self._margins[number] if self._is_running(number, line)}
        tables = {line.table for line in page.lines if line.cells and id(line) not in running}
        kept = []
        for line in page.lines:
            if id(line) not in running:
                kept.append(line)
            elif line.table in tables or self._may_name_columns(number, line):
                kept.append(line if line.cells else line._replace(is_running=True))
        return kept

    def _may_name_columns(self, number: int, line: Line) -> bool:
        """Whether a line has a wide gap and is on the first page that has it."""
        return line.has_gap and self._first.get(_key(line)) == number

    def _is_running(self, number: int, line: Line) -> bool:
        """Whether a line of the page with this index is a running head or a page number."""
        return self._same[_key(line)] >= self._enough or any(
            self._is_page_number(number, line, pattern, shift)
            for pattern, shift in self._numbers[number][id(line)]
        )

    def _is_page_number(self, number: int, line: Line, pattern: _Pattern, shift: int) -> bool:
        """Whether a number makes its line a page number, by its pattern and its shift."""
        pages = self._pages[shift]
        if shift + 1 in _YEARS:
            return False
        if pattern.position == "alone":
            return len(pages) >= max(self._enough, self._page_count / 4)
        if line.size >= self._heading_size:
            return False
        if self._counts_pages(pattern, shift):
            return True
        if (_without_digits(pattern), shift) in self._counting_without_digits:
            return True
        is_usual = (
            len(pages) >= max(_REPEATED, self._page_count / 2) and _height(line) in self._heights[shift]
        )
        return pattern.position == "edge" and is_usual and number not in pages

    def _counts_pages(self, pattern: _Pattern, shift: int) -> bool:
        """Whether numbers with this pattern and shift are page numbers: they are on enough pages."""
        return pattern in self._counting and self._shifts[pattern][shift] >= self._enough_pages(pattern)

    def _mostly_counts(self, pattern: _Pattern) -> bool:
        """Whether most numbers with this pattern have a shift that enough pages have."""
        counts, enough = self._shifts[pattern], self._enough_pages(pattern)
        return sum(count for count in counts.values() if count >= enough) > counts.total() / 2

    def _enough_pages(self, pattern: _Pattern) -> float:
        """Return the smallest number of pages with the same pattern and shift that makes it a page number."""
        return max(_REPEATED_AROUND, self._page_count / 2) if pattern.position == "inside" else _REPEATED


def _first_pages(margins: Sequence[Sequence[Line]]) -> dict[tuple[str, int], int]:
    """Return the index of the first page that has a line, by the key of the line."""
    found: dict[tuple[str, int], int] = {}
    for number, lines in enumerate(margins):
        for line in lines:
            found.setdefault(_key(line), number)
    return found


def _count_shifts(
    numbers: Iterable[Mapping[int, Sequence[tuple[_Pattern, int]]]],
) -> defaultdict[_Pattern, Counter[int]]:
    """Return, for each pattern, how many pages have it with each shift."""
    counts = defaultdict[_Pattern, Counter[int]](Counter)
    for page_numbers in numbers:
        for pattern, shift in set(chain.from_iterable(page_numbers.values())):
            counts[pattern][shift] += 1
    return counts


def _margin_lines(page: Page) -> list[Line]:
    """Return the lines of the outermost rows of a page, at most `_MARGIN_ROWS` on each side."""
    rows = sorted({round(line.bottom) for line in page.lines})
    count = min(_MARGIN_ROWS, (len(rows) + 1) // 3)
    outermost = {*rows[:count], *rows[len(rows) - count :]}
    return [line for line in page.lines if round(line.bottom) in outermost]


def _key(line: Line) -> tuple[str, int]:
    """Return what the same running head has in common on all pages: its words and its height."""
    return " ".join(line.text.split()), _height(line)


def _height(line: Line) -> int:
    """Return the height of a line on its page in units of 20 points, rounded."""
    return round(line.bottom / 20)


def _numbered(page: int, line: Line) -> Iterator[tuple[_Pattern, int]]:
    """Yield the pattern and the shift of each number in a line that may be the number of its page."""
    text = " ".join(line.text.split())
    if line.cells or len(text) > _LONGEST:
        return
    if alone := _ALONE.fullmatch(text):
        yield _Pattern(_without_number(text, alone), 0, "alone"), int(alone["number"]) - page
        return
    edges = [found for pattern in _AT_EDGE if (found := pattern.search(text))]
    for found in edges:
        yield _Pattern(_without_number(text, found), _height(line), "edge"), int(found["number"]) - page
    for found in _INSIDE.finditer(text):
        if found.start("number") not in {edge.start("number") for edge in edges}:
            yield _Pattern(_without_number(text, found), _height(line), "inside"), int(found["number"]) - page


def _without_digits(pattern: _Pattern) -> _Pattern:
    return pattern._replace(words=_DIGITS.sub("#", pattern.words))


def _without_number(text: str, found: re.Match[str]) -> str:
    return f"{text[: found.start('number')]}#{text[found.end('number') :]}"
