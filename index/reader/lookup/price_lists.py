"""The rows of a table of prices whose subject a question names, but none of its rows.

"What does membership cost" asks for all rows below "Membership fees". The network returns one of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.english.number_names import CURRENCY_SIGNS
from index.reader.evidence.cells import cells_of
from index.reader.evidence.unique_range import EvidenceRange
from index.reader.lookup.tables import above, first_cell_terms, is_short, surrounding_terms
from index.reader.lookup.whole_tables import only_whole_table, range_of
from index.reader.question.asked_question import PRICE_COLUMNS, AskedQuestion
from index.reader.question.question_kinds import asks_for_price
from index.types import Block, Evidence

_PRICES = f"{PRICE_COLUMNS} fare expensive"
_MONEY = re.compile(rf"[{CURRENCY_SIGNS}]\s?\d|\d\s?[{CURRENCY_SIGNS}]")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def price_list(asked: AskedQuestion, evidence: Sequence[Evidence]) -> EvidenceRange | None:
    """Return all rows of the only table of prices that a question names as a whole; None without one.

    `evidence` is from `whole_tables.with_whole_tables`. The content terms of the question are above the table
    or in the names of its columns, at least one is above, and none is only in the first cell of a row. Every
    row has a price.
    """
    if not asks_for_price(asked.without_request) or asked.wants_explanation or asked.is_negated:
        return None
    content = asked.content - asked.terms_of(_PRICES)

    def is_meant(each: Evidence, rows: Sequence[Block]) -> bool:
        around = surrounding_terms(asked, each, rows)
        return (
            not content.isdisjoint(above(asked, each))
            and content <= around
            and all(_has_price(asked, each, row) for row in rows)
            and asked.content.isdisjoint(first_cell_terms(asked, each, rows) - around)
        )

    table = only_whole_table(evidence, is_meant) if content else None
    if table is None:
        return None
    each, rows = table
    return (each, range_of(rows)) if is_short(each, range_of(rows)) else None


def _has_price(asked: AskedQuestion, evidence: Evidence, row: Block) -> bool:
    """Whether a row has an amount of money, or a number in a column with prices, after its first cell."""
    prices = asked.terms_of(_PRICES)
    return any(
        _MONEY.search(cell.text)
        or (_NUMBER.fullmatch(cell.text.strip()) and not prices.isdisjoint(asked.terms_of(cell.column)))
        for cell in cells_of(evidence, row)[1:]
    )
