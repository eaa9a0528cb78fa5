"""The rows of a table with a value that the question names: "which concerts does Owen conduct".

The network returns one of them. They answer together if they follow each other in the table; other rows
between them would be no answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from index.english.verbs import agent_nouns
from index.reader.evidence.cells import cells_of
from index.reader.evidence.unique_range import EvidenceRange
from index.reader.lookup.tables import above, is_short
from index.reader.lookup.whole_tables import only_whole_table, range_of
from index.reader.question.asked_question import LETTER, PARENTHESES, AskedQuestion
from index.types import Block, Evidence
from index.values.covered import months_covered
from index.values.dates import dates

_FEWEST_ROWS = 2
_ASKS_WHICH = re.compile(r"\W*(?:which|what) (?:of )?(?:the )?(\S+)", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_IN = re.compile(r"\b(?:in|during) $", re.IGNORECASE)
_EXCEPT = re.compile(r"\b(?:except|excluding|besides|apart|other|but|than|without|only)\b", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_YES, _NO = ("yes", "y", "✓", "✔"), ("no", "n", "✗", "✘")


def asks_which(question: str) -> bool:
    """Whether a question starts as one for several things does: "which concerts"."""
    return _ASKS_WHICH.match(question) is not None


def matching_rows(asked: AskedQuestion, evidence: Sequence[Evidence]) -> EvidenceRange | None:
    """Return the rows with the value that a question names, if there are several, next to each other.

    `evidence` is from `whole_tables.with_whole_tables`. The value is all of a cell in each of the rows: a
    name, a month of its date, or "yes" ("no" for a question with a negation) in a column that the question
    names. What is asked for is the name of a column, or in the headings, the title or the path. The other
    words of the question are in the names of the first column and of the column with the value, or above the
    table. None if several tables or columns may be meant, or if another cell of the column has a word of the
    value.
    """
    found = _ASKS_WHICH.match(asked.without_request)
    if not found or asked.answers or asked.asks_why or _EXCEPT.search(asked.text):
        return None
    wanted = asked.terms_of(found[1])

    def matching(each: Evidence, rows: Sequence[Block]) -> list[Block]:
        return _Filter(asked, each, rows, wanted).rows()

    table = only_whole_table(evidence, lambda each, rows: bool(matching(each, rows)))
    if table is None:
        return None
    (each, rows), matches = table, matching(*table)
    first = rows.index(matches[0])
    is_run = list(rows[first : first + len(matches)]) == matches and len(matches) >= _FEWEST_ROWS
    return (each, range_of(matches)) if is_run and is_short(each, range_of(matches)) else None


class _Filter:
    """The rows of a table, and which of them have the value that a question names."""

    def __init__(
        self, asked: AskedQuestion, evidence: Evidence, rows: Sequence[Block], wanted: frozenset[str]
    ) -> None:
        self._asked, self._rows, self._wanted = asked, rows, wanted
        self._cells = [{cell.column: cell.text.strip() for cell in cells_of(evidence, row)} for row in rows]
        self._columns = list(dict.fromkeys(column for cells in self._cells for column in cells if column))
        self._above = above(asked, evidence)

    def rows(self) -> list[Block]:
        """Return the rows with the value; none unless it is in just one column."""
        names = self._asked.terms_of(" ".join(self._columns)) | self._above
        if not self._wanted or not self._wanted <= names:
            return []
        ways = [self._with_yes_or_no]
        if not self._asked.is_negated:
            ways += [self._with_name, self._with_month]
        found = [numbers for column in self._columns for way in ways if (numbers := way(column))]
        return [self._rows[number] for number in found[0]] if len(found) == 1 else []

    def _is_explained(self, column: str, value: frozenset[str]) -> bool:
        """Whether the other words of a question than a value are names: of a column, or above the table."""
        asked = self._asked
        first = asked.terms_of(self._columns[0])
        rest = asked.content - value - self._wanted - first - asked.terms_of(column) - self._above
        name = PARENTHESES.sub("", column).strip().casefold().removesuffix("s")
        verbs = (word for word in _WORD.findall(asked.text) if name in agent_nouns(word))
        return rest <= asked.terms_of(" ".join(verbs))

    def _numbers(self, column: str, has_value: Callable[[str], bool]) -> list[int]:
        """Return the indices of the rows whose cell in a column has the value."""
        return [number for number, cells in enumerate(self._cells) if has_value(cells.get(column, ""))]

    def _with_yes_or_no(self, column: str) -> list[int]:
        """Return the rows with "yes" in a column of yes and no that the question names, or with "no"."""
        texts = {cells.get(column, "").casefold() for cells in self._cells}
        value = self._asked.terms_of(column)
        if not value or not texts <= {*_YES, *_NO} or not value <= self._asked.content - self._wanted:
            return []
        if not self._is_explained(column, value):
            return []
        words = _NO if self._asked.is_negated else _YES
        return self._numbers(column, lambda text: text.casefold() in words)

    def _with_name(self, column: str) -> list[int]:
        """Return the rows whose cell in a column is the same name, all of which the question has."""
        asked = self._asked
        texts = {cells.get(column, "") for cells in self._cells}
        values = {asked.terms_of(PARENTHESES.sub("", text)) for text in texts if LETTER.search(text)}
        named = [value for value in values if value and value <= asked.content - self._wanted]
        if len(named) != 1 or not self._is_explained(column, named[0]):
            return []
        value = named[0]
        if any(value & other for other in values if other != value):
            return []
        return self._numbers(column, lambda text: asked.terms_of(PARENTHESES.sub("", text)) == value)

    def _with_month(self, column: str) -> list[int]:
        """Return the rows whose cell in a column has a date in the month that the question names."""
        text = self._asked.text
        found = list(dates(text))
        if len(found) != 1 or _DIGIT.search(text) or not _IN.search(text[: found[0].start]):
            return []
        month = {found[0].value.month}
        if not self._is_explained(column, self._asked.terms_of(text[found[0].start : found[0].end])):
            return []
        return self._numbers(column, lambda cell: month <= months_covered(cell))
