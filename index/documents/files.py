"""Files → Documents: which files belong to the folder, and their text, read strictly.

A file is never read in part and a byte is never dropped in silence: what cannot be read whole costs that
file, with a reason that a person understands, and nothing else. Plain text and Markdown are decoded here;
any other format is left to a LlamaIndex reader that the settings name for its suffix.
"""

from __future__ import annotations

import codecs
import importlib
import os
import re
import stat
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fnmatch import translate
from functools import cache
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any, Protocol

from index.documents.titles import title_of
from index.errors import UserError
from index.settings import DocumentSettings
from index.types import Document

PLAIN_SUFFIXES = frozenset({".txt", ".md", ".markdown", ".rst", ".text", ""})
# The order matters: UTF-32's little-endian mark begins with UTF-16's.
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


class SkippedFile(Exception):
    """This file is left out; the message is the reason, to follow the file's name."""


class FileReader(Protocol):
    """LlamaIndex's reader interface, as far as Munshi needs it: one file in, its texts out."""

    def load_data(self, file: Path) -> list[Any]:
        """Return one object with a `.text` a page, or a single one for the whole file."""
        ...


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file that belongs to the documents, not yet opened."""

    name: str  #: path below the folder, with forward slashes
    path: str
    size: int  #: bytes
    modified: int  #: nanoseconds since the epoch
    reader: str = ""  #: the LlamaIndex reader that the settings name for it, if any


@dataclass(frozen=True, slots=True)
class Scan:
    """What a look at the folder finds. Sorted by name."""

    files: tuple[FoundFile, ...]
    skipped: tuple[tuple[str, str], ...]  #: (name, reason)
    other_kinds: tuple[tuple[str, int], ...]  #: suffixes that no `include` pattern names, with their counts


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A document as it was read, the hash of its bytes, and what the user should know about it."""

    document: Document
    sha256: str
    warning: str = ""


def scan(folder: Path, settings: DocumentSettings, *, leave_out: Path | None = None) -> Scan:
    """List the files of `folder` that the settings include. Opens none of them.

    `leave_out` is a folder below that is not looked into (the index itself). Raises UserError when the
    folder is not there or cannot be listed.
    """
    require_folder(folder)
    root = Path(os.path.realpath(folder))
    hidden = None if leave_out is None else os.path.realpath(leave_out)
    files: list[FoundFile] = []
    skipped: list[tuple[str, str]] = []
    others: Counter[str] = Counter()
    for name, entry in _walk(root, settings, hidden, skipped):
        if not _matches(name, settings.include):
            others[os.path.splitext(name)[1].lower() or "no suffix"] += 1
            continue
        try:
            files.append(_examine(root, name, entry, settings))
        except SkippedFile as reason:
            skipped.append((_printable(name), str(reason)))
    files.sort(key=lambda file: file.name)
    return Scan(tuple(files), tuple(sorted(skipped)), tuple(sorted(others.items())))


def require_folder(folder: Path) -> None:
    """Raise UserError when the documents folder is not there or cannot be listed."""
    if not folder.is_dir():
        raise UserError(
            f"There is no documents folder {folder}: make it and put documents in it, "
            "or name another with `documents` in config.toml or with --documents."
        )
    try:
        os.scandir(folder).close()
    except OSError as error:
        raise UserError(
            f"The documents folder {folder} cannot be listed: {error.strerror}. "
            "Give the user who runs munshi the right to read it."
        ) from error


def _walk(
    root: Path, settings: DocumentSettings, hidden: str | None, skipped: list[tuple[str, str]]
) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Yield (name, entry) of everything below `root` that is not a folder and not excluded."""
    waiting = [(str(root), "")]
    while waiting:
        folder, prefix = waiting.pop()
        try:
            entries = list(os.scandir(folder))
        except OSError as error:
            skipped.append((_printable(prefix), f"is a folder that cannot be listed ({error.strerror})"))
            continue
        for entry in entries:
            name = prefix + entry.name
            if _matches(name, settings.exclude):
                continue
            if entry.is_dir(follow_symlinks=False):
                if entry.path != hidden:
                    waiting.append((entry.path, name + "/"))
            elif entry.is_symlink() and os.path.isdir(entry.path):  # which, unlike the entry, survives a loop
                skipped.append((_printable(name), "is a link to a folder, and links are not followed"))
            else:
                yield name, entry


def _matches(name: str, patterns: tuple[str, ...]) -> bool:
    """Whether a pattern fits the whole path below the folder or the file's name alone, whatever the case."""
    return _pattern(patterns)(name.lower()) is not None


@cache
def _pattern(patterns: tuple[str, ...]) -> Callable[[str], re.Match[str] | None]:
    """One test for all of the patterns: of a whole path, or of what follows its last slash."""
    either = "|".join(f"(?:{translate(pattern.lower())})" for pattern in patterns) or r"(?!)"
    return re.compile(rf"(?:{either})|.*/(?![^/]*/)(?:{either})", re.DOTALL).match


def _examine(root: Path, name: str, entry: os.DirEntry[str], settings: DocumentSettings) -> FoundFile:
    try:
        name.encode()
    except UnicodeEncodeError:
        raise SkippedFile("has a name that is not valid UTF-8; rename it") from None
    try:
        status = entry.stat()
        if entry.is_symlink() and not Path(os.path.realpath(entry.path)).is_relative_to(root):
            raise SkippedFile("is a link that leads outside the documents folder")
    except FileNotFoundError:
        raise SkippedFile("is a link that leads nowhere" if entry.is_symlink() else "is gone") from None
    except OSError as error:
        raise SkippedFile(f"cannot be read ({error.strerror})") from None
    if not stat.S_ISREG(status.st_mode):
        raise SkippedFile("is not an ordinary file")
    if status.st_size == 0:
        raise SkippedFile("is empty")
    if status.st_size > settings.max_bytes:
        raise SkippedFile(
            f"is {_megabytes(status.st_size)}, over the limit of {_megabytes(settings.max_bytes)} "
            "(`max_bytes` under [files] in config.toml)"
        )
    reader = settings.readers.get(Path(name).suffix.lower(), "") if settings.readers else ""
    return FoundFile(name, entry.path, status.st_size, status.st_mtime_ns, reader)


def file_hash(file: FoundFile) -> str:
    """The sha256 of a file's bytes, in hexadecimal; empty when it cannot be read."""
    try:
        with open(file.path, "rb") as stream:
            return file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""


def read(file: FoundFile, settings: DocumentSettings) -> ReadFile:
    """Read one file whole. Raises SkippedFile with the reason when that cannot be done."""
    try:
        with open(file.path, "rb") as stream:
            data = stream.read(settings.max_bytes + 1)
    except OSError as error:
        raise SkippedFile(f"cannot be read ({error.strerror})") from None
    if len(data) > settings.max_bytes:
        raise SkippedFile(f"grew beyond the limit of {_megabytes(settings.max_bytes)} while it was read")
    suffix = Path(file.name).suffix.lower()
    warning = ""
    if file.reader:
        text, pages = _read_with(_llama_reader(suffix, file.reader), file)
    elif suffix in PLAIN_SUFFIXES:
        (text, warning), pages = decode(data, file.name), ()
    else:
        raise SkippedFile(f"has no reader: name a LlamaIndex reader for {suffix} under [files.readers]")
    if not text.strip():
        raise SkippedFile("holds no text")
    title = title_of(text) or Path(file.name).name
    return ReadFile(Document(file.name, title, text, pages), sha256(data).hexdigest(), warning)


def decode(data: bytes, name: str) -> tuple[str, str]:
    """Bytes of a text file → its text, and a warning where the encoding had to be guessed.

    Raises SkippedFile for what is not text in an encoding that can be told.
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding), ""
            except UnicodeDecodeError:
                raise SkippedFile(f"begins as {encoding.upper()} but is not valid as that") from None
    try:
        text, encoding = data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        text, encoding = _decode_guessed(data)
    if len(_CONTROL.findall(text)) > len(text) / 200:
        raise SkippedFile("is binary, not text")
    warning = "" if encoding == "utf-8" else f"{name} is not UTF-8; it was read as {encoding}."
    return text, warning


def _decode_guessed(data: bytes) -> tuple[str, str]:
    if b"\x00" in data:
        raise SkippedFile("is binary, not text")
    import charset_normalizer  # only for the rare file that is not UTF-8

    best = charset_normalizer.from_bytes(data).best()
    if best is None:
        raise SkippedFile("is text in no encoding that can be told; save it as UTF-8")
    # Several encodings may give the same text; the one that most people know is named.
    encoding = "cp1252" if "cp1252" in best.could_be_from_charset else best.encoding
    return data.decode(encoding), encoding


def _llama_reader(suffix: str, target: str) -> FileReader:
    """Import the reader that the settings name, `package.module:Class`."""
    module, _, attribute = target.partition(":")
    try:
        return getattr(importlib.import_module(module), attribute)()
    except (ImportError, AttributeError, TypeError, ValueError) as error:
        raise UserError(
            f"The reader {target!r} for {suffix} files cannot be loaded ({error}): install its package, "
            "or mend the line under [files.readers] in config.toml."
        ) from error


def _read_with(reader: FileReader, file: FoundFile) -> tuple[str, tuple[int, ...]]:
    """The text of all pages, a blank line between them, and the offset at which each page starts."""
    try:
        texts = [part.text for part in reader.load_data(Path(file.path))]
        "".join(texts).encode()
    except Exception as error:  # a broken file may raise anything out of any reader, and costs only itself
        raise SkippedFile(f"cannot be read by {type(reader).__name__} ({error})") from None
    starts, position = [], 0
    for text in texts:
        starts.append(position)
        position += len(text) + 2
    return "\n\n".join(texts), tuple(starts) if len(texts) > 1 else ()


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB"


def _printable(name: str) -> str:
    return os.fsencode(name).decode("utf-8", "replace")
