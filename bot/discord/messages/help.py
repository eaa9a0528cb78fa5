"""The reply to "hello" or "help": a Message that says what Munshi is, with questions about its documents."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.discord.markdown import clean, escape, shorten
from bot.discord.messages.message import Message
from bot.discord.sentences import documents_counted, say

_EXAMPLES = 2
_TITLE_CHARACTERS = 80
_TITLES_READ = 300  # to choose the examples from


def help_message(titles: Sequence[str], passages: int) -> Message:
    """Return the message: what Munshi is, how many documents it knows, and `_EXAMPLES` questions at most."""
    parts = [say("help_head", documents=documents_counted(len(titles), passages))]
    if examples := [_example(title) for title in _best(titles)]:
        parts.append("\n".join([say("for_example"), *(f"- {example}" for example in examples)]))
    parts.append(f"-# {say('help_ways')}")
    return Message(tuple(parts))


def _best(titles: Sequence[str]) -> list[str]:
    """Return the best titles for examples: first those that are questions, then those of several words."""
    cleaned = (
        shorten(clean(re.sub(r"\.\w{1,5}$", "", title)), _TITLE_CHARACTERS) for title in titles[:_TITLES_READ]
    )
    known = list(dict.fromkeys(filter(None, cleaned)))
    return sorted(known, key=lambda title: (not title.endswith("?"), " " not in title))[:_EXAMPLES]


def _example(title: str) -> str:
    shown = escape(title, line_start=False)
    return shown if title.endswith("?") else say("example_question", title=shown)
