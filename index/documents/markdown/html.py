"""HTML blocks in Markdown → blocks. The text between separating tags is Markdown, or the cell of a row."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator

from index.documents.blocks.block_builder import BlockBuilder, sorted_replacements
from index.documents.blocks.list_leads import ListNesting
from index.documents.blocks.outline import BOX_LEVEL
from index.documents.blocks.spanning_rows import Cell, SpanningRows, spans
from index.documents.markdown.html_tags import component, split_at_tags
from index.types import Block, Replacement

_HEADINGS = {**{f"h{level}": level for level in range(1, 7)}, "summary": BOX_LEVEL}  # tag → level
_INLINE_EDGES = re.compile(r"\s*(?:</?[A-Za-z][^<>]{0,300}>\s*){1,8}")
_CODE_MARKUP = re.compile(r"&(?:#\w{1,8}|\w{1,31});|</?[A-Za-z][^<>\n]{0,300}>")
_END_OF_DETAILS = re.compile(r"</details", re.IGNORECASE | re.ASCII)
_FURTHEST_END, _FURTHEST_COMPONENT_END = 500_000, 50_000  # characters


class HtmlReader:
    """Reads the HTML blocks of a text in order, since one block may close what an earlier one opened.

    `markdown` yields the blocks of the Markdown in a range of the text.
    """

    def __init__(self, builder: BlockBuilder, markdown: Callable[[int, int], Iterator[Block]]) -> None:
        self._builder = builder
        self._markdown = markdown
        self._depth = 0  # number of open lists
        self._nesting = ListNesting()  # the nesting of their items
        self._role = ""  # the tag that determines what the text after it is
        self._rows = SpanningRows(builder)  # of the current table
        self._cells: list[Cell] = []  # of the current row; an empty cell has an empty range
        self._end_of_details = -1  # offset of the closing tag that the last search found

    def blocks(self, start: int, end: int) -> Iterator[Block]:
        """Yield the blocks of `source[start:end]`."""
        for tag, first, last in split_at_tags(self._builder.source, start, end):
            if not tag:
                yield from self._text(first, last)
            elif tag in ("tr", "/tr", "/table", "table"):
                yield from self._row()
                self._table(tag)
            elif tag == "component":
                yield from self._component(first)
            else:
                self._tag(tag, first, last)
        yield from self._row()

    def _table(self, tag: str) -> None:
        self._role = ""
        if tag in ("table", "/table"):
            self._rows = SpanningRows(self._builder)

    def _tag(self, tag: str, start: int, end: int) -> None:
        """Update the state at a tag: what the text after it is, and the open lists and details."""
        builder = self._builder
        self._role = "" if tag.startswith("/") else tag
        match tag:
            case "td" | "th":
                width, height = spans(builder.source[start:end])
                self._cells.append(Cell((end, end), tag == "th", width, height))
            case "ul" | "ol":
                self._nesting = self._nesting if self._depth else ListNesting(builder.introduction)
                self._depth += 1
            case "/ul" | "/ol" if self._depth:
                self._depth -= 1
                builder.end_lead()
            case "details":
                if self._details_end_after(end):
                    builder.outline.enter("details")
            case "/details":
                builder.outline.leave("details")
            case "/td" | "/th" if self._cells:
                self._role = "between cells"

    def _component(self, start: int) -> Iterator[Block]:
        """Open or close the box of a site builder's component; yield its title."""
        builder = self._builder
        if found := component(builder.source, start):
            name = f"<{found.name}>"
            if found.title is None:
                builder.outline.leave(name)
            elif builder.source.find(f"</{found.name}>", start, start + _FURTHEST_COMPONENT_END) > 0:
                builder.outline.enter(name)
                yield from builder.heading([found.title], BOX_LEVEL)

    def _details_end_after(self, start: int) -> bool:
        """Whether a closing tag of details follows within 500,000 characters of an offset.

        The result of a search is kept, and used for later offsets before it.
        """
        if self._end_of_details < start:
            source = self._builder.source
            found = _END_OF_DETAILS.search(source, start)
            self._end_of_details = found.start() if found else len(source) + _FURTHEST_END
        return self._end_of_details < start + _FURTHEST_END

    def _text(self, start: int, end: int) -> Iterator[Block]:
        builder = self._builder
        role = self._role
        if self._cells:
            if role != "between cells":
                cell = self._cells[-1]
                first, last = cell.words
                self._cells[-1] = cell._replace(words=(first if first < last else start, end))
        elif role in _HEADINGS:
            yield from builder.heading([(start, end)], _HEADINGS[role])
        elif role in ("dt", "dd"):
            yield from builder.paragraph([(start, end)], "item", builder.lead if role == "dd" else "")
        elif role == "li":
            lead = self._nesting.lead(self._depth) if self._depth else ""
            yield from builder.paragraph([(start, end)], "item", lead)
            self._nesting.add(self._depth, builder.subject)
        elif role == "pre":
            yield from self._code(start, end)
        else:
            yield from self._markdown(start, end)

    def _code(self, start: int, end: int) -> Iterator[Block]:
        """Yield the block of code without the tags at its ends."""
        source = self._builder.source
        if opening := _INLINE_EDGES.match(source, start, end):
            start = opening.end()
        while start < end and source[start:end].rstrip().endswith(">"):
            closing = source.rfind("</", start, end)
            if closing < 0 or ">" in source[closing:end].rstrip()[:-1]:
                break
            end = closing
        lines, first = [], start
        for line in source[start:end].split("\n"):
            lines.append((first, first + len(line)))
            first += len(line) + 1
        for block in self._builder.code(lines):
            found = _CODE_MARKUP.finditer(source, block.start, block.end)
            inside = [Replacement(*markup.span(), _read(markup[0])) for markup in found]
            yield block._replace(replacements=sorted_replacements([*block.replacements, *inside]))

    def _row(self) -> Iterator[Block]:
        """Yield the block of the row whose cells were read, if any."""
        cells, self._cells = self._cells, []
        if not cells:
            return
        is_header = all(cell.is_name for cell in cells)
        if row := self._rows.header(cells) if is_header else self._rows.row(cells):
            yield row


def _read(markup: str) -> str:
    """Return what is read for an entity or a tag in code."""
    return html.unescape(markup) if markup.startswith("&") else ""
