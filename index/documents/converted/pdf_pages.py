"""PDF → the lines of its pages, with where they stand and how they look. The one door of pypdfium2."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from index.documents.converted.pdf_tables import Sign, Table, tables
from index.documents.skipped import SkippedFile

LINE_END_HYPHEN = "\ufffe"  #: PDFium's sign where a word is broken at a line end
_BOLD = 600  # the weight of a font from which on it is bold
_BOLD_NAMES = ("bold", "black", "heavy", "demi")
_SCANNED_SHARE = 0.5  # of a page, which a picture covers at least where the page was scanned
_MOST_OUTLINE = 5000  # entries
_ROTATED = 0.2  # radians
_MOST_DRAWN = 5000  # lines and rectangles of a page, before it is a drawing
_SEGMENTS_OF_BOX = 6  # at most: a move, four lines and a close
# A number right behind a word, which may be the mark of a note; that of a unit, such as "km2", is a power.
_NUMBER_AT_WORD = re.compile(r"(?<=[^\W\d_]{3})[.,;:!?)”\"’]{0,2}(?P<mark>\d{1,3})(?=[\s.,;:)]|$)")
_RAISED = 0.15  # of the size of the letter before, at least, by which such a mark stands higher
_SMALLER = 0.92  # times that size, at most, is its own
_SAMPLES = 5  # characters of a line whose font is looked at


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


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of a page in the order in which the file has them, which most often is that of reading."""

    lines: tuple[Line, ...]
    scanned: bool = False  #: it is a picture without text
    damaged: bool = False


class OutlineEntry(NamedTuple):
    """A heading in the outline of a file."""

    title: str
    level: int  #: from 1
    page: int  #: from 0


class Pdf:
    """A PDF that is open."""

    def __init__(self, data: bytes) -> None:
        """Raises SkippedFile for a file that is broken or needs a password."""
        try:
            self._document = pypdfium2.PdfDocument(data)
            self.page_count = len(self._document)
        except pypdfium2.PdfiumError as error:
            if error.err_code == pdfium.FPDF_ERR_PASSWORD:
                raise SkippedFile("is protected by a password") from None
            raise SkippedFile("is not a valid PDF") from None

    @property
    def title(self) -> str:
        """The title among the file's properties, or an empty string."""
        return str(self._document.get_metadata_dict().get("Title") or "")

    def outline(self) -> list[OutlineEntry]:
        """The headings of the outline, in order; those whose page is not known are left out."""
        entries: list[OutlineEntry] = []
        try:
            for bookmark in self._document.get_toc(max_depth=8):
                target = bookmark.get_dest()
                page = target.get_index() if target else None
                if page is not None and len(entries) < _MOST_OUTLINE:
                    entries.append(OutlineEntry(bookmark.get_title() or "", bookmark.level + 1, page))
        except (pypdfium2.PdfiumError, UnicodeDecodeError):
            pass  # a damaged outline is as none
        return entries

    def pages(self) -> Iterator[Page]:
        """Yield the pages in order, each closed before the next."""
        for number in range(self.page_count):
            try:
                page = self._document[number]
            except pypdfium2.PdfiumError:
                yield Page((), damaged=True)
                continue
            try:
                yield _read_page(page)
            except pypdfium2.PdfiumError:
                yield Page((), damaged=True)
            finally:
                page.close()


def _read_page(page: Any) -> Page:
    width, height = page.get_size()
    text_page = page.get_textpage()
    try:
        lines = tuple(_with_tables(page, text_page, list(_lines(text_page))))
    finally:
        text_page.close()
    return Page(lines, scanned=not lines and _is_picture(page, width * height))


def _with_tables(page: Any, text_page: Any, lines: list[Line]) -> Iterator[Line]:
    """Yield the lines, in place of those in a table its rows, where the first of them stands."""
    found = tables(_drawn(page), lambda: list(_signs(text_page)))
    written = set[int]()
    for line in lines:
        number = next((i for i, table in enumerate(found) if _is_inside(line, table.box)), -1)
        if number < 0:
            yield line
        elif number not in written:
            written.add(number)
            yield from _rows(line, number, found[number])


def _rows(line: Line, number: int, table: Table) -> Iterator[Line]:
    """The rows of a table as lines that look like the first line in it."""
    for cells, bottom in zip(table.rows, table.bottoms, strict=True):
        yield line._replace(
            text=" ".join(" ".join(cells).split()),
            left=table.box[0],
            right=table.box[2],
            bottom=bottom,
            top=bottom + line.size,
            cells=cells,
            table=number,
        )


def _is_inside(line: Line, box: tuple[float, float, float, float]) -> bool:
    left, bottom, right, top = box
    return left <= (line.left + line.right) / 2 <= right and bottom <= (line.bottom + line.top) / 2 <= top


def _signs(text_page: Any) -> Iterator[Sign]:
    """Yield the characters of a page; blanks that PDFium adds are where the character before them is."""
    x = y = 0.0
    for index in range(text_page.count_chars()):
        code = pdfium.FPDFText_GetUnicode(text_page, index)
        if pdfium.FPDFText_IsGenerated(text_page, index) != 1:
            left, bottom, right, top = _box(text_page, index)
            x, y = (left + right) / 2, (bottom + top) / 2
        yield Sign(chr(code), x, y)


def _drawn(page: Any) -> list[tuple[float, float, float, float]]:
    """The boxes of the lines and rectangles of a page, but for its background; none where it is a drawing."""
    width, height = page.get_size()
    boxes = []
    for drawn in islice(page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_PATH,), max_depth=3), _MOST_DRAWN):
        left, bottom, right, top = drawn.get_bounds()
        if pdfium.FPDFPath_CountSegments(drawn.raw) <= _SEGMENTS_OF_BOX and (
            right - left < 0.95 * width or top - bottom < 0.95 * height
        ):
            boxes.append((left, bottom, right, top))
    return [] if len(boxes) >= _MOST_DRAWN else boxes


def _is_picture(page: Any, area: float) -> bool:
    for picture in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,), max_depth=3):
        left, bottom, right, top = picture.get_bounds()
        if abs((right - left) * (top - bottom)) >= _SCANNED_SHARE * area:
            return True
    return False


def _lines(text_page: Any) -> Iterator[Line]:
    """Yield the lines that stand upright. Where PDFium joins two at a broken word, they are two."""
    offset = 0
    for text in text_page.get_text_range().replace(LINE_END_HYPHEN, LINE_END_HYPHEN + "\r\n").split("\r\n"):
        words = text.strip()
        if words:
            line = _line(text_page, words, offset + len(text) - len(text.lstrip()))
            if line is not None:
                yield line
        offset += len(text) + (0 if text.endswith(LINE_END_HYPHEN) else 2)


def _line(text_page: Any, words: str, offset: int) -> Line | None:
    """The line whose words start at an offset of the page's text, or None where it is turned."""
    indices = [index for index, sign in enumerate(words) if sign.isalnum()] or [0]
    samples = indices[:: max(1, len(indices) // _SAMPLES)]
    characters = [_character(text_page, offset + index) for index in samples]
    if abs(_upright(pdfium.FPDFText_GetCharAngle(text_page, characters[0]))) > _ROTATED:
        return None
    boxes = sorted((_box(text_page, character) for character in characters), key=_height)
    box = boxes[len(boxes) // 2]
    last = len(words.rstrip(LINE_END_HYPHEN)) - 1
    return Line(
        _without_marks(text_page, words, offset),
        left=_box(text_page, _character(text_page, offset))[0],
        right=_box(text_page, _character(text_page, offset + max(last, 0)))[2],
        top=box[3],
        bottom=box[1],
        size=round(_height(box), 1),
        bold=all(_is_bold(text_page, character) for character in characters),
    )


def _without_marks(text_page: Any, words: str, offset: int) -> str:
    """The words of a line without the marks of notes: numbers behind a word that are small and raised."""

    def box(index: int) -> tuple[float, float, float, float]:
        return _box(text_page, _character(text_page, offset + index))

    def shown(found: re.Match[str]) -> str:
        letter, mark = box(found.start() - 1), box(found.start("mark"))
        is_small = _height(mark) <= _SMALLER * _height(letter)
        is_mark = is_small and mark[1] - letter[1] >= _RAISED * _height(letter)
        return found[0].removesuffix(found["mark"]) if is_mark else found[0]

    return _NUMBER_AT_WORD.sub(shown, words)


def _character(text_page: Any, index: int) -> int:
    """PDFium's number of a character by its offset in the text."""
    return int(pdfium.FPDFText_GetCharIndexFromTextIndex(text_page, index))


def _height(box: tuple[float, float, float, float]) -> float:
    return box[3] - box[1]


def _upright(angle: float) -> float:
    """An angle from 0 to 2π as one from -π to π."""
    return angle - 6.2832 if angle > 3.1416 else angle


def _box(text_page: Any, index: int) -> tuple[float, float, float, float]:
    """The box of a character, as high as its font: left, bottom, right, top."""
    box = pdfium.FS_RECTF()
    pdfium.FPDFText_GetLooseCharBox(text_page, index, box)
    return box.left, box.bottom, box.right, box.top


def _is_bold(text_page: Any, index: int) -> bool:
    if pdfium.FPDFText_GetFontWeight(text_page, index) >= _BOLD:
        return True
    name = ctypes.create_string_buffer(128)
    pdfium.FPDFText_GetFontInfo(text_page, index, name, 128, ctypes.c_int())
    return any(word in name.value.decode("utf-8", "replace").lower() for word in _BOLD_NAMES)
