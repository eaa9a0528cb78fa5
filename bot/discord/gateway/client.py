"""The bot: what it asks of Discord, which commands it has, and what it does when things happen there."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import logging
from collections.abc import Iterator
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands as extension

from bot.discord.gateway import asking, delivery, presses
from bot.discord.gateway.commands import EVERYONE
from bot.discord.gateway.operators import manage
from bot.discord.service import Service

_log = logging.getLogger(__name__)

_SYNCED = "commands-synced"

discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # nothing is ever said aloud here


class Tree(app_commands.CommandTree["Munshi"]):
    """The commands; every error of theirs goes to the one handler."""

    async def on_error(
        self, interaction: discord.Interaction[Munshi], error: app_commands.AppCommandError, /
    ) -> None:
        await delivery.explain(interaction, error)


class Munshi(extension.AutoShardedBot):
    """Munshi on Discord. Keeps no members, presences or messages in memory."""

    def __init__(self, service: Service, **options: Any) -> None:
        super().__init__(
            command_prefix=extension.when_mentioned,  # there are no such commands: `on_message` answers
            help_command=None,
            tree_cls=Tree,
            intents=intents(message_content=service.settings.message_content),
            allowed_mentions=discord.AllowedMentions.none(),
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            **options,
        )
        self.service = service
        self._at_work: set[asyncio.Task[Any]] = set()
        self._tending: asyncio.Task[None] | None = None
        for command in (*EVERYONE, manage):
            self.tree.add_command(command)

    async def setup_hook(self) -> None:
        self.add_dynamic_items(presses.Press)
        await self.sync_changed_commands()
        self._tending = asyncio.create_task(self.service.tend())

    async def sync_changed_commands(self) -> bool:
        """Tell Discord the commands, in one call, where they are not those it was told last."""
        commands = [command.to_dict(self.tree) for command in self.tree.get_commands()]
        told = json.dumps([self.application_id, commands], sort_keys=True)
        digest = hashlib.sha256(told.encode()).hexdigest()
        if await self.service.fact(_SYNCED) == digest:
            return False
        await self.tree.sync()
        await self.service.keep_fact(_SYNCED, digest)
        _log.info("told Discord the %d commands", len(commands))
        return True

    @contextlib.contextmanager
    def working(self) -> Iterator[None]:
        """Counts the task it is in among those that the end waits for."""
        task = asyncio.current_task()
        assert task is not None
        self._at_work.add(task)
        try:
            yield
        finally:
            self._at_work.discard(task)

    async def wait_for_work(self, seconds: float) -> None:
        """Wait until everyone who asked was answered or excused, but no longer than that."""
        if self._at_work:
            await asyncio.wait(self._at_work, timeout=seconds)

    def stop_tending(self) -> None:
        if self._tending is not None:
            self._tending.cancel()

    # -------------------------------------------------------------- events

    async def on_ready(self) -> None:
        _log.info("ready as %s in %d servers", self.user, len(self.guilds))

    async def on_message(self, message: discord.Message, /) -> None:
        await asking.answer_message(self, message)

    async def on_interaction(self, interaction: discord.Interaction[Munshi]) -> None:
        if interaction.type is discord.InteractionType.modal_submit:
            await presses.form_sent(interaction)

    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        await self.service.channel_gone(payload.thread_id)

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        await self.service.channel_gone(channel.id)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        await self.service.server_gone(guild.id)

    async def on_error(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        _log.exception("in the event %s", event)


def intents(*, message_content: bool) -> discord.Intents:
    """What of Discord's events is needed: nothing privileged, unless the operator granted and says so."""
    wanted = discord.Intents.none()
    wanted.guilds = wanted.guild_messages = wanted.dm_messages = True
    wanted.message_content = message_content
    return wanted


def permissions() -> discord.Permissions:
    """The fewest that let Munshi do all it can: answer, answer by reply, open threads, hand out a file."""
    return discord.Permissions(
        view_channel=True,
        send_messages=True,
        send_messages_in_threads=True,
        create_public_threads=True,
        read_message_history=True,
        attach_files=True,
    )
