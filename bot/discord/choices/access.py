"""Where Munshi may answer: in which servers and channels of them, and whether in direct messages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bot.discord.errors import MemberError
from bot.discord.sentences import answers_elsewhere, say
from bot.discord.state.async_state import AsyncState
from bot.discord.state.choices import DELETED_CHANNELS, choose_channels, chosen_channels
from bot.discord.state.records import Location


class NotHere(MemberError):
    """Munshi may not answer in the place where it was asked."""


class AccessRules:
    """The servers that the config allows, the channels that managers chose, and direct messages."""

    def __init__(
        self,
        state: AsyncState,
        chosen: Mapping[int, frozenset[int]],
        *,
        direct_messages: bool,
        servers: Iterable[int] = (),
    ) -> None:
        """`chosen` are the channels in the state file, by server; `servers` are allowed (empty: all)."""
        self._state = state
        self._chosen = chosen
        self._direct_messages = direct_messages
        self.servers = frozenset(servers)

    def check(self, location: Location) -> None:
        """Raise NotHere if Munshi may not answer in a location."""
        self.check_server(location)
        if not self.is_chosen(location):
            elsewhere = self.channels(location.server)
            raise NotHere(answers_elsewhere(elsewhere) if elsewhere else say("answers_nowhere"))

    def is_chosen(self, location: Location) -> bool:
        """Whether managers chose the channel, or chose none, so that Munshi may answer everywhere."""
        chosen = self._chosen.get(location.server)
        return not chosen or location.settings_channel in chosen

    def check_server(self, location: Location) -> None:
        """Raise NotHere in a server that is not allowed, and in direct messages if those are not answered."""
        if location.direct and not self._direct_messages:
            raise NotHere(say("servers_only"))
        if not self.is_allowed(location):
            raise NotHere(say("server_not_allowed"))

    def is_allowed(self, location: Location) -> bool:
        """Whether the config allows the server, so that anything may be said there."""
        return location.direct or not self.servers or location.server in self.servers

    def channels(self, server: int) -> frozenset[int]:
        """Return the only channels of a server in which Munshi may answer.

        Empty if it may answer everywhere, or nowhere (`answers_nowhere`).
        """
        return self._chosen.get(server, frozenset()) - {DELETED_CHANNELS}

    def answers_nowhere(self, server: int) -> bool:
        """Whether all channels that were chosen in a server are deleted, so that Munshi answers nowhere."""
        return DELETED_CHANNELS in self._chosen.get(server, ())

    async def choose(self, server: int, channels: Sequence[int]) -> None:
        """Choose the only channels of a server in which Munshi may answer; none: everywhere."""
        await self._state.call(choose_channels, server, channels)
        await self.reload()

    async def reload(self) -> None:
        """Read the chosen channels from the state file again."""
        self._chosen = await self._state.call(chosen_channels)
