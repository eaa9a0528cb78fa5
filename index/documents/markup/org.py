"""Org → blocks: headlines, paragraphs, lists, tables, code, quotations. Drawers and keywords are no prose."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise
from operator import attrgetter

from index.documents.markup.inline import Markup, inline_reader
from index.documents.markup.lines import ClosingSigns, EndAndBlocks, Line, LineReader, end_of_indented
from index.documents.markup.tables import rows_of
from index.types import Block

_HEADLINE = re.compile(
    r"(?P<stars>\*{1,30})[ \t]+(?:(?:TODO|DONE|NEXT|WAITING|HOLD|CANCELLED|CANCELED|PROJ|IDEA)[ \t]+)?"
    r"(?:\[#\w\][ \t]+)?"
    r"(?P<title>[^\n]*?)(?:[ \t]+:[\w@#%:]+:)?$"
)
_BEGIN = re.compile(r"#\+begin_(?P<name>\w+)", re.IGNORECASE)
_DRAWER = re.compile(r":[\w-]+:$")
# A line that closes a block or a drawer; or a headline, because no block or drawer contains one.
_CLOSING = re.compile(r"^(?:[ \t]*(?P<mark>:end:|#\+end_\w+)|\*{1,30}[ \t]+\S)", re.IGNORECASE | re.MULTILINE)
# A keyword, a comment, when a task was worked on and closed, a rule.
_NOT_PROSE = re.compile(r"#(?:\+| |$)|(?:CLOSED|CLOCK):[ \t]|-*$")
_PLANNED = re.compile(r"(?:SCHEDULED|DEADLINE):[ \t]")  # when a task is to be begun or done
_ITEM = re.compile(
    r"(?:(?P<bullet>[-+]|\*(?=[ \t]))|(?:\d{1,4}|[a-zA-Z])[.)])(?:[ \t]+|$)(?:\[[ xX-]\][ \t]+)?"
    r"(?:\[@\d+\][ \t]+)?"
)
_TERM = re.compile(r"(?P<term>[^\n]*?\S)[ \t]+::(?:[ \t]+|$)")
_FOOTNOTE = re.compile(r"\[fn:[\w-]{1,60}\][ \t]*")
_CODE = frozenset(("src", "example", "verse"))
_SKIPPED = frozenset(("comment", "export", "html", "latex"))

_EDGE = r"(?<![\w*/_+=~])"
_INLINE = inline_reader(
    "[*/_+=~<@\\",
    (
        Markup(re.compile(rf"{_EDGE}([=~])(?P<read>[^\s=~](?:[^\n]{{0,500}}?\S)?)\1(?!\w)"), literal=True),
        Markup(re.compile(r"\[\[(?:file:)?[^\]\n]{1,500}\.(?:png|jpe?g|gif|svg|webp)\]\]"), image=True),
        Markup(re.compile(r"\[\[[^\]\n]{1,1000}\]\[(?P<read>[^\]]{1,500})\]\]")),
        Markup(re.compile(r"\[\[(?:[*#]|file:|id:|fn:)?(?P<read>[^\]\n]{1,500})\]\]")),
        Markup(re.compile(r"\[fn:[^\]\n]{0,200}\]|<<<?[^<>\n]{1,200}>>>?|@@\w{1,20}:[^@\n]{0,500}@@|\\\\$")),
        *(
            Markup(
                re.compile(rf"{_EDGE}\{sign}(?P<read>[^\s\{sign}](?:[^\{sign}]{{0,500}}?[^\s\{sign}])?)\{sign}(?!\w)")
            )
            for sign in "*/_+"
        ),
    ),
)  # fmt: skip


def blocks(text: str) -> Iterator[Block]:
    """Yield the blocks of an Org text in order."""
    return _Reader().blocks(text)


class _Reader(LineReader):
    """Reads the lines of Org."""

    def __init__(self) -> None:
        super().__init__(_INLINE)
        self._closings = ClosingSigns()  # their kinds: the signs in lower case, and "" for headlines

    def masked(self, source: str) -> str:
        self._closings = ClosingSigns(
            ((found["mark"] or "").lower(), found.start("mark" if found["mark"] else 0))
            for found in _CLOSING.finditer(source)
        )
        return source

    def block_at(self, lines: Sequence[Line], at: int) -> EndAndBlocks:
        line = lines[at]
        text = self.text_of(line)
        if line.indent == 0 and (headline := _HEADLINE.match(text)):
            title = (line.start + headline.start("title"), line.start + headline.end("title"))
            return at + 1, self.builder.heading([title], len(headline["stars"]))
        if begin := _BEGIN.match(text):
            return self._block(lines, at, begin["name"].lower())
        if _DRAWER.match(text):
            end = self._end_of(lines, at, ":end:")
            return self.paragraph(lines, at) if end is None else (end + 1, iter(()))
        if _NOT_PROSE.match(text):
            return at + 1, iter(())
        if _PLANNED.match(text):
            return at + 1, self.builder.paragraph([line.range])
        if text.startswith((": ", "|")):
            return self._drawn(lines, at, text)
        if item := _ITEM.match(text):
            return self._list_item(lines, at, item)
        return self.paragraph(lines, at)

    def ends_paragraph(self, lines: Sequence[Line], at: int) -> bool:
        text = self.text_of(lines[at])
        return bool(
            text.startswith(("#+", "# ", "|", ": "))
            or (lines[at].indent == 0 and _HEADLINE.match(text))
            or _ITEM.match(text)
            or _DRAWER.match(text)
            or _PLANNED.match(text)
            or _FOOTNOTE.match(text)
        )

    def _end_of(self, lines: Sequence[Line], at: int, mark: str) -> int | None:
        """Return the index of the line that closes the block or drawer that `lines[at]` opens.

        Return None if no line closes it before the next headline; by Org's syntax, `lines[at]` is then text.
        """
        closing = self._closings.after(mark, lines[at].start)
        headline = self._closings.after("", lines[at].start)
        if closing is None or (headline is not None and headline < closing):
            return None
        end = bisect_left(lines, closing, key=attrgetter("start"))
        return end if end < len(lines) else None

    def _block(self, lines: Sequence[Line], at: int, name: str) -> EndAndBlocks:
        end = self._end_of(lines, at, f"#+end_{name}")
        if end is None:
            return self.paragraph(lines, at)
        content = lines[at + 1 : end]
        if name in _SKIPPED:
            return end + 1, iter(())
        own = [line.range for line in content]
        if name in _CODE:
            return end + 1, self.builder.code(own)
        if name == "quote":
            return end + 1, (
                block._replace(kind="quotation") if block.kind == "paragraph" else block
                for block in self.read(content)
            )
        return end + 1, self.read(content)

    def _drawn(self, lines: Sequence[Line], at: int, text: str) -> EndAndBlocks:
        """Read lines of literal text, which start with ":", or the rows of a table, which start with "|"."""
        end = at + 1
        while end < len(lines) and self.text_of(lines[end]).startswith(text[0]):
            end += 1
        if text[0] == ":":
            return end, self.builder.code(
                [(line.start + 2, max(line.start + 2, line.end)) for line in lines[at:end]]
            )
        return end, self._rows(lines[at:end])

    def _rows(self, lines: Sequence[Line]) -> Iterator[Block]:
        """Yield the rows of a table. The first row names the columns if a rule is below it."""
        rows = []
        has_header = False
        for number, line in enumerate(lines):
            row = self.text_of(line)
            if row.startswith("|-"):
                has_header = has_header or number == 1
                continue
            pipes = [line.start + found.start() for found in re.finditer(r"\|", row)]
            edges = [*pipes, *([] if row.endswith("|") and len(row) > 1 else [line.end])]
            rows.append((line.range, [(first + 1, last) for first, last in pairwise(edges)]))
        return rows_of(self.builder, rows, header=int(has_header))

    def _list_item(self, lines: Sequence[Line], at: int, item: re.Match[str]) -> EndAndBlocks:
        line = lines[at]
        end = end_of_indented(lines, at + 1, line.indent + 1)
        own = lines[at:end]
        is_read = item["bullet"] is None
        text = self.text_of(line)
        if term := _TERM.match(text, item.end()):
            head = Line(line.start + item.end(), line.start + term.end("term"), line.indent)
            rest = Line(line.start + term.end(), line.end, line.indent)
            return end, self.definition([head, *([] if rest.is_blank else [rest]), *own[1:]])
        return end, self.item(own, item.end(), is_read=is_read)
