"""Writes the files of a new generation: first its documents, one by one, then its postings and vectors.

Texts are written to disk at once, so memory does not grow with them. The rows of an unchanged document are
copied from the previous generation. A vector is copied if the text that is embedded is the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import numpy as np

from index.documents.own_errors import skip_on_own_error
from index.documents.skipped import SkippedFile
from index.models.encoder import Encoder
from index.regular_file import OpenFile, OutputFile
from index.search.arrays import ArrayFile, ArrayWriter
from index.search.postings import PostingsWriter
from index.search.vectors import VectorIndex, VectorWriter
from index.store.encoding import Unencodable, encoded
from index.store.generation import Generation
from index.store.layout import (
    COLUMNS,
    KEY_BYTES,
    KEYS_FILE,
    LEXICAL_FOLDER,
    PASSAGES_FILE,
    STRUCTURE_FILE,
    STRUCTURE_RANGE,
    TEXT_FILE,
    TEXT_RANGE,
    VECTORS_FILE,
    PassageRow,
)
from index.store.manifest import DocumentEntry
from index.store.prepared import PreparedPassage, prepare
from index.store.structure import decode_structure
from index.store.vector_sources import NEW, earlier, keys_of, source_ranges, vector_sources
from index.types import Document, Passage

COPY_BYTES = 1 << 22  #: bytes of text that are copied at a time, about
CHARACTERS_WRITTEN = 1 << 20  #: characters of a text that are written at a time, at most
ROWS_WRITTEN = 1 << 12  #: passages of a document whose rows are written at a time, at most
_DOCUMENT = COLUMNS.index("document")


class GenerationWriter:
    """Writes all files of a generation except its manifest and its checksums.

    Call `add` or `copy` for each document in the order of their names, then `finish_documents`,
    `write_postings` and `write_vectors`.
    """

    def __init__(self, folder: Path, previous: Generation | None) -> None:
        self.entries: list[DocumentEntry] = []
        self.passages = 0
        self.embedded = 0  #: passages whose vectors `write_vectors` computes
        self._folder = folder
        self._previous = previous
        self._previous_text = None if previous is None else (previous.folder / TEXT_FILE).open("rb")
        self._previous_structure = None if previous is None else (previous.folder / STRUCTURE_FILE).open("rb")
        self._text = OutputFile(folder / TEXT_FILE)
        self._structure = OutputFile(folder / STRUCTURE_FILE)
        self._bytes = self._structure_bytes = 0
        self._rows = ArrayWriter(folder / PASSAGES_FILE, np.int64, len(COLUMNS))
        self._keys = ArrayWriter(folder / KEYS_FILE, np.uint8, KEY_BYTES)
        self._postings = PostingsWriter(folder / LEXICAL_FOLDER)
        self._origins: list[np.ndarray] = []  # for each row, the row of `previous` that it copies, or NEW
        self._to_copy: list[DocumentEntry] = []  # adjacent documents of `previous`, copied together

    def add(self, entry: DocumentEntry, document: Document, passages: Iterable[Passage]) -> None:
        """Add a document that is new or has changed. Its passages are read once and not kept in memory.

        Raises SkippedFile if Munshi's own code fails on the document; then no part of it stays in the files.
        """
        self._copy_adjacent()
        before = self.passages, self._bytes, self._structure_bytes, len(self._origins)
        try:
            with skip_on_own_error():
                self._add(entry, document, passages)
        except SkippedFile:
            self._cut(*before)
            raise

    def _cut(self, passages: int, text_bytes: int, structure_bytes: int, origins: int) -> None:
        """Cut the files back to these numbers of passages, bytes of text, bytes of structure, and origins."""
        self._text.cut(text_bytes)
        self._structure.cut(structure_bytes)
        self._rows.cut(passages)
        self._keys.cut(passages)
        self._postings.cut(passages)
        self.passages, self._bytes, self._structure_bytes = passages, text_bytes, structure_bytes
        del self._origins[origins:]

    def _add(self, entry: DocumentEntry, document: Document, passages: Iterable[Passage]) -> None:
        first_row = self.passages
        to_bytes = _ByteOffsets(document.text)
        for chunk in _chunked(passages, ROWS_WRITTEN):
            prepared = [prepare(passage) for passage in chunk]
            rows = [
                self._new_row(row, each, self._bytes + to_bytes(each.passage.start))
                for row, each in enumerate(prepared, self.passages)
            ]
            keys = keys_of([each.embedded for each in prepared])
            self._append_rows(np.array(rows, np.int64), keys, np.full(len(rows), NEW))
        first_byte = self._bytes
        for start in range(0, len(document.text), CHARACTERS_WRITTEN):
            self._write_text(document.text[start : start + CHARACTERS_WRITTEN].encode())
        size, count = self._bytes - first_byte, self.passages - first_row
        self._write_text(b"\n")
        own = replace(entry, first_byte=0, last_byte=size, first_passage=0, passages=count)
        self.entries.append(own.shifted(first_row, first_byte))

    def _new_row(self, row: int, prepared: PreparedPassage, first_byte: int) -> PassageRow:
        """Write the postings and the structure of a passage, and return its row of `passages.npy`."""
        passage = prepared.passage
        self._postings.add(row, prepared.indexed)
        text, first_structure = passage.text.encode(), self._structure_bytes
        self._write_structure(prepared.structure)
        return PassageRow(
            document=len(self.entries),
            start=passage.start,
            end=passage.end,
            first_byte=first_byte,
            last_byte=first_byte + len(text),
            first_structure=first_structure,
            last_structure=self._structure_bytes,
            line=passage.line,
            text_hash=int.from_bytes(blake2b(text, digest_size=8).digest(), "little", signed=True),
        )

    def copy(self, entry: DocumentEntry) -> None:
        """Add an unchanged document of the previous generation, by its entry there."""
        if self._to_copy:
            first, last = self._to_copy[0], self._to_copy[-1]
            adjacent = entry.first_byte == last.last_byte + 1
            if not adjacent or entry.last_byte - first.first_byte >= COPY_BYTES:
                self._copy_adjacent()
        self._to_copy.append(entry)

    def _copy_adjacent(self) -> None:
        """Copy the rows, keys, structure and text of the documents that wait to be copied."""
        if not self._to_copy:
            return
        assert self._previous is not None
        assert self._previous_text is not None and self._previous_structure is not None
        entries, self._to_copy = self._to_copy, []
        first_byte, last_byte = entries[0].first_byte, entries[-1].last_byte + 1
        first, last = entries[0].first_passage, entries[-1].first_passage + entries[-1].passages
        self._previous_text.seek(first_byte)
        text = self._previous_text.read(last_byte - first_byte)
        rows = np.array(self._previous.rows[first:last])
        rows[:, _DOCUMENT] += len(self.entries) - self._previous.document_numbers[entries[0].name]
        rows[:, TEXT_RANGE] += self._bytes - first_byte
        if len(rows):
            first_structure = PassageRow._make(rows[0].tolist()).first_structure
            last_structure = PassageRow._make(rows[-1].tolist()).last_structure
            self._previous_structure.seek(first_structure)
            structure = self._previous_structure.read(last_structure - first_structure)
            rows[:, STRUCTURE_RANGE] += self._structure_bytes - first_structure
            self._write_structure(structure)
        passages, size = self.passages - first, self._bytes - first_byte
        self.entries += [entry.shifted(passages, size) for entry in entries]
        self._append_rows(rows, self._previous.keys[first:last], np.arange(first, last))
        self._write_text(text)

    def _append_rows(self, rows: np.ndarray, keys: np.ndarray, origins: np.ndarray) -> None:
        self._rows.append(rows)
        self._keys.append(keys)
        self._origins.append(origins)
        self.passages += len(rows)

    def _write_text(self, text: bytes) -> None:
        self._text.write(text)
        self._bytes += len(text)

    def _write_structure(self, structure: bytes) -> None:
        self._structure.write(structure)
        self._structure_bytes += len(structure)

    def finish_documents(self) -> None:
        """Close the files of texts and passages. Call this once, after the last document."""
        self._copy_adjacent()
        written = (self._text, self._structure, self._rows, self._keys)
        for file in (*written, self._previous_text, self._previous_structure):
            if file is not None:
                file.close()

    def write_postings(self) -> None:
        """Write the postings of all rows."""
        previous = None if self._previous is None else self._previous.folder / LEXICAL_FOLDER
        self._postings.finish(np.concatenate(self._origins), previous)

    def write_vectors(self, encoder: Encoder | None) -> Iterator[tuple[int, int]]:
        """Write the vector of every row: a copy if its text has a vector already, or a new one.

        Yields (passages embedded, passages to embed) before each batch. The encoder may be None if no
        document was added. Raises EncodingFailed; at the end Unencodable, with all documents on which the
        encoder fails.
        """
        previous_keys = None if self._previous is None else self._previous.keys
        sources = vector_sources(
            np.concatenate(self._origins), ArrayFile(OpenFile(self._folder / KEYS_FILE))[:], previous_keys
        )
        self.embedded = int(np.count_nonzero(sources == NEW))
        embedded, faults = 0, dict[str, SkippedFile]()
        model = encoder if self._previous is None else self._previous
        assert model is not None
        vectors = VectorWriter(self._folder / VECTORS_FILE, model.dimensions)
        rows = ArrayFile(OpenFile(self._folder / PASSAGES_FILE))
        with (
            (self._folder / TEXT_FILE).open("rb") as text,
            (self._folder / STRUCTURE_FILE).open("rb") as structure,
        ):
            for first, last in source_ranges(sources):
                source = int(sources[first])
                if source == NEW:
                    assert encoder is not None
                    yield embedded, self.embedded
                    passages = self._read_passages(text, structure, rows[first:last])
                    vectors.append(encoded(encoder, passages, faults))
                    embedded += len(passages)
                elif source < NEW:
                    vectors.repeat(earlier(sources[first:last]))
                else:
                    assert self._previous is not None and isinstance(self._previous.vectors, VectorIndex)
                    vectors.append_from(self._previous.vectors, source, int(sources[last - 1]) + 1)
        vectors.close()
        if faults:
            raise Unencodable(faults)

    def _read_passages(self, text: BinaryIO, structure: BinaryIO, rows: np.ndarray) -> list[Passage]:
        """The passages of adjacent rows, read from the new files. Their lines and pages are not set."""
        rows = np.array(rows)
        texts = _read_ranges(text, rows[:, TEXT_RANGE])
        structures = _read_ranges(structure, rows[:, STRUCTURE_RANGE])
        passages = []
        found = map(PassageRow._make, rows.tolist())
        for row, text_bytes, structure_bytes in zip(found, texts, structures, strict=True):
            entry = self.entries[row.document]
            trail, blocks = decode_structure(structure_bytes)
            decoded = text_bytes.decode()
            passages.append(
                Passage(entry.name, entry.title, row.start, row.end, decoded, 0, None, trail, blocks)
            )
        return passages


def _read_ranges(stream: BinaryIO, ranges: np.ndarray) -> list[bytes]:
    """The bytes of nearby `ranges` of a file, int64 [ranges, 2], which are read at once."""
    start = int(ranges[:, 0].min())
    stream.seek(start)
    data = stream.read(int(ranges[:, 1].max()) - start)
    return [data[first:last] for first, last in (ranges - start).tolist()]


def _chunked(passages: Iterable[Passage], size: int) -> Iterator[list[Passage]]:
    """Yield the passages in lists of `size`; the last one may be shorter."""
    iterator = iter(passages)
    while chunk := list(islice(iterator, size)):
        yield chunk


class _ByteOffsets:
    """Converts offsets of a text, in ascending order, from characters to bytes of UTF-8."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._characters = self._bytes = 0

    def __call__(self, offset: int) -> int:
        self._bytes += len(self._text[self._characters : offset].encode())
        self._characters = offset
        return self._bytes
