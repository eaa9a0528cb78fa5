"""The table that a question asks all rows of, or several: "what are all the ranks", "warden vs emberlord".

The network gives one row of it or, since none answers by itself, shows parts of the table in disorder.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from index.passages.reading_text import text_above
from index.reader.asked_for import AskedFor, Terms
from index.reader.evidence_text import stretch_text
from index.reader.named.cells import cells_of
from index.reader.question_kinds import asks_why, is_negated, without_request
from index.types import Block, Evidence, Range

MAX_SHOWN_CHARACTERS = 800  #: of rows that answer together, with the names of their columns
#: The same in the document. A table that is longer may go on where its evidence ends.
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
# Words that name nothing of what is listed.
_LISTING = "list all name show every exist available possible different kind type"
_COMPARISON = "between diff difference differ compare comparison versus vs better best worse choose pick"
_COMPARES = re.compile(
    r"\b(?:diff(?:erences?)?|compared?|comparison|versus|vs|better|worse)\b", re.IGNORECASE
)


def asks_for_list(question: str) -> bool:
    """Whether a question asks for all things of a kind, be it how many there are."""
    question = without_request(question)
    return _LISTS.match(question) is not None or asks_for_count(question)


def asks_for_count(question: str) -> bool:
    """Whether a question asks how many things of a kind there are."""
    return _COUNTS.match(without_request(question)) is not None


def named_table(question: str, evidence: Sequence[Evidence], terms: Terms) -> tuple[Evidence, Range] | None:
    """All rows of the one table whose first column a question for a list names.

    The question has no word that the name of that column, the headings, the title and the path lack.
    """
    if not asks_for_list(question) or is_negated(question):
        return None
    asked = AskedFor(question, terms)
    content = asked.content - asked.terms_of(_LISTING)

    def is_listed(each: Evidence, rows: Sequence[Block]) -> bool:
        cells = cells_of(each, rows[0])
        column = cells[0].column if cells else ""
        return asked.has_name(column) and content <= asked.terms_of(column) | _above(asked, each)

    return _only([(each, rows) for each in evidence for rows in _tables(each) if is_listed(each, rows)])


def compared_rows(question: str, evidence: Sequence[Evidence], terms: Terms) -> tuple[Evidence, Range] | None:
    """The two rows of a table that a question compares by their first cells, with those between them."""
    if not _COMPARES.search(question) or asks_why(question) or is_negated(question):
        return None
    asked = AskedFor(question, terms)
    content = asked.content - asked.terms_of(_COMPARISON)
    found: list[tuple[Evidence, list[Block]]] = []
    for each in evidence:
        for rows in _tables(each):
            first_cells = [next((cell.text for cell in cells_of(each, row)), "") for row in rows]
            named = [number for number, text in enumerate(first_cells) if asked.has_name(text)]
            told = asked.terms_of(" ".join(first_cells[number] for number in named)) | _above(asked, each)
            if len(named) == _FEWEST_ROWS and content <= told | asked.terms_of(_columns(each, rows)):
                found.append((each, rows[named[0] : named[1] + 1]))
    return _only(found)


def _only(found: Sequence[tuple[Evidence, Sequence[Block]]]) -> tuple[Evidence, Range] | None:
    """The one stretch of rows that was found, be it in several evidences, unless it is too long."""
    ranges = {(each.passage.document, rows[0].start, rows[-1].end): each for each, rows in found}
    if len(ranges) != 1:
        return None
    [((_, start, end), each)] = ranges.items()
    shown = stretch_text(each, start - each.start, end - each.start)
    is_short = len(shown) <= MAX_SHOWN_CHARACTERS and end - start <= MAX_CHARACTERS
    return (each, (start, end)) if is_short else None


def _tables(evidence: Evidence) -> Iterator[list[Block]]:
    """Yield the rows of each table of an evidence that has several."""
    for kind, run in groupby(evidence.blocks, lambda block: block.kind):
        rows = list(run)
        if kind == "row" and len(rows) >= _FEWEST_ROWS:
            yield rows


def _columns(evidence: Evidence, rows: Sequence[Block]) -> str:
    return " ".join(cell.column for cell in cells_of(evidence, rows[0]))


def _above(asked: AskedFor, evidence: Evidence) -> frozenset[str]:
    """The terms of the headings, the title and the path of an evidence."""
    passage = evidence.passage
    return asked.terms_of(text_above(passage.document, passage.title, passage.trail))
