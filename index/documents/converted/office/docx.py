"""Word documents (Office Open XML) → headings, paragraphs, lists, tables, notes and text boxes.

Tracked deletions, struck and hidden text, comments, and the headers and footers of pages are omitted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from index.documents.blocks.whole_number import whole_number
from index.documents.converted.builder import TextBuilder
from index.documents.converted.office.diagrams import diagram
from index.documents.converted.office.docx_emphasis import Emphasis
from index.documents.converted.office.docx_styles import Numbering, Style, is_on, read_styles, value_of
from index.documents.converted.office.docx_tables import (
    Row,
    first_stands_out,
    marked_headers,
    rows_of,
    spread_names,
)
from index.documents.converted.office.namespaces import D, M, W
from index.documents.converted.office.package import Package
from index.documents.converted.office.symbol_fonts import CHECKED, UNCHECKED, symbol
from index.documents.converted.words import cell_text, clean
from index.documents.converted.xml import Element, local_name
from index.documents.file_text import FileText

_OMITTED = frozenset(
    (
        "del",
        "moveFrom",
        "instrText",
        "delText",
        "pPr",
        "rPr",
        "Fallback",
        "rt",
        "annotationRef",
        "sdtPr",
        "tblPr",
    )
)
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_NESTED = ("txbxContent",)  # elements with paragraphs that may be inside a paragraph
# Marks before and after superscripts, and before a fraction: characters that XML cannot contain.
_RAISED, _RAISED_END, _FRACTION = "\x01", "\x02", "\x03"
_POWER = re.compile(r"(?<=\d)\x01(?=[\d−-])")  # a superscript number after a digit: "10^4"
_MIXED_NUMBER = re.compile(r"(?<=\d)\x03")  # a fraction after a digit: "1 3/4"
_MARKS = re.compile(r"[\x01-\x03]")


def read(data: bytes) -> FileText:
    """A .docx file. Raises SkippedFile if it is damaged or needs a password."""
    package = Package(data)
    main = next(iter(package.related("", "officeDocument")), "word/document.xml")
    document = package.xml(main)
    writer = _Writer(package, main, document)
    writer.write_blocks(document)
    return writer.builder.finish(title=package.core_title() or writer.title)


class _Writer:
    """Writes the blocks of a document to a builder."""

    def __init__(self, package: Package, main: str, document: Element) -> None:
        self.builder = TextBuilder()
        self.title = ""
        self._styles = read_styles(package, main)
        self._emphasis = Emphasis(document, self._styles.usual_size)
        self._numbering = Numbering(package, main)
        self._diagram = partial(diagram, package, main)
        self._notes = {kind: _notes(package, main, kind) for kind in ("footnote", "endnote")}
        self._waiting: list[Element] = []  # notes and text boxes of the paragraph that is being read
        self._before = ""  # the text of paragraphs whose end was deleted, which the next paragraph continues

    def write_blocks(self, parent: Element) -> None:
        """Write the paragraphs and tables in an element, also those in content controls."""
        for child in parent:
            tag = local_name(child)
            if tag == "p":
                self._paragraph(child)
            elif tag == "tbl":
                self._table(child)
            elif not _is_omitted(child) and not _is_contents(child):
                self.write_blocks(child)

    def _paragraph(self, paragraph: Element) -> None:
        style = self._styles.of(paragraph)
        if style.is_contents:
            return
        text, self._before = self._before + self._text(paragraph), ""
        if _is_joined(paragraph):
            self._before = text
            return
        waiting, self._waiting = self._waiting, []
        if text.strip():
            self._write(paragraph, style, text)
        self._write_asides(waiting)

    def _write(self, paragraph: Element, style: Style, text: str) -> None:
        """Write a paragraph as a heading, an item, code, a quotation or plain text."""
        number = self._numbering.label(paragraph, style)
        if style.is_title:
            self.title = self.title or clean(text)
            self.builder.heading(0, text)
        elif style.level is not None:
            label = number.text if number and number.text not in ("-", "") else ""
            self.builder.heading(style.level, f"{label} {text}".strip())
        elif number is not None:
            self.builder.item(text, number.depth, number.text)
        elif style.is_code:
            self.builder.code(text)
        elif (level := self._emphasis.level(paragraph, style, text)) is not None:
            self.builder.heading(level, text)
        else:
            self.builder.paragraph(text, "quotation" if style.is_quote else "paragraph")

    def _write_asides(self, elements: list[Element]) -> None:
        """Write notes and text boxes after the block that they belong to."""
        with self.builder.aside():
            for element in elements:
                self.write_blocks(element)
                for text, depth in self._diagram(element) if element.tag == f"{D}relIds" else ():
                    self.builder.item(text, depth)

    def _table(self, table: Element) -> None:
        """Write a table. If no row has two cells, it is a frame, and its paragraphs are written instead."""
        rows = rows_of(table)
        if max(map(len, rows), default=0) < 2:
            for cell in (cell for row in rows for cell in row):
                self.write_blocks(cell.element)
            return
        texts, waiting, above = [], [], dict[int, str]()
        for row in rows:
            texts.append(list(self._lay_out(row, above)))
            waiting += self._waiting
            self._waiting = []
        headers = spread_names(texts, rows, marked_headers(table))
        stands_out = first_stands_out(table, rows, self._styles)
        self.builder.table(texts, headers=headers or None, stands_out=stands_out)
        self._write_asides(waiting)

    def _lay_out(self, row: Row, above: dict[int, str]) -> Iterator[str]:
        """Yield the text of each column. A cell that is merged with the cell above has its text."""
        column = 0
        for cell in row:
            text = self._cell(cell.element)
            if cell.is_merged_above:
                text = text or above.get(column, "")
            above[column] = text
            yield text
            yield from [""] * (cell.width - 1)
            column += cell.width

    def _cell(self, cell: Element) -> str:
        return cell_text(self._lines(cell))

    def _lines(self, cell: Element) -> Iterator[str]:
        """Yield the numbered paragraphs of a cell and its text boxes. Its notes are added to `_waiting`."""
        for paragraph in _paragraphs(cell):
            waiting, self._waiting = self._waiting, []
            text = self._text(paragraph)
            label = self._numbering.label(paragraph, self._styles.of(paragraph))
            yield text if label is None or label.text == "-" else f"{label.text} {text}"
            found, self._waiting = self._waiting, waiting
            for element in found:
                if local_name(element) in _NESTED:
                    yield from self._lines(element)
                else:
                    self._waiting.append(element)

    def _text(self, paragraph: Element) -> str:
        """The text of a paragraph. Its notes and text boxes are added to `_waiting`, to be written later."""
        text = "".join(self._texts(paragraph, is_hidden=self._styles.of(paragraph).is_hidden))
        text = text.replace(_RAISED_END + _RAISED, "")
        return _MARKS.sub("", _MIXED_NUMBER.sub(" ", _POWER.sub("^", text)))

    def _texts(self, element: Element, *, is_hidden: bool) -> Iterator[str]:
        """Yield the texts in an element, with marks for superscripts and fractions.

        `is_hidden` is whether runs are hidden that do not state it themselves.
        """
        for child in element:
            characters = _characters(child)
            if characters is not None:
                yield characters
            elif local_name(child) == "r":
                yield from self._run(child, is_hidden=is_hidden)
            elif child.tag in (f"{M}f", f"{M}sSup"):
                yield self._formula(child, is_hidden=is_hidden)
            elif not self._keep_waiting(child) and not _is_omitted(child):
                yield from self._texts(child, is_hidden=is_hidden)

    def _keep_waiting(self, element: Element) -> bool:
        """Add a note, a text box or a diagram to `_waiting`; False for any other element."""
        tag = local_name(element)
        if tag in ("footnoteReference", "endnoteReference"):
            note = self._notes[tag.removesuffix("Reference")].pop(element.get(f"{W}id"), None)
            self._waiting += [] if note is None else [note]
        elif tag in _NESTED or element.tag == f"{D}relIds":
            self._waiting.append(element)
        else:
            return False
        return True

    def _run(self, run: Element, *, is_hidden: bool) -> Iterator[str]:
        """Yield the texts of a run, unless it is hidden or struck."""
        properties = run.find(f"{W}rPr")
        vanish = run.find(f"{W}rPr/{W}vanish")
        by_style = is_hidden or self._styles.named(value_of(properties, "rStyle")).is_hidden
        if is_on(vanish) if vanish is not None else by_style:
            return
        if is_on(run.find(f"{W}rPr/{W}strike")) or is_on(run.find(f"{W}rPr/{W}dstrike")):
            return
        is_raised = value_of(properties, "vertAlign") == "superscript"
        yield _RAISED if is_raised else ""
        yield from self._texts(run, is_hidden=is_hidden)
        yield _RAISED_END if is_raised else ""

    def _formula(self, formula: Element, *, is_hidden: bool) -> str:
        """A fraction as "3/4", or a power as "10^4". A part of several terms is in brackets."""
        is_fraction = formula.tag == f"{M}f"
        names = ("num", "den") if is_fraction else ("e", "sup")
        parts = []
        for name in names:
            element = formula.find(f"{M}{name}")
            text = "" if element is None else "".join(self._texts(element, is_hidden=is_hidden)).strip()
            parts.append(text if re.fullmatch(r"[\w.,−-]*", text) else f"({text})")
        if not any(parts):
            return ""
        return _FRACTION + "/".join(parts) if is_fraction else "^".join(parts)


def _characters(element: Element) -> str | None:
    """The characters that an element represents; None for an element that contains others."""
    match local_name(element):
        case "t":
            return element.text or ""
        case "sym":
            return symbol(element.get(f"{W}font", ""), element.get(f"{W}char", ""))
        case "fldChar":
            return _check_box(element) or _chosen(element)
        case tag if tag in _SIGNS:
            return "" if element.get(f"{W}type") in ("page", "column") else _SIGNS[tag]
    return None


def _check_box(field: Element) -> str:
    """The sign of a check box of a form; empty for any other field."""
    box = field.find(f"{W}ffData/{W}checkBox")
    if box is None:
        return ""
    checked = box.find(f"{W}checked")
    return CHECKED if is_on(box.find(f"{W}default") if checked is None else checked) else UNCHECKED


def _chosen(field: Element) -> str:
    """The chosen text of a drop-down list of a form; empty for any other field."""
    choices = field.find(f"{W}ffData/{W}ddList")
    if choices is None:
        return ""
    texts = [entry.get(f"{W}val", "") for entry in choices.iterfind(f"{W}listEntry")]
    default = whole_number(value_of(choices, "default"), 0)
    chosen = whole_number(value_of(choices, "result"), default)
    return texts[chosen] if 0 <= chosen < len(texts) else ""


def _notes(package: Package, main: str, kind: str) -> dict[str, Element]:
    """The footnotes or endnotes by their ids."""
    names = package.related(main, kind + "s")
    root = package.optional_xml(names[0]) if names else None
    if root is None:
        return {}
    return {note.get(f"{W}id"): note for note in root if note.get(f"{W}type") is None}


def _paragraphs(element: Element) -> Iterator[Element]:
    """Yield the paragraphs of a cell, of tables and content controls in it, but not of text boxes."""
    for child in element:
        tag = local_name(child)
        if tag == "p":
            yield child
        elif not _is_omitted(child):
            yield from _paragraphs(child)


def _is_joined(paragraph: Element) -> bool:
    """Whether the end of a paragraph was deleted, so that the next paragraph continues it."""
    after = paragraph.getnext()
    deleted = paragraph.find(f"{W}pPr/{W}rPr/{W}del")
    return deleted is not None and after is not None and local_name(after) == "p"


def _is_omitted(element: Element) -> bool:
    """Whether an element is omitted, such as the placeholder of an empty form field."""
    return local_name(element) in ("", *_OMITTED) or is_on(element.find(f"{W}sdtPr/{W}showingPlcHdr"))


def _is_contents(element: Element) -> bool:
    """Whether a content control contains the table of contents, which repeats the headings."""
    gallery = element.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
    return gallery is not None and gallery.get(f"{W}val", "") == "Table of Contents"
