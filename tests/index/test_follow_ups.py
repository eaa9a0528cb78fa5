"""Follow-up questions made to stand alone, and questions that already do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.follow_ups import leans, standalone
from index.types import Turn

FRAMED = Turn("Who framed Madan?", "Rajani's father")


@pytest.mark.parametrize(
    ("history", "question", "asked"),
    [
        ([FRAMED], "why did he do it?", "Why did Rajani's father framed Madan?"),
        ([Turn("Who jammed the wheels?", "Josef Pohl")], "Why did he do it?", "Why did Josef Pohl jammed the wheels?"),
        ([Turn("Where was the boat built?", "Karsby")], "When?", "When was the boat built?"),
        ([Turn("What does honey taste of?", "lime")], "And why?", "Why does honey taste of lime?"),
        ([Turn("Who taught Hanne?", "Matthis")], "What did he lose?", "What did Matthis lose?"),
        ([Turn("Who is the captain?", "Ingrid Sorley")], "Where is her boat?", "Where is Ingrid Sorley's boat?"),
        ([Turn("What did Emil get?", "a watch")], "What did Emil do with it?", "What did Emil do with a watch?"),
        ([Turn("What is the stamp of the Bonis?", "a key")], "And of the Zanis?", "What is the stamp of the Zanis?"),
        ([Turn("How many leaks did she count?", "41")], "How many did he count?", None),
        ([Turn("What did the ferry lose?", "rudder")], "Who paid for a new one?", "Who paid for a new rudder?"),
        (
            [Turn("Who broke his leg?", "Perrin"), Turn("Who lowered him?", "Odile")],
            "What does he send?",
            "What does Perrin send?",
        ),
    ],
)  # fmt: skip
def test_follow_ups_stand_alone(history: list[Turn], question: str, asked: str | None) -> None:
    """Pronouns, bare question words, "do it", "one" and "and of" take what they stand for from the last turns."""
    if asked is not None:
        assert standalone(question, history) == asked
    else:
        assert "leaks" in standalone(question, history)


@pytest.mark.parametrize(
    "question",
    [
        "Who built the harbour of Selwick?",
        "And what does the hospital use the honey for?",
        "港は誰が建てましたか",
        "🌊",
        "",
        "Where does Marta bake that bread?",
    ],
)
def test_questions_that_stand_alone_are_left_alone(question: str) -> None:
    """A question that names what it asks for isn't touched, whatever was said before."""
    assert standalone(question, [FRAMED]) == question


def test_without_history_nothing_changes() -> None:
    """The first question of a conversation is asked as it is."""
    assert standalone("Why did he do it?", []) == "Why did he do it?"


@given(st.text(), st.lists(st.builds(Turn, question=st.text(), answer=st.text()), max_size=4))
def test_any_text_is_understood_somehow(question: str, history: list[Turn]) -> None:
    """No text of a question or of a history makes it fail."""
    assert isinstance(standalone(question, history), str)
    assert isinstance(leans(question), bool)


def test_the_dialogues_are_sound() -> None:
    """Every dialogue names a document that is there and holds each answer, and there are thirty at least."""
    folder = Path(__file__).parents[1] / "dialogues"
    dialogues = [json.loads(line) for line in (folder / "dialogues.jsonl").read_text("utf-8").splitlines()]
    assert len(dialogues) >= 30
    for dialogue in dialogues:
        text = (folder / "documents" / dialogue["document"]).read_text("utf-8")
        assert len(dialogue["turns"]) > 1
        for question, answers in dialogue["turns"]:
            assert any(answer in text for answer in answers), question
