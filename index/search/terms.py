"""Text → the terms by which it is indexed and searched. No other module imports the stemmer."""

from __future__ import annotations

import re
import unicodedata
from hashlib import blake2b
from itertools import pairwise

import Stemmer

from index.documents.plain_text.broken_words import join_broken_words, parts_of_broken_words
from index.english.number_names import CARDINALS, ORDINALS, TENS
from index.values.dates import names_of_dates
from index.values.short_names import FULL_NAMES, ambiguous_names
from index.values.times import times_on_24_hours

# Scripts written without spaces between words (Thai, Lao, Burmese, Khmer, kana, Han) are indexed by single
# characters and pairs of them.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_WORD = re.compile(rf"[{_UNSPACED}]+|[^\W{_UNSPACED}]+")
_UNSPACED_START = re.compile(rf"[{_UNSPACED}]")
_POSSESSIVE = re.compile(r"(?<=\w)['’]s\b")
_STOP_WORD_LIST = """
    a an and are as at be been but by can could did do does for from had has have how i if in into is it its
    me my no not of on or s so such t that the their then there these they this to was we were what when where
    which who whom whose why will with would you your
"""
_ENDINGS = ("st", "nd", "rd", *["th"] * 7)
_STOP_WORDS = frozenset(_STOP_WORD_LIST.split())
# Word → what it is indexed as, so that each form of a name or number is found by the others, and children by
# each word for them. "Seconds" must stay the plural of "second".
_SAME = {
    **FULL_NAMES,
    **{name: str(number) for number, name in enumerate(CARDINALS, 1) if number > 1},  # "one": a pronoun
    **{name: str(10 * number) for number, name in enumerate(TENS, 2)},
    **{
        name: f"{number}{ending}"
        for number, (name, ending) in enumerate(zip(ORDINALS, _ENDINGS, strict=True), 1)
    },
    "seconds": "2nd",
    **{"children": "child", "kid": "child", "kids": "child"},
}
_ACCENTS = re.compile("(?<=[a-z])[\u0300-\u036f]+")
CACHED_WORDS = 100_000  #: words whose terms are cached, so that memory stays bounded


class TermExtractor:
    """Text → terms, with a cache of the terms of words that lives as long as the extractor.

    What indexes documents has its own, so that their words do not stay in memory. Several threads may use one
    extractor: if one of them empties the cache, the others compute the terms again.
    """

    def __init__(self) -> None:
        self._stemmer = Stemmer.Stemmer("english", 0)  # 0: without the stemmer's own, smaller cache
        self._cache: dict[str, tuple[str, ...]] = {}

    def terms(self, text: str) -> list[str]:
        """The terms of a text, as the function `terms` returns them."""
        if parts := parts_of_broken_words(text):
            text = " ".join([join_broken_words(text), *parts])
        else:
            text = join_broken_words(text)
        if not text.isascii():
            text = unicodedata.normalize("NFKC", text)
        cache = self._cache
        found: list[str] = []
        words = _WORD.findall(_POSSESSIVE.sub("", text.casefold()))
        times = _WORD.findall(" ".join(times_on_24_hours(text)))
        for word in (*words, *ambiguous_names(text), *names_of_dates(text), *times):
            word_terms = cache.get(word)
            if word_terms is None:
                if len(cache) >= CACHED_WORDS:
                    cache.clear()
                word_terms = cache[word] = self._terms_of(word)
            found += word_terms
        return found

    def _terms_of(self, word: str) -> tuple[str, ...]:
        if word in _STOP_WORDS:
            return ()
        word = _SAME.get(word, word)
        if _UNSPACED_START.match(word):
            return (*word, *map("".join, pairwise(word)))
        word = word if word.isascii() else _without_accents(word)
        parts = [part for part in word.split("_") if part] if "_" in word else []  # snake_case
        return tuple(self._stemmer.stemWords([word, *parts]))


def _without_accents(word: str) -> str:
    """Return a word with "e" for "é": people leave out the accents of Latin letters. Others stay."""
    return unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFD", word)))


_EXTRACTOR = TermExtractor()  # one cache for all that is searched, read and checked


def terms(text: str) -> list[str]:
    """The terms of a text in its order, with repetitions.

    Terms are the stems of its words, without stop words and accents of Latin letters; in unspaced scripts,
    characters and pairs of them. Short names of days and months count as the full names, and names of numbers
    as digits. A word that is broken at a line end is joined; its parts, which may be words as well, come
    last. So do what "Sat", "2026-06-07" and "7 pm" mean, beside their own terms: "saturday", "june" and "7",
    "19" and "00".
    """
    return _EXTRACTOR.terms(text)


def term_hash(term: str) -> int:
    """The key of a term in the postings: 64 bits of its BLAKE2b hash, the same on every machine."""
    return int.from_bytes(blake2b(term.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")
