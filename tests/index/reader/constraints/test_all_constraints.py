"""The constraints of a question on its answer, and on the order of passages."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from index.reader.constraints.all_constraints import (
    block_meets_constraints,
    meets_constraints,
    with_numbers_first,
    with_person_first,
)
from index.reader.network.relevance import Relevance
from index.reader.question.asked_question import AskedQuestion
from index.types import Evidence, Span
from tests.index.conftest import MakeEvidence
from tests.index.evidence import evidence_of_blocks

PRICES = evidence_of_blocks(("row", "| Adults | 4 euros |"), ("row", "| Students | 2 euros |"))


def relevance_of(evidence: Evidence, *, start: int = 0) -> Relevance:
    """A relevance in which the words at character `start` of the context are the likeliest answer."""
    return Relevance(evidence, 1.0, 1.0, np.array([start], np.int32), np.array([1.0]))


@pytest.mark.parametrize(
    ("question", "document", "text", "meets"),
    [
        ("what was decided in March and May", "notes.md", "In March and in May the roof was.", True),
        ("what was decided in March and May", "notes.md", "In May the roof was.", False),
        ("what was decided in May", "2024-03.md", "The roof was.", False),
        ("what was decided in March", "2024-03.md", "The roof was.", True),
        ("who won in 2019", "report-2019.md", "Anna won.", True),
        ("who won in 2018", "report-2019.md", "Anna won.", False),
    ],
)
def test_all_numbers_and_months_of_the_question_are_required(
    make_evidence: MakeEvidence, question: str, document: str, text: str, meets: bool
) -> None:
    """One of two months is not enough. The name of the file counts if the text names no month."""
    evidence = make_evidence(text, document=document)
    assert meets_constraints(AskedQuestion(question), evidence, 0, is_words=True) is meets


def test_a_block_answers_unless_it_contains_the_refused_words() -> None:
    """Refused words in another block, or at the same offset of another document, do not matter."""
    first = relevance_of(PRICES)
    elsewhere = replace(PRICES.passage, document="b.md")
    other = replace(PRICES, hit=replace(PRICES.hit, passage=elsewhere))
    second = PRICES.blocks[1].start

    def answers(evidence: Evidence, start: int) -> bool:
        return block_meets_constraints(
            AskedQuestion("what is it"), first, Span(evidence, start, start + 5, 0.9)
        )

    assert not answers(PRICES, 0)
    assert answers(other, 0)
    assert answers(PRICES, second)
    assert block_meets_constraints(AskedQuestion("what is it"), first, None)


@pytest.mark.parametrize(
    ("question", "texts", "first"),
    [
        ("what is new in 2.4.1", ("2.3.0: the coin shop.", "2.4.1: graves."), 1),
        ("who won in 2019", ("In 2020 Anna won.", "In 2019 Bo won."), 1),
        ("how many seats has room 3", ("Room 2 has 30 seats.", "Room 3 has 12."), 0),
    ],
)
def test_passages_with_a_year_or_version_of_the_question_come_first(
    make_evidence: MakeEvidence, question: str, texts: tuple[str, ...], first: int
) -> None:
    """Small numbers do not change the order, since many passages contain them."""
    relevances = [relevance_of(make_evidence(text)) for text in texts]
    assert with_numbers_first(question, relevances)[0] is relevances[first]


def test_any_row_of_a_table_may_have_the_year() -> None:
    """A passage that is a table has the numbers of all its rows, not only of the first."""
    tables = [
        evidence_of_blocks(("row", f"| {year} | Anna |"), ("row", "| 2019 | Bo |")) for year in (2019, 2020)
    ]
    without = evidence_of_blocks(("row", "| 2021 | Cy |"), ("row", "| 2022 | Di |"))
    relevances = [relevance_of(each) for each in (without, *tables)]
    assert with_numbers_first("who won in 2019", relevances) == [*relevances[1:], relevances[0]]


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("who is elsbeth", 1),
        ("whos the bride", 1),
        ("who vanished", 0),
        ("who is otto", 0),
        ("what is elsbeth", 0),
    ],
)
def test_passages_with_the_person_come_first(make_evidence: MakeEvidence, question: str, first: int) -> None:
    """Others cannot say who somebody is; if none has the name, the order stays."""
    texts = ("Mia is a ferrywoman.", "The bride, Elsbeth, has vanished.")
    relevances = [relevance_of(make_evidence(text)) for text in texts]
    assert with_person_first(AskedQuestion(question), relevances)[0] is relevances[first]
