"""Isolation for any config: with any servers, folders, channels and choices, each channel sees only its own documents."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from bot.config import Settings
from bot.discord.choices.folders import NoSuchFolder
from bot.discord.indexes.engines import EnginesByServer
from bot.discord.indexes.separation import check_separation
from bot.discord.questions.requests import Press, Request
from bot.discord.service import Service
from bot.discord.settings import DiscordSettings
from bot.discord.state.database import State
from bot.discord.state.records import Location
from bot.errors import FoldersOverlap
from index import Engine, build
from index.settings import AnswerSettings, IndexSettings

KEEPERS = {  # by document: the tree of all documents, each with a name that stands in no other
    "a/gate.md": "Ansgar",
    "a/x/mill.md": "Birthe",
    "a/x/tower.md": "Corvin",
    "b/quay.md": "Dagny",
    "b/y/farm.md": "Eskild",
}
FOLDERS = ("a", "a/x", "b", "b/y")  # that a server's documents may be
UNNAMED = 9  # a server that the config does not name
CHANNELS = (10, 20)
TIES = ("", "x", "y", "a", "a/x, b", "mill.md", "b/y", "../a", "x/tower.md")


@dataclass(frozen=True, slots=True)
class World:
    """A config, and the folders that managers name for channels, by (server, channel)."""

    default: str
    servers: Mapping[int, str]
    shared: frozenset[int]
    ties: Mapping[tuple[int, int], str]


@st.composite
def worlds(draw: st.DrawFn) -> World:
    servers = draw(st.dictionaries(st.sampled_from([1, 2, 3]), st.sampled_from(FOLDERS), min_size=1))
    places = [(server, channel) for server in (UNNAMED, *servers) for channel in CHANNELS]
    return World(
        draw(st.sampled_from(FOLDERS)),
        servers,
        frozenset(draw(st.sets(st.sampled_from([1, 2, 3])))),
        {place: draw(st.sampled_from(TIES)) for place in places},
    )


@pytest.fixture(scope="module")
def indexes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, IndexSettings]:
    """The index of each folder that a server may have, built once."""
    root = tmp_path_factory.mktemp("isolation")
    for name, keeper in KEEPERS.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"# The {path.stem}\n\nThe keeper of the {path.stem} is called {keeper}.\n")
    own = {
        folder: IndexSettings(
            root / folder,
            root / "indexes" / folder.replace("/", "-"),
            threads=1,
            answer=AnswerSettings(reader="sentences"),
        )
        for folder in FOLDERS
    }
    for each in own.values():
        build(each)
    return own


@pytest.fixture(scope="module")
def engines(indexes: dict[str, IndexSettings]) -> dict[Path, Engine]:
    """The engine of each index, opened once."""
    return {each.index: Engine.open(each) for each in indexes.values()}


@settings(
    max_examples=4,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much],
)
@given(world=worlds())
def test_each_place_hears_its_own_documents_alone(
    world: World, indexes: dict[str, IndexSettings], engines: dict[Path, Engine]
) -> None:
    """In any allowed config every channel knows exactly the documents of its server and its folders.

    Answers, passages, lists and help hold no word of any other document.
    """
    chosen = Settings(
        engine=indexes[world.default],
        servers={number: indexes[folder] for number, folder in world.servers.items()},
        shared=world.shared,
    )
    try:
        check_separation(chosen)
    except FoldersOverlap:
        assume(False)
    with TemporaryDirectory() as folder:
        opened = EnginesByServer(
            chosen.engine, chosen.servers, opening=lambda settings: engines[settings.index]
        )
        asyncio.run(_everywhere(world, opened, Path(folder) / "state.sqlite3"))


async def _everywhere(world: World, engines: EnginesByServer, state_file: Path) -> None:
    service = Service(
        replace(DiscordSettings(), person_cooldown=0.0, workers=1), engines, State.open(state_file)
    )
    try:
        for (server, channel), named in world.ties.items():
            known = await _tie(service, server, channel, named, _documents(world, server))
            listed, said = await _heard(service, Location(server, channel, parent=None))
            assert listed == known, (server, channel, named)
            told = {keeper for keeper in KEEPERS.values() if keeper in said}
            root = world.servers.get(server, world.default)
            assert told <= {KEEPERS[f"{root}/{name}"] for name in known}, (server, channel, named)
            assert told
    finally:
        await service.cancel_questions()
        service.close()


def _documents(world: World, server: int) -> set[str]:
    """The names of the documents in a server's folder."""
    root = world.servers.get(server, world.default) + "/"
    return {name.removeprefix(root) for name in KEEPERS if name.startswith(root)}


async def _tie(service: Service, server: int, channel: int, named: str, names: set[str]) -> set[str]:
    """Choose folders for a channel, and return the documents that it must know then."""
    try:
        await service.folders.tie(server, channel, named)
    except NoSuchFolder:
        return names
    parts = [part.strip() for part in named.split(",") if part.strip()]
    return {name for name in names if not parts or any(name == p or name.startswith(f"{p}/") for p in parts)}


async def _heard(service: Service, location: Location) -> tuple[set[str], str]:
    """The documents that are listed in a channel, and all text that is shown there."""
    listed = (await service.documents.page(location, 0)).plain
    said = []
    for question in (*(f"Who is the keeper of the {Path(name).stem}?" for name in KEEPERS), "hello"):
        ((_, reply),) = await service.questions.ask(Request(question, location, 1))
        said += reply.message.blocks
        if reply.answer_id is not None:
            await service.conversations.set_message(reply.answer_id, 77)
            for row in reply.message.rows:
                for button in row:
                    if button.action.kind == "passage":
                        press = Press(location, 1, 77)
                        shown = await service.documents.passage(reply.answer_id, button.action.index, press)
                        said += shown.blocks
    return set(re.findall(r"^-# (\S+\.md)$", listed, re.MULTILINE)), "\n".join(said)
