"""A question for the price of what a table lists is answered with all of its rows."""

from __future__ import annotations

import pytest

from index.engine import Engine
from tests.index.engines import engine_over

FEES = """# Rowing club

## Membership

The joining fee is 15 €, whoever you are.

| | per month | per year |
|---|---|---|
| Adults | 24 € | 260 € |
| Students | 12 € | 130 € |
| Families | 40 € | 430 € |

## Lockers

A locker costs 3 € a month.

| Size | Height | Number |
|---|---|---|
| Small | 40 cm | 12 |
| Large | 80 cm | 6 |
"""


@pytest.fixture(scope="module")
def club(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return engine_over({"club.md": FEES}, tmp_path_factory.mktemp("club"))


@pytest.mark.parametrize("question", ["what does membership cost", "how much is membership per year"])
def test_all_prices_answer(club: Engine, question: str):
    """One row would be the price of some members only, and the joining fee is another price."""
    answer = club.ask(question)
    assert [row.split("|")[1].strip() for row in answer.text.splitlines()] == [
        "Adults",
        "Students",
        "Families",
    ]


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("what does membership cost for students", "12 €"),  # names a row
        ("how much is the joining fee", "15 €"),
        ("how much is a locker", "3 €"),  # that table has no prices
    ],
)
def test_other_prices_do_not(club: Engine, question: str, told: str):
    """A row that is named answers alone, and so does a sentence with the words of the question."""
    answer = club.ask(question)
    assert told in answer.text
    assert len(answer.text.splitlines()) == 1
