"""Which words stand in which rows, and how often: the arrays of the index of words, and their making."""

from __future__ import annotations

from array import array
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.words import Words, word_hash

_ROW_BITS = np.uint64(32)  # a posting sorts by its word, then by its row, as one number


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

    @classmethod
    def load(cls, folder: Path) -> Postings:
        """Open saved postings by memory map."""
        return cls(*(np.load(folder / f"{name}.npy", mmap_mode="r") for name in cls.__slots__))

    def save(self, folder: Path) -> None:
        folder.mkdir()
        for name in self.__slots__:
            np.save(folder / f"{name}.npy", getattr(self, name))

    def column(self, word: int) -> slice:
        """Where the postings of a word stand in `rows` and `counts`; empty when it stands nowhere."""
        place = int(np.searchsorted(self.words, np.uint64(word)))
        if place == len(self.words) or int(self.words[place]) != word:
            return slice(0, 0)
        return slice(int(self.starts[place]), int(self.starts[place + 1]))


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

    def finish(self, origin: np.ndarray, before: Postings | None = None) -> Postings:
        """The index of all rows. `origin[i]` is the row of `before` that row i is carried over from, or -1.

        Carried rows must come in the same order as before.
        """
        old = before or Postings.empty()
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
        return Postings(words, starts, rows, counts, lengths)


def _word_keys(words: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """The number by which the postings of each of `wanted` sort, before their rows are put into it."""
    return np.searchsorted(words, wanted).astype(np.uint64) << _ROW_BITS
