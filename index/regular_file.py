"""Opens ordinary files only, and never waits: to open a named pipe would wait for ever.

The opened file is examined, not its name: between a look at a name and its opening, the file may be swapped.
Also a file to write, which reports a failed write once.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from io import BufferedReader, BufferedWriter, FileIO
from pathlib import Path
from threading import Lock
from typing import BinaryIO

_FLAGS = os.O_RDONLY | getattr(os, "O_BINARY", 0)
for _name in ("O_NONBLOCK", "O_CLOEXEC", "O_NOCTTY"):  # not all platforms have them
    _FLAGS |= getattr(os, _name, 0)
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_FOLDER = getattr(os, "O_DIRECTORY", 0)


def _open_regular(path: Path) -> BufferedReader:
    """Open an ordinary file, or a link to one, for reading. Raises OSError."""
    return _stream(os.open(path, _FLAGS), path)


def read_regular(path: Path, limit: int | None = None) -> bytes:
    """The bytes of an ordinary file, or of a link to one.

    Raises OSError, also if the file is not an ordinary one or has more than `limit` bytes.
    """
    with _open_regular(path) as stream:
        return stream.read() if limit is None else read_at_most(stream, limit, path)


def read_at_most(stream: BinaryIO, limit: int, path: Path) -> bytes:
    """The bytes of an open file from its position on. Raises OSError if there are more than `limit`."""
    data = stream.read(limit + 1)
    if len(data) > limit:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), str(path))
    return data


class OpenFile:
    """An ordinary file that stays open. Several threads may read ranges of its bytes at once. Raises OSError.

    The file is not mapped to memory: if it is cut meanwhile, a read returns fewer bytes, whereas reading a
    map of it would kill the process.
    """

    def __init__(self, path: Path) -> None:
        self._stream = _open_regular(path)
        self._lock = Lock()  # the threads share the position in the stream
        self.size = os.fstat(self._stream.fileno()).st_size  #: bytes, when it was opened

    def read(self, first: int, last: int) -> bytes:
        """Bytes `first` to `last`; fewer if the file ends before `last`."""
        with self._lock:
            self._stream.seek(first)
            return self._stream.read(last - first)

    read_unchecked = read  # `read` checks nothing either

    def prefetch(self, ranges: Iterable[tuple[int, int]]) -> None:
        """Do nothing: the system's cache keeps what is read."""


class OutputFile(BufferedWriter):
    """A new file to write. Raises OSError.

    If a write fails and nobody closes the file, the bytes not yet written are dropped silently: Python's own
    file would print a second error (since 3.13) after the one that was raised.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(FileIO(path, "wb"))

    def cut(self, size: int) -> None:
        """Keep only the first `size` bytes; the next write follows them."""
        self.seek(size)
        self.truncate()

    def __del__(self) -> None:
        with suppress(OSError, ValueError):  # ValueError: the file was never opened
            self.close()


def open_below(folder: Path, name: str) -> BufferedReader:
    """Open the ordinary file `name`, a path with forward slashes below `folder`.

    Neither the file nor a folder between it and `folder` may be a link. Raises OSError.
    """
    path = folder / name
    if os.open not in os.supports_dir_fd:  # Windows: check afterwards that the opened file is below `folder`
        stream = _stream(os.open(path, _FLAGS), path)
        real = Path(os.path.realpath(path))
        below = real.is_relative_to(os.path.realpath(folder))
        if below and os.path.samestat(os.stat(real), os.fstat(stream.fileno())):
            return stream
        stream.close()
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
    *folders, last = name.split("/")
    descriptor = os.open(folder, _FLAGS | _FOLDER)
    for part in folders:
        descriptor = _open_in(descriptor, part, _FLAGS | _FOLDER | _NO_LINK)
    return _stream(_open_in(descriptor, last, _FLAGS | _NO_LINK), path)


def _open_in(folder: int, name: str, flags: int) -> int:
    """Open a name in an open folder, and close the folder."""
    try:
        return os.open(name, flags, dir_fd=folder)
    finally:
        os.close(folder)


def _stream(descriptor: int, path: Path) -> BufferedReader:
    """A stream that reads an open file. If the file is not an ordinary one, close it and raise OSError."""
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "not an ordinary file", str(path))
    return os.fdopen(descriptor, "rb")
