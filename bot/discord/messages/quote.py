"""A citation as Markdown: its text with the answer highlighted, and the line with its source."""

from __future__ import annotations

import re

from bot.discord.markdown import clean, escape, shorten
from bot.discord.sentences import location
from bot.links import Links
from index.types import Citation

NO_LINKS = Links()

_NAME_CHARACTERS = 120


def clean_around(before: str, middle: str, after: str, *, lines: bool) -> tuple[str, tuple[int, int] | None]:
    """Clean and join three neighbouring texts. Returns the text and the range of the middle one.

    The range is None if the middle one is empty after cleaning.
    """
    first, second, third = (clean(text, lines=lines) for text in (before, middle, after))
    if not second:
        return clean(before + middle + after, lines=lines), None
    first += _gap(before[-1:], middle[:1]) if first else ""
    third = (_gap(middle[-1:], after[:1]) if third else "") + third
    return first + second + third, (len(first), len(first) + len(second))


def _gap(left: str, right: str) -> str:
    """Return the white space between two texts, whichever of them contains it."""
    if "\n" in (left, right):
        return "\n"
    return " " if (left + right) != (left + right).strip() else ""


def highlight(text: str, start: int, end: int, *, mark: str) -> str:
    """Escape `text`, and put its characters `start` to `end`, if any, between `mark` and its reverse."""
    if start >= end or not mark:
        return escape(text)
    before, middle, after = text[:start], text[start:end], text[end:]
    highlighted = mark + escape(middle, line_start=not before) + mark[::-1]
    return escape(before) + highlighted + escape(after, line_start=False)


def source(citation: Citation, links: Links = NO_LINKS) -> str:
    """Return the source of a citation: its title, if that says more than the file name, and its position.

    It is a link if the config has an address for it.
    """
    words, address = _source_words(citation), links.address(citation)
    return words if address is None else f"[{words}](<{address}>)"


def _source_words(citation: Citation) -> str:
    title = shorten(clean(citation.title), _NAME_CHARACTERS)
    name = shorten(clean(citation.document), _NAME_CHARACTERS)
    position = escape(location(citation, name), line_start=False)
    stem = re.sub(r"\.\w+$", "", name.rpartition("/")[2])
    if title in ("", name, stem):
        return position
    return f"{escape(title, line_start=False)} · {position}"
