"""Opened indexes: the change to a newer one while questions are in flight, and those that won't open."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest

from bot.discord.engines import EnginesByServer
from bot.discord.maintenance import Maintenance
from bot.discord.queue import QuestionQueue
from bot.discord.state.database import State
from index.errors import IndexMissing, NothingToIndex, UserError
from index.settings import IndexSettings
from index.store.build import build
from tests.bot.discord.library import HARBOUR, HARBOUR_QUESTION, write
from tests.bot.discord.world import played


@played
async def _swap(settings: IndexSettings) -> None:
    shelf, desk = EnginesByServer(settings, {}), QuestionQueue(workers=2)
    generations: set[int] = set()
    failures: list[Exception] = []
    stop = False

    async def ask_on(person: int) -> None:
        number = 0
        while not stop:
            number += 1
            try:
                engine = await shelf.engine(0)
                answer, _ = await desk.ask(engine, "index", f"{HARBOUR_QUESTION} {person} {number}")
                generations.add(answer.generation)
            except Exception as error:
                failures.append(error)

    people = [asyncio.create_task(ask_on(person)) for person in range(4)]
    for generation in (2, 3):
        write(settings.documents, {f"new-{generation}.txt": f"The pier {generation} is new.\n"})
        await asyncio.to_thread(build, settings)
        await shelf.refresh()
        assert (await shelf.engine(0)).generation == generation
        async with asyncio.timeout(60):
            while generation not in generations and not failures:
                await asyncio.sleep(0.01)
    stop = True
    await asyncio.gather(*people)
    assert failures == []
    assert generations >= {2, 3}


def test_a_newer_index_is_taken_up_without_failing_a_question(changing_harbour: IndexSettings) -> None:
    """Builds by another hand are taken up while four people ask on, and no question fails."""
    _swap(changing_harbour)


@played
async def test_a_missing_index_is_found_once_it_is_there(
    missing_index: IndexSettings, index_of_harbour: IndexSettings
) -> None:
    """Without an index asking raises its sentence; after one was built the next look finds it."""
    shelf = EnginesByServer(missing_index, {})
    for _ in range(2):
        with pytest.raises(IndexMissing, match="index"):
            await shelf.engine(0)
    shutil.copytree(index_of_harbour.index, missing_index.index)
    await shelf.refresh()
    assert (await shelf.engine(0)).generation == 1


def _damage(generation: Path) -> None:
    for file in generation.rglob("*"):
        if file.is_file():
            file.write_bytes(b"damaged")


@played
async def test_a_damaged_newer_index_leaves_the_old_one(changing_harbour: IndexSettings) -> None:
    """Where a newer index won't open, the old one goes on answering."""
    shelf = EnginesByServer(changing_harbour, {})
    engine = await shelf.engine(0)
    write(changing_harbour.documents, {"new.txt": "The pier is new.\n"})
    build(changing_harbour)
    _damage(changing_harbour.index / "gen-2")
    await shelf.refresh()
    assert await shelf.engine(0) is engine
    assert "Ada Brenner" in engine.ask(HARBOUR_QUESTION).citations[0].quote


@played
async def test_an_index_whose_documents_are_all_gone_is_no_longer_asked(
    changing_harbour: IndexSettings,
) -> None:
    """Where the last document was deleted, a build and the next look end the answers from it."""
    shelf = EnginesByServer(changing_harbour, {})
    assert (await shelf.engine(0)).ask(HARBOUR_QUESTION).citations
    for path in changing_harbour.documents.rglob("*.*"):
        path.unlink()
    with pytest.raises(NothingToIndex, match="forgotten"):
        build(changing_harbour)
    await shelf.refresh()
    with pytest.raises(IndexMissing, match="There is no index"):
        await shelf.engine(0)


@played
async def test_a_broken_index_is_a_sentence(changing_harbour: IndexSettings) -> None:
    """A damaged index raises a UserError for every question, and is mended by a build."""
    _damage(changing_harbour.index / "gen-1")
    shelf = EnginesByServer(changing_harbour, {})
    with pytest.raises(UserError, match="index"):
        await shelf.engine(0)
    assert await shelf.needs_building(changing_harbour)
    build(changing_harbour)
    await shelf.refresh()
    assert (await shelf.engine(0)).ask(HARBOUR_QUESTION).citations


def test_servers_have_their_own_settings(
    index_of_harbour: IndexSettings, index_of_orchard: IndexSettings
) -> None:
    """A server with a section of its own is answered from it, all others from the default documents."""

    @played
    async def play() -> None:
        shelf = EnginesByServer(index_of_harbour, {7: index_of_orchard})
        assert shelf.settings(7) is index_of_orchard
        assert shelf.settings(8) is index_of_harbour
        assert [entry.name for entry in (await shelf.engine(7)).documents] == ["orchard.md"]
        assert shelf.all_settings() == [index_of_harbour, index_of_orchard]

    play()


@played
async def _tended(settings: IndexSettings) -> None:
    shelf = EnginesByServer(settings, {})
    tender = Maintenance(shelf, 0.05)

    async def nothing() -> None:
        pass

    tending = asyncio.create_task(tender.tend(nothing))
    async with asyncio.timeout(30):
        while await shelf.needs_building(settings):
            await asyncio.sleep(0.05)
        assert (await shelf.engine(0)).generation == 1
        write(settings.documents, {"new.txt": "The pier is new.\n"})
        await asyncio.to_thread(build, settings)  # as `munshi index` in another terminal does
        while (await shelf.engine(0)).generation != 2:
            await asyncio.sleep(0.05)
    tending.cancel()


def test_a_running_bot_builds_what_is_missing_and_takes_up_what_is_newer(
    missing_index: IndexSettings,
) -> None:
    """At the start a missing index is built; later one that was built by another hand is taken up by itself."""
    write(missing_index.documents, HARBOUR)
    _tended(missing_index)


def test_a_build_leaves_the_state_file_beside_it(changing_harbour: IndexSettings) -> None:
    """The state file may stand in the index folder, as it does by default: no build clears it away."""
    path = changing_harbour.index / "discord.sqlite3"
    State.open(path).close()
    write(changing_harbour.documents, {"new.txt": "The pier is new.\n"})
    build(changing_harbour, full=True)
    assert path.exists()
