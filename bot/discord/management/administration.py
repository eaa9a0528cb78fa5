"""The requests of those who manage a server: rebuilding, feedback, digests, and how Munshi is doing."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.discord.choices.server_choices import Choices
from bot.discord.errors import DocumentsHang, MemberError
from bot.discord.indexes.engines import EnginesByServer
from bot.discord.indexes.maintenance import Maintenance, Watched
from bot.discord.indexes.rebuilder import Report
from bot.discord.management.statistics import Statistics
from bot.discord.management.unanswered import Gap, gaps_of
from bot.discord.messages.message import Message
from bot.discord.messages.reindexing import how_far, report_message
from bot.discord.sentences import ago, question_failed, reindexing_failed, say, unread_for, up_for
from bot.discord.state.async_state import AsyncState
from bot.discord.state.choices import digests, note_digest, set_digest
from bot.discord.state.facts import fact, set_fact
from bot.discord.state.records import Feedback, Location
from bot.discord.state.votes import asked_channels, unanswered_questions, voted_wrong
from bot.durations import DAY
from index.documents.folders import in_folders
from index.errors import UserError

_log = logging.getLogger(__name__)

#: Whether those who will see its questions may read the channel or thread with an id.
MayBeRead = Callable[[int], Awaitable[bool]]


class ReindexingFailed(MemberError):
    """An index could not be rebuilt. `__cause__` is the error of the engine."""


class Administration:
    """What the commands of managers do, and facts that the bot stores about itself."""

    def __init__(
        self,
        state: AsyncState,
        engines: EnginesByServer,
        maintenance: Maintenance,
        choices: Choices,
        statistics: Statistics,
    ) -> None:
        self._state = state
        self._engines = engines
        self._maintenance = maintenance
        self._access = choices.access
        self._folders = choices.folders
        self._statistics = statistics

    async def reindex(self, server: int, report: Report) -> Message:
        """Rebuild a server's index while the old one answers; `report` is called with the progress.

        Raises RebuildingAlready and ReindexingFailed.
        """
        settings = self._engines.settings(server)
        try:
            built = await self._maintenance.rebuild(settings, report, delete_if_empty=True)
        except MemberError:
            raise
        except UserError as error:
            _log.warning("index %s could not be rebuilt: %s: %s", settings.index, type(error).__name__, error)
            raise ReindexingFailed(reindexing_failed(error)) from error
        for name, reason in built.skipped:
            _log.info("index %s: skipped %s: %s", settings.index, name, reason)
        return report_message(built)

    async def feedback(self, server: int, may_be_read: MayBeRead) -> list[Feedback]:
        """Return the questions of a server whose answers were voted wrong, of channels that may be read."""
        channels = await self._readable(server, may_be_read)
        return await self._state.call(voted_wrong, server, channels=channels)

    async def unanswered(
        self, server: int, since: float, may_be_read: MayBeRead, channel: int | None = None
    ) -> list[Gap]:
        """Return the questions of a server since a time that got no answer, or a wrong one.

        Only questions of channels that may be read are returned. If they are to be shown in a `channel`,
        questions with documents outside its folders are excluded.
        """
        channels = await self._readable(server, may_be_read)
        rows = await self._state.call(unanswered_questions, server, since=since, channels=channels)
        shown_in = Location(server, channel or 0)
        folders = self._folders.of(shown_in)
        rows = [row for row in rows if all(in_folders(document, folders) for document in row.documents)]
        try:
            engine = await self._folders.engine(shown_in)
        except UserError as error:
            _log.warning("questions are grouped only by their words: %s", error)
            return gaps_of(rows, None)
        return await asyncio.to_thread(gaps_of, rows, engine)

    async def _readable(self, server: int, may_be_read: MayBeRead) -> list[int]:
        """Return the channels with recorded questions that may be read."""
        asked_in = await self._state.call(asked_channels, server)
        return [channel for channel in asked_in if await may_be_read(channel)]

    async def set_digest(self, server: int, channel: int | None, now: float) -> None:
        """Send the weekly digest of a server to a channel, from the next Monday after `now`; None: stop."""
        await self._state.call(set_digest, server, channel, now)

    async def digest_channel(self, server: int) -> int | None:
        """Return the channel of a server's weekly digest; None if there is no digest."""
        chosen = {number: channel for number, channel, _ in await self._state.call(digests)}
        return chosen.get(server)

    async def note_digest(self, server: int, channel: int, sent: float) -> bool:
        """Record when a digest was last sent. Returns whether it is still wanted in that channel."""
        return await self._state.call(note_digest, server, channel, sent)

    async def due_digests(self, now: float) -> list[tuple[int, int, float]]:
        """Return (server, channel, when last sent) of the digests not sent since the last Monday at eight.

        A digest that was sent more than a week after `now` is due too: the clock was ahead then. Servers that
        are no longer allowed get none.
        """
        monday = last_monday(now)
        return [
            (server, channel, sent)
            for server, channel, sent in await self._state.call(digests)
            if not monday <= sent <= now + 7 * DAY and self._access.is_allowed(Location(server, channel))
        ]

    async def about(self, location: Location) -> Message:
        """Return the message on how Munshi has been doing in a server since it was started."""
        server = location.server
        lines = [
            up_for(self._statistics.uptime),
            say("questions_asked", count=self._statistics.questions(server)),
        ]
        median = self._statistics.median(server)
        if median is not None:
            lines.append(say("declined", percent=round(100 * self._statistics.declined(server))))
            lines.append(say("median_time", milliseconds=round(median)))
        try:
            engine = await self._engines.engine(server)
        except UserError as error:
            _log.warning("%s: %s", type(error).__name__, error)
            lines.append(question_failed(error))
        else:
            lines.append(
                say(
                    "index_summary",
                    generation=str(engine.generation),
                    documents=say("documents", count=len(engine.documents)),
                    passages=say("passages", count=engine.passage_count),
                    ago=ago(time.time() - engine.built_at),
                )
            )
        lines.append(_watching(self._maintenance.watched(self._engines.settings(server))))
        return Message((say("about"), "\n".join(lines)))

    async def fact(self, name: str) -> str | None:
        """Return a value stored by name; None if there is none."""
        return await self._state.call(fact, name)

    async def set_fact(self, name: str, value: str) -> None:
        await self._state.call(set_fact, name, value)


def last_monday(now: float) -> float:
    """Return the last Monday at 8:00 in the local time of this machine, in seconds since the epoch."""
    local = datetime.fromtimestamp(now)
    monday = local.replace(hour=8, minute=0, second=0, microsecond=0) - timedelta(days=local.weekday())
    return (monday if monday <= local else monday - timedelta(days=7)).timestamp()


def _watching(watched: Watched) -> str:
    """Say whether and how changed documents are read."""
    hangs = watched.trouble is not None and isinstance(watched.trouble.error, DocumentsHang)
    if watched.reading and not hangs:
        return how_far(watched.progress)
    if watched.trouble is not None:
        return unread_for(watched.trouble.seconds, watched.trouble.error)
    if not watched.watching:
        return say("not_watching")
    if watched.rebuilt_at is None:
        return say("watching")
    return f"{say('watching')} {say('taken_up', ago=ago(time.time() - watched.rebuilt_at))}"
