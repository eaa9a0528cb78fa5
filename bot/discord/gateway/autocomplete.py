"""What is offered while somebody types an option of a command."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Iterable

from discord import app_commands

from bot.discord.limits import CHOICE_CHARACTERS, CHOICES, length

_log = logging.getLogger(__name__)


async def offered(texts: Awaitable[Iterable[str]]) -> list[app_commands.Choice[str]]:
    """The first texts that are short enough, as many as Discord offers.

    None where getting them fails, since no error can be shown there.
    """
    try:
        short = [text for text in await texts if length(text) <= CHOICE_CHARACTERS]
        return [app_commands.Choice(name=text, value=text) for text in short[:CHOICES]]
    except Exception as error:
        _log.warning("there is nothing to offer: %s", error)
        return []
