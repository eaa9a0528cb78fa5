"""The folders that channels are answered from → a Message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.discord.limits import LAYOUT_CHARACTERS
from bot.discord.markdown import inline
from bot.discord.messages.message import Message, fitting
from bot.discord.sentences import mention, say

_NAME_CHARACTERS = 80
_NAMES = 10
_SPARE = 200  # characters of the layout reserved for the other lines


def folders_message(tied: Mapping[int, Sequence[str]]) -> Message:
    """Return the message that says which channels are answered only from which folders."""
    if not tied:
        return Message((say("no_folders"),))
    lines = [
        say("answered_from", channel=mention(channel), folders=_names(folders))
        for channel, folders in tied.items()
    ]
    shown = fitting(lines, LAYOUT_CHARACTERS - _SPARE)
    more = [say("and_more", count=len(lines) - len(shown))] if len(lines) > len(shown) else []
    return Message(("\n".join([*shown, *more]), f"-# {say('folders_rule')}"))


def _names(folders: Sequence[str]) -> str:
    names = [f"**{inline(folder, _NAME_CHARACTERS)}**" for folder in folders[:_NAMES]]
    more = [say("and_more", count=len(folders) - _NAMES)] if len(folders) > _NAMES else []
    return ", ".join([*names, *more])
