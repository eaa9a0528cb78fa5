"""Plain text → blocks. The rules look at signs, not at words, and divide a text only at unambiguous signs.

- A heading is underlined, has Markdown's marks, or has the same signs before and after it ("=== Prices ===").
  Or it is a short line with a number or a date above its text, or starts a paragraph of law ("§ 3 Members").
  Or it is a line in bold type; in capitals or after an emoji, if the text has at least two such lines; or a
  line such as "Roles:", for the short lines below it. A line of signs above a heading is not read.
- A list item starts a block. So does an option or a command with its description, and a line that starts as
  the entry above it does: with a speaker's name, a date or time, a year, a label or the number of a rule.
- Code is between fences. The cells of a table are between pipes, or between tabs on each line of a paragraph,
  or below each other.
- Each message of a chat is a block. If the chat states times, marks of bold words and code are not read.
- Discord's marks of small and quoted lines ("-# ", ">>> ") are not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, islice
from typing import Literal

from index.documents.blocks.block_builder import BlockBuilder, InlineMarkup, with_mark
from index.documents.blocks.entries import begins_entry
from index.documents.blocks.list_leads import ListNesting
from index.documents.blocks.option_lists import length_of_options
from index.documents.blocks.outline import NUMBERED_LEVEL, heading_level
from index.documents.blocks.questions import starts_answer, starts_question
from index.documents.blocks.text_lines import is_restructured_text, is_underline
from index.documents.blocks.unmarked_headings import LABEL_LEVEL
from index.documents.markup.tables import PipedTable, tabbed_rows
from index.documents.plain_text.aligned_columns import column_rows
from index.documents.plain_text.numbered_headings import (
    is_heading_of_law_or_day,
    is_numbered_heading,
    numbered_level,
)
from index.documents.plain_text.unmarked_headings import LINE, UnmarkedHeadings
from index.types import Block, Range, Replacement

_HEADING = re.compile(r"(?P<marks>#{1,6})[ \t]+\S")
_CLOSING_MARKS = re.compile(r"(?<=\S)[ \t]+#+\s*\Z")
_RULED_HEADING = re.compile(
    r"(?P<marks>={2,20}|-{3,20})[ \t]*(?P<words>[^\s=-](?:[^\r\n]{0,78}[^\s=-])?)[ \t]*(?P=marks)\s*\Z"
)
_RULE_ABOVE = re.compile(r"([-=~*#_])\1{3,}|([-*_])(?: \2){2,}")
_ITEM = re.compile(r"\s*(?P<mark>(?P<bullet>[-*+•‣])|[☐☑☒✓✔✗✘]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s+(?=\S)")
_INVISIBLE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\ufeff|^(?:-#|>>>)[ \t]+(?=\S)", re.MULTILINE)
_SIGNS = ("\x1b", "\ufeff", "-# ", ">>> ")
_FENCES = ("```", "~~~")
_ROW = re.compile(r"\|(?:[^|]*\|){2,}")
_RULE = re.compile(r"[|+](?=[^-]*-)[-+|:= ]*[|+]")

_LineKind = Literal[
    "blank", "fence", "code", "row", "rule", "heading", "underline", "first line", "continuation"
]


def blocks(text: str) -> Iterator[Block]:
    """Yield the blocks of a text, in order; none is kept in memory.

    A text is read as reStructuredText, as the source of a wiki page or as a manual page if it looks like one,
    whatever the suffix of its file.
    """
    if is_restructured_text(text):
        from index.documents.markup import rst  # few texts need it

        return rst.blocks(text)
    from index.documents.markup import manual_page, mediawiki  # not needed for answering

    if mediawiki.is_mediawiki(text):
        return mediawiki.blocks(text)
    if manual_page.is_manual_page(text):
        return manual_page.blocks(text)
    return _PlainTextReader(text).blocks()


def _read_inline(words: str) -> InlineMarkup:
    """Find what is not read in a text: codes of terminals, byte order marks, and Discord's marks of lines."""
    if not any(sign in words for sign in _SIGNS):
        return InlineMarkup()
    return InlineMarkup([Replacement(*found.span(), "") for found in _INVISIBLE.finditer(words)])


def _read_message(words: str) -> InlineMarkup:
    """Find what is not read in a message of a chat: as `_read_inline`, and the markup after its head."""
    from index.documents.markdown.parser import parse_message
    from index.documents.plain_text.chats import EDITED_MARK, message_head  # not needed for answering

    inline = _read_inline(words)
    inline.replacements += (Replacement(*found.span(), "") for found in EDITED_MARK.finditer(words))
    head = message_head(words, 0, len(words))
    first = head.end if head else 0
    for start, end, read in parse_message(words[first:]).replacements:
        inline.replacements.append(Replacement(first + start, first + end, read))
    return inline


class _PlainTextReader:
    """Reads the lines of a text in order, and makes their blocks."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._paragraph: list[Range] = []  # its first two lines and the last
        self._code: list[Range] = []  # its first and last line
        self._rule_above = ""  # the last rule of "~" above a heading
        self._fence = ""  # that opened the code; empty outside of code
        self._table: PipedTable | None = None
        self._list: ListNesting | None = None  # the open list
        self._in_numbered = False  # whether the section of a numbered heading is open
        self._marks: dict[str, int] = {}  # sign of an underline, or marks around a heading → level
        from index.documents.plain_text.chats import find_chat  # not needed for answering

        self._chat = find_chat(text)
        is_stamped = self._chat is not None and self._chat.stamped
        self._builder = BlockBuilder(_read_message if is_stamped else _read_inline, text, text)
        self._messages: dict[int, bool] = {}  # offset of a line → whether it starts a message
        self._in_attachments = False  # whether the last line belongs to a message's attachments
        self._under_label = False  # whether the first line of the paragraph is the heading of the others
        self._unmarked = UnmarkedHeadings(text)

    def blocks(self) -> Iterator[Block]:
        """Yield the blocks in order."""
        start, end = (self._chat.start, self._chat.end) if self._chat else (0, len(self._text))
        for match in LINE.finditer(self._text, start, end):
            line = match.span()
            kind = self._line_kind(*line)
            if self._is_outside_messages(line, kind):
                kind = "blank"
            elif kind == "blank" and self._is_head_alone():
                continue
            if kind == "code":
                self._code[1:] = [line]
            elif kind == "continuation":
                self._paragraph[2:] = [line]
            else:
                yield from self._line(line, kind)
        yield from self._end()

    def _line(self, line: Range, kind: _LineKind) -> Iterator[Block]:
        """Read a line that continues neither code nor a paragraph; yield the blocks that it completes."""
        if kind == "row" or kind == "rule":
            yield from self._row(line, kind)
            return
        if kind == "underline":
            heading = self._paragraph.pop()
            yield from self._builder.heading([heading], self._level(self._text[slice(*line)].strip()[0]))
            return
        yield from self._end()
        if kind == "fence":
            self._fence = "" if self._fence else self._text[slice(*line)].strip()[:3]
        elif kind == "blank" and self._under_label:
            self._end_section(LABEL_LEVEL)
            self._under_label = False
        elif kind == "first line":
            self._paragraph = [line]
        elif kind == "heading":
            yield from self._heading(line)

    def _end(self) -> Iterator[Block]:
        """Yield the blocks of the table, code or paragraph that ends here."""
        if self._table:
            yield from self._table.end()
        elif self._code:
            yield from self._builder.code([(self._code[0][0], self._code[-1][1])])
        elif self._paragraph:
            yield from self._end_of_paragraph(self._paragraph[0][0], self._paragraph[-1][1])
        self._code, self._paragraph, self._table = [], [], None

    def _end_of_paragraph(self, start: int, end: int) -> Iterator[Block]:
        """Return the blocks of the paragraph, by the first rule that applies to it."""
        for rule in (self._message, self._numbered_heading, self._listed_options, self._item):
            if found := rule(start, end):
                return found
        self._list = None
        if len(self._paragraph) > 1:
            for rows_of_table in (tabbed_rows, column_rows):
                if rows := rows_of_table(self._builder, start, end):
                    return rows
        return self._builder.paragraph([(start, end)])

    def _message(self, start: int, end: int) -> Iterator[Block] | None:
        if not self._chat or not self._begins_message(start):
            return None
        self._list = None
        if self._chat.is_notice(self._text, start, end):
            return iter(())
        return self._builder.paragraph([(start, end)], "message")

    def _numbered_heading(self, start: int, end: int) -> Iterator[Block] | None:
        line, below = self._first_lines()
        is_numbered = is_numbered_heading(line, below, in_numbered=self._in_numbered)
        if not is_numbered and not is_heading_of_law_or_day(line, below):
            return None
        self._list, self._in_numbered = None, is_numbered
        heading = self._builder.heading([self._paragraph[0]], numbered_level(line))
        rest = [(first, end) for first, _ in self._paragraph[1:2]]
        return chain(heading, self._builder.paragraph(rest)) if rest else heading

    def _listed_options(self, start: int, end: int) -> Iterator[Block] | None:
        options = self._options()
        return self._option(*options) if options else None

    def _option(self, options: Range, description: list[Range]) -> Iterator[Block]:
        lead = self._list.lead(0) if self._list else self._builder.introduction
        self._list = self._list or ListNesting(lead)
        yield from self._builder.definition(options, description, lead)
        self._list.add(0, self._builder.lead)

    def _item(self, start: int, end: int) -> Iterator[Block] | None:
        item = _ITEM.match(self._text, start, end)
        return self._list_item(item, end) if item else None

    def _list_item(self, item: re.Match[str], end: int) -> Iterator[Block]:
        if self._list is None:
            self._end_numbered(item["mark"])
            self._list = ListNesting(self._builder.introduction)
        depth = len(self._text[item.start() : item.start("mark")].expandtabs())
        found = self._builder.paragraph([(item.end(), end)], "item", self._list.lead(depth))
        for first in islice(found, 1):
            yield with_mark(first, item.start("mark"), is_read=not item["bullet"])
        yield from found
        self._list.add(depth, self._builder.subject)

    def _begins_message(self, start: int) -> bool:
        """Whether a message of a chat starts with the line at offset `start`."""
        if self._chat is None:
            return False
        if start not in self._messages:
            if len(self._messages) > 1:  # enough: a line and the first of its paragraph
                del self._messages[min(self._messages)]
            self._messages[start] = self._chat.begins_message(self._text, start)
        return self._messages[start]

    def _is_head_alone(self) -> bool:
        """Whether the paragraph is only the head of a message."""
        if not self._chat or not self._paragraph or not self._begins_message(self._paragraph[0][0]):
            return False
        return not self._chat.has_text(self._text, self._paragraph[0][0], self._paragraph[-1][1])

    def _is_outside_messages(self, line: Range, kind: _LineKind) -> bool:
        """Whether a line of a chat belongs to no message, such as the name of an attachment."""
        if not self._chat or kind in ("fence", "code"):
            return False
        words = self._text[slice(*line)].strip()
        self._in_attachments = bool(words) and (self._in_attachments or self._chat.begins_attachments(words))
        return self._in_attachments or (
            bool(words) and self._chat.is_outside_messages(words, is_text=self._is_head_alone)
        )

    def _row(self, line: Range, kind: Literal["row", "rule"]) -> Iterator[Block]:
        """Read a row of a table, or a rule between two rows; yield the blocks that it completes."""
        if self._table is None:
            yield from self._end()
            self._list, self._table = None, PipedTable(self._builder)
        if kind == "row":
            yield from self._table.row(line)
        else:
            self._table.rule()

    def _heading(self, line: Range) -> Iterator[Block]:
        self._list, self._in_numbered, self._under_label = None, False, False
        if ruled := _RULED_HEADING.match(self._text, *line):
            return self._builder.heading([ruled.span("words")], self._level(ruled["marks"]))
        if found := _HEADING.match(self._text, *line):
            level = len(found["marks"])
            closing = _CLOSING_MARKS.search(self._text, *line)
            return self._builder.heading([(line[0] + level, closing.start() if closing else line[1])], level)
        unmarked = self._unmarked_heading(line)
        assert unmarked
        words, level = unmarked
        self._under_label = level == LABEL_LEVEL
        return self._builder.heading([words], level)

    def _unmarked_heading(self, line: Range) -> tuple[Range, int] | None:
        """Return the range of the words and the level of a line that is a heading without marks, or None."""
        above = self._text[slice(*self._paragraph[-1])] if self._paragraph else ""
        return None if self._chat else self._unmarked.find(line, above)

    def _end_numbered(self, mark: str) -> None:
        """End the section of a numbered heading before a list whose first number is not 1.

        Such an item continues the numbers of the headings.
        """
        if self._in_numbered and mark[0].isdigit() and mark[:-1] != "1":
            self._end_section(NUMBERED_LEVEL)

    def _end_section(self, level: int) -> None:
        """End the section of a heading of this level."""
        self._builder.outline.end_section(level)
        self._builder.end_lead()

    def _options(self) -> tuple[Range, list[Range]] | None:
        """Return the options at the start of the paragraph and the description after or below them, or None.

        Inside a list of options, the description may be missing: "/pay <player> <amount>".
        """
        start, end = self._paragraph[0]
        line = self._text[start:end]
        first = start + len(line) - len(line.lstrip())
        after = first + length_of_options(line.strip())
        is_described = len(self._paragraph) > 1 or self._text[after:end].strip()
        if after == first or not (is_described or self._list is not None):
            return None
        return (first, after), [(after, self._paragraph[-1][1])]

    def _starts_with_described_option(self) -> bool:
        """Whether the first line of the paragraph is an option or a command with its description."""
        line = self._text[slice(*self._paragraph[0])].strip()
        return 0 < length_of_options(line) < len(line)

    def _first_lines(self) -> tuple[str, str]:
        """Return the first two lines of the paragraph; the second is empty if it has only one."""
        lines = [self._text[slice(*edges)].rstrip() for edges in self._paragraph[:2]]
        return lines[0], lines[1] if len(lines) > 1 else ""

    def _level(self, mark: str) -> int:
        """Return the level of a heading with this mark, which ends lists and numbered sections."""
        self._list, self._in_numbered = None, False
        return heading_level(self._marks, mark)

    def _line_kind(self, start: int, end: int) -> _LineKind:
        """Return the kind of a line, given the unfinished paragraph or code before it."""
        line = self._text[start:end].strip()
        if self._fence:
            return "fence" if line.startswith(self._fence) else "code"
        if not line:
            return "blank"
        if line.startswith(_FENCES) and not self._is_around_heading(line, end):
            return "fence"
        if line[0] in "|+" and (table_kind := self._table_kind(line)):
            return table_kind
        if not self._is_among_messages(start) and (kind := self._heading_kind(line, (start, end))):
            return kind
        return "first line" if self._starts_block(start, end) else "continuation"

    def _is_around_heading(self, line: str, end: int) -> bool:
        """Whether a line that ends at `end` is a rule of "~" above a heading that has the same rule below it,
        or is the rule below."""
        if line.strip("~"):
            return False
        if len(self._paragraph) == 1 and line == self._rule_above:
            return True
        heading = LINE.match(self._text, end)
        below = LINE.match(self._text, heading.end()) if heading and heading[0].strip() else None
        self._rule_above = line if below and below[0].strip() == line else ""
        return self._rule_above != ""

    def _is_among_messages(self, start: int) -> bool:
        """Whether a line is at or after the first message of a chat with times."""
        return self._chat is not None and self._chat.stamped and start >= self._chat.first

    def _heading_kind(self, words: str, line: Range) -> Literal["heading", "underline", "blank"] | None:
        """Return the kind of a line that is a heading or belongs to one; None for other lines."""
        if _HEADING.match(self._text, *line) or _RULED_HEADING.match(self._text, *line):
            return "heading"
        if not self._paragraph and _RULE_ABOVE.fullmatch(words):
            return "blank"
        if len(self._paragraph) == 1 and is_underline(words, self._text[slice(*self._paragraph[0])]):
            return "underline"
        return "heading" if self._unmarked_heading(line) else None

    def _table_kind(self, line: str) -> Literal["row", "rule"] | None:
        """Return the kind of a line of a table; None for other lines."""
        if _RULE.fullmatch(line):
            return "rule"
        return "row" if _ROW.fullmatch(line) else None

    def _starts_block(self, start: int, end: int) -> bool:
        """Whether a line does not continue the paragraph: an item, a message, an option or an entry."""
        if not self._paragraph or self._begins_message(start) or _ITEM.match(self._text, start, end):
            return True
        line = self._text[start:end].rstrip()
        length = length_of_options(line.lstrip())
        if length and (line[0].isspace() or length < len(line) or self._starts_with_described_option()):
            return True
        if starts_answer(self._text, start, end) and starts_question(self._text, *self._paragraph[0]):
            return True
        return begins_entry(self._text, (start, end), self._paragraph[0], self._paragraph[-1])
