"""Decide whether data is for people, or only for programs: locked versions, shapes on a map, counters."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from index.documents.converted.data.tree import Value, keys, texts

_WORD = re.compile(r"[^\W\d_]{2,}")
_LINK = re.compile(r"\w+://\S+")
# Base64 or hexadecimal digits.
_HASH = re.compile(r"(?:sha\d+-)?(?=\S*\d)(?:[0-9a-fA-F]{32,}|[\w+/]{40,}={0,2})")
_FEWEST = 40  # values; a file with fewer is for people
_MOST_HASHES = 0.1  # hashes for each value of a file for people
_LEAST_WORDS = 0.02  # texts and keys with words, for each value of a file for people


@dataclass(slots=True)
class _Counts:
    values: int = 0
    hashes: int = 0
    words: int = 0
    names: set[str] = field(default_factory=set)


def is_for_programs(value: Value) -> bool:
    """Whether over 10% of the values are hashes, or under 2% of them have words.

    Distinct keys with words are added to the values with words: in a roster, the keys are names of people.
    """
    counts = _Counts()
    for text in texts(value):
        counts.values += 1
        if _HASH.fullmatch(text):
            counts.hashes += 1
        elif _WORD.search(text) and not _LINK.fullmatch(text):
            counts.words += 1
    if counts.values < _FEWEST:
        return False
    counts.names.update(key for key in keys(value) if _WORD.search(key))
    words = counts.words + len(counts.names)
    return counts.hashes > _MOST_HASHES * counts.values or words < _LEAST_WORDS * counts.values
