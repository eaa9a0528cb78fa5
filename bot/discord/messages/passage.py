"""A citation → a Message: the quote with the text around it, and the answer highlighted."""

from __future__ import annotations

import re

from bot.discord.markdown import ELLIPSIS, shorten_around
from bot.discord.messages.message import AMBER, GREEN, Message
from bot.discord.messages.quote import NO_LINKS, clean_around, highlight, source
from bot.discord.sentences import say
from bot.links import Links
from index.types import Citation

NEIGHBOURHOOD = 600  #: characters of the document that are read on each side of a quote

_PASSAGE_CHARACTERS = 1500  # so that the passage also fits into a plain message


def passage_message(citation: Citation, around: tuple[str, int] | None, links: Links = NO_LINKS) -> Message:
    """Return the message of a quote in the text `around` it, given as (text, its offset in the document).

    `around` is None if the document does not have the quote at its offsets any more, or cannot be read. The
    quote is then shown alone, with a sentence that says that the passage has changed.
    """
    head = f"**{source(citation, links)}**"
    text, offset = around if around is not None else (citation.quote, citation.start)
    start, end = citation.answer or (0, len(citation.quote))
    start, end = citation.start - offset + start, citation.start - offset + end
    before = _from_first_word(text[:start], cut=offset > 0 and around is not None)
    after = _to_last_word(text[end:], cut=len(text) - end >= NEIGHBOURHOOD)
    passage, answer = clean_around(before, text[start:end], after, lines=True)
    mark = "__**" if citation.answer is not None else ""
    shown = shorten_around(passage, *(answer or (0, 0)), _PASSAGE_CHARACTERS)
    body = "\n".join(f"> {line}" for line in highlight(*shown, mark=mark).split("\n"))
    if around is not None:
        return Message((head, body), GREEN)
    return Message((head, say("passage_changed"), body), AMBER)


def _from_first_word(text: str, *, cut: bool) -> str:
    """Return `text` from its first whole word on, if it was `cut` at its start."""
    return ELLIPSIS + "".join(re.split(r"(\s)", text, maxsplit=1)[2:]) if cut else text


def _to_last_word(text: str, *, cut: bool) -> str:
    """Return `text` up to its last whole word, if it was `cut` at its end."""
    return "".join(re.split(r"(\s)(?=\S*$)", text, maxsplit=1)[:1]) + ELLIPSIS if cut else text
