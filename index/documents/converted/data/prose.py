"""Texts that are values of data → paragraphs, headings and lists, without markup."""

from __future__ import annotations

import re

from index.documents.converted.builder import TextBuilder
from index.documents.converted.channels.markup import discord_words
from index.documents.converted.html_words import without_tags
from index.documents.converted.words import ITEM_MARK

_HEADING = re.compile(r"(#{1,6})[ \t]+(\S.*)")
_ITEM = re.compile(rf"([ \t]*)(?={ITEM_MARK})(\S+)[ \t]+(\S.*)")
_MARKUP = re.compile(r"[*_`\[\]<>|~&\\]")
_INDENTED = 2  # blanks for each list around an item's own
_BLANK = re.compile(r"\n[ \t]*\n")


def words(text: str) -> str:
    """A text without Markdown, Discord's markup and HTML tags. Its line ends are kept."""
    return discord_words(without_tags(text), {}).strip() if _MARKUP.search(text) else text.strip()


def write_prose(builder: TextBuilder, text: str, level: int) -> None:
    """Write the paragraphs, headings and lists of a text. Its top headings have this level."""
    for part in _BLANK.split(without_tags(text).replace("\r\n", "\n")):
        lines: list[str] = []
        for line in part.split("\n"):
            heading, item = _HEADING.match(line), _ITEM.match(line)
            if not heading and not item:
                lines.append(line)
                continue
            builder.paragraph(words("\n".join(lines)))
            lines = []
            if heading:
                builder.heading(level + len(heading[1]) - 1, words(heading[2]))
            elif item:
                builder.item(words(item[3]), len(item[1].expandtabs(4)) // _INDENTED, item[2])
        builder.paragraph(words("\n".join(lines)))
