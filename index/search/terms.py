"""Text → the stems that it is indexed and searched by. The one door of the stemmer."""

from __future__ import annotations

import re
import unicodedata
from hashlib import blake2b
from itertools import pairwise

import Stemmer

# Scripts written without spaces between words (Thai, Lao, Burmese, Khmer, kana, Han) are indexed by single
# characters and pairs of them.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_WORD = re.compile(rf"[{_UNSPACED}]+|[^\W{_UNSPACED}]+")
_UNSPACED_START = re.compile(rf"[{_UNSPACED}]")
_POSSESSIVE = re.compile(r"(?<=\w)['’]s\b")
# TermExtractor that ask or join, and so tell no passage from another.
_JOINING = """
    a an and are as at be been but by can could did do does for from had has have how i if in into is it its
    me my no not of on or s so such t that the their then there these they this to was we were what when where
    which who whom whose why will with would you your
"""
_STOPWORDS = frozenset(_JOINING.split())
KNOWN_WORDS = 100_000  #: whose stems are remembered, so that memory stays flat


class TermExtractor:
    """Text → the stems that it is indexed and searched by."""

    def __init__(self, language: str = "english") -> None:
        self._stemmer = Stemmer.Stemmer(language)
        self._known: dict[str, tuple[str, ...]] = {}

    def stems(self, text: str) -> list[str]:
        """In order, with repetitions; stop words left out."""
        if not text.isascii():
            text = unicodedata.normalize("NFKC", text)
        known = self._known
        found: list[str] = []
        for word in _WORD.findall(_POSSESSIVE.sub("", text.casefold())):
            stems = known.get(word)
            if stems is None:
                if len(known) >= KNOWN_WORDS:  # what people ask for months must not gather here
                    known.clear()
                stems = known[word] = self._stems_of(word)
            found += stems
        return found

    def _stems_of(self, word: str) -> tuple[str, ...]:
        if word in _STOPWORDS:
            return ()
        if _UNSPACED_START.match(word):
            return (*word, *map("".join, pairwise(word)))
        parts = [part for part in word.split("_") if part] if "_" in word else []
        return tuple(self._stemmer.stemWords([word, *parts]))


def word_hash(stem: str) -> int:
    """The number that a stem is filed under: 64 bits of its BLAKE2b hash, the same on every machine."""
    return int.from_bytes(blake2b(stem.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")
