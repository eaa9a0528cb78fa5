"""Evidence → its reading text, each character with what was read for it.

The reading text is the text without markup, with the column names of table cells.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from index.passages.reading_text import block_segments, passage_trail
from index.passages.sentences import message_text_start
from index.reader.evidence.ranges import evidence_blocks
from index.types import HEADING_KINDS, Block, Evidence, Range

_SHORT_CELL = 24  # characters; an answer contains all or nothing of a cell that is no longer and has a number
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class EvidenceText:
    """The reading text of an evidence: its trail on a line of its own, then the blocks of its context.

    Row i of `ranges` and `units` belongs to character i. An answer lies within one unit: a block, or the cell
    of a table.
    """

    text: str
    head: int  #: how many characters of `text` the trail and its line end have
    ranges: np.ndarray  #: int32 [characters, 2]: the range of the context that was read; -1 if there is none
    units: np.ndarray  #: int32 [characters]: the number of the unit; -1 if the character cannot be an answer


class _TextBuilder:
    """Collects the parts of an EvidenceText in order."""

    def __init__(self) -> None:
        self._strings: list[str] = []
        self._ranges = [np.empty((0, 2), np.int32)]
        self._units = [np.empty(0, np.int32)]

    def copy(self, text: str, start: int, unit: int) -> None:
        """Add `text`, which is also the text of the context from `start` on."""
        offsets = np.arange(start, start + len(text), dtype=np.int32)
        self._add(text, np.stack([offsets, offsets + 1], axis=1), unit)

    def insert(self, text: str, start: int = -1, end: int = -1, unit: int = -1) -> None:
        """Add `text`, which replaces characters `start` to `end` of the context, or none with -1."""
        self._add(text, np.tile(np.array([start, end], np.int32), (len(text), 1)), unit)

    def _add(self, text: str, ranges: np.ndarray, unit: int) -> None:
        self._strings.append(text)
        self._ranges.append(ranges)
        self._units.append(np.full(len(text), unit, np.int32))

    def joined(self, *, head: int) -> EvidenceText:
        """Return all parts as one text, whose first `head` characters are the trail and its line end."""
        text = "".join(self._strings)
        return EvidenceText(text, head, np.concatenate(self._ranges), np.concatenate(self._units))


def evidence_text(evidence: Evidence) -> EvidenceText:
    """Return the reading text of an evidence. Without blocks, it is the context alone, as one paragraph."""
    blocks = evidence_blocks(evidence)
    trail = passage_trail(evidence.passage) if evidence.blocks else ""
    builder = _TextBuilder()
    if trail:
        builder.insert(trail + "\n")
    unit = 0
    for number, block in enumerate(blocks):
        if number:
            builder.insert("\n")
        elif block.lead:
            builder.insert(block.lead + "\n")
        unit = _add_block(builder, evidence, block, unit + 1)
    return builder.joined(head=len(trail) + 1 if trail else 0)


def _add_block(builder: _TextBuilder, evidence: Evidence, block: Block, unit: int) -> int:
    """Add the reading text of a block, whose units are numbered from `unit` on. Return the last number."""
    head = message_text_start(evidence.context, evidence.block_in_context(block))
    answers = block.kind not in HEADING_KINDS
    for read, start, end, verbatim in block_segments(evidence.context, evidence.start, block):
        first, last = evidence.in_context(start, end)
        if verbatim:
            if first < head:
                builder.copy(read[: head - first], first, -1)
                read, first = read[head - first :], min(head, last)
            builder.copy(read, first, unit if answers else -1)
        elif first < last and (block.kind != "row" or len(read) == 1):  # in a row: an HTML entity
            builder.insert(read, first, last, unit if answers else -1)
        else:  # the name of a column, or the separator of two cells
            unit += 1
            builder.insert(read)
    return unit


def number_cells(evidence: Evidence, read: EvidenceText) -> list[Range]:
    """Return the short table cells that contain a number, as ranges of the context.

    All of the cell belongs to the number, even if it is no common unit of measurement: "50 gp", "9 to 5".
    """
    starts, ends = read.ranges[:, 0], read.ranges[:, 1]
    cells: list[Range] = []
    for row in evidence.rows:
        first, last = evidence.in_context(row.start, row.end)
        inside = (starts >= first) & (ends <= last) & (read.units >= 0)
        for unit in np.unique(read.units[inside]):
            cell = inside & (read.units == unit)
            start, end = int(starts[cell].min()), int(ends[cell].max())
            if end - start <= _SHORT_CELL and _DIGIT.search(evidence.context, start, end):
                cells.append((start, end))
    return cells
