"""What is recorded survives the process and `kill -9`; a file that can't be used says so."""

from __future__ import annotations

import dataclasses
import errno
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.discord.errors import StateTooNew, StateUnavailable, StateUnusable
from bot.discord.state.database import State
from bot.discord.state.file import MIGRATIONS
from bot.discord.state.forgetting import forget_all, forget_older
from bot.discord.state.records import Location, from_json, to_json
from bot.discord.state.votes import voted_wrong
from index.types import Answer, Citation, Outcome, Turn, WordedSentence, Wording

HERE, THERE = Location(1, 10), Location(2, 20)


def answer(text: str = "an answer", outcome: Outcome = Outcome.ANSWERED) -> Answer:
    citation = Citation("notes.md", "Notes", 3, 20, f"so {text} stands", 2, None, (3, 3 + len(text)))
    return Answer("asked", outcome, text, 0.7, (citation,), 4, "reader", notices=("a notice",))


def test_an_answer_is_kept_whole_and_found_from_its_own_channel_only(state: State) -> None:
    """What was recorded comes back as it was; from another channel or server it is unknown."""
    answer_id = state.record_answer(answer(), HERE, 5, question="who?")
    record = state.answer(answer_id, HERE, 6)
    assert record is not None
    assert (record.answer, record.question, record.location) == (answer(), "who?", HERE)
    assert state.answer(answer_id, Location(HERE.server, 99), 5) is None
    assert state.answer(answer_id, THERE, 5) is None
    direct = state.record_answer(answer(), Location(0, 30), 5, question="who?")
    assert state.answer(direct, Location(0, 31), 5) is None


def test_a_private_answer_is_found_by_its_person_only(state: State) -> None:
    """A private answer, and what follows it up, is unknown to everybody else."""
    answer_id = state.record_answer(answer(), HERE, 5, question="who?", private=True)
    state.set_message(answer_id, 900)
    assert state.answer(answer_id, HERE, 6) is None
    assert state.answer_of_message(900, HERE, 6) is None
    assert state.turns_before(answer_id, HERE, 6, 5) == ()
    found = state.answer_of_message(900, HERE, 5)
    assert found is not None
    assert (found.id, found.message) == (answer_id, 900)


def test_ids_are_not_reused_when_the_file_is_replaced(tmp_path: Path) -> None:
    """Whatever becomes of the file, no id is given twice: a button of an old answer knows no new one."""
    given_ids = set()
    for name in ("one", "two", "three"):
        state = State.open(tmp_path / name)
        given_ids |= {state.record_answer(answer(), HERE, 5, question="who?") for _ in range(30)}
        state.close()
    assert len(given_ids) == 90
    assert all(10**17 <= answer_id < 10**18 for answer_id in given_ids)


def test_a_file_of_the_first_version_is_brought_up_to_date(tmp_path: Path) -> None:
    """Answers, votes and threads of an older file are there after its migration, under their old ids."""
    path = tmp_path / "state.sqlite3"
    old = sqlite3.connect(path)
    old.executescript(f"{MIGRATIONS[0]} PRAGMA user_version = 1;")
    old.execute(
        "INSERT INTO answers VALUES (7, ?, ?, 5, NULL, NULL, 900, 0, 'who?', 'answered', ?, ?)",
        (HERE.server, HERE.channel, to_json(answer()), time.time()),
    )
    old.execute("INSERT INTO votes VALUES (7, 5, 0, 1.0)")
    old.execute("INSERT INTO threads VALUES (77, 1, 7, 1.0)")
    old.commit()
    old.close()
    state = State.open(path)
    record = state.answer(7, HERE, 6)
    assert record is not None
    assert (record.answer, record.message) == (answer(), 900)
    assert [row.question for row in voted_wrong(state)] == ["who?"]
    assert state.threads() == {77}
    assert state.thread_owner(77) is None
    state.close()


def told_at_once(path: Path, count: int, pragma: str) -> list[object]:
    """What a pragma tells so many that open a state file at the same moment."""
    ready = threading.Barrier(count)

    def open_file() -> object:
        ready.wait()
        with closing(State.open(path)) as state:
            return state.rows(f"PRAGMA {pragma}")[0][0]

    with ThreadPoolExecutor(count) as threads:
        opened = [threads.submit(open_file) for _ in range(count)]
    return [each.result() for each in opened]


def test_two_processes_bring_a_file_up_to_date_at_once(tmp_path: Path) -> None:
    """`munshi serve` and `munshi feedback` of a new version may open an older file at the same moment."""
    for number in range(10):
        path = tmp_path / f"state{number}.sqlite3"
        with closing(sqlite3.connect(path)) as old:
            old.executescript(f"PRAGMA journal_mode = WAL; {MIGRATIONS[0]} PRAGMA user_version = 1;")
        assert told_at_once(path, 2, "user_version") == [len(MIGRATIONS)] * 2


def test_processes_make_a_file_at_once(tmp_path: Path) -> None:
    """`munshi serve` and `munshi feedback` may both be the first to open the state."""
    for number in range(30):
        assert told_at_once(tmp_path / f"state{number}.sqlite3", 4, "journal_mode") == ["wal"] * 4


def test_turns_are_bounded_and_in_order(state: State) -> None:
    """A conversation gives its last turns, oldest first, beginning with the answer that it continues."""
    thread = Location(HERE.server, 77)
    seed = state.record_answer(answer("seed"), HERE, 5, question="q0")
    state.open_thread(77, HERE.server, seed)
    for number in range(1, 5):
        state.record_answer(answer(f"a{number}"), thread, 5, question=f"q{number}", conversation=77)
    assert state.turns(77, 10)[0] == Turn("q0", "seed")
    assert [turn.question for turn in state.turns(77, 3)] == ["q2", "q3", "q4"]
    assert forget_all(state, thread) == 5
    assert state.turns(77, 10) == ()
    assert state.answer(seed, HERE, 5) is not None  # it stands in the channel, not in the thread


def test_a_clock_that_is_put_back_changes_neither_order_nor_forgetting(
    state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Turns stand in the order in which they were recorded, and what is old is forgotten by the right time."""
    now = time.time()
    for clock, question in ((now + 20 * 365 * 86400, "ahead?"), (now, "then?"), (now, "last?")):
        monkeypatch.setattr(time, "time", lambda clock=clock: clock)
        state.record_answer(answer(), HERE, 5, question=question, conversation=HERE.channel)
    assert [turn.question for turn in state.turns(HERE.channel, 5)] == ["ahead?", "then?", "last?"]
    assert state.recent_questions(HERE, 5) == ["last?", "then?", "ahead?"]
    monkeypatch.setattr(time, "time", lambda: now + 100 * 86400)
    assert forget_older(state, 90) == 2


def test_recent_questions_are_among_the_latest_answers(state: State) -> None:
    """Only a thousand answers of a channel are looked at for them, however many there are."""
    for question in ("old?", *["who?"] * 999):
        state.record_answer(answer(), HERE, 5, question=question)
    assert state.recent_questions(HERE, 5) == ["who?", "old?"]
    state.record_answer(answer(), HERE, 5, question="new?")
    assert state.recent_questions(HERE, 5) == ["new?", "who?"]


def test_a_chain_of_replies_is_bounded_and_of_one_channel(state: State) -> None:
    """Replies to answers give the turns before, at most so many, and none of another channel."""
    first = state.record_answer(answer("a1"), HERE, 5, question="q1")
    second = state.record_answer(answer("a2"), HERE, 5, question="q2", parent=first)
    third = state.record_answer(answer("a3"), HERE, 5, question="q3", parent=second)
    assert [turn.question for turn in state.turns_before(third, HERE, 6, 2)] == ["q2", "q3"]
    assert state.turns_before(third, THERE, 5, 5) == ()


def test_a_newer_file_is_refused(tmp_path: Path) -> None:
    """A file from a newer Munshi is left alone, and the sentence says what to do."""
    path = tmp_path / "state.sqlite3"
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(StateTooNew, match="was written by a later version of Munshi"):
        State.open(path)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    """Something else under that name is not overwritten."""
    path = tmp_path / "state.sqlite3"
    path.write_text("my diary" * 1000)
    with pytest.raises(StateUnusable, match="cannot be used"):
        State.open(path)
    assert path.read_text().startswith("my diary")


def test_a_locked_file_is_said(tmp_path: Path) -> None:
    """A file that another program holds locked is a sentence after a short wait."""
    path = tmp_path / "state.sqlite3"
    lock = sqlite3.connect(path, isolation_level=None)
    lock.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StateUnavailable, match=r"cannot be used now \(.*locked"):
        State.open(path)


@pytest.mark.parametrize("room", [0, 4096, 36_864])  # not enough for a page, the WAL's index, the tables
@pytest.mark.parametrize("made", [True, False])
def test_a_full_disk_is_said(tiny_disk: Path, room: int, made: bool) -> None:
    """Without room on its disk a file cannot be used now, which passes: what is recorded in it stays."""
    path, filling = tiny_disk / "state.sqlite3", tiny_disk / "filling"
    if made:
        State.open(path).close()
        room = min(room, 4096)
    with filling.open("wb", buffering=0) as stream, suppress(OSError):
        while True:
            stream.write(bytes(1024))
    os.truncate(filling, filling.stat().st_size - room)
    with pytest.raises(StateUnavailable, match=r"cannot be used now \(the disk is full\)\.$"):
        State.open(path)
    filling.unlink()
    State.open(path).close()


def test_a_disk_that_fails_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error of the drive may pass by itself; a folder that stands in the file's place does not."""

    def fail(path: Path) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    (tmp_path / "folder").mkdir()
    with pytest.raises(StateUnusable, match=r"cannot be used \(unable to open"):
        State.open(tmp_path / "folder")
    monkeypatch.setattr("bot.discord.state.file.make_private", fail)
    with pytest.raises(StateUnavailable, match=r"cannot be used now \(.*Input/output error"):
        State.open(tmp_path / "state.sqlite3")


def test_migrations_bring_an_empty_file_to_the_newest(tmp_path: Path) -> None:
    """Opening numbers the file by its migrations, uses WAL, and opening again changes nothing."""
    path = tmp_path / "state.sqlite3"
    State.open(path).close()
    State.open(path).close()
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


_WRITER = """
import sys
from pathlib import Path
from bot.discord.state.database import State
from bot.discord.state.records import Location
from bot.discord.state.votes import record_vote
from tests.bot.discord.state.test_database import answer
state, count = State.open(Path(sys.argv[1])), 0
while True:
    answer_id = state.record_answer(answer(), Location(1, 10), 5, question="who?")
    record_vote(state, answer_id, 5, False)
    count += 1
    print(count, answer_id, flush=True)
"""


def test_kill_leaves_all_that_was_recorded(tmp_path: Path) -> None:
    """After `kill -9` in the middle of writing, everything that was reported as recorded is there."""
    path = tmp_path / "state.sqlite3"
    process = subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(path)],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[4],
    )
    assert process.stdout is not None
    for _ in range(50):
        count, last = map(int, process.stdout.readline().split())
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    state = State.open(path)
    assert len(voted_wrong(state)) >= count
    assert state.answer(last, HERE, 5) is not None
    state.close()


citations = st.builds(
    Citation,
    document=st.text(),
    title=st.text(),
    start=st.integers(0),
    end=st.integers(0),
    quote=st.text(),
    line=st.integers(1),
    page=st.none() | st.integers(1),
    answer=st.none() | st.tuples(st.integers(0), st.integers(0)),
    trail=st.lists(st.text(), max_size=3).map(tuple),
    shown=st.text(),
    shown_answer=st.none() | st.tuples(st.integers(0), st.integers(0)),
)
wordings = st.builds(
    Wording,
    model=st.text(),
    sentences=st.lists(st.builds(WordedSentence, st.text(), st.integers(0, 4)), max_size=3).map(tuple),
    agreed=st.booleans(),
)
answers = st.builds(
    Answer,
    question=st.text(),
    outcome=st.sampled_from(Outcome),
    text=st.text(),
    confidence=st.floats(0, 1),
    citations=st.lists(citations, max_size=3).map(tuple),
    generation=st.integers(0),
    reader=st.text(),
    notices=st.lists(st.text(), max_size=2).map(tuple),
    wording=st.none() | wordings,
)


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(answers)
def test_any_answer_comes_back_as_it_was(given_answer: Answer) -> None:
    """The form in the file loses nothing of an answer."""
    assert from_json(to_json(given_answer)) == given_answer


def test_a_damaged_file_is_found_when_it_is_opened(tmp_path: Path) -> None:
    """Damage behind the first page, or a table that is not there, is told in one sentence, not met later."""
    path = tmp_path / "state.sqlite3"
    state = State.open(path)
    for number in range(200):
        state.record_answer(answer(), HERE, 5, question=f"q{number} " * 40)
    state.close()
    whole = path.read_bytes()
    path.write_bytes(whole[:8192] + b"\xff" * 8192 + whole[16384:])
    with pytest.raises(StateUnusable, match=r"state\.sqlite3 cannot be used \("):
        State.open(path)
    other = tmp_path / "other.sqlite3"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
    with pytest.raises(StateUnusable, match="no such table"):
        State.open(other)


def test_an_answer_of_another_version_can_be_read() -> None:
    """What another version of Munshi recorded of an answer besides, at any depth, is left out."""
    wording = Wording("m", (WordedSentence("It is.", 0),), True)
    whole = dataclasses.replace(answer(), wording=wording)
    values = json.loads(to_json(whole))
    for part in (values, values["citations"][0], values["wording"], values["wording"]["sentences"][0]):
        part["mood"] = "good"
    assert from_json(json.dumps(values)) == whole
