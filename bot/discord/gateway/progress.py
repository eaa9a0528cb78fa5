"""How a command that takes long shows how far it is, and its result, even when its interaction is over."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable

import discord

from bot.discord.gateway import delivery
from bot.discord.limits import INTERACTION_SECONDS
from bot.discord.messages.message import Message, failure
from bot.discord.sentences import say

_log = logging.getLogger(__name__)

_LAST_UPDATE_SECONDS = 30.0  # before the interaction ends: no progress is shown from then on


class Progress:
    """The progress of a deferred interaction."""

    def __init__(self, interaction: discord.Interaction) -> None:
        self._interaction = interaction
        self._until = time.monotonic() + INTERACTION_SECONDS - _LAST_UPDATE_SECONDS

    async def show(self, progress: Message) -> None:
        """Change what is shown; where that fails, nothing else does."""
        if time.monotonic() < self._until:
            try:
                await delivery.update(self._interaction, progress)
            except delivery.UNDELIVERABLE as error:
                _log.info("could not show how far a command is: %s", error)

    async def finish_with(self, work: Awaitable[Message]) -> None:
        """Show what some work ends with, or, where Munshi is ended meanwhile, that it could not finish."""
        try:
            result = await work
        except asyncio.CancelledError:
            with contextlib.suppress(*delivery.UNDELIVERABLE):
                await self.finish(failure(say("restarting_unfinished")))
            raise
        await self.finish(result)

    async def finish(self, result: Message) -> None:
        """Show the result, by a direct message where the interaction is over."""
        if time.monotonic() < self._until:
            await delivery.update(self._interaction, result)
        else:
            await delivery.post(self._interaction.user, result)
