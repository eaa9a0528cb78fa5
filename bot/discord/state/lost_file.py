"""What to do if the open state file is deleted, or another file is put in its place: SQLite notices neither.

SQLite goes on with the file that it opened, which no longer has a name. When it closes that file, it leaves
its journal, and whoever opens the file that has the name by then would read the journal into it.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from bot.discord.file_identity import Identity, identity_of
from bot.discord.state.file import make_private

_JOURNALS = ("-wal", "-shm")


def journals_of(path: Path) -> dict[Path, Identity]:
    """Return the identities of the journals that a state file has now."""
    found = {path.with_name(path.name + ending): None for ending in _JOURNALS}
    return {journal: identity for journal in found if (identity := identity_of(journal))}


def write_copy(connection: sqlite3.Connection, path: Path) -> None:
    """Write all that an open state file contains to `path`, completely or not at all.

    Raises OSError and sqlite3.Error.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    copy = path.with_name(f"{path.name}.new")
    try:
        copy.unlink(missing_ok=True)
        make_private(copy)
        with closing(sqlite3.connect(copy)) as target:
            connection.backup(target)
        os.replace(copy, path)
    finally:
        copy.unlink(missing_ok=True)


def delete_journals(path: Path, own: dict[Path, Identity]) -> None:
    """Delete the journals at `path` that are among `own`. Another file there may have come with others."""
    for journal, identity in journals_of(path).items():
        if own.get(journal) == identity:
            journal.unlink(missing_ok=True)
