"""One generation of the index, opened for reading: its texts, its passages, their vectors and their postings.

A generation is a folder whose files never change. Their bytes are checked when they are read, and no file is
mapped to memory.

    manifest.json    what was indexed, when and how (see index/store/manifest.py)
    manifest.sha256  the manifest's own checksum
    blocks.sums      the checksums of all other files, block by block (see index/store/checksums.py)
    text.utf8        the texts of all documents, one after another, each followed by a line end
    passages.npy     for each passage its document, its offsets, its line and a hash of its text
    structure.bin    for each passage its trail and its blocks
    keys.npy         for each passage a hash of its embedded text, by which a build finds vectors to reuse
    vectors.faiss    for each passage its vector
    coarse.faiss     in a large index, for each passage two bits per dimension of its vector
    checksums.npy    in a large index, for each passage a checksum of its vector
    lexical/         the postings of the passages
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
from index.store.manifest import MANIFEST_FILE, DocumentEntry, Manifest, read_identity, read_manifest
from index.store.structure import decode_structure
from index.types import Evidence, Hit, Passage

KEY_BYTES = 16  #: of a row of `keys.npy`
#: The columns of `passages.npy`, int64. A passage's text is bytes `first_byte` to `last_byte` of text.utf8;
#: its structure is bytes `first_structure` to `last_structure` of structure.bin.
COLUMNS = (
    "document",
    "start",
    "end",
    "first_byte",
    "last_byte",
    "first_structure",
    "last_structure",
    "line",
    "text_hash",
)
_FURTHEST_ROWS = 5000  # from a passage to the first passage of its section, at most
_START = COLUMNS.index("start")
_FIRST_BYTE, _LAST_BYTE = COLUMNS.index("first_byte"), COLUMNS.index("last_byte")
_FIRST_STRUCTURE, _LAST_STRUCTURE = COLUMNS.index("first_structure"), COLUMNS.index("last_structure")


class Generation:
    """An opened generation. Nothing in it changes, so several threads may use it at once."""

    def __init__(
        self, files: ChecksummedFolder, manifest: Manifest, identity: str | None, vectors: Vectors
    ) -> None:
        self.folder = files.folder
        self.identity = identity  #: the manifest's checksum; no two generations have the same
        self.manifest = manifest
        self.rows = ArrayFile(files.open_file(self.folder / "passages.npy"))  #: int64 [passages, COLUMNS]
        self.vectors = vectors
        self.lexical = BM25Index.load(self.folder / "lexical", files.open_file)
        self._files = files
        self._text = files.open_file(self.folder / "text.utf8")
        self._structure = files.open_file(self.folder / "structure.bin")

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
            files, manifest, identity, lambda: VectorIndex.load(folder / "vectors.faiss", files.open_file)
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
        size = self.manifest.checksums.sizes["text.utf8"]
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
        return ArrayFile(self._files.open_file(self.folder / "keys.npy"))[:]

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
        number, start, end, first_byte, last_byte, first_structure, last_structure, line, _ = self._row(row)
        entry = self.manifest.documents[number]
        trail, blocks = decode_structure(self._structure.read(first_structure, last_structure))
        return Passage(
            document=entry.name,
            title=entry.title,
            start=start,
            end=end,
            text=self._decode(first_byte, last_byte),
            line=line,
            page=bisect_right(entry.pages, start) if entry.pages else None,
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
        self._text.prefetch((row[_FIRST_BYTE], row[_LAST_BYTE]) for row in found)
        self._structure.prefetch((row[_FIRST_STRUCTURE], row[_LAST_STRUCTURE]) for row in found)

    def text_hashes(self, rows: np.ndarray) -> np.ndarray:
        """A hash of the text of each of `rows`, int64 [rows]. Copies of a text have the same hash."""
        self.rows.prefetch(rows.tolist())
        column = COLUMNS.index("text_hash")
        return np.array([self._row(row)[column] for row in rows.tolist()], np.int64)

    def document_text(self, entry: DocumentEntry) -> str:
        """The whole text of a document. Raises IndexDamaged."""
        return self._decode(entry.first_byte, entry.last_byte)

    def document_opening(self, entry: DocumentEntry, size: int) -> str:
        """The beginning of a document's text, at most `size` bytes of UTF-8. Raises IndexDamaged."""
        last = min(entry.last_byte, entry.first_byte + size)
        return self._text.read(entry.first_byte, last).decode(errors="replace")

    def evidence(self, row: int, hit: Hit, characters: int) -> Evidence:
        """Return a hit with its context: the neighbouring passages under the same headings.

        On each side, the context extends by about `characters` characters, at most. `hit.passage` is the
        passage of `row`. Raises IndexDamaged.
        """
        passage = hit.passage
        before = self._neighbours(row, -1, passage, characters)
        after = self._neighbours(row, 1, passage, characters)
        run = [*reversed(before), passage, *after]
        start, end = run[0].start, run[-1].end
        if start == passage.start and end == passage.end:
            return Evidence(hit, passage.text, start, passage.blocks)
        entry = self.by_name[passage.document]
        first_byte = self._row(row - len(before))[_FIRST_BYTE]
        last_byte = min(entry.last_byte, self._row(row + len(after))[_LAST_BYTE])
        return Evidence(hit, self._decode(first_byte, last_byte), start, merge_blocks(run))

    def section(self, passage: Passage, depth: int, characters: int) -> list[Passage]:
        """Return the passages of a section, in order: those under the first `depth` headings of `passage`.

        They start with the first passage of the section and have about `characters` characters, at most. The
        list is empty if that first passage is thousands of passages before `passage`. Raises IndexDamaged.
        """
        entry = self.by_name[passage.document]
        rows = range(entry.first_passage, entry.first_passage + entry.passages)
        row = rows[bisect_left(rows, passage.start, key=lambda row: self._row(row)[_START])]
        for before in range(row - 1, max(rows.start, row - _FURTHEST_ROWS) - 1, -1):
            if self._trail(before)[:depth] != passage.trail[:depth]:
                break
            row = before
        else:
            if row > rows.start:
                return []
        first = self.passage(row)
        return [first, *self._neighbours(row, 1, first, characters, depth)]

    def _trail(self, row: int) -> tuple[str, ...]:
        """The headings of the passage of a row."""
        found = self._row(row)
        return decode_structure(self._structure.read(found[_FIRST_STRUCTURE], found[_LAST_STRUCTURE]))[0]

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

    def _row(self, row: int) -> list[int]:
        """A row of `passages.npy`. Raises IndexError if there is no such row, and IndexDamaged."""
        if not 0 <= row < len(self):
            raise IndexError(f"there is no row {row}")
        values: list[int] = self.rows[row : row + 1][0].tolist()
        return values

    def _decode(self, first: int, last: int) -> str:
        return self._text.read(first, last).decode()
