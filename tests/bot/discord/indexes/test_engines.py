"""Engines by server: the change to a newer index while questions are answered, and indexes that cannot be opened."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.discord.indexes.engines import EnginesByServer
from bot.discord.questions.queue import QuestionQueue
from index import build
from index.errors import IndexDamaged, IndexMissing, NothingToIndex
from index.settings import IndexSettings
from tests.bot.discord.library import HARBOUR_QUESTION, write
from tests.bot.discord.world import async_test
from tests.conftest import copy_index


@async_test
async def test_a_newer_index_replaces_the_old_one_without_failing_a_question(
    changing_harbour: IndexSettings,
) -> None:
    """Newer indexes are opened while four people go on asking, and no question fails."""
    engines, queue = EnginesByServer(changing_harbour, {}), QuestionQueue(workers=2)
    generations: set[int] = set()
    failures: list[Exception] = []
    stop = False

    async def ask_on(person: int) -> None:
        number = 0
        while not stop:
            number += 1
            try:
                engine = await engines.engine(0)
                answer, _ = await queue.ask(engine, "index", f"{HARBOUR_QUESTION} {person} {number}")
                generations.add(answer.generation)
            except Exception as error:
                failures.append(error)

    people = [asyncio.create_task(ask_on(person)) for person in range(4)]
    for generation in (2, 3):
        write(changing_harbour.documents, {f"new-{generation}.txt": f"The pier {generation} is new.\n"})
        await asyncio.to_thread(build, changing_harbour)
        await engines.refresh()
        assert (await engines.engine(0)).generation == generation
        async with asyncio.timeout(60):
            while generation not in generations and not failures:
                await asyncio.sleep(0.01)
    stop = True
    await asyncio.gather(*people)
    assert failures == []
    assert generations >= {2, 3}


@async_test
async def test_a_missing_index_is_opened_once_it_exists(
    missing_index: IndexSettings, index_of_harbour: IndexSettings
) -> None:
    """Without an index, each question raises IndexMissing; `refresh` opens an index that was built since."""
    engines = EnginesByServer(missing_index, {})
    for _ in range(2):
        with pytest.raises(IndexMissing, match="index"):
            await engines.engine(0)
    copy_index(index_of_harbour.index, missing_index.index, missing_index.documents)
    await engines.refresh()
    assert (await engines.engine(0)).generation == 1


def _damage(generation: Path) -> None:
    for file in generation.rglob("*"):
        if file.is_file():
            file.write_bytes(b"damaged")


@async_test
async def test_a_damaged_newer_index_leaves_the_old_one(changing_harbour: IndexSettings) -> None:
    """If a newer index is damaged, the old one goes on answering."""
    engines = EnginesByServer(changing_harbour, {})
    engine = await engines.engine(0)
    write(changing_harbour.documents, {"new.txt": "The pier is new.\n"})
    build(changing_harbour)
    _damage(changing_harbour.index / "gen-2")
    await engines.refresh()
    assert await engines.engine(0) is engine
    assert "Ada Brenner" in engine.ask(HARBOUR_QUESTION).citations[0].quote


@async_test
async def test_an_index_whose_documents_are_all_gone_is_no_longer_asked(
    changing_harbour: IndexSettings,
) -> None:
    """After the last document is deleted, a build and the next `refresh` end the answers from it."""
    engines = EnginesByServer(changing_harbour, {})
    assert (await engines.engine(0)).ask(HARBOUR_QUESTION).citations
    for path in changing_harbour.documents.rglob("*.*"):
        path.unlink()
    with pytest.raises(NothingToIndex, match="was deleted"):
        build(changing_harbour, delete_if_empty=True)
    await engines.refresh()
    with pytest.raises(IndexMissing, match="There is no index"):
        await engines.engine(0)


@async_test
async def test_a_damaged_index_needs_building(changing_harbour: IndexSettings) -> None:
    """A damaged index raises IndexDamaged for every question, and is repaired by a build."""
    _damage(changing_harbour.index / "gen-1")
    engines = EnginesByServer(changing_harbour, {})
    with pytest.raises(IndexDamaged, match="index"):
        await engines.engine(0)
    assert await engines.needs_building(changing_harbour)
    build(changing_harbour)
    await engines.refresh()
    assert (await engines.engine(0)).ask(HARBOUR_QUESTION).citations


@async_test
async def test_servers_have_their_own_settings(
    index_of_harbour: IndexSettings, index_of_orchard: IndexSettings
) -> None:
    """A server with a section of its own is answered from it, all others from the default documents."""
    engines = EnginesByServer(index_of_harbour, {7: index_of_orchard})
    assert engines.settings(7) is index_of_orchard
    assert engines.settings(8) is index_of_harbour
    assert [entry.name for entry in (await engines.engine(7)).documents] == ["orchard.md"]
    assert engines.all_settings() == [index_of_harbour, index_of_orchard]
