"""Evidence → what is read of it, and its sentences. The structure of the context bounds both."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from index.documents.blocks.questions import ends_with_colon
from index.passages.reading_text import (
    block_pieces,
    block_text,
    clipped,
    passage_trail,
    trail_text,
    with_whole_words,
)
from index.passages.sentences import after_head, block_sentences, every_sentence, stripped
from index.types import HEADS, TRAIL_SEPARATOR, Block, Evidence, Range

_SHORT_CELL = 24  # characters of a cell that an answer holds whole, where it has a number
_DIGIT = re.compile(r"\d")
_QUOTED_WHOLE = ("item", "row", "header", "code")
_MESSAGE = 300  # characters of one that is quoted whole
# What begins a comment between two blocks, in any of the formats that are text.
_COMMENT = re.compile(
    r"<!--|\{/\*|\{%-?[ \t]*comment\b"
    r"|^[ \t]*(?:\[//\]:|%|/{2,}|\.\. (?![^\n]*::)|\#\+begin_comment|\\begin\{comment)",
    re.MULTILINE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class EvidenceText:
    """The trail of an evidence on a line of its own, then the blocks of its context, as they are read.

    Row i of `ranges` and `units` belongs to character i. An answer lies within one unit: a block, or the cell
    of a table.
    """

    text: str
    head: int  #: characters before the context
    ranges: np.ndarray  #: int32 [characters, 2], of the context; -1 where a character stands for none there
    units: np.ndarray  #: int32 [characters]; -1 in what cannot be an answer


class _ReadParts:
    """What is read of an evidence, part after part."""

    def __init__(self) -> None:
        self._strings: list[str] = []
        self._ranges = [np.empty((0, 2), np.int32)]
        self._units = [np.empty(0, np.int32)]

    def copy(self, shown: str, start: int, unit: int) -> None:
        """Add what stands in the context from `start` on as it is shown."""
        place = np.arange(start, start + len(shown), dtype=np.int32)
        self._add(shown, np.stack([place, place + 1], axis=1), unit)

    def insert(self, shown: str, start: int = -1, end: int = -1, unit: int = -1) -> None:
        """Add what stands for characters `start` to `end` of the context, or for none."""
        self._add(shown, np.tile(np.array([start, end], np.int32), (len(shown), 1)), unit)

    def _add(self, shown: str, ranges: np.ndarray, unit: int) -> None:
        self._strings.append(shown)
        self._ranges.append(ranges)
        self._units.append(np.full(len(shown), unit, np.int32))

    def joined(self, *, head: int) -> EvidenceText:
        """All parts, of which `head` characters stand before the context."""
        text = "".join(self._strings)
        return EvidenceText(text, head, np.concatenate(self._ranges), np.concatenate(self._units))


def evidence_text(evidence: Evidence) -> EvidenceText:
    """What is read of an evidence. Without structure its context is read alone, as one paragraph."""
    blocks = evidence_blocks(evidence)
    trail = passage_trail(evidence.passage) if evidence.blocks else ""
    read = _ReadParts()
    if trail:
        read.insert(trail + "\n")
    unit = 0
    for number, block in enumerate(blocks):
        if number:
            read.insert("\n")
        elif block.lead:
            read.insert(block.lead + "\n")
        unit = _read_block(read, evidence, block, unit + 1)
    return read.joined(head=len(trail) + 1 if trail else 0)


def _read_block(read: _ReadParts, evidence: Evidence, block: Block, unit: int) -> int:
    """Add what is read of a block, from the number of its first unit on. Returns that of its last."""
    head = after_head(evidence.context, _moved(evidence, block))
    answers = block.kind not in HEADS
    for shown, start, end, verbatim in block_pieces(evidence.context, evidence.start, block):
        first, last = start - evidence.start, end - evidence.start
        if verbatim:
            if first < head:
                read.copy(shown[: head - first], first, -1)
                shown, first = shown[head - first :], min(head, last)
            read.copy(shown, first, unit if answers else -1)
        elif first < last and (block.kind != "row" or len(shown) == 1):  # of a row an entity
            read.insert(shown, first, last, unit if answers else -1)
        else:  # a column's name, or what stands between two cells
            unit += 1
            read.insert(shown)
    return unit


def number_cells(evidence: Evidence, read: EvidenceText) -> list[Range]:
    """The short cells with a number in them, as characters of the context.

    What stands beside a number there belongs to it, be it no unit that everybody knows: "50 gp", "9 to 5".
    """
    starts, ends = read.ranges[:, 0], read.ranges[:, 1]
    cells: list[Range] = []
    for row in evidence.rows:
        inside = (
            (starts >= row.start - evidence.start) & (ends <= row.end - evidence.start) & (read.units >= 0)
        )
        for unit in np.unique(read.units[inside]):
            cell = inside & (read.units == unit)
            start, end = int(starts[cell].min()), int(ends[cell].max())
            if end - start <= _SHORT_CELL and _DIGIT.search(evidence.context, start, end):
                cells.append((start, end))
    return cells


def evidence_blocks(evidence: Evidence) -> tuple[Block, ...]:
    """The blocks of the context; of one without structure, a paragraph that is all of it."""
    if evidence.blocks:
        return evidence.blocks
    return tuple(
        with_whole_words(
            evidence.context, Block("paragraph", evidence.start + start, evidence.start + end), evidence.start
        )
        for start, end in stripped(evidence.context, 0, len(evidence.context))
    )


def evidence_sentences(evidence: Evidence) -> list[Range]:
    """The sentences of the context, rows and lines of code among them, as characters of it, in order.

    The author of a message and its time are none.
    """
    if not evidence.blocks:
        return every_sentence(evidence.context)
    # The rules of sentences look at the text before and after them, which is the context's.
    found: list[Range] = []
    for block in evidence.blocks:
        moved = _moved(evidence, block)
        head = after_head(evidence.context, moved)
        found += [each for each in block_sentences(evidence.context, moved) if each[0] >= head]
    return found


def _moved(evidence: Evidence, block: Block) -> Block:
    """A block with its edges as characters of the context."""
    return block._replace(start=block.start - evidence.start, end=block.end - evidence.start)


def evidence_units(evidence: Evidence) -> list[Range]:
    """What is quoted whole: sentences of prose, items, rows, code and short messages; as characters of the
    context, in order."""
    if not evidence.blocks:
        return every_sentence(evidence.context)
    units: list[Range] = []
    for block in evidence.blocks:
        moved = _moved(evidence, block)
        is_short_message = block.kind == "message" and moved.end - moved.start <= _MESSAGE
        if block.kind in _QUOTED_WHOLE or is_short_message:
            units.append((moved.start, moved.end))
            continue
        sentences = list(block_sentences(evidence.context, moved))
        if len(sentences) > 1 and sentences[0][0] < after_head(evidence.context, moved):
            sentences[:2] = [(sentences[0][0], sentences[1][1])]  # a message begins with its author
        units += sentences
    return units


def units_between(evidence: Evidence, start: int, end: int) -> list[Range]:
    """The units that stand whole between two offsets of the document; as characters of the context."""
    first, last = start - evidence.start, end - evidence.start
    return [unit for unit in evidence_units(evidence) if first <= unit[0] and unit[1] <= last]


def without_comments(evidence: Evidence, start: int, end: int) -> Range:
    """The beginning of a stretch of the context, up to what is commented out between two blocks."""
    blocks = evidence_blocks(evidence)
    for before, after in pairwise(blocks):
        gap = before.end - evidence.start, after.start - evidence.start
        if start < gap[0] and gap[1] < end and _COMMENT.search(evidence.context, *gap):
            return start, gap[0]
    return start, end


def holds_comment(evidence: Evidence, start: int, end: int) -> bool:
    """Whether anything in a stretch of the context is commented out between two blocks."""
    return without_comments(evidence, start, end) != (start, end)


def stretch_text(evidence: Evidence, start: int, end: int) -> str:
    """What is read of characters `start` to `end` of the context."""
    first, last = start + evidence.start, end + evidence.start
    return _blocks_text(evidence, evidence_blocks(evidence), first, last)


def introduces_what_follows(evidence: Evidence, start: int, end: int) -> bool:
    """Whether characters `start` to `end` of the context end with a colon, or are an item of which others
    behind it are a part."""
    words = stretch_text(evidence, start, end)
    if ends_with_colon(words):
        return True
    own = " ".join(words.split())
    return any(
        block.kind == "item"
        and (block.start, block.end) == (start + evidence.start, end + evidence.start)
        and (following.lead == own or following.lead.endswith(f"{TRAIL_SEPARATOR}{own}"))
        for block, following in pairwise(evidence.blocks)
    )


def without_introductions(evidence: Evidence, units: Sequence[Range]) -> list[Range]:
    """The units without those at their end that introduce what comes after them: "Type this:"."""
    kept = list(units)
    while kept and introduces_what_follows(evidence, *kept[-1]):
        kept.pop()
    return kept


def _blocks_text(evidence: Evidence, blocks: Iterable[Block], first: int, last: int) -> str:
    """What is read of some blocks between two characters of the document."""
    return "\n".join(
        block_text(evidence.context, evidence.start, clipped(block, first, last))
        for block in blocks
        if block.start < last and first < block.end
    )


def sentence_at(evidence: Evidence, start: int) -> str:
    """What is read of the sentence, row or line of code that holds character `start` of the document."""
    place = start - evidence.start
    found = next((each for each in evidence_sentences(evidence) if each[0] <= place < each[1]), None)
    return stretch_text(evidence, *found) if found else ""


def sentence_around(evidence: Evidence, start: int, end: int) -> Range | None:
    """The sentence, row or line of code that holds all of two characters of the document and what is between
    them, as characters of it; None where none does."""
    first = evidence.start
    for sentence in evidence_sentences(evidence):
        if first + sentence[0] <= start and end <= first + sentence[1]:
            return first + sentence[0], first + sentence[1]
    return None


def section_text(evidence: Evidence, start: int, *, other_rows: bool = True) -> str:
    """What is read of the section that holds character `start` of the document, as far as the context goes.

    Its nearest heading, and those right above that, belong to it. Before it stands the whole trail, if it is
    the passage's own section, or else the title alone. Without `other_rows`, of a row that holds `start` the
    other rows of its section are left out.
    """
    blocks = evidence_blocks(evidence)
    begins, ends = _section_around(evidence, start)
    passage = evidence.passage
    is_own = begins <= passage.start < ends
    trail = trail_text(passage.document, passage.title, passage.trail if is_own else ())
    own = evidence.row_at(start)
    if own and not other_rows:
        blocks = tuple(block for block in blocks if block.kind != "row" or block == own)
    return f"{trail}\n{_blocks_text(evidence, blocks, begins, ends)}"


def _section_around(evidence: Evidence, start: int) -> Range:
    """The section that holds character `start`, from its heading and those right above that to the next one;
    as characters of the document."""
    begins, before = evidence.start, ""
    for block in evidence.blocks:
        if block.kind == "heading" and block.start > start:
            return begins, block.start
        if block.kind == "heading" and before != "heading":
            begins = block.start
        before = block.kind
    return begins, evidence.start + len(evidence.context)


def alone(evidence: Evidence) -> Evidence:
    """An evidence without the text around its passage."""
    passage = evidence.passage
    return isolate(evidence, passage.start - evidence.start, passage.end - evidence.start)


def isolate(evidence: Evidence, start: int, end: int) -> Evidence:
    """Characters `start` to `end` of the context as evidence of their own: a passage without more context."""
    text, offset = evidence.context[start:end], evidence.start + start
    blocks = tuple(
        clipped(block, offset, offset + len(text))
        for block in evidence.blocks
        if block.start < offset + len(text) and offset < block.end
    )
    passage = replace(evidence.passage, start=offset, end=offset + len(text), text=text, blocks=blocks)
    return Evidence(replace(evidence.hit, passage=passage), text, offset, blocks)
