"""All choices of the managers of each server, read from the state file when the service starts."""

from __future__ import annotations

from typing import NamedTuple

from bot.discord.choices.access import AccessRules
from bot.discord.choices.folders import FoldersByChannel
from bot.discord.choices.humans import Humans
from bot.discord.choices.listening import Listening
from bot.discord.indexes.engines import EnginesByServer
from bot.discord.settings import DiscordSettings
from bot.discord.state.async_state import AsyncState
from bot.discord.state.choices import chosen_channels, helpers_by_server, listened_channels, tied_folders
from bot.discord.state.database import State


class Choices(NamedTuple):
    """Where Munshi answers, from which folders, where it listens, and whom members may call."""

    access: AccessRules
    folders: FoldersByChannel
    listening: Listening
    humans: Humans

    async def reload(self) -> None:
        """Read all choices from the state file again."""
        await self.access.reload()
        await self.folders.reload()
        await self.listening.reload()
        await self.humans.reload()


def read_choices(
    settings: DiscordSettings, engines: EnginesByServer, state: State, changes: AsyncState
) -> Choices:
    """Read the choices from `state`. Later choices of managers are written through `changes`."""
    return Choices(
        AccessRules(
            changes,
            chosen_channels(state),
            direct_messages=_answers_direct_messages(settings, engines),
            servers=settings.allowed_servers,
        ),
        FoldersByChannel(changes, engines, tied_folders(state)),
        Listening(changes, listened_channels(state), enabled=settings.listening),
        Humans(changes, helpers_by_server(state)),
    )


def _answers_direct_messages(settings: DiscordSettings, engines: EnginesByServer) -> bool:
    """Whether direct messages are answered; with "auto", only if nothing is reserved for one server."""
    if settings.direct_messages == "auto":
        return not engines.servers_have_documents and settings.uploads is None
    return settings.direct_messages == "yes"
