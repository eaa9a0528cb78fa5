"""Which files of a folder are documents: a scan by names and sizes, which opens none of them.

Links are followed to files inside the folder, and nowhere else. A file that cannot be a document is left out
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
from pathlib import Path

from index.documents.formats import reader_name
from index.documents.skipped import SkippedFile
from index.errors import DocumentsRefused, DocumentsUnavailable, PathUnreadable
from index.settings import DocumentSettings


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file that belongs to the documents, not yet opened."""

    name: str  #: path below the folder, with forward slashes
    folder: Path  #: the documents folder, without links
    target: str  #: the file's own path below the folder; another than `name` where that is a link
    size: int  #: bytes
    modified: int  #: nanoseconds since the epoch
    inode: int = 0  #: 0 where the system has none
    changed: int = 0  #: nanoseconds since the epoch: when its bytes or its properties last changed
    reader: str = ""  #: the name of the reader for its suffix; empty when there is none


@dataclass(frozen=True, slots=True)
class Scan:
    """What a scan of the folder finds; each tuple is sorted by name."""

    files: tuple[FoundFile, ...]
    skipped: tuple[tuple[str, str], ...]  #: (name, reason)
    #: files, and folders with a slash at the end, that the system let nobody look at
    refused: tuple[str, ...]
    other_kinds: tuple[tuple[str, int], ...]  #: suffixes that no `include` pattern names, with their counts


def scan(folder: Path, settings: DocumentSettings, *, leave_out: Path | None = None) -> Scan:
    """List the files of `folder`, and of all folders below it, that the settings include.

    `leave_out` is a folder that is not looked into: the index itself. Raises DocumentsUnavailable when
    `folder` is not there or cannot be listed.
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
            skipped.append((_printable(name), str(reason)))
            if reason.retry:
                refused.append(name)
    files.sort(key=lambda file: file.name)
    return Scan(tuple(files), tuple(sorted(skipped)), tuple(refused), tuple(sorted(others.items())))


def require_folder(folder: Path) -> None:
    """Raise DocumentsUnavailable when the documents folder is not there or cannot be listed.

    Nor may its path be other than UTF-8, since the index keeps it.
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
    """Whether a file with this path below the documents would be read, by its name alone."""
    return matches(name, settings.include) and not matches(name, settings.exclude)


def matches(name: str, patterns: tuple[str, ...]) -> bool:
    """Whether a shell pattern fits the whole path `name` or its last part, whatever the case."""
    return _compiled(patterns)(name.lower()) is not None


@cache
def _compiled(patterns: tuple[str, ...]) -> Callable[[str], re.Match[str] | None]:
    """One regular expression for all patterns, of a whole path or of what follows its last slash."""
    either = "|".join(f"(?:{translate(pattern.lower())})" for pattern in patterns) or r"(?!)"
    return re.compile(rf"(?:{either})|.*/(?![^/]*/)(?:{either})", re.DOTALL).match


def megabytes(size: int) -> str:
    """A size in bytes for people: "1.2 MB"."""
    return f"{size / 1e6:.1f} MB"


def file_size(size: int) -> str:
    """A size in bytes for people: "1.2 MB", and below 0.1 MB "4,321 bytes"."""
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
    """Yield (name, entry) of everything below `root` that is neither a folder nor excluded.

    What cannot be walked is added to `skipped`, and what the system refuses to list to `refused`.
    """
    waiting = [(str(root), "")]
    while waiting:
        folder, prefix = waiting.pop()
        try:
            entries = list(os.scandir(folder))
        except OSError as error:
            skipped.append((_printable(prefix), f"is a folder that cannot be listed ({error.strerror})"))
            refused.append(prefix)
            continue
        for entry in entries:
            name = prefix + entry.name
            if matches(name, settings.exclude):
                continue
            if entry.is_dir(follow_symlinks=False):
                if entry.path != left_out:
                    waiting.append((entry.path, name + "/"))
            elif entry.is_symlink() and os.path.isdir(entry.path):  # is_dir() raises in a loop
                skipped.append((_printable(name), "is a link to a folder, and links are not followed"))
            else:
                yield name, entry


def _link_target(
    root: Path, entry: os.DirEntry[str], settings: DocumentSettings, left_out: str | None
) -> str:
    """The path below `root` of the file that a link leads to. Raises SkippedFile where it may not be read."""
    path = Path(os.path.realpath(entry.path))
    if not path.is_relative_to(root):
        raise SkippedFile("is a link that leads outside the documents folder")
    target = path.relative_to(root)
    names = [target.as_posix(), *(parent.as_posix() for parent in target.parents)][:-1]
    if any(matches(name, settings.exclude) for name in names) or (left_out and path.is_relative_to(left_out)):
        raise SkippedFile("is a link to a file that is excluded")
    return target.as_posix()


def _examine(
    root: Path, name: str, entry: os.DirEntry[str], settings: DocumentSettings, left_out: str | None
) -> FoundFile:
    """Look up a file's size, time and reader. Raises SkippedFile when it cannot be a document."""
    try:
        name.encode()
    except UnicodeEncodeError:
        raise SkippedFile(f"has a name that is not valid {_encoding()}") from None
    try:
        status = entry.stat()
        target = _link_target(root, entry, settings, left_out) if entry.is_symlink() else name
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
    # Windows has no such time; there, the attribute is the time of creation.
    changed = status.st_mtime_ns if os.name == "nt" else status.st_ctime_ns
    return FoundFile(name, root, target, status.st_size, status.st_mtime_ns, status.st_ino, changed, reader)


def _encoding() -> str:
    """The encoding in which this process reads file names: UTF-8, unless the locale is told to hold."""
    return sys.getfilesystemencoding().upper()


def _printable(name: str) -> str:
    return os.fsencode(name).decode("utf-8", "replace")
