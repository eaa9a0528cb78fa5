"""Messages of a chat that Telegram Desktop exports as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from index.documents.converted.channels.fields import id_at, objects_at, text_at
from index.documents.converted.channels.message import Message, attached, file_name

_WRITTEN, _NOTICE = "message", "service"  # the types of messages
_NOT_EXPORTED = "("  # starts what is written in place of a file: "(File not included. …)"
_KEPT = 200  # characters of a message that are kept for replies to it


def is_message(value: Mapping[str, Any]) -> bool:
    """Whether an object is a message or a notice of Telegram."""
    return value.get("type") in (_WRITTEN, _NOTICE) and {"id", "date", "text"} <= value.keys()


def messages(objects: Iterable[Mapping[str, Any]]) -> Iterator[Message]:
    """Yield the messages, which are oldest first, without the notices of Telegram."""
    known: dict[str, tuple[str, str]] = {}  # author and first words, by the message's id
    for value in objects:
        if value.get("type") != _WRITTEN:
            continue
        author, text = text_at(value, "from"), "\n".join(filter(None, _lines(value)))
        known[id_at(value, "id")] = author, text[:_KEPT]
        replied_author, replied_text = known.get(id_at(value, "reply_to_message_id"), ("", ""))
        is_edited = bool(text_at(value, "edited"))
        yield Message(author, text_at(value, "date"), text, replied_author, replied_text, is_edited)


def _lines(value: Mapping[str, Any]) -> Iterator[str]:
    """Yield the text of a message, its poll, and the names of its files."""
    yield _words(value.get("text"))
    yield text_at(value.get("poll"), "question")
    for answer in objects_at(value.get("poll"), "answers"):
        yield text_at(answer, "text")
    name = text_at(value, "file_name", "file", "photo")
    if name and not name.startswith(_NOT_EXPORTED):
        yield attached([file_name(name) or name])


def _words(text: Any) -> str:
    """The words of a text: a string, or an array of strings and of objects with formatted words."""
    if not isinstance(text, list):
        return text if isinstance(text, str) else ""
    return "".join(part if isinstance(part, str) else text_at(part, "text") for part in text)
