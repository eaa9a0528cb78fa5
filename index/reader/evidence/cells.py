"""The cells of a table row, with the text that is read of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby

from index.passages.reading_text import block_segments
from index.types import CELL_SEPARATOR, Block, Evidence

_COLUMN = re.compile(rf"(?:{CELL_SEPARATOR})?(?:(.*): )?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a row: characters `start` to `end` of its document, and their reading text."""

    column: str  #: the name of its column; empty if it has none
    start: int
    end: int
    text: str


def rows_around(evidence: Evidence, start: int) -> list[Block]:
    """Return the rows of the table at character `start`, as far as the evidence has them; else none."""
    for kind, run in groupby(evidence.blocks, lambda block: block.kind):
        rows = list(run)
        if kind == "row" and any(row.contains(start) for row in rows):
            return rows
    return []


def cells_of(evidence: Evidence, row: Block) -> list[Cell]:
    """Return the cells of a row in order, without the empty ones."""
    cells: list[Cell] = []
    column, start, end, text = "", -1, -1, ""
    for piece in block_segments(evidence.context, evidence.start, row):
        is_first = not piece.verbatim and (piece.read.startswith(CELL_SEPARATOR) or piece.start == row.start)
        if is_first and (match := _COLUMN.fullmatch(piece.read)):
            if start >= 0:
                cells.append(Cell(column, start, end, text))
            column, start, text = match[1] or "", -1, ""
        else:
            start, end, text = piece.start if start < 0 else start, piece.end, text + piece.read
    if start >= 0:
        cells.append(Cell(column, start, end, text))
    return cells
