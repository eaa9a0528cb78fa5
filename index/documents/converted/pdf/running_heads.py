"""The lines at the top and bottom of a PDF's pages that are no content: running heads, numbers of pages.

These are a line that is the same to the letter on several pages, a number of the page alone, and one beside
words that are the same on several pages. Where most pages are numbered so, the line of another page that has
its number at the same height is one too. What differs otherwise from page to page is content.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Literal, NamedTuple

from index.documents.converted.pdf.lines import Line
from index.documents.converted.pdf.pages import Page
from index.english.function_words import any_of

_MARGIN_ROWS = 3  # at the top and bottom of a page, that may be running heads
_REPEATED = 3  # pages on which a line stands, to be a running head
_REPEATED_AROUND = 5  # pages on which words stand around a number
_LARGER = 1.12  # how many times the size of most text that of a heading is
_LONGEST = 300  # characters of a line with the number of a page
_YEARS = range(1800, 2101)  # of a chronicle with a page for each; a first page has no such number
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


class _Words(NamedTuple):
    """What lines with a number have in common."""

    words: str  #: with a sign in place of the number
    height: int  #: at which they stand
    place: Literal["alone", "edge", "inside"]  #: of the number; alone is also one with words such as "page"


class RunningHeads:
    """Which lines of all pages are no content."""

    def __init__(self, pages: Sequence[Page]) -> None:
        self._margins = [_margin_lines(page) for page in pages]
        self._enough = min(_REPEATED, max(2, len(pages) - 1))
        self._page_count = len(pages)
        self._largest = _LARGER * _size_of_most_text(pages)
        self._same = Counter(key for lines in self._margins for key in set(map(_key, lines)))
        self._first = _first_pages(self._margins)
        self._numbers = [
            {id(line): list(_numbered(number, line)) for line in lines}
            for number, lines in enumerate(self._margins)
        ]
        self._ahead = _count_ahead(self._numbers)
        self._counting = set(filter(self._mostly_count, self._ahead))
        self._alike = set(self._alike_inside())
        # The pages that are numbered so, and at which heights.
        self._pages = defaultdict[int, set[int]](set)
        self._heights = defaultdict[int, set[int]](set)
        for number, line, ahead in self._numbers_of_pages():
            self._pages[ahead].add(number)
            self._heights[ahead].add(_height(line))

    def _alike_inside(self) -> Iterator[tuple[_Words, int]]:
        """Yield what lines with other numbers too have in common where only those differ on some pages."""
        for words in self._counting:
            for ahead in self._ahead[words] if words.place == "inside" else ():
                if self._counts_pages(words, ahead):
                    yield _without_digits(words), ahead

    def _numbers_of_pages(self) -> Iterator[tuple[int, Line, int]]:
        """Yield the pages with the lines that number them, and how far ahead these numbers are."""
        for number, lines in enumerate(self._margins):
            for line in lines:
                for words, ahead in self._numbers[number][id(line)]:
                    if words.place == "alone" or self._counts_pages(words, ahead):
                        yield number, line, ahead

    def without(self, number: int, page: Page) -> list[Line]:
        """The lines of the page with this number, from 0, that are content.

        The names of a table's columns, which repeat on its pages, are content: those between ruled lines, and
        a line in parts on its first page, which is `running` while it is not known whether it names columns.
        """
        running = {id(line) for line in self._margins[number] if self._is_running(number, line)}
        tables = {line.table for line in page.lines if line.cells and id(line) not in running}
        kept = []
        for line in page.lines:
            if id(line) not in running:
                kept.append(line)
            elif line.table in tables or self._may_name_columns(number, line):
                kept.append(line if line.cells else line._replace(running=True))
        return kept

    def _may_name_columns(self, number: int, line: Line) -> bool:
        """Whether a line in parts stands here first."""
        return any(word.apart for word in line.words) and self._first.get(_key(line)) == number

    def _is_running(self, number: int, line: Line) -> bool:
        return self._same[_key(line)] >= self._enough or any(
            self._is_number(number, line, words, ahead) for words, ahead in self._numbers[number][id(line)]
        )

    def _is_number(self, number: int, line: Line, words: _Words, ahead: int) -> bool:
        """Whether a line is there for the number of its page."""
        pages = self._pages[ahead]
        if ahead + 1 in _YEARS:
            return False
        if words.place == "alone":
            return len(pages) >= max(self._enough, self._page_count / 4)
        if line.size >= self._largest:
            return False
        if self._counts_pages(words, ahead) or (_without_digits(words), ahead) in self._alike:
            return True
        is_usual = (
            len(pages) >= max(_REPEATED, self._page_count / 2) and _height(line) in self._heights[ahead]
        )
        return words.place == "edge" and is_usual and number not in pages

    def _counts_pages(self, words: _Words, ahead: int) -> bool:
        """Whether lines with these words count the pages: on enough of them, and as most such lines do."""
        return words in self._counting and self._ahead[words][ahead] >= self._enough_of(words)

    def _mostly_count(self, words: _Words) -> bool:
        counts, enough = self._ahead[words], self._enough_of(words)
        return sum(count for count in counts.values() if count >= enough) > counts.total() / 2

    def _enough_of(self, words: _Words) -> float:
        """The pages on which a number stands with the same words, to be that of the page."""
        return max(_REPEATED_AROUND, self._page_count / 2) if words.place == "inside" else _REPEATED


def _first_pages(margins: Sequence[Sequence[Line]]) -> dict[tuple[str, int], int]:
    """The page on which lines stand first."""
    found: dict[tuple[str, int], int] = {}
    for number, lines in enumerate(margins):
        for line in lines:
            found.setdefault(_key(line), number)
    return found


def _count_ahead(
    numbers: Iterable[Mapping[int, Sequence[tuple[_Words, int]]]],
) -> defaultdict[_Words, Counter[int]]:
    """How many pages have the same words with a number that is ahead of that of the page by so much."""
    counts = defaultdict[_Words, Counter[int]](Counter)
    for of_page in numbers:
        for words, ahead in set(chain.from_iterable(of_page.values())):
            counts[words][ahead] += 1
    return counts


def _margin_lines(page: Page) -> list[Line]:
    """The lines at the top and the bottom of a page."""
    rows = sorted({round(line.bottom) for line in page.lines})
    count = min(_MARGIN_ROWS, (len(rows) + 1) // 3)
    outermost = {*rows[:count], *rows[len(rows) - count :]}
    return [line for line in page.lines if round(line.bottom) in outermost]


def _size_of_most_text(pages: Sequence[Page]) -> float:
    sizes = Counter[float]()
    for page in pages:
        for line in page.lines:
            sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _key(line: Line) -> tuple[str, int]:
    """What running heads that are the same to the letter have in common: words and height."""
    return " ".join(line.text.split()), _height(line)


def _height(line: Line) -> int:
    return round(line.bottom / 20)


def _numbered(page: int, line: Line) -> Iterator[tuple[_Words, int]]:
    """The numbers in a line that may be that of its page: with which words, and how far ahead of it."""
    text = " ".join(line.text.split())
    if line.cells or len(text) > _LONGEST:
        return
    if alone := _ALONE.fullmatch(text):
        yield _Words(_without_number(text, alone), 0, "alone"), int(alone["number"]) - page
        return
    edges = [found for pattern in _AT_EDGE if (found := pattern.search(text))]
    for found in edges:
        yield _Words(_without_number(text, found), _height(line), "edge"), int(found["number"]) - page
    for found in _INSIDE.finditer(text):
        if found.start("number") not in {edge.start("number") for edge in edges}:
            yield _Words(_without_number(text, found), _height(line), "inside"), int(found["number"]) - page


def _without_digits(words: _Words) -> _Words:
    return words._replace(words=_DIGITS.sub("#", words.words))


def _without_number(text: str, found: re.Match[str]) -> str:
    return f"{text[: found.start('number')]}#{text[found.end('number') :]}"
