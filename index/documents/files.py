"""A folder → the files in it that are documents, by their names and sizes. No file is opened.

A link is followed only if it leads to a file inside the folder. A file that cannot be a document is skipped,
with a reason that a person understands.
"""

from __future__ import annotations

import os
import re
import stat
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fnmatch import translate
from functools import cache
from pathlib import Path, PurePosixPath

from index.documents.formats import reader_name
from index.documents.skipped import SkippedFile
from index.errors import DocumentsRefused, DocumentsUnavailable, PathUnreadable
from index.settings import DocumentSettings


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file that the scan includes in the documents, not yet opened."""

    name: str  #: path below the folder, with forward slashes; the same in every locale
    folder: Path  #: the documents folder, without links
    #: path of the file itself below the folder, as Python opens it; that of a link differs from `name`
    target: str
    size: int  #: bytes
    modified: int  #: nanoseconds since the epoch
    inode: int = 0  #: 0 if the system has none
    changed: int = 0  #: nanoseconds since the epoch: last change of its bytes or properties
    reader: str = ""  #: name of the reader for its suffix; empty if there is none


@dataclass(frozen=True, slots=True)
class Scan:
    """The result of a scan; each tuple but `refused` is sorted by name."""

    files: tuple[FoundFile, ...]
    skipped: tuple[tuple[str, str], ...]  #: (name, reason)
    #: names of files, and of folders (with a slash at the end), that a system error kept from being examined
    refused: tuple[str, ...]
    other_kinds: tuple[tuple[str, int], ...]  #: suffixes that no `include` pattern names, with their counts


def scan(folder: Path, settings: DocumentSettings, *, leave_out: Path | None = None) -> Scan:
    """List the files of `folder`, and of all folders below it, that the settings include.

    `leave_out` is a folder that is not scanned: the index. Raises DocumentsUnavailable if `folder` does not
    exist or cannot be listed.
    """
    require_folder(folder)
    root = Path(os.path.realpath(folder))
    left_out = None if leave_out is None else os.path.realpath(leave_out)
    files: list[FoundFile] = []
    skipped: list[tuple[str, str]] = []
    refused: list[str] = []
    others: Counter[str] = Counter()
    for name, entry in _walk(root, settings, left_out, skipped, refused):
        if not matches(name, settings.include):
            others[os.path.splitext(name)[1].lower() or "no suffix"] += 1
            continue
        try:
            files.append(_examine(root, name, entry, settings, left_out))
        except SkippedFile as reason:
            skipped.append((_shown(name), str(reason)))
            if reason.retry:
                refused.append(name)
    files.sort(key=lambda file: file.name)
    return Scan(tuple(files), tuple(sorted(skipped)), tuple(refused), tuple(sorted(others.items())))


def require_folder(folder: Path) -> None:
    """Raise DocumentsUnavailable if the documents folder does not exist or cannot be listed.

    Its path must be valid UTF-8, since the index stores it.
    """
    path = os.path.abspath(folder)
    if path != (printable := _printable(path)):
        unreadable = DocumentsUnavailable if _encoding() == "UTF-8" else PathUnreadable
        raise unreadable(f"The documents folder {printable} has a path that is not valid {_encoding()}.")
    if not folder.is_dir():
        if folder.exists():
            raise DocumentsUnavailable(f"{folder} is a file, and the documents must be a folder.")
        raise DocumentsUnavailable(f"There is no documents folder {folder}.")
    try:
        os.scandir(folder).close()
    except OSError as error:
        raise DocumentsRefused(
            f"The documents folder {folder} cannot be listed ({error.strerror})."
        ) from error


def is_included(name: str, settings: DocumentSettings) -> bool:
    """Whether the settings include a file with this path below the documents folder, as a scan would."""
    return matches(name, settings.include) and not _is_excluded(name, settings)


def _is_excluded(name: str, settings: DocumentSettings) -> bool:
    """Whether the settings exclude a file or one of the folders that contain it."""
    path = PurePosixPath(name)
    names = [path, *path.parents][:-1]  # the last is the documents folder
    return any(matches(each.as_posix(), settings.exclude) for each in names)


def matches(name: str, patterns: tuple[str, ...]) -> bool:
    """Whether one of the shell patterns matches the path `name` or its last part, ignoring case."""
    return _compiled(patterns)(name.lower()) is not None


@cache
def _compiled(patterns: tuple[str, ...]) -> Callable[[str], re.Match[str] | None]:
    """Return the matcher of one expression for all patterns: for a path or its part after the last slash."""
    either = "|".join(f"(?:{translate(pattern.lower())})" for pattern in patterns) or r"(?!)"
    return re.compile(rf"(?:{either})|.*/(?![^/]*/)(?:{either})", re.DOTALL).match


def megabytes(size: int) -> str:
    """Return a size in bytes as people write it: "1.2 MB"."""
    return f"{size / 1e6:.1f} MB"


def file_size(size: int) -> str:
    """Return a size in bytes as people write it: "1.2 MB", and below 0.1 MB "4,321 bytes"."""
    if size >= 100_000:
        return megabytes(size)
    return "1 byte" if size == 1 else f"{size:,} bytes"


def _walk(
    root: Path,
    settings: DocumentSettings,
    left_out: str | None,
    skipped: list[tuple[str, str]],
    refused: list[str],
) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Yield (name, entry) for everything below `root` that is neither a folder nor excluded.

    Folders that cannot be listed and links to folders are added to `skipped`, the former also to `refused`.
    """
    waiting = [(str(root), "")]
    while waiting:
        folder, prefix = waiting.pop()
        try:
            entries = list(os.scandir(folder))
        except OSError as error:
            skipped.append((_shown(prefix), f"is a folder that cannot be listed ({error.strerror})"))
            refused.append(prefix)
            continue
        for entry in entries:
            name = prefix + _utf8(entry.name)
            if matches(name, settings.exclude):
                continue
            if entry.is_dir(follow_symlinks=False):
                if entry.path != left_out:
                    waiting.append((entry.path, name + "/"))
            elif entry.is_symlink() and os.path.isdir(entry.path):  # is_dir() raises in a loop
                skipped.append((_shown(name), "is a link to a folder, and links are not followed"))
            else:
                yield name, entry


def _link_target(
    root: Path, entry: os.DirEntry[str], settings: DocumentSettings, left_out: str | None
) -> str:
    """Return the path below `root` of a link's target. Raises SkippedFile if the target may not be read."""
    path = Path(os.path.realpath(entry.path))
    if not path.is_relative_to(root):
        raise SkippedFile("is a link that leads outside the documents folder")
    target = path.relative_to(root).as_posix()
    if _is_excluded(_utf8(target), settings) or (left_out and path.is_relative_to(left_out)):
        raise SkippedFile("is a link to a file that is excluded")
    return target


def _examine(
    root: Path, name: str, entry: os.DirEntry[str], settings: DocumentSettings, left_out: str | None
) -> FoundFile:
    """Return a file's size, times and reader. Raises SkippedFile if it cannot be a document."""
    try:
        name.encode()
    except UnicodeEncodeError:
        raise SkippedFile("has a name that is not valid UTF-8") from None
    try:
        status = entry.stat()
        target = entry.path.removeprefix(str(root)).lstrip(os.sep).replace(os.sep, "/")
        if entry.is_symlink():
            target = _link_target(root, entry, settings, left_out)
    except FileNotFoundError:
        raise SkippedFile("is a link that leads nowhere" if entry.is_symlink() else "is gone") from None
    except OSError as error:
        raise SkippedFile(f"cannot be read ({error.strerror})", retry=True) from None
    if not stat.S_ISREG(status.st_mode):
        raise SkippedFile("is not an ordinary file")
    if status.st_size == 0:
        raise SkippedFile("is empty")
    if status.st_size > settings.max_bytes:
        limit = file_size(settings.max_bytes)
        raise SkippedFile(f"is {file_size(status.st_size)}, over the limit of {limit}")
    reader = reader_name(name, settings.readers)
    # On Windows, st_ctime_ns is the time of creation.
    changed = status.st_mtime_ns if os.name == "nt" else status.st_ctime_ns
    return FoundFile(name, root, target, status.st_size, status.st_mtime_ns, status.st_ino, changed, reader)


def _encoding() -> str:
    """Return the encoding in which Python decodes file names: UTF-8, unless the locale sets another."""
    return sys.getfilesystemencoding().upper()


def _printable(path: str) -> str:
    """Return a path of the system as text, with U+FFFD for bytes that are not valid UTF-8."""
    return os.fsencode(path).decode("utf-8", "replace")


def _utf8(name: str) -> str:
    """Return a name of the system decoded as UTF-8, whatever the locale is; unchanged if it is not valid."""
    try:
        return os.fsencode(name).decode()
    except UnicodeDecodeError:
        return name


def _shown(name: str) -> str:
    """Return a name from `_utf8` as text, with U+FFFD for bytes that are not valid UTF-8."""
    return name.encode("utf-8", sys.getfilesystemencodeerrors()).decode("utf-8", "replace")
