"""Records survive the process and `kill -9`; an unusable file is reported."""

from __future__ import annotations

import errno
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

from bot.discord.state.answers import answer_by_id, record_answer
from bot.discord.state.database import State
from bot.discord.state.file import MIGRATIONS
from bot.discord.state.records import to_json
from bot.discord.state.threads import thread_ids, thread_owner
from bot.discord.state.votes import voted_wrong
from bot.errors import StateDamaged, StateTooNew, StateUnavailable, StateUnusable
from tests.bot.discord.state.samples import HERE, answer


def test_a_file_of_the_first_version_is_brought_up_to_date(tmp_path: Path) -> None:
    """Answers, votes and threads of an older file keep their ids in a migration."""
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
    record = answer_by_id(state, 7, HERE, 6)
    assert record is not None
    assert (record.answer, record.message) == (answer(), 900)
    assert [row.question for row in voted_wrong(state)] == ["who?"]
    assert thread_ids(state) == {77}
    assert thread_owner(state, 77) is None
    state.close()


def told_at_once(path: Path, count: int, pragma: str) -> list[object]:
    """Open a state file in `count` threads at once. Returns the value of a pragma in each."""
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


def test_a_newer_file_is_refused(tmp_path: Path) -> None:
    """A file from a newer Munshi is not changed, and the sentence says what to do."""
    path = tmp_path / "state.sqlite3"
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(StateTooNew, match="was written by a later version of Munshi"):
        State.open(path)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    """Another kind of file under that name is not overwritten."""
    path = tmp_path / "state.sqlite3"
    path.write_text("my diary" * 1000)
    with pytest.raises(StateDamaged, match="cannot be used"):
        State.open(path)
    assert path.read_text().startswith("my diary")


def test_a_locked_file_is_said(tmp_path: Path) -> None:
    """If another program locks the file, there is an error after a short wait."""
    path = tmp_path / "state.sqlite3"
    lock = sqlite3.connect(path, isolation_level=None)
    lock.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StateUnavailable, match=r"cannot be used now \(.*locked"):
        State.open(path)


@pytest.mark.parametrize("room", [0, 4096, 36_864])  # not enough for a page, the WAL's index, the tables
@pytest.mark.parametrize("made", [True, False])
def test_a_full_disk_is_said(tiny_disk: Path, room: int, made: bool) -> None:
    """With a full disk the file is temporarily unavailable, and its records stay."""
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


def test_the_error_of_a_change_that_sqlite_takes_back_is_told(tmp_path: Path) -> None:
    """If SQLite rolls back by itself, for example without memory, its own error is raised."""
    state = State.open(tmp_path / "state.sqlite3")
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"), state.transaction() as broken:
        broken.execute("CREATE TABLE a (id INTEGER PRIMARY KEY)")
        broken.execute("INSERT INTO a VALUES (1)")
        broken.execute("INSERT OR ROLLBACK INTO a VALUES (1)")
    assert record_answer(state, answer(), HERE, 5, question="who?")
    state.close()


def test_a_change_that_cannot_be_completed_is_taken_back(tmp_path: Path) -> None:
    """A failure at the very end of a change leaves nothing open, and the next change is written."""
    state = State.open(tmp_path / "state.sqlite3")
    state.rows("PRAGMA foreign_keys = ON")
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"), state.transaction() as broken:
        broken.execute("CREATE TABLE a (id INTEGER PRIMARY KEY)")
        broken.execute("CREATE TABLE b (a REFERENCES a DEFERRABLE INITIALLY DEFERRED)")
        broken.execute("INSERT INTO b VALUES (1)")
    assert record_answer(state, answer(), HERE, 5, question="who?")
    assert state.rows("SELECT name FROM sqlite_master WHERE name IN ('a', 'b')") == []
    state.close()


def test_a_disk_that_fails_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error of the drive is transient; a folder instead of the file is not."""

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
from bot.discord.state.answers import record_answer
from bot.discord.state.database import State
from bot.discord.state.records import Location
from bot.discord.state.votes import record_vote
from tests.bot.discord.state.samples import answer
state, count = State.open(Path(sys.argv[1])), 0
while True:
    answer_id = record_answer(state, answer(), Location(1, 10), 5, question="who?")
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
    assert answer_by_id(state, last, HERE, 5) is not None
    state.close()


def test_a_damaged_file_is_found_when_it_is_opened(tmp_path: Path) -> None:
    """Damage after the first page, or a missing table, is reported at opening in one sentence."""
    path = tmp_path / "state.sqlite3"
    state = State.open(path)
    for number in range(200):
        record_answer(state, answer(), HERE, 5, question=f"q{number} " * 40)
    state.close()
    whole = path.read_bytes()
    path.write_bytes(whole[:8192] + b"\xff" * 8192 + whole[16384:])
    with pytest.raises(StateDamaged, match=r"state\.sqlite3 cannot be used \("):
        State.open(path)
    other = tmp_path / "other.sqlite3"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
    with pytest.raises(StateUnusable, match="no such table"):
        State.open(other)
