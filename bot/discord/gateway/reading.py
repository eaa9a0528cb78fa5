"""A message of Discord → its text as people see it: without mentions, and without what only marks it up."""

from __future__ import annotations

import re

import discord

_MENTIONS = re.compile(r"<(?:@[!&]?|#|id:)\w+>|<t:-?\d+(?::\w)?>|</[^:>]+:\d+>|@(?:everyone|here)\b")
_EMOJI = re.compile(r"<a?:\w+:\d+>")
_LINKED = re.compile(r"\[([^\]]+)\]\(<?https?://[^)]*>?\)")
_LINE_STARTS = re.compile(r"^\s*(?:#{1,3} |-# |>>> |> |[-*] )", re.MULTILINE)


def text_of(message: discord.Message) -> str:
    """What a message says, or the message that it forwards, or its poll asks."""
    texts = [message.content, *(snapshot.content for snapshot in message.message_snapshots)]
    if message.poll is not None:
        texts.append(str(message.poll.question))
    return as_seen(next((text for text in texts if text.strip()), ""))


def as_seen(text: str) -> str:
    """`text` without mentions, emoji of servers, and Markdown."""
    for pattern in (_MENTIONS, _EMOJI):
        text = pattern.sub(" ", text)
    text = _LINE_STARTS.sub("", _LINKED.sub(r"\1", text))
    return re.sub(r" (?=[?!.,;:])", "", " ".join(discord.utils.remove_markdown(text).split()))
