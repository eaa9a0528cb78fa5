"""Lines of a document → its blocks: what in them is read as something else, their trail, their lead.

It knows no format: a format's reader says which lines are a heading, a paragraph, a row, and what is markup
in their words. Questions with what answers them become sections here, for all formats.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, pairwise, repeat

from index.documents.blocks.as_read import as_read
from index.documents.blocks.list_leads import subject
from index.documents.blocks.outline import QUESTION_LEVEL, Outline
from index.documents.blocks.questions import Lines, asks, caption, divide, introduction, last_sentence
from index.types import CELL_SEPARATOR, Block, BlockKind, Replacement

MASK = "\ufdd0"  #: stands for a character that is read as nothing; no text of Unicode holds it
_BLANK = MASK + "".join(chr(code) for code in range(0x3001) if chr(code).isspace())
_INDENTATION = 200  # characters of a line that are looked at


class Inline:
    """What is markup in the words of a block. Offsets are in those words."""

    def __init__(self, replacements: Iterable[Replacement] = ()) -> None:
        self.replacements = list(replacements)
        self.images: list[tuple[int, int]] = []
        self.links: list[tuple[int, int]] = []  #: to parts of the same document
        self.breaks: list[Replacement] = []  #: of lines, as they are read in a cell


class BlockBuilder:
    """Makes the blocks of a document, in order.

    `text` is the document's, or a part of it; `source` is as long, with line ends of a single character, and
    what is read as nothing masked. `read_inline` finds the markup in the words of a block, whose lines "\n"
    joins.
    """

    def __init__(self, read_inline: Callable[[str], Inline], text: str = "", source: str = "") -> None:
        self.text = text
        self.source = source
        self.outline = Outline()
        self.lead = ""  #: the sentence that comes before what comes next, and introduces that if it is code
        self.subject = ""  #: what the list item that came last says of the blocks in it
        self._introduces = False  # whether the lead introduces also a list
        self._is_caption = False  # whether it introduces also a table
        self._read_inline = read_inline
        self._is_answer = False  # what comes next stands under a question that is marked as that

    @property
    def introduction(self) -> str:
        """The sentence that introduces the list that comes next, or an empty string."""
        return self.lead if self._introduces else ""

    @property
    def caption(self) -> str:
        """The sentence that introduces the table that comes next, or an empty string."""
        return self.lead if self._is_caption else ""

    def introduce(self, sentence: str) -> None:
        """Take a sentence, such as the title of a table, for what introduces whatever comes next."""
        self.lead, self._introduces, self._is_caption = sentence, True, True

    def heading(self, lines: Lines, level: int) -> Iterator[Block]:
        """A heading, which opens a section."""
        block = self.block("heading", lines)
        self.outline.heading(level, "")
        self.lead, self._is_answer = "", False
        if block:
            block = block._replace(trail=self.outline.trail)
            self.outline.heading(level, self.read(block))
            yield block

    def paragraph(
        self, lines: Lines, kind: BlockKind = "paragraph", lead: str = "", *, answered: bool = False
    ) -> Iterator[Block]:
        """The blocks of a paragraph or list item: several where it asks and answers.

        `answered` says of a list item whether what follows in it may answer it.
        """
        parts = divide(self.source, lines, in_answer=self._is_answer)
        for i, part in enumerate(parts):
            block = self.block(kind, part.lines, lead)
            if block is None:
                continue
            words = self.read(block)
            if part.is_question or (kind == "item" and asks(words) and (answered or i + 1 < len(parts))):
                yield from self.heading(part.lines, QUESTION_LEVEL)
                self._is_answer = part.is_question
            else:
                self.lead = last_sentence(words)
                self.subject = subject(words) if kind == "item" else ""
                self._introduces = kind == "item" or introduction(words) != ""
                self._is_caption = kind == "item" or caption(words) != ""
                yield block

    def definition(self, term: tuple[int, int], what: Lines, lead: str) -> Iterator[Block]:
        """A list item of a term and, behind or below it, what it is: "term: what it is"."""
        found = self._trimmed(what)
        for block in self.paragraph([term, *found], "item", lead, answered=True):
            if found and block.kind == "item" and block.start < term[1] < block.end:
                gap = Replacement(term[1], found[0][0], ": ")
                block = block._replace(replacements=in_order([gap, *block.replacements]))
                self.lead = last_sentence(self.read(block))
            yield block

    def code(self, lines: Lines) -> Iterator[Block]:
        """A block of code, all of it. The indentation that its lines have in common is not read."""
        lead, self.lead = self.lead, ""
        if block := self.block("code", lines, lead):
            own = [line for line in lines if block.start < line[1] and line[0] < block.end]
            outside = self._common_indentation(own)
            yield block._replace(replacements=in_order([*outside, *block.replacements]))

    def row(
        self,
        kind: BlockKind,
        line: tuple[int, int],
        cells: Lines,
        columns: Sequence[str] = (),
        lead: str = "",
        group: str = "",
    ) -> Block | None:
        """A row of a table: `line` is all of it, and `cells` stand in it, in order.

        A cell that is not empty is read after the name of its column; between two stands a separator. Where
        the second of two columns has no name, as in the box of an article, the first cell names the second.
        Before the first stands the name of the row's `group`, if it has one.
        """
        keyed = len(columns) == 2 and not columns[1]
        separator = ": " if keyed else CELL_SEPARATOR
        names = () if keyed else (f"{name}: " if name else "" for name in columns)
        replacements: list[Replacement] = []
        [(start, stop)] = self._trimmed([line]) or [line]
        end = start
        for edges, name in zip(cells, chain(names, repeat("")), strict=False):
            cell = self.block("row", [edges])
            if cell is None:
                continue
            before = separator + name if replacements else _in_group(group, name)
            replacements.append(Replacement(end, cell.start, before))
            replacements += cell.replacements
            end = cell.end
        if not replacements:
            return None
        if end < stop:
            replacements.append(Replacement(end, stop, ""))
        return Block(kind, start, stop, self.outline.trail, tuple(replacements), lead)

    def words(self, line: tuple[int, int]) -> str:
        """A line as it is read; empty where it has no words."""
        block = self.block("paragraph", [line])
        return " ".join(self.read(block).split()) if block else ""

    def read(self, block: Block) -> str:
        """A block as it is read."""
        return as_read(self.text, block.start, block.end, block.replacements)

    def block(self, kind: BlockKind, lines: Lines, lead: str = "") -> Block | None:
        """A block of some lines, or None where nothing in them is read as words."""
        lines = self._trimmed(lines, masked=kind != "code")
        if not lines:
            return None
        replacements = self._marks_between(lines)
        no_prose = []
        if kind != "code":
            words = _Words(self.source, lines)
            inline = self._read_inline(words.text)
            found = [*(inline.breaks if kind == "row" else ()), *inline.replacements]
            replacements += [words.moved(replacement) for replacement in found]
            inner = inline.links if kind in ("paragraph", "item") else []
            no_prose = [words.moved(Replacement(*stretch, "")) for stretch in (*inline.images, *inner)]
        block = Block(kind, lines[0][0], lines[-1][1], self.outline.trail, in_order(replacements), lead)
        bare = block._replace(replacements=in_order([*no_prose, *replacements])) if no_prose else block
        return block if any(map(str.isalnum, self.read(bare))) else None

    def _common_indentation(self, lines: Lines) -> list[Replacement]:
        """The blanks that all lines have before their text, but for the first, where the block begins."""
        edges: list[tuple[int, int]] = []
        for start, end in lines:
            text = end - len(self.source[start:end].lstrip())
            column = max(self.source.rfind("\n", 0, text) + 1, text - _INDENTATION)
            if text < end:
                edges.append((column + len(self.source[column:text].rstrip(" \t")), text))
        blanks = {self.source[first:text] for first, text in edges}
        common = min(blanks, key=len, default="")
        while not all(before.startswith(common) for before in blanks):
            common = common[:-1]
        return [Replacement(first, first + len(common), "") for first, _ in edges[1:] if common]

    def _marks_between(self, lines: Lines) -> list[Replacement]:
        """The marks of what contains a block, before its second line and the following."""
        marks = []
        for (_, end), (start, _) in pairwise(lines):
            if start - end > 1 and self.source[end:start].strip():
                marks.append(Replacement(max(end, self.source.rfind("\n", end, start) + 1), start, ""))
        return marks

    def _trimmed(self, lines: Lines, *, masked: bool = True) -> Lines:
        """The lines without what is blank, or `masked`, at the start of the first and the end of the last."""
        source = self.source if masked else self.text
        first, last = 0, len(lines)
        start = end = 0
        while first < last and start == end:
            start, end = lines[first]
            start = end - len(source[start:end].lstrip(_BLANK))
            first += 1
        if start == end:
            return []
        kept = [(start, end), *lines[first:last]]
        while kept:
            start, end = kept.pop()
            end = start + len(source[start:end].rstrip(_BLANK))
            if start < end:
                break
        return [*kept, (start, end)]


def with_mark(block: Block, start: int, *, is_read: bool) -> Block:
    """The block of a list item with its mark, which begins at `start`; a number is read, a bullet is not."""
    if block.kind != "item":
        return block
    mark = () if is_read else (Replacement(start, block.start, ""),)
    return block._replace(start=start, replacements=(*mark, *block.replacements))


def moved(block: Block, by: int) -> Block:
    """A block of a part of a text that starts at offset `by`, as that of the text."""
    if not by:
        return block
    replacements = tuple(Replacement(start + by, end + by, shown) for start, end, shown in block.replacements)
    return block._replace(start=block.start + by, end=block.end + by, replacements=replacements)


def _in_group(group: str, name: str) -> str:
    """What is read before the first cell of a row: the row's group, and the name of the column."""
    if not group:
        return name
    return f"{group}{CELL_SEPARATOR}{name}" if name else f"{group}: "


class _Words:
    """The words of a block: its lines, joined."""

    def __init__(self, source: str, lines: Lines) -> None:
        self._sources = [lines[0][0]]
        self._starts = [0]
        if all(after[0] - before[1] == 1 for before, after in pairwise(lines)):
            self.text = source[lines[0][0] : lines[-1][1]]
            return
        self.text = "\n".join(source[start:end] for start, end in lines)
        for (start, end), (following, _) in pairwise(lines):
            self._starts.append(self._starts[-1] + end - start + 1)
            self._sources.append(following)

    def moved(self, replacement: Replacement) -> Replacement:
        """A replacement in the words, as that in the source."""
        start, end, shown = replacement
        return Replacement(self._offset(start), self._offset(end - 1) + 1, shown)

    def _offset(self, offset: int) -> int:
        line = bisect_right(self._starts, offset) - 1
        return self._sources[line] + offset - self._starts[line]


def in_order(replacements: list[Replacement]) -> tuple[Replacement, ...]:
    """The replacements in order, without those inside of others."""
    kept: list[Replacement] = []
    for replacement in sorted(replacements, key=lambda found: (found.start, -found.end)):
        if not kept or replacement.start >= kept[-1].end:
            kept.append(replacement)
    return tuple(kept)
