"""Recorded answers are returned unchanged, and only to those who may see them."""

from __future__ import annotations

from pathlib import Path

from bot.discord.state.answers import (
    answer_by_id,
    answer_of_message,
    recent_questions,
    record_answer,
    set_message,
)
from bot.discord.state.database import State
from bot.discord.state.records import Location
from bot.discord.state.threads import turns_before
from bot.discord.state.votes import record_vote
from tests.bot.discord.state.samples import HERE, THERE, answer


def test_an_answer_is_kept_whole_and_found_from_its_own_channel_only(state: State) -> None:
    """A recorded answer is returned unchanged; in another channel or server it is not found."""
    answer_id = record_answer(state, answer(), HERE, 5, question="who?")
    record = answer_by_id(state, answer_id, HERE, 6)
    assert record is not None
    assert (record.answer, record.question, record.location) == (answer(), "who?", HERE)
    assert answer_by_id(state, answer_id, Location(HERE.server, 99), 5) is None
    assert answer_by_id(state, answer_id, THERE, 5) is None
    direct = record_answer(state, answer(), Location(0, 30), 5, question="who?")
    assert answer_by_id(state, direct, Location(0, 31), 5) is None


def test_a_private_answer_is_found_by_its_person_only(state: State) -> None:
    """A private answer and its follow-ups are not found for anybody else."""
    answer_id = record_answer(state, answer(), HERE, 5, question="who?", private=True)
    set_message(state, answer_id, 900)
    assert answer_by_id(state, answer_id, HERE, 6) is None
    assert answer_of_message(state, 900, HERE, 6) is None
    assert turns_before(state, answer_id, HERE, 6, 5) == ()
    found = answer_of_message(state, 900, HERE, 5)
    assert found is not None
    assert (found.id, found.message) == (answer_id, 900)


def test_an_answer_is_found_by_the_message_that_asked_too(state: State) -> None:
    """If a message has several answers, the last is found, and none of another channel."""
    first, last = (
        record_answer(state, answer(), HERE, 5, question="who?", question_message=800) for _ in range(2)
    )
    found = answer_of_message(state, 800, HERE, 6)
    assert found is not None
    assert found.id == last != first
    assert answer_of_message(state, 800, THERE, 6) is None


def test_ids_are_not_reused_when_the_file_is_replaced(tmp_path: Path) -> None:
    """No id is used twice, even if the file is lost: an old button never refers to a new answer."""
    given_ids = set()
    for name in ("one", "two", "three"):
        state = State.open(tmp_path / name)
        given_ids |= {record_answer(state, answer(), HERE, 5, question="who?") for _ in range(30)}
        state.close()
    assert len(given_ids) == 90
    assert all(10**17 <= answer_id < 10**18 for answer_id in given_ids)


def test_nobody_fills_the_disk_by_asking(state: State) -> None:
    """The latest thousand answers of a person in a server are kept; older ones are deleted even with votes."""
    first = record_answer(state, answer(), HERE, 5, question="first?")
    record_vote(state, first, 5, True)
    others = record_answer(state, answer(), HERE, 6, question="who?")
    elsewhere = record_answer(state, answer(), THERE, 5, question="who?")
    second = record_answer(state, answer(), HERE, 5, question="second?")
    for _ in range(999):
        record_answer(state, answer(), HERE, 5, question="who?")
    assert answer_by_id(state, first, HERE, 5) is None
    assert answer_by_id(state, second, HERE, 5)
    assert answer_by_id(state, others, HERE, 6)
    assert answer_by_id(state, elsewhere, THERE, 5)


def test_recent_questions_are_among_the_latest_answers(state: State) -> None:
    """Recent questions are searched among the latest thousand answers of a channel only."""
    for question in ("old?", *["who?"] * 999):
        record_answer(state, answer(), HERE, 5, question=question)
    assert recent_questions(state, HERE, 5) == ["who?", "old?"]
    record_answer(state, answer(), HERE, 5, question="new?")
    assert recent_questions(state, HERE, 5) == ["new?", "who?"]
