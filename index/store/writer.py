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
from typing import BinaryIO

import numpy as np

from index.models.encoder import Encoder
from index.passages.split import embedded_text
from index.search.arrays import ArrayWriter
from index.search.postings import PostingsWriter
from index.search.vectors import VectorWriter
from index.store.generation import COLUMNS, KEY_BYTES, DocumentEntry, Generation
from index.types import Document, Passage

_BATCH = 64  # passages embedded between two reports of progress
_CARRIED = 1 << 14  # vectors copied at a time
_CARRIED_BYTES = 1 << 22  # of text copied at a time
_DOCUMENT = COLUMNS.index("document")
_FIRST_BYTE, _LAST_BYTE = COLUMNS.index("first_byte"), COLUMNS.index("last_byte")


class GenerationWriter:
    """Documents come in the order of their names: `add` or `carry_over` each, then `finish`."""

    def __init__(self, folder: Path, before: Generation | None) -> None:
        self.entries: list[DocumentEntry] = []
        self.passages = 0
        self._folder = folder
        self._before = before
        self._old_text = before.text_file() if before else None
        self._text = (folder / "text.utf8").open("wb")
        self._bytes = 0
        self._rows = ArrayWriter(folder / "passages.npy", np.int64, len(COLUMNS))
        self._keys = ArrayWriter(folder / "keys.npy", np.uint8, KEY_BYTES)
        self._origin: list[np.ndarray] = []  # of each row: that of `before` it is carried over from, or -1
        self._words = PostingsWriter(folder / "lexical")
        self._waiting: list[DocumentEntry] = []  # to be carried over together

    def add(self, entry: DocumentEntry, document: Document, passages: Sequence[Passage]) -> None:
        """Take up a document that is new or has changed."""
        self._carry()
        for row, passage in enumerate(passages, self.passages):
            self._words.add(row, passage.text)
        text = document.text.encode()
        keys = [np.frombuffer(_key(passage.text), np.uint8) for passage in passages]
        self._append(
            [replace(entry, first_byte=0, last_byte=len(text), first_passage=0, passages=len(passages))],
            text + b"\n",
            _rows(document.text, passages),
            np.array(keys, np.uint8).reshape(-1, KEY_BYTES),
            np.full(len(passages), -1),
        )

    def carry_over(self, entry: DocumentEntry) -> None:
        """Take up a document as it stands in the generation before."""
        if self._waiting and not self._goes_with(self._waiting, entry):
            self._carry()
        self._waiting.append(entry)

    @staticmethod
    def _goes_with(waiting: Sequence[DocumentEntry], entry: DocumentEntry) -> bool:
        """Whether a document stood right after those waiting, and they are not too many to hold in memory."""
        return (
            entry.first_byte == waiting[-1].last_byte + 1
            and entry.last_byte - waiting[0].first_byte < _CARRIED_BYTES
        )

    def _carry(self) -> None:
        """Copy the documents that wait, which stood side by side."""
        if not self._waiting:
            return
        assert self._before is not None and self._old_text is not None
        waiting, self._waiting = self._waiting, []
        begin, end = waiting[0].first_byte, waiting[-1].last_byte + 1
        first, last = waiting[0].first_passage, waiting[-1].first_passage + waiting[-1].passages
        self._old_text.seek(begin)
        text = self._old_text.read(end - begin)
        rows = np.array(self._before.rows[first:last])
        rows[:, _DOCUMENT] -= self._before.numbers[waiting[0].name]
        rows[:, _FIRST_BYTE : _LAST_BYTE + 1] -= begin
        self._append(waiting, text, rows, self._before.keys[first:last], np.arange(first, last))

    def _append(
        self,
        entries: Sequence[DocumentEntry],
        text: bytes,
        rows: np.ndarray,
        keys: np.ndarray,
        origin: np.ndarray,
    ) -> None:
        """Write documents whose rows count documents and bytes from the start of the first of them."""
        rows[:, _DOCUMENT] += len(self.entries)
        rows[:, _FIRST_BYTE : _LAST_BYTE + 1] += self._bytes
        bytes_on, passages_on = self._bytes - entries[0].first_byte, self.passages - entries[0].first_passage
        self.entries += [entry.moved(passages_on, bytes_on) for entry in entries]
        self._text.write(text)
        self._rows.append(rows)
        self._keys.append(keys)
        self._origin.append(origin)
        self._bytes += len(text)
        self.passages += len(rows)

    def close(self) -> None:
        """All documents are there."""
        self._carry()
        for file in (self._text, self._rows, self._keys, self._old_text):
            if file is not None:
                file.close()

    def finish(self, load: Callable[[], Encoder], report: Callable[[int, int], None]) -> int:
        """Embed what has no vector yet and write all but the manifest; return how many were embedded.

        Called after `close`. `load` gives the encoder, and is called only when it is needed; `report` gets
        the passages embedded and those to be embedded.
        """
        origin = np.concatenate(self._origin)
        self._words.finish(origin, self._before and self._before.folder / "lexical")
        source = self._sources(np.load(self._folder / "keys.npy"), origin)
        new = np.flatnonzero(source == -1)
        dimensions = self._before.dense.dimensions if self._before else load().dimensions
        dense = VectorWriter(self._folder / "dense.faiss", dimensions)
        rows = np.load(self._folder / "passages.npy", mmap_mode="r")
        with (self._folder / "text.utf8").open("rb") as text:
            for first, last in _chunks(source):
                if source[first] == -1:
                    report(int(np.searchsorted(new, first)), len(new))
                    dense.append(load().encode(list(map(embedded_text, _texts(text, rows[first:last])))))
                elif source[first] < -1:
                    dense.repeat(-2 - source[first:last])
                else:
                    dense.append_from(self._before.dense, int(source[first]), int(source[last - 1]) + 1)
        dense.close()
        return len(new)

    def _sources(self, keys: np.ndarray, origin: np.ndarray) -> np.ndarray:
        """Where each row's vector comes from, int64 [rows].

        A row of the generation before (0 and up), an earlier row of this one (-2 - row), or the encoder (-1).
        """
        source = origin.astype(np.int64)
        missing = np.flatnonzero(source < 0)
        if self._before is not None and len(missing):
            source[missing] = _find(self._before.keys, keys[missing])
            missing = missing[source[missing] < 0]
        earlier = missing[_first_of_each(keys[missing])]
        source[missing] = np.where(earlier < missing, -2 - earlier, -1)
        return source


def _texts(stream: BinaryIO, rows: np.ndarray) -> list[str]:
    """The texts of passages that stand side by side."""
    places = np.array(rows[:, _FIRST_BYTE : _LAST_BYTE + 1])
    begin = int(places[:, 0].min())
    stream.seek(begin)
    text = stream.read(int(places[:, 1].max()) - begin)
    return [text[first:last].decode() for first, last in (places - begin).tolist()]


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


def _first_of_each(keys: np.ndarray) -> np.ndarray:
    """For each key, the first row that has the same."""
    numbers = _as_numbers(keys)
    order = np.lexsort(numbers.T)  # stable: of equal keys, the first row comes first
    begins = np.ones(len(keys), bool)
    begins[1:] = (numbers[order[1:]] != numbers[order[:-1]]).any(axis=1)
    first = np.empty(len(keys), np.int64)
    first[order] = order[begins][np.cumsum(begins) - 1]
    return first


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
