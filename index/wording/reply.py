"""A language model's reply → what it claims. Strict: JSON of the shape that was asked for, or nothing.

Of a reply that ends too early, as at the number of tokens that a model may write, counts what is whole.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import msgspec

MAX_REPLY_CHARACTERS = 50_000  #: of a reply; a longer one is not read
_MAX_CLAIMS = 20  # that are looked at
_THOUGHTS = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL)  # that some models write before their reply
_FENCE = re.compile(r"\A```(?:json)?\s*\n(.*)\n\s*```\Z", re.DOTALL)


class Claim(NamedTuple):
    """A sentence that a model wrote, the quote that it says proves it, and the passage's number, from 1."""

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
    """The claims of a reply, in order. Raises NotAReply."""
    if len(text) > MAX_REPLY_CHARACTERS:
        raise NotAReply("The reply is too long.")
    bare = _THOUGHTS.sub("", text).strip()
    if fenced := _FENCE.match(bare):
        bare = fenced[1]
    try:
        reply = _decoded(bare)
    except NotAReply:
        reply = _decoded(f"{bare[: bare.rfind('}') + 1]}]}}")  # up to the last whole sentence
    return [
        Claim(" ".join(each.sentence.split()), each.quote, each.passage)
        for each in reply.sentences[:_MAX_CLAIMS]
    ]


def _decoded(text: str) -> _Reply:
    try:
        return msgspec.json.decode(text, type=_Reply)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise NotAReply(str(error)) from error
