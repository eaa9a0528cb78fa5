"""Read the fields of JSON objects, which may be missing or of any type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any


def text_at(value: Any, *names: str) -> str:
    """The text of the first of these fields that has one; empty without any."""
    if isinstance(value, Mapping):
        for name in names:
            if isinstance(found := value.get(name), str) and found.strip():
                return found
    return ""


def id_at(value: Any, name: str) -> str:
    """An identifier as text, also if it is written as a number; empty without one."""
    found = value.get(name) if isinstance(value, Mapping) else None
    is_number = isinstance(found, int) and not isinstance(found, bool)
    return found if isinstance(found, str) else str(found) if is_number else ""


def objects_at(value: Any, name: str) -> Iterator[Mapping[str, Any]]:
    """The objects in the array of a field; none if it is no array."""
    found = value.get(name) if isinstance(value, Mapping) else None
    return (each for each in found if isinstance(each, Mapping)) if isinstance(found, list) else iter(())


def box_lines(box: Mapping[str, Any], text: Sequence[str], *, name: str) -> Iterator[str]:
    """Yield the lines of a box that a bot or a link shows: its title, its text and its named fields.

    `text` are the keys that may have the text, the best first, and `name` is the key of a field's name.
    """
    yield text_at(box, "title")
    yield text_at(box, *text)
    for field in objects_at(box, "fields"):
        yield ": ".join(filter(None, (text_at(field, name), text_at(field, "value"))))
