"""The state file is deleted, or another is put in its place, while it is open."""

from __future__ import annotations

import asyncio
import os
import shutil
from contextlib import closing, suppress
from pathlib import Path

import pytest

from bot.discord.gateway import running
from bot.discord.gateway.client import Munshi
from bot.discord.indexes.engines import EnginesByServer
from bot.discord.service import Service
from bot.discord.settings import DiscordSettings
from bot.discord.state.async_state import AsyncState
from bot.discord.state.database import State
from bot.discord.state.facts import fact, set_fact
from bot.errors import StateReplaced
from bot.terminal.exit_status import ExitStatus
from index.settings import IndexSettings
from tests.bot.discord.wire import TOKEN, wire
from tests.bot.discord.world import async_test

FILES = ("state.sqlite3", "state.sqlite3-wal", "state.sqlite3-shm")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "state.sqlite3"


def names(path: Path) -> set[str]:
    return {file.name for file in path.parent.iterdir()}


@pytest.mark.parametrize("deleted", [FILES, FILES[:1], "the folder"])
def test_a_deleted_file_is_written_again(deleted: tuple[str, ...] | str, path: Path) -> None:
    """It contains all that was recorded before and after the deletion, for its owner alone, and is used from then on."""
    state = State.open(path)
    set_fact(state, "before", "b")
    assert not state.keep_file()
    if isinstance(deleted, str):
        shutil.rmtree(path.parent)
    else:
        for name in deleted:
            path.with_name(name).unlink()
    set_fact(state, "after", "a")
    assert state.keep_file()
    assert not state.keep_file()
    set_fact(state, "again", "g")
    assert names(path) == set(FILES)
    assert {file.stat().st_mode & 0o777 for file in path.parent.iterdir()} == {0o600}
    state.close()
    assert names(path) == {"state.sqlite3"}
    with closing(State.open(path)) as read:
        assert [fact(read, name) for name in ("before", "after", "again")] == ["b", "a", "g"]


def test_a_file_that_is_deleted_as_it_is_closed_leaves_no_journal(path: Path) -> None:
    """Otherwise what was deleted would be in the next file of that name."""
    state = State.open(path)
    set_fact(state, "name", "value")
    path.unlink()
    state.close()
    assert names(path) == set()


def test_a_link_to_the_file_stays_a_link(path: Path, tmp_path: Path) -> None:
    """If the config names a link, the file to which it leads is written again."""
    link = tmp_path / "link.sqlite3"
    path.parent.mkdir()
    link.symlink_to(path)
    state = State.open(link)
    set_fact(state, "name", "value")
    path.unlink()
    assert state.keep_file()
    state.close()
    assert link.is_symlink()
    with closing(State.open(path)) as read:
        assert fact(read, "name") == "value"


@pytest.mark.parametrize("moved", [FILES[:1], FILES])
def test_a_backup_in_its_place_is_kept_as_it_is(moved: tuple[str, ...], path: Path, tmp_path: Path) -> None:
    """Nothing of the open file gets into the backup, and nothing of the backup is lost, with or without its journal."""
    backup = tmp_path / "backup" / path.name
    other = State.open(backup)
    set_fact(other, "name", "of the backup")
    if moved == FILES:
        for name in moved:
            shutil.copy(backup.with_name(name), tmp_path / name)
    other.close()
    if moved == FILES:
        for name in moved:
            (tmp_path / name).rename(backup.with_name(name))
    state = State.open(path)
    set_fact(state, "name", "of the open file")
    for name in moved:
        os.replace(backup.with_name(name), path.with_name(name))
    with pytest.raises(
        StateReplaced, match=r"state\.sqlite3 was replaced by another one while Munshi was running\."
    ):
        state.keep_file()
    set_fact(state, "late", "lost")
    state.close()
    with closing(State.open(path)) as read:
        assert fact(read, "name") == "of the backup"
        assert fact(read, "late") is None


@async_test
async def test_a_file_that_cannot_be_written_again_is_logged_once(
    path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It is tried again until it can be written; meanwhile the records are used as before."""
    monkeypatch.setattr("bot.discord.state.async_state._LOOK_SECONDS", 0.05)
    state = AsyncState(State.open(path))
    keeping = asyncio.create_task(state.keep_file())
    await state.call(set_fact, "name", "value")
    shutil.rmtree(path.parent)
    path.parent.write_text("A file where the folder was.")
    await asyncio.sleep(1.0)
    assert caplog.text.count("the state file was deleted, and cannot be written again yet: ") == 1
    assert await state.call(fact, "name") == "value"
    path.parent.unlink()
    async with asyncio.timeout(30):
        while "It is written again, with all that it contained" not in caplog.text:
            await asyncio.sleep(0.05)
    keeping.cancel()
    with suppress(asyncio.CancelledError):
        await keeping
    state.close()
    with closing(State.open(path)) as read:
        assert fact(read, "name") == "value"


@async_test
async def test_munshi_ends_if_the_file_was_replaced(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, index_of_harbour: IndexSettings
) -> None:
    """It ends with a sentence and exit status 3, so that a supervisor starts it again, with the file that is there."""
    monkeypatch.setattr("bot.discord.state.async_state._LOOK_SECONDS", 0.1)
    other = tmp_path / "other.sqlite3"
    State.open(other).close()
    async with wire() as server:
        monkeypatch.setattr("discord.http.Route.BASE", f"{server.address}/api/v10")
        service = Service(DiscordSettings(), EnginesByServer(index_of_harbour, {}), State.open(path))
        task = asyncio.create_task(running.run(Munshi(service), TOKEN))
        await server.ready(60)
        other.rename(path)
        with pytest.raises(StateReplaced) as caught:
            async with asyncio.timeout(30):
                await task
    assert ExitStatus.of_error(caught.value) is ExitStatus.BROKEN
