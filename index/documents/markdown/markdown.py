"""Markdown → blocks. The parser knows CommonMark and tables; this file decides what its tokens become."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import dropwhile, islice
from typing import Any

from index.documents.blocks.block_builder import MASK, BlockBuilder, with_mark
from index.documents.blocks.entries import begins_entry
from index.documents.blocks.line_ends import normalise_line_ends
from index.documents.blocks.outline import BOX_LEVEL
from index.documents.blocks.piped_cells import piped_cells
from index.documents.blocks.questions import Lines
from index.documents.blocks.row_groups import RowGroups
from index.documents.blocks.text_parts import PART_CHARACTERS, split_text
from index.documents.blocks.unmarked_headings import (
    EMPHASIS_LEVEL,
    LABEL_LEVEL,
    emphasised_words,
    is_apart,
    is_label,
)
from index.documents.markdown.boxes import FENCED_BOX, OPTION
from index.documents.markdown.dialects import masked
from index.documents.markdown.front_matter import FRONT_MATTER_CHARACTERS, front_matter_with_settings
from index.documents.markdown.html import HtmlReader
from index.documents.markdown.lists import ListItem, OpenList
from index.documents.markdown.parser import Token, definitions, parse_blocks, parse_inline
from index.documents.markdown.properties import property_blocks
from index.types import Block, BlockKind, Replacement

_MARK = re.compile(r"(?:(?P<bullet>[-+*])|(?P<number>\d{1,9})[.)])[ \t]+(?:\[[ xX]\][ \t]+)?$")
_TASK = re.compile(r"(?P<box>\[(?:(?P<done>[xX])| )\])[ \t]+")
# The marks of list items that Markdown does not know.
_LOOSE_ITEM = re.compile(r"(?:(?P<bullet>[•‣◦▪●–—])|\((?:\d{1,3}|[a-z])\)|[a-z]\))[ \t]+(?=\S)")
_CALLOUT = re.compile(r"\[!(?P<name>[\w-]+)\][+-]?[ \t]*")
_MARKED_SECTION = re.compile(r"^ {0,3}#{2,6}[ \t]", re.MULTILINE)
# Tokens of the blocks before which a line in bold type is a heading.
_BELOW_HEADING = frozenset(
    ("bullet_list_open", "ordered_list_open", "table_open", "fence", "code_block", "blockquote_open")
)
# Tokens of the blocks that may answer a question before them.
_ANSWERS = frozenset(("paragraph_open", "fence", "code_block", "blockquote_open", "table_open", "html_block"))


def blocks(text: str) -> Iterator[Block]:
    """Yield the blocks of a Markdown text, in order.

    The block of a list item ends where the next block in the item starts. The blocks in the item, which may
    be paragraphs or items of another list, have it in their lead. Code is a single block, without its fences.
    """
    references: dict[str, Any] = definitions(text) if len(text) > PART_CHARACTERS else {}
    builder = BlockBuilder(lambda words: parse_inline(words, references))
    first, start_of_text = 0, normalise_line_ends(text[:FRONT_MATTER_CHARACTERS])
    if front_matter := front_matter_with_settings(start_of_text):
        first = front_matter.end
        builder.text, builder.source = text[:first], masked(start_of_text[:first])
        yield from property_blocks(builder, front_matter)
    for start, end in split_text(text, first):
        builder.text = text[start:end]
        builder.source = masked(normalise_line_ends(builder.text))
        reader = _TokenReader(builder, references, bold_headings=_MARKED_SECTION.search(text) is None)
        for block in reader.blocks(parse_blocks(builder.source, references)):
            yield block.shifted(start)


class _TokenReader:
    """Reads the tokens of a text in order, and makes their blocks."""

    def __init__(self, builder: BlockBuilder, references: dict[str, Any], *, bold_headings: bool) -> None:
        self._builder = builder
        self._bold_headings = bold_headings  # false if the text has marked headings below level 1
        self._references = references
        self._tokens: Sequence[Token] = ()
        self._lists: list[OpenList] = []  # the open ones, outermost first
        self._items: list[ListItem] = []  # the open ones, outermost first
        self._quotations: list[BlockKind] = []  # for each open one, the kind of its paragraphs
        self._html = HtmlReader(builder, self._nested)

    def blocks(self, tokens: Sequence[Token]) -> Iterator[Block]:
        """Yield the blocks of some tokens, in order."""
        outer, self._tokens = self._tokens, tokens
        handlers = {
            "paragraph_open": self._paragraph,
            "heading_open": self._heading,
            "fence": self._fence,
            "code_block": self._code,
            "table_open": self._table,
            "html_block": self._html_block,
            "box_open": self._box,
        }
        for index, token in enumerate(tokens):
            if handler := handlers.get(token.type):
                yield from handler(token, index)
            elif token.nesting:
                self._container(token)
            elif token.type == "box_close":
                self._builder.outline.leave(token.meta["name"])
        self._tokens = outer

    def _container(self, token: Token) -> None:
        """Enter or leave a list, an item or a quotation."""
        builder = self._builder
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                number, outer = int(token.attrs.get("start", 1)), self._items[-1:]
                lead = outer[0].lead_of_list(builder.introduction) if outer else builder.introduction
                self._lists.append(OpenList(lead, number, nested=bool(outer)))
            case "bullet_list_close" | "ordered_list_close":
                self._lists.pop()
                builder.end_lead()
            case "list_item_open":
                builder.outline.enter("item")
                self._items.append(self._lists[-1].item())
            case "list_item_close":
                builder.outline.leave("item")
                self._items.pop()
            case "blockquote_open":
                builder.outline.enter("quotation")
                self._quotations.append("quotation")
            case "blockquote_close":
                builder.outline.leave("quotation")
                self._quotations.pop()
                builder.end_lead()

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
        if item or self._quotations:
            return self._plain_paragraph(lines, item.inside if item else "")
        return self._sections(lines, index)

    def _sections(self, lines: Lines, index: int) -> Iterator[Block]:
        """Yield the blocks of a paragraph at the top level, where some lines may be headings.

        A line in bold type is the heading of the text below it, and "Roles:" that of short lines below it.
        """
        source = self._builder.source
        if not self._bold_headings:
            yield from self._plain_paragraph(lines, "")
            return
        words = [emphasised_words(source[slice(*line)]) for line in lines]
        first = 0
        for number, (line, found) in enumerate(zip(lines, words, strict=True)):
            if found is None or not self._has_text_below(lines, number, index):
                continue
            if first < number:
                yield from self._labelled(lines[first:number])
            yield from self._builder.heading([(line[0] + found[0], line[0] + found[1])], EMPHASIS_LEVEL)
            first = number + 1
        if first < len(lines):
            yield from self._labelled(lines[first:])

    def _labelled(self, lines: Lines) -> Iterator[Block]:
        """Yield the blocks of lines of a paragraph, the first of which may be the heading of the others."""
        first, *below = (self._builder.source[slice(*line)] for line in lines)
        if not is_label(first, below):
            yield from self._plain_paragraph(lines, "")
            return
        yield from self._builder.heading(lines[:1], LABEL_LEVEL)
        yield from self._plain_paragraph(lines[1:], "")
        self._builder.outline.end_section(LABEL_LEVEL)
        self._builder.end_lead()

    def _has_text_below(self, lines: Lines, number: int, index: int) -> bool:
        """Whether text follows a line of a paragraph in bold type, so that the line is its heading."""
        source = self._builder.source
        if number + 1 < len(lines):
            below = source[slice(*lines[number + 1])]
            above = source[slice(*lines[number - 1])] if number else ""
            words = source[slice(*lines[number])].lstrip("*_ ")
            is_separate = is_apart(words, above, below) and not below.startswith(":")
            return is_separate and emphasised_words(below) is None
        following = self._type(index + 3)
        if following != "paragraph_open":
            return following in _BELOW_HEADING
        first = self._tokens[index + 3].meta["lines"][0]
        return emphasised_words(source[slice(*first)]) is None

    def _plain_paragraph(self, lines: Lines, lead: str) -> Iterator[Block]:
        """Yield the blocks of a paragraph. "[!NOTE] title" at the start of a quotation makes that a box."""
        if self._quotations and (callout := _CALLOUT.match(self._builder.source, *lines[0])):
            self._quotations[-1] = "paragraph"
            title = (callout.end(), lines[0][1])
            yield from self._builder.heading([title], BOX_LEVEL)
            lines = lines[1:]
        if not lines:  # the box has its text in other paragraphs
            return
        first = self._builder.introduction
        kind = self._quotations[-1] if self._quotations else "paragraph"
        for part, item in self._divided(lines):
            if item:
                found = self._builder.paragraph([(item.end(), part[0][1]), *part[1:]], "item", lead or first)
                for block in islice(found, 1):
                    yield with_mark(block, part[0][0], is_read=not item["bullet"])
                yield from found
            else:
                yield from self._builder.paragraph(part, kind, lead)
                first = self._builder.introduction

    def _divided(self, lines: Lines) -> Iterator[tuple[Lines, re.Match[str] | None]]:
        """Yield the parts of a paragraph: footnotes, entries, and items of a list that is none in Markdown.

        The match of the item's mark comes with an item, None with other parts. A single item does not count.
        """
        builder = self._builder
        items = [_LOOSE_ITEM.match(builder.source, *line) for line in lines]
        if sum(item is not None for item in items) < 2:
            items = [None] * len(lines)
        first = 0
        for i, (start, _) in enumerate(lines):
            is_note = builder.source.startswith(MASK, start) and builder.text.startswith(("[^", "*["), start)
            if i and (
                is_note or items[i] or begins_entry(builder.source, lines[i], lines[first], lines[i - 1])
            ):
                yield self._without_break(lines[first:i]), items[first]
                first = i
        yield lines[first:], items[first]

    def _without_break(self, lines: Lines) -> Lines:
        """Return the lines without a backslash at the end of the last, which breaks the line."""
        start, end = lines[-1]
        return [*lines[:-1], (start, end - self._builder.source.endswith("\\", start, end))]

    def _box(self, token: Token, index: int) -> Iterator[Block]:
        """Enter a box, and yield its title."""
        self._builder.outline.enter(token.meta["name"])
        if token.meta["lines"]:
            yield from self._builder.heading(token.meta["lines"], BOX_LEVEL)

    def _html_block(self, token: Token, index: int) -> Iterator[Block]:
        if self._items:
            self._items[-1].is_new = False
        return self._html.blocks(token.meta["lines"][0][0], token.meta["lines"][-1][1])

    def _nested(self, start: int, end: int) -> Iterator[Block]:
        """Yield the blocks of Markdown in HTML or a box: `source[start:end]`, whole lines or part of one."""
        builder = self._builder
        source, text = builder.source, builder.text
        builder.source, builder.text = source[start:end], text[start:end]
        for block in self.blocks(parse_blocks(builder.source, self._references, in_html=True)):
            builder.source, builder.text = source, text
            yield block.shifted(start)
            builder.source, builder.text = source[start:end], text[start:end]
        builder.source, builder.text = source, text

    def _item(self, item: ListItem, lines: Lines, index: int) -> Iterator[Block]:
        """Yield the blocks of the first paragraph of a list item; the first one includes the item's mark."""
        builder = self._builder
        item.is_new = False
        task = _TASK.match(builder.source, *lines[0])
        if task:
            lines = [(task.end(), lines[0][1]), *lines[1:]]
        goes_on = self._type(index + 3) != "list_item_close"
        is_answered_after = not goes_on and self._is_answered_after(index)
        if is_answered_after:
            builder.outline.leave("item")
        for block in builder.paragraph(lines, "item", item.lead, answered=goes_on or is_answered_after):
            if block.kind == "item":
                item.words, item.last_sentence = builder.subject, builder.lead
                block = self._marked(block, item.number)
                block = _with_check_box(block, task) if task else block
            else:  # its question, which is in the trail of the answer
                item.lead = ""
            yield block
        if is_answered_after:
            builder.outline.enter("item")

    def _is_answered_after(self, index: int) -> bool:
        """Whether the item is the only one of its list, and the block after the list may answer it."""
        alone = self._type(index - 2).endswith("list_open") and self._type(index + 4).endswith("list_close")
        return alone and self._type(index + 5) in _ANSWERS

    def _type(self, index: int) -> str:
        """Return the type of a token; empty outside of the tokens."""
        return self._tokens[index].type if 0 <= index < len(self._tokens) else ""

    def _marked(self, block: Block, number: int) -> Block:
        """Return the item with its mark and the number that Markdown shows: people may write 1 each time."""
        source = self._builder.source
        line = source.rfind("\n", 0, block.start) + 1
        mark = _MARK.search(source, max(line, block.start - 40), block.start)
        if not mark:
            return block
        marked = with_mark(block, mark.start(), is_read=not mark["bullet"])
        if mark["bullet"] or int(mark["number"]) == number:
            return marked
        own = Replacement(mark.start("number"), mark.end("number"), str(number))
        return marked._replace(replacements=(own, *marked.replacements))

    def _fence(self, token: Token, index: int) -> Iterator[Block]:
        """Yield the blocks of what is between fences: code or a box."""
        lines = token.meta["lines"][1:]
        if lines:
            last = self._builder.source[slice(*lines[-1])].strip()
            if last.startswith(token.markup) and not last.strip(token.markup[0]):
                lines = lines[:-1]
        if lines and (box := FENCED_BOX.match(token.info)):
            return self._fenced_box(token, box.span("words" if box["title"] is None else "title"), lines)
        return self._code_lines(lines)

    def _fenced_box(self, token: Token, title: tuple[int, int], lines: Lines) -> Iterator[Block]:
        """Yield the blocks of a box that is written between the fences of code."""
        builder = self._builder
        info = token.meta["lines"][0][0] + len(token.markup)
        builder.outline.enter("box")
        if title[0] >= 0:
            yield from builder.heading([(info + title[0], info + title[1])], BOX_LEVEL)
        text = list(dropwhile(lambda line: OPTION.match(builder.source, *line), lines))
        if text:
            yield from self._nested(text[0][0], text[-1][1])
        builder.outline.leave("box")

    def _code(self, token: Token, index: int) -> Iterator[Block]:
        return self._code_lines(token.meta["lines"])

    def _code_lines(self, lines: Lines) -> Iterator[Block]:
        if self._items:
            self._items[-1].is_new = False
        return self._builder.code(lines)

    def _table(self, token: Token, index: int) -> Iterator[Block]:
        """Yield the rows of a table: the first names the columns, the second is a line of dashes."""
        builder = self._builder
        columns: list[str] = []
        lead, groups = builder.caption, RowGroups(builder)
        for number, line in enumerate(token.meta["lines"]):
            if number == 1:
                continue
            cells = piped_cells(builder.source, *line)
            self._mask_escapes(*line)
            group = groups.group_of(cells) if number else ""
            row = builder.row("row" if number else "header", line, cells, columns, lead, group)
            if number == 0:
                columns = [builder.words(cell) for cell in cells]
            if row:
                yield row
        builder.end_lead()

    def _mask_escapes(self, start: int, end: int) -> None:
        """Mask the backslash before each pipe in a cell, whether in code or not."""
        builder = self._builder
        if "\\|" in builder.source[start:end]:
            row = builder.source[start:end].replace("\\|", f"{MASK}|")
            builder.source = f"{builder.source[:start]}{row}{builder.source[end:]}"


def _with_check_box(block: Block, task: re.Match[str]) -> Block:
    """Return the item of a task, with "☑" or "☐" read for its check box."""
    start, end = task.span("box")
    if start < block.start:
        return block
    sign = Replacement(start, end, "☑" if task["done"] else "☐")
    before = [each._replace(end=min(each.end, start)) for each in block.replacements if each.start < start]
    after = [each for each in block.replacements if each.start >= task.end()]
    return block._replace(replacements=(*before, sign, *after))
