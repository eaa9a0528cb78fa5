"""A reading, with the cell, row, item or section that the question names as its answer.

`KINDS` has the kinds of such answers in the order in which they are tried. The first that the question names
is the answer, unless that of the network is kept. The cell of a table by its row and column, the value of a
line by its key, the item of a list by its term, all rows of a table, and the section with dates or about a
person usually replace an answer of the network. A single row, or a section with the named heading, answers if
no block of the network does, and its words are not sure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from index.reader.blocks.words_or_block import is_block_better
from index.reader.constraints.all_constraints import meets_constraints
from index.reader.editions.newest_first import is_newer
from index.reader.evidence.ranges import sentence_around
from index.reader.lookup.asked_row import NamedCell
from index.reader.lookup.extremes import asked_extreme
from index.reader.lookup.items import named_item
from index.reader.lookup.matching_rows import asks_which, matching_rows
from index.reader.lookup.named_cells import named_cell, named_cell_in_row_of
from index.reader.lookup.named_rows import named_row, row_of_day, row_with_rivals
from index.reader.lookup.numbers import numbered_part
from index.reader.lookup.price_lists import price_list
from index.reader.lookup.sections import dated_section, named_section, section_of_person
from index.reader.lookup.tables import (
    asks_for_count,
    compared_rows,
    extreme_row,
    named_table,
)
from index.reader.lookup.values import named_value
from index.reader.lookup.whole_tables import with_whole_tables
from index.reader.question.asked_question import AskedQuestion
from index.reader.question.question_kinds import asks_for_price
from index.search.terms import terms
from index.types import AnswerKind, Block, Evidence, Hit, Range, Reading, Span

# Confidence in a cell that a question names. Of 217 questions about two communities that the rule was not
# made with, 23 named a cell, and all 23 cells were right.
_NAMED_CELL_CONFIDENCE = 0.93
# Confidence in a row. Questions seldom name one, so it is set lower.
_NAMED_ROW_CONFIDENCE = 0.7
# Confidence in the item of a list that a question names by its term.
_NAMED_ITEM_CONFIDENCE = 0.8
# Confidence in the list item or section that a question names by its number.
_NUMBERED_CONFIDENCE = 0.9
# Confidence in the value of a line whose key a question names: "Chair: Ada".
_NAMED_VALUE_CONFIDENCE = 0.8
# Confidence in all rows of a table that a question names.
_NAMED_TABLE_CONFIDENCE = 0.8
# Confidence in a section that a question names by its heading: of 934 questions about communities 10 named
# one, and it answered 9 of these.
_NAMED_SECTION_CONFIDENCE = 0.8

_NEXT = re.compile(r"next|upcoming")
_Found = tuple[Evidence, Block | Range] | None  # a block or a range of a document, and an evidence with it


@dataclass(frozen=True, slots=True)
class NetworkReading:
    """A question, and the network's reading of the evidence for it."""

    asked: AskedQuestion
    reading: Reading

    @property
    def evidence(self) -> Sequence[Evidence]:
        """The evidence that was read."""
        return self.reading.evidence

    @property
    def best(self) -> Span | None:
        """The words or the block with which the network answers; None if it does not answer."""
        return self.reading.answer

    @property
    def sentence(self) -> str:
        """The sentence of `best`, or of its marked part, in lower case; empty if there is none."""
        if self.best is None:
            return ""
        evidence = self.best.evidence
        sentence = sentence_around(evidence, *(self.best.highlight or (self.best.start, self.best.end)))
        return evidence.text_between(*sentence).casefold() if sentence else ""


@dataclass(frozen=True, slots=True)
class NamedKind:
    """A kind of answer that a question may name."""

    name: str
    find: Callable[[NetworkReading], Iterator[Span]]  #: yields the spans that the question names, best first
    #: Whether the network's answer, its last argument, is kept instead of the named span.
    keeps: Callable[[NetworkReading, Span, Span], bool]
    answer_kind: AnswerKind = "block"
    is_words: bool = False  #: whether the months, days and years of its own sentence count, as for words

    def named(self, network: NetworkReading) -> Span | None:
        """Return the named span that answers.

        None if no named span meets the constraints of the question, or if the network's answer is kept.
        """
        for span in self.find(network):
            if meets_constraints(network.asked, span.evidence, span.start, is_words=self.is_words):
                return None if network.best and self.keeps(network, span, network.best) else span
        return None

    def answered(self, reading: Reading, span: Span) -> Reading:
        """Return the reading with `span` as its answer. After a block, other spans are kept."""
        is_block = self.answer_kind == "block"
        kept = [each for each in reading.spans if is_block and not span.overlaps(each)]
        return reading.with_answer(self.answer_kind, span, *kept)


def with_named_answer(asked: AskedQuestion, reading: Reading, confidence: float) -> Reading:
    """Return the reading, with what the question names as its answer.

    The reading is unchanged if the question names nothing. A named cell or value with less than `confidence`
    is skipped; if a named block has less, the reading is unchanged.
    """
    network = NetworkReading(asked, reading)
    for kind in KINDS:
        span = kind.named(network)
        if span and span.confidence >= confidence:
            return kind.answered(reading, span)
        if span and kind.answer_kind == "block":
            break  # the question refers to this block, even if it is not sure enough
    return reading


def with_rows_of_whole_table(
    question: str,
    reading: Reading,
    evidence: Sequence[Evidence],
    around: Callable[[Hit, int], Evidence],
    confidence: float,
) -> Reading:
    """Return the reading, or one with rows of a table that only all of its rows can tell.

    These are the row with the most or the least of something, the rows with the same value, and all prices.
    `around` returns a hit with so many characters of its document on each side. `evidence` was read. The
    reading is unchanged if `confidence` is not reached.
    """
    asked, extreme = AskedQuestion(question), asked_extreme(question)
    may_name_rows = asks_which(asked.without_request) or asks_for_price(asked.without_request)
    if not (extreme and extreme.of_all) and not may_name_rows:
        return reading
    tables = with_whole_tables([each.hit for each in evidence], around)
    network = NetworkReading(asked, replace(reading, evidence=tuple(tables)))
    for kind in _KINDS_OF_WHOLE_TABLES:
        span = kind.named(network)
        if span and span.confidence >= confidence:
            return kind.answered(reading, span)
    return reading


def _spans(named: _Found, confidence: float) -> Iterator[Span]:
    """Yield the named block or range as a span, if there is one."""
    if named is not None:
        evidence, found = named
        start, end = (found.start, found.end) if isinstance(found, Block) else found
        yield Span(evidence, start, end, confidence)


def _cell(network: NetworkReading) -> Iterator[Span]:
    """Yield the cell of a table that the question names by row and column.

    If the question may name several rows, it is the one of the network's answer.
    """
    named, confidence = named_cell(network.asked, network.evidence), _NAMED_CELL_CONFIDENCE
    if named is None and network.best:
        named = named_cell_in_row_of(network.asked, network.best, network.evidence)
        confidence = network.best.confidence
    if named and not (network.best and _is_kept_elsewhere(network.asked.text, named, network.best)):
        yield Span(named.evidence, named.cell.start, named.cell.end, confidence)


def _rivals(network: NetworkReading) -> Iterator[Span]:
    """Yield the row that the question names, if several of its cells may be meant."""
    yield from _spans(row_with_rivals(network.asked, network.evidence), _NAMED_ROW_CONFIDENCE)


def _is_kept_elsewhere(question: str, named: NamedCell, answer: Span) -> bool:
    """Whether the network's answer is kept instead of a named cell.

    It is kept if the question does not name the column of the cell, and the answer is outside of the cell's
    table and of the tables of older editions. Within these, the network confuses the cells of a row.
    """
    if named.by_column or named.is_in_table(answer):
        return False
    is_row = answer.evidence.row_at(answer.start) is not None
    return not (is_row and is_newer(question, named.evidence, answer.evidence))


def _value(network: NetworkReading) -> Iterator[Span]:
    """Yield the value of a line whose key the question names, at least as sure as the network's words."""
    sure = network.reading.words.confidence if network.reading.words else 0.0
    yield from _spans(named_value(network.asked, network.evidence), max(_NAMED_VALUE_CONFIDENCE, sure))


def _compared(network: NetworkReading) -> Iterator[Span]:
    """Yield the rows that the question compares, if it asks which has more or less; that row is marked."""
    if asked_extreme(network.asked.text):
        yield from _rows_with_one_marked(compared_rows(network.asked, network.evidence))


def _extreme(network: NetworkReading) -> Iterator[Span]:
    """Yield the rows of the table that says what is the most or the least; the row with it is marked."""
    yield from _rows_with_one_marked(extreme_row(network.asked, network.evidence))


def _rows_with_one_marked(found: tuple[Evidence, Range, Block | None] | None) -> Iterator[Span]:
    """Yield a range of rows as a span, with one row marked, if there is one."""
    if found:
        evidence, rows, row = found
        for span in _spans((evidence, rows), _NAMED_TABLE_CONFIDENCE):
            yield replace(span, highlight=(row.start, row.end)) if row else span


def _matching(network: NetworkReading) -> Iterator[Span]:
    """Yield the rows of a table with the value that the question names."""
    return _spans(matching_rows(network.asked, network.evidence), _NAMED_TABLE_CONFIDENCE)


def _price_list(network: NetworkReading) -> Iterator[Span]:
    """Yield all rows of the table of prices that the question names."""
    return _spans(price_list(network.asked, network.evidence), _NAMED_TABLE_CONFIDENCE)


def _says_extreme(network: NetworkReading, rows: Span, best: Span) -> bool:
    """Whether the sentence of the network's answer has the question's word for the extreme: "fastest"."""
    extreme = asked_extreme(network.asked.text)
    return extreme is not None and extreme.words.casefold() in network.sentence


def _next(network: NetworkReading) -> Iterator[Span]:
    """Yield the section with all dates of an event, if the question asks for the next one."""
    return _spans(dated_section(network.asked, network.evidence), _NAMED_SECTION_CONFIDENCE)


def _is_called_next(network: NetworkReading, section: Span, best: Span) -> bool:
    """Whether the sentence of the network's answer calls the event the next one, and names it."""
    named = network.asked.content - frozenset(terms(_NEXT.pattern))
    return bool(_NEXT.search(network.sentence) and named & frozenset(terms(network.sentence)))


def _numbered(network: NetworkReading) -> Iterator[Span]:
    """Yield the list item or the section that the question names by its number."""
    return _spans(numbered_part(network.asked, network.evidence), _NUMBERED_CONFIDENCE)


def _item(network: NetworkReading) -> Iterator[Span]:
    """Yield the item of a list that the question names by its term."""
    return _spans(named_item(network.asked, network.evidence), _NAMED_ITEM_CONFIDENCE)


def _table(network: NetworkReading) -> Iterator[Span]:
    """Yield all rows of the table that the question asks for, or the rows that it compares."""
    yield from _spans(named_table(network.asked, network.evidence), _NAMED_TABLE_CONFIDENCE)
    if compared := compared_rows(network.asked, network.evidence):
        yield from _spans(compared[:2], _NAMED_ROW_CONFIDENCE)


def _is_block_elsewhere_or_count(network: NetworkReading, rows: Span, best: Span) -> bool:
    """Whether the network answers with a block elsewhere, or with words to "how many"."""
    return asks_for_count(network.asked.text) if network.reading.words else not rows.overlaps(best)


def _person(network: NetworkReading) -> Iterator[Span]:
    """Yield the section about the person that the question asks about."""
    return _spans(section_of_person(network.asked, network.evidence), _NAMED_SECTION_CONFIDENCE)


def _row_or_section(network: NetworkReading) -> Iterator[Span]:
    """Yield the rows and the section that the question names, unless the network answers with a block.

    The section comes first if its heading contains all content terms of the question.
    """
    if network.best and not network.reading.words:
        return
    section = named_section(network.asked, network.evidence)
    if section and _has_all_in_heading(network.asked, section[0]):
        yield from _spans(section, _NAMED_SECTION_CONFIDENCE)
    yield from _spans(named_row(network.asked, network.evidence), _NAMED_ROW_CONFIDENCE)
    yield from _spans(row_of_day(network.asked, network.evidence), _NAMED_ROW_CONFIDENCE)
    yield from _spans(section, _NAMED_SECTION_CONFIDENCE)


def _has_all_in_heading(asked: AskedQuestion, section: Evidence) -> bool:
    return asked.content <= asked.terms_of("".join(section.passage.trail[-1:]))


def _is_elsewhere(network: NetworkReading, named: Span, best: Span) -> bool:
    return not named.overlaps(best)


def _is_inside(network: NetworkReading, item: Span, best: Span) -> bool:
    """Whether the network's answer, or its marked part, lies within the item."""
    start, end = best.highlight or (best.start, best.end)
    return best.overlaps(item) and item.start <= start and end <= item.end


def _is_outside_tables(network: NetworkReading, rows: Span, best: Span) -> bool:
    """Whether the network's answer is of another document than the rows, or is in no table."""
    same = best.evidence.passage.document == rows.evidence.passage.document
    return not same or rows.evidence.row_at(best.start) is None


def _says_what_costs_it(network: NetworkReading, rows: Span, best: Span) -> bool:
    """Whether the sentence of the network's answer is in no table, and has a content term of the question."""
    asked = network.asked
    return _is_outside_tables(network, rows, best) and not asked.content.isdisjoint(
        asked.terms_of(network.sentence)
    )


def _are_surer_words_or_part(network: NetworkReading, section: Span, best: Span) -> bool:
    return _are_surer_words(network, section, best) if network.reading.words else section.overlaps(best)


def _are_surer_words(network: NetworkReading, named: Span, best: Span) -> bool:
    return not is_block_better(network.asked, best, named)


def _never(network: NetworkReading, named: Span, best: Span) -> bool:
    return False


_KINDS_OF_WHOLE_TABLES = (
    NamedKind("row of an extreme", _extreme, _says_extreme),
    NamedKind("matching rows", _matching, _is_outside_tables),
    NamedKind("price list", _price_list, _says_what_costs_it),
)
#: In the order in which they are tried.
KINDS = (
    NamedKind("cell", _cell, _never, answer_kind="words", is_words=True),
    NamedKind("row with rivals", _rivals, _never),
    NamedKind("value", _value, _is_elsewhere, answer_kind="words"),
    NamedKind("compared rows with an extreme", _compared, _says_extreme),
    NamedKind("section with dates", _next, _is_called_next),
    NamedKind("number", _numbered, _never),
    NamedKind("item", _item, _is_inside),
    NamedKind("table", _table, _is_block_elsewhere_or_count),
    NamedKind("section of a person", _person, _are_surer_words_or_part),
    NamedKind("row or section", _row_or_section, _are_surer_words),
)
