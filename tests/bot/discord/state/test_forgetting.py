"""Forgotten records of a person, a channel or a server are in no file, and nothing else is forgotten."""

from __future__ import annotations

from pathlib import Path

from bot.discord.state.answers import recent_questions, record_answer
from bot.discord.state.choices import record_heard
from bot.discord.state.database import State
from bot.discord.state.forgetting import forget_older, forget_person, forget_server, recorded_servers
from bot.discord.state.records import Location
from bot.discord.state.threads import open_thread, thread_ids, turns_of
from bot.discord.state.uploads import record_upload, uploads
from bot.discord.state.votes import record_vote, voted_wrong
from tests.bot.discord.state.samples import HERE, answer


def test_a_person_is_forgotten_in_one_channel(state: State) -> None:
    """A person's questions there are deleted, private ones and the thread's seed too; those of others stay."""
    thread = Location(HERE.server, 77)
    open_thread(state, 77, HERE.server, record_answer(state, answer("seed"), HERE, 5, question="q0"), 5)
    record_answer(state, answer(), thread, 5, question="q1", conversation=77)
    record_answer(state, answer(), thread, 5, question="q2", private=True)
    record_answer(state, answer("b"), thread, 6, question="q3", conversation=77)
    assert forget_person(state, thread, 5) == 3
    assert [(turn.question, turn.answer) for turn in turns_of(state, 77, 10)] == [("q3", "b")]
    assert recent_questions(state, thread, 5) == ["q3"]
    assert recent_questions(state, HERE, 5) == ["q0"]


def test_forgotten_words_stand_in_no_file(state: State, tmp_path: Path) -> None:
    """Forgotten text is neither in the state file nor in its journal, even while the file is open."""
    for person in (*range(20), 5):
        record_answer(state, answer(), HERE, person, question=f"the secret of {person}?")
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert any(b"the secret of 5?" in file.read_bytes() for file in files)
    assert forget_person(state, HERE, 5) == 2
    assert not any(b"the secret of 5?" in file.read_bytes() for file in files)
    assert any(b"the secret of 6?" in file.read_bytes() for file in files)


def test_a_vote_on_a_forgotten_answer_is_no_error(state: State) -> None:
    """A vote on a forgotten answer changes nothing, and returns None."""
    answer_id = record_answer(state, answer(), HERE, 5, question="who?")
    assert record_vote(state, answer_id, 5, True) is True
    forget_person(state, HERE, 5)
    assert record_vote(state, answer_id, 6, True) is None


def test_old_answers_are_forgotten(state: State) -> None:
    """Threads, answers and heard messages older than the limit are deleted; answers with votes stay.

    Private ones are deleted whether somebody voted or not, and never among the feedback, nor are those of
    direct messages.
    """
    assert record_heard(state, 900, HERE)
    open_thread(state, 77, 1, record_answer(state, answer(), HERE, 5, question="who?"))
    voted = record_answer(state, answer(), HERE, 5, question="why?")
    record_vote(state, voted, 5, False)
    private = record_answer(state, answer(), HERE, 5, question="who am I?", private=True)
    record_vote(state, private, 5, False)
    direct = record_answer(state, answer(), Location(0, 12), 5, question="how am I?")
    record_vote(state, direct, 5, False)
    assert [row.question for row in voted_wrong(state)] == ["why?"]
    assert forget_older(state, 1) == 0
    assert not record_heard(state, 900, HERE)
    assert forget_older(state, -1) == 2
    assert record_heard(state, 900, HERE)
    assert thread_ids(state) == set()
    assert [row.question for row in voted_wrong(state)] == ["why?"]


def test_what_was_uploaded_to_a_server_that_was_left_can_be_taken_back(state: State) -> None:
    """The names of uploads stay, as the files do; their uploaders are forgotten, and so is the server."""
    record_upload(state, HERE.server, "tower.md", 5)
    record_answer(state, answer(), HERE, 5, question="who?")
    forget_server(state, HERE.server)
    assert recorded_servers(state) == set()
    assert uploads(state, HERE.server) == ["tower.md"]
    assert state.rows("SELECT person FROM uploads") == [(0,)]
