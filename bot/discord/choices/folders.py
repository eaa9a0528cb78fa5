"""Channels → the folders of documents that they are answered from."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from bot.discord.errors import MemberError
from bot.discord.indexes.engines import EnginesByServer
from bot.discord.sentences import say
from bot.discord.state.async_state import AsyncState
from bot.discord.state.choices import tie_folders, tied_folders
from bot.discord.state.records import Location
from index.documents.folders import in_folders, normal_folder
from index.errors import IndexDamaged
from index.settings import IndexSettings

if TYPE_CHECKING:  # loads numeric libraries
    from index import Engine

Ties = Mapping[tuple[int, int], tuple[str, ...]]  # (server, channel) → folders


class NoSuchFolder(MemberError):
    """No document is in a folder that somebody named."""


class FoldersByChannel:
    """The folders that managers chose for channels. A thread has those of the channel that it belongs to."""

    def __init__(self, state: AsyncState, engines: EnginesByServer, ties: Ties) -> None:
        """`ties` are those in the state file."""
        self._state = state
        self._engines = engines
        self._ties = ties

    async def engine(self, location: Location) -> Engine:
        """Return the engine for a location. It knows only documents in the folders of the channel.

        Raises the UserErrors of opening it.
        """
        engine, folders = await self._engines.engine(location.server), self.of(location)
        return engine.within(folders) if folders else engine

    async def newest_engine(self, location: Location) -> Engine:
        """Open every newer index, then return the engine for a location."""
        await self._engines.refresh()
        return await self.engine(location)

    def doubt(self, location: Location, error: IndexDamaged) -> None:
        """Have the index for a location checked soon, since a question found that it is damaged."""
        self._engines.doubt(self.settings(location), error)

    def settings(self, location: Location) -> IndexSettings:
        """Return the settings of the index for a location."""
        return self._engines.settings(location.server)

    def of(self, location: Location) -> tuple[str, ...]:
        """Return the folders for a location; none: all documents of the server."""
        return self._ties.get((location.server, location.settings_channel), ())

    def tied(self, server: int) -> dict[int, tuple[str, ...]]:
        """Return channel → folders for each channel of a server with chosen folders, by ascending id."""
        return {channel: folders for (at, channel), folders in sorted(self._ties.items()) if at == server}

    async def tie(self, server: int, channel: int, named: str) -> tuple[str, ...]:
        """Choose the folders that a channel is answered from: `named`, separated by commas.

        Returns the folders. Raises NoSuchFolder, and the UserErrors of opening the engine.
        """
        names = [entry.name for entry in (await self._engines.engine(server)).documents]
        folders = tuple(sorted(set(_folders_in(named, names))))
        await self._state.call(tie_folders, server, channel, folders)
        await self.reload()
        return folders

    async def untie(self, server: int, channel: int) -> None:
        """Answer a channel from all documents again."""
        await self._state.call(tie_folders, server, channel, ())
        await self.reload()

    async def suggestions(self, server: int, typed: str) -> list[str]:
        """Return the typed text completed by each folder that contains its last part."""
        before, comma, last = typed.rpartition(",")
        engine = await self._engines.engine(server)
        known = await asyncio.to_thread(_folders_of, engine)
        wanted = last.strip().casefold()
        return [f"{before}{comma}{folder}" for folder in known if wanted in folder.casefold()]

    async def reload(self) -> None:
        """Read the ties from the state file again."""
        self._ties = await self._state.call(tied_folders)


def _folders_in(named: str, documents: Sequence[str]) -> Iterable[str]:
    """Yield the folders or documents that `named` names. Raises NoSuchFolder.

    A folder whose name contains a comma can be named alone.
    """
    whole = normal_folder(named)
    parts = [whole] if _contains_any(whole, documents) else map(normal_folder, named.split(","))
    for folder in parts:
        if not folder:  # "" would mean all documents, and nobody asks for them with a comma
            raise NoSuchFolder(say("no_folder_named"))
        if not _contains_any(folder, documents):
            raise NoSuchFolder(say("no_such_folder"))
        yield folder


def _contains_any(folder: str, documents: Sequence[str]) -> bool:
    return any(in_folders(name, [folder]) for name in documents)


def _folders_of(engine: Engine) -> list[str]:
    """Return all folders that contain documents. Slow with very many documents."""
    return sorted({folder for entry in engine.documents for folder in _parents(entry.name)})


def _parents(name: str) -> list[str]:
    """Return the folders that a document is in, outermost first."""
    parts = name.split("/")[:-1]
    return ["/".join(parts[: depth + 1]) for depth in range(len(parts))]
