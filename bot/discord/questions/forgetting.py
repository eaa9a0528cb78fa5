"""Forget questions: for the person who asked, with a channel or server, and when they are old."""

from __future__ import annotations

import logging

from bot.discord.choices.server_choices import Choices
from bot.discord.errors import MemberError
from bot.discord.messages.message import Message, notice
from bot.discord.questions.deletions import RecentDeletions
from bot.discord.sentences import say
from bot.discord.settings import DiscordSettings
from bot.discord.state.async_state import AsyncState
from bot.discord.state.forgetting import (
    forget_all,
    forget_channel,
    forget_older,
    forget_person,
    forget_server,
    recorded_channels,
    recorded_servers,
)
from bot.discord.state.records import Location
from bot.discord.state.threads import thread_ids, thread_owner
from bot.discord.state.uploads import uploads

_log = logging.getLogger(__name__)


class MayNotForget(MemberError):
    """Somebody may not delete the questions of others."""


class Forgetting:
    """Deletes records of questions, of threads and of the choices of managers."""

    def __init__(
        self,
        settings: DiscordSettings,
        state: AsyncState,
        choices: Choices,
        threads: set[int],
        deletions: RecentDeletions,
    ) -> None:
        """`choices` are read again when some are forgotten. `Conversations` shares the last two arguments."""
        self._state = state
        self._choices = choices
        self._threads = threads
        self._days = settings.remembered_days  # after which records are forgotten
        self._deletions = deletions

    async def servers(self) -> set[int]:
        """Return the ids of the servers with any record."""
        return await self._state.call(recorded_servers)

    async def channels(self) -> set[tuple[int, int]]:
        """Return (server, channel) of all threads, and of channels with a recorded question or a digest."""
        return await self._state.call(recorded_channels)

    async def forget(
        self, location: Location, person: int, *, everything: bool = False, moderator: bool = False
    ) -> Message:
        """Forget what one person asked in a channel or thread, or `everything` that was asked in a thread.

        Only the person who opened the thread and a `moderator` may forget everything. In direct messages
        everything is forgotten, since only one person asks there. Raises MayNotForget.
        """
        if location.direct:
            self._deletions.forget(channel=location.channel)
            forgotten = await self._state.call(forget_all, location)
            return notice(say("conversation_forgotten") if forgotten else say("conversation_empty"))
        if not everything:
            self._deletions.forget(channel=location.channel, person=person)
            forgotten = await self._state.call(forget_person, location, person)
            return notice(say("questions_forgotten") if forgotten else say("no_questions_of_yours"))
        if location.channel not in self._threads:
            raise MayNotForget(say("everything_in_threads_only"))
        if not moderator and await self._state.call(thread_owner, location.channel) != person:
            raise MayNotForget(say("owner_forgets_everything"))
        self._deletions.forget(channel=location.channel)
        forgotten = await self._state.call(forget_all, location)
        return notice(say("conversation_forgotten") if forgotten else say("conversation_empty"))

    async def forget_channel(self, channel: int) -> None:
        """Forget everything of a channel or thread that was deleted."""
        self._deletions.forget(channel=channel)
        self._threads.discard(channel)
        await self._state.call_until_written(forget_channel, channel)
        await self._choices.reload()

    async def forget_server(self, server: int) -> None:
        """Forget everything of a server that Munshi left, except the files that were uploaded there."""
        self._deletions.forget(server=server)
        if names := await self._state.call(uploads, server):
            _log.info("server %d: Munshi left it; its uploaded files stay: %s", server, ", ".join(names))
        await self._state.call_until_written(forget_server, server)
        await self._reread_threads()
        await self._choices.reload()

    async def forget_old(self) -> None:
        """Forget threads and answers that are older than the settings allow."""
        await self._state.call(forget_older, self._days)
        await self._reread_threads()

    async def _reread_threads(self) -> None:
        """Read from the state file which threads are still recorded."""
        remaining = await self._state.call(thread_ids)
        self._threads.intersection_update(remaining)
