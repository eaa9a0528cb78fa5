"""Messages that ask several questions, and the answers to them that are shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.conversation.several_questions import answers_to_show, questions_in
from index.types import Answer, Citation, Outcome


@pytest.mark.parametrize(
    ("message", "questions"),
    [
        ("When does it start? And who leads it?", ["When does it start?", "who leads it?"]),
        ("how deep is the lake and who owns it", ["how deep is the lake", "who owns it"]),
        ("how deep is the lake, also can i swim there", ["how deep is the lake", "can i swim there"]),
        ("hi all! who owns the mill? why? thanks", ["who owns the mill?", "why?"]),
        ("- how deep is the lake\n- who owns the mill\nthx", ["how deep is the lake", "who owns the mill"]),
        (
            "1. is the mill open\n\n2. any discount for students",
            ["is the mill open", "any discount for students"],
        ),
        (
            "I row on Mondays. Where are the oars? My boat is red. Can it stay outside? It is old.",
            ["I row on Mondays. Where are the oars?", "My boat is red. Can it stay outside? It is old"],
        ),
        (
            "my oar broke, who mends it? my sister wants to know if there is a gym",
            ["my oar broke, who mends it?", "my sister wants to know if there is a gym"],
        ),
        ("port 80 is taken so what else works? + what is gravity", None),
        ("Is the fee 5 or 10? 5, right?", None),
        ("when and where is the meeting", None),
        ("when I came, what was said", None),
        ("refunds? how do they work", None),
        ("Could you help me please, how deep is the lake?", None),
        ("have a good day all, who owns the mill?", None),
        ("where is the mill, does anyone know?", None),
        ("who owns the mill? who? what? why? how?", None),
        ("who owns the mill?", None),
        ("", None),
    ],
)
def test_a_message_is_split_where_another_question_begins(message: str, questions: list[str] | None) -> None:
    """Each question has what is told before it; guesses, topics and calls for help are no questions."""
    assert questions_in(message) == tuple(questions or [message])


@given(st.text("how is a? and\n.,-", max_size=60))
def test_a_question_has_only_words_of_the_message(message: str) -> None:
    """No word is invented, and no word is asked twice."""
    words = " ".join(questions_in(message)).split()
    said = message.split()
    assert all(words.count(word) <= said.count(word) for word in words)


def answer(outcome: Outcome, text: str = "", document: str = "a.md") -> Answer:
    citations = (Citation(document, "a", 0, 1, text, 1, None, (0, 1)),) if text else ()
    return Answer("?", outcome, text, 0.9, citations, 1)


YES, OTHER = answer(Outcome.ANSWERED, "yes"), answer(Outcome.ANSWERED, "ten")
NONE, PASSAGES = answer(Outcome.NOTHING), answer(Outcome.PASSAGES)


@pytest.mark.parametrize(
    ("questions", "answers", "shown"),
    [
        (["who owns it", "how deep is it"], [YES, OTHER], [0, 1]),
        (["who owns it", "how deep is it"], [YES, NONE], [0, 1]),
        (["who owns it", "how deep is it"], [PASSAGES, YES], [0, 1]),
        (["who owns it", "how deep is it"], [PASSAGES, NONE], []),
        (["who owns it", "whose is it"], [YES, YES], [0]),
        (["who owns it", "whose is it"], [YES, answer(Outcome.ANSWERED, "yes", "b.md")], [0, 1]),
        (["it is slow, should i worry", "how deep is it"], [NONE, YES], [0, 1]),
        (["should i worry?", "how deep is it"], [NONE, YES], [1]),
        (["should i worry?", "how deep is it"], [YES, OTHER], [0, 1]),
    ],
)
def test_what_is_repeated_or_only_talk_is_not_shown(
    questions: list[str], answers: list[Answer], shown: list[int]
) -> None:
    """If nothing is answered, no answer is shown, so that the message can be answered as a whole."""
    assert answers_to_show(questions, answers) == shown
