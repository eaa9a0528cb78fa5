"""What people can type: /ask, /documents, /forget, and "Ask about this" on a message."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Literal

import discord
from discord import app_commands

from bot.discord.gateway import asking, delivery
from bot.discord.limits import QUESTION_CHARACTERS
from index.errors import UserError

if TYPE_CHECKING:
    from bot.discord.gateway.client import Munshi

_log = logging.getLogger(__name__)


@app_commands.command(description="Ask the documents")
@app_commands.describe(question="What do you want to know?", private="yes: only you see the answer")
async def ask(
    interaction: discord.Interaction[Munshi],
    question: app_commands.Range[str, 1, QUESTION_CHARACTERS],
    private: Literal["yes", "no"] = "no",
) -> None:
    await asking.answer(interaction, question, private=private == "yes")


@ask.autocomplete("question")
async def _recent_questions(
    interaction: discord.Interaction[Munshi], typed: str
) -> list[app_commands.Choice[str]]:
    try:
        place, person = asking.place_of(interaction), interaction.user.id
        recent = await interaction.client.service.recent_questions(place, person, typed)
    except Exception as error:  # nobody can be told: offer nothing
        _log.warning("no recent questions to offer: %s", error)
        return []
    return [app_commands.Choice(name=question, value=question) for question in recent]


@app_commands.context_menu(name="Ask about this")
async def ask_about_this(interaction: discord.Interaction[Munshi], message: discord.Message) -> None:
    if not message.content.strip():
        raise UserError("That message has no text I could ask the documents about.")
    await asking.answer(interaction, message.content)


@app_commands.command(description="What Munshi knows: the documents, and how old the index is")
async def documents(interaction: discord.Interaction[Munshi]) -> None:
    service, place = interaction.client.service, asking.place_of(interaction)
    await delivery.defer(interaction, private=True)
    await delivery.follow_up(interaction, await service.documents(place, 0), private=True)


@app_commands.command(description="Forget what was said in this thread, or what you asked in this channel")
async def forget(interaction: discord.Interaction[Munshi]) -> None:
    service, place = interaction.client.service, asking.place_of(interaction)
    await delivery.respond(interaction, await service.forget(place, interaction.user.id), private=True)


EVERYONE = (ask, documents, forget, ask_about_this)
