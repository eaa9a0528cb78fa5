"""Documents on a drive that no longer responds: only they wait, and it is known."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import shutil
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.discord.errors import DocumentsHang
from bot.discord.indexes.document_threads import DocumentThreads
from bot.discord.indexes.engines import EnginesByServer
from bot.discord.indexes.maintenance import Maintenance
from bot.discord.indexes.rebuilder import Rebuilder
from bot.discord.sentences import unread_for
from index import build
from index.settings import IndexSettings
from tests.bot.discord.hanging import hang_below
from tests.bot.discord.library import write
from tests.bot.discord.world import async_test


@pytest.fixture
def drive(changing_harbour: IndexSettings, tmp_path: Path) -> list[IndexSettings]:
    """The indexes of three servers with documents on one drive."""
    settings = []
    for number in range(3):
        documents = tmp_path / "drive" / str(number)
        shutil.copytree(changing_harbour.documents, documents)
        settings.append(replace(changing_harbour, documents=documents, index=tmp_path / f".index-{number}"))
        build(settings[-1])
    return settings


@pytest.fixture
def hung(
    drive: list[IndexSettings], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[[bool], None]:
    """Lets the drive hang, or respond again."""
    is_hung = threading.Event()
    hang_below(monkeypatch, str(tmp_path / "drive"), is_hung.is_set)
    monkeypatch.setattr("bot.discord.indexes.document_threads.PATIENCE", 3.0)
    return lambda now: is_hung.set() if now else is_hung.clear()


@contextlib.asynccontextmanager
async def maintained(engines: EnginesByServer) -> AsyncIterator[Maintenance]:
    maintenance = Maintenance(engines, 0.05, rebuild_after=0.2)
    task = asyncio.create_task(maintenance.run(nothing))
    try:
        yield maintenance
    finally:
        task.cancel()
        await asyncio.wait({task})
        maintenance.close()


async def nothing() -> None:
    pass


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not holds():
            await asyncio.sleep(0.05)


@async_test
async def test_a_drive_that_hangs_is_logged_and_known(
    changing_harbour: IndexSettings,
    drive: list[IndexSettings],
    hung: Callable[[bool], None],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """While a drive hangs, other documents are read; the log says so once for each index, and that it is back."""
    caplog.set_level(logging.INFO)
    engines = EnginesByServer(changing_harbour, dict(enumerate(drive, 1)))

    def logged(text: str) -> int:
        return caplog.text.count(text)

    async with maintained(engines) as maintenance:
        for server in range(4):
            await engines.engine(server)
        await until(lambda: all(maintenance.watched(settings).watching for settings in drive))
        await asyncio.sleep(1.0)
        try:
            hung(True)
            await until(lambda: logged("does not respond. Its drive may be disconnected.") == 3)
            trouble = maintenance.watched(drive[0]).trouble
            assert trouble is not None
            assert isinstance(trouble.error, DocumentsHang)
            assert trouble.seconds >= 3.0
            assert unread_for(trouble.seconds, trouble.error).endswith(
                "The drive with the documents does not respond. I answer from what I read before."
            )
            assert maintenance.watched(changing_harbour).trouble is None
            write(changing_harbour.documents, {"new.txt": "The pier is new.\n"})
            await until(lambda: logged("documents added 1") == 1)
            assert all(threads.silent_seconds > 0 for threads in map(maintenance.threads, drive))
            assert sum(thread.name == "munshi-documents" for thread in threading.enumerate()) <= 2 * 4
        finally:
            hung(False)
        await until(lambda: logged("respond again") == 3)
        assert maintenance.watched(drive[0]).trouble is None
        write(drive[0].documents, {"new.txt": "The pier is new.\n"})
        await until(lambda: logged("documents added 1") == 2)
    assert logged("does not respond") == 3


@async_test
async def test_builds_that_hang_hold_up_no_other(
    changing_harbour: IndexSettings, drive: list[IndexSettings], hung: Callable[[bool], None]
) -> None:
    """Two builds run at a time. If both hang, the next one begins all the same."""
    threads = {settings.index: DocumentThreads() for settings in (changing_harbour, *drive)}
    rebuilder = Rebuilder(lambda settings: threads[settings.index], seconds_between_reports=0.1)

    async def report(_: object) -> None:
        pass

    def start(settings: IndexSettings) -> Awaitable[object]:
        return asyncio.create_task(rebuilder.rebuild(settings, report))

    try:
        hung(True)
        hanging = [start(drive[0]), start(drive[1])]
        await until(lambda: all(threads[settings.index].silent_seconds for settings in drive[:2]))
        write(changing_harbour.documents, {"new.txt": "The pier is new.\n"})
        last = asyncio.ensure_future(start(changing_harbour))
        await asyncio.sleep(1.0)
        assert not last.done()
        assert rebuilder.is_running(changing_harbour)
        async with asyncio.timeout(60):
            await last
        assert rebuilder.is_running(drive[0])
    finally:
        hung(False)
    await asyncio.gather(*hanging)
    assert not rebuilder.busy


@async_test
async def test_a_build_that_goes_on_is_not_hanging() -> None:
    """Progress is a sign of life, and a thread that ended is silent no more, however it ended."""
    threads, sign, end = DocumentThreads(), threading.Event(), threading.Event()

    def work() -> None:
        assert sign.wait(30)
        threads.give_sign()
        assert end.wait(30)
        raise OSError("The drive is gone.")

    task = asyncio.create_task(threads.run(work))
    threads.give_sign()  # of another thread: counts for nothing
    await asyncio.sleep(1.0)
    before = threads.silent_seconds
    assert before >= 0.9
    sign.set()
    await until(lambda: threads.silent_seconds < before)
    end.set()
    with pytest.raises(OSError, match="The drive is gone"):
        await task
    assert threads.silent_seconds == 0.0
