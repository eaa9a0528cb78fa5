"""reStructuredText → blocks: sections, lists, definitions, tables, literal text, content of directives."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import dropwhile, pairwise
from operator import attrgetter

from index.documents.blocks.block_builder import sorted_replacements
from index.documents.blocks.line_ends import normalise_line_ends
from index.documents.blocks.option_lists import length_of_options
from index.documents.blocks.outline import heading_level
from index.documents.blocks.whole_number import whole_number
from index.documents.markup.lines import EndAndBlocks, Line, LineReader, end_of_indented
from index.documents.markup.rst_directives import (
    CODE,
    DESCRIPTIONS,
    ONLY_CONTENT,
    UNTITLED,
    VERSIONS,
    is_skipped,
    own_name,
)
from index.documents.markup.rst_inline import rst_inline_reader
from index.documents.markup.tables import aligned_rows, comma_rows, grid_rows, list_rows
from index.types import Block, Replacement

_MARK = r"[!-/:-@\[-`{-~]"
_UNDERLINE = re.compile(rf"({_MARK})\1+$")
_BULLET = re.compile(r"[-*+•‣⁃](?:[ \t]+|$)")
_NUMBER = re.compile(r"\(?(?:\d{1,4}|[a-zA-Z]|#|[ivxlcdmIVXLCDM]{1,7})[.)](?:[ \t]+|$)")
_FIELD = re.compile(r":(?![: ])(?:[^:\n\\]|\\.|:(?![ \t\n]|$)){1,100}:(?:[ \t]+|$)")
_EXPLICIT = re.compile(r"\.\.(?:[ \t]+|$)")
_DIRECTIVE = re.compile(r"\.\.[ \t]+(?:\|[^|\n]{1,200}\|[ \t]+)?(?P<name>[\w:.+-]*\w)::(?:[ \t]+|$)")
_NOTE = re.compile(r"\.\.[ \t]+\[[^\]\n]{1,100}\](?:[ \t]+|$)")
_SIMPLE_BORDER = re.compile(r"=+(?:[ \t]+=+)+$")
_GRID_BORDER = re.compile(r"\+[-=+]*\+$")
_STYLE_CLASS = re.compile(r"[a-z0-9][a-z0-9 -]*")  # a class of a web page's style, not of a program
_HEADER = re.compile(r":(header|header-rows):[ \t]*")  # the options of a csv-table that name its columns
_NO_INDENT = -1

# The starts of blocks that are not paragraphs.
_BLOCK_STARTS = (_BULLET, _NUMBER, _FIELD, _EXPLICIT, _SIMPLE_BORDER, _GRID_BORDER)


def blocks(text: str) -> Iterator[Block]:
    """Yield the blocks of a reStructuredText in order."""
    return _Reader(text).blocks(text)


class _Reader(LineReader):
    """Reads the lines of reStructuredText."""

    def __init__(self, text: str) -> None:
        super().__init__(rst_inline_reader(normalise_line_ends(text)))
        self._marks: dict[str, int] = {}  # the levels of headings by the characters that underline them
        self._numbers: dict[int, int] = {}  # the number of the last item of each open list, by its level
        self._literal = _NO_INDENT  # the indentation of a paragraph that announced literal text with "::"
        self._has_blocks = False  # whether the document had a block before the current one

    def blocks(self, text: str) -> Iterator[Block]:
        for block in super().blocks(text):
            self._has_blocks = True
            yield block

    def block_at(self, lines: Sequence[Line], at: int) -> EndAndBlocks:
        line = lines[at]
        text = self.text_of(line)
        above, self._literal = self._literal, _NO_INDENT
        if line.indent > above > _NO_INDENT:
            end = end_of_indented(lines, at, above + 1)
            return end, self.builder.code([line.range for line in lines[at:end]])
        if line.indent > self.indents[-1]:
            end = end_of_indented(lines, at, self.indents[-1] + 1)
            return end, self.read(lines[at:end])  # a quotation
        for rule in (self._section, self._table, self._explicit, self._list_item, self._options):
            if end_and_blocks := rule(lines, at, text):
                return end_and_blocks
        return self._text(lines, at, text)

    def ends_paragraph(self, lines: Sequence[Line], at: int) -> bool:
        return lines[at].indent < lines[at - 1].indent

    def paragraph_ended(self, lines: Sequence[Line]) -> None:
        self._literal = lines[-1].indent if self.text_of(lines[-1]).endswith("::") else _NO_INDENT

    def _section(self, lines: Sequence[Line], at: int, text: str) -> EndAndBlocks | None:
        """Read the title of a section, which is underlined, or has a line above and below it."""
        following = [self.text_of(line) for line in lines[at + 1 : at + 3]]
        if _UNDERLINE.match(text):
            if following[1:] == [text] and following[0] and not _UNDERLINE.match(following[0]):
                return at + 3, self._title(lines[at + 1], text[0] * 2)
            return (at + 1, iter(())) if len(text) >= 4 and not any(following[:1]) else None
        if following and _underlines(following[0], text):
            return at + 2, self._title(lines[at], following[0][0])
        return None

    def _title(self, line: Line, mark: str) -> Iterator[Block]:
        return self.builder.heading([line.range], heading_level(self._marks, mark))

    def _table(self, lines: Sequence[Line], at: int, text: str) -> EndAndBlocks | None:
        if _GRID_BORDER.match(text):
            end = self.end_of_paragraph(lines, at)
            return end, grid_rows(self.builder, [line.range for line in lines[at:end]])
        if _SIMPLE_BORDER.match(text):
            end = self._end_of_aligned(lines, at)
            return end, aligned_rows(self.builder, [line.range for line in lines[at:end]])
        return None

    def _end_of_aligned(self, lines: Sequence[Line], at: int) -> int:
        """Return the index of the line after the border that ends a table.

        That is the third border, or an earlier one if a blank line or the end of `lines` is after it.
        """
        borders = 1
        for number in range(at + 1, len(lines)):
            if _SIMPLE_BORDER.match(self.text_of(lines[number])):
                borders += 1
                is_last = number + 1 == len(lines) or lines[number + 1].is_blank
                if borders == 3 or is_last:
                    return number + 1
        return len(lines)

    def _explicit(self, lines: Sequence[Line], at: int, text: str) -> EndAndBlocks | None:
        """Read explicit markup: a directive, a footnote, or a comment or target, which are not prose."""
        if text.startswith("__ "):  # the target of a link
            return at + 1, iter(())
        if not _EXPLICIT.match(text):
            return None
        end = end_of_indented(lines, at + 1, lines[at].indent + 1)
        body = lines[at + 1 : end]
        if note := _NOTE.match(text):
            start = lines[at].start + note.end()
            return end, self.read(
                [Line(start, lines[at].end, 0), *(line._replace(indent=0) for line in body)]
            )
        directive = _DIRECTIVE.match(text)
        return end, self._directive(lines[at], directive, body) if directive else iter(())

    def _directive(self, line: Line, found: re.Match[str], body: Sequence[Line]) -> Iterator[Block]:
        name = own_name(found["name"])
        argument = Line(line.start + found.end(), line.end, line.indent + 1)
        if is_skipped(name):
            return iter(())
        title, rest = self._title_lines(argument, body) if name in DESCRIPTIONS else ([argument], body)
        content = list(dropwhile(lambda part: _FIELD.match(self.text_of(part)), rest))
        options = rest[: len(rest) - len(content)]
        if name in CODE:
            return self.builder.code([part.range for part in content])
        if name in ("list-table", "csv-table"):
            return self._rows(name, argument, options, content)
        if name in VERSIONS and not argument.is_blank:
            return self._version(line, argument, content, name)
        if name in UNTITLED or name in VERSIONS:
            return self._untitled(argument, content)
        if name in ONLY_CONTENT or self._is_no_title(name, argument, content):
            return self.read(content)
        return self.titled_box([part.range for part in title], content)

    def _rows(
        self, name: str, caption: Line, options: Sequence[Line], content: Sequence[Line]
    ) -> Iterator[Block]:
        """Yield the rows of a list-table or a csv-table."""
        if words := self.builder.words(caption.range):
            self.builder.introduce(words)
        if name == "list-table":
            yield from list_rows(self.builder, [(self.text_of(part), part.range) for part in content])
        else:
            yield from self._comma_rows(options, content)

    def _comma_rows(self, options: Sequence[Line], content: Sequence[Line]) -> Iterator[Block]:
        """Yield the rows of a csv-table, whose columns are named by an option or the first rows."""
        values = {
            found[1]: (line.start + found.end(), line.end)
            for line in options
            if (found := _HEADER.match(self.text_of(line)))
        }
        count = self.builder.source[slice(*values["header-rows"])] if "header-rows" in values else ""
        yield from comma_rows(
            self.builder,
            [line.range for line in content],
            names=values.get("header"),
            header=whole_number(count, 0),
        )

    def _is_no_title(self, name: str, argument: Line, content: Sequence[Line]) -> bool:
        """Whether the argument of a directive is no title: it has no letters, or names classes of a style."""
        text = self.text_of(argument)
        if name == "class" and _STYLE_CLASS.fullmatch(text):
            return not content or " " in text
        return not any(map(str.isalpha, text))

    def _title_lines(self, argument: Line, body: Sequence[Line]) -> tuple[list[Line], Sequence[Line]]:
        """Split the lines of a description into its title, the argument in all its forms, and the rest."""
        end = 0
        while end < len(body) and body[end].start < body[end].end:
            if _FIELD.match(self.text_of(body[end])) or argument.start == argument.end:
                break
            end += 1
        return [argument, *body[:end]], body[end:]

    def _version(self, line: Line, argument: Line, content: Sequence[Line], name: str) -> Iterator[Block]:
        """Yield the blocks of a change in a version, the first read as "Added in 0.7: The option.".

        Its first paragraph may start on the line of the version.
        """
        words = list(re.finditer(r"\S+", self.text_of(argument)))
        count = 2 if name == "deprecated-removed" else 1
        edges = [(argument.start + word.start(), argument.start + word.end()) for word in words[:count]]
        same_line = [argument._replace(start=argument.start + word.start()) for word in words[count:][:1]]
        body = list(dropwhile(attrgetter("is_blank"), [*same_line, *content]))
        own = self.first_paragraph(body)
        replaced = [Replacement(line.start, argument.start, VERSIONS[name])]
        replaced += [Replacement(first[1], last[0], ", removed in ") for first, last in pairwise(edges)]
        end = edges[-1][1]
        for block in self.builder.paragraph([*edges, *(part.range for part in body[:own])]):
            if block.start == argument.start:
                text = [Replacement(end, body[0].start, ": ")] if block.end > end else []
                replacements = sorted_replacements([*replaced, *text, *block.replacements])
                block = block._replace(start=line.start, replacements=replacements)
                if not text:
                    self.builder.introduce(self.builder.read(block))
            yield block
        yield from self.read(body[own:])

    def starts_block(self, lines: Sequence[Line], at: int) -> bool:
        text = self.text_of(lines[at])
        return any(start.match(text) for start in _BLOCK_STARTS) or length_of_options(text) > 0

    def _untitled(self, argument: Line, content: Sequence[Line]) -> Iterator[Block]:
        """Yield the blocks of a box without a title, whose first line may be the directive's argument."""
        own = 0
        while own < len(content) and not content[own].is_blank:
            own += 1
        if not argument.is_blank:
            yield from self.builder.paragraph([argument.range, *(line.range for line in content[:own])])
            content = content[own:]
        yield from self.read(content)

    def _list_item(self, lines: Sequence[Line], at: int, text: str) -> EndAndBlocks | None:
        line = lines[at]
        mark = _BULLET.match(text) or _NUMBER.match(text) or _FIELD.match(text)
        if not mark:
            return None
        if self.starts_list():
            self._numbers.pop(self.level, None)
        is_bullet = _BULLET.match(text) is not None
        end = end_of_indented(lines, at + 1, line.indent + (mark.end() if is_bullet else 1))
        is_field = text.startswith(":")
        if is_field and not self._has_blocks:
            return end, iter(())  # a field at the start is data about the document
        width = 1 if is_field else mark.end()  # the colon before the name of a field is not read
        items = self.item(lines[at:end], width, is_read=not (is_bullet or is_field))
        return end, self._numbered(items, line, mark[0]) if mark.re is _NUMBER else items

    def _numbered(self, item: Iterator[Block], line: Line, mark: str) -> Iterator[Block]:
        """Yield the blocks of a numbered item; its number is read instead of the mark "#"."""
        number = re.search(r"\d+", mark)
        self._numbers[self.level] = int(number[0]) if number else self._numbers.get(self.level, 0) + 1
        sign = line.start + mark.find("#")
        number_read = Replacement(sign, sign + 1, str(self._numbers[self.level]))
        for block in item:
            own = "#" in mark and block.kind == "item" and block.start == line.start
            yield block._replace(replacements=(number_read, *block.replacements)) if own else block

    def _options(self, lines: Sequence[Line], at: int, text: str) -> EndAndBlocks | None:
        return self.options(lines, at)

    def _text(self, lines: Sequence[Line], at: int, text: str) -> EndAndBlocks:
        """Read a definition, lines of verse after "| ", a doctest after ">>> ", or a paragraph."""
        indent = lines[at].indent
        if at + 1 < len(lines) and not lines[at + 1].is_blank and lines[at + 1].indent > indent:
            end = end_of_indented(lines, at + 1, indent + 1)
            return end, self.definition(lines[at:end])
        end = self.end_of_paragraph(lines, at)
        own = [line.range for line in lines[at:end]]
        self.paragraph_ended(lines[at:end])
        if text.startswith("| "):
            own = [(start + 2 * self.builder.source.startswith("| ", start), stop) for start, stop in own]
        if text.startswith(">>> "):
            return end, self.builder.code(own)
        return end, self.builder.paragraph(own)


def _underlines(mark: str, title: str) -> bool:
    """Whether the line `mark` underlines `title`.

    It repeats one sign, at least four times or as often as the title has characters, and is at most three
    characters shorter than the title.
    """
    return bool(_UNDERLINE.match(mark)) and len(mark) >= min(4, len(title)) and len(mark) + 3 >= len(title)
