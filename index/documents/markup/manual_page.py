"""Manual pages as `man` prints them → blocks: sections, options and other terms, examples.

A heading is a line of capitals at the left edge, and all that is told of it is indented below.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from index.documents.blocks.block_builder import Inline
from index.documents.blocks.questions import ends_with_colon
from index.documents.markdown.dialects import normalised
from index.documents.markup.lines import Line, LineReader, end_of_indented, lines_of
from index.documents.plain_text.option_lists import length_of_options
from index.types import Block, Replacement

_CHARACTERS_SEARCHED = 1 << 16
_FEWEST_HEADINGS = 2
_LONGEST_HEADING = 60
_PAGE = re.compile(r"[\w.:+-]{1,60}\(\d\w{0,3}\)")  # "LS(1)", at the ends of what heads and ends a page
_MAYBE_HEADING = re.compile(rf"^(\w[^\n]{{0,{_LONGEST_HEADING - 1}}})\n(?=[ \t])", re.MULTILINE)
_BULLET = re.compile(r"[-*+•·●o][ \t]+(?=\S)")
_NUMBER = re.compile(r"\(?\d{1,3}[.)][ \t]+(?=\S)")
_TIGHT_TERM = re.compile(r"\S{1,30} {1,2}(?=[^\W_a-z])")  # as long as the room before its text
_SHORT_TERM = re.compile(r"\S(?:\S| (?=\S)){0,30}[ \t]{3,}(?=\S)")
_LONGEST_TERM = 80
_OVERSTRUCK = re.compile(r".\x08|\x1b\[[0-9;]*m")  # bold type and lines under words, of terminals
_AS_IT_STANDS = "SYNOPSIS"  # how a program is called


def is_manual_page(text: str) -> bool:
    """Whether a plain text is a manual page: whether little but headings in capitals is at its left edge."""
    searched = normalised(text[:_CHARACTERS_SEARCHED])
    if sum(found[1].isupper() for found in _MAYBE_HEADING.finditer(searched)) < _FEWEST_HEADINGS:
        return False  # most texts, whose lines need not be held
    lines = lines_of(searched)
    edge = [at for at, line in enumerate(lines) if not line.is_blank and not line.indent]
    headings = sum(_is_heading(text, lines, at) for at in edge)
    return headings >= _FEWEST_HEADINGS and 2 * headings >= len(edge)


def blocks(text: str) -> Iterator[Block]:
    """Yield the blocks of a manual page in order."""
    return _Reader(text).blocks(text)


def _is_heading(text: str, lines: Sequence[Line], at: int) -> bool:
    """Whether a line is a heading: short, in capitals, below a blank line and above an indented one."""
    line = lines[at]
    words = text[line.start : line.end]
    below = lines[at + 1] if at + 1 < len(lines) else line
    above = lines[at - 1] if at else line
    return (
        not line.indent
        and words.isupper()
        and words[0].isalnum()
        and len(words) <= _LONGEST_HEADING
        and "   " not in words
        and below.indent > 0
        and (at == 0 or above.is_blank)
    )


def page_name(line: str) -> str:
    """The name of the page, such as "LS(1)", where a line heads or ends it; else an empty string."""
    first, *_, last = [*line.split(), ""][:1] + line.split()[-1:]
    is_margin = "   " in line or first == last == line
    return last if is_margin and _PAGE.fullmatch(last) else ""


def _usual_indentation(text: str) -> int:
    """How far what stands right below a heading is indented, as a rule."""
    lines = lines_of(normalised(text[:_CHARACTERS_SEARCHED]))
    below = [lines[at + 1].indent for at in range(len(lines) - 1) if _is_heading(text, lines, at)]
    return Counter(below).most_common(1)[0][0] if below else 0


def _read_inline(words: str) -> Inline:
    return Inline([Replacement(*found.span(), "") for found in _OVERSTRUCK.finditer(words)])


class _Reader(LineReader):
    """Reads the lines of a manual page."""

    def __init__(self, text: str) -> None:
        super().__init__(_read_inline)
        self._margin = _usual_indentation(text)
        self._titled = False
        self._columns = (0, 0)  # in which the last term of the section and what tells of it begin
        self._as_it_stands = False  # whether what comes next is in the section of how a program is called

    def take(self, lines: Sequence[Line], at: int) -> tuple[int, Iterator[Block]]:
        line = lines[at]
        if found := self._headed(lines, at):
            return found
        if self._as_it_stands:
            return self._code(lines, at, 1)
        if 0 < line.indent < self._margin and _next_indent(lines, at) >= self._margin:
            return at + 1, self._heading(line, 3)
        for rule in (self.options, self._list_item, self._term):
            if found := rule(lines, at):
                return found
        if line.indent > self.indents[-1] and ends_with_colon(self.builder.lead):
            return self._code(lines, at, line.indent)
        return self.paragraph(lines, at)

    def _headed(self, lines: Sequence[Line], at: int) -> tuple[int, Iterator[Block]] | None:
        """The name of the page, or the heading of a section."""
        line = lines[at]
        text = self.text_of(line)
        if not line.indent and (name := page_name(text)):
            return at + 1, self._named(line, name)
        if _is_heading(self.builder.source, lines, at):
            self._columns = (0, 0)
            return at + 1, self._heading(line, 2, as_it_stands=text == _AS_IT_STANDS)
        return None

    def _code(self, lines: Sequence[Line], at: int, indent: int) -> tuple[int, Iterator[Block]]:
        """The lines that are indented by this at least, as they stand."""
        end = end_of_indented(lines, at, indent)
        return max(end, at + 1), self.builder.code([each.range for each in lines[at:end]])

    def ends_paragraph(self, lines: Sequence[Line], at: int) -> bool:
        return lines[at].indent != lines[at - 1].indent

    def begins_block(self, lines: Sequence[Line], at: int) -> bool:
        text = self.text_of(lines[at])
        return bool(_BULLET.match(text) or _NUMBER.match(text) or length_of_options(text))

    def _heading(self, line: Line, level: int, *, as_it_stands: bool = False) -> Iterator[Block]:
        self._as_it_stands = as_it_stands
        return self.builder.heading([line.range], level)

    def _named(self, line: Line, name: str) -> Iterator[Block]:
        """The name of the page, which stands at its head, and again at each end."""
        if not self._titled:
            self._titled = True
            yield from self.builder.heading([(line.start, line.start + len(name))], 1)

    def _list_item(self, lines: Sequence[Line], at: int) -> tuple[int, Iterator[Block]] | None:
        text = self.text_of(lines[at])
        mark = _BULLET.match(text) or _NUMBER.match(text)
        if not mark:
            return None
        end = end_of_indented(lines, at + 1, lines[at].indent + 1)
        return end, self.item(lines[at:end], mark.end(), is_read=mark.re is _NUMBER)

    def _term(self, lines: Sequence[Line], at: int) -> tuple[int, Iterator[Block]] | None:
        """A term, and what it is beside or below it; several options may stand above each other."""
        line, last = lines[at], at
        text = self.text_of(line)
        if short := _SHORT_TERM.match(text) or _TIGHT_TERM.match(text):
            column = line.indent + short.end()
            is_sure = short.re is _SHORT_TERM or self._columns == (line.indent, column)
            if is_sure and _next_indent(lines, at) in (-1, column):
                self._columns = line.indent, column
                end = end_of_indented(lines, at + 1, column)
                head = Line(line.start, line.start + len(short[0].rstrip()), line.indent)
                beside = Line(line.start + short.end(), line.end, column)
                return end, self.definition([head, beside, *lines[at + 1 : end]])
        while _is_all_options(self.text_of(lines[last])) and _next_indent(lines, last) == line.indent:
            last += 1
        below = _next_indent(lines, last)
        head = Line(line.start, lines[last].end, line.indent)
        is_term = head.end - head.start <= _LONGEST_TERM and not ends_with_colon(self.text_of(head))
        if not is_term or below <= line.indent:
            return None
        end = end_of_indented(lines, last + 1, below)
        self._columns = line.indent, below
        return end, self.definition([head, *lines[last + 1 : end]])


def _is_all_options(text: str) -> bool:
    return 0 < length_of_options(text) == len(text)


def _next_indent(lines: Sequence[Line], at: int) -> int:
    """How far the line below is indented, -1 where that is blank."""
    below = lines[at + 1] if at + 1 < len(lines) else None
    return -1 if below is None or below.is_blank else below.indent
