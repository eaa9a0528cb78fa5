"""The identity of a generation is never used twice, although its number is after the index was deleted."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.discord.indexes.engines import EnginesByServer
from bot.discord.questions.queue import QuestionQueue
from index.engine import Engine
from index.errors import NothingToIndex
from index.settings import IndexSettings
from index.store.build import build
from tests.bot.discord.world import async_test

QUESTION = "Who opened the bakery on Mill Street?"


def rebuilt_from_nothing(settings: IndexSettings, write: Callable[..., Path], way: str) -> None:
    """Make another index with the same number, after the old one was deleted in one of two ways."""
    if way == "the last document is removed":
        shutil.rmtree(settings.documents)
        settings.documents.mkdir()
        with pytest.raises(NothingToIndex, match="The index built before was deleted"):
            build(settings, delete_if_empty=True)
    else:
        shutil.rmtree(settings.index)
    write("bakery.txt", "Jonas opened the bakery on Mill Street. He bakes rye bread every Friday.\n")
    assert build(settings).generation == 1


WAYS = ["the last document is removed", "the index is deleted"]


@pytest.mark.parametrize("way", WAYS)
def test_a_rebuilt_index_is_not_the_old_one(small_index: IndexSettings, write: Callable[..., Path], way: str):
    """An engine of a deleted generation is not current, whatever number the new one has."""
    engine = Engine.open(small_index)
    assert engine.is_current()
    rebuilt_from_nothing(small_index, write, way)
    new = Engine.open(small_index)
    assert (engine.generation, new.generation) == (1, 1)
    assert engine.identity != new.identity
    assert not engine.is_current()
    assert new.is_current()


@pytest.mark.parametrize("way", WAYS)
@async_test
async def test_a_bot_answers_from_the_rebuilt_index(
    small_index: IndexSettings, write: Callable[..., Path], way: str
):
    """Neither the engine nor an answer in the cache is from the deleted generation."""
    engines, queue = EnginesByServer(small_index, {}), QuestionQueue(workers=1)
    answer, _ = await queue.ask(await engines.engine(0), small_index.index, QUESTION)
    assert "Marta" in answer.citations[0].quote
    rebuilt_from_nothing(small_index, write, way)
    await engines.refresh()
    answer, cached = await queue.ask(await engines.engine(0), small_index.index, QUESTION)
    assert ("Jonas" in answer.citations[0].quote, cached) == (True, False)
    await queue.close()
    engines.close()
