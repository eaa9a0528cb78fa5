"""Hashes of files that look changed and may not be, so that each look at the folder need not read them again.

They lie in the index folder, in `file-hashes.json`, until a new generation knows the files as they are. A
hash is believed only of a file in exactly the state that it had when it was read, and only where that state
was so old then that the file cannot have changed since without another time of change.
"""

from __future__ import annotations

import contextlib
import os
import time
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import msgspec

from index.documents.files import FoundFile
from index.documents.load import file_hash
from index.regular_file import read_regular

# A file that was written shortly before a look at it, or during it, may change again within one tick of the
# file system's clock and keep its size and times.
CLOCK_TOLERANCE = 2_000_000_000  #: nanoseconds
_FILE = "file-hashes.json"


@dataclass(frozen=True, slots=True)
class _FileHash:
    """A file's state, and the SHA-256 of its bytes in that state."""

    size: int
    modified: int
    inode: int
    changed: int
    sha256: str


class FileHashes:
    """The hashes of files, read from the files or remembered in the index folder."""

    def __init__(self, index: Path) -> None:
        self._path = index / _FILE
        self._used: dict[str, _FileHash] = {}
        self._read_anew = False
        self._is_ours = True  # a file of that name which holds something else is left alone

    def of(self, file: FoundFile) -> str:
        """The SHA-256 of a file's bytes, in hexadecimal; empty when it cannot be read."""
        known = self._known.get(file.name)
        if known is None or known != _state(file, known.sha256):
            now = time.time_ns()
            sha256 = file_hash(file)
            if not sha256 or (file.changed or file.modified) >= now - CLOCK_TOLERANCE:
                return sha256
            known = _state(file, sha256)
            self._read_anew = True
        self._used[file.name] = known
        return known.sha256

    @cached_property
    def _known(self) -> dict[str, _FileHash]:
        try:
            return msgspec.json.decode(read_regular(self._path), type=dict[str, _FileHash])
        except FileNotFoundError:
            return {}
        except (OSError, RecursionError, msgspec.ValidationError):
            self._is_ours = False
            return {}
        except ValueError:  # no whole JSON, as after a power cut: it is written anew
            return {}

    def save(self) -> None:
        """Remember the hashes that were asked for, where any was read anew and the folder can be written."""
        if not (self._read_anew and self._is_ours):
            return
        aside = self._path.with_name(f".new-{os.getpid()}-{_FILE}")
        with contextlib.suppress(OSError):
            try:
                aside.write_bytes(msgspec.json.encode(self._used))
                os.replace(aside, self._path)
            except OSError:
                aside.unlink(missing_ok=True)


def _state(file: FoundFile, sha256: str) -> _FileHash:
    return _FileHash(file.size, file.modified, file.inode, file.changed, sha256)
