"""Who writes directly belongs to a server that is answered, where the config names those."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Iterable

import discord

from bot.discord.choices.access import NotHere
from bot.discord.gateway import delivery
from bot.discord.sentences import say
from bot.discord.state.records import Location

_log = logging.getLogger(__name__)

_KEPT_SECONDS = 3600.0  # for which an answer of Discord is kept
_MOST_KEPT = 10_000  # people
_ASK_SECONDS = 2.0  # that Discord has to answer; an interaction must be acknowledged within three


class Membership:
    """Looks people up, one by one, which needs no privileged intent."""

    def __init__(self, servers: Iterable[int]) -> None:
        """`servers` are those that the config allows; none: everybody may write directly."""
        self._servers = tuple(servers)
        self._known: dict[int, tuple[bool, float]] = {}  # by person, with the time until which it counts

    async def check(self, client: discord.Client, location: Location, person: int) -> None:
        """Raise NotHere in the direct messages of somebody who is in no server that is allowed.

        Where Discord does not say so in time, a member whose last answer is too old stays one, and for others
        NotHere is raised with another sentence. Neither is remembered.
        """
        if not location.direct or not self._servers:
            return
        now = time.monotonic()
        belongs, until = self._known.get(person, (False, now))
        if until <= now:
            asked = await self._belongs(client, person)
            if asked is not None:
                belongs = asked
                self._remember(person, belongs, now + _KEPT_SECONDS)
            elif not belongs:
                _log.warning("Discord did not say whether somebody who writes directly may ask")
                raise NotHere(say("cannot_answer"))
        if not belongs:
            raise NotHere(say("members_only"))

    def _remember(self, person: int, belongs: bool, until: float) -> None:
        if len(self._known) >= _MOST_KEPT:
            self._known.clear()
        self._known[person] = belongs, until

    async def _belongs(self, client: discord.Client, person: int) -> bool | None:
        """Whether a person is in any of the servers, which are asked at the same time; None: nobody knows."""
        asked = [asyncio.ensure_future(_is_member(client, server, person)) for server in self._servers]
        found: list[bool | None] = []
        try:
            for answer in asyncio.as_completed(asked, timeout=_ASK_SECONDS):
                found.append(await answer)
                if found[-1]:
                    return True
        except TimeoutError:
            return None
        finally:
            for task in asked:
                task.cancel()
        return None if None in found else False


async def _is_member(client: discord.Client, server: int, person: int) -> bool | None:
    """Whether a person is in a server; None where Discord does not say, or has not named the servers yet."""
    guild = client.get_guild(server)
    if guild is None:
        return False if client.is_ready() else None
    try:
        await guild.fetch_member(person)
    except discord.NotFound:
        return False
    except (discord.DiscordException, *delivery.UNDELIVERABLE):
        return None
    return True
