"""The commands of those who manage a server: /munshi and its subcommands, except those in `uploads`."""

from __future__ import annotations

import io
import time
from functools import partial
from typing import Literal

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord.errors import MemberError
from bot.discord.gateway import delivery, views
from bot.discord.gateway.autocomplete import as_choices
from bot.discord.gateway.permissions import needed_to_reply, needed_to_write, require
from bot.discord.gateway.progress import Progress
from bot.discord.gateway.questions import location_of
from bot.discord.gateway.readers import member_may_read
from bot.discord.gateway.tasks import AnsweringTasks
from bot.discord.management.administration import MayBeRead
from bot.discord.management.feedback import as_file
from bot.discord.messages.folders import folders_message
from bot.discord.messages.message import Message, notice
from bot.discord.messages.unanswered import unanswered_message
from bot.discord.sentences import helpers_chosen, in_english, listening_in, mention, not_among_chosen, say
from bot.discord.service import Service
from bot.discord.state.records import Helpers, Location
from bot.durations import DAY

#: the types of channels in which people can ask
AnyChannel = discord.TextChannel | discord.ForumChannel | discord.VoiceChannel | discord.StageChannel

managers_only = app_commands.checks.has_permissions(manage_guild=True)


class ManagerCommands(commands.Cog):
    """The commands of those who manage a server."""

    munshi = app_commands.Group(
        name="munshi",
        description=in_english("descriptions.munshi"),
        allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False),
        default_permissions=discord.Permissions(manage_guild=True),
    )

    def __init__(self, service: Service, tasks: AnsweringTasks) -> None:
        self._service = service
        self._tasks = tasks
        self._administration = service.administration

    @munshi.command(description=in_english("descriptions.reindex"))
    @managers_only
    async def reindex(self, interaction: discord.Interaction) -> None:
        await delivery.defer(interaction, private=True)
        progress = Progress(interaction)
        with self._tasks.current():
            await progress.finish_with(self._administration.reindex(interaction.guild_id or 0, progress.show))

    @munshi.command(description=in_english("descriptions.channels"))
    @managers_only
    async def channels(self, interaction: discord.Interaction) -> None:
        access, server = self._service.access, interaction.guild_id or 0
        chooser = views.channel_chooser(
            sorted(access.channels(server)), nowhere=access.answers_nowhere(server)
        )
        await interaction.response.send_message(view=chooser, ephemeral=True)

    @munshi.command(description=in_english("descriptions.folders"))
    @app_commands.describe(
        channel=in_english("descriptions.folders_channel"),
        folders=in_english("descriptions.folders_folders"),
        stop=in_english("descriptions.folders_stop"),
    )
    @managers_only
    async def folders(
        self,
        interaction: discord.Interaction,
        channel: AnyChannel | None = None,
        folders: str = "",
        stop: Literal["yes", "no"] = "no",
    ) -> None:
        await delivery.defer(interaction, private=True)
        server = interaction.guild_id or 0
        if channel is None and (folders or stop == "yes"):
            raise MemberError(say("no_channel_named"))
        if channel is not None and stop == "yes":
            await self._service.folders.untie(server, channel.id)
        elif channel is not None and folders:
            await self._service.folders.tie(server, channel.id, folders)
        message = folders_message(self._service.folders.tied(server))
        await delivery.follow_up(interaction, message, private=True)

    @folders.autocomplete("folders")
    @managers_only
    async def _known_folders(
        self, interaction: discord.Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        return await as_choices(self._service.folders.suggestions(interaction.guild_id or 0, typed))

    @munshi.command(description=in_english("descriptions.listen"))
    @app_commands.describe(
        channel=in_english("descriptions.listen_channel"),
        solved_tag=in_english("descriptions.listen_solved_tag"),
        stop=in_english("descriptions.listen_stop"),
    )
    @managers_only
    async def listen(
        self,
        interaction: discord.Interaction,
        channel: discord.TextChannel | discord.ForumChannel | None = None,
        solved_tag: str = "",
        stop: Literal["yes", "no"] = "no",
    ) -> None:
        await delivery.defer(interaction, private=True)
        listening, server = self._service.listening, interaction.guild_id or 0
        if not listening.enabled:
            raise MemberError(say("listening_off"))
        if channel is None and (solved_tag or stop == "yes"):
            raise MemberError(say("no_channel_named"))
        if channel is not None and stop == "yes":
            await listening.stop(channel.id)
        elif channel is not None:
            if not self._may_answer(server, channel.id):
                raise MemberError(not_among_chosen([channel.id]))
            tag = _tag_named(channel, solved_tag)
            require(
                channel.permissions_for(channel.guild.me),
                (*needed_to_reply(channel), *(["manage_threads"] if tag else [])),
            )
            await listening.choose(server, channel.id, tag)
        listened = listening.channels(server)
        silent = [number for number in listened if not self._may_answer(server, number)]
        sentences = (listening_in(listened), *([not_among_chosen(silent)] if silent else []))
        await delivery.follow_up(interaction, Message(sentences), private=True)

    def _may_answer(self, server: int, channel: int) -> bool:
        return self._service.access.is_chosen(Location(server, channel))

    @munshi.command(description=in_english("descriptions.humans"))
    @app_commands.describe(
        role=in_english("descriptions.humans_role"),
        channel=in_english("descriptions.humans_channel"),
        stop=in_english("descriptions.humans_stop"),
    )
    @managers_only
    async def humans(
        self,
        interaction: discord.Interaction,
        role: discord.Role | None = None,
        channel: discord.TextChannel | None = None,
        stop: Literal["yes", "no"] = "no",
    ) -> None:
        await delivery.defer(interaction, private=True)
        humans, server, granted = self._service.humans, interaction.guild_id or 0, interaction.app_permissions
        if stop == "yes":
            await humans.choose(server, None)
        elif role is not None or channel is not None:
            if channel is not None:
                granted = channel.permissions_for(channel.guild.me)
                require(granted, needed_to_write(channel))
            if role is not None and (role.is_default() or not _may_mention(role, granted)):
                raise MemberError(say("role_not_mentionable"))
            await humans.choose(server, Helpers(role.id if role else None, channel.id if channel else None))
        chosen = humans.of(server) or Helpers()
        await delivery.follow_up(interaction, notice(helpers_chosen(chosen)), private=True)

    @munshi.command(description=in_english("descriptions.feedback"))
    @app_commands.describe(form=in_english("descriptions.feedback_form"))
    @managers_only
    async def feedback(self, interaction: discord.Interaction, form: Literal["csv", "jsonl"] = "csv") -> None:
        await delivery.defer(interaction, private=True)
        rows = await self._administration.feedback(interaction.guild_id or 0, _may_be_read_by(interaction))
        if not rows:
            await delivery.follow_up(interaction, notice(say("no_wrong_votes")), private=True)
            return
        text = as_file(rows, form).encode("utf-8", "replace")
        file = discord.File(io.BytesIO(text), f"munshi-feedback.{form}")
        await interaction.followup.send(say("wrong_votes", count=len(rows)), file=file, ephemeral=True)

    @munshi.command(description=in_english("descriptions.unanswered"))
    @app_commands.describe(days=in_english("descriptions.unanswered_days"))
    @managers_only
    async def unanswered(
        self, interaction: discord.Interaction, days: app_commands.Range[int, 1, 365] = 30
    ) -> None:
        await delivery.defer(interaction, private=True)
        since = time.time() - days * DAY
        gaps = await self._administration.unanswered(
            interaction.guild_id or 0, since, _may_be_read_by(interaction)
        )
        await delivery.follow_up(interaction, unanswered_message(gaps, days), private=True)
        if gaps:
            text = as_file(gaps, "csv").encode("utf-8", "replace")
            file = discord.File(io.BytesIO(text), "munshi-unanswered.csv")
            await interaction.followup.send(file=file, ephemeral=True)

    @munshi.command(description=in_english("descriptions.digest"))
    @app_commands.describe(
        channel=in_english("descriptions.digest_channel"), stop=in_english("descriptions.digest_stop")
    )
    @managers_only
    async def digest(
        self,
        interaction: discord.Interaction,
        channel: discord.TextChannel | None = None,
        stop: Literal["yes", "no"] = "no",
    ) -> None:
        await delivery.defer(interaction, private=True)
        administration, server = self._administration, interaction.guild_id or 0
        if stop == "yes":
            await administration.set_digest(server, None, time.time())
        elif channel is not None:
            require(channel.permissions_for(channel.guild.me), needed_to_write(channel))
            await administration.set_digest(server, channel.id, time.time())
        chosen = await administration.digest_channel(server)
        sentence = say("no_digest") if chosen is None else say("digest_in", channel=mention(chosen))
        await delivery.follow_up(interaction, notice(sentence), private=True)

    @munshi.command(description=in_english("descriptions.about"))
    @managers_only
    async def about(self, interaction: discord.Interaction) -> None:
        await delivery.defer(interaction, private=True)
        message = await self._administration.about(location_of(interaction))
        await delivery.follow_up(interaction, message, private=True)


def _may_be_read_by(interaction: discord.Interaction) -> MayBeRead:
    """Return the function that says whether the member of an interaction may read a channel."""
    assert isinstance(interaction.user, discord.Member)  # the commands are of servers alone
    return partial(member_may_read, interaction.user)


def _may_mention(role: discord.Role, granted: discord.Permissions) -> bool:
    return role.mentionable or granted.mention_everyone


def _tag_named(channel: discord.TextChannel | discord.ForumChannel, name: str) -> int | None:
    """Return the id of a forum's tag; None if `name` is empty. Raises MemberError if there is no such tag."""
    if not name.strip():
        return None
    tags = channel.available_tags if isinstance(channel, discord.ForumChannel) else []
    found = next((tag for tag in tags if tag.name.casefold() == name.strip().casefold()), None)
    if found is None:
        raise MemberError(say("no_such_tag"))
    return found.id
