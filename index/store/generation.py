"""One generation of the index, opened for reading: the texts, the passages and the two indexes over them.

A generation is a folder that never changes once it is there. Everything large in it is memory-mapped.
`text.utf8` holds the text of every document, one after another; `manifest.json` says which bytes are whose.
What is quoted of them is checked against `blocks.sums` (index/store/checksums.py) when it is read.
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

FORMAT = 4  #: raise it whenever a folder written by older code can no longer be read
KEY_BYTES = 16
_MANIFEST_SUM = "manifest.sha256"
_INSIDE = bytes(range(0x80, 0xC0))  # bytes that stand inside a character in UTF-8
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

    def moved(self, passages: int, size: int) -> DocumentEntry:
        """The same document, standing so many rows and bytes further on."""
        if not passages and not size:
            return self
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


@dataclass(frozen=True, slots=True)
class BuildSettings:
    """What an index must have been made with to fit the settings."""

    format: int
    encoder: str  #: the encoder's identity
    tokens: int
    overlap: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """The contents of `manifest.json`."""

    generation: int
    built_at: float  #: seconds since the epoch
    scanned_at: int  #: nanoseconds since the epoch: when the look at the folder began
    folder: str  #: the documents folder, for people
    recipe: BuildSettings
    documents: tuple[DocumentEntry, ...]
    skipped: tuple[SkippedEntry, ...]
    seal: Checksums  #: what its other files are checked by

    def to_json(self) -> str:
        """One line for each document, so that a person can read it and a search finds the line."""
        parts = {}
        for one in fields(self):
            value = getattr(self, one.name)
            if isinstance(value, tuple):
                lines = json.dumps([_plain(entry) for entry in value], ensure_ascii=False)
                # All at once, which is fast, and cut where no string can look the same: at quotation marks.
                parts[one.name] = f"[\n{lines[1:-1]}\n]".replace('}, {"name": ', '},\n{"name": ')
            else:
                plain = _plain(value) if isinstance(value, BuildSettings | Checksums) else value
                parts[one.name] = json.dumps(plain, ensure_ascii=False)
        return "{\n" + ",\n".join(f'"{name}": {part}' for name, part in parts.items()) + "\n}\n"

    @classmethod
    def of(cls, table: dict[str, Any]) -> Manifest:
        """From what was written as JSON; TypeError or KeyError when that is not a manifest."""
        table["recipe"], table["seal"] = BuildSettings(**table["recipe"]), Checksums(**table["seal"])
        for entry in table["documents"]:
            entry["pages"] = tuple(entry["pages"])
        table["documents"] = tuple(DocumentEntry(**entry) for entry in table["documents"])
        table["skipped"] = tuple(SkippedEntry(**entry) for entry in table["skipped"])
        return cls(**table)


def _plain(value: DocumentEntry | SkippedEntry | BuildSettings | Checksums) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__slots__}


class Generation:
    """An opened generation. Safe to use from several threads: nothing in it changes."""

    def __init__(self, sealed: ChecksummedFolder, manifest: Manifest) -> None:
        self.folder = sealed.folder
        self.manifest = manifest
        self.rows = np.load(self.folder / "passages.npy", mmap_mode="r")  #: int64 [passages, COLUMNS]
        self.keys = np.load(self.folder / "keys.npy", mmap_mode="r")  #: uint8 [passages, KEY_BYTES]
        self.dense = VectorIndex.load(self.folder / "dense.faiss")
        self.lexical = BM25Index.load(self.folder / "lexical")
        self._sealed = sealed
        self._places = sealed.file("passages.npy")
        self._text = sealed.file("text.utf8")

    @classmethod
    def open(cls, folder: Path) -> Generation:
        """Open a generation's folder. What is quoted of it is checked when it is read.

        Raises IndexDamaged, naming the file, when something is not as the manifest says, IndexMismatch when
        another version of Munshi wrote it, and FileNotFoundError when there is no such folder.
        """
        if not folder.is_dir():
            raise FileNotFoundError(folder)
        manifest = read_manifest(folder)
        return cls(ChecksummedFolder.open(folder, manifest.seal), manifest)

    def check(self) -> None:
        """Check every byte of it. Raises IndexDamaged."""
        self._sealed.check_all()

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def number(self) -> int:
        return self.manifest.generation

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """The number of each document, by its name."""
        return {entry.name: number for number, entry in enumerate(self.manifest.documents)}

    @cached_property
    def by_name(self) -> Mapping[str, DocumentEntry]:
        return {entry.name: entry for entry in self.manifest.documents}

    def passage(self, row: int) -> Passage:
        """The passage of a row; IndexError beyond the last."""
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
        return self._decode(entry.first_byte, entry.last_byte)

    def text_file(self) -> BinaryIO:
        """The texts of all documents, a line end after each, to be read through without being mapped."""
        return (self.folder / "text.utf8").open("rb")

    def neighbourhood(self, row: int, characters: int) -> tuple[str, int]:
        """Up to `characters` on each side of a passage with the passage between, and where that starts.

        The second value is an offset in the document's text. Only the bytes around the passage are read.
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
        return np.frombuffer(self._places.read(first, first + width), self.rows.dtype).tolist()

    def _decode(self, first: int, last: int) -> str:
        return self._text.read(first, last).decode()

    def _decode_inside(self, first: int, last: int) -> str:
        """Decode bytes whose ends may lie inside a character: what is left of such a one is dropped."""
        return self._text.read(first, last).lstrip(_INSIDE).decode("utf-8", "ignore")


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a generation's folder.

    Raises IndexMismatch when it was written by another version of Munshi, IndexDamaged when it is not what
    was written.
    """
    try:
        text = (folder / "manifest.json").read_bytes()
        table = json.loads(text)
        if (found := table["recipe"]["format"]) != FORMAT:
            raise IndexMismatch(
                f"The index in {folder.parent} has format {found}, and this version of Munshi reads format "
                f"{FORMAT}: run `munshi index`, which rebuilds it."
            )
        if (folder / _MANIFEST_SUM).read_text(encoding="ascii") != _sum_line(text):
            raise damaged(folder / "manifest.json", "is not what was written")
        return Manifest.of(table)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise damaged(folder / "manifest.json", "is missing or cannot be read") from error


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write a manifest, and beside it its own checksum, as `sha256sum --check` reads it."""
    text = manifest.to_json().encode()
    (folder / "manifest.json").write_bytes(text)
    (folder / _MANIFEST_SUM).write_text(_sum_line(text), encoding="ascii")


def _sum_line(manifest: bytes) -> str:
    return f"{sha256(manifest).hexdigest()}  manifest.json\n"
