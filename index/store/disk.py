"""Writing to a disk: errors as IndexUnwritable, and flushing of files and of their names."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator
from pathlib import Path

from index.errors import IndexUnwritable

CURRENT = "CURRENT"  #: the file of an index folder that names the current generation


@contextlib.contextmanager
def disk_errors(folder: Path) -> Iterator[None]:
    """Raise IndexUnwritable for an OSError of the block; `folder` is the index folder that it writes to."""
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

    A new one is open to nobody to whom the folder `like` is not.
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
    folder.mkdir(exist_ok=True)  # raises where something else has its name


def files_below(folder: Path) -> list[Path]:
    """Every file below a folder, in no order.

    Raises OSError where a folder cannot be listed, which `Path.rglob` would pass over in silence.
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
    def refuse(error: OSError) -> None:
        raise error

    return os.walk(folder, topdown=False, onerror=refuse)


def fsync_folder(folder: Path) -> None:
    """Flush a folder's list of names to the disk, so that a rename in it survives a power cut."""
    if os.name != "posix":
        return  # elsewhere a folder cannot be opened, and a file is flushed with its name
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
