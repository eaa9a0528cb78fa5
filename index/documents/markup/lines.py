"""The lines of a text, and the base class of the readers that go through them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from index.documents.blocks.block_builder import MASK, BlockBuilder, InlineMarkup, with_mark
from index.documents.blocks.line_ends import normalise_line_ends
from index.documents.blocks.list_leads import OpenItem
from index.documents.blocks.option_lists import length_of_options
from index.documents.blocks.outline import BOX_LEVEL
from index.documents.blocks.text_parts import split_text
from index.types import Block, Range

_MAX_LEVEL = 20  # of nested blocks; at this level, every block is read as a paragraph

_NO_LINE_END = re.compile(r"[^\n]")

EndAndBlocks = tuple[int, Iterator[Block]]
"""The index of the line after the last line that was read, and the blocks of the lines that were read."""


class Line(NamedTuple):
    """A line or a part of it: characters `start` to `end` of a text, without the blanks at both ends.

    `indent` is the number of characters before it on its line.
    """

    start: int
    end: int
    indent: int

    @property
    def range(self) -> Range:
        """The start and the end of the line."""
        return self.start, self.end

    @property
    def is_blank(self) -> bool:
        """Whether the line has no text."""
        return self.start == self.end


class ClosingSigns:
    """The offsets of the signs that close a block, by the kind of sign.

    They are collected once for a text. Without them, a text that opens many blocks and closes none would be
    searched up to its end for each of these blocks.
    """

    def __init__(self, signs: Iterable[tuple[str, int]] = ()) -> None:
        """`signs` are the kinds of the signs with the offsets at which they start, in the text's order."""
        self._starts: dict[str, list[int]] = {}
        for kind, start in signs:
            self._starts.setdefault(kind, []).append(start)

    def after(self, kind: str, start: int) -> int | None:
        """Return the offset of the first sign of a kind after the offset `start`, or None."""
        starts = self._starts.get(kind, [])
        number = bisect_right(starts, start)
        return starts[number] if number < len(starts) else None


class LineReader:
    """Base class of the readers: it goes through the lines of a text, block by block.

    A subclass implements `block_at`, which reads one block, and overrides the other methods where its format
    differs.
    """

    def __init__(self, read_inline: Callable[[str], InlineMarkup]) -> None:
        self.builder = BlockBuilder(read_inline)
        self.level = 0  #: how many calls of `read` are active: 1 for lines that are in no other block
        self.indents: list[int] = []  #: the smallest indentation of the lines at each active level
        self._leads: dict[int, str] = {}  # the introductions of the open lists, by their level
        self._items: list[OpenItem] = []  # the items that contain the current line, the outermost first
        self._is_item = False  # whether the current block is an item of a list or a definition

    def blocks(self, text: str) -> Iterator[Block]:
        """Yield the blocks of a text in order; a long text is read in parts."""
        for start, end in split_text(text, fences=False):
            self.builder.text = text[start:end]
            self.builder.source = self.masked(normalise_line_ends(self.builder.text))
            for block in self.read(lines_of(self.builder.source)):
                yield block.shifted(start)

    def masked(self, source: str) -> str:
        """Return the text with the parts masked that are not prose, such as comments."""
        return source

    def read(self, lines: Sequence[Line]) -> Iterator[Block]:
        """Yield the blocks of `lines`."""
        at = 0
        self.level += 1
        self.indents.append(min((line.indent for line in lines if not line.is_blank), default=0))
        while at < len(lines):
            if lines[at].is_blank:
                at += 1
                continue
            self._is_item = False
            end, blocks = self.block_at(lines, at) if self.level < _MAX_LEVEL else self.paragraph(lines, at)
            if not self._is_item:
                self._leads.pop(self.level, None)
            yield from blocks
            at = max(end, at + 1)
        self._leads.pop(self.level, None)
        self.indents.pop()
        self.level -= 1

    def block_at(self, lines: Sequence[Line], at: int) -> EndAndBlocks:
        """Read the block that starts at `lines[at]`."""
        raise NotImplementedError

    def ends_paragraph(self, lines: Sequence[Line], at: int) -> bool:
        """Whether `lines[at]`, which is not blank, no longer belongs to the paragraph before it."""
        return False

    def end_of_paragraph(self, lines: Sequence[Line], at: int) -> int:
        """Return the index of the line after the paragraph that starts at `lines[at]`."""
        end = at + 1
        while end < len(lines) and not lines[end].is_blank and not self.ends_paragraph(lines, end):
            end += 1
        return end

    def paragraph(self, lines: Sequence[Line], at: int) -> EndAndBlocks:
        """Read the paragraph that starts at `lines[at]`."""
        end = self.end_of_paragraph(lines, at)
        return end, self.builder.paragraph([line.range for line in lines[at:end]])

    def item(self, lines: Sequence[Line], mark: int, *, is_read: bool = False) -> Iterator[Block]:
        """Return the blocks of a list item: its first paragraph, and the blocks after it.

        The first `mark` characters are its bullet or number. `is_read` says whether they are read as text.
        """
        self._is_item = True
        return self._item(lines, mark, is_read, self._lead_of_list())

    def starts_list(self) -> bool:
        """Whether no list is open at the current level."""
        return self.level not in self._leads

    def _lead_of_list(self) -> str:
        """Return the introduction of the list that is open at the current level, or that starts here."""
        if self.starts_list():
            sentence = self.builder.introduction
            self._leads[self.level] = self._items[-1].lead_of_list(sentence) if self._items else sentence
        return self._leads[self.level]

    def _item(self, lines: Sequence[Line], mark: int, is_read: bool, lead: str) -> Iterator[Block]:
        builder = self.builder
        builder.outline.enter("item")
        first = lines[0]
        content = [Line(first.start + mark, first.end, first.indent + mark), *lines[1:]]
        end = self.end_of_paragraph(content, 0)
        answered = any(not line.is_blank for line in content[end:])
        own = [line.range for line in content[:end]]
        item = OpenItem(lead, nested=bool(self._items))
        paragraph = builder.paragraph(own, "item", lead, answered=answered)
        for block in islice(paragraph, 1):
            item.words, item.last_sentence = builder.subject, builder.lead
            item.lead = lead if block.kind == "item" else ""  # a question is in the trail of its answer
            yield with_mark(block, first.start, is_read=is_read)
        yield from paragraph
        yield from self._rest_of_item(item, content[:end], content[end:])

    def _rest_of_item(self, item: OpenItem, own: Sequence[Line], rest: Sequence[Line]) -> Iterator[Block]:
        """Yield the blocks of `rest`, the lines of an item after `own`, its first paragraph."""
        self.paragraph_ended(own)
        self._items.append(item)
        for block in self.read(rest):
            yield block._replace(lead=block.lead or item.inside) if block.kind == "paragraph" else block
        self._items.pop()
        self.builder.outline.leave("item")

    def definition(self, lines: Sequence[Line]) -> Iterator[Block]:
        """Return the blocks of a definition: a term, the first line, and its description, the other lines.

        The first block is the term with the first paragraph of the description.
        """
        self._is_item = True
        return self._definition(lines, self._lead_of_list())

    def _definition(self, lines: Sequence[Line], lead: str) -> Iterator[Block]:
        builder = self.builder
        term, body = lines[0], lines[1:]
        builder.outline.enter("item")
        end = self.first_paragraph(body)
        yield from builder.definition(term.range, [line.range for line in body[:end]], lead)
        item = OpenItem(lead, nested=bool(self._items))
        item.words = builder.words(term.range)
        yield from self._rest_of_item(item, lines[: end + 1], body[end:])

    def titled_box(self, title: Sequence[Range], content: Sequence[Line]) -> Iterator[Block]:
        """Yield the title of a box as a heading, and the blocks of the box under it."""
        self.builder.outline.enter("box")
        yield from self.builder.heading(title, BOX_LEVEL)
        yield from self.read(content)
        self.builder.outline.leave("box")

    def options(self, lines: Sequence[Line], at: int) -> EndAndBlocks | None:
        """Read the options of a program that `lines[at]` starts with, as a term with its description.

        The description is on the same line, on the indented lines below, or both. Return None if there are no
        options or no description.
        """
        line = lines[at]
        length = length_of_options(self.text_of(line))
        if not length:
            return None
        rest = self.text_of(line)[length:]
        column = line.indent + length + len(rest) - len(rest.lstrip())  # in which the description starts
        if at + 1 < len(lines) and lines[at + 1].indent > line.indent:
            column = lines[at + 1].indent
        elif not rest:
            return None
        end = end_of_indented(lines, at + 1, column)
        head = Line(line.start, line.start + length, line.indent)
        same_line = Line(line.end - len(rest.lstrip()), line.end, column)
        return end, self.definition([head, *([same_line] if rest else []), *lines[at + 1 : end]])

    def paragraph_ended(self, lines: Sequence[Line]) -> None:
        """Note what the first paragraph of an item, `lines`, says about the lines after it."""

    def starts_block(self, lines: Sequence[Line], at: int) -> bool:
        """Whether `lines[at]` starts a block that is not a paragraph."""
        return False

    def first_paragraph(self, lines: Sequence[Line]) -> int:
        """Return how many lines form a paragraph at the start of `lines`; 0 if another block is there."""
        return self.end_of_paragraph(lines, 0) if lines and not self.starts_block(lines, 0) else 0

    def text_of(self, line: Line) -> str:
        """Return the text of a line."""
        return self.builder.source[line.start : line.end]


def mask(text: str) -> str:
    """Return `text` with each character masked, except line ends."""
    return _NO_LINE_END.sub(MASK, text)


def lines_of(source: str) -> list[Line]:
    """Return the lines of a text whose line ends are "\\n"."""
    lines, start = [], 0
    for line in source.split("\n"):
        stripped = line.strip()
        indent = len(line) - len(line.lstrip()) if stripped else 0
        lines.append(Line(start + indent, start + indent + len(stripped), indent))
        start += len(line) + 1
    return lines


def end_of_indented(lines: Sequence[Line], at: int, indent: int) -> int:
    """Return the index of the line after the lines, from `at` on, that are indented by `indent` or more.

    Blank lines between them belong to them; blank lines after the last do not.
    """
    end = last = at
    while end < len(lines):
        if not lines[end].is_blank and lines[end].indent < indent:
            break
        end += 1
        last = last if lines[end - 1].is_blank else end
    return last
