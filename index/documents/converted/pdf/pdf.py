"""PDF → text: paragraphs in reading order, tables, and headings by the outline or by their looks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from index.documents.converted.builder import TextBuilder
from index.documents.converted.pdf.contents import title_key
from index.documents.converted.pdf.layout import Paragraph, WordJoiner, paragraphs
from index.documents.converted.pdf.lines import body_size
from index.documents.converted.pdf.pages import OutlineEntry, Page, Pdf
from index.documents.converted.words import BULLETS, clean
from index.documents.file_text import FileText
from index.documents.skipped import SkippedFile

_LARGER = 1.12  # the smallest size of a heading, as a multiple of the body size
_LONGEST_HEADING = 200  # characters
_LONGEST_BOLD_HEADING = 120
# Letters of a heading in capitals: one alone is believed, so it needs more than those in heading_lines.py, of
# which there must be several of the same looks.
_FEWEST_CAPITALS = 8
_MOST_LINES_OF_HEADING = 4
_SECTION_NUMBER = re.compile(r"(\d{1,3}(?:\.\d{1,3}){0,4})\.?\s+\S")
# A colon may end a heading in large or bold type, but not one in the type of the text (heading_lines.py).
_NO_HEADING_END = (".", ",", ";", "-")
_BEFORE_ITEM = f"{BULLETS} "
_FIRST_LEVEL_BY_LOOKS = 10  # of the headings that are not in the outline
_FILE_NAME_WORDS = re.compile(  # in a title that is the name of a file or a program
    r"\.(?:docx?|pdf|indd|tex|rtf|odt|pptx?|xlsx?)\b|microsoft word|"
    r"^\(?(?:untitled|anonymous|document\d*)\)?$",
    re.I,
)


def read(data: bytes) -> FileText:
    """Return the text of a PDF.

    Raises SkippedFile if the file is broken, needs a password or has no text, as when all pages are scanned.
    """
    pdf = Pdf(data)
    pages = list(pdf.pages())
    if not any(page.lines for page in pages):
        raise SkippedFile(_no_text(pages))
    all_paragraphs = paragraphs(pages)
    joiner = WordJoiner(line.text for paragraph in all_paragraphs for line in paragraph.lines)
    builder = TextBuilder()
    headings = _Headings(all_paragraphs, pdf.outline())
    started_pages = 0
    for paragraph in all_paragraphs:
        for _ in range(started_pages, paragraph.page + 1):
            builder.page()
        _write(builder, paragraph, joiner, headings)
        started_pages = max(started_pages, paragraph.last_page + 1)
    for _ in range(started_pages, len(pages)):
        builder.page()
    title = pdf.title
    return builder.finish(title="" if _FILE_NAME_WORDS.search(title) else title, warning=_warning(pages))


def _write(builder: TextBuilder, paragraph: Paragraph, joiner: WordJoiner, headings: _Headings) -> None:
    """Write a heading, a table, or a paragraph with the pages that start inside it."""
    if paragraph.lines[0].cells:
        _write_table(builder, paragraph, joiner)
        return
    parts = joiner.join([line.text for line in paragraph.lines])
    text = clean("".join(parts))
    level = headings.level(paragraph, text)
    if level is not None:
        builder.heading(level, text.lstrip(_BEFORE_ITEM))
        return
    start = builder.paragraph(text)
    if paragraph.next_page_at is not None:
        offset = start + len(clean("".join(parts[: paragraph.next_page_at])))
        for _ in range(paragraph.page, paragraph.last_page):
            builder.page_inside(offset)


def _write_table(builder: TextBuilder, table: Paragraph, joiner: WordJoiner) -> None:
    is_header_known = table.lines[0].header is not None
    bold = [row.bold for row in table.lines]
    builder.table(
        [["".join(joiner.join(cell.splitlines())) for cell in row.cells] for row in table.lines],
        headers=sum(row.header is True for row in table.lines) if is_header_known else None,
        stands_out=bold[0] and not any(bold[1:-1]),
        goes_on=table.continues_table,
    )


class _Headings:
    """Says which paragraphs are headings, and of which level."""

    def __init__(self, all_paragraphs: Sequence[Paragraph], outline: Sequence[OutlineEntry]) -> None:
        lines = [line for paragraph in all_paragraphs for line in paragraph.lines]
        bold = Counter[bool]()  # characters in bold type, and in other type
        for line in lines:
            bold[line.bold] += len(line.text)
        self._body_size = body_size(lines)
        self._bold_stands_out = bold[True] < bold[False] / 2
        self._outline = {(entry.page, title_key(entry.title)): entry.level for entry in outline}
        styles = {
            self._style(paragraph) for paragraph in all_paragraphs if self._looks_like_heading(paragraph)
        }
        self._levels = {style: number for number, style in enumerate(sorted(styles))}

    def level(self, paragraph: Paragraph, text: str) -> int | None:
        """Return the level of a paragraph that is a heading, else None."""
        is_item = text.startswith(tuple(_BEFORE_ITEM))  # an item may list a heading of the outline
        level = None if is_item else self._outline.pop((paragraph.page, title_key(text)), None)
        if level is not None:
            return level
        if not self._looks_like_heading(paragraph) or not any(map(str.isalpha, text)):
            return None
        return _FIRST_LEVEL_BY_LOOKS + self._levels[self._style(paragraph)]

    def _looks_like_heading(self, paragraph: Paragraph) -> bool:
        if paragraph.lines[0].is_heading:
            return True
        text = " ".join(line.text for line in paragraph.lines)
        if len(paragraph.lines) > _MOST_LINES_OF_HEADING or text.endswith(_NO_HEADING_END):
            return bool(_is_section_of_law(text) and paragraph.bold)
        if _is_in_capitals(text) and not any(line.has_inner_gap for line in paragraph.lines):
            return True
        if paragraph.size >= _LARGER * self._body_size:
            return len(text) <= _LONGEST_HEADING
        return self._stands_out(paragraph) and len(text) <= _LONGEST_BOLD_HEADING

    def _stands_out(self, paragraph: Paragraph) -> bool:
        """Whether a paragraph is in bold type that is not small, in a file in which most text is not bold."""
        return self._bold_stands_out and paragraph.bold and paragraph.size >= 0.9 * self._body_size

    def _style(self, paragraph: Paragraph) -> tuple[float, bool, int]:
        """Return what headings of a level share: size, weight, depth of number. Higher levels sort first."""
        numbered = _SECTION_NUMBER.match(paragraph.lines[0].text)
        depth = numbered[1].count(".") if numbered else 0
        return -round(paragraph.size), not paragraph.bold, depth


def _is_section_of_law(text: str) -> bool:
    """Whether a text starts with "§", as the headings of laws do, which may end with a full stop."""
    return text.startswith("§") and len(text) <= _LONGEST_BOLD_HEADING


def _is_in_capitals(text: str) -> bool:
    """Whether a text is a short line in capitals."""
    letters = sum(map(str.isalpha, text))
    return text.isupper() and letters >= _FEWEST_CAPITALS and len(text) <= _LONGEST_BOLD_HEADING


def _no_text(pages: Sequence[Page]) -> str:
    """Return why a file has no text, as a person reads it after the name of the file."""
    if any(page.scanned for page in pages):
        return (
            "is scanned: its pages are pictures, without text"
            if len(pages) > 1
            else "is a scanned page, without text"
        )
    if any(page.unreadable for page in pages):
        return "cannot be read: its fonts do not say which letters they show"
    if any(page.drawn for page in pages):
        return "contains no text: its letters are drawn as shapes"
    return "contains no text"


def _warning(pages: Sequence[Page]) -> str:
    """Return which pages have no text that can be read, as a person reads it, or an empty string."""
    kinds = {
        "has scanned pages without text": [page.scanned for page in pages],
        "has damaged pages that cannot be read": [page.damaged for page in pages],
        "has pages whose fonts do not say which letters they show": [page.unreadable for page in pages],
    }
    return ", and ".join(
        f"{words}: {_ranges(number for number, is_faulty in enumerate(faulty, 1) if is_faulty)}"
        for words, faulty in kinds.items()
        if any(faulty)
    )


def _ranges(numbers: Iterable[int]) -> str:
    """Return ascending numbers as ranges: "2, 4 to 6"."""
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and ranges[-1][-1] == number - 1:
            ranges[-1][1:] = [number]
        else:
            ranges.append([number])
    return ", ".join(" to ".join(map(str, edges)) for edges in ranges)
