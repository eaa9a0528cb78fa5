"""The open state file: one SQLite file of what Munshi records of Discord.

The modules beside this one read and write its tables; `forgetting` deletes from all of them.

WAL mode, one transaction a change: what was recorded is there after `kill -9`. Calls from several threads
take turns.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from bot.discord.state.file import PATIENCE, open_file


class State:
    """The open file."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._lock = threading.Lock()

    @classmethod
    def open(cls, path: Path, *, patience: float = PATIENCE) -> State:
        """Open or make the file. Raises StateUnusable, and StateUnavailable.

        Where another program locks it, a call fails after so many seconds of `patience`.
        """
        return cls(open_file(path, patience))

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """One change, whole or not at all."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:  # after some errors SQLite has ended it by itself
                    self._connection.execute("ROLLBACK")
                raise

    @contextmanager
    def deletion(self) -> Iterator[sqlite3.Connection]:
        """One change, after which what it deletes stands in no file any more.

        Where another program reads the journal just then, that waits for the next time.
        """
        with self.transaction() as connection:
            yield connection
        with self._lock, suppress(sqlite3.OperationalError):
            (patience,) = self._connection.execute("PRAGMA busy_timeout").fetchone()
            self._connection.execute("PRAGMA busy_timeout = 0")  # nobody waits for a reader
            try:
                self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            finally:
                self._connection.execute(f"PRAGMA busy_timeout = {patience}")

    def rows(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        with self._lock, closing(self._connection.execute(query, tuple(values))) as cursor:
            return cursor.fetchall()
