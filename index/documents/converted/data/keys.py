"""Keys → names that people read: "max_party_size" and "maxPartySize" become "Max party size".

A key that is no identifier ("How do I join?", "/home", "v1.2"), or that may be the name of a person
("DragonSlayer99"), is not changed.
"""

from __future__ import annotations

import re

_NAME = re.compile(r"[A-Za-z]\w*(?:-\w+)*")
_PARTS = re.compile(r"[_-]+")
_CAMEL = re.compile(r"[a-z]{2,}[0-9]*(?:[A-Z][a-z0-9]*)+")
_PASCAL = re.compile(r"(?:[A-Z][a-z0-9]+){2,}")
_INSIDE_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_ACRONYM = re.compile(r"[A-Z0-9]{2,}")


def key_name(key: str) -> str:
    """The name of a key that may itself be a name. So "DragonSlayer99" is not changed."""
    key = key.strip()
    if not _NAME.fullmatch(key):
        return key
    return _sentence(key, _CAMEL)


def field_name(key: str) -> str:
    """The name of a key that several objects share. So "DropRate" becomes "Drop rate"."""
    name = key_name(key)
    return _sentence(name, _PASCAL) if _PASCAL.fullmatch(name) else name


def slug(text: str) -> frozenset[str]:
    """The words of a text, to compare a key with a name."""
    return frozenset(re.findall(r"[^\W_]+", text.casefold()))


def _sentence(key: str, compound: re.Pattern[str]) -> str:
    """The words of a key, the first with a capital letter. Acronyms keep their capitals."""
    words: list[str] = []
    for part in filter(None, _PARTS.split(key)):
        inside = _INSIDE_CAMEL.split(part) if compound.fullmatch(part) else [part]
        words += [
            word if number == 0 or _ACRONYM.fullmatch(word) else word.lower()
            for number, word in enumerate(inside)
        ]
    text = " ".join(words)
    return text[:1].upper() + text[1:]
