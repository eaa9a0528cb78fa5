"""Plain text → blocks. The rules look at signs, not at words, and divide only where signs are sure.

A heading is underlined, has Markdown's marks or the same signs before and behind it ("=== Prices ==="), or
is a short line with a number, above its text; so is that of a paragraph of law ("§ 3 Members"). So are lines
in bold type, and where there are two, lines in capitals or behind an emoji; "Roles:" is that of the short
lines below it. A line of signs above a heading is not read. A list item begins a block, and so does a line
with a speaker's name or a time before it, as the one above has, or an option or a command with what it does.
Code stands between fences, and the cells of a table between pipes, or between tabs on each line of a
paragraph. Of a chat each message is a block; where it tells the time, its bold words and code are read
without their marks. Discord's marks of small and quoted lines ("-# ", ">>> ") are not read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import islice
from typing import Literal

from index.documents.blocks.block_builder import BlockBuilder, Inline, with_mark
from index.documents.blocks.list_leads import Nesting
from index.documents.blocks.outline import NUMBERED_LEVEL, level_of
from index.documents.blocks.questions import starts_answer, starts_question
from index.documents.blocks.structure import is_restructured_text, is_underline
from index.documents.blocks.unmarked_headings import (
    CAPITALS_LEVEL,
    EMPHASIS_LEVEL,
    LABEL_LEVEL,
    emphasised_words,
    is_apart,
    is_in_capitals,
    is_label,
    words_with_emoji,
)
from index.documents.markup.tables import PipedTable, tabbed_rows
from index.documents.plain_text.entries import begins_entry, has_label, is_dated_heading
from index.documents.plain_text.option_lists import length_of_options
from index.types import Block, Range, Replacement

_LINE = re.compile(r"[^\r\n\u2028\u2029]*(?:\r\n|[\r\n\u2028\u2029])?")
_HEADING = re.compile(r"(?P<marks>#{1,6})[ \t]+\S")
_RULED_HEADING = re.compile(
    r"(?P<marks>={2,20}|-{3,20})[ \t]*(?P<words>[^\s=-](?:[^\r\n]{0,78}[^\s=-])?)[ \t]*(?P=marks)\s*\Z"
)
_RULE_ABOVE = re.compile(r"([-=~*#_])\1{3,}|([-*_])(?: \2){2,}")
_ITEM = re.compile(r"\s*(?P<mark>(?P<bullet>[-*+•‣])|[☐☑☒✓✔✗✘]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s+(?=\S)")
_NUMBERED = re.compile(r"(?:\d{1,3}[.)]|\d{1,3}(?P<parts>(?:\.\d{1,2}){1,3})\.?)[ \t]+(?=\S)")
_LAW = re.compile(r"§ ?\d{1,3}[a-z]?\.?[ \t]+(?=[^\W\d_])")
_INVISIBLE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\ufeff|^(?:-#|>>>)[ \t]+(?=\S)", re.MULTILINE)
_SIGNS = ("\x1b", "\ufeff", "-# ", ">>> ")
_LONGEST_HEADING = 80  # characters of one that has only a number or a date
_LONGEST_OF_LAW = 60  # characters of a paragraph's heading
_NARROWEST_PAGE = 40  # characters; a shorter line was not cut to the width of the page
_FENCES = ("```", "~~~")
_CHARACTERS_SEARCHED = 1 << 16  # for headings of the same form
_BLANK_LINES = 5  # at most, between a heading and what is below it
_ROW = re.compile(r"\|(?:[^|]*\|){2,}")
_RULE = re.compile(r"[|+](?=[^-]*-)[-+|:= ]*[|+]")

_LineKind = Literal[
    "blank", "fence", "code", "row", "rule", "heading", "underline", "beginning", "continuation"
]


def blocks(text: str) -> Iterator[Block]:
    """Yield the blocks of a text in order, none of which is held.

    A text with directives of reStructuredText is in that format, whatever its name, and so are a manual page
    and the source of a wiki's page.
    """
    if is_restructured_text(text):
        from index.documents.markup import rst  # which few texts need

        return rst.blocks(text)
    from index.documents.markup import manual_page, mediawiki  # which answering does not need

    if mediawiki.is_mediawiki(text):
        return mediawiki.blocks(text)
    if manual_page.is_manual_page(text):
        return manual_page.blocks(text)
    return _PlainText(text).blocks()


def _read_inline(words: str) -> Inline:
    """What terminals and editors leave in a text, such as signs for colours, and Discord's marks of lines."""
    if not any(sign in words for sign in _SIGNS):
        return Inline()
    return Inline([Replacement(*found.span(), "") for found in _INVISIBLE.finditer(words)])


def _read_message(words: str) -> Inline:
    """The same, and what is markup in a message of a chat, behind its head."""
    from index.documents.markdown.parser import parse_message
    from index.documents.plain_text.chats import message_head  # which answering does not need

    inline = _read_inline(words)
    head = message_head(words, 0, len(words))
    begin = head.end if head else 0
    for start, end, shown in parse_message(words[begin:]).replacements:
        inline.replacements.append(Replacement(begin + start, begin + end, shown))
    return inline


class _PlainText:
    """The way through the lines of a text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._paragraph: list[Range] = []  # the first two lines and the last
        self._code: list[Range] = []  # the first and the last
        self._fence = ""  # that opened the code
        self._table: PipedTable | None = None
        self._list: Nesting | None = None  # that goes on
        self._in_numbered = False  # whether a section with a numbered heading is open
        self._marks: dict[str, int] = {}
        from index.documents.plain_text.chats import find_chat  # which answering does not need

        self._chat = find_chat(text)
        is_stamped = self._chat is not None and self._chat.stamped
        self._builder = BlockBuilder(_read_message if is_stamped else _read_inline, text, text)
        self._messages: dict[int, bool] = {}  # whether the last lines asked about begin one
        self._in_attachments = False  # of a message
        self._under_label = False  # in a paragraph whose first line is the heading of the others
        self._are_several = cache(self._has_several)  # lines that may be headings of the same form

    def blocks(self) -> Iterator[Block]:
        """Yield the blocks in order."""
        start, end = (self._chat.start, self._chat.end) if self._chat else (0, len(self._text))
        for match in _LINE.finditer(self._text, start, end):
            line = match.span()
            kind = self._line_kind(*line)
            if self._is_left_out(line, kind):
                kind = "blank"
            elif kind == "blank" and self._is_head_alone():
                continue
            if kind == "code":
                self._code[1:] = [line]
            elif kind == "fence":
                yield from self._end()
                self._fence = "" if self._fence else self._text[slice(*line)].strip()[:3]
            elif kind in ("row", "rule"):
                yield from self._row(line, kind)
            elif kind == "underline":
                heading = self._paragraph.pop()
                yield from self._builder.heading([heading], self._level(self._text[slice(*line)].strip()[0]))
            elif kind == "continuation":
                self._paragraph[2:] = [line]
            else:
                yield from self._end()
                if kind == "blank" and self._under_label:
                    self._end_section(LABEL_LEVEL)
                    self._under_label = False
                if kind == "beginning":
                    self._paragraph = [line]
                elif kind == "heading":
                    yield from self._heading(line)
        yield from self._end()

    def _end(self) -> Iterator[Block]:
        """The block that no further line belongs to."""
        if self._table:
            yield from self._table.end()
        elif self._code:
            yield from self._builder.code([(self._code[0][0], self._code[-1][1])])
        elif self._paragraph:
            start, end = self._paragraph[0][0], self._paragraph[-1][1]
            if self._begins_message(start):
                if self._chat and not self._chat.is_notice(self._text, start, end):
                    yield from self._builder.paragraph([(start, end)], "message")
                self._list = None
            elif (is_numbered := self._is_numbered_heading()) or self._is_heading_of_law_or_day():
                self._list, self._in_numbered = None, is_numbered
                yield from self._builder.heading([self._paragraph[0]], self._numbered_level())
                if len(self._paragraph) > 1:
                    yield from self._builder.paragraph([(self._paragraph[1][0], end)])
            elif options := self._options():
                lead = self._list.lead(0) if self._list else self._builder.introduction
                self._list = self._list or Nesting(lead)
                yield from self._builder.definition(*options, lead)
                self._list.add(0, self._builder.lead)
            elif item := _ITEM.match(self._text, start, end):
                if self._list is None:
                    self._end_numbered(item["mark"])
                    self._list = Nesting(self._builder.introduction)
                depth = len(self._text[start : item.start("mark")].expandtabs())
                found = self._builder.paragraph([(item.end(), end)], "item", self._list.lead(depth))
                for first in islice(found, 1):
                    yield with_mark(first, item.start("mark"), is_read=not item["bullet"])
                yield from found
                self._list.add(depth, self._builder.subject)
            else:
                rows = tabbed_rows(self._builder, start, end) if len(self._paragraph) > 1 else None
                yield from self._builder.paragraph([(start, end)]) if rows is None else rows
                self._list = None
        self._code, self._paragraph, self._table = [], [], None

    def _begins_message(self, start: int) -> bool:
        """Whether the line that begins at `start` begins a message of a chat."""
        if self._chat is None:
            return False
        if start not in self._messages:
            if len(self._messages) > 1:  # a line is asked about again and again, and the one above it
                del self._messages[min(self._messages)]
            self._messages[start] = self._chat.begins_message(self._text, start)
        return self._messages[start]

    def _is_head_alone(self) -> bool:
        """Whether the paragraph has nothing but the head of a message."""
        if not self._chat or not self._paragraph or not self._begins_message(self._paragraph[0][0]):
            return False
        return not self._chat.has_text(self._text, self._paragraph[0][0], self._paragraph[-1][1])

    def _is_left_out(self, line: Range, kind: _LineKind) -> bool:
        """Whether a line is no part of a chat's messages, such as what was attached to one."""
        if not self._chat or kind in ("fence", "code"):
            return False
        words = self._text[slice(*line)].strip()
        self._in_attachments = bool(words) and (self._in_attachments or self._chat.begins_attachments(words))
        return self._in_attachments or (
            bool(words) and self._chat.leaves_out(words, is_text=self._is_head_alone)
        )

    def _row(self, line: Range, kind: Literal["row", "rule"]) -> Iterator[Block]:
        """A row of a table, or a line between two."""
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
            return self._builder.heading([(line[0] + level, line[1])], level)
        unmarked = self._unmarked_heading(line)
        assert unmarked
        words, level = unmarked
        self._under_label = level == LABEL_LEVEL
        return self._builder.heading([words], level)

    def _unmarked_heading(self, line: Range) -> tuple[Range, int] | None:
        """The words of a line that is a heading without marks, and its level; None: it is none."""
        text, start = self._text[slice(*line)].rstrip(), line[0]
        if self._chat or len(text) > _LONGEST_HEADING:
            return None
        below = self._lines_below(line[1])
        directly, first = below[0], next(filter(None, below), "")
        if not first or (directly and is_underline(directly, text)):
            return None
        above = self._text[slice(*self._paragraph[-1])] if self._paragraph else ""
        if (
            (words := emphasised_words(text))
            and not emphasised_words(first)
            and is_apart(text[slice(*words)], above, first)
        ):
            return (start + words[0], start + words[1]), EMPHASIS_LEVEL
        if self._paragraph:
            return None
        if (
            text.isupper()
            and not first.isupper()
            and is_in_capitals(text)
            and self._are_several(is_in_capitals)
        ):
            return line, CAPITALS_LEVEL
        if (
            (words := words_with_emoji(text))
            and not words_with_emoji(first)
            and self._are_several(words_with_emoji)
        ):
            return (start + words[0], start + words[1]), EMPHASIS_LEVEL
        return (line, LABEL_LEVEL) if is_label(text, below) else None

    def _lines_below(self, end: int) -> list[str]:
        """The lines below one that ends at `end`, without their edges, up to the second with words."""
        lines: list[str] = []
        for found in islice(_LINE.finditer(self._text, end), _BLANK_LINES + 2):
            lines.append(found[0].strip())
            if len(list(filter(None, lines))) == 2:
                break
        return lines or [""]

    def _has_several(self, may_be_heading: Callable[[str], object]) -> bool:
        """Whether several lines of the text may be headings of a form."""
        lines = self._text[:_CHARACTERS_SEARCHED].splitlines()
        return len(list(islice(filter(may_be_heading, lines), 2))) == 2

    def _numbered_level(self) -> int:
        """The level of the heading that the paragraph begins with: "1.2" is below "1."."""
        mark = _NUMBERED.match(self._text, *self._paragraph[0])
        return NUMBERED_LEVEL + ((mark["parts"] or "").count(".") if mark else 0)

    def _end_numbered(self, mark: str) -> None:
        """End the section of a numbered heading before an item that goes on with the numbers of headings."""
        if self._in_numbered and mark[0].isdigit() and mark[:-1] != "1":
            self._end_section(NUMBERED_LEVEL)

    def _end_section(self, level: int) -> None:
        """End the section of a heading of this level."""
        self._builder.outline.heading(level, "")
        self._builder.lead = ""

    def _options(self) -> tuple[Range, list[Range]] | None:
        """The options that the paragraph begins with, and what they do, beside them or below.

        Within a list of them some say it themselves: "/pay <player> <amount>".
        """
        start, end = self._paragraph[0]
        line = self._text[start:end]
        first = start + len(line) - len(line.lstrip())
        after = first + length_of_options(line.strip())
        is_told = len(self._paragraph) > 1 or self._text[after:end].strip() or self._list is not None
        return ((first, after), [(after, self._paragraph[-1][1])]) if after > first and is_told else None

    def _is_in_options(self) -> bool:
        """Whether the paragraph begins with an option, or a command, and what it does beside it."""
        line = self._text[slice(*self._paragraph[0])].strip()
        return 0 < length_of_options(line) < len(line)

    def _is_numbered_heading(self) -> bool:
        """Whether the first line of the paragraph is a numbered heading of the lines below it: "1. Money".

        It is no sentence, and was not cut to the width of the page: the next word had room in it. The first
        such heading has to stand above a capital.
        """
        line, below = self._first_lines()
        mark = _NUMBERED.match(line)
        return bool(
            mark
            and below
            and line[mark.end()].isupper()
            and line[-1].isalnum()
            and (below[0].isupper() or (self._in_numbered and below[0].isalnum()))
            and (_had_room(line, below) or has_label(below))
        )

    def _is_heading_of_law_or_day(self) -> bool:
        """Whether the first line of the paragraph is the heading of a paragraph of law, "§ 3 Members", or a
        dated one of the lines below it, which begin with a capital: "22.03.2026 - Spring clean"."""
        line, below = self._first_lines()
        if (mark := _LAW.match(line)) and line[mark.end()].isupper() and line[-1].isalnum():
            may_be_cut = len(line) > _NARROWEST_PAGE and bool(below) and not _had_room(line, below)
            return len(line) <= _LONGEST_OF_LAW and not below[:1].islower() and not may_be_cut
        return below[:1].isupper() and is_dated_heading(line) and _had_room(line, below)

    def _first_lines(self) -> tuple[str, str]:
        """The first two lines of the paragraph; the second is empty where it has but one."""
        lines = [self._text[slice(*edges)].rstrip() for edges in self._paragraph[:2]]
        return lines[0], lines[1] if len(lines) > 1 else ""

    def _level(self, mark: str) -> int:
        self._list, self._in_numbered = None, False
        return level_of(self._marks, mark)

    def _line_kind(self, start: int, end: int) -> _LineKind:
        """What a line is, after those of the paragraph or code that is not complete yet."""
        line = self._text[start:end].strip()
        if self._fence:
            return "fence" if line.startswith(self._fence) else "code"
        if not line:
            return "blank"
        if line.startswith(_FENCES):
            return "fence"
        if line[0] in "|+" and (kind := self._table_kind(line)):
            return kind
        if not (self._chat and self._chat.stamped and start >= self._chat.first):
            if _HEADING.match(self._text, start, end) or _RULED_HEADING.match(self._text, start, end):
                return "heading"
            if not self._paragraph and _RULE_ABOVE.fullmatch(line):
                return "blank"
            if len(self._paragraph) == 1 and is_underline(line, self._text[slice(*self._paragraph[0])]):
                return "underline"
            if self._unmarked_heading((start, end)):
                return "heading"
        return "beginning" if self._begins(start, end) else "continuation"

    def _table_kind(self, line: str) -> Literal["row", "rule"] | None:
        """What a line of a table is; of another line nothing."""
        if _RULE.fullmatch(line):
            return "rule"
        return "row" if _ROW.fullmatch(line) else None

    def _begins(self, start: int, end: int) -> bool:
        """Whether a line does not continue the one above: a list item, or an entry such as a log's."""
        if not self._paragraph or self._begins_message(start) or _ITEM.match(self._text, start, end):
            return True
        line = self._text[start:end].rstrip()
        length = length_of_options(line.lstrip())
        if length and (line[0].isspace() or length < len(line) or self._is_in_options()):
            return True
        if starts_answer(self._text, start, end) and starts_question(self._text, *self._paragraph[0]):
            return True
        return begins_entry(self._text, (start, end), self._paragraph[0], self._paragraph[-1])


def _had_room(line: str, below: str) -> bool:
    """Whether a line was not cut to the width of the page: the first word below had room in it."""
    word = below.partition(" ")[0]
    return len(line) <= _LONGEST_HEADING and len(line) + 1 + len(word) <= len(below)
