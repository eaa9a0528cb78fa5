"""The manifest of a generation: what was indexed, when and how, and the checksums of the other files.

The manifest is `manifest.json`, with one line for each document. Its own checksum is in `manifest.sha256`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from hashlib import sha256
from operator import attrgetter
from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias

import msgspec
from msgspec import Meta

from index.errors import IndexMismatch
from index.regular_file import OpenFile, read_regular
from index.search.arrays import Open
from index.store.checksums import Checksums, damaged, read_whole, unreadable
from index.store.layout import MANIFEST_CHECKSUM_FILE, MANIFEST_FILE

#: The version of reading and splitting. Raise it whenever an unchanged file would give another text,
#: structure, passages or terms, so that the next build reads every file of an older index again.
READING_VERSION = 18
#: The version of a generation's files. Raise it when the files of older code cannot be read.
FORMAT_VERSION = 7
Count: TypeAlias = Annotated[int, Meta(ge=0, lt=2**62)]


@dataclass(frozen=True, slots=True)
class DocumentEntry:
    """The manifest's entry of a document."""

    name: str
    title: str
    sha256: str
    size: Count  #: bytes of the file
    modified: int  #: nanoseconds since the epoch: the time of modification that the file had when it was read
    characters: Count
    first_passage: Count  #: its passages are rows `first_passage` to `first_passage + passages`
    passages: Count
    first_byte: Count  #: its text is bytes `first_byte` to `last_byte` of text.utf8
    last_byte: Count
    pages: tuple[Count, ...] = ()
    warning: str = ""
    reader: str = ""  #: what read the file: "module:Class" of the settings, or a function of Munshi's formats
    inode: int = 0
    changed: int = 0  #: nanoseconds since the epoch: when its bytes or its properties last changed
    page_names: tuple[str, ...] = ()
    line_name: Literal["line", "row", ""] = "line"

    @property
    def day(self) -> str:
        """The day (UTC) on which the file was last modified, as 2026-11-27.

        Empty if the time is in no calendar year, as on a damaged disk.
        """
        try:
            return datetime.fromtimestamp(self.modified // 10**9, UTC).date().isoformat()
        except (ValueError, OverflowError, OSError):
            return ""

    def shifted(self, passages: int, size: int) -> DocumentEntry:
        """Return a copy whose passages are `passages` rows, and whose text is `size` bytes, further on."""
        if not passages and not size:
            return self
        # `dataclasses.replace` takes three times as long, and a build may do this for 100,000 documents.
        values = list(_values_of(self))
        values[_FIRST_PASSAGE] += passages
        values[_FIRST_BYTE] += size
        values[_LAST_BYTE] += size
        return DocumentEntry(*values)


_FIELDS = [field.name for field in fields(DocumentEntry)]
_FIRST_PASSAGE, _FIRST_BYTE, _LAST_BYTE = map(_FIELDS.index, ("first_passage", "first_byte", "last_byte"))
_values_of: Callable[[DocumentEntry], tuple[Any, ...]] = attrgetter(*_FIELDS)


@dataclass(frozen=True, slots=True)
class SkippedEntry:
    """The manifest's entry of a skipped file, with its size, times and inode when it was skipped."""

    name: str
    reason: str
    size: int = 0
    modified: int = 0
    reader: str = ""
    retry: bool = False  #: whether the next build tries to read it again even if it looks unchanged
    inode: int = 0
    changed: int = 0


@dataclass(frozen=True, slots=True)
class BuildParameters:
    """The parameters on which the contents of an index depend, in addition to the documents."""

    encoder: str  #: the encoder's identity
    passage_tokens: int
    passage_overlap: int  #: sentences


@dataclass(frozen=True, slots=True)
class Manifest:
    """The contents of `manifest.json`."""

    generation: Count
    built_at: float  #: seconds since the epoch
    scanned_at: int  #: nanoseconds since the epoch: when the scan of the folder started
    folder: str  #: the documents folder, as an absolute path
    built_with: BuildParameters
    documents: tuple[DocumentEntry, ...]
    skipped: tuple[SkippedEntry, ...]
    checksums: Checksums  #: of the generation's other files
    reading: int = 0  #: the `READING_VERSION` of the code that read the documents

    def to_json(self) -> str:
        """The text of `manifest.json`: one line for each document, so that people can read and search it."""
        parts = {"format": str(FORMAT_VERSION)}
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, tuple):
                # All entries in one call, which is fast. No string in them contains the replaced text, since
                # JSON escapes quotation marks.
                lines = json.dumps([_plain(entry) for entry in value], ensure_ascii=False)
                parts[field.name] = f"[\n{lines[1:-1]}\n]".replace('}, {"name": ', '},\n{"name": ')
            else:
                plain = _plain(value) if isinstance(value, BuildParameters | Checksums) else value
                parts[field.name] = json.dumps(plain, ensure_ascii=False)
        return "{\n" + ",\n".join(f'"{name}": {part}' for name, part in parts.items()) + "\n}\n"


@dataclass(frozen=True, slots=True)
class _Format:
    """The field of a manifest that is read first, since the others may be those of another version."""

    format: Any = None


def _plain(value: DocumentEntry | SkippedEntry | BuildParameters | Checksums) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__slots__}


def read_manifest(folder: Path, source: Open = OpenFile) -> Manifest:
    """Read the manifest of a generation's folder, whose files `source` opens.

    Raises IndexDamaged if it is missing or damaged, IndexUnreadable if the system refuses to open it, and
    IndexMismatch if another version of Munshi wrote it.
    """
    path = folder / MANIFEST_FILE
    try:
        content = read_whole(source(path))
        if read_whole(source(folder / MANIFEST_CHECKSUM_FILE)) != _checksum_line(content).encode():
            raise damaged(path, "does not match its checksum")
        if msgspec.json.decode(content, type=_Format).format != FORMAT_VERSION:
            raise IndexMismatch(f"The index in {folder.parent} was written by another version of Munshi.")
        return msgspec.json.decode(content, type=Manifest)
    except OSError as error:
        raise unreadable(path, error) from error
    except (ValueError, RecursionError, msgspec.MsgspecError) as error:
        raise damaged(path, "is missing or cannot be read") from error


def read_identity(folder: Path) -> str | None:
    """The checksum of the manifest, which identifies a generation; None if it cannot be read."""
    try:
        return read_regular(folder / MANIFEST_CHECKSUM_FILE)[:64].decode("ascii")
    except (OSError, ValueError):
        return None


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write a manifest, and a file with its checksum in the form that `sha256sum --check` reads."""
    content = manifest.to_json().encode()
    (folder / MANIFEST_FILE).write_bytes(content)
    (folder / MANIFEST_CHECKSUM_FILE).write_text(_checksum_line(content), encoding="ascii")


def _checksum_line(manifest: bytes) -> str:
    return f"{sha256(manifest).hexdigest()}  {MANIFEST_FILE}\n"
