"""What those who manage a server can type: /munshi reindex, channels, feedback, about."""

from __future__ import annotations

import io
import logging
import time
from typing import Literal

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord.administration import Administration
from bot.discord.errors import MemberError
from bot.discord.feedback import as_csv, as_jsonl
from bot.discord.gateway import delivery, views
from bot.discord.gateway.questions import location_of
from bot.discord.limits import INTERACTION_SECONDS
from bot.discord.messages.folders import folders_message
from bot.discord.messages.message import Message, notice
from bot.discord.messages.unanswered import unanswered_message
from bot.discord.sentences import in_english, lacks, mention, say
from bot.discord.unanswered import Gap

_log = logging.getLogger(__name__)

_LAST_UPDATE_SECONDS = 30.0  # before the interaction ends: no progress is shown from then on

AnyChannel = (
    discord.TextChannel | discord.ForumChannel | discord.VoiceChannel | discord.StageChannel
)  #: in which people can ask

_managers_only = app_commands.checks.has_permissions(manage_guild=True)


class ManagerCommands(commands.Cog):
    """The commands of those who manage a server."""

    munshi = app_commands.Group(
        name="munshi",
        description=in_english("descriptions.munshi"),
        allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False),
        default_permissions=discord.Permissions(manage_guild=True),
    )

    def __init__(self, administration: Administration) -> None:
        self._administration = administration

    @munshi.command(description=in_english("descriptions.reindex"))
    @_managers_only
    async def reindex(self, interaction: discord.Interaction) -> None:
        await delivery.defer(interaction, private=True)
        until = time.monotonic() + INTERACTION_SECONDS - _LAST_UPDATE_SECONDS

        async def report(progress: Message) -> None:
            if time.monotonic() < until:
                try:
                    await delivery.update(interaction, progress)
                except discord.HTTPException as error:
                    _log.info("could not show how far a rebuild is: %s", error)

        result = await self._administration.reindex(interaction.guild_id or 0, report)
        if time.monotonic() < until:
            await delivery.update(interaction, result)
        else:  # the interaction is over: send a direct message
            await interaction.user.send(view=views.layout(result))

    @munshi.command(description=in_english("descriptions.channels"))
    @_managers_only
    async def channels(self, interaction: discord.Interaction) -> None:
        chosen = sorted(self._administration.channels(interaction.guild_id or 0))
        await interaction.response.send_message(view=views.channel_chooser(chosen), ephemeral=True)

    @munshi.command(description=in_english("descriptions.folders"))
    @app_commands.describe(
        channel=in_english("descriptions.folders_channel"), folders=in_english("descriptions.folders_folders")
    )
    @_managers_only
    async def folders(
        self, interaction: discord.Interaction, channel: AnyChannel | None = None, folders: str = ""
    ) -> None:
        await delivery.defer(interaction, private=True)
        server = interaction.guild_id or 0
        if channel is not None:
            await self._administration.tie_folders(server, channel.id, folders)
        message = folders_message(self._administration.folders(server))
        await delivery.follow_up(interaction, message, private=True)

    @folders.autocomplete("folders")
    async def _known_folders(
        self, interaction: discord.Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        try:
            known = await self._administration.suggest_folders(interaction.guild_id or 0, typed)
        except Exception as error:  # autocomplete cannot show an error: offer nothing
            _log.warning("no folders to offer: %s", error)
            return []
        return [app_commands.Choice(name=text, value=text) for text in known]

    @munshi.command(description=in_english("descriptions.feedback"))
    @app_commands.describe(form=in_english("descriptions.feedback_form"))
    @_managers_only
    async def feedback(self, interaction: discord.Interaction, form: Literal["csv", "jsonl"] = "csv") -> None:
        await delivery.defer(interaction, private=True)
        rows = await self._administration.feedback(interaction.guild_id or 0)
        if not rows:
            await delivery.follow_up(interaction, notice(say("no_wrong_votes")), private=True)
            return
        text = as_csv(rows) if form == "csv" else as_jsonl(rows)
        file = discord.File(io.BytesIO(text.encode("utf-8", "replace")), f"munshi-feedback.{form}")
        await interaction.followup.send(say("wrong_votes", count=len(rows)), file=file, ephemeral=True)

    @munshi.command(description=in_english("descriptions.unanswered"))
    @app_commands.describe(days=in_english("descriptions.unanswered_days"))
    @_managers_only
    async def unanswered(
        self, interaction: discord.Interaction, days: app_commands.Range[int, 1, 365] = 30
    ) -> None:
        await delivery.defer(interaction, private=True)
        gaps = await self._administration.unanswered(interaction.guild_id or 0, days)
        await delivery.follow_up(interaction, unanswered_message(gaps, days), private=True)
        if gaps:
            text = as_csv(gaps, Gap).encode("utf-8", "replace")
            file = discord.File(io.BytesIO(text), "munshi-unanswered.csv")
            await interaction.followup.send(file=file, ephemeral=True)

    @munshi.command(description=in_english("descriptions.digest"))
    @app_commands.describe(channel=in_english("descriptions.digest_channel"))
    @_managers_only
    async def digest(
        self, interaction: discord.Interaction, channel: discord.TextChannel | None = None
    ) -> None:
        await delivery.defer(interaction, private=True)
        if channel is not None:
            lacking = _lacking_to_write(channel)
            if lacking:
                raise MemberError(lacks(lacking))
        await self._administration.set_digest(
            interaction.guild_id or 0, channel.id if channel else None, time.time()
        )
        sentence = say("digest_in", channel=mention(channel.id)) if channel else say("no_digest")
        await delivery.follow_up(interaction, notice(sentence), private=True)

    @munshi.command(description=in_english("descriptions.about"))
    @_managers_only
    async def about(self, interaction: discord.Interaction) -> None:
        await delivery.defer(interaction, private=True)
        message = await self._administration.about(location_of(interaction))
        await delivery.follow_up(interaction, message, private=True)


def _lacking_to_write(channel: discord.TextChannel) -> list[str]:
    """What keeps Munshi from writing into a channel."""
    granted = channel.permissions_for(channel.guild.me)
    return [name for name in ("read_messages", "send_messages") if not getattr(granted, name)]
