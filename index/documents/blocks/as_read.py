"""A block's text as it is read: with its replacements. What is quoted stays as it stands."""

from __future__ import annotations

from collections.abc import Iterable

from index.types import Replacement


def as_read(text: str, start: int, end: int, replacements: Iterable[Replacement]) -> str:
    """`text[start:end]` with its replacements, which come in order and inside of it."""
    parts = []
    for replacement in replacements:
        parts += [text[start : replacement.start], replacement.shown]
        start = replacement.end
    return "".join([*parts, text[start:end]])
