"""The row of a table with the most or the least of something: "cheapest plan", "which trail is longest".

A row is chosen only by numbers of one unit in one column, or by its dates, and only if every row of the table
has one. Otherwise the rows answer without a choice.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.english.number_names import CURRENCY_SIGNS
from index.reader.evidence.cells import Cell, cells_of
from index.reader.question.asked_question import PRICE_COLUMNS, AskedQuestion
from index.types import Block, Evidence
from index.values.dates import dates

_PRICE = f"{PRICE_COLUMNS} rent fare"
_END, _START = "until till end expire expiry due valid", "start begin join since from"
_ENDS, _STARTS = r"(?:expires?|ends?|runs? out|lapses?|(?:is|are) due)", r"(?:starts?|begins?|join(?:s|ed)?)"
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
    (r"high(?:er|est)|(?<!at )most|more", "", False),
    (r"low(?:er|est)|(?<!at )least|less|few(?:er|est)", "", True),
)
#: The same for the first and the last of dates.
_KINDS_OF_DATES = (
    (rf"{_ENDS} (?:first|soonest|earliest)", _END, True),
    (rf"{_ENDS} (?:last|latest)", _END, False),
    (rf"{_STARTS} (?:first|earliest)", _START, True),
    (rf"{_STARTS} (?:last|latest)", _START, False),
)
_WORDS = [
    (re.compile(rf"\b(?:{words})\b", re.IGNORECASE), columns, least, of_dates)
    for kinds, of_dates in ((_KINDS, False), (_KINDS_OF_DATES, True))
    for words, columns, least in kinds
]
_PAID = re.compile(r"\bpaid\b", re.IGNORECASE)
_SUPERLATIVE = re.compile(r"est\b|^(?:most|least)\b", re.IGNORECASE)
_DECIMAL_COMMA, _THOUSANDS = re.compile(r"\d+,\d{1,2}"), re.compile(r"\d,\d{3}")  # "3,90" and "1,900"
_NUMBER = rf"(?P<number>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|{_DECIMAL_COMMA.pattern}|\d+(?:\.\d+)?)"
_AMOUNT = re.compile(rf"(?P<before>[{CURRENCY_SIGNS}]?)\s?{_NUMBER}\s?(?P<after>[^\d.,;:]{{0,20}})")
_AMBIGUOUS = re.compile(r"(?<![\d.])[1-9]\d{0,2}\.\d{3}(?!\d)")  # 1.500 is one and a half or fifteen hundred
_FREE = re.compile(r"free\b.*|none", re.IGNORECASE)
# Units that are compared with each other, by their names: the unit of each kind, and how many of it they are.
_UNITS = {
    name: (kind, size)
    for kind, names, size in (
        ("second", "s sec secs second seconds", 1),
        ("second", "min mins minute minutes", 60),
        ("second", "h hr hrs hour hours", 3600),
        ("second", "d day days", 86_400),
        ("second", "week weeks", 604_800),
        ("metre", "mm", 0.001),
        ("metre", "cm", 0.01),
        ("metre", "m metre metres meter meters", 1),
        ("metre", "km", 1000),
        ("gram", "g gram grams", 1),
        ("gram", "kg", 1000),
    )
    for name in names.split()
}


@dataclass(frozen=True, slots=True)
class Extreme:
    """The extreme that a question asks for: the most or the least of something."""

    words: str  #: the words of the question for it: "cheapest", "most expensive"
    columns: str  #: words in the names of the columns with the amounts; empty: the question names the column
    least: bool
    of_all: bool  #: whether it is a superlative: "cheapest", not "cheaper"
    of_dates: bool = False  #: whether it is the first or the last of dates
    of_paid: bool = False  #: whether what costs nothing does not count: "cheapest paid plan"

    def row_of(self, asked: AskedQuestion, evidence: Evidence, rows: Sequence[Block]) -> Block | None:
        """Return the row with the most or the least; None if the numbers do not single out one row."""
        columns = self.columns_in(asked, evidence, rows)
        if len(columns) != 1:
            return None
        texts = [_text_in(columns[0], cells_of(evidence, row)) for row in rows]
        amounts = list(map(_date_of if self.of_dates else _amount_of, texts))
        known = [amount for amount in amounts if amount]
        units = {unit for _, unit in known}.difference((None,))
        if len(known) < len(rows) or len(units) != 1 or _has_two_commas(texts):
            return None
        numbers = [number for number, _ in known]
        counted = [number for number in numbers if number or not self.of_paid]
        if not counted:
            return None
        best = (min if self.least else max)(counted)
        return rows[numbers.index(best)] if numbers.count(best) == 1 else None

    def columns_in(self, asked: AskedQuestion, evidence: Evidence, rows: Sequence[Block]) -> list[str]:
        """Return the names of the columns with the amounts.

        If no column has such a name, but the heading or the introduction of the table does, as "Prices" does,
        it is the only column with numbers.
        """
        cells = [cells_of(evidence, row) for row in rows]
        columns = _columns_after_first(cells)
        named = [name for name in columns if self.columns and asked.names(name)]  # "burns the longest"
        found = [name for name in columns if self._is_name_for_it(asked, name)] or named
        above = " ".join((*evidence.passage.trail[-1:], rows[0].lead))
        if found or not self.columns or not self._is_name_for_it(asked, above):
            return found
        numbered = _with_numbers(columns, cells)
        return numbered if len(numbered) == 1 else []

    def _is_name_for_it(self, asked: AskedQuestion, text: str) -> bool:
        """Whether a text, such as the name of a column, names the amounts.

        The name of a column of dates has no other words than those of the question and of such columns.
        """
        if self.of_dates and not asked.terms_of(text) <= asked.all_terms | asked.terms_of(self.columns):
            return False
        if self.columns:
            return bool(asked.terms_of(text) & asked.terms_of(self.columns))
        return asked.names(text)


def asked_extreme(question: str) -> Extreme | None:
    """Return the extreme that a question asks for, or the comparison: "cheaper"; None if it has none."""
    paid = _PAID.search(question)
    for pattern, columns, least, of_dates in _WORDS:
        if found := pattern.search(question):
            words = f"{found[0]} {paid[0]}" if paid else found[0]
            of_all = of_dates or _SUPERLATIVE.search(found[0]) is not None
            return Extreme(words, columns, least, of_all, of_dates, paid is not None)
    return None


def _columns_after_first(rows: Sequence[Sequence[Cell]]) -> list[str]:
    """Return the names of the columns after the first, which names the rows."""
    return list(dict.fromkeys(cell.column for cells in rows for cell in cells[1:] if cell.column))


def _with_numbers(columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> list[str]:
    """Return the columns that have a number in every row."""
    return [name for name in columns if all(_amount_of(_text_in(name, cells)) for cells in rows)]


def _text_in(column: str, cells: Sequence[Cell]) -> str:
    """Return the text of the cell of a column; empty if there is none."""
    return next((cell.text.strip() for cell in cells if cell.column == column), "")


def _has_two_commas(texts: Sequence[str]) -> bool:
    """Whether the comma is before decimals in one text, and before thousands in another."""
    return any(map(_THOUSANDS.search, texts)) and any(
        (found := _AMOUNT.fullmatch(text)) and _DECIMAL_COMMA.fullmatch(found["number"]) for text in texts
    )


def _date_of(text: str) -> tuple[float, str | None] | None:
    """Return the date of a text as a number, and whether it is a day or a month; None without a clear date.

    The date has to have a year.
    """
    found = [each.value for each in dates(text)]
    if len(found) != 1 or not found[0].year:
        return None
    month, day, year = found[0]
    return float(f"{year}{month:02}{day:02}"), "day" if day else "month"


def _amount_of(text: str) -> tuple[float, str | None] | None:
    """Return the number and the unit of a cell's text; None if it has no clear number.

    "Free" and "none" are 0, without a unit.
    """
    if _FREE.fullmatch(text):
        return 0.0, None
    found = _AMOUNT.fullmatch(text)
    if found is None or _AMBIGUOUS.search(text):
        return None
    point = "." if _DECIMAL_COMMA.fullmatch(found["number"]) else ""
    number, name = float(found["number"].replace(",", point)), found["after"].strip().casefold()
    if not found["before"] and name in _UNITS:
        base, size = _UNITS[name]
        return number * size, base
    return number, f"{found['before']} {name}"
