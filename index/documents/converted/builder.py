"""Builds the text of a converted file block by block, and records the offsets of its blocks.

A blank line separates headings, paragraphs, lists and tables. Each item of a list and each row of a table is
on a line of its own; nested items are indented.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Literal

from index.documents.blocks.columns import column_names, guess_header
from index.documents.blocks.list_leads import ListNesting, item_lead
from index.documents.blocks.outline import QUESTION_LEVEL
from index.documents.blocks.questions import caption, introduction, split_questions
from index.documents.converted.packed_blocks import CELL_END, KEYED, KINDS, UNNAMED, PackedBlocks
from index.documents.converted.text_limit import check_text
from index.documents.converted.words import ITEM_MARK, clean, clean_code, clean_lines
from index.documents.file_text import FileText
from index.types import BlockKind

_LONGEST_HEADING = 300  # characters; a longer heading of a file is written as a paragraph
# The start of a paragraph that is written as an item of a list.
_MARKER = re.compile(rf"{ITEM_MARK}\s*\S")
_INDENTATION, _MOST_INDENTED = "  ", 8  # of a nested item, for each list around its own; at most 8 times
_CELL_END_INSIDE = re.compile(r" ?\| ?")


class TextBuilder:
    """Collects the blocks of one document in reading order, then `finish` makes its FileText."""

    def __init__(self, *, line_is_row: bool = False) -> None:
        """With `line_is_row`, no blank lines separate the blocks, so that line numbers are row numbers."""
        self._line_is_row = line_is_row
        self._parts: list[str] = []
        self._length = 0
        self._numbers = array("q")
        self._trails: dict[tuple[str, ...], int] = {(): 0}
        self._leads: dict[str, int] = {"": 0}
        self._columns: dict[tuple[str, ...], int] = {}
        self._headings: list[tuple[int, str]] = []  # (level, text) of the headings above the next block
        self._last: BlockKind | None = None
        self._lead = ""  # the sentence that introduces the table that may come next
        self._headers: list[list[str]] = []  # the header rows of the last table
        self._table_lead = ""  # the sentence that introduced the last table
        self._in_answer = False  # whether the last heading is a question
        self._nesting = ListNesting()  # of the list that the next item continues
        self._pages: list[int] = []
        self._waiting_pages = 0  # the number of pages that start with the next block

    @property
    def first_heading(self) -> str:
        """The text of the outermost heading above the next block; empty without headings."""
        return self._headings[0][1] if self._headings else ""

    def page(self) -> None:
        """Start a new page, slide or sheet with the next block."""
        self._waiting_pages += 1

    def page_inside(self, offset: int) -> None:
        """Start a page at this offset, inside the block that was written last."""
        self._pages.append(min(offset, self._length))

    def heading(self, level: int, text: str) -> None:
        """Write a heading for the blocks after it, until the next heading of its level or above.

        A text without letters or digits, or of more than 300 characters, is written as a paragraph.
        """
        text = clean(text)
        if not any(map(str.isalnum, text)) or len(text) > _LONGEST_HEADING:
            self.paragraph(text)
            return
        [part, *_] = split_questions(text, [(0, len(text))], in_answer=False)
        mark = part.lines[0][0]  # the length of what marks a question, such as "Q: "
        self.close_headings(level)
        self._add("heading", text, mark=mark)
        self._headings.append((level, text[mark:]))
        self._lead, self._nesting, self._in_answer = "", ListNesting(), mark > 0

    def virtual_heading(self, level: int, text: str) -> None:
        """Put the next blocks under a heading that is not in the text, such as the name of a sheet."""
        self.close_headings(level)
        if text := clean(text):
            self._headings.append((level, text))
        self._last = None

    def introduce(self, text: str) -> None:
        """Set the introduction of the next table, which is read before each of its rows."""
        self._lead = clean(text)

    @contextmanager
    def aside(self) -> Iterator[None]:
        """A context for notes: blocks in it introduce nothing after it, and do not end the list around it.

        Headings in it are none of the blocks after it.
        """
        kept = self._lead, self._nesting, self._in_answer, [*self._headings]
        self._nesting = ListNesting()
        yield
        self._lead, self._nesting, self._in_answer, self._headings = kept

    def close_headings(self, level: int) -> None:
        """End the sections of this level and below."""
        while self._headings and self._headings[-1][0] >= level:
            self._headings.pop()

    def paragraph(self, text: str, kind: Literal["paragraph", "quotation"] = "paragraph") -> int:
        """Write a paragraph, whose line ends are kept. Return the offset at which it starts.

        In a paragraph with a question and its answer, such as "Q: … A: …", the question becomes a heading.
        The last sentence of a paragraph may introduce the list or table after it.
        """
        text = clean_lines(text)
        if kind == "quotation" or not text:
            return self._prose(kind, text)
        start = self._length
        written = 0
        for number, part in enumerate(split_questions(text, _lines(text), in_answer=self._in_answer)):
            (first, _), (_, last) = part.lines[0], part.lines[-1]
            words = text[written:last].lstrip()
            mark = len(words) - (last - first)  # the length of what marks the part, such as "Q: "
            if part.is_question:
                self.close_headings(QUESTION_LEVEL)
                begin = self._add("heading", words, mark=mark)
                self._headings.append((QUESTION_LEVEL, clean(words[mark:])))
                self._lead, self._nesting, self._in_answer = "", ListNesting(), True
            else:
                begin = self._prose("item" if _MARKER.match(words) else "paragraph", words, mark)
            start = begin if number == 0 else start
            written = last
        return start

    def _prose(self, kind: Literal["paragraph", "quotation", "item"], text: str, mark: int = 0) -> int:
        if kind == "item":
            return self._add(kind, text, lead=self._nesting.sentence, mark=mark)
        start = self._add(kind, text, mark=mark)
        if text:
            self._lead = caption(text)
            self._nesting = ListNesting(introduction(text))
        return start

    def message(self, text: str) -> None:
        """Write a message of a chat. It starts with the line of its author and time, and is already clean."""
        self._add("message", text)

    def code(self, text: str) -> None:
        """Write lines of code, whose indentation is kept."""
        self._add("code", clean_code(text))

    def item(self, text: str, depth: int = 0, marker: str = "-") -> None:
        """Write an item of a list inside `depth` other lists; `marker` is a bullet or the item's number."""
        text = clean_lines(text)
        if not text:
            return
        lead = self._nesting.lead(depth)
        self._nesting.add(depth, item_lead(text))
        before = _INDENTATION * min(depth, _MOST_INDENTED)
        self._add("item", f"{before}{marker} {text}" if marker else f"{before}{text}", lead=lead)

    def table(
        self,
        rows: Iterable[Sequence[str]],
        *,
        headers: int | None = None,
        stands_out: bool = True,
        goes_on: bool = False,
    ) -> None:
        """Write a table of cells.

        `headers` is the number of rows that name the columns; None: it is guessed. The guess uses
        `stands_out`: whether the first row looks, or may look, different from the rows below it.

        With `goes_on`, the table continues the last table: its columns have the same names, and it may repeat
        the header rows.
        """
        lines = [cells for row in rows if any(cells := [_cell(cell) for cell in row])]
        if goes_on:
            headers = self._repeated_headers(lines)
        else:
            headers = _header_rows(lines, headers, stands_out=stands_out)
            self._headers, self._table_lead = lines[:headers], self._lead
        self._lead = self._lead or self._table_lead
        names = column_names(self._headers)
        columns = self.columns(names) if names else _unnamed(lines)
        for number, line in enumerate(lines):
            self.row(line, "header" if number < headers else "row", columns)
        self._last, self._lead, self._nesting = None, "", ListNesting()

    def _repeated_headers(self, lines: Sequence[list[str]]) -> int:
        """The number of rows at the start of a table that repeat the header rows of the last table."""
        count = len(self._headers)
        return count if count < len(lines) and lines[:count] == self._headers else 0

    def columns(self, names: Sequence[str]) -> int:
        """The index of these column names, for `row`."""
        return self._columns.setdefault(tuple(names), len(self._columns))

    def row(
        self, cells: Sequence[str], kind: Literal["header", "row"] = "row", columns: int = UNNAMED
    ) -> None:
        """Write a row of a table on a line of its own, even if all its cells are empty.

        `columns` is an index that the method `columns` returned, UNNAMED, or KEYED if the first cell of a row
        of two cells names the second.
        """
        line = CELL_END.join(map(_cell, cells))
        while line.endswith(CELL_END):
            line = line.removesuffix(CELL_END)
        if kind == "header":
            columns = UNNAMED
        if line.strip():
            self._add(kind, line, lead=self._lead, columns=columns)
        else:
            self._write("", "row")

    def finish(
        self,
        *,
        title: str = "",
        page_names: tuple[str, ...] = (),
        line_name: Literal["line", "row", ""] = "",
        warning: str = "",
    ) -> FileText:
        """The text and its blocks. A single page without a name is not recorded."""
        self._pages += [self._length] * self._waiting_pages
        text = "".join(self._parts)
        blocks = PackedBlocks(
            text, self._numbers, tuple(self._trails), tuple(self._leads), tuple(self._columns)
        )
        pages = tuple(self._pages) if page_names or len(self._pages) > 1 else ()
        return FileText(text, pages, warning, blocks, page_names, line_name, clean(title))

    def _add(
        self, kind: BlockKind, text: str, *, lead: str = "", columns: int = UNNAMED, mark: int = 0
    ) -> int:
        """Write `text`; its block starts after the first `mark` characters. Return the start of `text`."""
        if not text[mark:].strip():
            return self._length
        start = self._write(text, kind)
        first = start + len(text) - len(text[mark:].lstrip())
        trail = tuple(heading for _, heading in self._headings)
        self._numbers.extend(
            (
                KINDS.index(kind),
                start if kind in ("header", "row") else first,
                start + len(text.rstrip()),
                self._trails.setdefault(trail, len(self._trails)),
                self._leads.setdefault(lead, len(self._leads)),
                columns,
            )
        )
        return start

    def _write(self, text: str, kind: BlockKind) -> int:
        """Write the text of a block after the last one, and return the offset at which it starts."""
        rows = ("header", "row")
        close = self._line_is_row or (kind == self._last == "item") or (kind in rows and self._last in rows)
        before = "" if not self._parts else "\n" if close else "\n\n"
        start = self._length + len(before)
        check_text(start + len(text))
        self._pages += [start] * self._waiting_pages
        self._waiting_pages = 0
        self._parts += (before, text)
        self._length = start + len(text)
        self._last = kind
        return start


def _header_rows(lines: Sequence[Sequence[str]], stated: int | None, *, stands_out: bool) -> int:
    """The number of header rows: as `stated`, or guessed for None. It is 0 if all rows would be headers."""
    guessed = bool(lines) and guess_header(lines[0], lines[1:], stands_out=stands_out)
    count = int(guessed) if stated is None else stated
    return count if count < len(lines) else 0


def _unnamed(lines: Sequence[Sequence[str]]) -> int:
    """KEYED if the rows of a table without column names have at most two filled cells, else UNNAMED."""
    widest = max((sum(map(bool, line)) for line in lines), default=0)
    return KEYED if widest == 2 else UNNAMED


def _cell(text: str) -> str:
    """The text of a cell. Blanks around "|" become no-break spaces, so that it never contains CELL_END."""
    return _CELL_END_INSIDE.sub(lambda found: found[0].replace(" ", "\u00a0"), clean(text))


def _lines(text: str) -> list[tuple[int, int]]:
    """The start and end of each line that is not empty."""
    return [found.span() for found in re.finditer(r"[^\n]+", text)]
