"""The cell of a table that a question names by its row and its column: "deposit for the gps receiver".

If every word of a question is in one row, in the name of one of its columns or in the text above the table,
the answer is the cell in that row and column. The network has learnt from sentences, and is seldom sure of a
cell.
"""

from __future__ import annotations

from collections.abc import Sequence

from index.reader.constraints.days import has_day_of
from index.reader.editions.newest_first import is_newer
from index.reader.evidence.cells import cells_of, rows_around
from index.reader.lookup.asked_row import AskedRow, NamedCell
from index.reader.question.asked_question import AskedQuestion
from index.types import Block, Evidence, Span, overlap


def named_cell(asked: AskedQuestion, evidence: Sequence[Evidence]) -> NamedCell | None:
    """Return the cell that a question names, in the first evidence that contains it; None if it names none.

    None also if it names several cells that differ, unless they are versions of one cell in several
    documents. A row that is named by a whole cell comes before other rows, which may contain the same words
    and more. A row of a newer edition comes before that of an older one.
    """
    return _agreed(_named_cells(asked, evidence))


def named_cell_in_row_of(
    asked: AskedQuestion, answer: Span, evidence: Sequence[Evidence]
) -> NamedCell | None:
    """Return the cell that a question names in the row of an answer; None if it names none or several."""
    marked = answer.highlight or (answer.start, answer.end)
    rows = [row for row in answer.evidence.rows if overlap((row.start, row.end), marked)]
    if len(rows) != 1:
        return None
    document = answer.evidence.passage.document
    named = (each for each in _named_cells(asked, evidence) if rows[0].contains(each.cell.start))
    return _agreed([each for each in named if each.evidence.passage.document == document])


def _agreed(named: Sequence[NamedCell]) -> NamedCell | None:
    """Return the first of several cells if all of them say the same, else None."""
    return named[0] if named and all(named[0].says_the_same(each) for each in named) else None


def _named_cells(asked: AskedQuestion, evidence: Sequence[Evidence]) -> list[NamedCell]:
    """Return the cells that a question may name, without those that come after others.

    The list is empty for a question that asks for a reason or a way to do something, or that has a negation:
    a cell does not answer these.
    """
    if not asked.asks_plainly:
        return []
    named = [
        cell
        for each in evidence
        for row in each.rows
        if has_day_of(asked, each, row.start, is_words=False)
        for cell in AskedRow(asked, each, row).named()
        if not _is_of_another_row(asked, cell, row)
    ]
    named = [each for each in named if each.by_whole_cell] or named
    return [each for each in named if not _is_outdated(asked.text, each, named)]


def _is_outdated(question: str, cell: NamedCell, others: Sequence[NamedCell]) -> bool:
    """Whether one of several other cells is the same cell of a newer edition."""
    return any(
        cell.has_columns_of(other) and is_newer(question, other.evidence, cell.evidence) for other in others
    )


def _is_of_another_row(asked: AskedQuestion, named: NamedCell, row: Block) -> bool:
    """Whether a row is named by an inner cell with which another row of the table starts.

    "Isolde's spouse" is not that of her father, in whose row she is under "Children".
    """
    first, *inside = cells_of(named.evidence, row)
    if named.cell == first or asked.terms_of(first.text) & asked.content:
        return False
    naming = [asked.terms_of(cell.text) for cell in inside if cell != named.cell and asked.names(cell.text)]
    first_cells = [
        asked.terms_of(cells[0].text)
        for other in rows_around(named.evidence, row.start)
        if (cells := cells_of(named.evidence, other))
    ]
    return any(terms <= first_terms for terms in naming for first_terms in first_cells)
