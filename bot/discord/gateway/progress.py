"""Show the progress of a long command, and its result, even after its interaction is over."""

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

_LAST_UPDATE_SECONDS = 30.0  # before the end of the interaction: progress is no longer shown after that


class Progress:
    """The progress of a deferred interaction."""

    def __init__(self, interaction: discord.Interaction) -> None:
        self._interaction = interaction
        self._until = time.monotonic() + INTERACTION_SECONDS - _LAST_UPDATE_SECONDS

    async def show(self, progress: Message) -> None:
        """Show a new progress message. Failures are only logged."""
        if time.monotonic() < self._until:
            try:
                await delivery.update(self._interaction, progress)
            except delivery.UNDELIVERABLE as error:
                _log.info("could not show how far a command is: %s", error)

    async def finish_with(self, work: Awaitable[Message]) -> None:
        """Show the result of `work`; if Munshi is stopped meanwhile, say that it did not finish."""
        try:
            result = await work
        except asyncio.CancelledError:
            with contextlib.suppress(*delivery.UNDELIVERABLE):
                await self.finish(failure(say("restarting_unfinished")))
            raise
        await self.finish(result)

    async def finish(self, result: Message) -> None:
        """Show the result; in a direct message if the interaction is over."""
        if time.monotonic() < self._until:
            await delivery.update(self._interaction, result)
        else:
            await delivery.post(self._interaction.user, result)
