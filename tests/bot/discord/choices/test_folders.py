"""Random choices of folders for channels of several servers: no channel knows a document outside its folders."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.discord.choices.folders import FoldersByChannel, NoSuchFolder
from bot.discord.indexes.engines import EnginesByServer
from bot.discord.state.async_state import AsyncState
from bot.discord.state.choices import tied_folders
from bot.discord.state.database import State
from bot.discord.state.records import Location
from index import Engine
from index.settings import IndexSettings
from tests.bot.discord.world import async_test

SERVERS, CHANNELS, FOLDERS = (
    (1, 2),
    (10, 11, 12),
    ("harbour", "trees", "trees/orchard", "harbour/ferry.txt", "nowhere"),
)
ties = st.lists(
    st.tuples(
        st.sampled_from(SERVERS), st.sampled_from(CHANNELS), st.lists(st.sampled_from(FOLDERS), max_size=2)
    ),
    max_size=8,
)


def channel_of(server: int, channel: int) -> int:
    """A channel's id, which no two servers share."""
    return 1000 * server + channel


def lies_in(name: str, folders: list[str]) -> bool:
    return not folders or any(f"{name}/".startswith(f"{folder}/") for folder in folders)


@settings(max_examples=25)
@given(chosen=ties)
def test_no_channel_knows_a_document_outside_its_folders(index_of_two_folders: IndexSettings, chosen) -> None:
    """The last valid choice of folders counts, in a channel, in its threads, and after a restart."""
    engine = Engine.open(index_of_two_folders)

    @async_test
    async def check() -> None:
        with tempfile.TemporaryDirectory() as folder:
            state = State.open(Path(folder) / "state.sqlite3")
            engines = EnginesByServer(index_of_two_folders, {}, opening=lambda _: engine)
            asynchronous = AsyncState(state)
            before = FoldersByChannel(asynchronous, engines, {})
            expected: dict[tuple[int, int], list[str]] = {}
            for server, channel, folders in chosen:
                try:
                    if folders:
                        await before.tie(server, channel_of(server, channel), ", ".join(folders))
                    else:
                        await before.untie(server, channel_of(server, channel))
                    expected[server, channel] = folders
                except NoSuchFolder:
                    assert "nowhere" in folders
            for choices in (before, FoldersByChannel(asynchronous, engines, tied_folders(state))):
                for server in SERVERS:
                    for channel in CHANNELS:
                        own = channel_of(server, channel)
                        for location in (Location(server, own), Location(server, 7, own)):
                            known = {entry.name for entry in (await choices.engine(location)).documents}
                            wanted = expected.get((server, channel), [])
                            every = {entry.name for entry in engine.documents}
                            assert known == {name for name in every if lies_in(name, wanted)}
                            assert known
            engines.close()
            asynchronous.close()

    check()
