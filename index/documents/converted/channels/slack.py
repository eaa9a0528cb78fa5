"""Messages of Slack's export, an array for each day. Replies follow the first message of their thread."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from index.documents.converted.channels.fields import box_lines, id_at, objects_at, text_at
from index.documents.converted.channels.markup import slack_words, when
from index.documents.converted.channels.message import Message, attached

#: The subtypes of messages that people or bots write; all other subtypes are notices of Slack.
_WRITTEN = ("", "bot_message", "thread_broadcast", "me_message", "file_share", "file_comment")


def is_message(value: Mapping[str, Any]) -> bool:
    """Whether an object is a message of Slack."""
    return value.get("type") == "message" and bool(text_at(value, "ts"))


def messages(objects: Sequence[Mapping[str, Any]]) -> Iterator[Message]:
    """Yield the messages of a day, thread by thread, oldest first in each thread."""
    names = {id_at(each, "user"): name for each in objects if (name := _name(each))}
    written = [each for each in objects if is_message(each) and text_at(each, "subtype") in _WRITTEN]
    first = {text_at(each, "ts"): each for each in written}
    for value in sorted(written, key=lambda each: (_thread(each), text_at(each, "ts"))):
        root = first.get(_thread(value))
        message = _message(value, names)
        if root is not None and root is not value:
            replied = _message(root, names)
            message = message._replace(replied_author=replied.author, replied_text=replied.text)
        yield message


def _thread(value: Mapping[str, Any]) -> str:
    """The identifier of a message's thread: the time of the thread's first message."""
    return text_at(value, "thread_ts", "ts")


def _name(value: Mapping[str, Any]) -> str:
    return text_at(value.get("user_profile"), "display_name", "real_name", "name") or text_at(
        value, "username"
    )


def _message(value: Mapping[str, Any], names: Mapping[str, str]) -> Message:
    user = id_at(value, "user")
    parts = [slack_words(text_at(value, "text"), names)]
    if files := list(filter(None, (text_at(each, "title", "name") for each in objects_at(value, "files")))):
        parts.append(attached(files))
    for each in objects_at(value, "attachments"):
        parts += (slack_words(line, names) for line in box_lines(each, ["text", "fallback"], name="title"))
    try:
        time = when(float(text_at(value, "ts")))
    except ValueError:
        time = ""
    text = "\n".join(filter(None, parts))
    return Message(names.get(user, user), time, text, is_edited=isinstance(value.get("edited"), Mapping))
