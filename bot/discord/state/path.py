"""Settings → the state file to open. A state file in an index folder is moved out of it first.

An index can be deleted and made again; votes, threads and channel choices cannot.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from bot.config import Settings
from bot.discord.state.file import make_private
from bot.user_state import state_folder
from index.store.disk import fsync_folder

_NAME = "discord.sqlite3"
_WAIT = 5.0  # seconds to wait for another process to release the file
_PAUSE = 0.05  # seconds between two tries


def locate(settings: Settings) -> tuple[Path, str]:
    """Return the state file to open, which may not exist yet, and a notice about an old file, or "".

    It is the file that the config names, or else a file in the user's state folder. Earlier versions kept it
    in `.index/`: such a file is moved to the state folder. If it cannot be moved, for example since another
    process is using it, it is opened where it is.
    """
    if settings.discord.state_file is not None:
        return settings.discord.state_file, ""
    old, new = settings.folder / ".index" / _NAME, state_folder(settings) / _NAME
    if not old.exists():
        return new, ""
    if new.exists():
        return new, f"The state file {old} is not used, since there is {new}."
    last_try = time.monotonic() + _WAIT
    while True:
        try:
            _move(old, new)
        except (sqlite3.Error, OSError) as error:
            if new.exists() or not old.exists():  # another process has moved it meanwhile
                return new, ""
            if isinstance(error, sqlite3.OperationalError) and time.monotonic() < last_try:
                # SQLite does not wait to change the journal: another process may be moving the file.
                time.sleep(_PAUSE)
                continue
            return old, f"The state file {old} cannot be moved to {new} ({error}), and is used where it is."
        return new, f"Votes, threads and channel choices were moved from {old} to {new}."


def _move(old: Path, new: Path) -> None:
    """Move a SQLite file that no other process has open, with the content of its journals.

    The content is copied, flushed to disk and given its final name before the old file is deleted. Until then
    the old file is locked against writing. Raises sqlite3.Error or OSError; the old file is then unharmed.
    """
    new.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    partial = new.with_name(f"{_NAME}.partial")
    uri = f"{old.resolve().as_uri()}?mode=rw"  # does not make the file if it is gone
    with closing(sqlite3.connect(uri, uri=True, timeout=_WAIT, isolation_level=None)) as source:
        source.execute("PRAGMA locking_mode = EXCLUSIVE")
        source.execute("PRAGMA journal_mode = DELETE")  # writes the WAL into the file; fails if others use it
        source.execute("BEGIN EXCLUSIVE")
        source.execute("COMMIT")  # in exclusive locking mode the lock stays until the connection is closed
        for leftover in (partial, partial.with_name(f"{partial.name}-journal")):
            leftover.unlink(missing_ok=True)
        make_private(partial)
        with closing(sqlite3.connect(partial)) as copy:
            source.backup(copy)
        _publish(partial, new)
        with contextlib.suppress(PermissionError):  # Windows cannot delete an open file; it is deleted below
            old.unlink()
    for path in (old, *(old.with_name(_NAME + ending) for ending in ("-wal", "-shm", "-journal"))):
        path.unlink(missing_ok=True)


def _publish(partial: Path, new: Path) -> None:
    """Flush a written file to disk and give it its final name, without ever replacing another file."""
    with partial.open("rb+") as stream:
        os.fsync(stream.fileno())
    try:
        os.link(partial, new)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        if new.exists():
            raise FileExistsError(new) from None
        partial.rename(new)
    partial.unlink(missing_ok=True)
    fsync_folder(new.parent)
