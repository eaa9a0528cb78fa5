"""PDF → the lines of its pages, with the rows of ruled tables. The only module that imports pypdfium2."""

from __future__ import annotations

import ctypes
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from index.documents.converted.office.symbol_fonts import CHECKED, UNCHECKED
from index.documents.converted.pdf.form_fields import Field, with_fields
from index.documents.converted.pdf.lines import Line, read_lines
from index.documents.converted.pdf.note_marks import Box
from index.documents.converted.pdf.ruled_rows import contains, is_inside, with_tables
from index.documents.converted.pdf.ruled_tables import Sign, ruled_tables
from index.documents.converted.words import clean
from index.documents.skipped import SkippedFile

_BOLD = 600  # the smallest weight of a bold font
_BOLD_NAMES = ("bold", "black", "heavy", "demi")
_LONGEST_FONT_NAME = 128  # bytes
_MOST_FONTS = 1000  # names of fonts in the cache
_SCANNED_SHARE = 0.5  # the smallest share of a scanned page that a picture covers
_MOST_OUTLINE = 5000  # entries
_ROTATED = 0.2  # radians, beyond which a character is not upright
_QUARTER = math.pi / 2
_ANGLES = 20  # characters of a page, or a few more, that show how the page is turned
_MOST_DRAWN = 5000  # lines and rectangles of a page; a page with more is a drawing
_get_loose_box = pdfium.FPDFText_GetLooseCharBox  # called for many characters of each line
_SHAPES_OF_DRAWING = 50  # at least
# Control characters, characters for private use, the replacement character, and noncharacters.
_UNKNOWN = re.compile("[\x01-\x08\x0e-\x1f\ue000-\uf8ff\ufffd-\uffff]")
_BLANK = re.compile(r"\s")
_MOST_UNKNOWN = 0.5  # the largest share of unknown characters on a readable page
_FEWEST_CHARACTERS = 10  # a page with fewer characters counts as having this many
_SEGMENTS_OF_BOX = 6  # at most: a move, four lines and a close
_BUTTONS = (pdfium.FPDF_FORMFIELD_CHECKBOX, pdfium.FPDF_FORMFIELD_RADIOBUTTON)
_LISTS = (pdfium.FPDF_FORMFIELD_COMBOBOX, pdfium.FPDF_FORMFIELD_LISTBOX)
_FILLABLE = (*_BUTTONS, *_LISTS, pdfium.FPDF_FORMFIELD_TEXTFIELD)
_HIDDEN = pdfium.FPDF_ANNOT_FLAG_HIDDEN | pdfium.FPDF_ANNOT_FLAG_NOVIEW
_PASSWORD = 1 << 13  # the flag of a field whose text is not shown
_MOST_FIELDS = 1000  # of a page
_MOST_OPTIONS = 1000  # of a list
_LONGEST_VALUE = 200_000  # bytes


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of a page in the order of the file, which is mostly the reading order."""

    lines: tuple[Line, ...]
    scanned: bool = False  #: whether it is a picture without text
    damaged: bool = False
    unreadable: bool = False  #: whether its fonts do not say which letters they show
    drawn: bool = False  #: whether it has no text but many shapes, which may be drawn letters


class OutlineEntry(NamedTuple):
    """A heading in the outline of a file."""

    title: str
    level: int  #: from 1
    page: int  #: from 0


class Pdf:
    """An open PDF file."""

    def __init__(self, data: bytes) -> None:
        """Open a PDF. Raises SkippedFile if it is broken or needs a password."""
        try:
            self._document = pypdfium2.PdfDocument(data)
            self.page_count = len(self._document)
        except pypdfium2.PdfiumError as error:
            if error.err_code == pdfium.FPDF_ERR_PASSWORD:
                raise SkippedFile("is protected by a password") from None
            raise SkippedFile("is not a valid PDF") from None
        with suppress(pypdfium2.PdfiumError):  # a damaged form is ignored
            self._document.init_forms()

    @property
    def title(self) -> str:
        """The title among the file's properties, or an empty string."""
        return str(self._document.get_metadata_dict().get("Title") or "")

    def outline(self) -> list[OutlineEntry]:
        """Return the headings of the outline in order, without those whose page is not known."""
        entries: list[OutlineEntry] = []
        try:
            for bookmark in self._document.get_toc(max_depth=8):
                target = bookmark.get_dest()
                page = target.get_index() if target else None
                if page is not None and len(entries) < _MOST_OUTLINE:
                    entries.append(OutlineEntry(bookmark.get_title() or "", bookmark.level + 1, page))
        except (pypdfium2.PdfiumError, UnicodeDecodeError):
            pass  # the entries after the damage are ignored
        return entries

    def pages(self) -> Iterator[Page]:
        """Yield the pages in order. Each is closed before the next is opened."""
        for number in range(self.page_count):
            try:
                page = self._document[number]
            except pypdfium2.PdfiumError:
                yield Page((), damaged=True)
                continue
            try:
                yield _read_page(page, list(_fields(page, self._document.formenv)))
            except pypdfium2.PdfiumError:
                yield Page((), damaged=True)
            finally:
                page.close()


def _read_page(page: Any, fields: Sequence[Field]) -> Page:
    width, height = page.get_size()
    text_page = page.get_textpage()
    try:
        characters = _Characters(text_page)
        if _is_unreadable(characters.text):
            return Page((), unreadable=True)
        lines = tuple(_lines(page, characters, fields))
    finally:
        text_page.close()
    if lines:
        return Page(lines)
    return Page((), scanned=_is_picture(page, width * height), drawn=_is_drawing(page))


def _is_unreadable(text: str) -> bool:
    """Whether most characters of a page are unknown, as when a font numbers its letters in its own way."""
    unknown = len(_UNKNOWN.findall(text))
    return unknown > _MOST_UNKNOWN * max(len(text) - len(_BLANK.findall(text)), _FEWEST_CHARACTERS)


def _lines(page: Any, characters: _Characters, fields: Sequence[Field]) -> list[Line]:
    """Return the lines and the rows of the tables of a page, with the values of the fields of its form."""
    fields = [field._replace(box=characters.turn(field.box)) for field in fields]
    tables = ruled_tables(
        map(characters.turn, _drawn_boxes(page)),
        lambda: [*characters.signs(), *chain.from_iterable(map(_signs_of, fields))],
    )
    lines = list(read_lines(characters))
    tables = [table for table in tables if any(is_inside(line, table.box) for line in lines)]
    outside = [field for field in fields if not any(contains(table.box, field.box) for table in tables)]
    return with_fields(list(with_tables(lines, tables)), outside)


def _signs_of(field: Field) -> Iterator[Sign]:
    """Yield a blank and the characters of a field's value, all at the middle of the field."""
    left, bottom, right, top = field.box
    for sign in f" {field.text}":
        yield Sign(sign, (left + right) / 2, (bottom + top) / 2)


def _fields(page: Any, form: Any) -> Iterator[Field]:
    """Yield the fields of a page's form that have a value; a check box or radio button always has one."""
    count = pdfium.FPDFPage_GetAnnotCount(page) if form is not None else 0
    for number in range(min(count, _MOST_FIELDS)):
        annotation = pdfium.FPDFPage_GetAnnot(page, number)
        try:
            field = _field(annotation, form)
        finally:
            pdfium.FPDFPage_CloseAnnot(annotation)
        if field is not None and field.text.strip():
            yield field


def _field(annotation: Any, form: Any) -> Field | None:
    """Return a field that is shown and is not a password; None for other annotations."""
    kind = pdfium.FPDFAnnot_GetFormFieldType(form, annotation)
    if kind not in _FILLABLE or pdfium.FPDFAnnot_GetFlags(annotation) & _HIDDEN:
        return None
    if kind == pdfium.FPDF_FORMFIELD_TEXTFIELD and _flags(annotation, form) & _PASSWORD:
        return None
    is_button = kind in _BUTTONS
    if is_button:
        text = CHECKED if pdfium.FPDFAnnot_IsChecked(form, annotation) else UNCHECKED
    else:
        text = _chosen(annotation, form) or _string(pdfium.FPDFAnnot_GetFormFieldValue, form, annotation)
    name = _string(pdfium.FPDFAnnot_GetFormFieldAlternateName, form, annotation)
    name = name or _string(pdfium.FPDFAnnot_GetFormFieldName, form, annotation)
    box = pdfium.FS_RECTF()
    pdfium.FPDFAnnot_GetRect(annotation, box)
    return Field(clean(text), clean(name), (box.left, box.bottom, box.right, box.top), is_button)


def _flags(annotation: Any, form: Any) -> int:
    return int(pdfium.FPDFAnnot_GetFormFieldFlags(form, annotation))


def _chosen(annotation: Any, form: Any) -> str:
    """Return the labels of the options that are chosen from a list; empty if there are none."""
    count = min(pdfium.FPDFAnnot_GetOptionCount(form, annotation), _MOST_OPTIONS)
    return ", ".join(
        _string(pdfium.FPDFAnnot_GetOptionLabel, form, annotation, number)
        for number in range(count)
        if pdfium.FPDFAnnot_IsOptionSelected(form, annotation, number)
    )


def _string(get: Any, *arguments: Any) -> str:
    """Return the text that the function `get` of PDFium writes, in UTF-16, into a buffer."""
    size = min(get(*arguments, None, 0), _LONGEST_VALUE)
    buffer = ctypes.create_string_buffer(max(size, 2))
    get(*arguments, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    return buffer.raw[: max(size - 2, 0)].decode("utf-16-le", "replace")


def _drawn_boxes(page: Any) -> list[Box]:
    """Return the boxes of the lines and rectangles of a page, without its background; none for a drawing."""
    left, bottom, right, top = page.get_mediabox()
    boxes: list[Box] = []
    for drawn in islice(page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_PATH,), max_depth=3), _MOST_DRAWN):
        box = drawn.get_bounds()
        if pdfium.FPDFPath_CountSegments(drawn.raw) <= _SEGMENTS_OF_BOX and (
            box[2] - box[0] < 0.95 * (right - left) or box[3] - box[1] < 0.95 * (top - bottom)
        ):
            boxes.append(box)
    return [] if len(boxes) >= _MOST_DRAWN else boxes


def _is_drawing(page: Any) -> bool:
    """Whether a page has many shapes."""
    shapes = page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_PATH,), max_depth=3)
    return sum(1 for _ in islice(shapes, _SHAPES_OF_DRAWING)) == _SHAPES_OF_DRAWING


def _is_picture(page: Any, area: float) -> bool:
    """Whether one picture covers most of a page, whose `area` is in square points."""
    for picture in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,), max_depth=3):
        left, bottom, right, top = picture.get_bounds()
        if abs((right - left) * (top - bottom)) >= _SCANNED_SHARE * area:
            return True
    return False


@lru_cache(_MOST_FONTS)
def _is_bold_name(name: bytes) -> bool:
    """Whether a font with this name is bold."""
    return any(word in name.decode("utf-8", "replace").lower() for word in _BOLD_NAMES)


class _Characters:
    """The characters of a page, by PDFium's numbers. The page is turned so that most of them are upright."""

    def __init__(self, text_page: Any) -> None:
        self._page = text_page.raw
        self._box, self._x, self._y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
        self._font_name, self._font_flags = ctypes.create_string_buffer(_LONGEST_FONT_NAME), ctypes.c_int()
        self._edges = tuple(ctypes.c_double() for _ in range(4))
        self._count = text_page.count_chars()
        self.text: str = text_page.get_text_range()
        # Offsets in the text and numbers ascend together: if there are as many of both, they are equal.
        self._is_plain = self._count == len(self.text)
        samples = range(0, len(self.text), max(1, len(self.text) // _ANGLES))
        turns = Counter(round(self._angle(self.number(offset)) / _QUARTER) % 4 for offset in samples)
        self._quarters = max(turns, key=lambda turn: (turns[turn], turn == 0), default=0)

    def turn(self, box: Box) -> Box:
        """Return a box of the page, as it is after the page is turned."""
        left, bottom, right, top = box
        if self._quarters == 3:
            return bottom, -right, top, -left
        if self._quarters == 2:
            return -right, -top, -left, -bottom
        return (-top, left, -bottom, right) if self._quarters == 1 else box

    def number(self, offset: int) -> int:
        """Return the number of the character at an offset of the text."""
        if self._is_plain:
            return offset
        return int(pdfium.FPDFText_GetCharIndexFromTextIndex(self._page, offset))

    def box(self, number: int) -> Box:
        """Return the box of a character: its height is that of the font."""
        loose = self._box
        _get_loose_box(self._page, number, loose)
        box = loose.left, loose.bottom, loose.right, loose.top
        return self.turn(box) if self._quarters else box

    def height_above(self, number: int, other: int) -> float:
        """Return how far the bottom of a character's ink is above the baseline of another, in points.

        It is 0 for a character without ink.
        """
        left, right, bottom, top = self._edges
        pdfium.FPDFText_GetCharBox(self._page, number, left, right, bottom, top)
        pdfium.FPDFText_GetCharOrigin(self._page, other, self._x, self._y)
        x, y = self._x.value, self._y.value
        ink = self.turn((left.value, bottom.value, right.value, top.value))
        return ink[1] - self.turn((x, y, x, y))[1] if ink[2] > ink[0] else 0.0

    def is_upright(self, number: int) -> bool:
        """Whether a character is upright, or turned by at most `_ROTATED`."""
        angle = self._angle(number) - self._quarters * _QUARTER
        return abs(math.remainder(angle, 4 * _QUARTER)) <= _ROTATED

    def _angle(self, number: int) -> float:
        """Return the angle by which a character is turned clockwise, in radians."""
        return float(pdfium.FPDFText_GetCharAngle(self._page, number))

    def is_bold(self, number: int) -> bool:
        """Whether a character is bold by the weight or the name of its font."""
        if pdfium.FPDFText_GetFontWeight(self._page, number) >= _BOLD:
            return True
        pdfium.FPDFText_GetFontInfo(self._page, number, self._font_name, _LONGEST_FONT_NAME, self._font_flags)
        return _is_bold_name(self._font_name.value)

    def signs(self) -> Iterator[Sign]:
        """Yield the characters and their middles. A blank that PDFium adds has that of the sign before it."""
        x = y = 0.0
        for number in range(self._count):
            code = pdfium.FPDFText_GetUnicode(self._page, number)
            if pdfium.FPDFText_IsGenerated(self._page, number) != 1:
                left, bottom, right, top = self.box(number)
                x, y = (left + right) / 2, (bottom + top) / 2
            yield Sign(chr(code), x, y)
