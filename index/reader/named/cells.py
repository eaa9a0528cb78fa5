"""The cells of a row of a table, as they are read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby

from index.passages.reading_text import block_pieces
from index.types import CELL_SEPARATOR, Block, Evidence

_COLUMN = re.compile(rf"(?:{CELL_SEPARATOR})?(?:(.*): )?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a row: characters `start` to `end` of its document, and what is read of them."""

    column: str  #: the name of its column, or ""
    start: int
    end: int
    text: str


def rows_around(evidence: Evidence, start: int) -> list[Block]:
    """The rows of the table that character `start` stands in, as far as the evidence has it; else none."""
    for kind, run in groupby(evidence.blocks, lambda block: block.kind):
        rows = list(run)
        if kind == "row" and any(row.holds(start) for row in rows):
            return rows
    return []


def cells_of(evidence: Evidence, row: Block) -> list[Cell]:
    """The cells of a row of an evidence, in order, those that are empty left out."""
    cells: list[Cell] = []
    column, start, end, text = "", -1, -1, ""
    for piece in block_pieces(evidence.context, evidence.start, row):
        begins = not piece.verbatim and (piece.shown.startswith(CELL_SEPARATOR) or piece.start == row.start)
        if begins and (match := _COLUMN.fullmatch(piece.shown)):
            if start >= 0:
                cells.append(Cell(column, start, end, text))
            column, start, text = match[1] or "", -1, ""
        else:
            start, end, text = piece.start if start < 0 else start, piece.end, text + piece.shown
    if start >= 0:
        cells.append(Cell(column, start, end, text))
    return cells
