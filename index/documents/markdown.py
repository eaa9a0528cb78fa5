"""Markdown → blocks. What CommonMark and tables are is the parser's matter; this file says what is prose."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from index.documents.block_builder import BlockBuilder
from index.documents.markdown_parser import Token, parse_blocks, parse_inline
from index.documents.questions import Lines
from index.types import Block, BlockKind, Replacement

_LINE_ENDS = re.compile(r"\r\n|[\r\u2028\u2029]")
_MARK = re.compile(r"(?:(?P<bullet>[-+*])|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?$")
_TASK = re.compile(r"\[[ xX]\][ \t]+")
_UNUSUAL = {ord("\0"): "\ufffd", ord("\ufdd0"): "\ufffd"}


def blocks(text: str) -> Iterator[Block]:
    """Yield the blocks of a Markdown text in order.

    A list item goes to where the next block in it starts; the paragraphs that follow in it have its words as
    their lead, and so have the items of a list in it. Code is a single block, without its fences.
    """
    source = _LINE_ENDS.sub(lambda end: " " * (len(end[0]) - 1) + "\n", text).translate(_UNUSUAL)
    references: dict[str, Any] = {}
    tokens = parse_blocks(source, references)
    builder = BlockBuilder(text, source, lambda words: parse_inline(words, references))
    yield from _Walk(builder, tokens).blocks()


class _Item:
    """A list item that is open."""

    def __init__(self, lead: str) -> None:
        self.lead = lead  #: the sentence that introduces its list
        self.words = ""  #: its own first words
        self.is_new = True


class _Walk:
    """The way through the tokens of a text."""

    def __init__(self, builder: BlockBuilder, tokens: Sequence[Token]) -> None:
        self._builder = builder
        self._tokens = tokens
        self._lists: list[str] = []  # the leads of those that are open
        self._items: list[_Item] = []
        self._quotations = 0
        self._columns: list[str] = []

    def blocks(self) -> Iterator[Block]:
        """Yield the blocks in order."""
        handlers = {
            "paragraph_open": self._paragraph,
            "heading_open": self._heading,
            "fence": self._fence,
            "code_block": self._code,
            "table_open": self._table,
        }
        for index, token in enumerate(self._tokens):
            if handler := handlers.get(token.type):
                yield from handler(token, index)
            elif token.nesting:
                self._container(token)

    def _container(self, token: Token) -> None:
        """Enter or leave a list, an item or a quotation."""
        builder = self._builder
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                self._lists.append(builder.lead)
            case "bullet_list_close" | "ordered_list_close":
                self._lists.pop()
                builder.lead = ""
            case "list_item_open":
                builder.outline.enter("item")
                self._items.append(_Item(self._lists[-1]))
            case "list_item_close":
                builder.outline.leave("item")
                self._items.pop()
            case "blockquote_open":
                builder.outline.enter("quotation")
                self._quotations += 1
            case "blockquote_close":
                builder.outline.leave("quotation")
                self._quotations -= 1

    def _heading(self, token: Token, index: int) -> Iterator[Block]:
        lines: list[tuple[int, int]] = token.meta["lines"]
        if token.markup[0] == "#":
            start, end = lines[0]
            words = self._tokens[index + 1].content
            first = self._builder.source.find(words, start + len(token.markup), end)
            lines = [(first, first + len(words))] if words else []
        else:
            lines = lines[:-1]
        return self._builder.heading(lines, int(token.tag[1]))

    def _paragraph(self, token: Token, index: int) -> Iterator[Block]:
        lines: Lines = token.meta["lines"]
        item = self._items[-1] if self._items else None
        if item and item.is_new:
            return self._item(item, lines, index)
        kind: BlockKind = "quotation" if self._quotations else "paragraph"
        return self._builder.paragraph(lines, kind, item.words if item else "")

    def _item(self, item: _Item, lines: Lines, index: int) -> Iterator[Block]:
        """The first paragraph of a list item, with the item's mark."""
        builder = self._builder
        item.is_new = False
        if task := _TASK.match(builder.source, *lines[0]):
            lines = [(task.end(), lines[0][1]), *lines[1:]]
        answered = self._tokens[index + 3].type != "list_item_close"
        for block in builder.paragraph(lines, "item", item.lead, answered=answered):
            if block.kind == "item":
                item.words = builder.lead
                block = self._with_mark(block)
            yield block

    def _with_mark(self, block: Block) -> Block:
        """The item with its mark; a number is read, a bullet is not."""
        source = self._builder.source
        line = source.rfind("\n", 0, block.start) + 1
        mark = _MARK.search(source, max(line, block.start - 40), block.start)
        if not mark:
            return block
        end = block.start if mark["bullet"] else mark.start()
        replacements = (
            (Replacement(mark.start(), end, ""), *block.replacements)
            if mark["bullet"]
            else block.replacements
        )
        return block._replace(start=mark.start(), replacements=replacements)

    def _fence(self, token: Token, index: int) -> Iterator[Block]:
        lines = token.meta["lines"][1:]
        if lines:
            last = self._builder.source[slice(*lines[-1])].strip()
            if last.startswith(token.markup) and not last.strip(token.markup[0]):
                lines = lines[:-1]
        return self._code_lines(lines)

    def _code(self, token: Token, index: int) -> Iterator[Block]:
        return self._code_lines(token.meta["lines"])

    def _code_lines(self, lines: Lines) -> Iterator[Block]:
        if self._items:
            self._items[-1].is_new = False
        return self._builder.code(lines)

    def _table(self, token: Token, index: int) -> Iterator[Block]:
        """The rows of a table: the first names the columns, the second is no prose."""
        builder = self._builder
        columns: list[str] = []
        lead = builder.lead
        for number, line in enumerate(token.meta["lines"]):
            if number == 1:
                continue
            cells = _cells(builder.source, *line)
            row = builder.row("row" if number else "header", line, cells, columns, lead)
            if number == 0:
                columns = [builder.words(cell) for cell in cells]
            if row:
                yield row
        builder.lead = ""


def _cells(source: str, start: int, end: int) -> list[tuple[int, int]]:
    """The cells of a table's row: what stands between its pipes, without those at the ends."""
    while end > start and source[end - 1].isspace():
        end -= 1
    pipes = [found.start() for found in re.finditer(r"\\.|\|", source[start:end]) if found[0] == "|"]
    edges = [-1, *pipes, end - start]
    cells = [(start + before + 1, start + after) for before, after in pairwise(edges)]
    if pipes and pipes[0] == 0:
        cells = cells[1:]
    if pipes and pipes[-1] == end - start - 1:
        cells = cells[:-1]
    return cells
