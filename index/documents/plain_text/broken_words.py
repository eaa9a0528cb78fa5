"""Words that a hyphen breaks at a line end, joined for search and for reading.

A text is quoted as it stands; it is embedded, indexed and read with whole words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# The line end after a hyphen, with what the next line begins with before its first word. A soft hyphen is no
# part of a word anywhere, and "¬" none at a line end.
_LINE_END = r"[ \t]*(?:\r\n|[\r\n\u2028\u2029])[> \t\f\v\u00a0]*"
_LETTER = r"[^\W\d_]"
_BREAK = re.compile(
    rf"[-\u2010](?<={_LETTER}{_LETTER}.){_LINE_END}(?=(?P<rest>{_LETTER}{{2,}}))"
    rf"|\u00ad(?<={_LETTER}.)(?:{_LINE_END})?(?={_LETTER})"
    rf"|¬(?<={_LETTER}.){_LINE_END}(?={_LETTER})"
)
_PART = rf"{_LETTER}{{1,64}}"
_PART_BEFORE, _PART_AFTER = re.compile(_PART + "$"), re.compile(_PART)
# After "Haupt- und Nebensatz", "two- or three-year" no rest of the word follows.
_CONJUNCTIONS = frozenset(("and", "bis", "bzw", "och", "oder", "og", "or", "sowie", "to", "und", "és"))


def breaks(text: str) -> Iterator[tuple[int, int]]:
    """Yield the ranges that words are read without: from the hyphen to the rest of the word."""
    for found in _BREAK.finditer(text):
        rest = found["rest"]
        if rest is None or (rest.islower() and rest not in _CONJUNCTIONS):
            yield found.span()


def kept_ranges(text: str) -> list[tuple[int, int]]:
    """The ranges of a text that `join_broken_words` puts together."""
    kept, start = [], 0
    for first, last in breaks(text):
        kept.append((start, first))
        start = last
    return [*kept, (start, len(text))]


def join_broken_words(text: str) -> str:
    """The text with each word whole."""
    return "".join(text[start:end] for start, end in kept_ranges(text))


def parts_of_broken_words(text: str) -> list[str]:
    """The parts of each word that a hyphen breaks at a line end; they may be words: "well-", "known"."""
    parts = []
    for start, end in breaks(text):
        before = _PART_BEFORE.search(text, max(0, start - 64), start)
        after = _PART_AFTER.match(text, end)
        if text[start] in "-\u2010" and before and after:
            parts += [before[0], after[0]]
    return parts
