"""Decide whether data is for people, or only for programs: locked versions, shapes on a map, counters."""

from __future__ import annotations

import re

from index.documents.converted.data.tree import Value, keys, texts

_WORD = re.compile(r"[^\W\d_]{2,}")
_LINK = re.compile(r"\w+://\S+")
# Base64 or hexadecimal digits.
_HASH = re.compile(r"(?:sha\d+-)?(?=\S*\d)(?:[0-9a-fA-F]{32,}|[\w+/]{40,}={0,2})")
_FEWEST = 40  # values; a file with fewer is for people
_MOST_HASHES = 0.1  # hashes for each value of a file for people
_LEAST_WORDS = 0.02  # texts and keys with words, for each value of a file for people


def is_for_programs(value: Value) -> bool:
    """Whether data has at least 40 values, of which over 10% are hashes or under 2% have words.

    Distinct keys with words count as values with words: in a roster, the keys are the names of people.
    """
    values = hashes = words = 0
    for text in texts(value):
        values += 1
        if _HASH.fullmatch(text):
            hashes += 1
        elif _WORD.search(text) and not _LINK.fullmatch(text):
            words += 1
    if values < _FEWEST:
        return False
    words += len({key for key in keys(value) if _WORD.search(key)})
    return hashes > _MOST_HASHES * values or words < _LEAST_WORDS * values
