"""Exports of channels as CSV: which table is one, and its messages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from index.documents.converted.channels.markup import discord_words
from index.documents.converted.channels.message import OWN, Message, attached, file_name, oldest_first

_AUTHOR, _DATE, _CONTENT = ("author", "username"), ("date", "timestamp"), ("content", "contents")
_IDENTIFIERS = ("authorid", "id")
_FILES = "attachments"
_DISCRIMINATOR = re.compile(r"#\d{1,4}$")


def is_channel(names: Sequence[str]) -> bool:
    """Whether the names of columns are those of DiscordChatExporter or of Discord's data package."""
    lower = [name.strip().lower() for name in names]
    return _FILES in lower and all(
        any(name in lower for name in group) for group in (_DATE, _CONTENT, _IDENTIFIERS)
    )


def messages(names: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[Message]:
    """The messages in the order in which they were sent: data packages begin with the newest."""
    columns = {name.strip().lower(): number for number, name in enumerate(names)}

    def cell(row: Sequence[str], *wanted: str) -> str:
        number = next((columns[name] for name in wanted if name in columns), len(row))
        return row[number] if number < len(row) else ""

    for row in oldest_first(rows, lambda row: cell(row, *_DATE)):
        parts = [discord_words(cell(row, *_CONTENT), {})]
        if files := [name for link in cell(row, _FILES).split(",") if (name := file_name(link))]:
            parts.append(attached(files))
        author = _DISCRIMINATOR.sub("", cell(row, *_AUTHOR)) or OWN
        yield Message(author, cell(row, *_DATE), "\n".join(filter(None, parts)))
