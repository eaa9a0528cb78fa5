"""Files in a folder of uploads: each is there whole or not at all, whenever the process is killed.

Nothing outside the folder is written or deleted, whatever links there are. Where a file takes another's
place, the other is kept aside until it is known that the new one can be read.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.discord.uploads.names import alike
from index.store.disk import fsync_folder

# Hidden, so that no build reads them.
_PARTIAL = ".munshi-upload.part"
_ASIDE = re.compile(r"\.munshi-replaced\.(.+)\.part")  # with the name under which the file stood


@dataclass(frozen=True, slots=True)
class UploadFolder:
    """A folder below the documents of a server. One thread at a time may write into it.

    The documents' own folder is never made: where it is gone, its drive is not mounted.
    Every method raises OSError where the folder, or what stands in it, does not allow what is asked.
    """

    documents: Path
    below: str  #: the folder's path below the documents, with forward slashes

    def find(self, name: str) -> str | None:
        """The name as it stands in the folder, in whatever case; None: there is nothing of that name."""
        try:
            names = os.listdir(self._checked())
        except FileNotFoundError:
            return None
        return next((found for found in sorted(names) if alike(found) == alike(name)), None)

    def exists(self) -> bool:
        """Whether the folder is there."""
        try:
            self._checked()
        except FileNotFoundError:
            return False
        return True

    def put(self, name: str, data: bytes) -> None:
        """Write a file that is to be kept or undone; an ordinary file of that name is set aside meanwhile.

        The folder is made where it is missing below the documents.
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
        """Let the last file that was put stay."""
        for aside, _ in _set_asides(self._checked()):
            aside.unlink()

    def undo(self, name: str) -> None:
        """Take back the last file that was put; what was set aside for it is there again."""
        folder = self._checked()
        if not _put_back(folder):
            (folder / name).unlink(missing_ok=True)
        fsync_folder(folder)

    def recover(self) -> None:
        """Clear up what a process that was killed left; what it had set aside is there again."""
        folder = self._checked()
        (folder / _PARTIAL).unlink(missing_ok=True)
        if _put_back(folder):
            fsync_folder(folder)

    def remove(self, name: str) -> bool:
        """Delete a file, and first the last one that was put and not kept; returns whether it was there."""
        try:
            target = self._checked() / name
            self.recover()  # what is set aside for the file would come back later
            _require_file(target)
            target.unlink()
        except FileNotFoundError:
            return False
        fsync_folder(target.parent)
        return True

    def _make(self) -> None:
        """Make the folder. Raises FileNotFoundError where the documents' own is gone."""
        folder = self.documents
        for part in self.below.split("/"):
            folder /= part
            if folder.is_symlink():
                return  # nothing is made where it leads; `_checked` refuses it
            with contextlib.suppress(FileExistsError):
                folder.mkdir()
                fsync_folder(folder.parent)

    def _checked(self) -> Path:
        """The folder, which must be one, below the documents and not by way of a link."""
        found = Path(os.path.realpath(self.documents / self.below, strict=True))
        if found != Path(os.path.realpath(self.documents)) / self.below or not found.is_dir():
            raise NotADirectoryError(f"{self.below} is no folder of its own below {self.documents}")
        return found


def _set_asides(folder: Path) -> Iterator[tuple[Path, Path]]:
    """The files that are set aside, and where each of them stood."""
    for found in os.listdir(folder):
        if match := _ASIDE.fullmatch(found):
            yield folder / found, folder / match[1]


def _put_back(folder: Path) -> bool:
    """Put the files that are set aside where they stood; returns whether there were any."""
    found = False
    for aside, target in _set_asides(folder):
        os.replace(aside, target)
        aside.unlink(missing_ok=True)  # two names of one file: replacing did nothing
        found = True
    return found


def _set_aside(target: Path, aside: Path) -> None:
    """Give a file a second name, so that its own is never without a file."""
    try:
        os.link(target, aside)
    except OSError:  # a file system without hard links
        os.replace(target, aside)


def _require_file(path: Path) -> None:
    if not stat.S_ISREG(path.lstat().st_mode):
        raise IsADirectoryError(f"{path} is no ordinary file")
