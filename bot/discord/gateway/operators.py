"""What those who manage a server can type: /munshi reindex, channels, feedback, about."""

from __future__ import annotations

import io
import logging
import time
from typing import TYPE_CHECKING, Literal

import discord
from discord import app_commands

from bot.discord.feedback import as_csv, as_jsonl
from bot.discord.gateway import asking, delivery, views
from bot.discord.gateway.presses import channels_text
from bot.discord.limits import INTERACTION_SECONDS
from bot.discord.messages import Message, sentence

if TYPE_CHECKING:
    from bot.discord.gateway.client import Munshi

_log = logging.getLogger(__name__)

manage = app_commands.Group(
    name="munshi",
    description="For those who manage this server",
    allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False),
    default_permissions=discord.Permissions(manage_guild=True),
)
_managers_only = app_commands.checks.has_permissions(manage_guild=True)


@manage.command(description="Read the documents again; the old index answers meanwhile")
@_managers_only
async def reindex(interaction: discord.Interaction[Munshi]) -> None:
    await delivery.defer(interaction, private=True)
    until = time.monotonic() + INTERACTION_SECONDS - 30

    async def report(progress: Message) -> None:
        if time.monotonic() < until:
            try:
                await delivery.update(interaction, progress)
            except discord.HTTPException as error:
                _log.info("could not show how far a rebuild is: %s", error)

    result = await interaction.client.service.reindex(interaction.guild_id or 0, report)
    if time.monotonic() < until:
        await delivery.update(interaction, result)
    else:  # the interaction is over: the one who asked is told by a direct message
        await interaction.user.send(view=views.layout(result))


@manage.command(description="Choose where Munshi may answer")
@_managers_only
async def channels(interaction: discord.Interaction[Munshi]) -> None:
    chosen = sorted(interaction.client.service.channels(interaction.guild_id or 0))
    view = views.channel_chooser(channels_text(chosen), chosen)
    await interaction.response.send_message(view=view, ephemeral=True)


@manage.command(description="The questions that were voted wrong, as a file")
@app_commands.describe(form="csv opens in a spreadsheet, jsonl in a program")
@_managers_only
async def feedback(interaction: discord.Interaction[Munshi], form: Literal["csv", "jsonl"] = "csv") -> None:
    await delivery.defer(interaction, private=True)
    rows = await interaction.client.service.feedback(interaction.guild_id or 0)
    if not rows:
        await delivery.follow_up(interaction, sentence("No answer was voted wrong."), private=True)
        return
    text = as_csv(rows) if form == "csv" else as_jsonl(rows)
    file = discord.File(io.BytesIO(text.encode("utf-8", "replace")), f"munshi-feedback.{form}")
    await interaction.followup.send(f"Answers voted wrong: {len(rows):,}", file=file, ephemeral=True)


@manage.command(description="How Munshi fares here")
@_managers_only
async def about(interaction: discord.Interaction[Munshi]) -> None:
    await delivery.defer(interaction, private=True)
    message = await interaction.client.service.about(asking.place_of(interaction))
    await delivery.follow_up(interaction, message, private=True)
