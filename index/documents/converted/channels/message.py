"""An exported message → a block of text that starts with the author and the time, as in other chats.

    [2026-04-18 15:36] Ada (edited)
    ↩ Cleo: when is the next raid?
    saturday at 20:30

Notices of Discord and Slack ("joined the server") and messages without words are omitted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import PurePosixPath
from typing import NamedTuple, TypeVar
from urllib.parse import unquote, urlsplit

from index.documents.converted.builder import TextBuilder
from index.documents.converted.words import clean, clean_lines
from index.documents.plain_text.chats import LONGEST_NAME, REPLY_MARK, find_day_and_time, is_notice

_LONGEST_REPLIED = 120  # characters of the quoted message that a message replies to
_NOT_IN_NAMES = re.compile(r"[\r\n:<>\[\]|(){}]+")
_BEFORE_NAMES = re.compile(r"^[\W_]+")
_LETTER = re.compile(r"[^\W\d_]")
_NOT_IN_HANDLES = re.compile(r"[^\w.-]+")
_YEAR_FIRST = re.compile(r"\d{4}-\d\d-\d\d")
_NOBODY = "Somebody"
OWN = "Me"  #: the author of all messages in Discord's data package: the user who requested it

Sent = TypeVar("Sent")


class Message(NamedTuple):
    """A message of a channel, as an export contains it."""

    author: str
    time: str  #: as the export writes it, or in ISO 8601
    text: str  #: with its line ends, without markup
    replied_author: str = ""  #: the author of the message that it replies to; empty without one
    replied_text: str = ""  #: the text of the message that it replies to
    is_edited: bool = False


def write_messages(builder: TextBuilder, messages: Iterable[Message]) -> None:
    """Write the messages that have words, in order."""
    for message in messages:
        words = clean_lines(message.text).lstrip(REPLY_MARK)
        if any(map(str.isalnum, words)) and not is_notice(words):
            builder.message(message_lines(message, words))


def oldest_first(values: Iterable[Sent], time: Callable[[Sent], str]) -> Iterator[Sent]:
    """The messages of an export, oldest first: reversed if the export has the newest first.

    The first two different times decide, if both start with the year. Otherwise the order is kept.
    """
    iterator = iter(values)
    first: list[Sent] = []
    for value in iterator:
        first.append(value)
        first_time, this_time = time(first[0]), time(value)
        if first_time != this_time:
            if _YEAR_FIRST.match(first_time) and _YEAR_FIRST.match(this_time) and first_time > this_time:
                return reversed([*first, *iterator])
            break
    return chain(first, iterator)


def attached(names: Iterable[str]) -> str:
    """The line of a message that names its attached files."""
    return f"(attached: {', '.join(names)})"


def file_name(link: str) -> str:
    """The name of the file at the end of a link; empty without one."""
    try:
        return PurePosixPath(unquote(urlsplit(link.strip()).path)).name
    except ValueError:  # not a valid address
        return ""


def message_lines(message: Message, words: str) -> str:
    """The lines of a message: its author and time, the message that it replies to, and its words."""
    name = _name(message.author)
    stamp = find_day_and_time(message.time)
    if not stamp:
        return f"{name}: {words}"
    edited = " (edited)" if message.is_edited else ""
    head = f"[{stamp}] {name}{edited}"
    replied = clean(message.replied_text)
    if message.replied_author and replied:
        return f"{head}\n{REPLY_MARK}{_name(message.replied_author)}: {_shortened(replied)}\n{words}"
    return f"{head}\n{words}"


def _name(author: str) -> str:
    """An author's name as a message can start with it: short, without brackets and leading signs."""
    words = _BEFORE_NAMES.sub("", clean(_NOT_IN_NAMES.sub(" ", author)))
    name = words[:LONGEST_NAME].strip()
    if _LETTER.match(name):
        return name
    name = _NOT_IN_HANDLES.sub("_", name)
    return name if len(name) > 1 else _NOBODY


def _shortened(text: str) -> str:
    if len(text) <= _LONGEST_REPLIED:
        return text
    words = text[:_LONGEST_REPLIED].rpartition(" ")[0] or text[:_LONGEST_REPLIED]
    return f"{words} …"
