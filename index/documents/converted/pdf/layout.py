"""The lines of a PDF's pages → paragraphs in reading order, without running heads. Joins broken words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise

from index.documents.blocks.columns import is_header, is_number
from index.documents.converted.pdf.aligned_tables import with_aligned_tables
from index.documents.converted.pdf.contents import without_contents
from index.documents.converted.pdf.heading_lines import with_headings
from index.documents.converted.pdf.lines import LINE_END_HYPHEN, Line
from index.documents.converted.pdf.loose_signs import with_loose_signs, words_of
from index.documents.converted.pdf.pages import Page
from index.documents.converted.pdf.running_heads import RunningHeads
from index.documents.converted.words import ITEM_MARK

_BULLET = re.compile(ITEM_MARK)
_SENTENCE_END = re.compile(r"[.!?:;…。！？][\"'”’»)\]]*$")
_FULL_STOP = re.compile(r"[.!?…。！？][\"'”’»)\]]*$")
_DOTS = re.compile(r"(?:\s*[.·…_]){5,}\s*")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_HYPHENS = (LINE_END_HYPHEN, "-", "\N{HYPHEN}")
_SAME_SIZE = 0.08  # the largest difference between the sizes of a paragraph's lines, as a share
_LINE_SPACING = 1.7  # the largest distance between two lines of a paragraph, as a multiple of the size
_MOST_NOTES = 12  # paragraphs of notes between two parts of a paragraph
_OUTDENT = 0.4  # how far left of an item a line starts that is not part of it, as a multiple of the size
_INDENT = 0.6  # the smallest indentation of the first line of a paragraph, as a multiple of the size


class Paragraph:
    """Lines that belong together: a paragraph, a heading, or the rows of a table on a page."""

    def __init__(self, page: int, lines: list[Line]) -> None:
        self.page = page  #: the page on which it starts, from 0
        self.lines = lines
        self.last_page = page  #: the page on which it ends
        self.next_page_at: int | None = None  #: the index of its first line on that page, if it starts before
        self.continues_table = False  #: whether it is a table that continues the table before it

    @property
    def size(self) -> float:
        """The size of its first line, in points."""
        return self.lines[0].size

    @property
    def bold(self) -> bool:
        """Whether all of it is bold."""
        return all(line.bold for line in self.lines)

    @property
    def is_item(self) -> bool:
        """Whether it starts with a bullet or a number."""
        return _BULLET.match(self.lines[0].text) is not None


def paragraphs(pages: Sequence[Page]) -> list[Paragraph]:
    """Return the paragraphs of all pages in reading order, without running heads and page numbers."""
    found: list[Paragraph] = []
    for number, lines in enumerate(_content(pages)):
        first = True
        for line in with_aligned_tables(lines, len(pages)):
            if line.is_running and not line.cells:
                continue
            last = _open_paragraph(found, line, first_of_page=first)
            if last is None:
                found.append(Paragraph(number, [line]))
            else:
                if number > last.last_page:
                    last.next_page_at, last.last_page = len(last.lines), number
                last.lines.append(line)
            first = False
    for above, paragraph in pairwise(found):
        paragraph.continues_table = _is_same_table(above, paragraph)
    return found


def _content(pages: Sequence[Page]) -> list[list[Line]]:
    """Return the lines of each page that are content, with `is_heading` and `ends_early` set."""
    running = RunningHeads(pages)
    words = cache(lambda: words_of(line for page in pages for line in page.lines))
    lines = [with_loose_signs(running.without(number, page), words) for number, page in enumerate(pages)]
    lines, titles = without_contents(lines)
    return with_headings(lines, titles)


def _open_paragraph(found: list[Paragraph], line: Line, *, first_of_page: bool) -> Paragraph | None:
    """Return the paragraph that a line continues, or None if the line starts a new one.

    That may be the paragraph before the notes at the foot of a column, which is then moved after the notes.
    """
    if not found:
        return None
    if _continues(found[-1], line, first_of_page=first_of_page):
        return found[-1]
    for back in range(2, min(len(found), _MOST_NOTES) + 1):
        before = found[-back]
        if before.size < (1 + _SAME_SIZE) * found[-1].size:
            continue
        if before.page == found[-1].page and _continues(before, line, first_of_page=True):
            found.append(found.pop(-back))
            return before
        return None
    return None


def _continues(paragraph: Paragraph, line: Line, *, first_of_page: bool) -> bool:
    """Whether a line continues a paragraph."""
    last = paragraph.lines[-1]
    if line.cells or last.cells:
        return line.table == last.table and not first_of_page
    if _are_separate(last, line):
        return False
    if _is_beside(last, line) and not first_of_page:
        return line.left - last.right < 3 * last.size
    if _starts_paragraph(paragraph, line) or _changes_weight(paragraph, line):
        return False
    distance = last.bottom - line.top
    if first_of_page or distance < -1.5 * line.size:  # the next column or page
        return _continues_sentence(last, line)
    return distance <= (_LINE_SPACING - 1) * line.size and _continues_below(paragraph, line)


def _are_separate(last: Line, line: Line) -> bool:
    """Whether one of two lines is a heading, or is filled in while the second starts a note or a sentence."""
    if line.is_heading or last.is_heading:
        return True
    return (line.is_filled or last.is_filled) and (line.starts_note or not line.text[:1].islower())


def _starts_paragraph(paragraph: Paragraph, line: Line) -> bool:
    """Whether a line starts a note or an item, or has another size than the paragraph before it."""
    other_size = abs(line.size - paragraph.size) > _SAME_SIZE * paragraph.size
    return line.starts_note or other_size or _BULLET.match(line.text) is not None


def _changes_weight(paragraph: Paragraph, line: Line) -> bool:
    """Whether a paragraph ends before a line because of bold type.

    A bold paragraph ends before a line that is not bold or is another heading. Any other paragraph ends, if
    its sentence does, before a bold line.
    """
    last = paragraph.lines[-1]
    if paragraph.bold:
        return not line.bold or _is_another_heading(last, line)
    return line.bold and not last.bold and _SENTENCE_END.search(last.text) is not None


def _continues_sentence(last: Line, line: Line) -> bool:
    """Whether a line at the top of the next column or page continues the sentence of the line before it."""
    continues = line.text[:1].islower() or last.text.endswith(LINE_END_HYPHEN)
    return continues and not _SENTENCE_END.search(last.text)


def _continues_below(paragraph: Paragraph, line: Line) -> bool:
    """Whether a line right below a paragraph continues it, by the line's left edge and the line before it."""
    last = paragraph.lines[-1]
    left = min(part.left for part in paragraph.lines)
    is_outdented = paragraph.is_item and line.left < left - _OUTDENT * line.size
    if last.ends_early and (is_outdented or _FULL_STOP.search(last.text)):
        return False
    is_hanging = paragraph.is_item and len(paragraph.lines) == 1
    is_indented = line.left - left > _INDENT * line.size
    return is_hanging or not is_indented or not _SENTENCE_END.search(last.text)


def _is_same_table(above: Paragraph, paragraph: Paragraph) -> bool:
    """Whether a table continues the table before it, which is on the page before."""
    last, first = above.lines[-1], paragraph.lines[0]
    if not first.cells or above.page != paragraph.page - 1 or len(last.cells) != len(first.cells):
        return False
    if abs(last.left - first.left) > first.size:
        return False
    return first.cells == above.lines[0].cells or not (first.header or _names_columns(paragraph))


def _names_columns(table: Paragraph) -> bool:
    """Whether the first row of a table has the name of a column above numbers."""
    first, *below = (line.cells for line in table.lines)
    return is_header(first, below[:2]) and any(
        not is_number(name) and all(is_number(row[column]) for row in below)
        for column, name in enumerate(first)
    )


def _is_another_heading(last: Line, line: Line) -> bool:
    """Whether two lines in bold type look like two headings: only one in capitals, or aligned differently."""
    if last.text.isupper() != line.text.isupper():
        return True
    centre = abs(last.left + last.right - line.left - line.right) / 2
    return min(centre, abs(last.left - line.left)) > 1.5 * line.size


def _is_beside(left: Line, right: Line) -> bool:
    """Whether the line `right` is on the right of the line `left`, with its middle at the height of `left`.

    So a part in small type, such as a raised number, is beside the words before it, although their bottoms
    differ.
    """
    middle = (right.top + right.bottom) / 2
    return right.left >= left.right - left.size and left.bottom <= middle <= max(
        left.top, left.bottom + left.size
    )


class WordJoiner:
    """Joins lines of text, and the words that are broken at their ends."""

    def __init__(self, texts: Iterable[str]) -> None:
        """`texts` contain the known words: a broken word is joined as it is written elsewhere in them."""
        self._words = {word.lower() for text in texts for word in _WORD.findall(text)}

    def join(self, texts: Sequence[str]) -> list[str]:
        """Return the texts of lines that belong together. Joined as they are, they are the whole text."""
        joined: list[str] = []
        for text in texts:
            text = _DOTS.sub(" … ", text).strip()
            if joined:
                joined[-1], between = self._end(joined[-1], text)
                text = between + text
            joined.append(text)
        if joined:
            joined[-1] = joined[-1].replace(LINE_END_HYPHEN, "-")
        return joined

    def _end(self, before: str, after: str) -> tuple[str, str]:
        """Return the line `before` without the hyphen that breaks its last word, and what is put after it."""
        if before.endswith(_HYPHENS) and before[-2:-1].isalpha() and after[:1].isalpha():
            return before[:-1] + self._hyphen(before[:-1], after), ""
        return before.replace(LINE_END_HYPHEN, "-"), " " if after else ""

    def _hyphen(self, before: str, after: str) -> str:
        """Return a hyphen if the word that is broken between the two lines is written with it, else ""."""
        left, right = _last_word(before), _first_word(after)
        if not left or not right[:1].islower():
            return "-"
        if (left + right).lower() in self._words:
            return ""
        return "-" if f"{left}-{right}".lower() in self._words else ""


def _last_word(text: str) -> str:
    """Return the word at the end of a text, or an empty string."""
    words = _WORD.findall(text[-80:])
    return words[-1] if words and text.endswith(words[-1]) else ""


def _first_word(text: str) -> str:
    """Return the word at the start of a text, or an empty string."""
    found = _WORD.match(text[:80])
    return found[0] if found else ""
