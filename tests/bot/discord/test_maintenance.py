"""Maintenance of the indexes of a running bot: what is missing is built, what is newer is opened."""

from __future__ import annotations

import asyncio

from bot.discord.engines import EnginesByServer
from bot.discord.maintenance import Maintenance
from bot.discord.state.database import State
from index import build
from index.settings import IndexSettings
from tests.bot.discord.library import HARBOUR, write
from tests.bot.discord.world import async_test


@async_test
async def test_a_missing_index_is_built_and_a_newer_one_is_opened(missing_index: IndexSettings) -> None:
    """At the start a missing index is built; one that another process built later is opened by itself."""
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


def test_a_build_leaves_the_state_file_beside_it(changing_harbour: IndexSettings) -> None:
    """A state file in the index folder is not removed by a build."""
    path = changing_harbour.index / "discord.sqlite3"
    State.open(path).close()
    write(changing_harbour.documents, {"new.txt": "The pier is new.\n"})
    build(changing_harbour, full=True)
    assert path.exists()
