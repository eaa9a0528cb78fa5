"""Finds a quote in a text. Only white space and typographic signs may differ.

The text and the quote are folded character by character. The folded quote is searched in the folded text, and
the range that is found is mapped back to characters of the text itself.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from index.types import Range

_SIGNS = {
    **dict.fromkeys("“”„‟«»″", '"'),
    **dict.fromkeys("‘’‚‛‹›′`´", "'"),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    "…": "...",
    **{"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"},
}
_ENCLOSING = "\"' "
_OF_WORDS = ("Lu", "Ll", "Lt", "Mn")  # Unicode categories of a word's characters


class _Folded(NamedTuple):
    """A folded text. Its character i comes from character `sources[i]` of the text."""

    text: str
    sources: list[int]


def fold(text: str) -> str:
    """The text with one form of each sign, with single spaces, and without space at its ends.

    Texts that fold to the same text differ only in white space, invisible characters, typographic signs and
    the encoding of letters with accents.
    """
    return _folded(text).text.strip()


def find_quote(text: str, quote: str) -> Range | None:
    """The first range of `text` that folds to the same text as `quote`; None if there is none.

    The range starts and ends with whole words. If the quote is not found as it is, it is searched without the
    quotation marks around it and the ellipsis at its end. A quote without a letter or digit is never found.
    """
    folded = _folded(text)
    for wanted in _forms(fold(quote)):
        if any(character.isalnum() for character in wanted):
            at = folded.text.find(wanted)
            while at >= 0:
                if _is_whole(folded, at, at + len(wanted)):
                    return folded.sources[at], folded.sources[at + len(wanted) - 1] + 1
                at = folded.text.find(wanted, at + 1)
    return None


def _forms(quote: str) -> Iterable[str]:
    """The quote as it is, and without the quotation marks around it and the ellipsis at its end."""
    bare = quote.strip(_ENCLOSING).removesuffix("...").strip(_ENCLOSING)
    return dict.fromkeys((quote, bare))


def _folded(text: str) -> _Folded:
    folded: list[str] = []
    sources: list[int] = []
    for index, character in enumerate(text):
        for sign in _fold_character(character):
            if sign != " " or (folded and folded[-1] != " "):
                folded.append(sign)
                sources.append(index)
    return _Folded("".join(folded), sources)


@cache
def _fold_character(character: str) -> str:
    if character.isspace():
        return " "
    if unicodedata.category(character) in ("Cf", "Cc"):  # invisible
        return ""
    return "".join(_SIGNS.get(part, part) for part in unicodedata.normalize("NFD", character))


def _is_whole(folded: _Folded, start: int, end: int) -> bool:
    """Whether folded characters `start` to `end` split neither a character of the text nor a word."""
    text, sources = folded
    if start and (sources[start - 1] == sources[start] or _same_word(text[start - 1], text[start])):
        return False
    if end == len(text):
        return True
    cuts = sources[end - 1] == sources[end] or unicodedata.combining(text[end]) > 0
    return not cuts and not _same_word(text[end - 1], text[end])


def _same_word(left: str, right: str) -> bool:
    """Whether two neighbouring characters are of one word.

    Letters without case do not count, since their scripts may have no space between words.
    """
    return all(
        character.isdigit() or character == "_" or unicodedata.category(character) in _OF_WORDS
        for character in (left, right)
    )
