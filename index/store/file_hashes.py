"""Caches hashes of files whose times differ from the index, so that each scan need not read them again.

The hashes are in the index folder, in `file-hashes.json`, until the next generation records the files as they
are. A cached hash is used only if the file has the same size, times and inode as when it was read. A hash is
cached only if the file had not changed for two seconds before it was read: a later change then has another
time of change.
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
from index.store.layout import HASHES_FILE, UNFINISHED_PREFIX

# A file that was written shortly before it was scanned, or meanwhile, may change again within one tick of the
# file system's clock and keep its size and times.
CLOCK_TOLERANCE = 2_000_000_000  #: nanoseconds


@dataclass(frozen=True, slots=True)
class _FileHash:
    """The size, times and inode of a file, and the SHA-256 of its bytes at that time."""

    size: int
    modified: int
    inode: int
    changed: int
    sha256: str


class FileHashes:
    """The hashes of files, computed from their bytes or cached in the index folder."""

    def __init__(self, index: Path) -> None:
        self._path = index / HASHES_FILE
        self._used: dict[str, _FileHash] = {}
        self._has_new = False
        self._is_ours = True  # False: a file of that name has other contents, and is not replaced

    def of(self, file: FoundFile) -> str:
        """The SHA-256 of a file's bytes, in hexadecimal; empty if the file cannot be read."""
        known = self._known.get(file.name)
        if known is None or known != _state(file, known.sha256):
            now = time.time_ns()
            sha256 = file_hash(file)
            if not sha256 or (file.changed or file.modified) >= now - CLOCK_TOLERANCE:
                return sha256
            known = _state(file, sha256)
            self._has_new = True
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
        except ValueError:  # the JSON is not complete, as after a power cut: the file is written again
            return {}

    def save(self) -> None:
        """Cache the hashes that `of` returned, if any is new and the folder can be written."""
        if not (self._has_new and self._is_ours):
            return
        aside = self._path.with_name(f"{UNFINISHED_PREFIX}{os.getpid()}-{HASHES_FILE}")
        with contextlib.suppress(OSError):
            try:
                aside.write_bytes(msgspec.json.encode(self._used))
                os.replace(aside, self._path)
            except OSError:
                aside.unlink(missing_ok=True)


def _state(file: FoundFile, sha256: str) -> _FileHash:
    return _FileHash(file.size, file.modified, file.inode, file.changed, sha256)
