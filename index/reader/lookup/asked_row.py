"""A row of a table, and which of its cells and columns, and which words above it, a question names."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from index.passages.reading_text import passage_trail, trail_and_path, trail_below_title
from index.reader.evidence.cells import Cell, cells_of
from index.reader.question.asked_question import LETTER, PARENTHESES, AskedQuestion
from index.types import Block, Evidence, Span

_MAX_KEY_TERMS = 8  # in a cell that names its row
FEWEST_CELLS = 2  #: in a row that answers as a whole
_NUMBERS = re.compile(r"[\d.,\s]+")
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class NamedCell:
    """A cell that a question names, in an evidence that contains it."""

    evidence: Evidence
    cell: Cell
    by_column: bool  #: whether the question names its column, and has not only a word such as "when"
    by_whole_cell: bool  #: whether the question contains another cell of the row, not only words of it
    others: tuple[tuple[str, str], ...]  #: the columns and the texts of the row's other cells

    def is_in_table(self, span: Span) -> bool:
        """Whether a span is in a table row of the cell's evidence."""
        same = span.evidence.passage.document == self.evidence.passage.document
        return same and self.evidence.row_at(span.start) is not None

    def says_the_same(self, other: NamedCell) -> bool:
        """Whether another cell has the same text, or is the cell of another document's version of the row.

        If the texts of two versions differ, they contradict each other, and both are shown.
        """
        if self.cell.text.casefold() == other.cell.text.casefold():
            return True
        one, two = self.evidence.passage, other.evidence.passage
        same_headings = trail_below_title(one.title, one.trail) == trail_below_title(two.title, two.trail)
        same_row = self.cell.column == other.cell.column and self.others == other.others
        return one.document != two.document and same_headings and same_row

    def has_columns_of(self, other: NamedCell) -> bool:
        """Whether another cell is in the same column, and its row has the same columns."""
        own_columns, other_columns = ([column for column, _ in each.others] for each in (self, other))
        return self.cell.column == other.cell.column and own_columns == other_columns


class AskedRow:
    """A row of a table, and which of its cells, its columns and the texts above it a question names."""

    def __init__(self, asked: AskedQuestion, evidence: Evidence, row: Block) -> None:
        self._asked, self._evidence = asked, evidence
        self._cells = cells_of(evidence, row)
        self._above = asked.terms_of(f"{passage_trail(evidence.passage)} {row.lead}")

    @cached_property
    def _columns(self) -> list[frozenset[str]]:
        """The terms of each cell's column name, with the question's verb if the column is for who does it."""
        asked = self._asked
        return [asked.terms_of(cell.column) | asked.doer_verb(cell.column) for cell in self._cells]

    @cached_property
    def _general(self) -> frozenset[str]:
        """The terms in the names of all columns for the kinds of answers that the question asks for."""
        return self._asked.terms_of(" ".join(each.columns for each in self._asked.answers))

    @cached_property
    def _suitable(self) -> list[int]:
        """The indices of the cells that may answer the question, and do not repeat it."""
        asked = self._asked
        return [
            number
            for number, cell in enumerate(self._cells)
            if asked.may_be_answered_by(cell.text) and not asked.contains_in_order(cell.text)
        ]

    def named(self) -> list[NamedCell]:
        """Return the cells in columns that the question names, or else the one for its kind of answer."""
        asked = self._asked
        ways = (asked.names, asked.names_without_unit, asked.asks_for_doer, self._is_named_by_own_word)
        for names_column in ways:
            if by_column := self._named(self._in_columns(names_column), by_column=True):
                return by_column
        for each in asked.answers:
            names = asked.terms_of(each.all_columns)
            if numbers := [number for number in self._suitable if self._columns[number] & names]:
                is_clear = len(numbers) == 1 and not self._has_rival(numbers[0], names)
                return self._named(numbers, by_column=False) if is_clear else []
        return []

    def _in_columns(self, names_column: Callable[[str], bool]) -> list[int]:
        """Return the suitable cells in columns that the question names and that may contain its answer."""
        columns = ((number, self._cells[number].column) for number in self._suitable)
        return [
            number
            for number, column in columns
            if names_column(column) and self._asked.may_be_answered_in(column)
        ]

    def _is_named_by_own_word(self, column: str) -> bool:
        """Whether the question has a word of a column's name, or of its parentheses, that is nowhere else.

        "Student" names "Reduced (student, 60+)" if no other column, and neither the row nor the text above
        the table, has this word.
        """
        asked = self._asked
        others = (text for each in self._cells for text in (each.text, each.column) if text != column)
        return bool(asked.terms_of(column) & asked.content - asked.terms_of(" ".join(others)) - self._above)

    def _named(self, numbers: Sequence[int], *, by_column: bool) -> list[NamedCell]:
        """Return those of the cells whose row the question names."""
        found = ((number, self._is_named_by_whole_cell(number)) for number in numbers)
        return [
            NamedCell(self._evidence, self._cells[number], by_column, whole, self._others(number))
            for number, whole in found
            if whole is not None
        ]

    def _others(self, target: int) -> tuple[tuple[str, str], ...]:
        """Return the columns and the texts of the other cells, case-folded."""
        others = (*self._cells[:target], *self._cells[target + 1 :])
        return tuple((each.column.casefold(), each.text.casefold()) for each in others)

    def _need_not_be_in_row(self, target: int) -> frozenset[str]:
        """Return the terms of the question that the row of a cell need not contain."""
        free = self._above | self._general | self._columns[target]
        if self._columns[target] <= self._general:  # the host may be under "Name", not under "Author"
            free |= self._asked.terms_of(" ".join(each.special for each in self._asked.answers))
        return free

    def _is_named_by_whole_cell(self, target: int) -> bool | None:
        """Whether the question names the row of a cell by a whole other cell; None if it does not name it."""
        names, found, whole = frozenset[str](), self._need_not_be_in_row(target), False
        for number, (cell, column) in enumerate(zip(self._cells, self._columns, strict=True)):
            naming = self._naming_terms(cell, column) if number != target else frozenset[str]()
            if naming:
                names, found = names | naming, found | naming | column
                whole = whole or self._asked.names(cell.text)
        return whole if names - self._columns[target] and self._asked.content <= found else None

    def _naming_terms(self, cell: Cell, column: frozenset[str]) -> frozenset[str]:
        """Return the terms of a cell by which the question may name its row."""
        asked = self._asked
        terms = asked.terms_of(cell.text)
        found = terms & asked.content
        if len(terms) > _MAX_KEY_TERMS:
            return frozenset()
        if not all(term.isdecimal() for term in found):
            return found
        # A number has another sense in each column, so the question must name the column: "week 7". Of the
        # column "Year", a preposition is enough: "in 2025".
        is_year = column == asked.terms_of("year") and asked.names_year(cell.text)
        is_named = bool(column & asked.all_terms) or is_year
        return found if is_named and asked.names(cell.text) else frozenset()

    def _has_rival(self, number: int, names: frozenset[str]) -> bool:
        """Whether another suitable cell has the unit of one whose column says more than the question asks.

        "How much is it for students" may ask for the fee per year, £174, or for the joining fee, £20.
        """
        cell, asked = self._cells[number], self._asked
        if asked.terms_of(PARENTHESES.sub("", cell.column)) <= names | asked.all_terms:
            return False
        unit = _NUMBERS.sub("", cell.text)
        others = (self._cells[other].text for other in self._suitable if other != number)
        return bool(unit) and any(_NUMBERS.sub("", text) == unit for text in others)

    def has_rivals(self) -> bool:
        """Whether the question names the row by a whole cell, and may ask for several other cells of it.

        Two of these have the same unit, and the question has no word of their columns. A column or the text
        above the table has a word for what is asked for, as "Prices" has.
        """
        asked = self._asked
        columns = " ".join(cell.column for cell in self._cells)
        above = trail_and_path(self._evidence.passage)
        if self.named() or not asked.terms_of(f"{above} {columns}") & self._general:
            return False
        meant = [number for number in self._suitable if self._is_named_by_whole_cell(number)]
        if any(self._columns[number] & asked.content for number in meant):
            return False
        texts = [self._cells[number].text for number in meant]
        units = [_NUMBERS.sub("", text) for text in texts if _DIGIT.search(text)]
        return len(set(units)) < len(units)

    def is_named_whole(self) -> bool:
        """Whether the question contains all of a cell, and its other words are in the row or above it."""
        asked = self._asked
        if len(self._cells) < FEWEST_CELLS:
            return False
        texts = (text for cell in self._cells for text in (cell.text, cell.column))
        in_row = frozenset[str]().union(*map(asked.terms_of, texts))
        if not asked.content <= in_row | self._above:
            return False
        return any(self._is_key(number, asked.content & in_row) for number in range(len(self._cells)))

    def _is_key(self, number: int, in_row: frozenset[str]) -> bool:
        """Whether the question contains all of a cell and asks for another one.

        `in_row` are the question's terms in the row. A cell without a letter needs a word of its column's
        name too: "level 4".
        """
        cell, asked = self._cells[number], self._asked
        terms = asked.terms_of(cell.text)
        if not (LETTER.search(cell.text) or asked.terms_of(cell.column) & asked.all_terms):
            return False
        if len(terms) > _MAX_KEY_TERMS or not asked.names(cell.text) or not terms & asked.content:
            return False
        others = (*self._cells[:number], *self._cells[number + 1 :])
        asks_for_more = not asked.answers or in_row - terms
        return bool(asks_for_more) and any(asked.may_be_answered_by(other.text) for other in others)
