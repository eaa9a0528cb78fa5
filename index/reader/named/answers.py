"""What a question names by its words answers it, whatever the network makes of it.

The cell of a table that it names by row and column, the value of a line by its key, the item of a list that
it names by its term, and all rows of a table that it asks for come before an answer of the network; the row
of a table or the section that it names answers where nothing else does, or words elsewhere that are not sure.
A section whose heading has all words of the question is meant before a row.
"""

from __future__ import annotations

import re
from dataclasses import replace

from index.reader.asked_for import AskedFor, Terms
from index.reader.constraints.required import meets_constraints
from index.reader.editions.newest_first import is_newer
from index.reader.evidence_text import sentence_around
from index.reader.named.cells import NamedCell, named_cell, named_cell_beside, named_row
from index.reader.named.extremes import asked_extreme
from index.reader.named.items import named_item
from index.reader.named.sections import dated_section, named_section, section_of_person
from index.reader.named.tables import asks_for_count, compared_rows, extreme_row, named_table
from index.reader.named.values import named_value
from index.reader.words_or_block import is_better_whole
from index.types import Block, Evidence, Outcome, Range, Reading, Span

#: How likely a cell that a question names is its answer: of 217 questions about two communities that the rule
#: was not made with, 23 named one, and each was right.
NAMED_CELL_CONFIDENCE = 0.93
#: Of a row that it names. Few are named so, and it is put lower.
NAMED_ROW_CONFIDENCE = 0.7
#: Of the item of a list that a question names by its term.
NAMED_ITEM_CONFIDENCE = 0.8
#: Of the value of a line whose key it names: "Chair: Ada".
NAMED_VALUE_CONFIDENCE = 0.8
#: Of all rows of the table that a question for a list names.
NAMED_TABLE_CONFIDENCE = 0.8
#: Of the section that a question names by its heading: of 934 questions about communities 10 named one, and
#: it answered 9 of these.
NAMED_SECTION_CONFIDENCE = 0.8

_NEXT = re.compile(r"next|upcoming")


def with_named_answer(question: str, reading: Reading, terms: Terms, confidence: float) -> Reading:
    """A reading with what the question names as its answer; the same where that is less sure than
    `confidence`, or nothing is named.
    """
    cell = _cell(question, reading, terms)
    if cell and cell.confidence >= confidence:
        return replace(reading, outcome=Outcome.ANSWERED, kind="words", spans=(cell,))
    value = _value(question, reading, terms)
    if value and value.confidence >= confidence:
        return replace(reading, outcome=Outcome.ANSWERED, kind="words", spans=(value,))
    named = (_extreme, _next, _item, _table, _person)
    block = next((found for each in named if (found := each(question, reading, terms))), None)
    words = reading.spans[0] if reading.outcome is Outcome.ANSWERED and reading.kind == "words" else None
    if block is None and (words or reading.outcome is not Outcome.ANSWERED):
        section = _section(question, reading, terms)
        is_all = section is not None and _is_all_in_heading(question, section, terms)
        block = section if is_all else _row(question, reading, terms) or section
        if words and block and not is_better_whole(question, words, block):
            return reading
    if block is None or block.confidence < confidence:
        return reading
    others = tuple(span for span in reading.spans if not block.overlaps(span))
    return replace(reading, outcome=Outcome.ANSWERED, kind="block", spans=(block, *others))


def _cell(question: str, reading: Reading, terms: Terms) -> Span | None:
    """The cell of a table that the question names by row and column.

    Of several rows that it may name, the one of the network's answer is meant. Where it has no word of the
    column, an answer that the network found outside of the table is kept.
    Inside, the network takes one cell of a row for another.
    """
    named = named_cell(question, reading.evidence, terms)
    answered = reading.outcome is Outcome.ANSWERED
    confidence = NAMED_CELL_CONFIDENCE
    if named is None and answered:
        named = named_cell_beside(question, reading.spans[0], reading.evidence, terms)
        confidence = reading.spans[0].confidence
    if named is None:
        return None
    if answered and not named.by_column and not _may_be_told_in(question, named, reading.spans[0]):
        return None
    cell = Span(named.evidence, named.cell.start, named.cell.end, confidence)
    return cell if meets_constraints(question, cell.evidence, cell.start, terms, is_words=True) else None


def _may_be_told_in(question: str, named: NamedCell, answer: Span) -> bool:
    """Whether an answer stands in the table of a named cell, or in an older edition of it."""
    rows = (block for block in answer.evidence.blocks if block.kind == "row")
    is_row = any(row.start <= answer.start < row.end for row in rows)
    return named.is_in_table(answer) or (is_row and is_newer(question, named.evidence, answer.evidence))


def _value(question: str, reading: Reading, terms: Terms) -> Span | None:
    """The value of a line whose key the question names, where nothing answers but what stands in that line or
    holds it."""
    named = named_value(question, reading.evidence, terms)
    value = _block(question, named, NAMED_VALUE_CONFIDENCE, terms)
    if value is None or reading.outcome is not Outcome.ANSWERED:
        return value
    best = reading.spans[0]
    sure = max(value.confidence, best.confidence) if reading.kind == "words" else value.confidence
    return replace(value, confidence=sure) if value.overlaps(best) else None


def _next(question: str, reading: Reading, terms: Terms) -> Span | None:
    """The section with all the dates of what a question asks the next of; a sentence that calls one the next
    answers before it."""
    section = _block(
        question, dated_section(question, reading.evidence, terms), NAMED_SECTION_CONFIDENCE, terms
    )
    if section is None or reading.outcome is not Outcome.ANSWERED:
        return section
    sentence = _answering_sentence(reading)
    named = AskedFor(question, terms).content - frozenset(terms(_NEXT.pattern))
    is_called_so = _NEXT.search(sentence) and named & frozenset(terms(sentence))
    return None if is_called_so else section


def _answering_sentence(reading: Reading) -> str:
    """The sentence that answers, or that of the most relevant part, in lower case; empty where none does."""
    if reading.outcome is not Outcome.ANSWERED:
        return ""
    best = reading.spans[0]
    sentence = sentence_around(best.evidence, *(best.highlight or (best.start, best.end)))
    start = best.evidence.start
    return best.evidence.context[sentence[0] - start : sentence[1] - start].casefold() if sentence else ""


def _item(question: str, reading: Reading, terms: Terms) -> Span | None:
    """The item of a list that a question names by its term, where the answer is not in it already."""
    item = _block(question, named_item(question, reading.evidence, terms), NAMED_ITEM_CONFIDENCE, terms)
    answered = reading.outcome is Outcome.ANSWERED
    return None if item and answered and _tells(reading.spans[0], item) else item


def _extreme(question: str, reading: Reading, terms: Terms) -> Span | None:
    """All rows of the table that tells what is the most or the least, or those of two things, with the row
    that is it marked.

    Where a sentence says it in the words of the question, that answers: "Local disk is the fastest."
    """
    extreme = asked_extreme(question)
    if extreme is None:
        return None
    if extreme.words.casefold() in _answering_sentence(reading):
        return None
    found = compared_rows(question, reading.evidence, terms) or extreme_row(question, reading.evidence, terms)
    if found is None:
        return None
    evidence, rows, row = found
    span = _block(question, (evidence, rows), NAMED_TABLE_CONFIDENCE, terms)
    return replace(span, highlight=(row.start, row.end)) if span and row else span


def _table(question: str, reading: Reading, terms: Terms) -> Span | None:
    """All rows of the table that the question asks for, or those that it compares.

    A block elsewhere answers before it, and so does a number in words where the question asks how many.
    """
    rows = _block(question, named_table(question, reading.evidence, terms), NAMED_TABLE_CONFIDENCE, terms)
    if rows is None:
        compared = compared_rows(question, reading.evidence, terms)
        rows = _block(question, compared[:2] if compared else None, NAMED_ROW_CONFIDENCE, terms)
    if rows is None or reading.outcome is not Outcome.ANSWERED:
        return rows
    is_part = reading.kind == "block" and rows.overlaps(reading.spans[0])
    is_one = reading.kind == "words" and not asks_for_count(question)
    return rows if is_part or is_one else None


def _person(question: str, reading: Reading, terms: Terms) -> Span | None:
    """The section that is about whom the question asks; surer words, or a part of it, answer before it."""
    section = _block(
        question, section_of_person(question, reading.evidence, terms), NAMED_SECTION_CONFIDENCE, terms
    )
    if section is None or reading.outcome is not Outcome.ANSWERED:
        return section
    best = reading.spans[0]
    if reading.kind == "words":
        return section if is_better_whole(question, best, section) else None
    return None if section.overlaps(best) else section


def _row(question: str, reading: Reading, terms: Terms) -> Span | None:
    """The row of a table that a question names."""
    return _block(question, named_row(question, reading.evidence, terms), NAMED_ROW_CONFIDENCE, terms)


def _section(question: str, reading: Reading, terms: Terms) -> Span | None:
    """The section that a question names by its heading."""
    return _block(question, named_section(question, reading.evidence, terms), NAMED_SECTION_CONFIDENCE, terms)


def _is_all_in_heading(question: str, section: Span, terms: Terms) -> bool:
    """Whether the heading of a section has all words of the question that name something."""
    asked = AskedFor(question, terms)
    return asked.content <= asked.terms_of("".join(section.evidence.passage.trail[-1:]))


def _block(
    question: str, named: tuple[Evidence, Block | Range] | None, confidence: float, terms: Terms
) -> Span | None:
    """What is named, unless it lacks a number, a month or the like of the question."""
    if named is None:
        return None
    evidence, place = named
    start, end = (place.start, place.end) if isinstance(place, Block) else place
    meets = meets_constraints(question, evidence, start, terms, is_words=False)
    return Span(evidence, start, end, confidence) if meets else None


def _tells(answer: Span, item: Span) -> bool:
    """Whether an answer, or its most relevant part, stands in an item, or is that."""
    start, end = answer.highlight or (answer.start, answer.end)
    return answer.overlaps(item) and item.start <= start and end <= item.end
