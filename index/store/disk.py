"""Writing to a disk: errors become IndexUnwritable, and files and their names are flushed to the disk."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator
from pathlib import Path

from index.errors import IndexUnwritable
from index.store.layout import CURRENT


@contextlib.contextmanager
def disk_errors(folder: Path) -> Iterator[None]:
    """Raise IndexUnwritable instead of an OSError of the block, which writes to the index folder `folder`."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            reason = "the disk is full"
        else:
            reason = error.strerror or str(error)
            if path := error.filename2 or error.filename:  # of a rename, the target
                reason += f" ({path})"
        kept = " What was indexed before is unchanged." if os.path.lexists(folder / CURRENT) else ""
        raise IndexUnwritable(f"The index in {folder} cannot be written: {reason}.{kept}") from error


def make_folder(folder: Path, *, like: Path | None = None) -> None:
    """Make a folder and its missing parents, and flush the names of the new ones to the disk.

    A user who has no access to the folder `like` has none to a new folder either.
    """
    missing = []
    existing = folder
    while not os.path.lexists(existing):
        missing.append(existing)
        existing = existing.parent
    for new in reversed(missing):
        new.mkdir(exist_ok=True)
        if like is not None and os.name == "posix":
            new.chmod(new.stat().st_mode & (like.stat().st_mode | 0o7700))
        fsync_folder(new.parent)
    folder.mkdir(exist_ok=True)  # raises if something else has its name


def files_below(folder: Path) -> list[Path]:
    """Every file below a folder, in no particular order.

    Raises OSError if a folder cannot be listed; `Path.rglob` would silently skip that folder.
    """
    return [Path(parent, name) for parent, _, names in _walk(folder) for name in names]


def fsync_tree(folder: Path) -> None:
    """Flush every file and folder below `folder`, and the folder itself, to the disk. Raises OSError."""
    for parent, _, names in _walk(folder):
        for name in names:
            with Path(parent, name).open("rb+") as stream:
                os.fsync(stream.fileno())
        fsync_folder(Path(parent))


def _walk(folder: Path) -> Iterator[tuple[str, list[str], list[str]]]:
    """`os.walk` from the innermost folders outwards, which raises OSError."""

    def refuse(error: OSError) -> None:
        raise error

    return os.walk(folder, topdown=False, onerror=refuse)


def fsync_folder(folder: Path) -> None:
    """Flush the names in a folder to the disk, so that a rename in it survives a power cut."""
    if os.name != "posix":
        return  # other systems cannot open a folder, and flush a file together with its name
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
