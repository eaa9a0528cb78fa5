"""The choices that Discord offers while somebody types an option of a command."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Iterable

from discord import app_commands

from bot.discord.limits import CHOICE_CHARACTERS, CHOICES, length

_log = logging.getLogger(__name__)


async def as_choices(texts: Awaitable[Iterable[str]]) -> list[app_commands.Choice[str]]:
    """Return the first texts that are short enough for Discord, as choices, at most `CHOICES`.

    If getting the texts fails, there are no choices, since no error can be shown there.
    """
    try:
        short = [text for text in await texts if length(text) <= CHOICE_CHARACTERS]
        return [app_commands.Choice(name=text, value=text) for text in short[:CHOICES]]
    except Exception as error:
        _log.warning("no choices can be offered: %s", error)
        return []
