"""Lines of a document → its blocks, with their replacements, trail and lead.

This file knows no format: the reader of a format says which lines are a heading, a paragraph or a row, and
what is markup in their words. For all formats, a question and its answer become a section here.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, pairwise, repeat

from index.documents.blocks.list_leads import item_lead
from index.documents.blocks.outline import QUESTION_LEVEL, Outline
from index.documents.blocks.questions import (
    Lines,
    caption,
    ends_with_question_mark,
    introduction,
    last_sentence,
    split_questions,
)
from index.documents.blocks.replacements import apply_replacements
from index.types import CELL_SEPARATOR, Block, BlockKind, Replacement

MASK = "\ufdd0"  #: replaces a character that is not read; a noncharacter, which no Unicode text contains
_BLANK = MASK + "".join(chr(code) for code in range(0x3001) if chr(code).isspace())
_INDENTATION = 200  # characters of a line's start that are examined


class InlineMarkup:
    """The markup in the words of a block. Offsets are in those words."""

    def __init__(self, replacements: Iterable[Replacement] = ()) -> None:
        self.replacements = list(replacements)
        self.images: list[tuple[int, int]] = []
        self.links: list[tuple[int, int]] = []  #: links to parts of the same document
        self.breaks: list[Replacement] = []  #: line breaks, with what is read for them in a cell


class BlockBuilder:
    """Makes the blocks of a document, in order.

    `text` is the document's text or a part of it. `source` is the same text, of the same length: what is not
    read is replaced by `MASK` or blanks, and in all formats but plain text, each line end is a single
    character. `read_inline` finds the markup in the words of a block, whose lines are joined by "\\n".
    """

    def __init__(self, read_inline: Callable[[str], InlineMarkup], text: str = "", source: str = "") -> None:
        self.text = text
        self.source = source
        self.outline = Outline()
        self.lead = ""  #: the sentence before the next block; it introduces the next block if that is code
        self.subject = ""  #: what the last list item says about the blocks in it
        self._introduces = False  # whether `lead` also introduces a list
        self._is_caption = False  # whether `lead` also introduces a table
        self._read_inline = read_inline
        self._is_answer = False  # whether the next paragraph is under a question that is marked as one

    @property
    def introduction(self) -> str:
        """The sentence that introduces the next block if that is a list, or an empty string."""
        return self.lead if self._introduces else ""

    @property
    def caption(self) -> str:
        """The sentence that introduces the next block if that is a table, or an empty string."""
        return self.lead if self._is_caption else ""

    def introduce(self, sentence: str) -> None:
        """Make a sentence, such as the title of a table, introduce the next block of any kind."""
        self.lead, self._introduces, self._is_caption = sentence, True, True

    def end_lead(self) -> None:
        """Let no sentence introduce the next block.

        Call this where a sentence so far does not belong to what follows: at the start of a table, whose rows
        have its caption already, and at the end of a list, a table, a quotation or a section.
        """
        self.lead = ""

    def heading(self, lines: Lines, level: int) -> Iterator[Block]:
        """Yield the block of a heading, and open its section."""
        block = self.block("heading", lines)
        self.outline.end_section(level)
        self.end_lead()
        self._is_answer = False
        if block:
            block = block._replace(trail=self.outline.trail)
            self.outline.heading(level, self.read(block))
            yield block

    def paragraph(
        self, lines: Lines, kind: BlockKind = "paragraph", lead: str = "", *, answered: bool = False
    ) -> Iterator[Block]:
        """Yield the blocks of a paragraph or list item: several if it contains a question and its answer.

        `answered`: what follows the words of a list item may answer the question in them.
        """
        parts = split_questions(self.source, lines, in_answer=self._is_answer)
        for i, part in enumerate(parts):
            block = self.block(kind, part.lines, lead)
            if block is None:
                continue
            words = self.read(block)
            if part.is_question or (
                kind == "item" and ends_with_question_mark(words) and (answered or i + 1 < len(parts))
            ):
                yield from self.heading(part.lines, QUESTION_LEVEL)
                self._is_answer = part.is_question
            else:
                self.lead = last_sentence(words)
                self.subject = item_lead(words) if kind == "item" else ""
                self._introduces = kind == "item" or introduction(words) != ""
                self._is_caption = kind == "item" or caption(words) != ""
                yield block

    def definition(self, term: tuple[int, int], meaning: Lines, lead: str) -> Iterator[Block]:
        """Yield a list item of a term and its definition, after or below it, read as "term: definition"."""
        found = self._trimmed(meaning)
        for block in self.paragraph([term, *found], "item", lead, answered=True):
            if found and block.kind == "item" and block.start < term[1] < block.end:
                gap = Replacement(term[1], found[0][0], ": ")
                block = block._replace(replacements=sorted_replacements([gap, *block.replacements]))
                self.lead = last_sentence(self.read(block))
            yield block

    def code(self, lines: Lines) -> Iterator[Block]:
        """Yield all lines of code as one block. The indentation that they have in common is not read."""
        lead, self.lead = self.lead, ""
        if block := self.block("code", lines, lead):
            inside = [line for line in lines if block.start < line[1] and line[0] < block.end]
            indentation = self._common_indentation(inside)
            yield block._replace(replacements=sorted_replacements([*indentation, *block.replacements]))

    def row(
        self,
        kind: BlockKind,
        line: tuple[int, int],
        cells: Lines,
        columns: Sequence[str] = (),
        lead: str = "",
        group: str = "",
    ) -> Block | None:
        """Return the block of a table's row: `line` is the whole row, and `cells` are its cells, in order.

        A cell that is not empty is read after the name of its column, and cells are separated by
        `CELL_SEPARATOR`. If the second of two columns has no name, as in an infobox, the first cell names the
        second: "Origin: Kelda". The name of the row's `group`, if any, is read before the first cell. Returns
        None if all cells are empty.
        """
        is_key_and_value = len(columns) == 2 and not columns[1]
        separator = ": " if is_key_and_value else CELL_SEPARATOR
        names = () if is_key_and_value else (f"{name}: " if name else "" for name in columns)
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
        """Return a line as it is read; empty if it has no words."""
        block = self.block("paragraph", [line])
        return " ".join(self.read(block).split()) if block else ""

    def read(self, block: Block) -> str:
        """Return a block as it is read."""
        return apply_replacements(self.text, block.start, block.end, block.replacements)

    def block(self, kind: BlockKind, lines: Lines, lead: str = "") -> Block | None:
        """Return the block of some lines, or None if they have no words: no letter or digit that is read.

        The text of images does not count as words, nor does, in a paragraph or item, that of links to parts
        of the same document.
        """
        lines = self._trimmed(lines, masked=kind != "code")
        if not lines:
            return None
        replacements = self._marks_between(lines)
        not_prose = []
        if kind != "code":
            words = _Words(self.source, lines)
            inline = self._read_inline(words.text)
            found = [*(inline.breaks if kind == "row" else ()), *inline.replacements]
            replacements += [words.moved(replacement) for replacement in found]
            contents = inline.links if kind in ("paragraph", "item") else []
            not_prose = [words.moved(Replacement(*span, "")) for span in (*inline.images, *contents)]
        block = Block(
            kind, lines[0][0], lines[-1][1], self.outline.trail, sorted_replacements(replacements), lead
        )
        prose = (
            block._replace(replacements=sorted_replacements([*not_prose, *replacements]))
            if not_prose
            else block
        )
        return block if any(map(str.isalnum, self.read(prose))) else None

    def _common_indentation(self, lines: Lines) -> list[Replacement]:
        """Return replacements of the blanks that all lines have before their text.

        The first line has none, since the block starts at its text.
        """
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
        """Return replacements of the marks of the block's containers (">") before each line but the first."""
        marks = []
        for (_, end), (start, _) in pairwise(lines):
            if start - end > 1 and self.source[end:start].strip():
                marks.append(Replacement(max(end, self.source.rfind("\n", end, start) + 1), start, ""))
        return marks

    def _trimmed(self, lines: Lines, *, masked: bool = True) -> Lines:
        """Return the lines without blanks at the start of the first and the end of the last.

        `masked`: leave out masked characters there, too.
        """
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
    """Return the block of a list item with its mark, which starts at `start`; other blocks are unchanged.

    `is_read`: the mark is read with the item, as a number is and a bullet is not.
    """
    if block.kind != "item":
        return block
    mark = () if is_read else (Replacement(start, block.start, ""),)
    return block._replace(start=start, replacements=(*mark, *block.replacements))


def _in_group(group: str, name: str) -> str:
    """Return what is read before the first cell of a row: the row's group and the name of the column."""
    if not group:
        return name
    return f"{group}{CELL_SEPARATOR}{name}" if name else f"{group}: "


class _Words:
    """The words of a block: its lines, joined by "\\n"."""

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
        """Return a replacement in the words with offsets in the source."""
        start, end, read = replacement
        return Replacement(self._offset(start), self._offset(end - 1) + 1, read)

    def _offset(self, offset: int) -> int:
        line = bisect_right(self._starts, offset) - 1
        return self._sources[line] + offset - self._starts[line]


def sorted_replacements(replacements: list[Replacement]) -> tuple[Replacement, ...]:
    """Return the replacements in order, without those that start inside another."""
    kept: list[Replacement] = []
    for replacement in sorted(replacements, key=lambda found: (found.start, -found.end)):
        if not kept or replacement.start >= kept[-1].end:
            kept.append(replacement)
    return tuple(kept)
