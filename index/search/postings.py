"""The inverted index: the rows in which each term occurs, and how often.

A build keeps a bounded number of postings in memory. It writes them to disk as sorted runs, and then merges
the runs, together with the postings of rows that are carried over from an earlier index, one range of terms
at a time (blocked sort-based indexing: Manning, Raghavan and Schütze 2008).
"""

from __future__ import annotations

import shutil
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from index.regular_file import OpenFile
from index.search.arrays import ArrayFile, ArrayWriter, Open, distinct, save
from index.search.terms import CACHED_WORDS, TermExtractor, term_hash

RUN_POSTINGS = 1 << 20  #: number of postings in memory at which they are written as a run
MERGED_POSTINGS = 1 << 20  #: postings that are merged at a time, about
_MAX_COUNT = 0xFFFF  # the highest uint16
_ROW_BITS = np.uint64(32)


@dataclass(frozen=True, slots=True)
class Postings:
    """The arrays of the inverted index. Each is saved in a file with its name.

    `terms[i]` occurs in `rows[starts[i]:starts[i + 1]]`, `counts[starts[i]:starts[i + 1]]` times.
    """

    terms: np.ndarray  #: uint64 [terms], ascending: the hash of each term
    starts: np.ndarray  #: int64 [terms + 1]
    rows: np.ndarray | ArrayFile  #: int32 [postings], ascending for each term
    counts: np.ndarray | ArrayFile  #: uint16 [postings]
    lengths: np.ndarray  #: int32 [rows]: the number of terms in each row, with repetitions

    @classmethod
    def load(cls, folder: Path, open_file: Open = OpenFile) -> Postings:
        """Open saved postings. The rows and counts of a term are read from their files when they are used."""
        terms, starts, rows, counts, lengths = (
            ArrayFile(open_file(folder / f"{name}.npy")) for name in cls.__slots__
        )
        return cls(terms[:], starts[:], rows, counts, lengths[:])

    def in_memory(self) -> Postings:
        """Return a copy whose arrays are all in memory."""
        return replace(self, rows=self.rows[:], counts=self.counts[:])

    def find(self, term: int) -> slice:
        """The range of `rows` and `counts` for the term with this hash; empty for an unknown term."""
        position = int(np.searchsorted(self.terms, np.uint64(term)))
        if position == len(self.terms) or int(self.terms[position]) != term:
            return slice(0, 0)
        return slice(int(self.starts[position]), int(self.starts[position + 1]))


class PostingsWriter:
    """Writes the postings of new texts and of rows carried over from an earlier index.

    Texts are added in ascending order of their rows. `folder` is created for the files.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self._folder = folder
        self._runs: list[Path] = []
        self._extractor = TermExtractor()
        self._hashes: dict[str, int] = {}
        self._new_rows, self._new_lengths = array("i"), array("i")
        self._terms, self._rows, self._counts = array("Q"), array("i"), array("H")

    def add(self, row: int, text: str) -> None:
        """Add the text of a row."""
        terms = self._extractor.terms(text)
        counts = Counter(terms)
        self._new_rows.append(row)
        self._new_lengths.append(len(terms))
        self._terms.extend(map(self._hash, counts))
        self._rows.extend([row] * len(counts))
        self._counts.extend(min(count, _MAX_COUNT) for count in counts.values())
        if len(self._terms) >= RUN_POSTINGS:
            self._write_run()

    def cut(self, row: int) -> None:
        """Remove the rows from `row` on, which were added last."""
        for folder in reversed(self._runs):
            if not _cut_run(folder, row):
                break
        count = bisect_left(self._new_rows, row)
        self._new_rows, self._new_lengths = self._new_rows[:count], self._new_lengths[:count]
        count = bisect_left(self._rows, row)
        self._terms, self._rows = self._terms[:count], self._rows[:count]
        self._counts = self._counts[:count]

    def _hash(self, term: str) -> int:
        known = self._hashes.get(term)
        if known is None:
            if len(self._hashes) >= CACHED_WORDS:
                self._hashes.clear()
            known = self._hashes[term] = term_hash(term)
        return known

    def finish(self, origin: np.ndarray, before: Path | None = None) -> None:
        """Write the files of all rows.

        `origin`, int64 [rows], is the row of the earlier index that a row is carried over from, or -1 for a
        row that was added. Rows carried over are in the same order as in the earlier index. `before` is the
        folder of the earlier index's postings.
        """
        self._write_run()
        lengths = np.zeros(len(origin), np.int32)
        lengths[np.frombuffer(self._new_rows, np.int32)] = np.frombuffer(self._new_lengths, np.int32)
        sources = [_Source(run) for run in self._runs]
        carried = origin >= 0
        if before is not None and carried.any():
            earlier_lengths = ArrayFile(OpenFile(before / "lengths.npy"))[:]
            lengths[carried] = earlier_lengths[origin[carried]]
            new_row = np.full(len(earlier_lengths), -1, np.int32)
            new_row[origin[carried]] = np.flatnonzero(carried)
            sources.append(_Source(before, new_row))
        save(self._folder / "lengths.npy", lengths)
        self._merge(sources)
        for run in self._runs:
            shutil.rmtree(run)

    def _write_run(self) -> None:
        """Write the postings in memory, sorted by term, to a folder of the run."""
        terms = np.frombuffer(self._terms, np.uint64)
        order = np.argsort(terms, kind="stable")
        terms, starts = np.unique(terms[order], return_index=True)
        run = self._folder / f"run-{len(self._runs)}"
        run.mkdir()
        rows, counts = np.frombuffer(self._rows, np.int32), np.frombuffer(self._counts, np.uint16)
        _save_run(run, terms, np.append(starts, len(order)), rows[order], counts[order])
        self._runs.append(run)
        self._terms, self._rows, self._counts = array("Q"), array("i"), array("H")

    def _merge(self, sources: list[_Source]) -> None:
        """Merge all sources into the files of the index."""
        terms = ArrayWriter(self._folder / "terms.npy", np.uint64)
        rows = ArrayWriter(self._folder / "rows.npy", np.int32)
        counts = ArrayWriter(self._folder / "counts.npy", np.uint16)
        frequencies = [np.zeros(1, np.int64)]
        for first, last in hash_ranges(sum(source.postings() for source in sources)):
            merged = _merged([source.read(first, last) for source in sources])
            terms.append(merged.terms)
            rows.append(merged.rows)
            counts.append(merged.counts)
            frequencies.append(merged.frequencies)
        for file in (terms, rows, counts):
            file.close()
        save(self._folder / "starts.npy", np.cumsum(np.concatenate(frequencies)))


def _save_run(run: Path, terms: np.ndarray, starts: np.ndarray, rows: np.ndarray, counts: np.ndarray) -> None:
    save(run / "terms.npy", terms)
    save(run / "starts.npy", starts)
    save(run / "rows.npy", rows)
    save(run / "counts.npy", counts)


def _cut_run(run: Path, row: int) -> bool:
    """Remove the postings of the rows from `row` on from a run. Return whether it had any."""
    last = int(ArrayFile(OpenFile(run / "rows.npy"))[:].max(initial=-1))
    if last < row:
        return False
    new_row = np.arange(last + 1, dtype=np.int32)
    new_row[row:] = -1
    kept = _Source(run, new_row).read(0, (1 << 64) - 1)
    starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(kept.frequencies)])
    _save_run(run, kept.terms, starts, kept.rows, kept.counts)
    return True


@dataclass(frozen=True, slots=True)
class _TermRange:
    """The postings of a range of terms, ascending by term, then row."""

    terms: np.ndarray
    frequencies: np.ndarray  #: postings of each term
    rows: np.ndarray
    counts: np.ndarray


@dataclass(frozen=True, slots=True)
class _Source:
    """A folder of postings to be merged.

    `new_row`, int32, maps each of its rows to a new row, or to -1 for a row to drop; None: rows stay as they
    are. The files are opened again for each range of terms, since there may be more runs than a process may
    have open files.
    """

    folder: Path
    new_row: np.ndarray | None = None

    def postings(self) -> int:
        return len(self._open("rows"))

    def read(self, first: int, last: int) -> _TermRange:
        """The postings of the terms whose hashes are between `first` and `last`, both included."""
        terms, starts = self._open("terms"), self._open("starts")
        begin, end = _first_at_least(terms, first), _first_at_least(terms, last + 1)
        term_hashes, offsets = terms[begin:end], starts[begin : end + 1]
        postings = slice(int(offsets[0]), int(offsets[-1]))
        rows, counts = self._open("rows")[postings], self._open("counts")[postings]
        if self.new_row is None:
            return _TermRange(term_hashes, np.diff(offsets), rows, counts)
        rows = self.new_row[rows]
        stays = rows >= 0
        rows, counts = rows[stays], counts[stays]
        frequencies = np.diff(np.concatenate([[0], np.cumsum(stays)])[offsets - offsets[0]])
        return _TermRange(term_hashes[frequencies > 0], frequencies[frequencies > 0], rows, counts)

    def _open(self, name: str) -> ArrayFile:
        return ArrayFile(OpenFile(self.folder / f"{name}.npy"))


def _first_at_least(terms: ArrayFile, term: int) -> int:
    """The position of the first term whose hash is at least `term`. Hashes are in ascending order."""
    return bisect_left(range(len(terms)), term, key=lambda position: int(terms[position : position + 1][0]))


def hash_ranges(postings: int) -> Iterator[tuple[int, int]]:
    """Split the 64-bit hashes into ranges (first, last), both included, of about MERGED_POSTINGS postings.

    Hashes are distributed evenly, so ranges of equal width have about equally many postings.
    """
    width = (1 << 64) // max(1, -(-postings // MERGED_POSTINGS))
    for first in range(0, (1 << 64) - width + 1, width):
        last = first + width - 1
        yield first, last if last + width < 1 << 64 else (1 << 64) - 1


def _merged(parts: list[_TermRange]) -> _TermRange:
    """The postings of all parts together."""
    terms = distinct(np.concatenate([part.terms for part in parts]))
    frequencies = np.zeros(len(terms), np.int64)
    keys = []  # for each posting: the position of its term, then its row, as one number
    for part in parts:
        positions = np.searchsorted(terms, part.terms)
        frequencies[positions] += part.frequencies
        term = np.repeat(positions.astype(np.uint64), part.frequencies)
        keys.append(term << _ROW_BITS | part.rows.astype(np.uint64))
    order = np.argsort(np.concatenate(keys), kind="stable")  # fast, because each part is sorted
    rows = np.concatenate([part.rows for part in parts])[order]
    counts = np.concatenate([part.counts for part in parts])[order]
    return _TermRange(terms, frequencies, rows, counts)
