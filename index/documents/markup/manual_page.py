"""Manual pages as `man` prints them → blocks: sections, options and other terms, examples.

A heading is a line of capitals at the left edge. The content of its section is indented below it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from index.documents.blocks.block_builder import InlineMarkup
from index.documents.blocks.line_ends import normalise_line_ends
from index.documents.blocks.option_lists import length_of_options
from index.documents.blocks.questions import ends_with_colon
from index.documents.markup.lines import EndAndBlocks, Line, LineReader, end_of_indented, lines_of
from index.types import Block, Replacement

_CHARACTERS_SEARCHED = 1 << 16
_FEWEST_HEADINGS = 2
_LONGEST_HEADING = 60
_PAGE = re.compile(r"[\w.:+-]{1,60}\(\d\w{0,3}\)")  # "LS(1)", at the end of a page's header and footer
_MAYBE_HEADING = re.compile(rf"^(\w[^\n]{{0,{_LONGEST_HEADING - 1}}})\n(?=[ \t])", re.MULTILINE)
_BULLET = re.compile(r"[-*+•·●o][ \t]+(?=\S)")
_NUMBER = re.compile(r"\(?\d{1,3}[.)][ \t]+(?=\S)")
_TIGHT_TERM = re.compile(r"\S{1,30} {1,2}(?=[^\W_a-z])")  # a term that fills the space before its description
_SHORT_TERM = re.compile(r"\S(?:\S| (?=\S)){0,30}[ \t]{3,}(?=\S)")
_LONGEST_TERM = 80
_TERMINAL_STYLE = re.compile(r".\x08|\x1b\[[0-9;]*m")  # how a terminal shows bold type and underlined words
_SYNOPSIS = "SYNOPSIS"  # the heading of the section that shows how a program is called


def is_manual_page(text: str) -> bool:
    """Whether a plain text is a manual page.

    It has at least `_FEWEST_HEADINGS` headings in capitals, and they are at least half of the lines at the
    left edge. Only the first `_CHARACTERS_SEARCHED` characters are searched.
    """
    searched = normalise_line_ends(text[:_CHARACTERS_SEARCHED])
    if sum(found[1].isupper() for found in _MAYBE_HEADING.finditer(searched)) < _FEWEST_HEADINGS:
        return False  # for most texts, before their lines are split
    lines = lines_of(searched)
    edge = [at for at, line in enumerate(lines) if not line.is_blank and not line.indent]
    headings = sum(_is_heading(text, lines, at) for at in edge)
    return headings >= _FEWEST_HEADINGS and 2 * headings >= len(edge)


def blocks(text: str) -> Iterator[Block]:
    """Yield the blocks of a manual page in order."""
    return _Reader(text).blocks(text)


def _is_heading(text: str, lines: Sequence[Line], at: int) -> bool:
    """Whether `lines[at]` is a heading: short, in capitals, after a blank line and before an indented one."""
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
    """Return the name of the page, such as "LS(1)", if `line` is its header or footer, else ""."""
    first, *_, last = [*line.split(), ""][:1] + line.split()[-1:]
    is_margin = "   " in line or first == last == line
    return last if is_margin and _PAGE.fullmatch(last) else ""


def _usual_indentation(text: str) -> int:
    """Return the most frequent indentation of the lines right below a heading, or 0 without headings."""
    lines = lines_of(normalise_line_ends(text[:_CHARACTERS_SEARCHED]))
    below = [lines[at + 1].indent for at in range(len(lines) - 1) if _is_heading(text, lines, at)]
    return Counter(below).most_common(1)[0][0] if below else 0


def _read_inline(words: str) -> InlineMarkup:
    return InlineMarkup([Replacement(*found.span(), "") for found in _TERMINAL_STYLE.finditer(words)])


class _Reader(LineReader):
    """Reads the lines of a manual page."""

    def __init__(self, text: str) -> None:
        super().__init__(_read_inline)
        self._margin = _usual_indentation(text)
        self._has_title = False  # whether the name of the page was read
        self._columns = (0, 0)  # in which the last term of the section and its description start
        self._in_synopsis = False  # whether the current line is in the synopsis, which is read as code

    def block_at(self, lines: Sequence[Line], at: int) -> EndAndBlocks:
        line = lines[at]
        if end_and_blocks := self._heading_or_name(lines, at):
            return end_and_blocks
        if self._in_synopsis:
            return self._code(lines, at, 1)
        if 0 < line.indent < self._margin and _next_indent(lines, at) >= self._margin:
            return at + 1, self._heading(line, 3)
        for rule in (self.options, self._list_item, self._term):
            if end_and_blocks := rule(lines, at):
                return end_and_blocks
        if line.indent > self.indents[-1] and ends_with_colon(self.builder.lead):
            return self._code(lines, at, line.indent)
        return self.paragraph(lines, at)

    def _heading_or_name(self, lines: Sequence[Line], at: int) -> EndAndBlocks | None:
        """Read the heading of a section, or the line with the name of the page; else return None."""
        line = lines[at]
        text = self.text_of(line)
        if not line.indent and (name := page_name(text)):
            return at + 1, self._title(line, name)
        if _is_heading(self.builder.source, lines, at):
            self._columns = (0, 0)
            return at + 1, self._heading(line, 2, is_synopsis=text == _SYNOPSIS)
        return None

    def _code(self, lines: Sequence[Line], at: int, indent: int) -> EndAndBlocks:
        """Read the lines that are indented by at least `indent`, as code."""
        end = end_of_indented(lines, at, indent)
        return max(end, at + 1), self.builder.code([line.range for line in lines[at:end]])

    def ends_paragraph(self, lines: Sequence[Line], at: int) -> bool:
        return lines[at].indent != lines[at - 1].indent

    def starts_block(self, lines: Sequence[Line], at: int) -> bool:
        text = self.text_of(lines[at])
        return bool(_BULLET.match(text) or _NUMBER.match(text) or length_of_options(text))

    def _heading(self, line: Line, level: int, *, is_synopsis: bool = False) -> Iterator[Block]:
        self._in_synopsis = is_synopsis
        return self.builder.heading([line.range], level)

    def _title(self, line: Line, name: str) -> Iterator[Block]:
        """Yield the name of the page as its title, once: it occurs again in each header and footer."""
        if not self._has_title:
            self._has_title = True
            yield from self.builder.heading([(line.start, line.start + len(name))], 1)

    def _list_item(self, lines: Sequence[Line], at: int) -> EndAndBlocks | None:
        text = self.text_of(lines[at])
        mark = _BULLET.match(text) or _NUMBER.match(text)
        if not mark:
            return None
        end = end_of_indented(lines, at + 1, lines[at].indent + 1)
        return end, self.item(lines[at:end], mark.end(), is_read=mark.re is _NUMBER)

    def _term(self, lines: Sequence[Line], at: int) -> EndAndBlocks | None:
        """Read a term with its description, next to it or below it; the term may be lines of options."""
        line, last = lines[at], at
        text = self.text_of(line)
        if short := _SHORT_TERM.match(text) or _TIGHT_TERM.match(text):
            column = line.indent + short.end()
            is_sure = short.re is _SHORT_TERM or self._columns == (line.indent, column)
            if is_sure and _next_indent(lines, at) in (-1, column):
                self._columns = line.indent, column
                end = end_of_indented(lines, at + 1, column)
                head = Line(line.start, line.start + len(short[0].rstrip()), line.indent)
                description = Line(line.start + short.end(), line.end, column)
                return end, self.definition([head, description, *lines[at + 1 : end]])
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
    """Return the indentation of the line after `lines[at]`, or -1 if that is blank or missing."""
    below = lines[at + 1] if at + 1 < len(lines) else None
    return -1 if below is None or below.is_blank else below.indent
