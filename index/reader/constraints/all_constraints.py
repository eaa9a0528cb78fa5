"""All constraints of a question, by its numbers, labels, codes, months and days, on its answer.

They also change the order of the passages.
"""

from __future__ import annotations

from collections.abc import Sequence

from index.passages.reading_text import reading_text
from index.reader.blocks.answering_blocks import answering_block
from index.reader.constraints.alternatives import has_alternatives_of
from index.reader.constraints.answered_questions import has_negation_of
from index.reader.constraints.codes import has_codes_of
from index.reader.constraints.days import has_day_of
from index.reader.constraints.empty_cells import has_asked_cell
from index.reader.constraints.labels import has_labels_of
from index.reader.constraints.months import has_months_of
from index.reader.constraints.numbers import has_numbers_of, has_rare_number, has_years_of
from index.reader.constraints.weekdays import has_weekdays_of
from index.reader.network.relevance import Relevance
from index.reader.question.asked_question import AskedQuestion
from index.reader.question.question_kinds import asked_person
from index.types import Evidence, Span


def meets_constraints(asked: AskedQuestion, evidence: Evidence, start: int, *, is_words: bool) -> bool:
    """Whether the answer at character `start` is about the numbers, codes, months and so on of a question.

    If it is in a table row, the row must also have a value in the column that the question asks for.
    """
    question = asked.text
    return (
        has_months_of(question, evidence, start, is_words=is_words)
        and has_day_of(asked, evidence, start, is_words=is_words)
        and has_weekdays_of(question, evidence, start, is_words=is_words)
        and has_numbers_of(question, evidence, start)
        and (not is_words or has_years_of(question, evidence, start))
        and has_labels_of(question, evidence, start)
        and has_codes_of(question, evidence, start)
        and has_alternatives_of(question, evidence, start)
        and has_asked_cell(asked, evidence, start)
        and has_negation_of(asked, evidence, start)
    )


def block_meets_constraints(asked: AskedQuestion, first: Relevance, refused: Span | None) -> bool:
    """Whether the block of the first passage meets the constraints, and does not contain `refused` words."""
    start, end = answering_block(first)
    contains_refused = (
        refused is not None
        and refused.evidence.passage.document == first.evidence.passage.document
        and start <= refused.start < end
    )
    return not contains_refused and meets_constraints(asked, first.evidence, start, is_words=False)


def with_numbers_first(question: str, relevances: Sequence[Relevance]) -> list[Relevance]:
    """Return the passages with the numbers of the question first, if it has a rare one such as a year.

    A passage without them cannot answer. Small numbers are in many passages that have nothing to do with the
    question, so they do not change the order.
    """
    if not has_rare_number(question):
        return list(relevances)
    return sorted(
        relevances,
        key=lambda each: (
            not has_numbers_of(question, each.evidence, each.evidence.passage.start, other_rows=True)
        ),
    )


def with_person_first(asked: AskedQuestion, relevances: Sequence[Relevance]) -> list[Relevance]:
    """Return the passages that contain the person first, if the question only asks who that is.

    The network does not know names, and finds descriptions of other people more likely.
    """
    named = asked.terms_of(asked_person(asked.without_request)[1])
    if not named:
        return list(relevances)
    return sorted(
        relevances, key=lambda each: not named <= asked.terms_of(reading_text(each.evidence.passage))
    )
