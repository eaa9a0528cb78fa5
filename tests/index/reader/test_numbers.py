"""What lacks a number that the question names is shown, and not given as its answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.engine import Engine
from index.reader.numbers import lacks_number
from index.settings import IndexSettings
from index.store.build import build
from index.types import Outcome

TABLE = "# Rooms\n\n| Room | Seats |\n|---|---|\n| Room 1 | 12 |\n| Room 2 | 30 |\n| Room 12 | 80 |\n| Hall A | 200 |\n"


@pytest.mark.parametrize(
    ("question", "text", "lacks"),
    [
        ("how many seats has room 3", "Room 2: 30 seats. Room 13: 80.", True),
        ("how many seats has room 3", "Room 3: 30 seats.", False),
        ("how many seats has room 3", "The third room has 30 seats.", False),
        ("who won in 2019?", "In 2020 Anna won.", True),
        ("who won in 2019?", "Results › 2019-05-02\nAnna won.", False),
        ("is 1,200 enough?", "It costs 1200.", False),
        ("is 1200 enough?", "It costs 1.200, or 12,000.", False),
        ("is 1,200 enough?", "It costs 12,000.", True),
        ("how does k8s route E1b1a?", "By rules.", False),
        ("what comes in 1 round?", "A round has turns.", False),
        ("what is rule 04?", "4. No smoking.", False),
        ("can i join at 16?", "Members must be at least 18 years old.", False),
        ("can i join at 16?", "Members are 18 or older.", False),
        ("can i join with 3 friends?", "A group has up to five people.", False),
        ("price for 3 people", "2–4 people: $30. 5-8 people: $50.", False),
        ("price for 9 people", "2–4 people: $30. 5-8 people: $50.", True),
        ("who won in 2018?", "Results › 2019-05-02\nAnna won.", True),
        ("how many seats has room 0", "Room 2: 30 seats.", True),
        ("how many seats has room 3", "Rooms 2 and 12 have 30 seats.", True),
        ("is room 3 open", "Rooms between 2 and 5 are.", False),
        (f"what is {'9' * 5000}", f"{'8' * 5000}-{'9' * 4000}", True),
        ("who asks?", "Nobody.", False),
    ],
)
def test_numbers_of_a_question(question: str, text: str, lacks: bool):
    """A number stands in digits or as a word; those inside words, and a one, count for nothing."""
    assert lacks_number(question, text) is lacks


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("how many seats does room 2 have", True),
        ("how many seats does room2 have", True),
        ("how many seats does room 3 have", False),
    ],
)
def test_another_number_is_no_answer(tmp_path: Path, question: str, told: bool):
    """Where the documents tell of room 2 and not of room 3, the one is answered and the other is not."""
    settings = IndexSettings(documents=tmp_path / "documents", index=tmp_path / "index")
    settings.documents.mkdir()
    (settings.documents / "rooms.md").write_text(TABLE, encoding="utf-8")
    build(settings)
    answer = Engine.open(settings).ask(question)
    assert (answer.outcome is Outcome.ANSWERED) == told
    assert not told or "30" in answer.citations[0].quote
