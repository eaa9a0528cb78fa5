"""Channels exported as JSON → messages, by the program that wrote them.

DiscordChatExporter and Telegram write an object with the channel and its messages. Discord's data package
contains an array of the user's own messages for each channel, Slack's export an array of all messages for
each day. Messages are decoded one by one, so that only a broken message is skipped. In a file that is cut
off, the whole messages are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import chain, islice
from typing import Any

import msgspec

from index.documents.converted.builder import TextBuilder
from index.documents.converted.channels import discord, slack, telegram
from index.documents.converted.channels.message import Message, write_messages
from index.documents.file_text import FileText

_MARK = b"\xef\xbb\xbf"
# Half of a surrogate pair of escapes. Programs that cut an emoji in two leave one.
_HALF = re.compile(
    rb"\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?P<half>\\u[dD][89a-fA-F][0-9a-fA-F]{2})"
)
# A string without an end is matched once, not from each quote in it.
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*+"?|[\[\]{}]', re.DOTALL)
_CUT_OFF = "is cut off; the messages before that are read"


class _Export(msgspec.Struct):
    """The object that DiscordChatExporter or Telegram writes; its other fields are ignored."""

    messages: list[msgspec.Raw]
    guild: Any = None
    channel: Any = None
    name: Any = None  #: of the chat, in an export of Telegram


_Content = _Export | list[msgspec.Raw]


def read_channel(data: bytes) -> FileText | None:
    """The text of a channel; None if `data` is other JSON, or no JSON."""
    content, warning = _decode(data.removeprefix(_MARK))
    if isinstance(content, _Export):
        return _exported(content, warning)
    return None if content is None else _written(_messages(_objects(content)), warning)


def channel_of(values: Iterable[Any], warning: str) -> FileText | None:
    """The text of a channel from decoded messages; None if the first object in `values` is no message."""
    return _written(_messages(value for value in values if isinstance(value, dict)), warning)


def _exported(export: _Export, warning: str) -> FileText | None:
    """The text and title of a channel; None if it names no channel and its first object is no message."""
    objects = _objects(export.messages)
    first = list(islice(objects, 1))
    if any(map(telegram.is_message, first)):
        title = export.name if isinstance(export.name, str) else ""
        return _written(telegram.messages(chain(first, objects)), warning, title)
    if not export.channel and not any(map(discord.is_message, first)):
        return None
    builder = TextBuilder()
    title = discord.write_channel(builder, export.guild, export.channel)
    write_messages(builder, discord.messages(chain(first, objects)))
    return builder.finish(title=title, warning=warning)


def _messages(objects: Iterator[dict[str, Any]]) -> Iterator[Message] | None:
    """The messages of the service that wrote the first object; None if that is no message."""
    first = next(objects, {})
    if slack.is_message(first):
        return slack.messages([first, *objects])
    return discord.messages(chain([first], objects)) if discord.is_message(first) else None


def _written(messages: Iterator[Message] | None, warning: str, title: str = "") -> FileText | None:
    """The text of messages; None for None."""
    if messages is None:
        return None
    builder = TextBuilder()
    write_messages(builder, messages)
    return builder.finish(title=title, warning=warning)


def _decode(data: bytes) -> tuple[_Content | None, str]:
    """The messages of a file, not yet decoded, and a warning for the user."""
    try:
        return msgspec.json.decode(data, type=_Content), ""
    except msgspec.ValidationError:
        return None, ""
    except msgspec.DecodeError:
        data = _HALF.sub(lambda found: b"\\ufffd" if found["half"] else found[0], data)
    for repaired, warning in ((data, ""), (_whole_messages(data), _CUT_OFF)):
        with suppress(msgspec.DecodeError):
            return msgspec.json.decode(repaired, type=_Content), warning
    return None, ""


def _whole_messages(data: bytes) -> bytes:
    """A file up to the end of its last whole message, with its brackets closed; empty without one."""
    opened, outer, end, closing = 0, b"", 0, b""
    for token in _TOKEN.finditer(data):
        sign = token[0]
        if sign in (b"[", b"{"):
            outer = (outer + sign)[:2] if opened == len(outer) else outer
            opened += 1
        elif sign in (b"]", b"}"):
            opened -= 1
            outer = outer[: max(0, opened)]
            if sign == b"}" and outer in (b"[", b"{[") and opened == len(outer):
                end, closing = token.end(), b"]" if outer == b"[" else b"]}"
    return data[:end] + closing if end else b""


def _objects(messages: Sequence[msgspec.Raw]) -> Iterator[dict[str, Any]]:
    """Yield the messages that are valid objects."""
    for raw in messages:
        try:
            yield msgspec.json.decode(raw, type=dict[str, Any])
        except msgspec.DecodeError:
            continue
