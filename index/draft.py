"""A generation under way: the files of its folder, filled document by document, then with vectors.

Texts go straight to disk, so what is held in memory does not grow with them. Rows are carried over from the
generation before where a document is unchanged, and vectors wherever a passage's text is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from hashlib import blake2b
from itertools import pairwise
from pathlib import Path

import numpy as np

from index.dense import DenseWriter
from index.encode import Encoder
from index.generation import COLUMNS, KEY_BYTES, DocumentEntry, Generation
from index.passages import embedded_text
from index.postings import PostingsWriter
from index.types import Document, Passage

_BATCH = 64  # passages embedded between two reports of progress
_CARRIED = 1 << 14  # vectors copied at a time
_FIRST_BYTE, _LAST_BYTE = COLUMNS.index("first_byte"), COLUMNS.index("last_byte")


class Draft:
    """Documents come in the order of their names: `add` or `carry_over` each, then `finish`."""

    def __init__(self, folder: Path, before: Generation | None) -> None:
        self.entries: list[DocumentEntry] = []
        self.passages = 0
        self._folder = folder
        self._before = before
        self._text = (folder / "text.utf8").open("wb")
        self._bytes = 0
        self._rows: list[np.ndarray] = []
        self._keys: list[np.ndarray] = []
        self._origin: list[
            np.ndarray
        ] = []  # for each row, the row of `before` it is carried over from, or -1
        self._words = PostingsWriter(folder / "lexical")

    def add(self, entry: DocumentEntry, document: Document, passages: Sequence[Passage]) -> None:
        """Take up a document that is new or has changed."""
        for row, passage in enumerate(passages, self.passages):
            self._words.add(row, passage.text)
        keys = [np.frombuffer(_key(passage.text), np.uint8) for passage in passages]
        self._append(
            replace(entry, passages=len(passages)),
            document.text.encode(),
            _rows(document.text, passages),
            np.array(keys, np.uint8).reshape(-1, KEY_BYTES),
            np.full(len(passages), -1),
        )

    def carry_over(self, entry: DocumentEntry) -> None:
        """Take up a document as it stands in the generation before."""
        assert self._before is not None
        first, last = entry.first_passage, entry.first_passage + entry.passages
        rows = np.array(self._before.rows[first:last])
        rows[:, _FIRST_BYTE : _LAST_BYTE + 1] -= entry.first_byte
        text = self._before.document_bytes(entry)
        self._append(entry, text, rows, self._before.keys[first:last], np.arange(first, last))

    def _append(
        self, entry: DocumentEntry, text: bytes, rows: np.ndarray, keys: np.ndarray, origin: np.ndarray
    ) -> None:
        """Write a document whose rows' byte offsets count from its own start."""
        rows[:, 0] = len(self.entries)
        rows[:, _FIRST_BYTE : _LAST_BYTE + 1] += self._bytes
        end = self._bytes + len(text)
        placed = {"first_passage": self.passages, "first_byte": self._bytes, "last_byte": end}
        self.entries.append(replace(entry, **placed))
        self._text.write(text)
        self._text.write(b"\n")
        self._rows.append(rows)
        self._keys.append(keys)
        self._origin.append(origin)
        self._bytes = end + 1
        self.passages += len(rows)

    def finish(self, load: Callable[[], Encoder], report: Callable[[int, int], None]) -> int:
        """Embed what has no vector yet and write all but the manifest; return how many were embedded.

        `load` gives the encoder, and is called only when it is needed; `report` gets the passages embedded
        and those to be embedded.
        """
        self._text.close()
        rows, keys = np.concatenate(self._rows), np.concatenate(self._keys)
        origin = np.concatenate(self._origin)
        self._words.finish(origin, self._before and self._before.folder / "lexical")
        source = self._sources(keys, origin)
        new = np.flatnonzero(source == -1)
        text = np.memmap(self._folder / "text.utf8", np.uint8, "r")
        dimensions = self._before.dense.dimensions if self._before else load().dimensions
        dense = DenseWriter(self._folder / "dense.faiss", dimensions)
        for first, last in _chunks(source):
            if source[first] == -1:
                report(int(np.searchsorted(new, first)), len(new))
            self._add_vectors(dense, source[first:last], rows[first:last], text, load)
        dense.close()
        np.save(self._folder / "passages.npy", rows)
        np.save(self._folder / "keys.npy", keys)
        return len(new)

    def _sources(self, keys: np.ndarray, origin: np.ndarray) -> np.ndarray:
        """Where each row's vector comes from, int64 [rows].

        A row of the generation before (0 and up), an earlier row of this one (-2 - row), or the encoder (-1).
        """
        source = origin.astype(np.int64)
        if self._before is not None:
            missing = np.flatnonzero(source < 0)
            source[missing] = _find(self._before.keys, keys[missing])
        missing = np.flatnonzero(source < 0)
        if len(missing):
            _, first, which = np.unique(
                _as_numbers(keys[missing]), axis=0, return_index=True, return_inverse=True
            )
            earlier = missing[first[which.ravel()]]
            source[missing] = np.where(earlier < missing, -2 - earlier, -1)
        return source

    def _add_vectors(
        self,
        dense: DenseWriter,
        source: np.ndarray,
        rows: np.ndarray,
        text: np.ndarray,
        load: Callable[[], Encoder],
    ) -> None:
        """Append the vectors of a run of rows that all come from the same kind of source."""
        if source[0] == -1:
            places = rows[:, _FIRST_BYTE : _LAST_BYTE + 1]
            passages = [text[first:last].tobytes().decode() for first, last in places]
            dense.append(load().encode(list(map(embedded_text, passages))))
        elif source[0] < -1:
            dense.repeat(-2 - source)
        else:
            dense.append_from(self._before.dense, int(source[0]), int(source[-1]) + 1)


def _chunks(source: np.ndarray) -> Iterator[tuple[int, int]]:
    """Cut the rows into runs that come from one kind of source, none too long to hold in memory.

    Rows from the generation before stand side by side there too.
    """
    kind = np.clip(source, -2, 0)
    steps = (np.diff(kind) != 0) | ((kind[1:] == 0) & (np.diff(source) != 1))
    bounds = [0, *(np.flatnonzero(steps) + 1).tolist(), len(source)]
    for first, last in pairwise(bounds):
        size = _BATCH if kind[first] == -1 else _CARRIED
        for start in range(first, last, size):
            yield start, min(start + size, last)


def _find(known: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """For each key of `wanted`, a row of `known` with the same key, or -1."""
    if not len(known):
        return np.full(len(wanted), -1)
    known, wanted = _as_numbers(known), _as_numbers(wanted)
    order = np.argsort(known[:, 0], kind="stable")
    places = np.searchsorted(known[order, 0], wanted[:, 0])
    rows = order[np.minimum(places, len(order) - 1)]
    return np.where((known[rows] == wanted).all(axis=1), rows, -1)


def _as_numbers(keys: np.ndarray) -> np.ndarray:
    """Keys as two numbers each, uint64 [keys, 2]."""
    return np.ascontiguousarray(keys).view(np.uint64)


def _key(text: str) -> bytes:
    """What a passage's vector is filed under: a hash of the text that is embedded."""
    return blake2b(text.encode(), digest_size=KEY_BYTES).digest()


def _rows(text: str, passages: Sequence[Passage]) -> np.ndarray:
    """The passages as rows of `passages.npy`, int64; byte offsets count from the document's start."""
    rows = np.array([(0, p.start, p.end, p.start, p.end, p.line) for p in passages], np.int64)
    rows = rows.reshape(-1, len(COLUMNS))
    if not text.isascii():
        codes = np.frombuffer(text.encode("utf-32-le"), np.uint32)
        widths = 1 + (codes >= 0x80) + (codes >= 0x800) + (codes >= 0x10000).astype(np.int64)
        ends = np.concatenate([[0], np.cumsum(widths)])
        rows[:, _FIRST_BYTE : _LAST_BYTE + 1] = ends[rows[:, 1:3]]
    return rows
