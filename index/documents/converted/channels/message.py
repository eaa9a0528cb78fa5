"""A message of an export → a block of a text, below its author and the time, as in other chats.

    [2026-04-18 15:36] Ada (edited)
    ↩ Cleo: when is the next raid?
    saturday at 20:30

What Discord and Slack say themselves ("joined the server") and what has no words is left out.
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
from index.documents.plain_text.chats import LONGEST_NAME, REPLY_MARK, find_stamp, is_notice

_LONGEST_REPLIED = 120  # characters of what a message replies to
_NOT_IN_NAMES = re.compile(r"[\r\n:<>\[\]|(){}]+")
_BEFORE_NAMES = re.compile(r"^[\W_]+")
_LETTER = re.compile(r"[^\W\d_]")
_NOT_IN_HANDLES = re.compile(r"[^\w.-]+")
_YEAR_FIRST = re.compile(r"\d{4}-\d\d-\d\d")
_NOBODY = "Somebody"
OWN = "Me"  #: the author of what Discord's data package holds: whoever asked for it

Sent = TypeVar("Sent")


class Message(NamedTuple):
    """What somebody says in a channel, as an export tells it."""

    author: str
    time: str  #: as it is written, or as ISO 8601 has it
    text: str  #: with its line ends, without markup
    replied_author: str = ""  #: of the message that it replies to, where it does
    replied_text: str = ""
    is_edited: bool = False


def write_messages(builder: TextBuilder, messages: Iterable[Message]) -> None:
    """Write the messages that have words, in order."""
    for message in messages:
        words = clean_lines(message.text).lstrip(REPLY_MARK)
        if any(map(str.isalnum, words)) and not is_notice(words):
            builder.message(message_lines(message, words))


def oldest_first(values: Iterable[Sent], time: Callable[[Sent], str]) -> Iterator[Sent]:
    """The messages of an export in order, turned around where it begins with the newest.

    That is told by the first two times that differ, where these begin with the year.
    """
    iterator = iter(values)
    first: list[Sent] = []
    for value in iterator:
        first.append(value)
        begin, next_time = time(first[0]), time(value)
        if begin != next_time:
            if _YEAR_FIRST.match(begin) and _YEAR_FIRST.match(next_time) and begin > next_time:
                return reversed([*first, *iterator])
            break
    return chain(first, iterator)


def attached(names: Iterable[str]) -> str:
    """The line of a message that tells which files are attached to it."""
    return f"(attached: {', '.join(names)})"


def file_name(link: str) -> str:
    """The name of the file that a link leads to; empty where it has none."""
    try:
        return PurePosixPath(unquote(urlsplit(link.strip()).path)).name
    except ValueError:  # no address
        return ""


def message_lines(message: Message, words: str) -> str:
    """The lines of a message: its head, what it replies to, its words."""
    name = _name(message.author)
    stamp = find_stamp(message.time)
    if not stamp:
        return f"{name}: {words}"
    edited = " (edited)" if message.is_edited else ""
    head = f"[{stamp}] {name}{edited}"
    replied = clean(message.replied_text)
    if message.replied_author and replied:
        return f"{head}\n{REPLY_MARK}{_name(message.replied_author)}: {_shortened(replied)}\n{words}"
    return f"{head}\n{words}"


def _name(author: str) -> str:
    """The name of an author as a head can hold it: no signs before it, no brackets, not long."""
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
