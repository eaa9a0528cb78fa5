"""Messages of Discord as JSON, from DiscordChatExporter, Discord's data package or its API."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from index.documents.converted.builder import TextBuilder
from index.documents.converted.channels.fields import box_lines, id_at, objects_at, text_at
from index.documents.converted.channels.markup import discord_words
from index.documents.converted.channels.message import OWN, Message, attached, oldest_first

#: The types of messages that people or bots write; all other types are notices of Discord.
_WRITTEN = frozenset(("", "Default", "Reply", "ThreadStarterMessage", "0", "19", "20", "21", "23"))
_KEPT = 200  # characters of a message that are kept for replies to it


def write_channel(builder: TextBuilder, guild: Any, channel: Any) -> str:
    """Write the topic of a channel. Return its title in the form of DiscordChatExporter's pages."""
    builder.paragraph(discord_words(text_at(channel, "topic"), {}))
    return " - ".join(filter(None, (text_at(guild, "name"), text_at(channel, "name"))))


def is_message(value: Mapping[str, Any]) -> bool:
    """Whether an object is a message of the data package, of DiscordChatExporter or of the API."""
    if {"Timestamp", "Contents"} <= value.keys():
        return True
    return {"timestamp", "content"} <= value.keys() and isinstance(value.get("author"), dict)


def messages(objects: Iterable[Mapping[str, Any]]) -> Iterator[Message]:
    """Yield the messages, oldest first. Some exports have the newest first."""
    known: dict[str, tuple[str, str]] = {}  # author and first words, by the message's id
    for value in oldest_first(objects, _time):
        message = _message(value)
        if message is None:
            continue
        if identifier := id_at(value, "id"):
            known[identifier] = message.author, message.text[:_KEPT]
        replied = id_at(value.get("reference"), "messageId") or id_at(
            value.get("message_reference"), "message_id"
        )
        author, text = known.get(replied, ("", ""))
        yield message._replace(replied_author=author, replied_text=text)


def _time(value: Mapping[str, Any]) -> str:
    return text_at(value, "timestamp", "Timestamp")


def _message(value: Mapping[str, Any]) -> Message | None:
    """The message; None for a notice of Discord."""
    kind = value.get("type")
    if str("" if kind is None else kind) not in _WRITTEN:
        return None
    author = value.get("author")
    name = text_at(author, "nickname", "global_name", "name", "username") or ("" if author else OWN)
    names = {
        id_at(each, "id"): text_at(each, "nickname", "global_name", "name", "username")
        for each in objects_at(value, "mentions")
    }
    parts = [discord_words(text_at(value, "content", "Contents"), names)]
    parts += _files(value)
    for embed in objects_at(value, "embeds"):
        parts += (discord_words(line, names) for line in box_lines(embed, ["description"], name="name"))
    parts += (text_at(each, "name") for each in objects_at(value, "stickers"))
    is_edited = bool(text_at(value, "timestampEdited", "edited_timestamp"))
    return Message(name, _time(value), "\n".join(filter(None, parts)), is_edited=is_edited)


def _files(value: Mapping[str, Any]) -> list[str]:
    """The line with the names of the attached files; an empty list without files."""
    names = [text_at(each, "fileName", "filename") for each in objects_at(value, "attachments")]
    names = list(filter(None, names))
    return [attached(names)] if names else []
