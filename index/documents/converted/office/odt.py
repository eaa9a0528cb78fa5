"""OpenDocument texts and presentations → headings, paragraphs, lists, tables, notes and text boxes.

Tracked deletions, hidden text and annotations are omitted.
"""

from __future__ import annotations

from collections.abc import Iterator

from index.documents.blocks.whole_number import whole_number
from index.documents.converted.builder import TextBuilder
from index.documents.converted.office.namespaces import DRAW, FIELD, LOEXT, OFFICE, PRESENTATION, TABLE, TEXT
from index.documents.converted.office.odt_emphasis import Emphasis
from index.documents.converted.office.odt_outline import OutlineNumbers
from index.documents.converted.office.odt_styles import BULLET, ListNumbers, Styles
from index.documents.converted.office.package import Package
from index.documents.converted.words import cell_text
from index.documents.converted.xml import Element, local_name
from index.documents.file_text import FileText
from index.documents.skipped import SkippedFile

#: LibreOffice's attribute of an empty form control that shows a placeholder.
_PLACEHOLDER = f"{LOEXT}showing-place-holder"
_OMITTED_LIST = (
    "tracked-changes annotation annotation-end table-of-content alphabetical-index note-citation "
    "illustration-index table-index sequence-decls forms ruby-text title"
)
_OMITTED = frozenset(_OMITTED_LIST.split())
_IN_MARGINS = ("page-number", "header", "footer", "date-time")  # placeholders of slides and their notes
# Elements with paragraphs that may be inside a paragraph.
_NESTED = ("text-box", "custom-shape", "rect", "ellipse", "note-body")
_MOST_REPEATED = 100  # repetitions of a cell
_SLIDE_LEVEL = 1


def read(data: bytes) -> FileText:
    """An .odt or .odp file. Raises SkippedFile if it is damaged or needs a password."""
    package = Package(data)
    _require_unencrypted(package)
    root = package.xml("content.xml")
    writer = _Writer(root, package.optional_xml("styles.xml"))
    body = root.find(f"{OFFICE}body")
    for part in [] if body is None else body:
        writer.write_blocks(part)
    meta = package.optional_xml("meta.xml")
    titles = (
        [] if meta is None else [found.text or "" for found in meta.iter() if local_name(found) == "title"]
    )
    names = tuple(f"slide {number}" for number in range(1, writer.slides + 1))
    return writer.builder.finish(title=next(iter(titles), ""), page_names=names)


def _require_unencrypted(package: Package) -> None:
    """Raise SkippedFile if parts of the file are encrypted."""
    manifest = package.optional_xml("META-INF/manifest.xml")
    if manifest is not None and any(local_name(entry) == "encryption-data" for entry in manifest.iter()):
        raise SkippedFile("is protected by a password")


class _Writer:
    """Writes the blocks of a document to a builder."""

    def __init__(self, content: Element, named_styles: Element | None) -> None:
        self.builder = TextBuilder()
        self.slides = 0
        self._styles = Styles(content, named_styles)
        self._emphasis = Emphasis(content, named_styles)
        self._numbers = ListNumbers(content, named_styles)
        self._outline = OutlineNumbers(content, named_styles)
        self._waiting: list[Element] = []  # notes and text boxes of the paragraph that is being read

    def write_blocks(self, parent: Element, depth: int = -1, label: str = BULLET) -> None:
        """Write the paragraphs, lists, tables and slides in an element.

        `depth` is the depth of the list around it, -1 outside of lists. `label` is the number of its item,
        which is written before the item's first paragraph, or BULLET, which is written before each.
        """
        for child in parent:
            tag = local_name(child)
            if tag in ("p", "h"):
                self._paragraph(child, tag, depth, label)
                label = label if label == BULLET else ""
            elif tag == "desc" and local_name(parent) != "frame":  # of a shape, not of a picture
                self.builder.paragraph(self._text(child))
            elif tag == "list":
                self._list(child, depth + 1)
            elif tag == "table":
                self._table(child)
            elif tag == "page":
                self._slide(child)
            elif tag and not self._is_omitted_block(child):
                self.write_blocks(child, depth, label)

    def _is_omitted_block(self, element: Element) -> bool:
        """Whether an element is omitted, or a placeholder such as the number of a slide."""
        return element.get(f"{PRESENTATION}class", "") in _IN_MARGINS or self._is_omitted(element)

    def _is_omitted(self, element: Element) -> bool:
        """Whether an element is hidden, or no text of the document."""
        tag = local_name(element)
        return tag in _OMITTED or self._styles.is_hidden(element) or element.get(_PLACEHOLDER) == "true"

    def _slide(self, page: Element) -> None:
        """Write a slide as a page: its title as a heading, then its texts. A hidden slide stays empty."""
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
        self.write_blocks(page)

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
        self._write_asides(waiting)

    def _heading(self, paragraph: Element, text: str, depth: int, label: str) -> None:
        """Write a heading with the number of its list item or, outside of lists, its outline number."""
        level = whole_number(paragraph.get(f"{TEXT}outline-level", ""), 1)
        number = self._outline.label(paragraph, level) if depth < 0 else label.removeprefix(BULLET)
        self.builder.heading(level, f"{number} {text}" if text.strip() else "")

    def _style(self, paragraph: Element) -> str:
        """The name of a paragraph's named style."""
        name = paragraph.get(f"{TEXT}style-name", "")
        return self._styles.base(name).replace("_20_", " ")

    def _list(self, element: Element, depth: int) -> None:
        self._numbers.begin(element)
        for item in element:
            if local_name(item) in ("list-item", "list-header"):
                self.write_blocks(item, depth, self._numbers.label(item))
        self._numbers.end(element)

    def _write_asides(self, elements: list[Element]) -> None:
        """Write notes and text boxes after the block that they belong to."""
        with self.builder.aside():
            for element in elements:
                self.write_blocks(element)

    def _table(self, table: Element) -> None:
        headers = sum(len(_rows(part)) for part in table if local_name(part) == "table-header-rows")
        merged: dict[int, tuple[int, str]] = {}
        elements = _rows(table)
        rows = [list(self._cells(row, merged)) for row in elements]
        waiting, self._waiting = self._waiting, []
        bold = [self._is_bold(row) for row in elements[:2]]
        stands_out = bold == [True, False] or table.get(f"{TABLE}use-first-row-styles") == "true"
        self.builder.table(rows, headers=headers or None, stands_out=stands_out)
        self._write_asides(waiting)

    def _is_bold(self, row: Element) -> bool:
        """Whether all text of a row is bold, or has the style "Table Heading"."""
        paragraphs = list(row.iter(f"{TEXT}p"))
        return all(
            self._style(paragraph) == "Table Heading" or self._emphasis.is_bold(paragraph)
            for paragraph in paragraphs
        )

    def _cells(self, row: Element, merged: dict[int, tuple[int, str]]) -> Iterator[str]:
        """Yield the texts of a row's cells.

        `merged` contains, for each column, the number of further rows that a cell spans, and its text.
        """
        column = 0
        for cell in row:
            if local_name(cell) not in ("table-cell", "covered-table-cell"):
                continue
            text = cell_text(self._text(line) for line in cell.iter(f"{TEXT}p", f"{TEXT}h"))
            for _ in range(min(_count(cell, "number-columns-repeated"), _MOST_REPEATED)):
                below, spanning = merged.pop(column, (0, ""))
                if below:
                    merged[column] = below - 1, spanning
                elif (height := _count(cell, "number-rows-spanned")) > 1:
                    merged[column] = height - 1, text
                yield text or (spanning if below else "")
                column += 1

    def _text(self, element: Element) -> str:
        """The text of a paragraph. Its notes and text boxes are added to `_waiting`, to be written later."""
        return "" if self._styles.is_hidden(element) else "".join(self._texts(element))

    def _texts(self, element: Element) -> Iterator[str]:
        """Yield the texts in an element in order."""
        yield _one_line(element.text)
        for child in element:
            tag = local_name(child)
            if tag in _NESTED:
                self._waiting.append(child)
            elif tag == "line-break":
                yield "\n"
            elif tag in ("s", "tab"):
                yield " "
            elif tag == "fieldmark":
                yield _chosen(child)
            elif tag and not self._is_omitted(child):
                yield from self._texts(child)
            yield _one_line(child.tail)


def _rows(table: Element) -> list[Element]:
    """The rows of a table in order, without the rows of tables in its cells."""
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
    """The chosen text of a drop-down list of a form, as LibreOffice writes it; empty for any other field."""
    values = [(part.get(f"{FIELD}name", ""), part.get(f"{FIELD}value", "")) for part in field]
    choices = [value for name, value in values if name == "Dropdown_ListEntry"]
    chosen = whole_number(dict(values).get("Dropdown_Selected", ""), -1)
    return choices[chosen] if 0 <= chosen < len(choices) else ""


def _one_line(text: str | None) -> str:
    return "" if text is None else text.replace("\n", " ")
