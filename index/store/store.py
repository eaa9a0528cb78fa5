"""The index folder: which generation is current, how a new one replaces it, and which process may write.

A generation is written to a folder of its own, flushed to disk and renamed; CURRENT is replaced last. So
whoever reads CURRENT sees the old generation or the new one, at every moment, and also after a power cut:
each name is flushed to the disk before the next step relies on it. index/store/layout.py lists the names.

The numbers are for people; after an index is deleted, they start at 1 again. A generation is identified by
the checksum of its manifest, which contains the time of the build and the checksums of all files.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from index.errors import IndexBusy, IndexDamaged, IndexMissing, IndexUnreadable
from index.regular_file import read_regular
from index.store.checksums import unreadable
from index.store.disk import disk_errors, fsync_folder, fsync_tree, make_folder
from index.store.generation import Generation
from index.store.layout import CURRENT, GENERATION_PREFIX, LOCK, UNFINISHED_PREFIX
from index.store.manifest import Manifest, read_identity, read_manifest
from index.store.ownership import is_file_of_hashes, is_old_encoder, is_own_generation

_CURRENT_CONTENT = re.compile(GENERATION_PREFIX.encode() + rb"([0-9]{1,18})\n?")
_CURRENT_LIMIT = 100  # bytes of CURRENT that are read
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class NewGeneration:
    """A generation that is being written: its number, and the folder of its files while it is incomplete."""

    number: int
    folder: Path


class Store:
    """The generations in one index folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def current(self) -> int | None:
        """The number of the current generation; None if CURRENT names none."""
        found = _CURRENT_CONTENT.fullmatch(self._current_content() or b"")
        return int(found[1]) if found else None

    def identity(self) -> str | None:
        """The identity of the current generation; None if there is none."""
        number = self.current()
        return None if number is None else read_identity(self._generation_folder(number))

    def _current_content(self) -> bytes | None:
        """The bytes of CURRENT; b"" if it cannot be read, None if it does not exist."""
        try:
            return read_regular(self.folder / CURRENT, limit=_CURRENT_LIMIT)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError:
            return b""

    def open(self, *, verify: bool = False) -> Generation:
        """Open the current generation; with `verify`, check every byte of it.

        Raises IndexMissing, IndexDamaged, IndexUnreadable or IndexMismatch (another version wrote it).
        """

        def use(folder: Path) -> Generation:
            generation = Generation.open(folder)
            if verify:
                generation.verify()
            return generation

        return self._with_current(use)

    def manifest(self) -> Manifest:
        """Read the current generation's manifest, and check no other file.

        Raises IndexMissing, IndexDamaged, IndexUnreadable or IndexMismatch.
        """
        return self._with_current(read_manifest)

    def verified_manifest(self) -> Manifest:
        """Check every byte of the current generation, and return its manifest. Raises as `open`."""
        return self.open(verify=True).manifest

    def _with_current(self, use: Callable[[Path], _T]) -> _T:
        """Call `use` with the folder of the current generation.

        If `use` fails because a build replaced or deleted the generation meanwhile, it is called again.
        """
        while True:
            before = self._current_content(), self.identity()
            try:
                number = self.current()
                if number is None:
                    raise FileNotFoundError
                return use(self._generation_folder(number))
            except (FileNotFoundError, IndexDamaged) as error:
                if (self._current_content(), self.identity()) != before:
                    continue
                if before[0] is None:
                    raise IndexMissing(f"There is no index in {self.folder} yet.") from None
                if isinstance(error, IndexDamaged):
                    raise
                self._require_access()
                raise IndexDamaged(
                    f"The index is damaged: {self.folder / CURRENT} names no generation that is there."
                ) from None

    def _require_access(self) -> None:
        """Raise IndexUnreadable if the system refuses to open CURRENT: then the index is not damaged."""
        path = self.folder / CURRENT
        try:
            read_regular(path)
        except OSError as error:
            if isinstance(refusal := unreadable(path, error), IndexUnreadable):
                raise refusal from error

    @contextlib.contextmanager
    def lock(
        self, *, wait: bool, on_wait: Callable[[], None] | None = None, documents: Path | None = None
    ) -> Iterator[None]:
        """Hold the lock for building. The system releases it when the process ends, however it ends.

        If another process holds the lock, call `on_wait` and wait for it; if `wait` is false, raise IndexBusy
        instead. The index folder is made if it does not exist; a user who has no access to the folder
        `documents` has none to it. Raises IndexUnwritable if the disk refuses.
        """
        from filelock import FileLock, Timeout

        with disk_errors(self.folder):
            make_folder(self.folder, like=documents)
            lock = FileLock(self.folder / LOCK)
            try:
                lock.acquire(blocking=False)
            except Timeout:
                if not wait:
                    raise IndexBusy(
                        f"Another process is building the index in {self.folder}: it holds the lock {LOCK}."
                    ) from None
                if on_wait:
                    on_wait()
                lock.acquire()
        try:
            yield
        finally:
            with contextlib.suppress(OSError):  # the build is complete even if this fails
                lock.release()

    @contextlib.contextmanager
    def new_generation(self) -> Iterator[NewGeneration]:
        """Yield a new generation, whose folder the block fills with files; then make it the current one.

        If the block raises an exception, the folder is removed and the current generation stays. Only under
        `lock`. Raises IndexUnwritable if the disk refuses.
        """
        new = self._next_generation()
        with disk_errors(self.folder):
            new.folder.mkdir()
            try:
                yield new
                fsync_tree(new.folder)
                os.rename(new.folder, self._generation_folder(new.number))
                fsync_folder(self.folder)
                self._set_current(new.number)
            except BaseException:
                shutil.rmtree(new.folder, ignore_errors=True)
                raise

    def delete(self) -> bool:
        """Delete all generations. Return whether one was current. Only under `lock`."""
        existed = (self.folder / CURRENT).is_file()
        with disk_errors(self.folder):
            (self.folder / CURRENT).unlink(missing_ok=True)
            fsync_folder(self.folder)
            self.remove_unused()
        return existed

    def remove_unused(self) -> None:
        """Remove the files of killed builds, and the generations that are not current. Only under `lock`.

        A file that may not be Munshi's own stays.
        """
        number = self.current()
        current = None if number is None else self._generation_folder(number)
        with disk_errors(self.folder):
            for path in self.folder.iterdir():
                unfinished = path.name == f"{UNFINISHED_PREFIX}{CURRENT}" or (
                    path.name.startswith(UNFINISHED_PREFIX) and is_file_of_hashes(path)
                )
                if unfinished or is_old_encoder(path):
                    path.unlink(missing_ok=True)
                elif path != current and is_own_generation(path):
                    shutil.rmtree(path, ignore_errors=True)

    def size(self) -> int:
        """Bytes of all files in the index folder."""
        return sum(path.stat().st_size for path in self.folder.rglob("*") if path.is_file())

    def _generation_folder(self, number: int) -> Path:
        return self.folder / f"{GENERATION_PREFIX}{number}"

    def _next_generation(self) -> NewGeneration:
        folders = self.folder.glob(f"{GENERATION_PREFIX}*")
        names = [path.name.removeprefix(GENERATION_PREFIX) for path in folders]
        number = max([self.current() or 0, *(int(name) for name in names if name.isdigit())]) + 1
        return NewGeneration(number, self.folder / f"{UNFINISHED_PREFIX}{number}")

    def _set_current(self, number: int) -> None:
        partial = self.folder / f"{UNFINISHED_PREFIX}{CURRENT}"
        with partial.open("w", encoding="ascii") as stream:
            stream.write(f"{GENERATION_PREFIX}{number}\n")
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(partial, self.folder / CURRENT)
        fsync_folder(self.folder)
