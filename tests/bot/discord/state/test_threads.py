"""The turns before a question: those of a thread, or of a chain of replies."""

from __future__ import annotations

import time
from typing import Any

import pytest

from bot.discord.state.answers import answer_by_id, recent_questions, record_answer
from bot.discord.state.database import State
from bot.discord.state.forgetting import forget_all, forget_older
from bot.discord.state.records import Location
from bot.discord.state.threads import open_thread, turns_before, turns_of
from tests.bot.discord.state.samples import HERE, THERE, answer


def test_turns_are_bounded_and_in_order(state: State) -> None:
    """A conversation returns its last turns, oldest first, starting with the answer that it continues."""
    thread = Location(HERE.server, 77)
    seed = record_answer(state, answer("seed"), HERE, 5, question="q0")
    open_thread(state, 77, HERE.server, seed)
    for number in range(1, 5):
        record_answer(state, answer(f"a{number}"), thread, 5, question=f"q{number}", conversation=77)
    first = turns_of(state, 77, 10)[0]
    assert (first.question, first.answer, first.proof is not None) == ("q0", "seed", True)
    assert [turn.question for turn in turns_of(state, 77, 3)] == ["q2", "q3", "q4"]
    assert forget_all(state, thread) == 5
    assert turns_of(state, 77, 10) == ()
    assert answer_by_id(state, seed, HERE, 5) is not None  # it stands in the channel, not in the thread


def test_a_clock_that_is_put_back_changes_neither_order_nor_forgetting(
    state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Turns are in the order of recording, also if the clock was set; old ones are forgotten by their time."""
    now = time.time()
    for clock, question in ((now + 20 * 365 * 86400, "ahead?"), (now, "then?"), (now, "last?")):
        monkeypatch.setattr(time, "time", lambda clock=clock: clock)
        record_answer(state, answer(), HERE, 5, question=question, conversation=HERE.channel)
    assert [turn.question for turn in turns_of(state, HERE.channel, 5)] == ["ahead?", "then?", "last?"]
    assert recent_questions(state, HERE, 5) == ["last?", "then?", "ahead?"]
    monkeypatch.setattr(time, "time", lambda: now + 100 * 86400)
    assert forget_older(state, 90) == 2


def test_a_chain_of_replies_is_bounded_and_of_one_channel(state: State) -> None:
    """Replies to answers return the earlier turns, up to the limit, and none of another channel."""
    first = record_answer(state, answer("a1"), HERE, 5, question="q1")
    second = record_answer(state, answer("a2"), HERE, 5, question="q2", parent=first)
    third = record_answer(state, answer("a3"), HERE, 5, question="q3", parent=second)
    assert [turn.question for turn in turns_before(state, third, HERE, 6, 2)] == ["q2", "q3"]
    assert turns_before(state, third, THERE, 5, 5) == ()


def test_before_a_chain_in_a_conversation_comes_what_was_said_by_then(state: State) -> None:
    """A reply in a thread returns the turns up to the first answer of its chain, and no later ones.

    A private chain is its person's alone.
    """
    thread = Location(HERE.server, 77)
    open_thread(state, 77, HERE.server, record_answer(state, answer("seed"), HERE, 5, question="q0"))

    def record(question: str, **named: Any) -> int:
        return record_answer(state, answer(), thread, 5, question=question, **named)

    first = record("q1", conversation=77)
    private = record("p1", private=True)
    record("q2", conversation=77)
    followed = record("p2", private=True, parent=private)
    reply = record("r1", conversation=77, parent=first)

    def before(answer_id: int, limit: int = 9, person: int = 5) -> list[str]:
        turns = turns_before(state, answer_id, thread, person, limit, conversation=77)
        return [turn.question for turn in turns]

    assert before(first) == ["q0", "q1"]
    assert before(reply) == ["q0", "q1", "r1"]
    assert before(followed) == ["q0", "q1", "p1", "p2"]
    assert before(followed, limit=3) == ["q1", "p1", "p2"]
    assert before(followed, person=6) == []
    assert [turn.question for turn in turns_of(state, 77, 9)] == ["q0", "q1", "q2", "r1"]
