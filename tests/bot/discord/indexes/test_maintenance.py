"""Maintenance of the indexes of a running bot: missing ones are built, newer ones are opened."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import shutil
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from itertools import pairwise

import pytest

from bot.discord.indexes.document_threads import DocumentThreads
from bot.discord.indexes.engines import EnginesByServer
from bot.discord.indexes.maintenance import Maintenance
from bot.discord.indexes.rebuilder import Rebuilder, RebuildingAlready
from bot.discord.messages.message import Message
from bot.discord.state.database import State
from index import Engine, build
from index.errors import IndexDamaged, IndexMissing, IndexUnwritable
from index.settings import IndexSettings
from index.store.store import Store
from tests.bot.discord.library import HARBOUR, HARBOUR_QUESTION, write
from tests.bot.discord.world import async_test


@async_test
async def test_a_missing_index_is_built_and_a_newer_one_is_opened(missing_index: IndexSettings) -> None:
    """At the start a missing index is built; an index that another process builds later is opened automatically."""
    write(missing_index.documents, HARBOUR)
    engines = EnginesByServer(missing_index, {})

    async def nothing() -> None:
        pass

    maintenance = asyncio.create_task(Maintenance(engines, 0.05).run(nothing))
    async with asyncio.timeout(30):
        while await engines.needs_building(missing_index):
            await asyncio.sleep(0.05)
        assert (await engines.engine(0)).generation == 1
        write(missing_index.documents, {"new.txt": "The pier is new.\n"})
        await asyncio.to_thread(build, missing_index)  # as `munshi index` in another terminal does
        while (await engines.engine(0)).generation != 2:
            await asyncio.sleep(0.05)
    maintenance.cancel()


@pytest.mark.parametrize("watched", [True, False])
@async_test
async def test_an_index_that_is_deleted_is_built_again_at_once(
    changing_harbour: IndexSettings, watched: bool
) -> None:
    """An index deleted under a running bot is built within seconds, also if changes are read only on request."""
    async with maintained(changing_harbour, rebuild_after=0.2 if watched else 0.0) as (engines, _):
        before = (await engines.engine(0)).identity
        await asyncio.sleep(0.5)  # the documents were checked
        shutil.rmtree(changing_harbour.index)

        async def built() -> bool:
            with contextlib.suppress(IndexMissing):
                return (await engines.engine(0)).identity != before
            return False

        await until(built)


@async_test
async def test_an_index_that_is_damaged_while_it_answers_is_built_again(
    changing_harbour: IndexSettings, caplog: pytest.LogCaptureFixture
) -> None:
    """If a question finds damage, the index is checked and built again, once, and the log says which file it was."""
    async with maintained(changing_harbour) as (engines, _):
        engine = await engines.engine(0)
        await asyncio.sleep(0.5)  # the documents were checked
        for name in ("structure.bin", "text.utf8"):
            file = changing_harbour.index / "gen-1" / name
            with file.open("r+b") as stream:  # in place: the engine has it open
                stream.write(b"\xff" * file.stat().st_size)
        for _ in range(3):
            with pytest.raises(IndexDamaged, match="gen-1") as caught:
                engine.ask(HARBOUR_QUESTION)
            engines.doubt(changing_harbour, caught.value)

        async def answers() -> bool:
            return (await engines.engine(0)).identity != engine.identity

        await until(answers)
        assert "Ada Brenner" in (await engines.engine(0)).ask(HARBOUR_QUESTION).text
        await asyncio.sleep(0.5)
        assert (await engines.engine(0)).generation == 2
    assert caplog.text.count("a question found damage") == 1


@async_test
async def test_a_failure_that_lasts_is_logged_once(
    missing_index: IndexSettings, caplog: pytest.LogCaptureFixture
) -> None:
    """Maintenance goes on after any failure, and an error that repeats every few seconds is logged once."""
    tries = 0

    def broken(_: IndexSettings) -> Engine:
        nonlocal tries
        tries += 1
        raise OSError("too many open files")

    maintenance = asyncio.create_task(
        Maintenance(EnginesByServer(missing_index, {}, opening=broken), 0.01).run(nothing)
    )
    async with asyncio.timeout(30):
        while tries < 5:
            await asyncio.sleep(0.01)
    assert caplog.text.count("in maintenance: too many open files") == 1
    maintenance.cancel()


@async_test
async def test_nothing_is_forgotten_by_a_clock_that_was_set_since_the_last_day(
    changing_harbour: IndexSettings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """If the clock jumps years ahead, nothing is deleted for a day, in which the clock can be corrected."""
    days, real = [], time.time

    async def every_day() -> None:
        days.append(1)

    maintenance = asyncio.create_task(Maintenance(EnginesByServer(changing_harbour, {}), 0.01).run(every_day))
    await asyncio.sleep(0.05)  # it has begun
    monkeypatch.setattr(time, "time", lambda: real() + 10 * 365 * 86400.0)
    monkeypatch.setattr("bot.discord.indexes.maintenance.DAY", 30.0)  # the first is over
    async with asyncio.timeout(60):
        while "the clock was set" not in caplog.text:
            await asyncio.sleep(0.01)
        assert days == []
        monkeypatch.setattr("bot.discord.indexes.maintenance.DAY", 0.1)  # the second is over
        while not days:
            await asyncio.sleep(0.01)
    maintenance.cancel()


@async_test
async def test_a_machine_that_sleeps_most_of_the_day_forgets_all_the_same(
    changing_harbour: IndexSettings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """On a machine that sleeps daily, the clock seems set every time: only every other deletion is postponed."""
    days, real, began = [], time.time, time.monotonic()

    async def every_day() -> None:
        days.append(1)

    monkeypatch.setattr(time, "time", lambda: real() + 3 * (time.monotonic() - began))
    monkeypatch.setattr("bot.discord.indexes.maintenance.DAY", 0.1)
    monkeypatch.setattr("bot.discord.indexes.maintenance._FIRST_DAILY", 0.1)
    maintenance = asyncio.create_task(Maintenance(EnginesByServer(changing_harbour, {}), 0.01).run(every_day))
    async with asyncio.timeout(60):
        while len(days) < 2:
            await asyncio.sleep(0.01)
    assert caplog.text.count("the clock was set") >= 2
    maintenance.cancel()


@async_test
async def test_nothing_is_forgotten_right_after_the_start(
    changing_harbour: IndexSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A clock that is wrong at the start has an hour to be corrected before anything is forgotten."""
    for seconds, called in ((3600.0, False), (0.2, True)):
        monkeypatch.setattr("bot.discord.indexes.maintenance._FIRST_DAILY", seconds)
        days: list[int] = []

        async def day(days: list[int] = days) -> None:
            days.append(1)

        task = asyncio.create_task(Maintenance(EnginesByServer(changing_harbour, {}), 0.05).run(day))
        await asyncio.wait({task}, timeout=1.0)
        waited = time.monotonic() + 20  # a busy machine begins it late
        while called and not days and time.monotonic() < waited:
            await asyncio.sleep(0.05)
        task.cancel()
        assert days == [1] * called


@async_test
async def test_what_is_due_each_day_is_tried_again_until_it_succeeds(
    changing_harbour: IndexSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the state file is locked at that moment, forgetting is tried again, not postponed by a day."""
    monkeypatch.setattr("bot.discord.indexes.maintenance._FIRST_DAILY", -1.0)
    tries = 0

    async def day() -> None:
        nonlocal tries
        tries += 1
        if tries < 3:
            raise OSError("database is locked")

    task = asyncio.create_task(Maintenance(EnginesByServer(changing_harbour, {}), 0.01).run(day))
    async with asyncio.timeout(30):
        while tries < 3:
            await asyncio.sleep(0.01)
    await asyncio.sleep(0.2)
    task.cancel()
    assert tries == 3


@async_test
async def test_a_build_goes_on_where_whoever_waits_for_it_is_gone(changing_harbour: IndexSettings) -> None:
    """A build counts as running until it ends, so that no second one starts."""
    write(changing_harbour.documents, {"new.txt": "The pier is new.\n"})
    threads = DocumentThreads()
    rebuilder = Rebuilder(lambda _: threads, seconds_between_reports=0.0)

    async def fail(message: Message) -> None:
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await rebuilder.rebuild(changing_harbour, fail)
    assert rebuilder.is_running(changing_harbour)
    with pytest.raises(RebuildingAlready, match="reading these documents again already"):
        await rebuilder.rebuild(changing_harbour, fail)
    async with asyncio.timeout(30):
        while rebuilder.busy:
            await asyncio.sleep(0.01)
    assert Engine.open(changing_harbour).generation == 2
    rebuilder.close()


def test_a_build_leaves_the_state_file_beside_it(changing_harbour: IndexSettings) -> None:
    """A state file in the index folder is not removed by a build."""
    path = changing_harbour.index / "discord.sqlite3"
    State.open(path).close()
    write(changing_harbour.documents, {"new.txt": "The pier is new.\n"})
    build(changing_harbour, full=True)
    assert path.exists()


async def nothing() -> None:
    pass


@contextlib.asynccontextmanager
async def maintained(
    settings: IndexSettings, *, rebuild_after: float = 0.2
) -> AsyncIterator[tuple[EnginesByServer, Maintenance]]:
    """Indexes that are kept current automatically, soon after each change."""
    engines = EnginesByServer(settings, {})
    maintenance = Maintenance(engines, 0.05, rebuild_after=rebuild_after)
    task = asyncio.create_task(maintenance.run(nothing))
    try:
        yield engines, maintenance
    finally:
        task.cancel()
        await asyncio.wait({task})
        maintenance.close()


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(30):
        while not await holds():
            await asyncio.sleep(0.05)


@async_test
async def test_a_change_in_the_documents_is_taken_up_by_itself(
    changing_harbour: IndexSettings, caplog: pytest.LogCaptureFixture
) -> None:
    """Documents added, changed or deleted while the bot runs change the answers, and are logged.

    So it is where no document stays as it was.
    """
    caplog.set_level(logging.INFO)
    async with maintained(changing_harbour) as (engines, maintenance):

        async def documents() -> set[str]:
            return {entry.name for entry in (await engines.engine(0)).documents}

        async def taken_up() -> bool:
            told = "documents added 1, changed 0, removed 1, renamed 0, skipped 0" in caplog.text
            return told and await documents() == {"harbour.md", "new.txt"}

        assert await documents() == {"harbour.md", "ferry.txt"}
        write(changing_harbour.documents, {"new.txt": "The pier is new.\n"})
        (changing_harbour.documents / "ferry.txt").unlink()
        await until(taken_up)
        assert maintenance.watched(changing_harbour).watching
        assert maintenance.watched(changing_harbour).rebuilt_at is not None
        (changing_harbour.documents / "new.txt").unlink()
        write(changing_harbour.documents, {"harbour.md": "The pier was mended.\n"})
        told = "documents added 0, changed 1, removed 1, renamed 0, skipped 0"
        await until(lambda: asyncio.sleep(0, told in caplog.text))


@async_test
async def test_documents_that_go_away_and_come_back(
    changing_harbour: IndexSettings, caplog: pytest.LogCaptureFixture
) -> None:
    """If the documents folder is gone or empty, the index still answers; documents that are back are read."""
    folder, away = changing_harbour.documents, changing_harbour.documents.with_name("away")
    async with maintained(changing_harbour) as (engines, maintenance):

        async def gone() -> bool:
            return not maintenance.watched(changing_harbour).available

        async def back() -> bool:
            return (await engines.engine(0)).generation == 2

        folder.rename(away)
        await until(gone)
        folder.mkdir()  # where a drive would be mounted
        await until(lambda: asyncio.sleep(0, "contains no document any more" in caplog.text))
        assert "Ada Brenner" in (await engines.engine(0)).ask(HARBOUR_QUESTION).text
        folder.rmdir()
        write(away, {"new.txt": "The pier is new.\n"})
        away.rename(folder)
        await until(back)
        assert not await gone()


@async_test
async def test_a_file_where_a_drive_would_be_mounted_replaces_no_index(
    changing_harbour: IndexSettings, caplog: pytest.LogCaptureFixture
) -> None:
    """If none of the index's documents is left, the index is kept, whatever was added; one that is renamed is left."""
    caplog.set_level(logging.INFO)
    folder, away = changing_harbour.documents, changing_harbour.documents.with_name("away")
    async with maintained(changing_harbour) as (engines, maintenance):
        await engines.engine(0)
        folder.rename(away)
        write(folder, {"NOT_MOUNTED.txt": "The drive belongs here.\n"})
        await until(lambda: asyncio.sleep(0, "none of the documents in the index any more" in caplog.text))
        await asyncio.sleep(1.0)  # the folder may be missing for a moment, and is then checked again
        assert not maintenance.watched(changing_harbour).available
        assert "are there again" not in caplog.text
        assert (await engines.engine(0)).generation == 1
        write(folder, {"ferry, old.txt": (away / "ferry.txt").read_text("utf-8")})

        async def taken_up() -> bool:
            return (await engines.engine(0)).generation == 2

        await until(taken_up)


@async_test
async def test_each_time_that_documents_go_away_is_logged(
    changing_harbour: IndexSettings, caplog: pytest.LogCaptureFixture
) -> None:
    """The return of an unchanged drive is logged once, and so is its next outage."""
    caplog.set_level(logging.INFO)
    folder, away = changing_harbour.documents, changing_harbour.documents.with_name("away")
    async with maintained(changing_harbour) as (_, maintenance):
        for times in (1, 2):
            folder.rename(away)
            await until(lambda n=times: asyncio.sleep(0, caplog.text.count("could not be built") == n))
            away.rename(folder)
            await until(lambda n=times: asyncio.sleep(0, caplog.text.count("are there again") == n))
            assert maintenance.watched(changing_harbour).available
        assert caplog.text.count("could not be built") == 2


@async_test
async def test_an_index_is_built_once_at_a_time(changing_harbour: IndexSettings) -> None:
    """While an index is being built, a second build is refused; a change meanwhile is indexed afterwards."""
    async with maintained(changing_harbour) as (engines, maintenance):
        with Store(changing_harbour.index).lock(wait=False):  # another process is building
            write(changing_harbour.documents, {"new.txt": "The pier is new.\n"})
            await asyncio.sleep(1.0)
            assert (await engines.engine(0)).generation == 1
        write(changing_harbour.documents, {"newer.txt": "The quay is newer.\n"})
        async with asyncio.timeout(30):
            while not maintenance.watched(changing_harbour).reading:
                await asyncio.sleep(0.001)
        with pytest.raises(RebuildingAlready, match="already"):
            await maintenance.rebuild(changing_harbour, lambda message: nothing())

        async def both() -> bool:
            return len((await engines.engine(0)).documents) == 4

        await until(both)


@async_test
async def test_a_build_that_fails_is_tried_again_later_each_time(
    changing_harbour: IndexSettings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A failed build is repeated at growing intervals until it succeeds; its reason is known, and logged once."""
    tries: list[float] = []

    def failing(settings: IndexSettings, **options: object) -> object:
        tries.append(time.monotonic())
        if len(tries) > 3:
            return build(settings, **options)  # type: ignore[arg-type]  # those of the rebuilder
        raise IndexUnwritable("The disk is full.")

    monkeypatch.setattr("index.build", failing)
    monkeypatch.setattr("bot.discord.indexes.troubles._FIRST_RETRY", 0.3)
    monkeypatch.setattr("bot.discord.indexes.maintenance._LOOK_SECONDS", 0.05)
    async with maintained(changing_harbour) as (engines, maintenance):
        write(changing_harbour.documents, {"new.txt": "The pier is new.\n"})
        await until(lambda: asyncio.sleep(0, len(tries) == 3))
        trouble = maintenance.watched(changing_harbour).trouble
        assert trouble is not None
        assert str(trouble.error) == "The disk is full."
        assert trouble.seconds >= 0.9

        async def taken_up() -> bool:
            return (await engines.engine(0)).generation == 2

        await until(taken_up)
        assert [later - earlier >= 0.3 * 2**n for n, (earlier, later) in enumerate(pairwise(tries))] == [
            True
        ] * 3
        assert maintenance.watched(changing_harbour).trouble is None
    assert caplog.text.count("could not be built: The disk is full.") == 1


@async_test
async def test_documents_that_are_not_there_at_the_start_are_read_once_they_are(
    changing_harbour: IndexSettings, missing_index: IndexSettings
) -> None:
    """If an index and its documents are missing, all others are watched, and it is built as soon as they exist."""
    engines = EnginesByServer(missing_index, {7: changing_harbour})
    maintenance = Maintenance(engines, 0.05, rebuild_after=0.1)
    task = asyncio.create_task(maintenance.run(nothing))
    try:
        await until(lambda: asyncio.sleep(0, not maintenance.watched(missing_index).available))
        assert maintenance.watched(changing_harbour).watching
        write(missing_index.documents, HARBOUR)

        async def built() -> bool:
            return not await engines.needs_building(missing_index)

        await until(built)
    finally:
        task.cancel()
        await asyncio.wait({task})
        maintenance.close()
