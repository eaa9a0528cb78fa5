"""Whether a person who writes direct messages is a member of a server that the config allows."""

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

_KEPT_SECONDS = 3600.0  # for which a reply of Discord is kept
_MOST_KEPT = 10_000  # people whose replies are kept
_ASK_SECONDS = 2.0  # to wait for Discord; an interaction must be acknowledged within three
_AT_ONCE = 10  # requests at the same time, for all people together: Discord accepts 50 a second
_LONGEST_SECONDS = 120.0  # the longest duration of a search


class Membership:
    """Looks up people one by one, which needs no privileged intent."""

    def __init__(self, servers: Iterable[int]) -> None:
        """`servers` are those that the config allows; empty: everybody may write direct messages."""
        self._servers = tuple(servers)
        self._known: dict[int, tuple[bool, float]] = {}  # person → (is a member, until when this is kept)
        self._searches: dict[int, asyncio.Task[bool | None]] = {}  # by person
        self._turns = asyncio.Semaphore(_AT_ONCE)

    async def check(self, client: discord.Client, location: Location, person: int) -> None:
        """Raise NotHere in the direct messages of a person who is in no allowed server.

        If Discord does not reply in time, a person who was a member at the last reply still counts as one;
        for others NotHere is raised with another sentence. The search goes on, for when they ask again. A
        person who uses a command or a button in an allowed server is remembered as a member.
        """
        now = time.monotonic()
        if location.server in self._servers:
            self._remember(person, True)
        if not location.direct or not self._servers:
            return
        belongs, until = self._known.get(person, (False, now))
        if until <= now:
            found = await self._found_in_time(client, person)
            if found is not None:
                belongs = found
            elif not belongs and person in self._searches:
                raise NotHere(say("still_looking"))
            elif not belongs:
                _log.warning("Discord did not say whether somebody who writes directly may ask")
                raise NotHere(say("cannot_answer"))
        if not belongs:
            raise NotHere(say("members_only"))

    def _remember(self, person: int, belongs: bool) -> None:
        if len(self._known) >= _MOST_KEPT:
            self._known.clear()
        self._known[person] = belongs, time.monotonic() + _KEPT_SECONDS

    async def _found_in_time(self, client: discord.Client, person: int) -> bool | None:
        """Return the result of a search for a person; None if it is not over in time, or has no result."""
        search = self._searches.get(person)
        if search is None:
            search = self._searches[person] = asyncio.create_task(self._search(client, person))
            search.add_done_callback(lambda _: self._searches.pop(person, None))
        done, _ = await asyncio.wait({search}, timeout=_ASK_SECONDS)
        return search.result() if done else None

    async def _search(self, client: discord.Client, person: int) -> bool | None:
        """Return whether a person is in any of the servers, and remember it; None if that is unknown."""
        belongs = await self._belongs(client, person)
        if belongs is not None:
            self._remember(person, belongs)
        return belongs

    async def _belongs(self, client: discord.Client, person: int) -> bool | None:
        """Return whether a person is in any of the servers, asking for several at once; None: unknown."""

        async def ask(server: int) -> bool | None:
            async with self._turns:
                return await _is_member(client, server, person)

        asked = [asyncio.ensure_future(ask(server)) for server in self._servers]
        found: list[bool | None] = []
        try:
            for answer in asyncio.as_completed(asked, timeout=_LONGEST_SECONDS):
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
    """Whether a person is in a server; None if Discord does not say, or has not sent the servers yet."""
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
