"""Which row of a table has the most or the least of something: "cheapest plan", "which trail is longest".

A row is told only by numbers of one unit in one column, and each row of the table has to have one. Where
that is not so the rows are shown without a choice.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.english.number_names import CURRENCY_SIGNS
from index.reader.asked_for import AskedFor
from index.reader.named.cells import Cell, cells_of
from index.types import Block, Evidence

_PRICE = "price cost fee rate rent charge fare"
#: How much is asked for: the words that do, those that name its columns, and whether the least is meant.
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
_MOST = re.compile(r"est\b|^(?:most|least)\b", re.IGNORECASE)
_NUMBER = r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
_AMOUNT = re.compile(rf"(?P<before>[{CURRENCY_SIGNS}]?)\s?{_NUMBER}\s?(?P<after>[^\d.,;:]{{0,20}})")
_UNCLEAR = re.compile(r"(?<![\d.])[1-9]\d{0,2}\.\d{3}(?!\d)")  # 1.500 is one and a half, or fifteen hundred
_FREE = re.compile(r"free\b.*|none", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Extreme:
    """What a question asks for most or least of."""

    words: str  #: as the question has them: "cheapest", "most expensive"
    columns: str  #: words that name the columns with it; empty: those that the question names
    least: bool
    of_all: bool  #: "cheapest", and not "cheaper"

    def row_of(self, asked: AskedFor, evidence: Evidence, rows: Sequence[Block]) -> Block | None:
        """The one of several rows that has the most or the least; None where the table does not tell it."""
        columns = self._columns(asked, evidence, rows)
        if len(columns) != 1:
            return None
        amounts = [_amount_in(columns[0], cells_of(evidence, row)) for row in rows]
        told = [amount for amount in amounts if amount]
        units = {unit for _, unit in told}.difference((None,))
        if len(told) < len(rows) or len(units) != 1:
            return None
        numbers = [number for number, _ in told]
        best = (min if self.least else max)(numbers)
        return rows[numbers.index(best)] if numbers.count(best) == 1 else None

    def is_told_in(self, asked: AskedFor, evidence: Evidence, rows: Sequence[Block]) -> bool:
        """Whether some rows have a column that is meant."""
        return bool(self._columns(asked, evidence, rows))

    def _columns(self, asked: AskedFor, evidence: Evidence, rows: Sequence[Block]) -> list[str]:
        """The names of the columns that are meant; below "Prices" the only one with numbers."""
        cells = [cells_of(evidence, row) for row in rows]
        columns = _columns(cells)
        meant = [name for name in columns if self._is_meant(asked, name)]
        above = " ".join((*evidence.passage.trail[-1:], rows[0].lead))
        if meant or not self.columns or not self._is_meant(asked, above):
            return meant
        numbered = _with_numbers(columns, cells)
        return numbered if len(numbered) == 1 else []

    def _is_meant(self, asked: AskedFor, column: str) -> bool:
        """Whether a column, by its name, tells how much."""
        if self.columns:
            return bool(asked.terms_of(column) & asked.terms_of(self.columns))
        return asked.has_name(column)


def asked_extreme(question: str) -> Extreme | None:
    """What a question asks for most or least of, or for more or less; None: for nothing."""
    for pattern, columns, least in _WORDS:
        if found := pattern.search(question):
            return Extreme(found[0], columns, least, _MOST.search(found[0]) is not None)
    return None


def _columns(rows: Sequence[Sequence[Cell]]) -> list[str]:
    """The names of the columns beside the first, which names the rows."""
    return list(dict.fromkeys(cell.column for cells in rows for cell in cells[1:] if cell.column))


def _with_numbers(columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> list[str]:
    """The columns with a number in each row."""
    return [name for name in columns if all(_amount_in(name, cells) for cells in rows)]


def _amount_in(column: str, cells: Sequence[Cell]) -> tuple[float, str | None] | None:
    """The number of the cell of a column and its unit, which what is free has not; None: it has no number."""
    text = next((cell.text.strip() for cell in cells if cell.column == column), "")
    if _FREE.fullmatch(text):
        return 0.0, None
    found = _AMOUNT.fullmatch(text)
    if found is None or _UNCLEAR.search(text):
        return None
    return float(found["number"].replace(",", "")), f"{found['before']} {found['after'].strip().casefold()}"
