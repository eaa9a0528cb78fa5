"""The open state file: one SQLite file with the records of the Discord bot.

The other modules of this folder read and write its tables; `forgetting` deletes from all of them.

The file is in WAL mode, and each change is one transaction: what was recorded survives `kill -9`. Calls from
several threads wait for each other.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from bot.discord.file_identity import identity_of
from bot.discord.state.file import PATIENCE, open_file
from bot.discord.state.lost_file import delete_journals, journals_of, write_copy
from bot.errors import StateReplaced


class State:
    """The open file."""

    def __init__(self, path: Path, patience: float) -> None:
        self.path = Path(os.path.realpath(path))  # where SQLite's journals are
        self._patience = patience
        self._lock = threading.Lock()
        self._open()

    @classmethod
    def open(cls, path: Path, *, patience: float = PATIENCE) -> State:
        """Open or make the file. Raises StateUnusable, and StateUnavailable.

        If another program holds a lock on the file, a call fails after `patience` seconds.
        """
        return cls(path, patience)

    def _open(self) -> None:
        self._connection = open_file(self.path, self._patience)
        self._identity, self._journals = identity_of(self.path), journals_of(self.path)

    def close(self) -> None:
        with self._lock:
            self._close()

    def _close(self) -> None:
        self._connection.close()
        if identity_of(self.path) != self._identity:
            delete_journals(self.path, self._journals)

    def keep_file(self) -> bool:
        """Write the file again, with all that it contained, if it was deleted. Returns whether it was.

        Raises StateReplaced if another file is in its place, OSError and sqlite3.Error if it cannot be
        written, and StateUnavailable if the written file cannot be opened.
        """
        with self._lock:
            found = identity_of(self.path)
            if found == self._identity:
                return False
            if found is not None:
                raise StateReplaced(
                    f"The state file {self.path} was replaced by another one while Munshi was running."
                )
            write_copy(self._connection, self.path)
            self._close()
            self._open()
            return True

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Make one change, completely or not at all."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:  # after some errors SQLite has rolled back by itself
                    self._connection.execute("ROLLBACK")
                raise

    @contextmanager
    def deletion(self) -> Iterator[sqlite3.Connection]:
        """Make one change, and then remove the deleted content from the journal too.

        If another program is reading the journal, it stays there until the next deletion.
        """
        with self.transaction() as connection:
            yield connection
        with self._lock, suppress(sqlite3.OperationalError):
            (patience,) = self._connection.execute("PRAGMA busy_timeout").fetchone()
            self._connection.execute("PRAGMA busy_timeout = 0")  # do not wait for a reader
            try:
                self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            finally:
                self._connection.execute(f"PRAGMA busy_timeout = {patience}")

    def rows(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        with self._lock, closing(self._connection.execute(query, tuple(values))) as cursor:
            return cursor.fetchall()
