"""Channels exported as CSV → messages; and whether a table is such an export."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from index.documents.converted.channels.markup import discord_words
from index.documents.converted.channels.message import OWN, Message, attached, file_name, oldest_first

#: The columns that every table of DiscordChatExporter has, and all columns of Discord's data package.
_EXPORTER = frozenset(("authorid", "author", "date", "content", "attachments"))
_PACKAGE = frozenset(("id", "timestamp", "contents", "attachments"))
_DISCRIMINATOR = re.compile(r"#\d{1,4}$")


def is_channel(names: Sequence[str]) -> bool:
    """Whether these are the columns of an export by DiscordChatExporter, or of Discord's data package."""
    lower = {name.strip().lower() for name in names}
    return lower >= _EXPORTER or lower == _PACKAGE


def messages(names: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[Message]:
    """Yield the messages, oldest first. Discord's data package has the newest first."""
    columns = {name.strip().lower(): number for number, name in enumerate(names)}

    def cell(row: Sequence[str], *wanted: str) -> str:
        number = next((columns[name] for name in wanted if name in columns), len(row))
        return row[number] if number < len(row) else ""

    for row in oldest_first(rows, lambda row: cell(row, "date", "timestamp")):
        parts = [discord_words(cell(row, "content", "contents"), {})]
        if files := [name for link in cell(row, "attachments").split(",") if (name := file_name(link))]:
            parts.append(attached(files))
        author = _DISCRIMINATOR.sub("", cell(row, "author")) or OWN
        yield Message(author, cell(row, "date", "timestamp"), "\n".join(filter(None, parts)))
