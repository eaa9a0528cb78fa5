"""Whether data is for people, or for programs alone: locked versions, shapes on a map, counters."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from index.documents.converted.data.tree import Value, keys, texts

_WORD = re.compile(r"[^\W\d_]{2,}")
_LINK = re.compile(r"\w+://\S+")
# Base64 or hexadecimal digits, which no person reads.
_HASH = re.compile(r"(?:sha\d+-)?(?=\S*\d)(?:[0-9a-fA-F]{32,}|[\w+/]{40,}={0,2})")
_FEWEST = 40  # values of a file that is looked at so
_MOST_HASHES = 0.1  # of the values
_LEAST_WORDS = 0.02  # for each value


@dataclass(slots=True)
class _Counts:
    values: int = 0
    hashes: int = 0
    words: int = 0
    names: set[str] = field(default_factory=set)


def is_for_programs(value: Value) -> bool:
    """Whether one in ten values is a checksum or the like, or nearly nothing in it has words.

    A key counts as words once, however often it stands there: those of a roster are names, and each another.
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
