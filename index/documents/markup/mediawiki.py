"""The source of a page of a wiki, in MediaWiki's format → blocks: sections, lists, tables, the infobox.

Each value of a template on several lines, such as an infobox, is a row: "Origin: Kelda". A tab is a section
of its own. Of a picture or a gallery, only captions in words are read. Categories, references and comments
are not prose. What is within a line is read by mediawiki_inline.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import chain, pairwise
from operator import attrgetter

from index.documents.blocks.block_builder import MASK
from index.documents.blocks.spanning_rows import Cell, rows_with_spans, spans
from index.documents.markup.lines import ClosingSigns, EndAndBlocks, Line, LineReader, lines_of, mask
from index.documents.markup.mediawiki_inline import read_inline
from index.types import Block, Range

_CHARACTERS_SEARCHED = 1 << 16
_HEADING = re.compile(r"(?P<marks>={1,6})[ \t]*(?P<title>[^=\n].{0,300}?)[ \t]*(?P=marks)$")
_SECTION = re.compile(r"^={2,6}[^=\n][^\n]{0,200}?={2,6}[ \t]*$", re.MULTILINE)
_SIGN = re.compile(r"\[\[[^\[\]\n]{1,200}\]\]|'''|^\{\{\w", re.MULTILINE)
_BOLD = re.compile(r"'''(?P<name>[^'\n]{1,200})'''")

_FILE = r"(?:File|Image|Category|Media):"
# A picture on a line of its own or before a paragraph; one within a line is part of the layout.
_PICTURE = re.compile(
    r"^[ \t]*(?P<picture>\[\[(?:File|Image):(?:[^\[\]\n]|\[\[[^\[\]\n]{0,300}\]\]){0,1000}\]\])",
    re.IGNORECASE | re.MULTILINE,
)
_GALLERY = re.compile(
    r"<gallery\b[^<>]{0,300}>(?P<lines>(?:[^<]|<(?!/?gallery)){0,20000}+)</gallery>", re.IGNORECASE
)
_CAPTION_BAR = re.compile(r"\|(?![^\[\]]{0,300}\]\])")  # a bar that is not in a link
_NO_CAPTION = re.compile(
    r"\s*(?:thumb|thumbnail|frame|frameless|framed|border|left|right|center|none|\d*x?\d+ ?px|[a-z]+=.*)\s*",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{2,}")
_FEWEST_WORDS = 3  # of a caption that is read; "Front" says nothing without the picture
# A line of links to the same page in other languages.
_OTHER_LANGUAGES = re.compile(
    r"^[ \t]*(?:\[\[[a-z]{2,3}(?:-[a-z]{2,8}){0,2}:[^\[\]|\n]{1,300}\]\][ \t]*)+$", re.MULTILINE
)
_TAB = re.compile(r"(?:\|-\|)?[ \t]*(?P<title>[^=|\n]{1,100}?)[ \t]*=[ \t]*")
_NEVER_READ = re.compile(
    r"<!--.{0,1000}?-->|<ref\b[^<>/]{0,200}/>|<ref\b[^<>]{0,200}>[^<]{0,2000}</ref>"
    rf"|\[\[{_FILE}(?:[^\[\]]|\[\[[^\[\]]{{0,300}}\]\]){{0,1000}}\]\]|__[A-Z]{{3,20}}__",
    re.IGNORECASE | re.DOTALL,
)
_CODE = re.compile(r"<(?P<tag>pre|syntaxhighlight|source)\b[^<>]{0,200}>")
_CLOSING = re.compile(r"^[^\S\n]*\|\}|</(?:pre|syntaxhighlight|source|tabber)>", re.MULTILINE)
_MARKS = re.compile(r"[*#:;]+[ \t]*")
_BETWEEN_TERM = re.compile(r"[ \t]+:[ \t]*|:[ \t]+")
_PARAMETER = re.compile(r"\|[ \t]*(?P<name>[^=|{}\[\]\n]{1,80}?)[ \t]*=[ \t]*")
_CELLS = re.compile(r"\|\||!!")
_ATTRIBUTE = r"[\w-]{1,30}[ \t]*=[ \t]*(?:\"[^\"\n]*\"|[^\s|\"]+)"
_ATTRIBUTES = re.compile(rf"[ \t]*{_ATTRIBUTE}(?:[ \t]+{_ATTRIBUTE})*[ \t]*\|(?!\|)")


def is_mediawiki(text: str) -> bool:
    """Whether a plain text is the source of a wiki page: it has closed headings and other wiki markup."""
    start = _beginning(text)
    return bool(_SECTION.search(start) and _SIGN.search(start))


def page_title(text: str) -> str:
    """Return the first bold words before the first section, which name the page, or an empty string."""
    start = _beginning(text)
    section = _SECTION.search(start)
    found = _BOLD.search(start, 0, section.start() if section else len(start))
    return found["name"].strip() if found else ""


def _beginning(text: str) -> str:
    return text[:_CHARACTERS_SEARCHED].replace("\r\n", "\n")


def blocks(text: str) -> Iterator[Block]:
    """Yield the blocks of a page of a wiki in order."""
    return _Reader().blocks(text)


class _Reader(LineReader):
    """Reads the lines of a page of a wiki."""

    def __init__(self) -> None:
        super().__init__(read_inline)
        self._closings = ClosingSigns()  # of tables and of code
        # The end of the line that closes each template, by the end of the line that opens it.
        self._templates: dict[int, int] = {}
        # The range of the caption of each picture that starts a line, and the picture's end, by its start.
        self._captions: dict[int, tuple[Range, int]] = {}

    def masked(self, source: str) -> str:
        self._captions = {}
        source = _GALLERY.sub(self._gallery, source)
        source = _PICTURE.sub(self._picture, source)
        source = _OTHER_LANGUAGES.sub(lambda found: mask(found[0]), source)
        source = _NEVER_READ.sub(lambda found: mask(found[0]), source)
        signs = ((found[0].lstrip(), found.end()) for found in _CLOSING.finditer(source))
        self._closings = ClosingSigns((sign, end - len(sign)) for sign, end in signs)
        self._templates = _ends_of_templates(source) if "{{" in source else {}
        return source

    def _gallery(self, gallery: re.Match[str]) -> str:
        """Return a gallery with all but the captions of its pictures masked."""
        start, source = gallery.start("lines"), gallery.string
        parts = [mask(source[gallery.start() : start])]
        for line in gallery["lines"].splitlines(keepends=True):
            parts.append(self._with_caption(line, start + len(line) - len(line.lstrip()), start))
            start += len(line)
        return "".join([*parts, mask(source[start : gallery.end()])])

    def _picture(self, found: re.Match[str]) -> str:
        """Return a picture with all but its caption masked."""
        return self._with_caption(found[0], found.start("picture"), found.start(), len("]]"))

    def _with_caption(self, picture: str, first: int, start: int, closing: int = 0) -> str:
        """Return a picture, whose text starts at `first` and whose line starts at `start`, with its caption.

        The last `closing` characters are no part of the caption. All but the caption is masked.
        """
        end = len(picture.rstrip()) - closing
        bars = [bar.end() for bar in _CAPTION_BAR.finditer(picture, 0, end)]
        if not bars or _NO_CAPTION.fullmatch(caption := picture[bars[-1] : end]):
            return mask(picture)
        if len(_WORD.findall(caption)) < _FEWEST_WORDS:
            return mask(picture)
        self._captions[first] = (start + bars[-1], start + end), start + end + closing
        return mask(picture[: bars[-1]]) + caption + mask(picture[end:])

    def block_at(self, lines: Sequence[Line], at: int) -> EndAndBlocks:
        line = lines[at]
        text = self.text_of(line)
        if picture := self._captions.get(line.start):
            return self._captioned(lines, at, *picture)
        if text.startswith("<tabber>"):
            return self._tabs(lines, at)
        if heading := _HEADING.match(text):
            title = (line.start + heading.start("title"), line.start + heading.end("title"))
            return at + 1, self.builder.heading([title], len(heading["marks"]))
        if not text.strip("-" + MASK) or text.startswith("#REDIRECT"):
            return at + 1, iter(())
        if text.startswith("{|"):
            return self._table(lines, at)
        if text.startswith("{{") and "}}" not in text:
            return self._template(lines, at)
        if code := _CODE.match(text):
            return self._code(lines, at, code)
        if marks := _MARKS.match(text):
            return self._list_item(lines, at, marks)
        return self.paragraph(lines, at)

    def ends_paragraph(self, lines: Sequence[Line], at: int) -> bool:
        text = self.text_of(lines[at])
        if lines[at].start in self._captions or text.startswith("<tabber>"):
            return True
        return text.startswith(("*", "#", ":", ";", "{|", "=", "----")) or _CODE.match(text) is not None

    def _captioned(self, lines: Sequence[Line], at: int, caption: Range, end: int) -> EndAndBlocks:
        """Read the caption of a picture, and the paragraph that may follow it on the same line."""
        blocks = self.builder.paragraph([caption])
        rest = lines[at]._replace(start=end)
        if not self.text_of(rest).strip(MASK + " \t"):
            return at + 1, blocks
        after = self.end_of_paragraph(lines, at)
        return after, chain(blocks, self.read([rest, *lines[at + 1 : after]]))

    def _tabs(self, lines: Sequence[Line], at: int) -> EndAndBlocks:
        """Read tabs, which have their titles before an equals sign, as titled boxes."""
        closing = self._closings.after("</tabber>", lines[at].start)
        if closing is None or closing > lines[-1].end:
            return self.paragraph(lines, at)
        end = bisect_left(lines, closing, at, key=attrgetter("end"))
        first = lines[at]._replace(start=lines[at].start + len("<tabber>"))
        content = [first, *lines[at + 1 : end + 1]]
        content[-1] = content[-1]._replace(end=max(content[-1].start, closing))
        return end + 1, self._boxes([line for line in content if line.start < line.end or line.is_blank])

    def _boxes(self, lines: Sequence[Line]) -> Iterator[Block]:
        """Yield the blocks of tabs, each of which has a title on its first line."""
        starts = [at for at, line in enumerate(lines) if self.text_of(line).startswith("|-|")]
        if not starts or any(not line.is_blank for line in lines[: starts[0]]):
            starts = [next((at for at, line in enumerate(lines) if not line.is_blank), 0), *starts]
        for first, last in pairwise([*starts, len(lines)]):
            line, rest = lines[first], lines[first + 1 : last]
            if title := _TAB.match(self.text_of(line)):
                words = line.start + title.start("title"), line.start + title.end("title")
                yield from self.titled_box([words], [line._replace(start=line.start + title.end()), *rest])
            else:
                yield from self.read([line, *rest])

    def _list_item(self, lines: Sequence[Line], at: int, marks: re.Match[str]) -> EndAndBlocks:
        """Read an item with the items in it, which have more marks, a definition or an indented paragraph."""
        depth = len(marks[0].rstrip())
        end = at + 1
        while end < len(lines) and self._depth(lines[end]) > depth:
            end += 1
        line, rest = lines[at], lines[at + 1 : end]
        words = line._replace(start=line.start + marks.end())
        if marks[0].rstrip().endswith(":"):
            return at + 1, self.builder.paragraph([words.range])
        if marks[0].rstrip().endswith(";"):
            if found := _BETWEEN_TERM.search(self.text_of(words)):
                term = words._replace(end=words.start + found.start())
                return end, self.definition([term, words._replace(start=words.start + found.end()), *rest])
            if end < len(lines) and (below := _MARKS.match(self.text_of(lines[end]))) and below[0][0] == ":":
                description = lines[end]._replace(start=lines[end].start + below.end())
                return end + 1, self.definition([words, description])
        return end, self.item([line, *rest], marks.end())

    def _depth(self, line: Line) -> int:
        marks = _MARKS.match(self.text_of(line))
        return len(marks[0].rstrip()) if marks else 0

    def _code(self, lines: Sequence[Line], at: int, code: re.Match[str]) -> EndAndBlocks:
        closing = self._closings.after(f"</{code['tag']}>", lines[at].start)
        if closing is None or closing >= lines[-1].end:
            return self.paragraph(lines, at)
        end = bisect_left(lines, closing, at, key=attrgetter("end"))
        first = lines[at].start + code.end()
        ranges = [line.range for line in lines[at : end + 1]]
        own = [(max(first, start), min(closing, stop)) for start, stop in ranges]
        return end + 1, self.builder.code([(start, stop) for start, stop in own if start < stop])

    def _template(self, lines: Sequence[Line], at: int) -> EndAndBlocks:
        """Read the values of a template on several lines, as rows; a template that is not closed is text."""
        closing = self._templates.get(lines[at].end)
        if closing is None or closing > lines[-1].end:
            return self.paragraph(lines, at)
        end = bisect_left(lines, closing, at, key=attrgetter("end")) + 1
        return end, self._values(lines[at:end])

    def _values(self, lines: Sequence[Line]) -> Iterator[Block]:
        """Yield a row for each named value of a template, and the blocks of its other lines."""
        at = 1
        while at < len(lines):
            line, text = lines[at], self.text_of(lines[at])
            end = at + 1
            while end < len(lines) and not self.text_of(lines[end]).startswith(("|", "}}")):
                end += 1
            if found := _PARAMETER.match(text):
                yield from self._value(line, found, lines[at + 1 : end])
            elif text.startswith("|"):
                yield from self.read([line._replace(start=line.start + 1), *lines[at + 1 : end]])
            elif not text.startswith("}}"):
                yield from self.read(lines[at:end])
            at = end

    def _value(self, line: Line, found: re.Match[str], rest: Sequence[Line]) -> Iterator[Block]:
        """Yield the row of a name and its value, or the name as a paragraph, and the blocks of `rest`.

        `rest` are the further lines of the value.
        """
        text = self.text_of(line)
        is_last = text.endswith("}}") and "{{" not in text
        name = (line.start + found.start("name"), line.start + found.end("name"))
        value = (line.start + found.end(), line.end - 2 * is_last)
        has_words = self.builder.source[slice(*value)].strip(MASK + " \t") != ""
        is_value = has_words and not text.endswith("|")
        row = self.builder.row("row", (name[0], value[1]), [name, value], ["", ""]) if is_value else None
        if row:
            yield row
        elif any(self.text_of(further).strip(MASK) for further in rest):
            yield from self.builder.paragraph([name])
        yield from self.read(rest)
        self.builder.end_lead()

    def _table(self, lines: Sequence[Line], at: int) -> EndAndBlocks:
        closing = self._closings.after("|}", lines[at].start)
        if closing is None or closing >= lines[-1].end:
            return self.paragraph(lines, at)
        end = bisect_left(lines, closing, at, key=attrgetter("start"))
        return end + 1, self._rows(lines[at + 1 : end])

    def _rows(self, lines: Sequence[Line]) -> Iterator[Block]:
        """Yield the rows of a table, whose lines are `lines`."""
        rows: list[list[Cell]] = [[]]
        for line in lines:
            text = self.text_of(line)
            if text.startswith("|+"):
                self.builder.introduce(self.builder.words((line.start + 2, line.end)))
            elif text.startswith("|-"):
                rows += [[]] if rows[-1] else []
            elif text.startswith(("|", "!")):
                rows[-1] += self._cells(line, text)
        yield from rows_with_spans(self.builder, [cells for cells in rows if cells])

    def _cells(self, line: Line, text: str) -> Iterator[Cell]:
        first = 1
        for found in [*_CELLS.finditer(text, 1), None]:
            last = found.start() if found else len(text)
            attributes = _ATTRIBUTES.match(text, first, last)
            words = line.start + (attributes.end() if attributes else first), line.start + last
            width, height = spans(attributes[0]) if attributes else (1, 1)
            yield Cell(words, text[0] == "!", width, height)
            first = found.end() if found else last


def _ends_of_templates(source: str) -> dict[int, int]:
    """Find where templates on several lines end.

    Return the end of the line that closes a template, by the end of the line that opens it with "{{". A
    template ends on the first line after which no more templates are open than before it.
    """
    ends: dict[int, int] = {}
    still_open: list[tuple[int, int]] = []  # the depth before each line that opens a template, and its end
    depth = 0
    for line in lines_of(source):
        text = source[line.start : line.end]
        before, depth = depth, depth + text.count("{{") - text.count("}}")
        if depth > before:
            still_open.append((before, line.end))
        while still_open and still_open[-1][0] >= depth:
            ends[still_open.pop()[1]] = line.end
    return ends
