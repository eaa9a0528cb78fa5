"""What a question names by its words answers it, whatever the network makes of it.

The kinds of such answers stand in a table, in the order in which they are tried; the first that a question
names is given. The cell of a table that it names by row and column, the value of a line by its key, the item
of a list that it names by its term, and all rows of a table that it asks for come before an answer of the
network; the row of a table or the section that it names answers where nothing else does, or words elsewhere
that are not sure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from index.reader.asked_for import AskedFor, Terms
from index.reader.blocks.words_or_block import is_better_whole
from index.reader.constraints.required import meets_constraints
from index.reader.editions.newest_first import is_newer
from index.reader.evidence_text import sentence_around
from index.reader.named.extremes import asked_extreme
from index.reader.named.items import named_item
from index.reader.named.named_cells import NamedCell, named_cell, named_cell_beside, named_row
from index.reader.named.sections import dated_section, named_section, section_of_person
from index.reader.named.tables import asks_for_count, compared_rows, extreme_row, named_table
from index.reader.named.values import named_value
from index.types import AnswerKind, Block, Evidence, Range, Reading, Span

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
_Place = tuple[Evidence, Block | Range] | None  # what is named, in the evidence that has it


@dataclass(frozen=True, slots=True)
class ReadQuestion:
    """A question, and what the network reads as its answer."""

    question: str
    reading: Reading
    terms: Terms

    @property
    def best(self) -> Span | None:
        """The words or the block that the network gives as the answer; None where it gives none."""
        return self.reading.answer

    @property
    def sentence(self) -> str:
        """The sentence that answers, or that of the most relevant part, in lower case; empty: none does."""
        if self.best is None:
            return ""
        evidence = self.best.evidence
        place = sentence_around(evidence, *(self.best.highlight or (self.best.start, self.best.end)))
        return evidence.text_between(*place).casefold() if place else ""


@dataclass(frozen=True, slots=True)
class NamedKind:
    """A kind of answer that a question may name."""

    name: str
    find: Callable[[ReadQuestion], Iterator[Span]]  #: yields what the question names, the likeliest first
    stays: Callable[[ReadQuestion, Span, Span], bool]  #: whether the answer of the network is kept
    gives: AnswerKind = "block"
    is_words: bool = False  #: whether its own sentence tells the months, days and years that it is of

    def named(self, read: ReadQuestion) -> Span | None:
        """What is given as the answer; None where nothing is named, or what is lacks a number or the like."""
        question, terms = read.question, read.terms
        for span in self.find(read):
            if meets_constraints(question, span.evidence, span.start, terms, is_words=self.is_words):
                return None if read.best and self.stays(read, span, read.best) else span
        return None

    def given(self, reading: Reading, span: Span) -> Reading:
        """The reading with what is named as its answer; beside a block other spans stay."""
        beside = () if self.gives == "words" else (each for each in reading.spans if not span.overlaps(each))
        return reading.answered_by(self.gives, span, *beside)


def with_named_answer(question: str, reading: Reading, terms: Terms, confidence: float) -> Reading:
    """A reading with what the question names as its answer; the same where that is less sure than
    `confidence`, or nothing is named.
    """
    read = ReadQuestion(question, reading, terms)
    for kind in KINDS:
        span = kind.named(read)
        if span and span.confidence >= confidence:
            return kind.given(reading, span)
        if span and kind.gives == "block":
            break  # of blocks the first that is named is meant, be it sure or not
    return reading


def _spans(named: _Place, confidence: float) -> Iterator[Span]:
    """Yield what is named as a span, if anything is."""
    if named is not None:
        evidence, place = named
        start, end = (place.start, place.end) if isinstance(place, Block) else place
        yield Span(evidence, start, end, confidence)


def _cell(read: ReadQuestion) -> Iterator[Span]:
    """The cell of a table that the question names by row and column.

    Of several rows that it may name, the one of the network's answer is meant.
    """
    named, confidence = named_cell(read.question, read.reading.evidence, read.terms), NAMED_CELL_CONFIDENCE
    if named is None and read.best:
        named = named_cell_beside(read.question, read.best, read.reading.evidence, read.terms)
        confidence = read.best.confidence
    if named and not (read.best and _is_told_elsewhere(read.question, named, read.best)):
        yield Span(named.evidence, named.cell.start, named.cell.end, confidence)


def _is_told_elsewhere(question: str, named: NamedCell, answer: Span) -> bool:
    """Whether an answer is kept, where the question has no word of a named cell's column.

    It is outside of the table and of older editions of it. Inside, the network takes one cell of a row for
    another.
    """
    if named.by_column or named.is_in_table(answer):
        return False
    is_row = answer.evidence.row_at(answer.start) is not None
    return not (is_row and is_newer(question, named.evidence, answer.evidence))


def _value(read: ReadQuestion) -> Iterator[Span]:
    """The value of a line whose key the question names; as sure as words of that line."""
    sure = read.reading.words.confidence if read.reading.words else 0.0
    named = named_value(read.question, read.reading.evidence, read.terms)
    yield from _spans(named, max(NAMED_VALUE_CONFIDENCE, sure))


def _extreme(read: ReadQuestion) -> Iterator[Span]:
    """All rows of the table that tells what is the most or the least, or those of two things, with the row
    that is it marked."""
    if asked_extreme(read.question) is None:
        return
    names = read.question, read.reading.evidence, read.terms
    if found := compared_rows(*names) or extreme_row(*names):
        evidence, rows, row = found
        for span in _spans((evidence, rows), NAMED_TABLE_CONFIDENCE):
            yield replace(span, highlight=(row.start, row.end)) if row else span


def _says_extreme(read: ReadQuestion, rows: Span, best: Span) -> bool:
    """Whether a sentence says in the words of the question what "is the fastest"."""
    extreme = asked_extreme(read.question)
    return extreme is not None and extreme.words.casefold() in read.sentence


def _next(read: ReadQuestion) -> Iterator[Span]:
    """The section with all the dates of what a question asks the next of."""
    named = dated_section(read.question, read.reading.evidence, read.terms)
    return _spans(named, NAMED_SECTION_CONFIDENCE)


def _is_called_next(read: ReadQuestion, section: Span, best: Span) -> bool:
    """Whether a sentence that answers calls what is asked for the next."""
    terms = read.terms
    named = AskedFor(read.question, terms).content - frozenset(terms(_NEXT.pattern))
    return bool(_NEXT.search(read.sentence) and named & frozenset(terms(read.sentence)))


def _item(read: ReadQuestion) -> Iterator[Span]:
    """The item of a list that a question names by its term."""
    return _spans(named_item(read.question, read.reading.evidence, read.terms), NAMED_ITEM_CONFIDENCE)


def _table(read: ReadQuestion) -> Iterator[Span]:
    """All rows of the table that the question asks for, or those that it compares."""
    names = read.question, read.reading.evidence, read.terms
    yield from _spans(named_table(*names), NAMED_TABLE_CONFIDENCE)
    if compared := compared_rows(*names):
        yield from _spans(compared[:2], NAMED_ROW_CONFIDENCE)


def _is_more_than_part(read: ReadQuestion, rows: Span, best: Span) -> bool:
    """Whether a block elsewhere answers, or where the question asks how many a number in words."""
    return asks_for_count(read.question) if read.reading.words else not rows.overlaps(best)


def _person(read: ReadQuestion) -> Iterator[Span]:
    """The section that is about whom the question asks."""
    named = section_of_person(read.question, read.reading.evidence, read.terms)
    return _spans(named, NAMED_SECTION_CONFIDENCE)


def _row_or_section(read: ReadQuestion) -> Iterator[Span]:
    """The row of a table, or the section, that a question names, where no block answers.

    The section comes first where its heading has all words of the question that name something.
    """
    if read.best and not read.reading.words:
        return
    names = read.question, read.reading.evidence, read.terms
    section = named_section(*names)
    if section and _has_all_in_heading(AskedFor(read.question, read.terms), section[0]):
        yield from _spans(section, NAMED_SECTION_CONFIDENCE)
    yield from _spans(named_row(*names), NAMED_ROW_CONFIDENCE)
    yield from _spans(section, NAMED_SECTION_CONFIDENCE)


def _has_all_in_heading(asked: AskedFor, section: Evidence) -> bool:
    return asked.content <= asked.terms_of("".join(section.passage.trail[-1:]))


def _is_elsewhere(read: ReadQuestion, named: Span, best: Span) -> bool:
    return not named.overlaps(best)


def _is_inside(read: ReadQuestion, item: Span, best: Span) -> bool:
    """Whether an answer, or its most relevant part, stands in what is named, or is that."""
    start, end = best.highlight or (best.start, best.end)
    return best.overlaps(item) and item.start <= start and end <= item.end


def _are_surer_words_or_part(read: ReadQuestion, section: Span, best: Span) -> bool:
    return _are_surer_words(read, section, best) if read.reading.words else section.overlaps(best)


def _are_surer_words(read: ReadQuestion, named: Span, best: Span) -> bool:
    return not is_better_whole(read.question, best, named)


def _never(read: ReadQuestion, named: Span, best: Span) -> bool:
    return False


#: In the order in which they are tried.
KINDS = (
    NamedKind("cell", _cell, _never, gives="words", is_words=True),
    NamedKind("value", _value, _is_elsewhere, gives="words"),
    NamedKind("rows of an extreme", _extreme, _says_extreme),
    NamedKind("section with dates", _next, _is_called_next),
    NamedKind("item", _item, _is_inside),
    NamedKind("table", _table, _is_more_than_part),
    NamedKind("section of a person", _person, _are_surer_words_or_part),
    NamedKind("row or section", _row_or_section, _are_surer_words),
)
