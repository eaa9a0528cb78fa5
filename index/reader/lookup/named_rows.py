"""The row of a table that a question names: by a whole cell, or by the day of the calendar that it is for.

"What does a day ticket cost" names no column of a price list with several prices, and "what is on 12
December" none of a calendar. So the whole row answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from index.passages.reading_text import passage_trail
from index.reader.evidence.cells import cells_of
from index.reader.lookup.asked_row import FEWEST_CELLS, AskedRow
from index.reader.question.asked_question import AskedQuestion
from index.types import Block, Evidence
from index.values.dates import Date, dates


def named_row(asked: AskedQuestion, evidence: Sequence[Evidence]) -> tuple[Evidence, Block] | None:
    """Return the only row that a question names by a whole cell; None if there is none, or several differ.

    The row and the text above it contain the other words of the question. If the question asks for a kind of
    answer, such as a price, the row contains more of its words than that cell does, and another cell is of
    that kind.
    """
    if asked.asks_why or asked.is_negated:
        return None
    return _only_row(
        (each, row) for each in evidence for row in each.rows if AskedRow(asked, each, row).is_named_whole()
    )


def row_with_rivals(asked: AskedQuestion, evidence: Sequence[Evidence]) -> tuple[Evidence, Block] | None:
    """Return the only row that a question names by a whole cell, if it may ask for several other cells of it.

    These are, for example, the prices for adults and for children. None if there is none, or several differ.
    """
    if not asked.asks_plainly:
        return None
    return _only_row(
        (each, row) for each in evidence for row in each.rows if AskedRow(asked, each, row).has_rivals()
    )


def row_of_day(asked: AskedQuestion, evidence: Sequence[Evidence]) -> tuple[Evidence, Block] | None:
    """Return the only row with a cell that is the day which a question names; None if there is none.

    None also if several such rows differ, if the question names several days, or if another word of it is
    neither in the row nor in the names of its columns, the headings or the name of the document.
    """
    if len(set(asked.days)) != 1 or not asked.asks_plainly:
        return None
    dated = (asked.text[each.start : each.end] for each in dates(asked.text))
    others = asked.content.difference(*map(asked.terms_of, dated))
    return _only_row(
        (each, row)
        for each in evidence
        for row in each.rows
        if _is_of_day(asked, each, row, asked.days[0], others)
    )


def _only_row(rows: Iterable[tuple[Evidence, Block]]) -> tuple[Evidence, Block] | None:
    """Return the first of several rows if all have the same text, else None."""
    found = list(rows)
    texts = {each.text_between(row.start, row.end) for each, row in found}
    return found[0] if len(texts) == 1 else None


def _is_of_day(
    asked: AskedQuestion, evidence: Evidence, row: Block, day: Date, others: frozenset[str]
) -> bool:
    """Whether a cell of a row is a day and nothing else, and the other words are in the row or above it."""
    cells = cells_of(evidence, row)
    if len(cells) < FEWEST_CELLS or not any(_is_day(cell.text, day) for cell in cells):
        return False
    passage = evidence.passage
    texts = (text for cell in cells for text in (cell.text, cell.column))
    return others <= asked.terms_of(" ".join((*texts, passage_trail(passage), passage.document, row.lead)))


def _is_day(cell: str, day: Date) -> bool:
    """Whether a cell is one date that says the day, maybe after the day of the week."""
    found = list(dates(cell))
    if len(found) != 1 or not found[0].value.says(day):
        return False
    before, after = cell[: found[0].start], cell[found[0].end :]
    return not any(map(str.isdigit, before)) and not after.strip(" .")
