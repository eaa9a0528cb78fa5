"""Whether a row has a value in the column that a question asks for: "when does it close on Sunday".

If that cell is empty, the network returns other cells of the row, its first cell, or another row.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from index.reader.evidence.cells import Cell, cells_of, rows_around
from index.reader.question.asked_question import LETTER, AskedQuestion
from index.types import Evidence


def has_asked_cell(asked: AskedQuestion, evidence: Evidence, start: int) -> bool:
    """Whether the row at character `start` may answer. True if `start` is in no row.

    The row may not answer if its only cell repeats words of the question, and its table has several columns.
    For a question that asks neither why nor how to, and has no negation, it also may not answer if it has no
    cell in a column that the question names, or if the question names another row without such a cell, and
    not this one.
    """
    row = evidence.row_at(start)
    if row is None:
        return True
    own = cells_of(evidence, row)
    rows = [cells_of(evidence, each) for each in rows_around(evidence, start)]
    columns = {cell.column for cells in rows for cell in cells if cell.column}
    if len(own) == 1 < len(columns) and asked.all_terms >= asked.terms_of(own[0].text):
        return False
    if not asked.asks_plainly:
        return True
    if _lacks_named(asked, own, columns):
        return False
    return _is_named(asked, own) or not any(
        _is_named(asked, cells) and _lacks_named(asked, cells, columns) for cells in rows
    )


def _is_named(asked: AskedQuestion, cells: Sequence[Cell]) -> bool:
    """Whether a question contains all of a cell of a row, one that has a letter."""
    return any(LETTER.search(cell.text) and asked.names(cell.text) for cell in cells)


def _lacks_named(asked: AskedQuestion, cells: Sequence[Cell], columns: Iterable[str]) -> bool:
    """Whether a row has no cell in a column that a question names."""
    has = {cell.column for cell in cells}
    return any(column not in has and asked.names(column) for column in columns)
