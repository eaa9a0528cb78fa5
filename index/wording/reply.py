"""A language model's reply → its claims. The reply must be JSON of the form that was asked for.

If a reply ends too early, for example at the limit of tokens, its complete sentences are used.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import msgspec

_MAX_REPLY_CHARACTERS = 50_000  # a longer reply is refused
_MAX_CLAIMS = 20  # claims of a reply that are used, at most
_THOUGHTS = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL)  # some models write this before their reply
_FENCE = re.compile(r"\A```(?:json)?\s*\n(.*)\n\s*```\Z", re.DOTALL)


class Claim(NamedTuple):
    """A sentence of a model, the quote that should support it, and the number of its passage, from 1."""

    sentence: str
    quote: str
    passage: int


class _Sentence(msgspec.Struct):
    sentence: str
    quote: str
    passage: int


class _Reply(msgspec.Struct):
    sentences: list[_Sentence]


class NotAReply(ValueError):
    """The text is not the JSON object that was asked for."""


def parse(text: str) -> list[Claim]:
    """The first 20 claims of a reply, in order. Raises NotAReply."""
    if len(text) > _MAX_REPLY_CHARACTERS:
        raise NotAReply("The reply is too long.")
    bare = _THOUGHTS.sub("", text).strip()
    if fenced := _FENCE.match(bare):
        bare = fenced[1]
    try:
        reply = _decoded(bare)
    except NotAReply:
        reply = _decoded(f"{bare[: bare.rfind('}') + 1]}]}}")  # up to the last complete sentence
    return [
        Claim(" ".join(each.sentence.split()), each.quote, each.passage)
        for each in reply.sentences[:_MAX_CLAIMS]
    ]


def _decoded(text: str) -> _Reply:
    try:
        return msgspec.json.decode(text, type=_Reply)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise NotAReply(str(error)) from error
