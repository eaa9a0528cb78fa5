"""The row of a table with the most or the least of something: "cheapest plan", "which trail is longest".

A row is chosen only by numbers of one unit in one column, and only if every row of the table has one.
Otherwise the rows answer without a choice.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.english.number_names import CURRENCY_SIGNS
from index.reader.evidence.cells import Cell, cells_of
from index.reader.question.asked_question import AskedQuestion
from index.types import Block, Evidence

_PRICE = "price cost fee rate rent charge fare"
#: The words that ask for an extreme, words in the names of its columns, and whether it is the least.
_KINDS = (
    (r"cheap(?:er|est)|(?:less|least) (?:expensive|costly)", _PRICE, True),
    (r"(?:more|most) (?:expensive|costly)|pric(?:ier|iest)|dear(?:er|est)", _PRICE, False),
    (r"long(?:er|est)", "length duration distance", False),
    (r"short(?:er|est)", "length duration distance", True),
    (r"(?:far|fur)th(?:er|est)(?: away)?", "distance", False),
    (r"near(?:er|est)|clos(?:er|est)", "distance", True),
    (r"big(?:ger|gest)|larg(?:er|est)", "size area capacity", False),
    (r"small(?:er|est)", "size area capacity", True),
    (r"fast(?:er|est)|quick(?:er|est)", "speed", False),
    (r"slow(?:er|est)", "speed", True),
    (r"heav(?:ier|iest)", "weight mass", False),
    (r"light(?:er|est)", "weight mass", True),
    (r"high(?:er|est)|most|more", "", False),
    (r"low(?:er|est)|least|less|few(?:er|est)", "", True),
)
_WORDS = [
    (re.compile(rf"\b(?:{words})\b", re.IGNORECASE), columns, least) for words, columns, least in _KINDS
]
_SUPERLATIVE = re.compile(r"est\b|^(?:most|least)\b", re.IGNORECASE)
_NUMBER = r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
_AMOUNT = re.compile(rf"(?P<before>[{CURRENCY_SIGNS}]?)\s?{_NUMBER}\s?(?P<after>[^\d.,;:]{{0,20}})")
_AMBIGUOUS = re.compile(r"(?<![\d.])[1-9]\d{0,2}\.\d{3}(?!\d)")  # 1.500 is one and a half or fifteen hundred
_FREE = re.compile(r"free\b.*|none", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Extreme:
    """The extreme that a question asks for: the most or the least of something."""

    words: str  #: the words of the question for it: "cheapest", "most expensive"
    columns: str  #: words in the names of the columns with the amounts; empty: the question names the column
    least: bool
    of_all: bool  #: whether it is a superlative: "cheapest", not "cheaper"

    def row_of(self, asked: AskedQuestion, evidence: Evidence, rows: Sequence[Block]) -> Block | None:
        """Return the row with the most or the least; None if the numbers do not single out one row."""
        columns = self._columns(asked, evidence, rows)
        if len(columns) != 1:
            return None
        amounts = [_amount_in(columns[0], cells_of(evidence, row)) for row in rows]
        known = [amount for amount in amounts if amount]
        units = {unit for _, unit in known}.difference((None,))
        if len(known) < len(rows) or len(units) != 1:
            return None
        numbers = [number for number, _ in known]
        best = (min if self.least else max)(numbers)
        return rows[numbers.index(best)] if numbers.count(best) == 1 else None

    def has_column_in(self, asked: AskedQuestion, evidence: Evidence, rows: Sequence[Block]) -> bool:
        """Whether the rows have a column with the amounts."""
        return bool(self._columns(asked, evidence, rows))

    def _columns(self, asked: AskedQuestion, evidence: Evidence, rows: Sequence[Block]) -> list[str]:
        """Return the names of the columns with the amounts.

        If no column has such a name, but the heading or the introduction of the table does, as "Prices" does,
        it is the only column with numbers.
        """
        cells = [cells_of(evidence, row) for row in rows]
        columns = _columns_after_first(cells)
        found = [name for name in columns if self._is_name_for_it(asked, name)]
        above = " ".join((*evidence.passage.trail[-1:], rows[0].lead))
        if found or not self.columns or not self._is_name_for_it(asked, above):
            return found
        numbered = _with_numbers(columns, cells)
        return numbered if len(numbered) == 1 else []

    def _is_name_for_it(self, asked: AskedQuestion, text: str) -> bool:
        """Whether a text, such as the name of a column, names the amounts."""
        if self.columns:
            return bool(asked.terms_of(text) & asked.terms_of(self.columns))
        return asked.names(text)


def asked_extreme(question: str) -> Extreme | None:
    """Return the extreme that a question asks for, or the comparison: "cheaper"; None if it has none."""
    for pattern, columns, least in _WORDS:
        if found := pattern.search(question):
            return Extreme(found[0], columns, least, _SUPERLATIVE.search(found[0]) is not None)
    return None


def _columns_after_first(rows: Sequence[Sequence[Cell]]) -> list[str]:
    """Return the names of the columns after the first, which names the rows."""
    return list(dict.fromkeys(cell.column for cells in rows for cell in cells[1:] if cell.column))


def _with_numbers(columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> list[str]:
    """Return the columns that have a number in every row."""
    return [name for name in columns if all(_amount_in(name, cells) for cells in rows)]


def _amount_in(column: str, cells: Sequence[Cell]) -> tuple[float, str | None] | None:
    """Return the number and the unit in the cell of a column; None if it has no clear number.

    "Free" and "none" are 0, without a unit.
    """
    text = next((cell.text.strip() for cell in cells if cell.column == column), "")
    if _FREE.fullmatch(text):
        return 0.0, None
    found = _AMOUNT.fullmatch(text)
    if found is None or _AMBIGUOUS.search(text):
        return None
    return float(found["number"].replace(",", "")), f"{found['before']} {found['after'].strip().casefold()}"
