"""The row of a table for the day of the calendar that a question names: "what is on 12 December"."""

from __future__ import annotations

from collections.abc import Sequence

from index.passages.reading_text import passage_trail
from index.reader.evidence.cells import cells_of
from index.reader.question.asked_question import AskedQuestion
from index.types import Block, Evidence
from index.values.dates import Date, dates

_FEWEST_CELLS = 2  # in a row that answers


def row_of_day(asked: AskedQuestion, evidence: Sequence[Evidence]) -> tuple[Evidence, Block] | None:
    """Return the only row with a cell that is the day which a question names; None if there is none.

    None also if several such rows differ, if the question names several days, or if another word of it is
    neither in the row nor in the names of its columns, the headings or the name of the document.
    """
    named = list(dates(asked.text))
    days = {each.value for each in named if each.value.day}
    if len(days) != 1 or not asked.asks_plainly:
        return None
    [day] = days
    others = asked.content.difference(*(asked.terms_of(asked.text[each.start : each.end]) for each in named))
    rows = [
        (each, row) for each in evidence for row in each.rows if _is_of_day(asked, each, row, day, others)
    ]
    texts = {each.text_between(row.start, row.end) for each, row in rows}
    return rows[0] if len(texts) == 1 else None


def _is_of_day(
    asked: AskedQuestion, evidence: Evidence, row: Block, day: Date, others: frozenset[str]
) -> bool:
    """Whether a cell of a row is a day and nothing else, and the other words are in the row or above it."""
    cells = cells_of(evidence, row)
    if len(cells) < _FEWEST_CELLS or not any(_is_day(cell.text, day) for cell in cells):
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
