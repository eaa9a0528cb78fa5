"""Writing to a disk: each way in which it refuses as one sentence, and what was written kept for good."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator
from pathlib import Path

from index.errors import UserError


@contextlib.contextmanager
def disk_errors(folder: Path) -> Iterator[None]:
    """Turn the ways in which a disk refuses into one sentence each."""
    unharmed = "What was indexed before is unharmed."
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise UserError(
                f"The disk is full: the index in {folder} could not be written. {unharmed} "
                "Free some space and run `munshi index` again."
            ) from error
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise UserError(
                f"The index folder {folder} cannot be written to ({error.strerror}). {unharmed} "
                "Give the user who runs munshi the right to write there, or name another folder with --index."
            ) from error
        if error.errno in (errno.ENOTDIR, errno.EEXIST, errno.EISDIR):
            raise UserError(
                f"The index cannot be kept in {folder}: something stands in the way ({error.filename}). "
                "Remove it, or name another folder with --index."
            ) from error
        raise UserError(
            f"The index in {folder} could not be written ({error.strerror or error}). {unharmed} "
            "Mend that and run `munshi index` again, or name another folder with --index."
        ) from error


def fsync_tree(folder: Path) -> None:
    """Put every file below `folder`, and the folders, on the disk for good."""
    for path in folder.rglob("*"):
        if path.is_dir():
            fsync_folder(path)
        else:
            with path.open("rb") as stream:
                os.fsync(stream.fileno())
    fsync_folder(folder)


def fsync_folder(folder: Path) -> None:
    """Put the names in a folder on the disk for good."""
    if os.name != "posix":
        return  # elsewhere a folder cannot be opened, and a rename is flushed with the file
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
