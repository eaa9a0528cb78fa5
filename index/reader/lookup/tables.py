"""The rows of a table that a question asks for: "all the ranks", "warden vs emberlord", "cheapest plan".

The network returns one row or, since no single row answers, shows parts of the table in disorder.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from index.passages.reading_text import trail_and_path
from index.reader.evidence.cells import cells_of
from index.reader.evidence.ranges import range_text
from index.reader.evidence.unique_range import EvidenceRange, unique_range
from index.reader.lookup.extremes import asked_extreme
from index.reader.lookup.whole_tables import only_whole_table, range_of, tables_in
from index.reader.question.asked_question import AskedQuestion
from index.reader.question.question_kinds import without_request
from index.types import Block, Evidence, Range

_MAX_SHOWN_CHARACTERS = 800  # the longest reading text of rows that answer together
#: The longest range of the document with such rows. A longer table may go on after the end of its evidence.
MAX_CHARACTERS = 690
_FEWEST_ROWS = 2
_ARE_THERE = r"(?:(?:are|r) there|there (?:are|r)|(?:do|does) (?:you|we|they|it|i) have|exist)"
_LISTS = re.compile(
    rf"\W*(?:(?:what|which) (?:are|r) (?:all )?(?:of )?(?:the|your|our) \S"
    rf"|(?:what|which) (?:\S+ ){{1,4}}{_ARE_THERE}\W*$"
    r"|(?:list|name|show)(?: me)? (?:all|the|every)\b|(?:a )?list of \S|all (?:of )?(?:the )?\S)",
    re.IGNORECASE,
)
_COUNTS = re.compile(rf"\W*how many (?:\S+ ){{1,4}}{_ARE_THERE}\b", re.IGNORECASE)
# Words that ask for a list, and name nothing in it.
_LISTING = "list all name show every exist available possible different kind type"
_COMPARISON = (
    "between diff difference differ compare comparison versus vs better best worse choose pick or than"
)
_COMPARES = re.compile(
    r"\b(?:diff(?:erences?)?|compared?|comparison|versus|vs|better|worse)\b", re.IGNORECASE
)
_CHOICE = re.compile(r"\b(?:or|than)\b", re.IGNORECASE)


def _asks_for_list(asked: AskedQuestion) -> bool:
    """Whether a question asks for all things of a kind, or how many of them there are."""
    return _LISTS.match(asked.without_request) is not None or asks_for_count(asked.without_request)


def asks_for_count(question: str) -> bool:
    """Whether a question asks how many things of a kind there are."""
    return _COUNTS.match(without_request(question)) is not None


def named_table(asked: AskedQuestion, evidence: Sequence[Evidence]) -> EvidenceRange | None:
    """Return all rows of the only table whose first column a question for a list names.

    The name of that column, the headings, the title and the path contain all content terms of the question.
    """
    if not _asks_for_list(asked) or asked.is_negated:
        return None
    content = asked.content - asked.terms_of(_LISTING)

    def is_listed(each: Evidence, rows: Sequence[Block]) -> bool:
        cells = cells_of(each, rows[0])
        column = cells[0].column if cells else ""
        return asked.names(column) and content <= asked.terms_of(column) | above(asked, each)

    return _only((each, rows) for each in evidence for rows in tables_in(each) if is_listed(each, rows))


def compared_rows(
    asked: AskedQuestion, evidence: Sequence[Evidence]
) -> tuple[Evidence, Range, Block | None] | None:
    """Return an evidence, the range from one to the other of two rows, and the row with more or less.

    The question compares the rows by their first cells. The third value is the row with more, or less, if the
    question asks for it and numbers say which one it is, else None.
    """
    extreme = asked_extreme(asked.text)
    if extreme and extreme.of_dates:
        return None
    compares = _COMPARES.search(asked.text) or (extreme and _CHOICE.search(asked.text))
    if not compares or asked.asks_why or asked.is_negated:
        return None
    content = asked.content - asked.terms_of(f"{_COMPARISON} {extreme.words if extreme else ''}")
    found = [
        (each, pair)
        for each in evidence
        for rows in tables_in(each)
        if len(pair := _named_rows(asked, each, rows)) == _FEWEST_ROWS
        and content <= surrounding_terms(asked, each, rows) | first_cell_terms(asked, each, pair)
    ]
    only = _only(found)
    return (*only, extreme.row_of(asked, *found[0]) if extreme else None) if only else None


def extreme_row(
    asked: AskedQuestion, evidence: Sequence[Evidence]
) -> tuple[Evidence, Range, Block | None] | None:
    """Return an evidence, the range of all rows of a table, and the row with the most or the least.

    `evidence` is from `with_whole_tables`. The table is the only one with a column for the extreme that the
    question asks for. The names of this and of the first column, the headings, the title and the path contain
    all content terms of the question. If all rows are too long to be shown, the range is that of the row
    alone. The third value is None if numbers or dates do not say which row it is.
    """
    extreme = asked_extreme(asked.text)
    if extreme is None or not extreme.of_all or asked.asks_why or asked.is_negated:
        return None
    content = asked.content - asked.terms_of(f"{_LISTING} {extreme.words}")

    def is_meant(each: Evidence, rows: Sequence[Block]) -> bool:
        columns = extreme.columns_in(asked, each, rows)
        names = " ".join((*columns, *(cell.column for cell in cells_of(each, rows[0])[:1])))
        return bool(columns) and content <= asked.terms_of(names) | above(asked, each)

    table = only_whole_table(evidence, is_meant) if content else None
    if table is None:
        return None
    (each, rows), row = table, extreme.row_of(asked, *table)
    if is_short(each, range_of(rows)):
        return each, range_of(rows), row
    return (each, (row.start, row.end), row) if row else None


def _named_rows(asked: AskedQuestion, evidence: Evidence, rows: Sequence[Block]) -> list[Block]:
    """Return the rows whose first cells a question contains.

    If there are fewer than two, the rows are added of whose first cells the question contains a word that is
    neither in another first cell nor in the text around the table.
    """
    cells = [asked.terms_of(_first_cell(evidence, row)) for row in rows]
    whole = [row for row in rows if asked.names(_first_cell(evidence, row))]
    if len(whole) >= _FEWEST_ROWS:
        return whole
    common = surrounding_terms(asked, evidence, rows)
    return [
        row
        for number, row in enumerate(rows)
        if row in whole
        or asked.content & (cells[number].difference(common, *cells[:number], *cells[number + 1 :]))
    ]


def _first_cell(evidence: Evidence, row: Block) -> str:
    """Return the text of the first cell of a row, which names it; empty if the row has none."""
    return next((cell.text for cell in cells_of(evidence, row)), "")


def _only(found: Iterable[tuple[Evidence, Sequence[Block]]]) -> EvidenceRange | None:
    """Return the only range of rows that was found; None if it is too long, or if there is not just one."""
    only = unique_range((each, range_of(rows)) for each, rows in found)
    if only is None or only[1][1] - only[1][0] > MAX_CHARACTERS:
        return None
    return only if is_short(*only) else None


def is_short(evidence: Evidence, rows: Range) -> bool:
    """Whether the reading text of a range of rows is short enough to be shown."""
    return len(range_text(evidence, *evidence.in_context(*rows))) <= _MAX_SHOWN_CHARACTERS


def surrounding_terms(asked: AskedQuestion, evidence: Evidence, rows: Sequence[Block]) -> frozenset[str]:
    """Return the terms of the names of a table's columns, and of its headings, title and path."""
    columns = " ".join(cell.column for cell in cells_of(evidence, rows[0]))
    return above(asked, evidence) | asked.terms_of(columns)


def first_cell_terms(asked: AskedQuestion, evidence: Evidence, rows: Sequence[Block]) -> frozenset[str]:
    """Return the terms of the first cells of rows."""
    return asked.terms_of(" ".join(_first_cell(evidence, row) for row in rows))


def above(asked: AskedQuestion, evidence: Evidence) -> frozenset[str]:
    """Return the terms of the headings, the title and the path of an evidence."""
    return asked.terms_of(trail_and_path(evidence.passage))
