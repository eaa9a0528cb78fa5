"""The permissions that Munshi needs, by discord.py's names, and which of them it lacks."""

from __future__ import annotations

from collections.abc import Iterable

import discord

from bot.discord.errors import MemberError
from bot.discord.sentences import lacks


def to_write(channel: object) -> tuple[str, ...]:
    """What it takes to write in a channel; in a forum, in its posts."""
    in_thread = isinstance(channel, discord.Thread | discord.ForumChannel)
    return ("read_messages", "send_messages_in_threads" if in_thread else "send_messages")


def to_reply(channel: object) -> tuple[str, ...]:
    """What it takes to reply in a channel; in a forum, in its posts."""
    return (*to_write(channel), "read_message_history")


def lacking(granted: discord.Permissions, needed: Iterable[str]) -> list[str]:
    """Those of `needed` that are not granted."""
    return [name for name in needed if not getattr(granted, name)]


def require(granted: discord.Permissions, needed: Iterable[str]) -> None:
    """Raise MemberError where any of `needed` is not granted."""
    if names := lacking(granted, needed):
        raise MemberError(lacks(names))
