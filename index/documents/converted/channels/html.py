"""Channels as web pages of DiscordChatExporter (since 2019) → messages, by the classes of their elements.

A page is read one group of messages at a time, and each group is deleted after it is read, since a page may
have hundreds of megabytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.documents.converted.builder import TextBuilder
from index.documents.converted.channels.message import Message, attached, file_name, write_messages
from index.documents.converted.words import clean
from index.documents.converted.xml import Element, html_parts, local_name
from index.documents.file_text import FileText
from index.documents.plain_text.chats import find_day_and_time

_CHATLOG = re.compile(rb"<div\s+class=[\"']?chatlog[\"']?[\s>]")
_BYTES_SEARCHED = 1 << 21  # bytes that are searched for the first message; styles and fonts come before it
_GROUP, _TOPICS = "chatlog__message-group", ("preamble__entry--small", "info__channel-topic")
_DATE_RANGE = re.compile(r"(?:Between|After|Before) ")
# Each part of a message has one class in newer versions, another in older ones.
_MESSAGE = ("chatlog__message-container", "chatlog__message")
_AUTHOR = ("chatlog__author", "chatlog__author-name")
_TIME = ("chatlog__timestamp", "chatlog__short-timestamp")
_REPLY = ("chatlog__reply", "chatlog__reference")
_REPLIED_AUTHOR = ("chatlog__reply-author", "chatlog__reference-name")
_REPLIED_TEXT = ("chatlog__reply-content", "chatlog__reference-content")
_NOTICE = "chatlog__system-notification-"
_EDITED = "edited-timestamp"
_ON_OWN_LINES = frozenset(("div", "p", "li", "ul", "ol", "pre", "blockquote", "h1", "h2", "h3"))
_UNSEEN = ("svg", "script", "style", "video", "audio", "button")


def is_channel(data: bytes) -> bool:
    """Whether a page looks like an export of a channel. If it is none, `read` returns an empty text."""
    return _CHATLOG.search(data, 0, _BYTES_SEARCHED) is not None


def read(data: bytes) -> FileText:
    """A page for which `is_channel` is true, in UTF-8. Raises SkippedFile if it is nested too deeply."""
    builder = TextBuilder()
    title = topic = ""
    for part in html_parts(data, ("title", "div")):
        names = part.get("class", "").split()
        if part.tag == "title" and not title:
            title = clean("".join(part.itertext()))
        elif not topic and any(name in _TOPICS for name in names):
            topic = clean(_words(part))
            if not (_DATE_RANGE.match(topic) and find_day_and_time(topic)):
                builder.paragraph(topic)
        elif _GROUP in names:
            write_messages(builder, _messages(part))
            _delete(part)
    return builder.finish(title=title)


def _delete(part: Element) -> None:
    """Delete an element that was read, and the elements before it, from memory."""
    part.clear()
    parent = part.getparent()
    while parent is not None and part.getprevious() is not None:
        del parent[0]


class _OpenMessage:
    """The message that is being read. The author and time stay for the next message of the group."""

    def __init__(self) -> None:
        self.author = self.time = ""
        self.replied = ("", "")
        self.parts: list[str] = []
        self.is_notice = self.is_edited = False

    def take(self, element: Element, name: str) -> None:
        """Add the content of an element with a class of this name."""
        if name in _AUTHOR:
            self.author = clean("".join(element.itertext()))
        elif name in _TIME:
            self.time = _time(element) or self.time
        elif name in _REPLY:
            self.replied = (_first(element, _REPLIED_AUTHOR), _first(element, _REPLIED_TEXT))
        elif name.startswith(_NOTICE):
            self.is_notice = True
        elif name.endswith(_EDITED) and "repl" not in name and "reference" not in name:
            self.is_edited = True
        else:
            self.parts += _parts(element, name)

    def end(self) -> Iterator[Message]:
        """Yield the message, unless it is empty or a notice, and start the next one."""
        text = "\n".join(filter(None, self.parts))
        if text and not self.is_notice:
            yield Message(self.author, self.time, text, *self.replied, self.is_edited)
        if text or self.is_notice:
            self.replied = ("", "")
        self.parts, self.is_notice, self.is_edited = [], False, False


def _messages(group: Element) -> Iterator[Message]:
    """Yield the messages of a group. The first has an author and a time; later ones may have a time."""
    message = _OpenMessage()
    for element in group.iter():
        for name in element.get("class", "").split():
            if name in _MESSAGE:
                yield from message.end()
            else:
                message.take(element, name)
    yield from message.end()


def _parts(element: Element, name: str) -> Iterator[str]:
    """Yield the lines that an element with a class of this name adds to the text of a message."""
    if name in ("chatlog__content", "chatlog__embed-title", "chatlog__embed-description"):
        yield _words(element)
    elif name == "chatlog__embed-field":
        pair = ("chatlog__embed-field-name",), ("chatlog__embed-field-value",)
        yield ": ".join(filter(None, (_first(element, names) for names in pair)))
    elif name == "chatlog__attachment":
        links = (
            each.get("href") or each.get("src") or "" for each in element.iter("a", "video", "audio", "img")
        )
        if files := list(filter(None, map(file_name, links)))[:1]:
            yield attached(files)


def _time(element: Element) -> str:
    """The day and time of a message: the shown ones, or those of the tooltip if only the hour is shown."""
    return find_day_and_time(clean("".join(element.itertext()))) or find_day_and_time(
        element.get("title", "")
    )


def _first(element: Element, names: tuple[str, ...]) -> str:
    """The words of the first element inside `element` that has one of these classes; empty without one."""
    inside = (each for each in element.iter() if any(name in names for name in each.get("class", "").split()))
    found = next(inside, None)
    return "" if found is None else clean(_words(found))


def _words(element: Element) -> str:
    """The words of an element with its line ends. An emoji is its character or its name."""
    return "".join(_texts(element))


def _texts(element: Element) -> Iterator[str]:
    """Yield the texts of an element in order."""
    tag = local_name(element)
    if tag == "img":
        yield element.get("alt") or ""
    elif tag == "br":
        yield "\n"
    elif tag not in _UNSEEN and not element.get("class", "").endswith(_EDITED):
        edge = "\n" if tag in _ON_OWN_LINES else ""
        yield edge + (element.text or "")
        for child in element:
            yield from _texts(child)
            yield child.tail or ""
        yield edge
