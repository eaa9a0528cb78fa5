"""The characters of a PDF's page → its lines, with where they stand and how they look."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple, Protocol

from index.documents.converted.pdf.note_marks import Box, NoteMarks

LINE_END_HYPHEN = "\ufffe"  #: PDFium's sign where a word is broken at a line end
_SAMPLES = 5  # characters of a line whose font is looked at
_BLANKS = re.compile(r"\s+")
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
# A gap is wide from so much of the size on; from so many times a narrow gap of the page, within these bounds.
_NARROWEST_WIDE, _WIDEST_NARROW, _TIMES_NARROW = 0.5, 0.8, 1.6
_NEAR = 7  # lines, such as those of a cell
_NARROW_SHARE = 0.2  # of the page's gaps, that are no wider than what is called narrow


class Characters(Protocol):
    """The characters of a page by their number, turned so that most of them stand upright."""

    text: str  #: of the page; between its lines is "\r\n"

    def number(self, offset: int) -> int:
        """The number of the character at an offset of the text."""

    def box(self, number: int) -> Box:
        """The box of a character, as high as its font."""

    def height_above(self, number: int, other: int) -> float:
        """How far the ink of a character is above the line on which another stands, in points."""

    def is_upright(self, number: int) -> bool:
        """Whether a character stands upright, or nearly so."""

    def is_bold(self, number: int) -> bool:
        """Whether a character is bold."""


class Word(NamedTuple):
    """A word of a line. Coordinates are as those of the line."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    apart: bool  #: from the word before it, by a wide gap


class Line(NamedTuple):
    """A line of a page. Coordinates are in points, from the lower left corner of the page."""

    text: str  #: ends with LINE_END_HYPHEN where a word is broken there
    left: float
    right: float
    top: float
    bottom: float
    size: float  #: points
    bold: bool  #: all of it
    cells: tuple[str, ...] = ()  #: of a row of a table, of which the line is all
    table: int = -1  #: the number of that table on its page
    header: bool | None = None  #: whether that row names the columns; None where it is not known
    words: tuple[Word, ...] = ()  #: only where a wide gap is in the line or the next
    note: bool = False  #: it is the first of a note
    ended: bool = False  #: the first word of the next line would have fitted into it
    running: bool = False  #: it repeats on pages, and is content only as the head of a table
    heading: bool = False  #: it is known as a heading whatever its type
    is_filled: bool = False  #: it holds what was filled into a form


def read_lines(characters: Characters) -> Iterator[Line]:
    """Yield the lines that stand upright. Where PDFium joins two at a broken word, they are two."""
    offset = 0
    found: list[_Words] = []
    for text in characters.text.replace(LINE_END_HYPHEN, LINE_END_HYPHEN + "\r\n").split("\r\n"):
        words = text.strip()
        if words:
            start = offset + len(text) - len(text.lstrip())
            line = _line(characters, words, start)
            if line is not None:
                found.append(_Words(line, words, start))
        offset += len(text) + (0 if text.endswith(LINE_END_HYPHEN) else 2)
    gaps = _all_gaps(characters, found)
    wide = _wide(gaps)
    marks = NoteMarks(characters, ((each.words, each.offset, each.line.size) for each in found))
    apart = [any(gap.width >= wide for gap in of_line) for of_line in gaps]
    for at, each in enumerate(found):
        line = each.line._replace(
            text=marks.without(each.words, each.offset), note=marks.begins_note(each.offset)
        )
        if any(apart[max(0, at - 1) : at + 2]):  # beside a line of a table another may have narrow gaps alone
            of_line = gaps[at] or _gaps(characters, each)
            line = line._replace(words=tuple(_words(characters, marks, each, of_line, wide)))
        yield line


class _Words(NamedTuple):
    """A line with its words as PDFium has them, and the offset at which they start in the page's text."""

    line: Line
    words: str
    offset: int


class _Gap(NamedTuple):
    """White space in a line: its first character, the one after it, and its width by the size."""

    start: int
    end: int
    width: float


def _wide(gaps: Sequence[Sequence[_Gap]]) -> float:
    """The width from which on a gap of a page is wide: one that parts the cells of a table, and not words."""
    widths = sorted(gap.width for of_line in gaps for gap in of_line)
    narrow = widths[int(_NARROW_SHARE * len(widths))] if widths else 0.0
    return min(max(_TIMES_NARROW * narrow, _NARROWEST_WIDE), _WIDEST_NARROW)


def _all_gaps(characters: Characters, lines: Sequence[_Words]) -> list[Sequence[_Gap]]:
    """The gaps of each line, but none of every other one where no line near it has a gap that is surely wide.

    Three rows of a table hold such a line that is looked at, and looking takes time.
    """
    gaps: list[Sequence[_Gap]] = [() for _ in lines]
    for number in range(0, len(lines), 2):
        gaps[number] = _gaps(characters, lines[number])
    is_wide = [any(gap.width >= _WIDEST_NARROW for gap in of_line) for of_line in gaps]
    for number, ((above, *_), (below, *_)) in enumerate(pairwise(lines), 1):
        is_wide[number] |= below.bottom > above.bottom - 0.5 * below.size  # beside the line before
    for number in range(1, len(lines), 2):
        if any(is_wide[max(0, number - _NEAR) : number + _NEAR + 1]):
            gaps[number] = _gaps(characters, lines[number])
    return gaps


def _gaps(characters: Characters, line: _Words) -> list[_Gap]:
    """The gaps between the words of a line."""
    words, offset = line.words, line.offset
    first, last = characters.number(offset), characters.number(offset + len(words) - 1)
    is_plain = last - first == len(words) - 1  # most often
    gaps = []
    box, size = characters.box, max(line.line.size, 1.0)
    for blanks in _BLANKS.finditer(words):
        start, end = blanks.span()
        before = box(first + start - 1 if is_plain else characters.number(offset + start - 1))
        after = box(first + end if is_plain else characters.number(offset + end))
        gaps.append(_Gap(start, end, max(after[0] - before[2], before[0] - after[2]) / size))
    return gaps


def _words(
    characters: Characters, marks: NoteMarks, line: _Words, gaps: Sequence[_Gap], wide: float
) -> Iterator[Word]:
    """Yield the words of a line, between its gaps."""
    starts, ends = [0, *(gap.end for gap in gaps)], [*(gap.start for gap in gaps), len(line.words)]
    apart = [False, *(gap.width >= wide for gap in gaps)]
    for start, end, is_apart in zip(starts, ends, apart, strict=True):
        first = characters.box(characters.number(line.offset + start))
        last = characters.box(characters.number(line.offset + end - 1))
        text = marks.without(line.words[start:end], line.offset + start)
        yield Word(text, min(first[0], last[0]), max(first[2], last[2]), first[3], first[1], is_apart)


def _line(characters: Characters, words: str, offset: int) -> Line | None:
    """The line whose words start at an offset of the page's text, or None where it is turned."""
    samples = [characters.number(offset + index) for index in _samples(words)]
    if not characters.is_upright(samples[0]):
        return None
    boxes = sorted(map(characters.box, samples), key=_height)
    box = boxes[len(boxes) // 2]
    last_at = len(words.rstrip(LINE_END_HYPHEN)) - 1
    first = characters.box(characters.number(offset))
    last = characters.box(characters.number(offset + max(last_at, 0)))
    return Line(
        words,
        left=min(first[0], last[0]),
        right=max(first[2], last[2]),
        top=box[3],
        bottom=box[1],
        size=round(_height(box), 1),
        bold=all(map(characters.is_bold, samples)),
    )


def _samples(words: str) -> list[int]:
    """The indices of a few letters or digits, all over the words; of words without them, the first."""
    found: list[int] = []
    for start in range(0, len(words), max(1, len(words) // _SAMPLES)):
        sign = _LETTER_OR_DIGIT.search(words, start)
        if sign is None:
            break
        if not found or sign.start() > found[-1]:
            found.append(sign.start())
    return found or [0]


def _height(box: Box) -> float:
    return box[3] - box[1]
