"""Where Munshi may answer: in which channels of a server, and whether in direct messages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.discord import sentences
from bot.discord.errors import MemberError
from bot.discord.state.async_state import AsyncState
from bot.discord.state.database import State
from bot.discord.state.records import Location


class NotHere(MemberError):
    """Munshi may not answer where it was asked."""


class AccessRules:
    """The channels that managers chose, and the setting for direct messages."""

    def __init__(
        self, state: AsyncState, chosen: Mapping[int, frozenset[int]], *, direct_messages: bool
    ) -> None:
        """`chosen` are the channels in the state file, by server."""
        self._state = state
        self._chosen = chosen
        self._direct_messages = direct_messages

    def check(self, location: Location, parent_channel: int | None = None) -> None:
        """Raise NotHere where Munshi may not answer. A thread is ruled by the channel that it belongs to."""
        if location.direct:
            self.check_direct(location)
            return
        chosen = self.channels(location.server)
        if chosen and (parent_channel or location.channel) not in chosen:
            raise NotHere(sentences.answers_elsewhere(chosen))

    def check_direct(self, location: Location) -> None:
        """Raise NotHere only in direct messages that are not answered."""
        if location.direct and not self._direct_messages:
            raise NotHere(sentences.SERVERS_ONLY)

    def channels(self, server: int) -> frozenset[int]:
        """Where Munshi may answer in a server; empty: everywhere."""
        return self._chosen.get(server, frozenset())

    async def choose(self, server: int, channels: Sequence[int]) -> None:
        """Answer in these channels of a server only; none: everywhere."""
        await self._state.call(State.choose_channels, server, channels)
        await self.reload()

    async def reload(self) -> None:
        """Read the chosen channels from the state file again."""
        self._chosen = await self._state.call(State.channels)
