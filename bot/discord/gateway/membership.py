"""Who writes directly belongs to a server that is answered, where the config names those."""

from __future__ import annotations

import time
from collections.abc import Iterable

import discord

from bot.discord.access import NotHere
from bot.discord.sentences import say
from bot.discord.state.records import Location

_KEPT_SECONDS = 3600.0  # for which an answer of Discord is kept
_MOST_KEPT = 10_000  # people


class Membership:
    """Looks people up, one by one, which needs no privileged intent."""

    def __init__(self, servers: Iterable[int]) -> None:
        """`servers` are those that the config allows; none: everybody may write directly."""
        self._servers = tuple(servers)
        self._known: dict[int, tuple[bool, float]] = {}  # by person, with the time until which it counts

    async def check(self, client: discord.Client, location: Location, person: int) -> None:
        """Raise NotHere in the direct messages of somebody who is in no server that is allowed."""
        if not location.direct or not self._servers:
            return
        now = time.monotonic()
        belongs, until = self._known.get(person, (False, now))
        if until <= now:
            belongs = await self._belongs(client, person)
            if len(self._known) >= _MOST_KEPT:
                self._known.clear()
            self._known[person] = belongs, now + _KEPT_SECONDS
        if not belongs:
            raise NotHere(say("servers_only"))

    async def _belongs(self, client: discord.Client, person: int) -> bool:
        for server in filter(None, map(client.get_guild, self._servers)):
            try:
                await server.fetch_member(person)
            except discord.DiscordException:
                continue
            return True
        return False
