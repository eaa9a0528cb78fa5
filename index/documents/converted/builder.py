"""Puts a converted text together, block by block, and keeps what stands where in it.

Headings, paragraphs and tables are parted by a blank line; the items of a list, indented where they stand in
others, and the rows of a table stand on a line each.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Literal

from index.documents.blocks.list_leads import Nesting, subject
from index.documents.blocks.outline import QUESTION_LEVEL
from index.documents.blocks.questions import caption, divide, introduction
from index.documents.converted.blocks import CELL_END, KEYED, KINDS, UNNAMED, PackedBlocks
from index.documents.converted.columns import column_names, is_header_by_all
from index.documents.converted.text_limit import check_text
from index.documents.converted.words import ITEM_MARK, clean, clean_code, clean_lines
from index.documents.file_text import FileText
from index.types import BlockKind

_LONGEST_HEADING = 300  # characters; a longer text is a paragraph, whatever its format calls it
# What a line begins with that is an item of a list, whatever its format says of it.
_MARKER = re.compile(rf"{ITEM_MARK}\s*\S")
_INDENTATION, _MOST_INDENTED = "  ", 8  # of an item, for each list that its own stands in
_CELL_END_INSIDE = re.compile(r" ?\| ?")


class TextBuilder:
    """Collects the blocks of one document in reading order, then `finish` makes its FileText."""

    def __init__(self, *, line_is_row: bool = False) -> None:
        """With `line_is_row`, every block is on a line of its own, without blank lines between them."""
        self._close = line_is_row
        self._parts: list[str] = []
        self._length = 0
        self._numbers = array("q")
        self._trails: dict[tuple[str, ...], int] = {(): 0}
        self._leads: dict[str, int] = {"": 0}
        self._columns: dict[tuple[str, ...], int] = {}
        self._headings: list[tuple[int, str]] = []  # (level, text) of those that the next block stands under
        self._last: BlockKind | None = None
        self._lead = ""  # what introduces the table that may come next
        self._headers: list[list[str]] = []  # of the last table, with what introduced it
        self._table_lead = ""
        self._in_answer = False  # what comes next stands under what "Q:" marks as a question
        self._nesting = Nesting()  # of the list that goes on
        self._pages: list[int] = []
        self._waiting_pages = 0  # those that start with the next block

    @property
    def first_heading(self) -> str:
        """The text of the outermost heading that the next block stands under, or an empty string."""
        return self._headings[0][1] if self._headings else ""

    def page(self) -> None:
        """What follows is on a new page, slide or sheet."""
        self._waiting_pages += 1

    def page_inside(self, offset: int) -> None:
        """A page starts at this offset, inside of the block that was written last."""
        self._pages.append(min(offset, self._length))

    def heading(self, level: int, text: str) -> None:
        """A heading; the blocks after it stand under it, until one of its level or above."""
        text = clean(text)
        if not any(map(str.isalnum, text)) or len(text) > _LONGEST_HEADING:
            self.paragraph(text)
            return
        [part, *_] = divide(text, [(0, len(text))], in_answer=False)
        mark = part.lines[0][0]  # how long what marks a question is, such as "Q: "
        self.close_headings(level)
        self._add("heading", text, mark=mark)
        self._headings.append((level, text[mark:]))
        self._lead, self._nesting, self._in_answer = "", Nesting(), mark > 0

    def under(self, level: int, text: str) -> None:
        """What follows stands under a heading that is not in the text, such as the name of a sheet."""
        self.close_headings(level)
        if text := clean(text):
            self._headings.append((level, text))
        self._last = None

    def introduce(self, text: str) -> None:
        """What stands above the rows that follow, and is read before each of them."""
        self._lead = clean(text)

    @contextmanager
    def aside(self) -> Iterator[None]:
        """What is written meanwhile, such as a note, introduces nothing."""
        kept = self._lead, self._nesting
        self._nesting = Nesting()
        yield
        self._lead, self._nesting = kept

    def close_headings(self, level: int) -> None:
        """What follows stands under no heading of this level or below."""
        while self._headings and self._headings[-1][0] >= level:
            self._headings.pop()

    def paragraph(self, text: str, kind: Literal["paragraph", "quotation"] = "paragraph") -> int:
        """A paragraph. Returns the offset at which it starts; line ends in it stay.

        Where it asks and answers, as in "Q: … A: …", the question is a heading. Its `introduction` is
        that of the list or table that may follow it.
        """
        text = clean_lines(text)
        if kind == "quotation" or not text:
            return self._prose(kind, text)
        start = self._length
        written = 0
        for number, part in enumerate(divide(text, _lines(text), in_answer=self._in_answer)):
            (first, _), (_, last) = part.lines[0], part.lines[-1]
            words, mark = text[written:last].lstrip(), first - written
            mark -= last - written - len(words)
            if part.is_question:
                self.close_headings(QUESTION_LEVEL)
                begin = self._add("heading", words, mark=mark)
                self._headings.append((QUESTION_LEVEL, clean(words[mark:])))
                self._lead, self._nesting, self._in_answer = "", Nesting(), True
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
            self._nesting = Nesting(introduction(text))
        return start

    def message(self, text: str) -> None:
        """A message of a chat, from the line with its author and the time on; its lines are clean."""
        self._add("message", text)

    def code(self, text: str) -> None:
        """Lines that stay as they are."""
        self._add("code", clean_code(text))

    def item(self, text: str, depth: int = 0, marker: str = "-") -> None:
        """An item of a list, `depth` lists deep in another; `marker` is a bullet or its number."""
        text = clean_lines(text)
        if not text:
            return
        lead = self._nesting.lead(depth)
        self._nesting.add(depth, subject(text))
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
        """A table of cells. `headers` is the number of rows that name its columns; None: it is guessed.

        For that, `stands_out` tells whether the first row looks otherwise than those below it, or may do so.

        With `goes_on` it goes on with the last one, whose names its columns have; it may repeat them.
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
        self._last, self._lead, self._nesting = None, "", Nesting()

    def _repeated_headers(self, lines: Sequence[list[str]]) -> int:
        """How many rows of a table repeat the headers of the last one."""
        count = len(self._headers)
        return count if count < len(lines) and lines[:count] == self._headers else 0

    def columns(self, names: Sequence[str]) -> int:
        """The number by which `row` knows columns of these names."""
        return self._columns.setdefault(tuple(names), len(self._columns))

    def row(
        self, cells: Sequence[str], kind: Literal["header", "row"] = "row", columns: int = UNNAMED
    ) -> None:
        """A row of a table, on a line of its own also where all cells are empty.

        `columns` is what the function of that name returned, UNNAMED, or KEYED where the first cell of the
        two names the second.
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
        """The text of all blocks. Where there are no pages by name, a single page is none."""
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
        """Write a block, which starts after the first `mark` characters. Returns where its text starts."""
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
        """Write a block after the last; returns the offset at which it starts."""
        rows = ("header", "row")
        close = self._close or (kind == self._last == "item") or (kind in rows and self._last in rows)
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
    """How many rows of a table name its columns, as is stated or, for None, guessed; all of them never do."""
    guessed = bool(lines) and is_header_by_all(lines[0], lines[1:], stands_out=stands_out)
    count = int(guessed) if stated is None else stated
    return count if count < len(lines) else 0


def _unnamed(lines: Sequence[Sequence[str]]) -> int:
    """How the rows of a table without names are read: of two cells at most, the first names the other."""
    widest = max((sum(map(bool, line)) for line in lines), default=0)
    return KEYED if widest == 2 else UNNAMED


def _cell(text: str) -> str:
    """The text of a cell, in which nothing looks like the end of a cell."""
    return _CELL_END_INSIDE.sub(lambda found: found[0].replace(" ", "\u00a0"), clean(text))


def _lines(text: str) -> list[tuple[int, int]]:
    """The offsets at which each line of a text starts and ends."""
    return [found.span() for found in re.finditer(r"[^\n]+", text)]
