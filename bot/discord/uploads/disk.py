"""Files in a folder of uploads: each exists completely or not at all, whenever the process is killed.

Nothing outside the folder is written or deleted, whatever links there are. If a file replaces another, the
old one is set aside until it is known that the new one can be read.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.discord.uploads.names import comparable_name
from index.store.disk import fsync_folder

# Hidden, so that no build reads them.
_PARTIAL = ".munshi-upload.part"
_ASIDE = re.compile(r"\.munshi-replaced\.(.+)\.part")  # the group is the original name of the file


@dataclass(frozen=True, slots=True)
class UploadFolder:
    """A folder below the documents of a server. Only one thread at a time may write into it.

    The folder of the documents itself is never made: if it is missing, its drive is not mounted.
    Every method raises OSError if the folder, or a file in it, does not allow the operation.
    """

    documents: Path
    below: str  #: path of the folder below the documents, with forward slashes

    def find(self, name: str) -> str | None:
        """Return `name` as it is written in the folder, ignoring case; None if there is no such file."""
        try:
            names = os.listdir(self._checked())
        except FileNotFoundError:
            return None
        wanted = comparable_name(name)
        return next((found for found in sorted(names) if comparable_name(found) == wanted), None)

    def exists(self) -> bool:
        """Whether the folder exists."""
        try:
            self._checked()
        except FileNotFoundError:
            return False
        return True

    def put(self, name: str, data: bytes) -> None:
        """Write a file. Call `keep` or `undo` afterwards: until then a file of that name is set aside.

        The folder is made if it is missing below the documents.
        """
        self._make()
        folder = self._checked()
        self.recover()
        partial, target = folder / _PARTIAL, folder / name
        aside = folder / f".munshi-replaced.{name}.part"
        try:
            with partial.open("xb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            if os.path.lexists(target):
                _require_file(target)
                _set_aside(target, aside)
            os.replace(partial, target)
        except BaseException:
            partial.unlink(missing_ok=True)
            _put_back(folder)
            raise
        fsync_folder(folder)

    def keep(self) -> None:
        """Keep the last file that was put, and delete what was set aside for it."""
        for aside, _ in _set_asides(self._checked()):
            aside.unlink()

    def undo(self, name: str) -> None:
        """Remove the last file that was put, and restore what was set aside for it."""
        folder = self._checked()
        if not _put_back(folder):
            (folder / name).unlink(missing_ok=True)
        fsync_folder(folder)

    def recover(self) -> None:
        """Clean up after a process that was killed, and restore what it had set aside."""
        folder = self._checked()
        (folder / _PARTIAL).unlink(missing_ok=True)
        if _put_back(folder):
            fsync_folder(folder)

    def remove(self, name: str) -> bool:
        """Delete a file, after undoing a put that was not kept. Returns whether the file was there."""
        try:
            target = self._checked() / name
            self.recover()  # otherwise a file that was set aside would come back later
            _require_file(target)
            target.unlink()
        except FileNotFoundError:
            return False
        fsync_folder(target.parent)
        return True

    def _make(self) -> None:
        """Make the folder. Raises FileNotFoundError if the folder of the documents is missing."""
        folder = self.documents
        for part in self.below.split("/"):
            folder /= part
            if folder.is_symlink():
                return  # no folder is made behind a link; `_checked` refuses it
            with contextlib.suppress(FileExistsError):
                folder.mkdir()
                fsync_folder(folder.parent)

    def _checked(self) -> Path:
        """Return the real path of the folder. Raises OSError unless it is a real folder in the documents."""
        found = Path(os.path.realpath(self.documents / self.below, strict=True))
        if found != Path(os.path.realpath(self.documents)) / self.below or not found.is_dir():
            raise NotADirectoryError(f"{self.below} is no folder of its own below {self.documents}")
        return found


def _set_asides(folder: Path) -> Iterator[tuple[Path, Path]]:
    """Yield the files that are set aside, each with its original path."""
    for found in os.listdir(folder):
        if match := _ASIDE.fullmatch(found):
            yield folder / found, folder / match[1]


def _put_back(folder: Path) -> bool:
    """Move the files that are set aside back to their original paths. Returns whether there were any."""
    found = False
    for aside, target in _set_asides(folder):
        os.replace(aside, target)
        aside.unlink(missing_ok=True)  # os.replace does nothing if both are names of one file
        found = True
    return found


def _set_aside(target: Path, aside: Path) -> None:
    """Give a file a second name by a hard link, so that its own name always has a file."""
    try:
        os.link(target, aside)
    except OSError:  # a file system without hard links
        os.replace(target, aside)


def _require_file(path: Path) -> None:
    if not stat.S_ISREG(path.lstat().st_mode):
        raise IsADirectoryError(f"{path} is no ordinary file")
