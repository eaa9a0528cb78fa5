"""AsciiDoc → blocks: sections, lists, description lists, tables, and the content of delimited blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.documents.blocks.whole_number import whole_number
from index.documents.markup.inline import Markup, inline_reader
from index.documents.markup.lines import EndAndBlocks, Line, LineReader
from index.documents.markup.tables import rows_of
from index.types import Block, Range

_SECTION = re.compile(r"(?P<marks>={1,6}|#{1,6})[ \t]+(?=\S)")
_ATTRIBUTE = re.compile(r":!?[\w-]+!?:(?:[ \t]|$)")
_MACRO = re.compile(
    r"(?:include|image|video|audio|toc|ifdef|ifndef|ifeval|endif|pagebreak)::[^\n\[]*\[[^\n]*\]$"
)
_STYLE = re.compile(r"\[[^\n]*\]$")
_NOT_PROSE = re.compile(r"//(?!/{2,}$)|(?:\+|'''|<<<)$")  # a comment; a line that separates or joins blocks
# The author with an address, and the version, which are under the title of a document.
_AUTHOR = re.compile(r"[^\n<>:|]{1,100} <[^\n<>]{1,200}>(?:;[^\n]*)?$")
_REVISION = re.compile(r"v?\d[\w.-]{0,20}(?:, ?[^\n]{1,100})?$")
_TITLE = re.compile(r"\.(?=[^\s.])")
_DELIMITER = re.compile(r"(?:-{4,}|\.{4,}|={4,}|\*{4,}|_{4,}|\+{4,}|/{4,}|--|`{3,}[^\n`]*|[|,:!]={3,})$")
_CODE_DELIMITER = re.compile(r"[.`]|-(?!-$)")  # the start of a delimiter whose block is code
_ITEM = re.compile(
    r"(?:(?P<bullet>\*{1,5}|-|\.{1,5})|\d{1,4}\.|<(?:\d{1,3}|\.)>)[ \t]+(?:\[[ *xX]\][ \t]+)?(?=\S)"
)
_TERM = re.compile(r"(?P<term>[^\n]*?[^\s:])(?P<mark>:{2,4}|;;)(?:[ \t]+|$)")
_COLUMNS = re.compile(r"\bcols=(?:\"([^\"]+)\"|(\d+))")
_CELL = re.compile(r"(?<!\\)(?:\d*\.?\d*[+*])?[<^>.]{0,3}[adehlmsv]?\|")

# The definition of an attribute with words, ":name: words", and its use, {name}, but not in a link's address.
_DEFINITION = re.compile(r"^:(?P<name>\w[\w-]{0,60}):[ \t]+(?P<words>\S[^\n]{0,300}?)[ \t]*$", re.MULTILINE)
_REFERENCE = re.compile(r"\{(?P<name>\w[\w-]{0,60})\}(?![^\s\[]{0,200}(?<!footnote:)\[)")
_CHARACTERS = {"nbsp": " ", "empty": "", "plus": "+", "lt": "<", "gt": ">", "amp": "&", "cpp": "C++"}

_SIGNS = "`*_#+<:[^~{\\\"'"
_LITERAL = (
    Markup(re.compile(r"\\(?P<read>[`*_#+<\[{])"), literal=True),
    Markup(re.compile(r"\+{1,3}(?=\S)(?P<read>[^+\n]{1,500}?)(?<=\S)\+{1,3}(?!\w)"), literal=True),
    Markup(re.compile(r"\bpass:\w{0,20}\[(?P<read>[^\]]{1,500})\]"), literal=True),
)
_MARKUPS = (
    Markup(re.compile(r"(?<![\w`])`\+?(?P<read>[^`\n]{1,500}?)\+?`(?![\w`])"), literal=True),
    Markup(re.compile(r"\bimage:[^\s:\[][^\s\[]{0,500}\[[^\]\n]{0,500}\]"), image=True),
    Markup(re.compile(r"[ ]?footnote:[\w-]{0,60}\[(?P<read>[^\]]{1,500})\]"), before=" (", after=")"),
    Markup(re.compile(r"[ ]?footnoteref:\[[\w-]{1,60},(?P<read>[^\]]{1,500})\]"), before=" (", after=")"),
    Markup(re.compile(r"\b(?:footnote|footnoteref|indexterm2?|anchor):[\w-]{0,60}\[[^\]]{0,500}\]|\[\[[^\]\n]{1,200}\]\]|\(\(\([^)\n]{1,200}\)\)\)")),
    Markup(re.compile(r"\b(?:xref|link|mailto|kbd|btn|menu):[^\s\[]{0,500}\[(?P<read>[^\]\n,]{1,500})(?:,[^\]\n]{0,500})?\]")),
    Markup(re.compile(r"\b(?:https?|ftp|irc)://[^\s\[<>]{1,500}\[(?P<read>[^\]\n,]{1,500})(?:,[^\]\n]{0,500})?\]")),
    Markup(re.compile(r"\{\w[\w-]{0,60}\}[^\s\[]{0,200}\[(?P<read>[^\]\n,]{1,500})(?:,[^\]\n]{0,500})?\]")),
    Markup(re.compile(r"\b(?:https?|ftp|irc)://(?P<read>[^\s\[<>]{1,500})\[\]")),
    Markup(re.compile(r"<<(?:[^<>,\n]{1,300},[ \t]*)?(?P<read>[^<>\n]{1,300})>>")),
    Markup(re.compile(r"\"`(?P<read>[^`\n]{1,500})`\"")),
    Markup(re.compile(r"(?:\[[^\]\n]{1,100}\])?(?<![\w*])\*{1,2}(?=[^\s*])(?P<read>[^*\n]{1,1000}?)(?<=\S)\*{1,2}(?![\w*])")),
    Markup(re.compile(r"(?<![\w_])_{1,2}(?=[^\s_])(?P<read>[^\n]{1,1000}?)(?<=[^\s_])_{1,2}(?![\w_])")),
    Markup(re.compile(r"(?:\[[^\]\n]{1,100}\])?(?<![\w#&])#{1,2}(?=[^\s#])(?P<read>[^#\n]{1,1000}?)(?<=\S)#{1,2}(?![\w#])")),
    Markup(re.compile(r"[~^](?P<read>[^\s~^]{1,100})[~^]")),
    Markup(re.compile(r"(?<=\S)[ \t]\+(?=\n|$)")),
)  # fmt: skip


def blocks(text: str) -> Iterator[Block]:
    """Yield the blocks of an AsciiDoc text in order."""
    return _Reader().blocks(text)


class _Reader(LineReader):
    """Reads the lines of AsciiDoc."""

    def __init__(self) -> None:
        self._attributes = dict(_CHARACTERS)  # what is read for each attribute
        attributes = Markup(_REFERENCE, meaning=self._attributes.get)
        super().__init__(inline_reader(_SIGNS, (*_LITERAL, attributes, *_MARKUPS)))
        self._style = ""  # the line in brackets above the current block
        self._title: Range | None = None  # the text after a full stop on the line above the current block
        self._open: list[str] = []  # the marks of the items that contain the current line

    def masked(self, source: str) -> str:
        """Return the text unchanged; its attributes are kept, since a heading above them may use them."""
        for found in _DEFINITION.finditer(source):
            self._attributes.setdefault(found["name"], found["words"])
        return source

    def block_at(self, lines: Sequence[Line], at: int) -> EndAndBlocks:
        text = self.text_of(lines[at])
        if definition := _DEFINITION.match(text):
            self._attributes[definition["name"]] = definition["words"]
        if _STYLE.match(text):
            self._style = text
            return at + 1, iter(())
        if _NOT_PROSE.match(text) or _ATTRIBUTE.match(text) or _MACRO.match(text):
            return at + 1, iter(())
        if mark := _TITLE.match(text):
            self._title = lines[at].start + mark.end(), lines[at].end
            self.builder.introduce(self.builder.words(self._title))
            return at + 1, iter(())
        style, self._style = self._style, ""
        title, self._title = self._title, None
        if _DELIMITER.match(text):
            return self._delimited(lines, at, text, style, title)
        if section := _SECTION.match(text):
            return self._section(lines, at, section)
        return self._listed(lines, at, text) or self._plain(lines, at, style)

    def _section(self, lines: Sequence[Line], at: int, found: re.Match[str]) -> EndAndBlocks:
        level = len(found["marks"])
        end = self._end_of_title(lines, at + 1) if level == 1 else at + 1
        return end, self.builder.heading([(lines[at].start + found.end(), lines[at].end)], level)

    def _plain(self, lines: Sequence[Line], at: int, style: str) -> EndAndBlocks:
        """Read a paragraph, or code if it is indented or its style says so, or a quotation."""
        end = self.end_of_paragraph(lines, at)
        own = [line.range for line in lines[at:end]]
        if lines[at].indent or re.match(r"\[(?:source|listing|literal)\b", style):
            return end, self.builder.code(own)
        is_quoted = style.startswith(("[quote", "[verse"))
        return end, self.builder.paragraph(own, "quotation" if is_quoted else "paragraph")

    def ends_paragraph(self, lines: Sequence[Line], at: int) -> bool:
        text = self.text_of(lines[at])
        return text == "+" or bool(
            _DELIMITER.match(text)
            or _MACRO.match(text)
            or _ITEM.match(text)
            or _SECTION.match(text)
            or _STYLE.match(text)
            or self._term(text)
        )

    def starts_block(self, lines: Sequence[Line], at: int) -> bool:
        return self.ends_paragraph(lines, at)

    def _end_of_title(self, lines: Sequence[Line], at: int) -> int:
        """Return the index of the line after the document's author and version, which may start at `at`."""
        if at < len(lines) and _AUTHOR.match(self.text_of(lines[at])):
            at += 1
            if at < len(lines) and _REVISION.match(self.text_of(lines[at])):
                at += 1
        return at

    def _delimited(
        self, lines: Sequence[Line], at: int, text: str, style: str, title: Range | None
    ) -> EndAndBlocks:
        """Read a block between two lines that are the same delimiter, `text`."""
        end = self._index_of("```" if text.startswith("```") else text, lines, at + 1)
        return end + 1, self._content(lines[at + 1 : end], text, style, title)

    def _content(
        self, content: Sequence[Line], delimiter: str, style: str, title: Range | None
    ) -> Iterator[Block]:
        """Return the blocks of the content of a delimited block."""
        if delimiter[0] in "/+" or style.startswith("[comment"):
            return iter(())
        if delimiter.endswith("===") and delimiter[0] in "|!":
            return self._table(content, style)
        if _CODE_DELIMITER.match(delimiter) or (delimiter == "--" and style.startswith("[source")):
            return self.builder.code([line.range for line in content])
        return self.titled_box([title], content) if title else self.read(content)

    def _index_of(self, text: str, lines: Sequence[Line], at: int) -> int:
        """Return the index of the first line from `at` on with this text, or the number of lines."""
        while at < len(lines) and self.text_of(lines[at]) != text:
            at += 1
        return at

    def _listed(self, lines: Sequence[Line], at: int, text: str) -> EndAndBlocks | None:
        """Read an item of a list, or a term with its description; return None for any other line."""
        item = _ITEM.match(text)
        term = None if item else self._term(text)
        end = self.end_of_paragraph(lines, at) if item or term else at
        if item:
            mark = _mark_of(item)
            own = self._with_nested(lines, end, mark)
            return own, self._inside(mark, self.item(lines[at:own], item.end(), is_read=not item["bullet"]))
        return self._described(lines, at, end, term) if term else None

    def _described(self, lines: Sequence[Line], at: int, end: int, term: re.Match[str]) -> EndAndBlocks:
        """Read a term with its description: from the term's line up to the line `end`, or below it."""
        line = lines[at]
        head = Line(line.start, line.start + term.end("term"), line.indent)
        if line.start + term.end() < line.end:
            body = [line._replace(start=line.start + term.end()), *lines[at + 1 : end]]
        else:
            first = at + 1
            while first < len(lines) and lines[first].is_blank:
                first += 1
            is_below = first < len(lines) and not self.ends_paragraph(lines, first)
            end = self.end_of_paragraph(lines, first) if is_below else at + 1
            body = list(lines[first:end])
        own = self._with_attached(lines, end)
        return own, self.definition([head, *body, *lines[end:own]])

    def _inside(self, mark: str, blocks: Iterator[Block]) -> Iterator[Block]:
        """Yield the blocks of an item, with its mark among the open ones while they are read."""
        self._open.append(mark)
        yield from blocks
        self._open.pop()

    def _with_nested(self, lines: Sequence[Line], end: int, mark: str) -> int:
        """Return the index of the line after an item and the items in it.

        These have a mark that neither the item itself nor any item around it has.
        """
        while True:
            end = following = self._with_attached(lines, end)
            while following < len(lines) and lines[following].is_blank:
                following += 1
            item = _ITEM.match(self.text_of(lines[following])) if following < len(lines) else None
            if not item or _mark_of(item) in (mark, *self._open):
                return end
            end = self.end_of_paragraph(lines, following)

    def _with_attached(self, lines: Sequence[Line], end: int) -> int:
        """Return the index of the line after an item and the blocks that a line of "+" attaches to it."""
        while end + 1 < len(lines) and self.text_of(lines[end]) == "+":
            end += 1
            while end < len(lines) and _STYLE.match(self.text_of(lines[end])):
                end += 1
            text = self.text_of(lines[end]) if end < len(lines) else ""
            if _DELIMITER.match(text):
                end = min(self._index_of(text, lines, end + 1) + 1, len(lines))
            elif text:
                end = self.end_of_paragraph(lines, end)
        return end

    def _term(self, text: str) -> re.Match[str] | None:
        return _TERM.match(text) if "::" in text or ";;" in text else None

    def _table(self, lines: Sequence[Line], style: str) -> Iterator[Block]:
        """Yield the rows of a table, in which a pipe starts each cell.

        A row has as many cells as there are columns. Without a number in `style`, these are the cells of the
        first line that has cells.
        """
        rows: list[list[Range]] = [[]]
        columns = self._columns(style)
        for line in lines:
            if line.is_blank:
                continue
            last_cell_end, cells = _cells(line, self.text_of(line))
            if cells and len(rows[-1]) >= (columns or 1):
                rows.append([])
            if rows[-1] and line.start < last_cell_end:
                rows[-1][-1] = rows[-1][-1][0], last_cell_end
            rows[-1] += cells
            columns = columns or len(rows[-1])
        header = int("header" in style or self._is_first_row_apart(lines))
        yield from rows_of(
            self.builder, [((row[0][0], row[-1][1]), row) for row in rows if row], header=header
        )

    def _is_first_row_apart(self, lines: Sequence[Line]) -> bool:
        """Whether the first line of a table has cells and a blank line below it."""
        if len(lines) < 2 or not lines[1].is_blank:
            return False
        return _CELL.search(self.text_of(lines[0])) is not None

    def _columns(self, style: str) -> int:
        """Return the number of columns that a table's style states, such as "3" or "1,2*", or 0."""
        found = _COLUMNS.search(style)
        if not found:
            return 0
        parts = (found[1] or found[2]).split(",")
        if len(parts) == 1 and (count := whole_number(parts[0].strip(), 0)):
            return count
        return sum(int(repeat[1]) if (repeat := re.match(r"\s*(\d{1,2})\*", part)) else 1 for part in parts)


def _cells(line: Line, text: str) -> tuple[int, list[Range]]:
    """Return where the last cell of the line before ends on this line, and the cells that start on it."""
    pipes = list(_CELL.finditer(text))
    edges = [line.start + pipe.start() for pipe in pipes] + [line.end]
    starts = [line.start + pipe.end() for pipe in pipes]
    return edges[0], list(zip(starts, edges[1:], strict=True))


def _mark_of(item: re.Match[str]) -> str:
    """Return the mark that all items of a list share; it is "1." for every number."""
    return item["bullet"] or "1."
