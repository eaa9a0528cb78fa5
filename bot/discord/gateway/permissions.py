"""The permissions that Munshi needs, by discord.py's names, and which of them it lacks."""

from __future__ import annotations

from collections.abc import Iterable

import discord

from bot.discord.errors import MemberError
from bot.discord.sentences import lacks_permissions


def needed_to_write(channel: object) -> tuple[str, ...]:
    """Return the permissions needed to write in a channel, or in the posts of a forum."""
    in_thread = isinstance(channel, discord.Thread | discord.ForumChannel)
    return ("read_messages", "send_messages_in_threads" if in_thread else "send_messages")


def needed_to_reply(channel: object) -> tuple[str, ...]:
    """Return the permissions needed to reply in a channel, or in the posts of a forum."""
    return (*needed_to_write(channel), "read_message_history")


def lacking(granted: discord.Permissions, needed: Iterable[str]) -> list[str]:
    """Return the names in `needed` that are not granted."""
    return [name for name in needed if not getattr(granted, name)]


def require(granted: discord.Permissions, needed: Iterable[str]) -> None:
    """Raise MemberError if any of `needed` is not granted."""
    if names := lacking(granted, needed):
        raise MemberError(lacks_permissions(names))
