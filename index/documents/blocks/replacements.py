"""The text of a block → the text that is read: with its replacements. Quotes keep the original text."""

from __future__ import annotations

from collections.abc import Iterable

from index.types import Replacement


def apply_replacements(text: str, start: int, end: int, replacements: Iterable[Replacement]) -> str:
    """Return `text[start:end]` with its replacements, which are in order and inside of this range."""
    parts = []
    for replacement in replacements:
        parts += [text[start : replacement.start], replacement.read]
        start = replacement.end
    return "".join([*parts, text[start:end]])
