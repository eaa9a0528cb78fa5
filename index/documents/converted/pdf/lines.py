"""The characters of a PDF's page → its lines, with their positions and looks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple, Protocol

from index.documents.converted.pdf.note_marks import Box, CharacterBoxes, NoteMarks

LINE_END_HYPHEN = "\ufffe"  #: PDFium's character for a hyphen that breaks a word at the end of a line
_SAMPLES = 5  # characters of a line that show its font
_BLANKS = re.compile(r"\s+")
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
# A gap is wide if it is `_TIMES_NARROW` times as wide as a narrow gap of the page. This limit is at least
# `_NARROWEST_WIDE` and at most `_WIDEST_NARROW` times the size of the line.
_NARROWEST_WIDE, _WIDEST_NARROW, _TIMES_NARROW = 0.5, 0.8, 1.6
_NEAR = 7  # lines before and after one, such as the lines of a cell
_NARROW_SHARE = 0.2  # the share of the page's gaps that are not wider than the one that is called narrow


class Characters(CharacterBoxes, Protocol):
    """The characters of a page by their number, turned so that most of them are upright."""

    text: str  #: of the page; between its lines is "\r\n"

    def is_upright(self, number: int) -> bool:
        """Whether a character is upright, or nearly so."""

    def is_bold(self, number: int) -> bool:
        """Whether a character is bold."""


class Word(NamedTuple):
    """A word of a line. Coordinates are in points, from the lower left corner of the page."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    after_gap: bool  #: whether a wide gap is between it and the word before it


class Line(NamedTuple):
    """A line of a page. Coordinates are in points, from the lower left corner of the page."""

    text: str  #: ends with LINE_END_HYPHEN if its last word is broken
    left: float
    right: float
    top: float
    bottom: float
    size: float  #: points
    bold: bool  #: whether all of it is bold
    cells: tuple[str, ...] = ()  #: the cells, if the line is a row of a table
    table: int = -1  #: the number of that table on its page
    header: bool | None = None  #: whether that row names the columns; None if it is not known
    words: tuple[Word, ...] = ()  #: only if a wide gap is in this line, the line before or the line after
    starts_note: bool = False  #: whether it is the first line of a note
    ends_early: bool = False  #: whether it has room for the first word of the next line
    is_running: bool = False  #: whether it repeats on pages, and is content only as the header of a table
    is_heading: bool = False  #: whether it is known to be a heading, whatever its type
    is_filled: bool = False  #: whether it contains the value of a field of a form

    @property
    def has_gap(self) -> bool:
        """Whether the line has a wide gap between two words."""
        return any(word.after_gap for word in self.words)

    @property
    def has_inner_gap(self) -> bool:
        """Whether the line has a wide gap other than one after its first word, such as a bullet."""
        return any(word.after_gap for word in self.words[2:])


def body_size(lines: Iterable[Line]) -> float:
    """Return the size of most of the text, in points; 0 without lines."""
    sizes = Counter[float]()
    for line in lines:
        sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def read_lines(characters: Characters) -> Iterator[Line]:
    """Yield the upright lines of a page. Two lines that PDFium joins at a broken word are two again."""
    offset = 0
    found: list[_RawLine] = []
    for text in characters.text.replace(LINE_END_HYPHEN, LINE_END_HYPHEN + "\r\n").split("\r\n"):
        words = text.strip()
        if words:
            start = offset + len(text) - len(text.lstrip())
            line = _line(characters, words, start)
            if line is not None:
                found.append(_RawLine(line, words, start))
        offset += len(text) + (0 if text.endswith(LINE_END_HYPHEN) else 2)
    gaps = _all_gaps(characters, found)
    wide = _wide(gaps)
    marks = NoteMarks(characters, ((raw.words, raw.offset, raw.line.size) for raw in found))
    has_wide = [any(gap.width >= wide for gap in line_gaps) for line_gaps in gaps]
    for at, raw in enumerate(found):
        line = raw.line._replace(
            text=marks.without(raw.words, raw.offset), starts_note=marks.starts_note(raw.offset)
        )
        if any(has_wide[max(0, at - 1) : at + 2]):  # next to a row with wide gaps, a row may have narrow ones
            line_gaps = gaps[at] or _gaps(characters, raw)
            line = line._replace(words=tuple(_words(characters, marks, raw, line_gaps, wide)))
        yield line


class _RawLine(NamedTuple):
    """A line, its words as PDFium returns them, and the offset at which they start in the page's text."""

    line: Line
    words: str
    offset: int


class _Gap(NamedTuple):
    """White space in a line: its start and end in the words, and its width as a multiple of the size."""

    start: int
    end: int
    width: float


def _wide(gaps: Sequence[Sequence[_Gap]]) -> float:
    """Return the smallest width of a wide gap, which separates cells of a table and not words."""
    widths = sorted(gap.width for line_gaps in gaps for gap in line_gaps)
    narrow = widths[int(_NARROW_SHARE * len(widths))] if widths else 0.0
    return min(max(_TIMES_NARROW * narrow, _NARROWEST_WIDE), _WIDEST_NARROW)


def _all_gaps(characters: Characters, lines: Sequence[_RawLine]) -> list[Sequence[_Gap]]:
    """Return the gaps of each line.

    Measuring takes time, so only every other line is measured at first; of three rows of a table, one is
    measured. A line between them is measured if a line near it has a gap that is certainly wide, or is not
    below the line before it. Otherwise it has no gaps here.
    """
    gaps: list[Sequence[_Gap]] = [() for _ in lines]
    for number in range(0, len(lines), 2):
        gaps[number] = _gaps(characters, lines[number])
    is_wide = [any(gap.width >= _WIDEST_NARROW for gap in line_gaps) for line_gaps in gaps]
    for number, ((above, *_), (below, *_)) in enumerate(pairwise(lines), 1):
        is_wide[number] |= below.bottom > above.bottom - 0.5 * below.size  # not below the line before
    for number in range(1, len(lines), 2):
        if any(is_wide[max(0, number - _NEAR) : number + _NEAR + 1]):
            gaps[number] = _gaps(characters, lines[number])
    return gaps


def _gaps(characters: Characters, line: _RawLine) -> list[_Gap]:
    """Return the gaps between the words of a line."""
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
    characters: Characters, marks: NoteMarks, line: _RawLine, gaps: Sequence[_Gap], wide: float
) -> Iterator[Word]:
    """Yield the words of a line, between its gaps."""
    starts, ends = [0, *(gap.end for gap in gaps)], [*(gap.start for gap in gaps), len(line.words)]
    after_gap = [False, *(gap.width >= wide for gap in gaps)]
    for start, end, is_after_gap in zip(starts, ends, after_gap, strict=True):
        first = characters.box(characters.number(line.offset + start))
        last = characters.box(characters.number(line.offset + end - 1))
        text = marks.without(line.words[start:end], line.offset + start)
        yield Word(text, min(first[0], last[0]), max(first[2], last[2]), first[3], first[1], is_after_gap)


def _line(characters: Characters, words: str, offset: int) -> Line | None:
    """Return the line whose words start at an offset of the page's text, or None if it is not upright."""
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
    """Return the indices of a few letters or digits, spread over the words; [0] if there are none."""
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
