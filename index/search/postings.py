"""Which words stand in which rows, and how often: the arrays of the index of words, and their making.

A build holds no more than a bounded number of postings: it writes them to disk as sorted runs, and merges
the runs, with what is carried over from the index before, one range of words after another.
"""

from __future__ import annotations

import shutil
from array import array
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.search.arrays import ArrayWriter, distinct, save
from index.search.terms import KNOWN_WORDS, TermExtractor, word_hash

_RUN = 1 << 20  # postings gathered before they are written as a run
_RANGE = 1 << 20  # postings merged at a time, about
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
    def load(cls, folder: Path, *, mapped: bool = True) -> Postings:
        """Open saved postings, by memory map unless they are to be `mapped` nowhere."""
        mode = "r" if mapped else None
        files = [folder / f"{name}.npy" for name in cls.__slots__]
        return cls(*(np.asarray(np.load(file, mmap_mode=mode)) for file in files))

    def column(self, word: int) -> slice:
        """Where the postings of a word stand in `rows` and `counts`; empty when it stands nowhere."""
        place = int(np.searchsorted(self.words, np.uint64(word)))
        if place == len(self.words) or int(self.words[place]) != word:
            return slice(0, 0)
        return slice(int(self.starts[place]), int(self.starts[place + 1]))


class PostingsWriter:
    """Takes up texts row by row and writes the postings of them, and of rows carried over from another index.

    `folder` is made for the files. Rows come in ascending order.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self._folder = folder
        self._runs: list[Path] = []
        self._words = TermExtractor()
        self._hashes: dict[str, int] = {}
        self._rows, self._lengths = array("i"), array("i")
        self._forget()

    def add(self, row: int, text: str) -> None:
        """Take up the text of a row."""
        stems = self._words.stems(text)
        counted = Counter(stems)
        self._rows.append(row)
        self._lengths.append(len(stems))
        self._posting_words.extend(map(self._hash, counted))
        self._posting_counts.extend(min(count, 0xFFFF) for count in counted.values())
        self._posting_rows.extend([row] * len(counted))
        if len(self._posting_words) >= _RUN:
            self._write_run()

    def finish(self, origin: np.ndarray, before: Path | None = None) -> None:
        """Write all rows. `origin[i]` is the row that row i is carried over from, or -1.

        `before` is the folder of the postings carried over; their rows must come in the same order as before.
        """
        self._write_run()
        lengths = np.zeros(len(origin), np.int32)
        lengths[np.frombuffer(self._rows, np.int32)] = np.frombuffer(self._lengths, np.int32)
        sources = [_Source(path) for path in self._runs]
        carried = origin >= 0
        if before is not None and carried.any():
            old_lengths = np.load(before / "lengths.npy", mmap_mode="r")
            lengths[carried] = old_lengths[origin[carried]]
            now = np.full(len(old_lengths), -1, np.int32)
            now[origin[carried]] = np.flatnonzero(carried)
            sources.append(_Source(before, now))
        save(self._folder / "lengths.npy", lengths)
        self._merge(sources)
        for path in self._runs:
            shutil.rmtree(path)

    def _hash(self, stem: str) -> int:
        found = self._hashes.get(stem)
        if found is None:
            if len(self._hashes) >= KNOWN_WORDS:
                self._hashes.clear()
            found = self._hashes[stem] = word_hash(stem)
        return found

    def _forget(self) -> None:
        self._posting_words, self._posting_rows, self._posting_counts = array("Q"), array("i"), array("H")

    def _write_run(self) -> None:
        """Write what was gathered, sorted by word, to a folder of its own."""
        words = np.frombuffer(self._posting_words, np.uint64)
        order = np.argsort(words, kind="stable")
        words, starts = np.unique(words[order], return_index=True)
        path = self._folder / f"run-{len(self._runs)}"
        path.mkdir()
        save(path / "words.npy", words)
        save(path / "starts.npy", np.append(starts, len(order)))
        save(path / "rows.npy", np.frombuffer(self._posting_rows, np.int32)[order])
        save(path / "counts.npy", np.frombuffer(self._posting_counts, np.uint16)[order])
        self._runs.append(path)
        self._forget()

    def _merge(self, sources: list[_Source]) -> None:
        kinds = {"words": np.uint64, "rows": np.int32, "counts": np.uint16}
        files = [ArrayWriter(self._folder / f"{name}.npy", kind) for name, kind in kinds.items()]
        sizes = [np.zeros(1, np.int64)]
        for first, last in _ranges(sum(source.size() for source in sources)):
            *columns, held = _merged([source.between(first, last) for source in sources])
            for file, values in zip(files, columns, strict=True):
                file.append(values)
            sizes.append(held)
        for file in files:
            file.close()
        save(self._folder / "starts.npy", np.cumsum(np.concatenate(sizes)))


@dataclass(frozen=True, slots=True)
class _Part:
    """The postings of a few words, ascending by word, then row."""

    words: np.ndarray
    held: np.ndarray  #: postings of each word
    rows: np.ndarray
    counts: np.ndarray


@dataclass(frozen=True, slots=True)
class _Source:
    """A folder of postings to be merged; `now` says at which row each of its rows stands now, -1 for none.

    Its files are opened anew for each range of words, so that what was read of them is let go.
    """

    folder: Path
    now: np.ndarray | None = None

    def size(self) -> int:
        return len(self._open("rows"))

    def between(self, first: int, last: int) -> _Part:
        """The postings of the words from `first` to `last`."""
        words, starts = self._open("words"), self._open("starts")
        begin = int(np.searchsorted(words, np.uint64(first)))
        end = int(np.searchsorted(words, np.uint64(last), side="right"))
        words, starts = np.array(words[begin:end]), np.array(starts[begin : end + 1])
        column = slice(int(starts[0]), int(starts[-1]))
        rows, counts = np.array(self._open("rows")[column]), np.array(self._open("counts")[column])
        if self.now is None:
            return _Part(words, np.diff(starts), rows, counts)
        rows = self.now[rows]
        stays = rows >= 0
        held = np.diff(np.concatenate([[0], np.cumsum(stays)])[starts - starts[0]])
        return _Part(words[held > 0], held[held > 0], rows[stays], counts[stays])

    def _open(self, name: str) -> np.ndarray:
        return np.load(self.folder / f"{name}.npy", mmap_mode="r")


def _ranges(postings: int) -> Iterator[tuple[int, int]]:
    """Cut the numbers that words are filed under into ranges (first, last) of about `_RANGE` postings each.

    They are hashes, and so are spread evenly.
    """
    step = (1 << 64) // max(1, -(-postings // _RANGE))
    for first in range(0, (1 << 64) - step + 1, step):
        last = first + step - 1
        yield first, last if last + step < 1 << 64 else (1 << 64) - 1


def _merged(parts: list[_Part]) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """TermExtractor, rows, counts, and how many postings each word has, of all parts together."""
    words = distinct(np.concatenate([part.words for part in parts]))
    held = np.zeros(len(words), np.int64)
    keys = []
    for part in parts:
        places = np.searchsorted(words, part.words)
        held[places] += part.held
        keys.append(np.repeat(places.astype(np.uint64) << _ROW_BITS, part.held) | part.rows.astype(np.uint64))
    order = np.argsort(np.concatenate(keys), kind="stable")  # which makes use of the parts being sorted
    rows = np.concatenate([part.rows for part in parts])[order]
    return words, rows, np.concatenate([part.counts for part in parts])[order], held
