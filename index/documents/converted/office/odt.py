"""OpenDocument texts and presentations: paragraphs with their outline, lists, tables, notes and text boxes.

Tracked deletions, hidden text and annotations are no text of them.
"""

from __future__ import annotations

from collections.abc import Iterator

from index.documents.blocks.whole_number import whole_number
from index.documents.converted.builder import TextBuilder
from index.documents.converted.office.odt_emphasis import Emphasis
from index.documents.converted.office.odt_outline import OutlineNumbers
from index.documents.converted.office.odt_styles import BULLET, ListNumbers, Styles
from index.documents.converted.office.package import Package
from index.documents.converted.words import clean
from index.documents.converted.xml import Element, local_name
from index.documents.file_text import FileText
from index.documents.skipped import SkippedFile

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
PRESENTATION = "{urn:oasis:names:tc:opendocument:xmlns:presentation:1.0}"
FIELD = "{urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0}"
#: That an empty control of a form shows what is to be filled in, as LibreOffice writes it.
_PLACEHOLDER = "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}showing-place-holder"
DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_LEFT_OUT_NAMES = (
    "tracked-changes annotation annotation-end table-of-content alphabetical-index note-citation "
    "illustration-index table-index sequence-decls forms ruby-text title"
)
_LEFT_OUT = frozenset(_LEFT_OUT_NAMES.split())
_MARGINS = ("page-number", "header", "footer", "date-time")  # of slides and their notes
_BESIDE = ("text-box", "custom-shape", "rect", "ellipse", "note-body")  # what holds paragraphs in a paragraph
_MOST_REPEATED = 100  # cells
_SLIDE_LEVEL = 1


def read(data: bytes) -> FileText:
    """An .odt or .odp file. Raises SkippedFile where it is damaged or needs a password."""
    package = Package(data)
    _require_plain(package)
    root = package.xml("content.xml")
    walk = _Walk(root, package.xml_if_there("styles.xml"))
    body = root.find(f"{OFFICE}body")
    for part in [] if body is None else body:
        walk.blocks(part)
    meta = package.xml_if_there("meta.xml")
    titles = (
        [] if meta is None else [found.text or "" for found in meta.iter() if local_name(found) == "title"]
    )
    names = tuple(f"slide {number}" for number in range(1, walk.slides + 1))
    return walk.builder.finish(title=next(iter(titles), ""), page_names=names)


def _require_plain(package: Package) -> None:
    """Raise SkippedFile for a file whose parts are encrypted."""
    manifest = package.xml_if_there("META-INF/manifest.xml")
    if manifest is not None and any(local_name(entry) == "encryption-data" for entry in manifest.iter()):
        raise SkippedFile("is protected by a password")


class _Walk:
    """Writes the blocks of a document to a builder."""

    def __init__(self, content: Element, named_styles: Element | None) -> None:
        self.builder = TextBuilder()
        self.slides = 0
        self._styles = Styles(content, named_styles)
        self._emphasis = Emphasis(content, named_styles)
        self._numbers = ListNumbers(content, named_styles)
        self._outline = OutlineNumbers(content, named_styles)
        self._waiting: list[Element] = []  # notes and text boxes of the paragraph that is being read

    def blocks(self, parent: Element, depth: int = -1, label: str = BULLET) -> None:
        """Write what an element holds.

        `depth` is that of the list that it stands in, -1 in none; `label` is what stands before the first
        paragraph of its item.
        """
        for child in parent:
            tag = local_name(child)
            if tag in ("p", "h"):
                self._paragraph(child, tag, depth, label)
                label = label if label == BULLET else ""
            elif tag == "desc" and local_name(parent) != "frame":  # of a shape; that of a picture is none
                self.builder.paragraph(self._text(child))
            elif tag == "list":
                self._list(child, depth + 1)
            elif tag == "table":
                self._table(child)
            elif tag == "page":
                self._slide(child)
            elif tag and not self._is_left_out(child):
                self.blocks(child, depth, label)

    def _is_left_out(self, element: Element) -> bool:
        """Whether an element is hidden, or no text of the document, such as the number of a slide."""
        is_margin = element.get(f"{PRESENTATION}class", "") in _MARGINS
        return is_margin or self._is_unread(element)

    def _is_unread(self, element: Element) -> bool:
        tag = local_name(element)
        return tag in _LEFT_OUT or self._styles.is_hidden(element) or element.get(_PLACEHOLDER) == "true"

    def _slide(self, page: Element) -> None:
        self.slides += 1
        self.builder.page()
        self.builder.close_headings(_SLIDE_LEVEL)
        if page.get(f"{DRAW}style-name", "") in self._styles.hidden_pages:
            return
        titles = [frame for frame in page if frame.get(f"{PRESENTATION}class") == "title"]
        for frame in titles:
            lines = [self._text(line) for line in frame.iter(f"{TEXT}p")]
            self.builder.heading(_SLIDE_LEVEL, " ".join(lines))
            page.remove(frame)
        self.blocks(page)

    def _paragraph(self, paragraph: Element, tag: str, depth: int, label: str) -> None:
        text = self._text(paragraph)
        waiting, self._waiting = self._waiting, []
        style = self._style(paragraph)
        if tag == "h":
            self._heading(paragraph, text, depth, label)
        elif style in ("Title", "Subtitle"):
            self.builder.heading(0, text)
        elif style.startswith("Preformatted"):
            self.builder.code(text)
        elif depth >= 0:
            self.builder.item(text, depth, label)
        elif self.slides == 0 and (level := self._emphasis.level(paragraph, text)) is not None:
            self.builder.heading(level, text)
        else:
            self.builder.paragraph(text, "quotation" if style == "Quotations" else "paragraph")
        self._asides(waiting)

    def _heading(self, paragraph: Element, text: str, depth: int, label: str) -> None:
        """A heading with its number, which is that of a list that it stands in, or of the outline."""
        level = whole_number(paragraph.get(f"{TEXT}outline-level", ""), 1)
        number = self._outline.label(paragraph, level) if depth < 0 else label.removeprefix(BULLET)
        self.builder.heading(level, f"{number} {text}" if text.strip() else "")

    def _style(self, paragraph: Element) -> str:
        name = paragraph.get(f"{TEXT}style-name", "")
        return self._styles.base(name).replace("_20_", " ")

    def _list(self, element: Element, depth: int) -> None:
        self._numbers.begin(element)
        for item in element:
            if local_name(item) in ("list-item", "list-header"):
                self.blocks(item, depth, self._numbers.label(item))
        self._numbers.end(element)

    def _asides(self, elements: list[Element]) -> None:
        """Write notes and text boxes after the block that they belong to."""
        with self.builder.aside():
            for element in elements:
                self.blocks(element)

    def _table(self, table: Element) -> None:
        headers = sum(len(_rows(part)) for part in table if local_name(part) == "table-header-rows")
        merged: dict[int, tuple[int, str]] = {}
        elements = _rows(table)
        rows = [list(self._cells(row, merged)) for row in elements]
        waiting, self._waiting = self._waiting, []
        bold = [self._is_bold(row) for row in elements[:2]]
        stands_out = bold == [True, False] or table.get(f"{TABLE}use-first-row-styles") == "true"
        self.builder.table(rows, headers=headers or None, stands_out=stands_out)
        self._asides(waiting)

    def _is_bold(self, row: Element) -> bool:
        """Whether all text of a row is bold, or has the style of the names of columns."""
        paragraphs = list(row.iter(f"{TEXT}p"))
        return all(
            self._style(paragraph) == "Table Heading" or self._emphasis.is_bold(paragraph)
            for paragraph in paragraphs
        )

    def _cells(self, row: Element, merged: dict[int, tuple[int, str]]) -> Iterator[str]:
        """The texts of a row's cells. `merged`: by column how many rows a cell reaches down, and its text."""
        column = 0
        for cell in row:
            if local_name(cell) not in ("table-cell", "covered-table-cell"):
                continue
            lines = (clean(self._text(line)) for line in cell.iter(f"{TEXT}p", f"{TEXT}h"))
            text = ", ".join(line for line in lines if line)
            for _ in range(min(_count(cell, "number-columns-repeated"), _MOST_REPEATED)):
                below, reaching = merged.pop(column, (0, ""))
                if below:
                    merged[column] = below - 1, reaching
                elif (height := _count(cell, "number-rows-spanned")) > 1:
                    merged[column] = height - 1, text
                yield text or (reaching if below else "")
                column += 1

    def _text(self, element: Element) -> str:
        """The text of a paragraph. Its notes and text boxes wait, to stand after it."""
        return "" if self._styles.is_hidden(element) else "".join(self._pieces(element))

    def _pieces(self, element: Element) -> Iterator[str]:
        yield _one_line(element.text)
        for child in element:
            tag = local_name(child)
            if tag in _BESIDE:
                self._waiting.append(child)
            elif tag == "line-break":
                yield "\n"
            elif tag in ("s", "tab"):
                yield " "
            elif tag == "fieldmark":
                yield _chosen(child)
            elif tag and not self._is_unread(child):
                yield from self._pieces(child)
            yield _one_line(child.tail)


def _rows(table: Element) -> list[Element]:
    """The rows of a table in order, without those of tables in its cells."""
    found = []
    for child in table:
        if local_name(child) == "table-row":
            found.append(child)
        elif local_name(child) in ("table-header-rows", "table-rows", "table-row-group"):
            found += _rows(child)
    return found


def _count(cell: Element, name: str) -> int:
    return whole_number(cell.get(f"{TABLE}{name}", ""), 1)


def _chosen(field: Element) -> str:
    """What is chosen from the list of a form, as LibreOffice writes it; empty for other fields."""
    values = [(part.get(f"{FIELD}name", ""), part.get(f"{FIELD}value", "")) for part in field]
    choices = [value for name, value in values if name == "Dropdown_ListEntry"]
    chosen = whole_number(dict(values).get("Dropdown_Selected", ""), -1)
    return choices[chosen] if 0 <= chosen < len(choices) else ""


def _one_line(text: str | None) -> str:
    return "" if text is None else text.replace("\n", " ")
