"""Words → BM25 scores. The one door of the stemmer.

The index holds counts, not weights: for each word the rows it stands in and how often, and the length of each
row. Weights are made for the words of a question when it is asked, so a row can come or go without any other
being weighed again, and opening the index reads nothing. BM25 is Lucene's form of it (Robertson and Zaragoza
2009; the variants are compared by Kamphuis et al. 2020).
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise
from pathlib import Path

import numpy as np
import Stemmer

_SATURATION, _LENGTH_WEIGHT = 0.9, 0.4  # BM25's k1 and b, chosen with tests/benchmarks/retrieval.py
# Scripts written without spaces between words (Thai, Lao, Burmese, Khmer, kana, Han) are indexed by single
# characters and pairs of them.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_WORD = re.compile(rf"[{_UNSPACED}]+|[^\W{_UNSPACED}]+")
_UNSPACED_START = re.compile(rf"[{_UNSPACED}]")
_POSSESSIVE = re.compile(r"(?<=\w)['’]s\b")
# Words that ask or join, and so tell no passage from another.
_JOINING = """
    a an and are as at be been but by can could did do does for from had has have how i if in into is it its
    me my no not of on or s so such t that the their then there these they this to was we were what when where
    which who whom whose why will with would you your
"""
_STOPWORDS = frozenset(_JOINING.split())
_KNOWN_WORDS = 500_000  # whose stems are remembered
_ROW_BITS = np.uint64(32)  # a posting sorts by its word, then by its row, as one number


class Words:
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
                if len(known) >= _KNOWN_WORDS:  # what people ask for months must not gather here
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


@dataclass(frozen=True, slots=True)
class Postings:
    """The arrays of the index: `words[i]` stands in `rows[starts[i]:starts[i + 1]]`, `counts` times each."""

    words: np.ndarray  #: uint64, ascending: the hash of each word
    starts: np.ndarray  #: int64 [words + 1]
    rows: np.ndarray  #: int32, ascending for each word
    counts: np.ndarray  #: uint16
    lengths: np.ndarray  #: int32 [rows of the index]: words in each row, repetitions counted

    @classmethod
    def empty(cls) -> Postings:
        none = np.empty(0, np.int32)
        return cls(none.astype(np.uint64), np.zeros(1, np.int64), none, none.astype(np.uint16), none)


class LexicalBuilder:
    """Takes up texts row by row and makes the index of them, and of rows carried over from another."""

    def __init__(self) -> None:
        self._words = Words()
        self._hashes: dict[str, int] = {}
        self._new_rows, self._new_lengths = array("i"), array("i")
        self._postings_a_row = array("i")
        self._posting_words, self._posting_counts = array("Q"), array("H")

    def add(self, row: int, text: str) -> None:
        """Take up the text of a row; rows come in ascending order."""
        stems = self._words.stems(text)
        counted = Counter(stems)
        self._new_rows.append(row)
        self._new_lengths.append(len(stems))
        self._postings_a_row.append(len(counted))
        self._posting_words.extend(map(self._hash, counted))
        self._posting_counts.extend(min(count, 0xFFFF) for count in counted.values())

    def _hash(self, stem: str) -> int:
        found = self._hashes.get(stem)
        if found is None:
            found = self._hashes[stem] = word_hash(stem)
        return found

    def finish(self, origin: np.ndarray, before: LexicalIndex | None = None) -> LexicalIndex:
        """The index of all rows. `origin[i]` is the row of `before` that row i is carried over from, or -1.

        Carried rows must come in the same order as before.
        """
        old = before.postings if before else Postings.empty()
        carried = origin >= 0
        lengths = np.zeros(len(origin), np.int32)
        lengths[carried] = old.lengths[origin[carried]]
        lengths[np.frombuffer(self._new_rows, np.int32)] = np.frombuffer(self._new_lengths, np.int32)

        now = np.full(len(old.lengths), -1, np.int64)  # where each old row stands now
        now[origin[carried]] = np.flatnonzero(carried)
        rows = now[old.rows]
        stays = rows >= 0
        ends = np.concatenate([[0], np.cumsum(stays)])[old.starts]
        staying = np.diff(ends)  # postings left of each old word
        new_words = np.frombuffer(self._posting_words, np.uint64)
        new_rows = np.repeat(np.frombuffer(self._new_rows, np.int32), self._postings_a_row)
        words = np.union1d(old.words[staying > 0], new_words)

        keys = np.repeat(_word_keys(words, old.words), staying) | rows[stays].astype(np.uint64)
        new_keys = _word_keys(words, new_words) | new_rows.astype(np.uint64)
        order = np.argsort(new_keys, kind="stable")
        places = np.searchsorted(keys, new_keys[order])
        keys = np.insert(keys, places, new_keys[order])
        new_counts = np.frombuffer(self._posting_counts, np.uint16)[order]
        counts = np.insert(old.counts[stays], places, new_counts)
        bounds = np.arange(len(words) + 1, dtype=np.uint64) << _ROW_BITS
        starts = np.searchsorted(keys, bounds).astype(np.int64)
        rows = (keys & np.uint64(0xFFFFFFFF)).astype(np.int32)
        return LexicalIndex(Postings(words, starts, rows, counts, lengths))


class LexicalIndex:
    """BM25 of every passage for a question's words: text i of those indexed is row i."""

    def __init__(self, postings: Postings) -> None:
        self.postings = postings
        self._words = Words()
        lengths = postings.lengths
        self._mean_length = float(lengths.mean()) if len(lengths) else 0.0

    @classmethod
    def of(cls, texts: Iterable[str]) -> LexicalIndex:
        builder = LexicalBuilder()
        rows = 0
        for rows, text in enumerate(texts, 1):
            builder.add(rows - 1, text)
        return builder.finish(np.full(rows, -1))

    @classmethod
    def load(cls, folder: Path) -> LexicalIndex:
        """Open a saved index by memory map."""
        names = Postings.__slots__
        return cls(Postings(*(np.load(folder / f"{name}.npy", mmap_mode="r") for name in names)))

    def save(self, folder: Path) -> None:
        folder.mkdir()
        for name in Postings.__slots__:
            np.save(folder / f"{name}.npy", getattr(self.postings, name))

    def scores(self, question: str) -> np.ndarray:
        """BM25 of every passage, float32 [rows]."""
        scores = np.zeros(len(self.postings.lengths), np.float32)
        for stem, times in self._counted(question).items():
            column = self._column(stem)
            rows = self.postings.rows[column]
            counts = self.postings.counts[column].astype(np.float32)
            relative = self.postings.lengths[rows] / np.float32(self._mean_length or 1.0)
            damping = _SATURATION * (1 - _LENGTH_WEIGHT + _LENGTH_WEIGHT * relative)
            scores[rows] += np.float32(times * self._rarity(len(rows))) * counts / (counts + damping)
        return scores

    def rarity(self, stem: str) -> float:
        """The inverse document frequency of a stem; that of one in no passage is the highest."""
        column = self._column(stem)
        return self._rarity(column.stop - column.start)

    def _counted(self, question: str) -> Mapping[str, int]:
        return Counter(self._words.stems(question))

    def _column(self, stem: str) -> slice:
        """The postings of a stem."""
        word = np.uint64(word_hash(stem))
        place = int(np.searchsorted(self.postings.words, word))
        if place == len(self.postings.words) or self.postings.words[place] != word:
            return slice(0, 0)
        return slice(int(self.postings.starts[place]), int(self.postings.starts[place + 1]))

    def _rarity(self, found: int) -> float:
        return float(np.log1p((len(self.postings.lengths) - found + 0.5) / (found + 0.5)))


def word_hash(stem: str) -> int:
    """The number that a stem is filed under: 64 bits of its BLAKE2b hash, the same on every machine."""
    return int.from_bytes(blake2b(stem.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def _word_keys(words: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """The number by which the postings of each of `wanted` sort, before their rows are put into it."""
    return np.searchsorted(words, wanted).astype(np.uint64) << _ROW_BITS
