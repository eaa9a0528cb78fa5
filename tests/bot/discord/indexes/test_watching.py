"""When a folder is checked: after a change and a quiet time, from time to time without a notice, and when it is back."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.discord.indexes.document_threads import DocumentThreads
from bot.discord.indexes.watching import change_signals
from tests.bot.discord.world import async_test


class Looks:
    """How often a folder was checked, and when last."""

    count = 0
    last = 0.0

    async def beyond(self, count: int) -> None:
        async with asyncio.timeout(20):
            while self.count <= count:
                await asyncio.sleep(0.02)

    async def settled(self) -> None:
        """Wait until there is no further check; while the folder is gone, there is one every 0.2 seconds."""
        count = -1
        while count != self.count:
            count = self.count
            await asyncio.sleep(0.8)


@contextlib.asynccontextmanager
async def counted(folder: Path, *, quiet: float = 0.1, every: float = 3600.0) -> AsyncIterator[Looks]:
    seen = Looks()

    async def count() -> None:
        async for _ in change_signals(
            folder,
            threads=DocumentThreads(),
            leave_out=folder / ".index",
            quiet=quiet,
            every=every,
            gone=0.2,
        ):
            seen.count += 1
            seen.last = time.monotonic()

    task = asyncio.create_task(count())
    yield seen
    task.cancel()
    await asyncio.wait({task})


@async_test
async def test_a_look_comes_at_the_start_and_once_after_the_last_of_many_changes(tmp_path: Path) -> None:
    """There is no check while files are being written, and one check after a quiet time."""
    async with counted(tmp_path, quiet=0.8) as seen:
        await seen.beyond(0)
        for number in range(12):
            (tmp_path / f"{number}.txt").write_text("x")
            written = time.monotonic()
            await asyncio.sleep(0.1)
        assert seen.count == 1
        await seen.beyond(1)
        assert seen.last - written >= 0.7
        await asyncio.sleep(1.0)
        assert seen.count == 2


@async_test
async def test_without_a_notice_there_is_a_look_now_and_then(tmp_path: Path) -> None:
    """Changes by another machine on a network drive give no notice, but are found by a check."""
    async with counted(tmp_path, every=0.3) as seen:
        await seen.beyond(2)


@async_test
async def test_a_file_that_is_written_without_end_holds_nothing_up(tmp_path: Path) -> None:
    """In a folder that always changes, such as one with a log, there is a check from time to time."""
    async with counted(tmp_path, quiet=30.0, every=0.4) as seen:
        async with asyncio.timeout(20):
            while seen.count < 3:
                (tmp_path / "program.log").write_text(str(time.monotonic()))
                await asyncio.sleep(0.05)


@async_test
async def test_changes_in_the_index_are_no_reason(tmp_path: Path) -> None:
    """Building an index inside its documents does not cause endless checks."""
    (tmp_path / ".index").mkdir()
    async with counted(tmp_path) as seen:
        await seen.beyond(0)
        (tmp_path / ".index" / "CURRENT").write_text("gen-1\n")
        await asyncio.sleep(0.8)
        assert seen.count == 1


@async_test
async def test_a_folder_that_cannot_be_watched_is_checked_and_logged_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """If the system's limit of watched folders is reached, there are checks from time to time, and one warning."""

    def full(*_: object, **__: object) -> None:
        raise OSError("OS file watch limit reached.")

    monkeypatch.setattr("watchfiles.watch", full)
    async with counted(tmp_path, every=0.05) as seen:
        await seen.beyond(3)
    assert caplog.text.count("cannot be watched") == 1


@pytest.mark.parametrize("back", ["the same folder", "a link to another"])
@async_test
async def test_a_folder_that_goes_away_and_comes_back_is_watched_again(back: str, tmp_path: Path) -> None:
    """Watching goes on after a drive was removed and put back, or a link was changed to another folder."""
    folder, away = tmp_path / "documents", tmp_path / "away"
    folder.mkdir()
    async with counted(folder) as seen:
        await seen.beyond(0)
        folder.rename(away)
        await seen.beyond(1)
        if back == "the same folder":
            away.rename(folder)
        else:
            folder.symlink_to(away, target_is_directory=True)
        await seen.beyond(2)
        await seen.settled()  # what is there was looked at
        before = seen.count
        (folder / "new.txt").write_text("x")
        await seen.beyond(before)
