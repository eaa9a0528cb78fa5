"""What is offered while somebody types an option of a command."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Iterable

from discord import app_commands

_log = logging.getLogger(__name__)


async def choices(texts: Awaitable[Iterable[str]]) -> list[app_commands.Choice[str]]:
    """Texts as what Discord offers. None where getting them fails, since no error can be shown there."""
    try:
        return [app_commands.Choice(name=text, value=text) for text in await texts]
    except Exception as error:
        _log.warning("there is nothing to offer: %s", error)
        return []
