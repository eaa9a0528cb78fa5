"""A bot that answers from a Milvus server, on a machine with neither documents nor an index folder."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from bot.discord.sentences import say
from index import build
from index.settings import IndexSettings, StoreSettings
from tests.bot.discord.library import HARBOUR_QUESTION, write
from tests.bot.discord.world import Scene, async_test, scene, words
from tests.milvus_lite import MilvusLite


async def asked(on: Scene, question: str) -> str:
    """The text that Alice reads when she asks."""
    result = await on.alice.slash(on.channel, "ask", question=question)
    (said,) = [*result.followups, *([result.response] if result.response else [])]
    return words(said)


async def answered(on: Scene, question: str, expected: str) -> None:
    """Alice asks until the answer contains a text: a failed connection is retried only after seconds."""
    async with asyncio.timeout(60):
        while expected not in await asked(on, question):
            await asyncio.sleep(0.5)


@async_test
async def test_a_bot_answers_from_what_others_publish(
    changing_harbour: IndexSettings, own_server: MilvusLite, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The bot answers from the Milvus server, uses what a builder publishes there, and survives the server's end.

    Builds may even remove what it reads before it looks for a newer index.
    """
    builder = replace(changing_harbour, store=StoreSettings("milvus", own_server.address, timeout=3))
    await asyncio.to_thread(build, builder)
    reader = replace(builder, documents=tmp_path / "no-documents", index=tmp_path / "no-index")
    async with scene(tmp_path, reader, cached_answers=0) as on:
        look_for_a_newer_index = on.service._engines.refresh  # as `serve` does every few seconds
        assert "Ada Brenner" in await asked(on, HARBOUR_QUESTION)
        write(builder.documents, {"pier.txt": "The pier of Selwick was painted by Ines Varga.\n"})
        await asyncio.to_thread(build, builder)
        await look_for_a_newer_index()
        assert "Ines Varga" in await asked(on, "Who painted the pier of Selwick?")
        for painter in ("Mona Lind", "Tilda Frey"):
            write(builder.documents, {"pier.txt": f"The pier of Selwick was painted by {painter}.\n"})
            await asyncio.to_thread(build, builder)
        assert "Tilda Frey" in await asked(on, "Who painted the pier of Selwick?")
        own_server.kill()
        assert await asked(on, HARBOUR_QUESTION) == say("cannot_answer")
        for _ in range(2):
            await look_for_a_newer_index()
        await asyncio.to_thread(own_server.start)
        await answered(on, HARBOUR_QUESTION, "Ada Brenner")
    logged = [line.getMessage() for line in caplog.records if line.name == "bot.discord.indexes.engines"]
    assert sum("cannot be reached" in line for line in logged) == 1
    assert not reader.index.exists()
    assert not reader.documents.exists()
