"""The index folder: which generation is current, how a new one takes its place, and who may write.

    .index/
      CURRENT      the name of the current generation, such as gen-7
      LOCK         held by the process that builds
      gen-7/       a generation, whole (see index/store/generation.py)
      .new-…/      a generation under way; a killed build leaves one, and the next build clears it up

A generation is written aside, flushed to disk and renamed; CURRENT is replaced last. So whoever reads
CURRENT sees the old generation or the new one, at every moment.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from index.errors import IndexBusy, IndexDamaged, IndexMissing
from index.store.disk import flush, flush_folder, writing
from index.store.generation import Generation, Manifest, read_manifest

_CURRENT = "CURRENT"
_PREFIX = "gen-"
_UNDER_WAY = ".new-"
_ATTEMPTS = 5  # to open a generation that is replaced while it is opened


class Store:
    """The generations below one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def current(self) -> int | None:
        """The number of the current generation, or None when there is none."""
        try:
            name = (self.folder / _CURRENT).read_text(encoding="ascii").strip()
            return int(name.removeprefix(_PREFIX))
        except (OSError, ValueError):
            return None

    def open(self, *, whole: bool = False) -> Generation:
        """Open the current generation, and with `whole` check every byte of it.

        Raises IndexMissing or IndexDamaged.
        """

        def use(folder: Path) -> Generation:
            generation = Generation.open(folder)
            if whole:
                generation.check()
            return generation

        return self._with_current(use)

    def manifest(self) -> Manifest:
        """The current generation's manifest, nothing else checked. Raises IndexMissing or IndexDamaged."""
        return self._with_current(read_manifest)

    def _with_current(self, use: Callable[[Path], Generation | Manifest]):
        for _ in range(_ATTEMPTS):
            number = self.current()
            if number is None:
                break
            try:
                return use(self._path(number))
            except (FileNotFoundError, IndexDamaged):
                # It may have been cleared away just now, after a newer one had become current.
                if self.current() == number and self._path(number).is_dir():
                    raise
        if (self.folder / _CURRENT).exists():
            raise IndexDamaged(
                f"The index is damaged: {self.folder / _CURRENT} names no generation that is there. "
                "Run `munshi index`, which rebuilds it."
            )
        raise IndexMissing(f"There is no index in {self.folder} yet: run `munshi index` to build it.")

    @contextlib.contextmanager
    def lock(self, *, wait: bool, on_wait: Callable[[], None] | None = None) -> Iterator[None]:
        """Be the only builder. The lock goes with the process that holds it, however that ends.

        When another holds it: call `on_wait` and wait, or raise IndexBusy when waiting is not wanted.
        """
        from filelock import FileLock, Timeout

        with writing(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.folder / "LOCK")
            try:
                lock.acquire(blocking=False)
            except Timeout:
                if not wait:
                    raise IndexBusy(
                        f"Another process is building the index in {self.folder}: wait for it to end, "
                        "or run the command again without --no-wait."
                    ) from None
                if on_wait:
                    on_wait()
                lock.acquire()
        try:
            yield
        finally:
            lock.release()

    def write(self, fill: Callable[[Path, int], None]) -> int:
        """Make a new generation current. `fill` writes its files into the folder it is given.

        Call it under `lock`. Raises UserError when the disk does not take it; what was current stays so.
        """
        number = self._next_number()
        under_way = self.folder / f"{_UNDER_WAY}{number}"
        with writing(self.folder):
            try:
                under_way.mkdir()
                fill(under_way, number)
                flush(under_way)
                os.rename(under_way, self._path(number))
                self._point_to(number)
            except BaseException:
                shutil.rmtree(under_way, ignore_errors=True)
                raise
        return number

    def forget(self) -> bool:
        """Have no generation any more; whether there was one. Under `lock`."""
        known = (self.folder / _CURRENT).is_file()
        with writing(self.folder):
            (self.folder / _CURRENT).unlink(missing_ok=True)
            flush_folder(self.folder)
            self.clear_up()
        return known

    def clear_up(self) -> None:
        """Remove what killed builds left and generations that are no longer current. Under `lock`."""
        current = self.current()
        keep = None if current is None else self._path(current).name
        for path in self.folder.iterdir():
            if path.name.startswith((_PREFIX, _UNDER_WAY)) and path.name != keep:
                if path.is_dir():
                    shutil.rmtree(path, ignore_errors=True)
                else:
                    path.unlink(missing_ok=True)

    def size(self) -> int:
        """Bytes on disk of the current generation and what lies beside it."""
        return sum(path.stat().st_size for path in self.folder.rglob("*") if path.is_file())

    def _path(self, number: int) -> Path:
        return self.folder / f"{_PREFIX}{number}"

    def _next_number(self) -> int:
        names = [path.name.removeprefix(_PREFIX) for path in self.folder.glob(f"{_PREFIX}*")]
        return max([self.current() or 0, *(int(name) for name in names if name.isdigit())]) + 1

    def _point_to(self, number: int) -> None:
        partial = self.folder / f"{_UNDER_WAY}{_CURRENT}"
        with partial.open("w", encoding="ascii") as stream:
            stream.write(f"{_PREFIX}{number}\n")
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(partial, self.folder / _CURRENT)
        flush_folder(self.folder)
