"""The cell of a table that a question names by its row and its column: "deposit for the gps receiver".

Where every word of a question stands in one row, in the name of a column or in what stands above, the cell
in which row and column meet is the answer. The network has learnt from sentences, and is seldom sure of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from index.passages.reading_text import block_pieces, trail_below_title, trail_text
from index.reader.asked_for import LETTER, PARENTHESES, AskedFor, Terms
from index.reader.editions.newest_first import is_newer
from index.reader.question_kinds import asks_how_to, asks_why, is_negated
from index.types import CELL_SEPARATOR, Block, Evidence, Span, overlap

_MAX_KEY_TERMS = 8  # of a cell that names its row
_FEWEST_CELLS = 2  # of a row that answers as a whole
_COLUMN = re.compile(rf"(?:{CELL_SEPARATOR})?(?:(.*): )?", re.DOTALL)
_NO_UNIT = re.compile(r"[\d.,\s]+")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a row: characters `start` to `end` of its document, and what is read of them."""

    column: str  #: the name of its column, or ""
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class NamedCell:
    """A cell that a question names, in the evidence that has it."""

    evidence: Evidence
    cell: Cell
    by_column: bool  #: the question has the name of its column, and not only a word such as "when"
    by_whole_cell: bool  #: the question has all of another cell of the row, and not only words of it
    beside: tuple[tuple[str, str], ...]  #: the columns and the texts of the row's other cells

    def is_in_table(self, span: Span) -> bool:
        """Whether words stand in a row of the cell's table, as far as the evidence goes."""
        rows = (block for block in self.evidence.blocks if block.kind == "row")
        same = span.evidence.passage.document == self.evidence.passage.document
        return same and any(row.start <= span.start < row.end for row in rows)

    def says_the_same(self, other: NamedCell) -> bool:
        """Whether another cell has the same text, or is of another document's version of the row.

        That contradicts it, and is shown with it, where the text differs.
        """
        if self.cell.text.casefold() == other.cell.text.casefold():
            return True
        one, two = self.evidence.passage, other.evidence.passage
        same_headings = trail_below_title(one.title, one.trail) == trail_below_title(two.title, two.trail)
        same_row = self.cell.column == other.cell.column and self.beside == other.beside
        return one.document != two.document and same_headings and same_row

    def has_columns_of(self, other: NamedCell) -> bool:
        """Whether another cell's row has the same columns, and the cell stands in the same one."""
        columns, others = ([column for column, _ in each.beside] for each in (self, other))
        return self.cell.column == other.cell.column and columns == others


def may_ask_for_cell(question: str) -> bool:
    """Whether a cell may answer: it tells no reason, no way to do something, and nothing that is not so."""
    return not (asks_why(question) or asks_how_to(question) or is_negated(question))


def named_cell(question: str, evidence: Sequence[Evidence], terms: Terms) -> NamedCell | None:
    """The cell that a question names, in the first evidence that has it; None also where several differ,
    unless they are of versions of a row in several documents.

    A row that is named by a whole cell is meant before others, which may have the same words and more, and
    that of a newer edition before that of an older one.
    """
    named = named_cells(question, evidence, terms)
    return named[0] if named and all(named[0].says_the_same(each) for each in named) else None


def named_cell_beside(
    question: str, answer: Span, evidence: Sequence[Evidence], terms: Terms
) -> NamedCell | None:
    """Of several cells that a question may name, the one in the row that an answer stands in."""
    place = answer.highlight or (answer.start, answer.end)
    rows = [
        row for row in answer.evidence.blocks if row.kind == "row" and overlap((row.start, row.end), place)
    ]
    if len(rows) != 1:
        return None
    document = answer.evidence.passage.document
    beside = [
        each
        for each in named_cells(question, evidence, terms)
        if each.evidence.passage.document == document and rows[0].start <= each.cell.start < rows[0].end
    ]
    return beside[0] if beside and all(beside[0].says_the_same(each) for each in beside) else None


def named_cells(question: str, evidence: Sequence[Evidence], terms: Terms) -> list[NamedCell]:
    """The cells that a question may name, none of which is meant before another."""
    if not may_ask_for_cell(question):
        return []
    asked = AskedFor(question, terms)
    rows = ((each, row) for each in evidence for row in each.blocks if row.kind == "row")
    named = [
        each
        for row in rows
        for each in _named_in_row(asked, *row)
        if not _is_of_another_row(asked, each, row[1])
    ]
    named = [each for each in named if each.by_whole_cell] or named
    return [
        each
        for each in named
        if not any(
            each.has_columns_of(other) and is_newer(question, other.evidence, each.evidence)
            for other in named
        )
    ]


def named_row(question: str, evidence: Sequence[Evidence], terms: Terms) -> tuple[Evidence, Block] | None:
    """The one row that a question names by a whole cell, and that holds its other words with the headings.

    What asks for a kind of answer, such as a price, has to have more words of the row than those of that
    cell, and another cell has to be of that kind.
    """
    if asks_why(question) or is_negated(question):
        return None
    asked = AskedFor(question, terms)
    rows = [
        (each, row)
        for each in evidence
        for row in each.blocks
        if row.kind == "row" and _names_whole_row(asked, each, row)
    ]
    texts = {
        evidence.context[row.start - evidence.start : row.end - evidence.start] for evidence, row in rows
    }
    return rows[0] if len(texts) == 1 else None


def _is_of_another_row(asked: AskedFor, named: NamedCell, row: Block) -> bool:
    """Whether a row is named by a cell inside of it, while another row of the table begins with that.

    "Isolde's spouse" is not that of her father, in whose row she stands below "Children".
    """
    first, *inside = cells_of(named.evidence, row)
    if named.cell == first or asked.terms_of(first.text) & asked.content:
        return False
    naming = [
        asked.terms_of(cell.text) for cell in inside if cell != named.cell and asked.has_name(cell.text)
    ]
    begin = [
        asked.terms_of(cells[0].text)
        for other in rows_around(named.evidence, row.start)
        if (cells := cells_of(named.evidence, other))
    ]
    return any(terms <= beginning for terms in naming for beginning in begin)


def _named_in_row(question: AskedFor, evidence: Evidence, row: Block) -> list[NamedCell]:
    """The cells of a row that are named by their columns' names, or else the one by the kind of question."""
    cells = cells_of(evidence, row)
    columns = [question.terms_of(cell.column) | question.verb_of(cell.column) for cell in cells]
    passage = evidence.passage
    trail = trail_text(passage.document, passage.title, passage.trail)
    general = question.terms_of(" ".join(each.columns for each in question.answers))
    special = question.terms_of(" ".join(each.special for each in question.answers))
    told = question.terms_of(f"{trail} {row.lead}") | general

    def named(numbers: Sequence[int], *, by_column: bool) -> list[NamedCell]:
        found: list[NamedCell] = []
        for number in numbers:
            # Who hosts it need not stand below "Author", but below "Name".
            free = told | special if columns[number] <= general else told
            whole = _names_row(question, cells, columns, number, free)
            if whole is not None:
                others = (*cells[:number], *cells[number + 1 :])
                beside = tuple((each.column.casefold(), each.text.casefold()) for each in others)
                found.append(NamedCell(evidence, cells[number], by_column, whole, beside))
        return found

    suitable = [
        number
        for number, cell in enumerate(cells)
        if question.may_be_answered_by(cell.text) and not question.says(cell.text)
    ]
    for has_name in (question.has_name, question.has_name_but_unit, question.has_verb_of):
        numbers = [
            number
            for number in suitable
            if has_name(cells[number].column) and question.may_be_answered_in(cells[number].column)
        ]
        if by_column := named(numbers, by_column=True):
            return by_column
    for each in question.answers:
        names = question.terms_of(each.all_columns)
        if numbers := [number for number in suitable if columns[number] & names]:
            is_meant = len(numbers) == 1 and not _has_rival(question, cells, suitable, numbers[0], names)
            return named(numbers, by_column=False) if is_meant else []
    return []


def _has_rival(
    question: AskedFor, cells: Sequence[Cell], suitable: Sequence[int], number: int, names: frozenset[str]
) -> bool:
    """Whether another suitable cell has the unit of one whose column says more than the question asks.

    "How much is it for students" may mean the fee per year, £174, as well as the joining fee, £20.
    """
    cell = cells[number]
    if question.terms_of(PARENTHESES.sub("", cell.column)) <= names | question.all_terms:
        return False
    unit = _NO_UNIT.sub("", cell.text)
    return bool(unit) and any(
        _NO_UNIT.sub("", cells[other].text) == unit for other in suitable if other != number
    )


def _names_whole_row(question: AskedFor, evidence: Evidence, row: Block) -> bool:
    """Whether a question has all of a cell of a row, and its other words stand in the row or above it.

    A number needs a word of its column's name as well: "level 4".
    """
    cells = cells_of(evidence, row)
    passage = evidence.passage
    above = trail_text(passage.document, passage.title, passage.trail), row.lead
    trail = question.terms_of(" ".join(above))
    in_cells = [question.terms_of(cell.text) for cell in cells]
    in_row = frozenset[str]().union(*in_cells, *(question.terms_of(cell.column) for cell in cells))
    if len(cells) < _FEWEST_CELLS or not question.content <= in_row | trail:
        return False
    return any(
        (LETTER.search(cell.text) or question.terms_of(cell.column) & question.all_terms)
        and len(terms) <= _MAX_KEY_TERMS
        and question.has_name(cell.text)
        and terms & question.content
        and (not question.answers or (question.content & in_row) - terms)
        and any(question.may_be_answered_by(other.text) for other in cells if other is not cell)
        for cell, terms in zip(cells, in_cells, strict=True)
    )


def _names_row(
    question: AskedFor,
    cells: Sequence[Cell],
    columns: Sequence[frozenset[str]],
    target: int,
    told: frozenset[str],
) -> bool | None:
    """Whether a question names the row of a cell by a whole other cell; None where it does not name it.

    `columns` are the terms of the columns' names, `told` what need not stand in the row, `target` the cell.
    """
    told |= columns[target]
    years = question.terms_of("year")
    names, whole = frozenset[str](), False
    for cell, column in zip(cells, columns, strict=True):
        terms = question.terms_of(cell.text)
        found = terms & question.content
        if cell is cells[target] or not found or len(terms) > _MAX_KEY_TERMS:
            continue
        is_whole = question.has_name(cell.text)
        # A number means something else in each column: "week 7". But "in 2025" is a year.
        is_named = column & question.all_terms or (column == years and question.names_year(cell.text))
        if all(term.isdecimal() for term in found) and not (is_whole and is_named):
            continue
        names, told, whole = names | found, told | found | column, whole or is_whole
    return whole if names - columns[target] and question.content <= told else None


def rows_around(evidence: Evidence, start: int) -> list[Block]:
    """The rows of the table that character `start` stands in, as far as the evidence has it; else none."""
    for kind, run in groupby(evidence.blocks, lambda block: block.kind):
        rows = list(run)
        if kind == "row" and any(row.start <= start < row.end for row in rows):
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
