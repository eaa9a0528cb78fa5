"""A question passed on to a human → a Message: whom it calls, who asks what, and the closest passages."""

from __future__ import annotations

from collections.abc import Sequence

from bot.discord.limits import LAYOUT_CHARACTERS, length
from bot.discord.markdown import inline
from bot.discord.messages.answer import quoted
from bot.discord.messages.message import AMBER, Message, fitting
from bot.discord.messages.quote import NO_LINKS
from bot.discord.sentences import say
from bot.discord.state.records import AnswerRecord
from bot.links import Links
from index.types import Citation

_QUESTION_CHARACTERS = 600


def human_message(
    record: AnswerRecord,
    closest: Sequence[Citation],
    *,
    role: int | None,
    caller: int,
    links: Links = NO_LINKS,
) -> Message:
    """Return the message with the question of a record and the closest passages.

    `role` is mentioned; the sender must allow no other mention to ping. `caller` is who pressed the button.
    """
    head = say("human_asked", person=f"<@{caller}>")
    question = f"**{inline(record.question, _QUESTION_CHARACTERS)}**"
    blocks = [f"<@&{role}> {head}" if role else head, question]
    foot = f"-# {say('human_private') if record.private else _asked_at(record)}"
    used = sum(length(block) + 1 for block in (*blocks, foot))
    quotes = [
        quoted(citation, number, len(closest), links) for number, citation in enumerate(closest, start=1)
    ]
    if quotes:
        quotes[0] = f"{say('passages_closest')}\n{quotes[0]}"
    return Message((*blocks, *fitting(quotes, LAYOUT_CHARACTERS - used), foot), AMBER)


def _asked_at(record: AnswerRecord) -> str:
    """Return a link to the answer under which a human was called."""
    server, channel = record.location.server, record.location.channel
    address = f"https://discord.com/channels/{server}/{channel}/{record.message or ''}".rstrip("/")
    return f"[{say('asked_here')}](<{address}>)"
