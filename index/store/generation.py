"""One generation of the index, opened for reading: its texts, its passages, their vectors and their postings.

A generation is a folder whose files never change (index/store/layout.py says which they are). Their bytes are
checked when they are read, and no file is mapped to memory.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np

from index.passages.reading_text import merge_blocks
from index.search.arrays import ArrayFile
from index.search.bm25 import BM25Index
from index.search.retrieve import Vectors
from index.search.vectors import VectorIndex
from index.store.checksums import ChecksummedFolder, damaged
from index.store.layout import (
    KEYS_FILE,
    LEXICAL_FOLDER,
    MANIFEST_FILE,
    PASSAGES_FILE,
    STRUCTURE_FILE,
    TEXT_FILE,
    VECTORS_FILE,
    PassageRow,
)
from index.store.manifest import DocumentEntry, Manifest, read_identity, read_manifest
from index.store.structure import decode_structure
from index.types import Evidence, Hit, Passage

_FURTHEST_ROWS = 5000  # from a passage to the first passage of its section, at most


class Generation:
    """An opened generation. Nothing in it changes, so several threads may use it at once."""

    def __init__(
        self, files: ChecksummedFolder, manifest: Manifest, identity: str | None, vectors: Vectors
    ) -> None:
        self.folder = files.folder
        self.identity = identity  #: the manifest's checksum; no two generations have the same
        self.manifest = manifest
        self.rows = ArrayFile(files.open_file(self.folder / PASSAGES_FILE))  #: int64 [passages, COLUMNS]
        self.vectors = vectors
        self.lexical = BM25Index.load(self.folder / LEXICAL_FOLDER, files.open_file)
        self._files = files
        self._text = files.open_file(self.folder / TEXT_FILE)
        self._structure = files.open_file(self.folder / STRUCTURE_FILE)

    @classmethod
    def open(cls, folder: Path) -> Generation:
        """Open a generation's folder. Its bytes are checked when they are read.

        Raises IndexDamaged, which names the file, if a file is not as the manifest says; IndexUnreadable if
        the system refuses to open a file; IndexMismatch if another version of Munshi wrote the generation;
        FileNotFoundError if there is no such folder.
        """
        if not folder.is_dir():
            raise FileNotFoundError(folder)
        identity, manifest = read_identity(folder), read_manifest(folder)
        files = ChecksummedFolder.open(folder, manifest.checksums)
        return cls.read(
            files, manifest, identity, lambda: VectorIndex.load(folder / VECTORS_FILE, files.open_file)
        )

    @classmethod
    def read(
        cls,
        files: ChecksummedFolder,
        manifest: Manifest,
        identity: str | None,
        load_vectors: Callable[[], Vectors],
    ) -> Generation:
        """Open the generation that consists of these files, on disk or on a server.

        Raises IndexDamaged, IndexUnreadable and FileNotFoundError.
        """
        folder = files.folder
        try:
            generation = cls(files, manifest, identity, load_vectors())
            agrees = generation._agrees()
        except FileNotFoundError:
            raise
        except (OSError, KeyError, TypeError, ValueError) as error:  # a file contains no array of this form
            raise damaged(folder, "cannot be read") from error
        if not agrees:
            raise damaged(folder / MANIFEST_FILE, "does not agree with the files beside it")
        return generation

    def _agrees(self) -> bool:
        """Whether the last document of the manifest ends where the arrays and the text end."""
        last = self.manifest.documents[-1] if self.manifest.documents else None
        size = self.manifest.checksums.sizes[TEXT_FILE]
        ends = (0, 0) if last is None else (last.first_passage + last.passages, last.last_byte + 1)
        return ends == (len(self.rows), size) and len(self.rows) == len(self.vectors) == len(self.lexical)

    def verify(self) -> None:
        """Check every byte of the generation's files. Raises IndexDamaged."""
        self._files.verify()

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def number(self) -> int:
        return self.manifest.generation

    @property
    def dimensions(self) -> int:
        """The number of components of a vector."""
        return self.vectors.dimensions

    @cached_property
    def keys(self) -> np.ndarray:
        """The keys of all passages, uint8 [passages, KEY_BYTES]. Raises IndexDamaged."""
        return ArrayFile(self._files.open_file(self.folder / KEYS_FILE))[:]

    @cached_property
    def document_numbers(self) -> Mapping[str, int]:
        """Document name → its index in `manifest.documents`."""
        return {entry.name: number for number, entry in enumerate(self.manifest.documents)}

    @cached_property
    def by_name(self) -> Mapping[str, DocumentEntry]:
        """Document name → its entry."""
        return {entry.name: entry for entry in self.manifest.documents}

    def passage(self, row: int) -> Passage:
        """The passage of a row. Raises IndexError if there is no such row, and IndexDamaged."""
        found = self._row(row)
        entry = self.manifest.documents[found.document]
        trail, blocks = decode_structure(self._structure.read(found.first_structure, found.last_structure))
        return Passage(
            document=entry.name,
            title=entry.title,
            start=found.start,
            end=found.end,
            text=self._decode(found.first_byte, found.last_byte),
            line=found.line,
            page=bisect_right(entry.pages, found.start) if entry.pages else None,
            trail=trail,
            blocks=blocks,
        )

    def passages(self, rows: Sequence[int]) -> list[Passage]:
        """The passages of several rows. Raises as `passage`."""
        self._prefetch(rows)
        return [self.passage(row) for row in rows]

    def _prefetch(self, rows: Sequence[int]) -> None:
        """Announce the bytes that `passage` reads for several rows, so that a server sends them together."""
        self.rows.prefetch(rows)
        found = [self._row(row) for row in rows]
        self._text.prefetch((row.first_byte, row.last_byte) for row in found)
        self._structure.prefetch((row.first_structure, row.last_structure) for row in found)

    def text_hashes(self, rows: np.ndarray) -> np.ndarray:
        """A hash of the text of each of `rows`, int64 [rows]. Copies of a text have the same hash."""
        self.rows.prefetch(rows.tolist())
        return np.array([self._row(row).text_hash for row in rows.tolist()], np.int64)

    def document_text(self, entry: DocumentEntry) -> str:
        """The whole text of a document. Raises IndexDamaged."""
        return self._decode(entry.first_byte, entry.last_byte)

    def document_opening(self, entry: DocumentEntry, size: int) -> str:
        """The beginning of a document's text, at most `size` bytes of UTF-8. Raises IndexDamaged."""
        last = min(entry.last_byte, entry.first_byte + size)
        return self._text.read(entry.first_byte, last).decode(errors="replace")

    def evidence(self, row: int, hit: Hit, characters: int, depth: int | None = None) -> Evidence:
        """Return a hit with its context: the neighbouring passages under the same headings.

        On each side, the context extends by about `characters` characters, at most. `hit.passage` is the
        passage of `row`. With `depth`, only that many of the headings, outermost first, are the same. Raises
        IndexDamaged.
        """
        passage = hit.passage
        before = self._neighbours(row, -1, passage, characters, depth)
        after = self._neighbours(row, 1, passage, characters, depth)
        run = [*reversed(before), passage, *after]
        start, end = run[0].start, run[-1].end
        if start == passage.start and end == passage.end:
            return Evidence(hit, passage.text, start, passage.blocks)
        entry = self.by_name[passage.document]
        first_byte = self._row(row - len(before)).first_byte
        last_byte = min(entry.last_byte, self._row(row + len(after)).last_byte)
        return Evidence(hit, self._decode(first_byte, last_byte), start, merge_blocks(run))

    def around(self, hit: Hit, characters: int) -> Evidence:
        """Return a hit with its context: the neighbouring passages, also those under other headings.

        On each side, the context extends by about `characters` characters, and by less only at an end of the
        document. Raises IndexDamaged.
        """
        return self.evidence(self._row_number(hit.passage), hit, characters, depth=0)

    def section(self, passage: Passage, depth: int, characters: int) -> list[Passage]:
        """Return the passages of a section, in order: those under the first `depth` headings of `passage`.

        They start with the first passage of the section and have about `characters` characters, at most. The
        list is empty if that first passage is thousands of passages before `passage`. Raises IndexDamaged.
        """
        entry = self.by_name[passage.document]
        row = self._row_number(passage)
        for before in range(row - 1, max(entry.first_passage, row - _FURTHEST_ROWS) - 1, -1):
            if self._trail(before)[:depth] != passage.trail[:depth]:
                break
            row = before
        else:
            if row > entry.first_passage:
                return []
        first = self.passage(row)
        return [first, *self._neighbours(row, 1, first, characters, depth)]

    def _row_number(self, passage: Passage) -> int:
        """The row of a passage of this generation."""
        entry = self.by_name[passage.document]
        rows = range(entry.first_passage, entry.first_passage + entry.passages)
        return rows[bisect_left(rows, passage.start, key=lambda row: self._row(row).start)]

    def _trail(self, row: int) -> tuple[str, ...]:
        """The headings of the passage of a row."""
        found = self._row(row)
        return decode_structure(self._structure.read(found.first_structure, found.last_structure))[0]

    def _neighbours(
        self, row: int, step: int, passage: Passage, characters: int, depth: int | None = None
    ) -> list[Passage]:
        """The passages before (`step` -1) or after (`step` 1) a row, nearest first, up to about `characters`.

        They are under the same headings as `passage`, or under the same first `depth` headings.
        """
        entry = self.by_name[passage.document]
        found: list[Passage] = []
        reached = 0
        while reached < characters:
            row += step
            if not entry.first_passage <= row < entry.first_passage + entry.passages:
                break
            neighbour = self.passage(row)
            if neighbour.trail[:depth] != passage.trail[:depth]:
                break
            found.append(neighbour)
            reached = passage.start - neighbour.start if step < 0 else neighbour.end - passage.end
        return found

    def _row(self, row: int) -> PassageRow:
        """A row of `passages.npy`. Raises IndexError if there is no such row, and IndexDamaged."""
        if not 0 <= row < len(self):
            raise IndexError(f"there is no row {row}")
        return PassageRow._make(self.rows[row : row + 1][0].tolist())

    def _decode(self, first: int, last: int) -> str:
        return self._text.read(first, last).decode()
