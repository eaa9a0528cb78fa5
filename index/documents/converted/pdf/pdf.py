"""PDF: paragraphs in reading order, with the headings of the outline and those that look like headings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from index.documents.converted.builder import TextBuilder
from index.documents.converted.pdf.contents import title_key
from index.documents.converted.pdf.layout import Paragraph, WordJoiner, paragraphs
from index.documents.converted.pdf.pages import OutlineEntry, Page, Pdf
from index.documents.converted.words import clean
from index.documents.file_text import FileText
from index.documents.skipped import SkippedFile

_LARGER = 1.12  # how many times the size of most text that of a heading is
_LONGEST_HEADING = 200  # characters
_LONGEST_BOLD_HEADING = 120
_FEWEST_CAPITALS = 8  # of a line in capitals that is a heading
_MOST_LINES_OF_HEADING = 4
_SECTION_NUMBER = re.compile(r"(\d{1,3}(?:\.\d{1,3}){0,4})\.?\s+\S")
_NO_HEADING_END = (".", ",", ";", "-")
_BULLETS = "•‣◦▪●○■➢ "
_BY_LOOKS = 10  #: the levels of headings that the outline does not have begin here
_WORDS_OF_FILES = re.compile(
    r"\.(?:docx?|pdf|indd|tex|rtf|odt|pptx?|xlsx?)\b|microsoft word|"
    r"^\(?(?:untitled|anonymous|document\d*)\)?$",
    re.I,
)


def read(data: bytes) -> FileText:
    """A PDF. Raises SkippedFile where it is broken, needs a password, or is scanned."""
    pdf = Pdf(data)
    pages = list(pdf.pages())
    if not any(page.lines for page in pages):
        raise SkippedFile(_no_text(pages))
    found = paragraphs(pages)
    joiner = WordJoiner(line.text for paragraph in found for line in paragraph.lines)
    builder = TextBuilder()
    headings = _Headings(found, pdf.outline())
    started = 0
    for paragraph in found:
        for _ in range(started, paragraph.page + 1):
            builder.page()
        _write(builder, paragraph, joiner, headings)
        started = max(started, paragraph.last_page + 1)
    for _ in range(started, len(pages)):
        builder.page()
    title = pdf.title
    return builder.finish(title="" if _WORDS_OF_FILES.search(title) else title, warning=_warning(pages))


def _write(builder: TextBuilder, paragraph: Paragraph, joiner: WordJoiner, headings: _Headings) -> None:
    """Write a paragraph, inside of which pages may start, or a table."""
    if paragraph.lines[0].cells:
        _write_table(builder, paragraph, joiner)
        return
    parts = joiner.join([line.text for line in paragraph.lines])
    text = clean("".join(parts))
    level = headings.level(paragraph, text)
    if level is not None:
        builder.heading(level, text.lstrip(_BULLETS))
        return
    start = builder.paragraph(text)
    if paragraph.next_page_at is not None:
        offset = start + len(clean("".join(parts[: paragraph.next_page_at])))
        for _ in range(paragraph.page, paragraph.last_page):
            builder.page_inside(offset)


def _write_table(builder: TextBuilder, table: Paragraph, joiner: WordJoiner) -> None:
    known = table.lines[0].header is not None
    bold = [row.bold for row in table.lines]
    builder.table(
        [["".join(joiner.join(cell.splitlines())) for cell in row.cells] for row in table.lines],
        headers=sum(row.header is True for row in table.lines) if known else None,
        stands_out=bold[0] and not any(bold[1:-1]),
        goes_on=table.goes_on,
    )


class _Headings:
    """Which paragraphs are headings, and of which level."""

    def __init__(self, found: Sequence[Paragraph], outline: Sequence[OutlineEntry]) -> None:
        sizes = Counter[float]()
        bold = Counter[bool]()
        for paragraph in found:
            for line in paragraph.lines:
                sizes[line.size] += len(line.text)
                bold[line.bold] += len(line.text)
        self._body = sizes.most_common(1)[0][0]
        self._bold_stands_out = bold[True] < bold[False] / 2
        self._outline = {(entry.page, title_key(entry.title)): entry.level for entry in outline}
        styles = {self._style(paragraph) for paragraph in found if self._looks_like_heading(paragraph)}
        self._levels = {style: number for number, style in enumerate(sorted(styles))}

    def level(self, paragraph: Paragraph, text: str) -> int | None:
        """The level of a paragraph that is a heading, else None."""
        is_item = text.startswith(tuple(_BULLETS))  # of a list of the headings
        level = None if is_item else self._outline.pop((paragraph.page, title_key(text)), None)
        if level is not None:
            return level
        if not self._looks_like_heading(paragraph) or not any(map(str.isalpha, text)):
            return None
        return _BY_LOOKS + self._levels[self._style(paragraph)]

    def _looks_like_heading(self, paragraph: Paragraph) -> bool:
        if paragraph.lines[0].heading:
            return True
        text = " ".join(line.text for line in paragraph.lines)
        if len(paragraph.lines) > _MOST_LINES_OF_HEADING or text.endswith(_NO_HEADING_END):
            return bool(_is_section_sign(text) and paragraph.bold)
        if _is_capitals(text) and not _is_parted(paragraph):
            return True
        if paragraph.size >= _LARGER * self._body:
            return len(text) <= _LONGEST_HEADING
        return self._stands_out(paragraph) and len(text) <= _LONGEST_BOLD_HEADING

    def _stands_out(self, paragraph: Paragraph) -> bool:
        """Whether a paragraph is in bold type that is not small, where most text is not bold."""
        return self._bold_stands_out and paragraph.bold and paragraph.size >= 0.9 * self._body

    def _style(self, paragraph: Paragraph) -> tuple[float, bool, int]:
        """What headings of the same level have in common; those of higher levels come first."""
        numbered = _SECTION_NUMBER.match(paragraph.lines[0].text)
        depth = numbered[1].count(".") if numbered else 0
        return -round(paragraph.size), not paragraph.bold, depth


def _is_section_sign(text: str) -> bool:
    """Whether a text begins as the sections of laws do, whose headings end with a full stop."""
    return text.startswith("§") and len(text) <= _LONGEST_BOLD_HEADING


def _is_capitals(text: str) -> bool:
    """Whether a text is a short line in capitals."""
    letters = sum(map(str.isalpha, text))
    return text.isupper() and letters >= _FEWEST_CAPITALS and len(text) <= _LONGEST_BOLD_HEADING


def _is_parted(paragraph: Paragraph) -> bool:
    """Whether a wide gap is in a line, other than behind a number or a bullet that it begins with."""
    return any(word.apart for line in paragraph.lines for word in line.words[2:])


def _no_text(pages: Sequence[Page]) -> str:
    if any(page.scanned for page in pages):
        return (
            "is scanned: its pages are pictures, without text"
            if len(pages) > 1
            else "is a scanned page, without text"
        )
    if any(page.unreadable for page in pages):
        return "cannot be read: its fonts do not tell which letters they show"
    if any(page.drawn for page in pages):
        return "holds no text: what it shows is drawn, letters too"
    return "holds no text"


def _warning(pages: Sequence[Page]) -> str:
    kinds = {
        "has scanned pages without text": [page.scanned for page in pages],
        "has damaged pages that cannot be read": [page.damaged for page in pages],
        "has pages whose fonts do not tell which letters they show": [page.unreadable for page in pages],
    }
    return ", and ".join(
        f"{words}: {_ranges(number for number, is_one in enumerate(found, 1) if is_one)}"
        for words, found in kinds.items()
        if any(found)
    )


def _ranges(numbers: Iterable[int]) -> str:
    """Numbers in words: "2, 4 to 6"."""
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and ranges[-1][-1] == number - 1:
            ranges[-1][1:] = [number]
        else:
            ranges.append([number])
    return ", ".join(" to ".join(map(str, edges)) for edges in ranges)
