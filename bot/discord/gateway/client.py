"""The bot: the intents and permissions that it needs, its commands, and how it handles Discord's events."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import logging
import sqlite3
import sys
from collections.abc import Sequence
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord.choices.access import NotHere
from bot.discord.gateway import delivery
from bot.discord.gateway.commands import MemberCommands, ask_about_this
from bot.discord.gateway.components import ComponentHandler
from bot.discord.gateway.departures import forget_departed, is_own_state
from bot.discord.gateway.digests import send_digests
from bot.discord.gateway.edits import EditHandler
from bot.discord.gateway.listening import Listener
from bot.discord.gateway.managers import ManagerCommands
from bot.discord.gateway.membership import Membership
from bot.discord.gateway.questions import QuestionHandler, is_direct, is_written_by_a_person, location_of
from bot.discord.gateway.tasks import AnsweringTasks
from bot.discord.gateway.translator import Translator
from bot.discord.gateway.uploads import add_upload_commands
from bot.discord.sentences import say, spoken
from bot.discord.service import Service
from bot.discord.state.records import Location

_log = logging.getLogger(__name__)

_RETRY_SECONDS = 60.0  # until the state file is tried again after READY
_COMMANDS_HASH = "commands-synced"  # name of the fact

discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # Munshi never speaks


class _Tree(app_commands.CommandTree[discord.Client]):
    """The commands: checks whether the person may use them there, and explains their errors."""

    async def interaction_check(self, interaction: discord.Interaction[discord.Client], /) -> bool:
        bot = interaction.client
        assert isinstance(bot, Munshi)
        location = location_of(interaction)
        try:
            if not bot.service.access.is_allowed(location):
                raise NotHere(say("server_not_allowed"))
            await bot.membership.check(bot, location, interaction.user.id)
        except NotHere as error:
            if interaction.type is not discord.InteractionType.autocomplete:
                await delivery.explain(interaction, error)
            return False
        return True

    async def on_error(
        self, interaction: discord.Interaction[discord.Client], error: app_commands.AppCommandError, /
    ) -> None:
        await delivery.explain(interaction, error)


class Munshi(commands.AutoShardedBot):
    """The Discord client of Munshi. It keeps no members, presences or messages in memory."""

    def __init__(self, service: Service, *, message_content: bool = False, **options: Any) -> None:
        """With `message_content` (the intent is granted), each message in Munshi's threads is a question."""
        super().__init__(
            command_prefix=commands.when_mentioned,  # required, but there are no such commands
            help_command=None,
            tree_cls=_Tree,
            intents=_intents(message_content=message_content or service.listening.enabled),
            allowed_mentions=discord.AllowedMentions.none(),
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            **options,
        )
        self.service = service
        self.answering = AnsweringTasks()
        self.membership = Membership(service.access.servers)
        self._questions = QuestionHandler(service, self.answering, message_content=message_content)
        self._listener = Listener(service, self.answering)
        self._edits = EditHandler(service, self._questions, self._listener, self.answering)
        self._components = ComponentHandler(
            service, self._questions, self.membership, message_content=message_content
        )
        self._found: set[int] = set()  # archived threads that were fetched since the start, and exist
        self._translator = Translator(spoken())
        self._maintenance: asyncio.Task[None] | None = None
        self._digests: asyncio.Task[None] | None = None
        self._state_error = ""  # of the state file in an event: the last one in the log

    async def setup_hook(self) -> None:
        await self.add_cog(MemberCommands(self.service, self._questions))
        managers = ManagerCommands(self.service, self.answering)
        add_upload_commands(managers.munshi, self.service.uploads, self.answering)
        await self.add_cog(managers)
        self.tree.add_command(ask_about_this(self._questions))
        await self.tree.set_translator(self._translator)
        await self.sync_changed_commands()
        self._maintenance = asyncio.create_task(self.service.maintain())
        self._digests = asyncio.create_task(send_digests(self, self.service.administration))

    async def sync_changed_commands(self) -> bool:
        """Send Discord the commands if they differ from those sent last. Returns whether it did."""
        translated = (
            command.get_translated_payload(self.tree, self._translator)
            for command in self.tree.get_commands()
        )
        tree_commands = [await payload for payload in translated]
        described = json.dumps([self.application_id, tree_commands], sort_keys=True)
        digest = hashlib.sha256(described.encode()).hexdigest()
        if await self.service.administration.fact(_COMMANDS_HASH) == digest:
            return False
        await self.tree.sync()
        await self.service.administration.set_fact(_COMMANDS_HASH, digest)
        _log.info("sent Discord the %d commands", len(tree_commands))
        return True

    def stop_maintenance(self) -> None:
        for task in (self._maintenance, self._digests):
            if task is not None:
                task.cancel()

    # -------------------------------------------------------------- events

    async def on_ready(self) -> None:
        _log.info("ready as %s in %d servers", self.user, len(self.guilds))
        while not await self._forget_departed():
            await asyncio.sleep(_RETRY_SECONDS)

    async def _forget_departed(self) -> bool:
        """Forget what Discord no longer has. Returns whether the state file could be read and written.

        Discord reports READY only at the start and after long outages, so a full disk must not end this.
        """
        try:
            await forget_departed(self, self.service, self._found)
        except sqlite3.OperationalError:
            await self.on_error("ready")
            return False
        return True

    async def on_message(self, message: discord.Message, /) -> None:
        assert self.user is not None  # messages come after the login
        if message.guild is None and not (is_direct(message) and await self._may_write(message)):
            return
        if not await self._questions.answer_message(message, self.user):
            await self._listener.hear(message)

    async def _may_write(self, message: discord.Message, *, tell: bool = True) -> bool:
        """Whether a direct message is from a person who may ask; with `tell`, other people get a reply."""
        if not is_written_by_a_person(message):
            return False
        try:
            await self.membership.check(self, Location(0, message.channel.id), message.author.id)
        except NotHere as error:
            if tell:
                await self._questions.explain(message, error)
            return False
        return True

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        await self._components.handle(interaction)

    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        assert self.user is not None  # messages come after the login
        message = payload.message
        if message.guild is None and not (is_direct(message) and await self._may_write(message, tell=False)):
            return
        await self._edits.handle(message, self.user)

    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        await self._withdraw([payload.message_id])

    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        await self._withdraw(sorted(payload.message_ids))

    async def _withdraw(self, messages: Sequence[int]) -> None:
        """Withdraw the questions of deleted messages, and delete the replies that show them."""
        await self.service.conversations.withdraw(messages)
        for channel, reply in await self.service.conversations.replies_with_questions(messages):
            with contextlib.suppress(discord.HTTPException):
                await self.get_partial_messageable(channel).get_partial_message(reply).delete()

    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        await self.service.forgetting.forget_channel(payload.thread_id)

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        await self.service.forgetting.forget_channel(channel.id)

    async def on_guild_role_delete(self, role: discord.Role) -> None:
        await self.service.humans.forget_role(role.id)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        if await is_own_state(self, self.service):
            await self.service.forgetting.forget_server(guild.id)

    async def on_error(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        error = sys.exc_info()[1]
        if not isinstance(error, sqlite3.Error):
            _log.exception("in the event %s", event)
        elif self._state_error != str(error):  # with a damaged file each event fails alike: log it once
            self._state_error = str(error)
            _log.warning("in the event %s: the state file could not be used: %s", event, error)


def _intents(*, message_content: bool) -> discord.Intents:
    """Return the intents that Munshi needs. Only `message_content` is privileged."""
    needed = discord.Intents.none()
    needed.guilds = needed.guild_messages = needed.dm_messages = True
    needed.message_content = message_content
    return needed


def permissions() -> discord.Permissions:
    """Return the fewest permissions with which Munshi can answer, reply, open threads and send files."""
    return discord.Permissions(
        view_channel=True,
        send_messages=True,
        send_messages_in_threads=True,
        create_public_threads=True,
        read_message_history=True,
        attach_files=True,
    )
