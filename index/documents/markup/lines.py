"""The lines of a text in a format of lines, and what readers of such formats share."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from index.documents.blocks.block_builder import BlockBuilder, Inline, moved, with_mark
from index.documents.blocks.list_leads import OpenItem
from index.documents.blocks.pieces import pieces
from index.documents.markdown.dialects import normalised
from index.documents.plain_text.option_lists import length_of_options
from index.types import Block

_LEVELS = 20  # of blocks in blocks


class Line(NamedTuple):
    """Characters `start` to `end` of a text: a line, without blanks at its ends.

    `indent` blanks come before.
    """

    start: int
    end: int
    indent: int

    @property
    def range(self) -> tuple[int, int]:
        """Its first and last offset."""
        return self.start, self.end

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands on it."""
        return self.start == self.end


class Closings:
    """Where each sign stands that closes what another begins, by its kind.

    Sought once for a text: where nothing closes what is begun again and again, nobody looks to the end of the
    text each time.
    """

    def __init__(self, found: Iterable[tuple[str, int]] = ()) -> None:
        """`found` are the kinds of signs and the offsets at which they begin, in order."""
        self._starts: dict[str, list[int]] = {}
        for kind, start in found:
            self._starts.setdefault(kind, []).append(start)

    def after(self, kind: str, start: int) -> int | None:
        """Where the first sign of a kind begins that stands after an offset."""
        starts = self._starts.get(kind, [])
        number = bisect_right(starts, start)
        return starts[number] if number < len(starts) else None


class LineReader:
    """Reads lines from first to last by rules, of which the first that takes a line wins."""

    def __init__(self, read_inline: Callable[[str], Inline]) -> None:
        self.builder = BlockBuilder(read_inline)
        self.level = 0
        self.indents: list[int] = []  #: of the lines that are read, the least, by their level
        self._leads: dict[int, str] = {}  # of the lists that go on, by their level
        self._items: list[OpenItem] = []
        self._is_item = False

    def blocks(self, text: str) -> Iterator[Block]:
        """Yield the blocks of a text in order; a long text is read in pieces."""
        for start, end in pieces(text, fences=False):
            self.builder.text = text[start:end]
            self.builder.source = self.prepared(normalised(self.builder.text))
            for block in self.read(lines_of(self.builder.source)):
                yield moved(block, start)

    def prepared(self, source: str) -> str:
        """The text with what is no prose masked."""
        return source

    def read(self, lines: Sequence[Line]) -> Iterator[Block]:
        """Yield the blocks of some lines."""
        at = 0
        self.level += 1
        self.indents.append(min((line.indent for line in lines if not line.is_blank), default=0))
        while at < len(lines):
            if lines[at].is_blank:
                at += 1
                continue
            self._is_item = False
            end, found = self.take(lines, at) if self.level < _LEVELS else self.paragraph(lines, at)
            if not self._is_item:
                self._leads.pop(self.level, None)
            yield from found
            at = max(end, at + 1)
        self._leads.pop(self.level, None)
        self.indents.pop()
        self.level -= 1

    def take(self, lines: Sequence[Line], at: int) -> tuple[int, Iterator[Block]]:
        """Where the block that begins at a line ends, and the blocks in it."""
        raise NotImplementedError

    def ends_paragraph(self, lines: Sequence[Line], at: int) -> bool:
        """Whether a line that is not blank begins something else than its paragraph."""
        return False

    def end_of_paragraph(self, lines: Sequence[Line], at: int) -> int:
        """The line after the last of the paragraph that begins at a line."""
        end = at + 1
        while end < len(lines) and not lines[end].is_blank and not self.ends_paragraph(lines, end):
            end += 1
        return end

    def paragraph(self, lines: Sequence[Line], at: int) -> tuple[int, Iterator[Block]]:
        """The paragraph that begins at a line."""
        end = self.end_of_paragraph(lines, at)
        return end, self.builder.paragraph([line.range for line in lines[at:end]])

    def item(self, lines: Sequence[Line], mark: int, *, is_read: bool = False) -> Iterator[Block]:
        """A list item: its first paragraph, and the blocks after it. It begins with `mark` characters."""
        self._is_item = True
        return self._item(lines, mark, is_read, self._lead_of_list())

    def starts_list(self) -> bool:
        """Whether no list goes on where lines are read."""
        return self.level not in self._leads

    def _lead_of_list(self) -> str:
        """What introduces the list that begins or goes on here."""
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
        found = builder.paragraph(own, "item", lead, answered=answered)
        for block in islice(found, 1):
            item.words, item.last_sentence = builder.subject, builder.lead
            item.lead = lead if block.kind == "item" else ""  # a question is in the trail of what answers
            yield with_mark(block, first.start, is_read=is_read)
        yield from found
        yield from self._rest_of_item(item, content[:end], content[end:])

    def _rest_of_item(self, item: OpenItem, own: Sequence[Line], rest: Sequence[Line]) -> Iterator[Block]:
        """The blocks of an item after the lines of its own first paragraph."""
        self.paragraph_ended(own)
        self._items.append(item)
        for block in self.read(rest):
            yield block._replace(lead=block.lead or item.inside) if block.kind == "paragraph" else block
        self._items.pop()
        self.builder.outline.leave("item")

    def definition(self, lines: Sequence[Line]) -> Iterator[Block]:
        """A term and, below it, what it is: its first paragraph with the term, and the blocks after that."""
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

    def options(self, lines: Sequence[Line], at: int) -> tuple[int, Iterator[Block]] | None:
        """The options of a program that a line begins with, and what they do, as a term and what it is.

        That stands behind them, below them, or both.
        """
        line = lines[at]
        length = length_of_options(self.text_of(line))
        if not length:
            return None
        rest = self.text_of(line)[length:]
        column = line.indent + length + len(rest) - len(rest.lstrip())  # of what stands beside them
        if at + 1 < len(lines) and lines[at + 1].indent > line.indent:
            column = lines[at + 1].indent
        elif not rest:
            return None
        end = end_of_indented(lines, at + 1, column)
        head = Line(line.start, line.start + length, line.indent)
        beside = Line(line.end - len(rest.lstrip()), line.end, column)
        return end, self.definition([head, *([beside] if rest else []), *lines[at + 1 : end]])

    def paragraph_ended(self, lines: Sequence[Line]) -> None:
        """Take note of what the first paragraph of an item says of what follows it."""

    def begins_block(self, lines: Sequence[Line], at: int) -> bool:
        """Whether a line begins something else than a paragraph."""
        return False

    def first_paragraph(self, lines: Sequence[Line]) -> int:
        """How many of some lines are the paragraph that they begin with, if they begin with one."""
        return self.end_of_paragraph(lines, 0) if lines and not self.begins_block(lines, 0) else 0

    def text_of(self, line: Line) -> str:
        """The characters of a line."""
        return self.builder.source[line.start : line.end]


def lines_of(source: str) -> list[Line]:
    """The lines of a text whose line ends are "\\n"."""
    lines, start = [], 0
    for line in source.split("\n"):
        stripped = line.strip()
        indent = len(line) - len(line.lstrip()) if stripped else 0
        lines.append(Line(start + indent, start + indent + len(stripped), indent))
        start += len(line) + 1
    return lines


def end_of_indented(lines: Sequence[Line], at: int, indent: int) -> int:
    """The first line from `at` on that is indented by less than `indent`, or the blank ones before it."""
    end = last = at
    while end < len(lines):
        if not lines[end].is_blank and lines[end].indent < indent:
            break
        end += 1
        last = last if lines[end - 1].is_blank else end
    return last
