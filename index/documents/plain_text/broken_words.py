"""Words that a hyphen breaks at a line end → whole words, for search and for reading.

Quotes keep the original text; embedding, indexing and reading use the whole words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# The line end after a hyphen, and the characters of the next line before its first word. A soft hyphen is
# never part of a word, and "¬" is none at a line end.
_LINE_END = r"[ \t]*(?:\r\n|[\r\n\u2028\u2029])[> \t\f\v\u00a0]*"
_LETTER = r"[^\W\d_]"
_BREAK = re.compile(
    rf"[-\u2010](?<={_LETTER}{_LETTER}.){_LINE_END}(?=(?P<rest>{_LETTER}{{2,}}))"
    rf"|\u00ad(?<={_LETTER}.)(?:{_LINE_END})?(?={_LETTER})"
    rf"|¬(?<={_LETTER}.){_LINE_END}(?={_LETTER})"
)
_PART = rf"{_LETTER}{{1,64}}"
_PART_BEFORE, _PART_AFTER = re.compile(_PART + "$"), re.compile(_PART)
# In "Haupt- und Nebensatz" and "two- or three-year", the next line does not continue the word.
_CONJUNCTIONS = frozenset(("and", "bis", "bzw", "och", "oder", "og", "or", "sowie", "to", "und", "és"))


def hyphen_breaks(text: str) -> Iterator[tuple[int, int]]:
    """Yield the ranges to omit from broken words: from the hyphen to the rest of the word."""
    for found in _BREAK.finditer(text):
        rest = found["rest"]
        if rest is None or (rest.islower() and rest not in _CONJUNCTIONS):
            yield found.span()


def kept_ranges(text: str) -> list[tuple[int, int]]:
    """Return the ranges of a text that `join_broken_words` joins."""
    kept, start = [], 0
    for first, last in hyphen_breaks(text):
        kept.append((start, first))
        start = last
    return [*kept, (start, len(text))]


def join_broken_words(text: str) -> str:
    """Return the text with broken words joined."""
    return "".join(text[start:end] for start, end in kept_ranges(text))


def parts_of_broken_words(text: str) -> list[str]:
    """Return the parts of the words that hyphens break at line ends; they may be words: "well", "known"."""
    parts = []
    for start, end in hyphen_breaks(text):
        before = _PART_BEFORE.search(text, max(0, start - 64), start)
        after = _PART_AFTER.match(text, end)
        if text[start] in "-\u2010" and before and after:
            parts += [before[0], after[0]]
    return parts
