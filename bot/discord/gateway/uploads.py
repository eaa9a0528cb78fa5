"""The commands of managers for files: /munshi upload and /munshi remove."""

from __future__ import annotations

from typing import Literal

import discord
from discord import app_commands

from bot.discord.gateway import delivery
from bot.discord.gateway.autocomplete import as_choices
from bot.discord.gateway.managers import managers_only
from bot.discord.gateway.progress import Progress
from bot.discord.gateway.tasks import AnsweringTasks
from bot.discord.sentences import in_english
from bot.discord.uploads.service import Upload, Uploads


def add_upload_commands(group: app_commands.Group, uploads: Uploads, tasks: AnsweringTasks) -> None:
    """Add both commands to the group of managers' commands. `tasks` tracks them while they run."""

    @group.command(description=in_english("descriptions.upload"))
    @app_commands.describe(
        file=in_english("descriptions.upload_file"), replace=in_english("descriptions.upload_replace")
    )
    @managers_only
    async def upload(
        interaction: discord.Interaction,
        file: discord.Attachment,
        replace: Literal["yes", "no"] = "no",
    ) -> None:
        await delivery.defer(interaction, private=True)
        sent = Upload(file.filename, file.size, file.read)
        progress = Progress(interaction)
        server, person = interaction.guild_id or 0, interaction.user.id
        with tasks.current():
            adding = uploads.add(server, person, sent, progress.show, replace=replace == "yes")
            await progress.finish_with(adding)

    @group.command(description=in_english("descriptions.remove"))
    @app_commands.describe(name=in_english("descriptions.remove_name"))
    @managers_only
    async def remove(interaction: discord.Interaction, name: str) -> None:
        await delivery.defer(interaction, private=True)
        progress = Progress(interaction)
        with tasks.current():
            await progress.finish_with(uploads.remove(interaction.guild_id or 0, name, progress.show))

    @remove.autocomplete("name")
    @managers_only
    async def uploaded_names(interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return await as_choices(uploads.names(interaction.guild_id or 0, typed))
