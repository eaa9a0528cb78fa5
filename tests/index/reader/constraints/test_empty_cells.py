"""A row without a value in the column that the question names is shown, and does not answer."""

from __future__ import annotations

import pytest

from index.engine import Engine
from index.types import Outcome
from tests.index.engines import engine_over

DOCUMENTS = {
    "hall.md": """# Hall

| Day | Opens | Closes | Caretaker | Use |
|---|---|---|---|---|
| Saturday | 9:00 | 17:00 | Ada | sports |
| Sunday | – | – | | |
| Monday | 10:00 | – | Bert | |

The hall may be hired by members.
""",
    "tools.md": """# Tools

| Tool | Drawer |
|---|---|
| Hammer | 3 |
| Saw | |
""",
}


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return engine_over(DOCUMENTS, tmp_path_factory.mktemp("tables"))


@pytest.mark.parametrize(
    "question",
    [
        "when does the hall open on sunday",  # nothing but the day is left of the row
        "who is the caretaker on sunday",
        "when does the hall close on monday",  # the row has other cells
        "which drawer is the saw in",
    ],
)
def test_an_empty_cell_answers_nothing(tables: Engine, question: str) -> None:
    """The other cells of its row do not answer either."""
    assert tables.ask(question).outcome is not Outcome.ANSWERED


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("when does the hall open on monday", "10:00"),
        ("who is the caretaker on monday", "Bert"),
        ("which drawer is the hammer in", "3"),
    ],
)
def test_a_value_in_the_row_answers(tables: Engine, question: str, answer: str) -> None:
    """A value answers, whichever other cells of its row are empty."""
    assert answer in tables.ask(question).citations[0].quote
    assert tables.ask(question).outcome is Outcome.ANSWERED
