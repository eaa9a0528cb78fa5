"""Messages that ask several questions, and the answers to them that are shown."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.conversation.asking import answers_to_show
from index.conversation.several_questions import questions_in
from index.types import Answer, Citation, Outcome


@pytest.mark.parametrize(
    ("message", "questions"),
    [
        ("When does the race start? And who leads it?", ["When does the race start?", "who leads it?"]),
        ("how deep is the lake and who owns the mill", ["how deep is the lake", "who owns the mill"]),
        ("how much is a locker and who has the keys", ["how much is a locker", "who has the keys"]),
        (
            "how deep is the lake, also can guests use the sauna?",
            ["how deep is the lake?", "can guests use the sauna?"],
        ),
        (
            "- how deep is the lake\n- who owns the mill\nthx",
            ["how deep is the lake", "who owns the mill"],
        ),
        (
            "1. how deep is the lake 2. who owns the mill 3. when does the sauna open",
            ["how deep is the lake", "who owns the mill", "when does the sauna open"],
        ),
        (
            "Where are the oars\nof the red boat? who is Mrs. Moor of the mill?",
            ["Where are the oars of the red boat?", "who is Mrs. Moor of the mill?"],
        ),
        (
            "my oar broke, who mends oars? my sister wants to know if there is a gym in the mill",
            ["my oar broke, who mends oars?", "my sister wants to know if there is a gym in the mill"],
        ),
        (
            "how much is a party? how long does it last? can we bring a cake",
            ["how much is a party? how long does it last?", "can we bring a cake"],
        ),
        # One question, and what belongs to it.
        ("Is the fee of the club 5 or 10? 5, right?", None),
        ("When is the race on the lake? Is it far?", None),
        ("How do I move the boat to the lake? What do I do then?", None),
        ("when and where is the meeting", None),
        ("when I came, what was said", None),
        ("refunds? how do they work", None),
        ("Could you help me please, how deep is the lake?", None),
        ("have a good day all, who owns the mill?", None),
        ("where is the mill, does anyone know?", None),
        ("How deep is the lake? how deep is the lake??", None),
        # Words of others.
        ('The sign says "How deep is the lake?", who owns the mill?', None),
        ("> how deep is the lake?\nwho owns the mill?", None),
        ("[22:03] bob: how deep is the lake?\nwho owns the mill?", None),
        ("who owns the mill? " * 30, None),
        ("who owns the mill?", None),
        ("", None),
    ],
)
def test_a_message_is_split_where_another_question_begins(message: str, questions: list[str] | None) -> None:
    """A question that says nothing by itself belongs to the one before it."""
    assert [each.question for each in questions_in(message)] == (questions or [])


def test_a_question_keeps_what_is_told_before_it() -> None:
    """It may be a condition; it is asked, but is no part of the question."""
    asked = questions_in(
        "I row on Mondays. Where are the oars of the club? My boat is red. Can guests use the sauna?"
    )
    assert [each.text for each in asked] == [
        "I row on Mondays. Where are the oars of the club?",
        "My boat is red. Can guests use the sauna?",
    ]
    assert [each.question for each in asked] == [
        "Where are the oars of the club?",
        "Can guests use the sauna?",
    ]


@pytest.mark.parametrize("word", ["so, ", "and ", "btw, also ", "\n- ", "1. ", "? ", "who ", '"?'])
def test_any_message_is_read_to_its_end(word: str) -> None:
    """Whatever it repeats: an expression that takes a time exponential in the length would never end."""
    assert questions_in(word * 100_000) == ()
    assert len(questions_in((word * 400)[:400])) <= 4


_PHRASES = [
    *("where is the red boat", "how much is the red boat?", "who owns the mill", "when does the sauna open?"),
    *(
        "is it far?",
        "and on Sundays?",
        "I row on Mondays.",
        "also can guests use the sauna",
        "and",
        "thanks!",
        ",",
    ),
]


@given(st.lists(st.sampled_from(_PHRASES), max_size=7).map(" ".join))
@example("where is the red boat? how much is the red boat? who owns the mill?")
@example("who owns the mill? when does the sauna open? And on Sundays?")
def test_no_word_of_a_message_is_lost_or_invented(message: str) -> None:
    """The questions have the words of the message, but for thanks, words that join, and repeated questions."""
    words = re.findall(r"\w+", " ".join(each.text for each in questions_in(message)).casefold())
    said = re.findall(r"\w+", message.casefold())
    assert all(words.count(word) <= said.count(word) for word in words)
    assert not words or set(said).difference(words) <= {"and", "also", "thanks"}


def answer(outcome: Outcome, text: str = "", document: str = "a.md") -> Answer:
    citations = (Citation(document, "a", 0, 1, text, 1, None, (0, 1)),) if text else ()
    return Answer("?", outcome, text, 0.9, citations, 1)


YES, OTHER = answer(Outcome.ANSWERED, "yes"), answer(Outcome.ANSWERED, "ten")
ELSEWHERE = answer(Outcome.ANSWERED, "yes", "b.md")
NONE, PASSAGES = answer(Outcome.NOTHING), answer(Outcome.PASSAGES)


@pytest.mark.parametrize(
    ("answers", "shown"),
    [
        ([YES, OTHER], [0, 1]),
        ([YES, NONE], [0]),
        ([PASSAGES, YES], [1]),
        ([PASSAGES, NONE], []),
        ([YES, YES], [0]),
        ([YES, ELSEWHERE], [0, 1]),
    ],
)
def test_answers_that_repeat_another_are_not_shown(answers: list[Answer], shown: list[int]) -> None:
    """The same words at the same place are one answer."""
    assert answers_to_show(answers) == shown
