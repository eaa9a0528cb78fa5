"""One generation of the index, opened for reading: its texts, its passages, their vectors and their postings.

A generation is a folder whose files never change. The large ones are memory-mapped.

    manifest.json    what was indexed, when and how: one line for each document
    manifest.sha256  the manifest's own checksum
    blocks.sums      the checksums of all other files, block by block (see index/store/checksums.py)
    text.utf8        the texts of all documents, one after another, a line end after each
    passages.npy     for each passage its document, its offsets and its line
    keys.npy         for each passage a hash of its text, by which a build finds vectors to reuse
    vectors.faiss    for each passage its vector
    lexical/         the postings of the passages
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from index.errors import IndexMismatch
from index.search.bm25 import BM25Index
from index.search.vectors import VectorIndex
from index.store.checksums import ChecksummedFolder, Checksums, damaged
from index.types import Passage

FORMAT = 5  #: of the files; raise it whenever those of older code can no longer be read
KEY_BYTES = 16
_MANIFEST_CHECKSUM = "manifest.sha256"
_CONTINUATION = bytes(range(0x80, 0xC0))  # UTF-8's bytes of a character after its first
COLUMNS = ("document", "start", "end", "first_byte", "last_byte", "line")  #: of `passages.npy`, int64


@dataclass(frozen=True, slots=True)
class DocumentEntry:
    """What the manifest says of a document."""

    name: str
    title: str
    sha256: str
    size: int  #: bytes of the file
    modified: int  #: nanoseconds since the epoch, when it was read
    characters: int
    first_passage: int  #: its passages are rows `first_passage` to `first_passage + passages`
    passages: int
    first_byte: int  #: its text is bytes `first_byte` to `last_byte` of text.utf8
    last_byte: int
    pages: tuple[int, ...] = ()
    warning: str = ""
    reader: str = ""  #: the name of the file reader that it was read with

    def shifted(self, passages: int, size: int) -> DocumentEntry:
        """The same document, its passages and its text that many rows and bytes further on."""
        if not passages and not size:
            return self
        # `dataclasses.replace` takes three times as long, and a build may do this for 100,000 documents.
        return DocumentEntry(
            self.name,
            self.title,
            self.sha256,
            self.size,
            self.modified,
            self.characters,
            self.first_passage + passages,
            self.passages,
            self.first_byte + size,
            self.last_byte + size,
            self.pages,
            self.warning,
            self.reader,
        )


@dataclass(frozen=True, slots=True)
class SkippedEntry:
    """A file that was left out, and the state it was in then."""

    name: str
    reason: str
    size: int = 0
    modified: int = 0
    reader: str = ""
    retry: bool = False  #: whether the next build tries to read it again, though it looks the same


@dataclass(frozen=True, slots=True)
class BuildParameters:
    """What the contents of an index depend on, beside the documents."""

    encoder: str  #: the encoder's identity
    passage_tokens: int
    passage_overlap: int  #: sentences


@dataclass(frozen=True, slots=True)
class Manifest:
    """The contents of `manifest.json`."""

    generation: int
    built_at: float  #: seconds since the epoch
    scanned_at: int  #: nanoseconds since the epoch: when the look at the folder began
    folder: str  #: the documents folder, for people
    built_with: BuildParameters
    documents: tuple[DocumentEntry, ...]
    skipped: tuple[SkippedEntry, ...]
    checksums: Checksums  #: of the generation's other files

    def to_json(self) -> str:
        """One line for each document, so that a person can read it and a search finds the line."""
        parts = {"format": str(FORMAT)}
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, tuple):
                # All entries in one call, which is fast. No string of theirs contains what is replaced:
                # JSON escapes the quotation marks.
                lines = json.dumps([_plain(entry) for entry in value], ensure_ascii=False)
                parts[field.name] = f"[\n{lines[1:-1]}\n]".replace('}, {"name": ', '},\n{"name": ')
            else:
                plain = _plain(value) if isinstance(value, BuildParameters | Checksums) else value
                parts[field.name] = json.dumps(plain, ensure_ascii=False)
        return "{\n" + ",\n".join(f'"{name}": {part}' for name, part in parts.items()) + "\n}\n"

    @classmethod
    def from_json(cls, table: dict[str, Any]) -> Manifest:
        """Make a manifest of the parsed JSON. Raises TypeError or KeyError when that is no manifest."""
        table = {name: value for name, value in table.items() if name != "format"}
        table["built_with"] = BuildParameters(**table["built_with"])
        table["checksums"] = Checksums(**table["checksums"])
        for entry in table["documents"]:
            entry["pages"] = tuple(entry["pages"])
        table["documents"] = tuple(DocumentEntry(**entry) for entry in table["documents"])
        table["skipped"] = tuple(SkippedEntry(**entry) for entry in table["skipped"])
        return cls(**table)


def _plain(value: DocumentEntry | SkippedEntry | BuildParameters | Checksums) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__slots__}


class Generation:
    """An opened generation. Nothing in it changes, so several threads may use it at once."""

    def __init__(self, files: ChecksummedFolder, manifest: Manifest) -> None:
        self.folder = files.folder
        self.manifest = manifest
        self.rows = np.load(self.folder / "passages.npy", mmap_mode="r")  #: int64 [passages, COLUMNS]
        self.keys = np.load(self.folder / "keys.npy", mmap_mode="r")  #: uint8 [passages, KEY_BYTES]
        self.vectors = VectorIndex.load(self.folder / "vectors.faiss")
        self.lexical = BM25Index.load(self.folder / "lexical")
        self._files = files
        self._passages = files.file("passages.npy")
        self._text = files.file("text.utf8")

    @classmethod
    def open(cls, folder: Path) -> Generation:
        """Open a generation's folder. What is quoted of it is checked when it is read.

        Raises IndexDamaged, naming the file, when something is not as the manifest says, IndexMismatch when
        another version of Munshi wrote it, and FileNotFoundError when there is no such folder.
        """
        if not folder.is_dir():
            raise FileNotFoundError(folder)
        manifest = read_manifest(folder)
        return cls(ChecksummedFolder.open(folder, manifest.checksums), manifest)

    def verify(self) -> None:
        """Check every byte of it. Raises IndexDamaged."""
        self._files.verify()

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def number(self) -> int:
        return self.manifest.generation

    @property
    def dimensions(self) -> int:
        """Of a vector."""
        return self.vectors.dimensions

    @cached_property
    def document_numbers(self) -> Mapping[str, int]:
        """Document name → its place in `manifest.documents`, from 0."""
        return {entry.name: number for number, entry in enumerate(self.manifest.documents)}

    @cached_property
    def by_name(self) -> Mapping[str, DocumentEntry]:
        """Document name → its entry."""
        return {entry.name: entry for entry in self.manifest.documents}

    def passage(self, row: int) -> Passage:
        """The passage of a row. Raises IndexError where there is no such row, and IndexDamaged."""
        number, start, end, first_byte, last_byte, line = self._row(row)
        entry = self.manifest.documents[number]
        return Passage(
            document=entry.name,
            title=entry.title,
            start=start,
            end=end,
            text=self._decode(first_byte, last_byte),
            line=line,
            page=bisect_right(entry.pages, start) if entry.pages else None,
        )

    def document_text(self, entry: DocumentEntry) -> str:
        """The whole text of a document. Raises IndexDamaged."""
        return self._decode(entry.first_byte, entry.last_byte)

    def text_file(self) -> BinaryIO:
        """Open `text.utf8` to copy from it, unchecked and without mapping it to memory."""
        return (self.folder / "text.utf8").open("rb")

    def neighbourhood(self, row: int, characters: int) -> tuple[str, int]:
        """A passage with up to `characters` on each side, and the offset in the document where that starts.

        Reads only the bytes around the passage. Raises IndexDamaged.
        """
        number, start, _, first_byte, last_byte, _ = self._row(row)
        entry = self.manifest.documents[number]
        before = self._decode_inside(max(entry.first_byte, first_byte - 4 * characters), first_byte)
        after = self._decode_inside(last_byte, min(entry.last_byte, last_byte + 4 * characters))
        before = before[-characters:] if characters else ""
        context = before + self._decode(first_byte, last_byte) + after[:characters]
        return context, start - len(before)

    def _row(self, row: int) -> list[int]:
        """A row of `passages.npy`, checked."""
        if not 0 <= row < len(self):
            raise IndexError(f"there is no row {row}")
        width = self.rows.strides[0]
        first = self.rows.offset + row * width
        values: list[int] = np.frombuffer(self._passages.read(first, first + width), self.rows.dtype).tolist()
        return values

    def _decode(self, first: int, last: int) -> str:
        return self._text.read(first, last).decode()

    def _decode_inside(self, first: int, last: int) -> str:
        """Decode bytes that may start and end inside a character, without those incomplete characters."""
        return self._text.read(first, last).lstrip(_CONTINUATION).decode("utf-8", "ignore")


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of a generation's folder.

    Raises IndexMismatch when another version of Munshi wrote it, IndexDamaged when it is missing or not what
    was written.
    """
    path = folder / "manifest.json"
    try:
        content = path.read_bytes()
        table = dict(json.loads(content))
        if table.get("format") != FORMAT:
            raise IndexMismatch(
                f"The index in {folder.parent} was written by another version of Munshi: "
                "run `munshi index`, which rebuilds it."
            )
        if (folder / _MANIFEST_CHECKSUM).read_text(encoding="ascii") != _checksum_line(content):
            raise damaged(path, "is not what was written")
        return Manifest.from_json(table)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise damaged(path, "is missing or cannot be read") from error


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write a manifest, and beside it its own checksum in the form that `sha256sum --check` reads."""
    content = manifest.to_json().encode()
    (folder / "manifest.json").write_bytes(content)
    (folder / _MANIFEST_CHECKSUM).write_text(_checksum_line(content), encoding="ascii")


def _checksum_line(manifest: bytes) -> str:
    return f"{sha256(manifest).hexdigest()}  manifest.json\n"
