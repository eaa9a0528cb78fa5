"""Where the state file is: one in an index folder is moved out of it once, with all its content."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bot.config import Settings, load
from bot.discord.state.database import State
from bot.discord.state.path import locate
from bot.user_state import state_folder

VOTES = [(1, 1), (2, 0)]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A project whose config names no state file."""
    folder = tmp_path / "project"
    (folder / ".index").mkdir(parents=True)
    (folder / "config.toml").write_text("")
    return load(folder / "config.toml")


@pytest.fixture
def old(settings: Settings) -> Path:
    """A state file in the index folder, with two votes, closed properly."""
    path = settings.folder / ".index" / "discord.sqlite3"
    State.open(path).close()
    vote(path)
    return path


@pytest.fixture
def new(settings: Settings) -> Path:
    """Where the state file belongs."""
    return state_folder(settings) / "discord.sqlite3"


def vote(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        for channel, server in VOTES:
            connection.execute("INSERT INTO channels (server, channel) VALUES (?, ?)", (server, channel))
    connection.close()


def votes(path: Path) -> list[tuple[int, int]]:
    State.open(path).close()  # it can be used
    connection = sqlite3.connect(path)
    rows = connection.execute("SELECT channel, server FROM channels ORDER BY channel").fetchall()
    connection.close()
    return rows


def test_without_an_old_file_it_is_in_the_users_state_folder(settings: Settings, new: Path):
    """Without a state file there is no notice, and no file is made."""
    assert locate(settings) == (new, "")
    assert not new.parent.exists()


def test_the_config_wins(settings: Settings, old: Path, tmp_path: Path):
    """If the config names a state file, it is used, and one in the index folder is left alone."""
    named = replace(settings, discord=replace(settings.discord, state_file=tmp_path / "s.sqlite3"))
    assert locate(named) == (tmp_path / "s.sqlite3", "")
    assert votes(old) == VOTES


def test_an_old_file_is_moved_once(settings: Settings, old: Path, new: Path):
    """All content is moved, one notice says so, and the next time there is no notice."""
    assert locate(settings) == (new, f"Votes, threads and channel choices were moved from {old} to {new}.")
    assert votes(new) == VOTES
    assert [path.name for path in old.parent.iterdir()] == []
    assert {path.name for path in new.parent.iterdir()} <= {new.name, f"{new.name}-wal", f"{new.name}-shm"}
    assert locate(settings) == (new, "")
    assert votes(new) == VOTES


@pytest.mark.skipif(os.name != "posix", reason="rights of folders")
def test_only_the_owner_may_look_into_its_folder(settings: Settings, old: Path, new: Path):
    """Other users of the machine cannot read the file."""
    locate(settings)
    assert new.parent.stat().st_mode & 0o077 == 0


DIES = """
import os, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("INSERT INTO channels (server, channel) VALUES (0, 3)")
os._exit(9)
"""


def test_what_stands_only_in_the_journal_is_moved_too(settings: Settings, old: Path, new: Path):
    """The last change of a process that died is in the WAL next to the file, and is not lost."""
    subprocess.run([sys.executable, "-c", DIES, str(old)], check=False)
    assert old.with_name(f"{old.name}-wal").stat().st_size > 0
    locate(settings)
    assert votes(new) == [*VOTES, (3, 0)]
    assert list(old.parent.iterdir()) == []


def test_a_file_in_use_is_used_where_it_is(
    settings: Settings, old: Path, new: Path, monkeypatch: pytest.MonkeyPatch
):
    """The file is not moved while a running Munshi has it open, but afterwards."""
    monkeypatch.setattr("bot.discord.state.path._WAIT", 0.1)
    running = State.open(old)
    path, notice = locate(settings)
    assert path == old
    assert notice == (
        f"The state file {old} cannot be moved to {new} (database is locked), and is used where it is."
    )
    assert not new.exists()
    running.close()
    assert locate(settings)[0] == new
    assert votes(new) == VOTES


def test_who_waits_in_vain_finds_what_another_has_moved(
    settings: Settings, old: Path, new: Path, monkeypatch: pytest.MonkeyPatch
):
    """If another process is moving the file for longer than the wait, the new file is used."""
    monkeypatch.setattr("bot.discord.state.path._WAIT", 0.5)
    new.parent.mkdir(parents=True)
    with closing(sqlite3.connect(old, isolation_level=None)) as moving:
        moving.execute("PRAGMA locking_mode = EXCLUSIVE")
        moving.execute("BEGIN EXCLUSIVE")
        timer = threading.Timer(0.1, shutil.copy, (old, new))
        timer.start()
        assert locate(settings) == (new, "")
        timer.join()
    assert votes(new) == VOTES


def test_an_existing_file_is_never_overwritten(settings: Settings, old: Path, new: Path):
    """If there is a file in both places, the one in the state folder is used and the other stays as it is."""
    State.open(new).close()
    before = old.read_bytes()
    assert locate(settings) == (new, f"The state file {old} is not used, since there is {new}.")
    assert votes(new) == []
    assert old.read_bytes() == before


def test_where_nothing_can_be_written_the_file_stays(settings: Settings, old: Path, new: Path):
    """If the state folder cannot be made, no vote is lost."""
    new.parent.parent.parent.mkdir(parents=True)
    new.parent.parent.write_text("in the way")
    path, notice = locate(settings)
    assert path == old
    assert notice.startswith(f"The state file {old} cannot be moved to {new} (")
    assert votes(old) == VOTES


def test_a_file_that_is_not_a_database_stays(settings: Settings, old: Path, new: Path):
    """An unreadable file is neither moved nor deleted, and opening it says what is wrong with it."""
    old.write_bytes(b"votes" * 100)
    assert locate(settings)[0] == old
    assert old.read_bytes() == b"votes" * 100
    assert not new.exists()


KILLED = """
import os, sys
from pathlib import Path
from bot.config import load
from bot.discord.state.path import locate
config, old, moment = sys.argv[1:]
unlink = Path.unlink
def dies(path, **options):
    if str(path) == old:
        os._exit(9)
    unlink(path, **options)
if moment == "delete":
    Path.unlink = dies
else:
    os.fsync = lambda _: os._exit(9)
locate(load(Path(config)))
"""


@pytest.mark.parametrize("moment", ["flush", "delete"])
def test_a_move_that_is_killed_loses_nothing(settings: Settings, old: Path, new: Path, moment: str, python):
    """Killed before the copy has its name, or before the old file is deleted, the next start finds all votes."""
    killed = python(KILLED, str(settings.folder / "config.toml"), str(old), moment)
    assert (killed.returncode, new.exists()) == (9, moment == "delete"), killed.stderr
    path, _ = locate(settings)
    assert path == new
    assert votes(new) == VOTES


def test_several_at_once_move_it_once(settings: Settings, old: Path, new: Path, root: Path):
    """If processes start together, one moves the file, and all find its content."""
    code = (
        "import sys; from pathlib import Path; from bot.config import load\n"
        "from bot.discord.state.path import locate\n"
        "path, notice = locate(load(Path(sys.argv[1]))); print(path); print('moved from' in notice)"
    )
    command = [sys.executable, "-c", code, str(settings.folder / "config.toml")]
    processes = [
        subprocess.Popen(
            command, env={**os.environ, "PYTHONPATH": str(root)}, stdout=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]
    results = [process.communicate()[0].splitlines() for process in processes]
    assert {path for path, _ in results} == {str(new)}
    assert [moved for _, moved in results].count("True") == 1
    assert votes(new) == VOTES
