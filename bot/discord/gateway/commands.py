"""The commands of members: /ask, /documents, /forget, and "Ask about this" in the menu of a message."""

from __future__ import annotations

from typing import Literal

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord.errors import MemberError
from bot.discord.gateway import delivery
from bot.discord.gateway.autocomplete import as_choices
from bot.discord.gateway.questions import QuestionHandler, location_of
from bot.discord.gateway.reading import quotes_others, text_of, without_mentions
from bot.discord.limits import QUESTION_CHARACTERS
from bot.discord.questions.cooldown import Cooldown
from bot.discord.sentences import in_english, say, typed_too_often
from bot.discord.service import Service

_COMMANDS, _COMMAND_SECONDS = 10, 30.0  # the most commands of a person in a server within that time


class MemberCommands(commands.Cog):
    """The commands of all members."""

    def __init__(self, service: Service, questions: QuestionHandler) -> None:
        self._service = service
        self._questions = questions
        self._commands = Cooldown(_COMMAND_SECONDS, times=_COMMANDS, sentence=typed_too_often)

    def _admit(self, interaction: discord.Interaction) -> None:
        """Raise TooSoon if a person uses too many commands. Questions have a cooldown of their own."""
        key = interaction.guild_id, interaction.user.id
        self._commands.check(key)
        self._commands.start(key)

    @app_commands.command(description=in_english("descriptions.ask"))
    @app_commands.describe(
        question=in_english("descriptions.ask_question"), private=in_english("descriptions.ask_private")
    )
    async def ask(
        self,
        interaction: discord.Interaction,
        question: app_commands.Range[str, 1, QUESTION_CHARACTERS],
        private: Literal["yes", "no"] = "no",
    ) -> None:
        await self._questions.answer_interaction(
            interaction, without_mentions(question), private=private == "yes"
        )

    @ask.autocomplete("question")
    async def _recent_questions(
        self, interaction: discord.Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        location, person = location_of(interaction), interaction.user.id
        return await as_choices(self._service.conversations.recent_questions(location, person, typed))

    @app_commands.command(description=in_english("descriptions.documents"))
    async def documents(self, interaction: discord.Interaction) -> None:
        self._admit(interaction)
        await delivery.defer(interaction, private=True)
        message = await self._service.documents.page(location_of(interaction), 0)
        await delivery.follow_up(interaction, message, private=True)

    @app_commands.command(description=in_english("descriptions.forget"))
    @app_commands.describe(everything=in_english("descriptions.forget_everything"))
    async def forget(self, interaction: discord.Interaction, everything: Literal["yes", "no"] = "no") -> None:
        self._admit(interaction)
        await delivery.defer(interaction, private=True)
        message = await self._service.forgetting.forget(
            location_of(interaction),
            interaction.user.id,
            everything=everything == "yes",
            moderator=interaction.permissions.manage_messages or interaction.permissions.manage_threads,
        )
        await delivery.follow_up(interaction, message, private=True)


def ask_about_this(questions: QuestionHandler) -> app_commands.ContextMenu:
    """Return the command in the menu of a message. discord.py allows no context menus in a cog."""

    @app_commands.context_menu(name=in_english("names.ask_about"))
    async def ask_about(interaction: discord.Interaction, message: discord.Message) -> None:
        question = text_of(message)
        if not question:
            raise MemberError(say("no_text_in_message"))
        await questions.answer_interaction(
            interaction, question, question_message=message.id, one_question=quotes_others(message)
        )

    return ask_about
