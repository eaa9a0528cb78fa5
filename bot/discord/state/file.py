"""The SQLite file with the state: its tables, and the migrations that bring an older file up to date."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import sqlite3
import stat
import time
from pathlib import Path

from bot.errors import StateDamaged, StateTooNew, StateUnavailable, StateUnusable
from index.errors import UserError

PATIENCE = 2.0  #: seconds to wait for a lock; Discord wants a first response within three
_RETRY_SECONDS = 0.01

# Errors that may go away by themselves. The low byte of SQLite's extended error code is the primary code.
_TRANSIENT = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
}
_TRANSIENT_ERRNO = {errno.EIO, errno.EBUSY, errno.ENOSPC, errno.EDQUOT}
_FULL = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_SHMSIZE}  # the latter: no room for the WAL index
_FULL_ERRNO = {errno.ENOSPC, errno.EDQUOT}

MIGRATIONS = (  # statements are split at semicolons, so there must be no other semicolon
    """
    CREATE TABLE answers (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        server INTEGER NOT NULL,        -- 0: direct messages
        channel INTEGER NOT NULL,
        person INTEGER NOT NULL,
        conversation INTEGER,           -- the thread or direct-message channel that it belongs to
        parent INTEGER,                 -- the answer it replied to
        message INTEGER,                -- Discord's id of the message that shows it
        private INTEGER NOT NULL,
        question TEXT NOT NULL,
        outcome TEXT NOT NULL,
        answer TEXT NOT NULL,           -- the whole Answer, as JSON
        created REAL NOT NULL
    );
    CREATE INDEX answers_of_channel ON answers (server, channel, created);
    CREATE INDEX answers_of_conversation ON answers (conversation, id) WHERE conversation IS NOT NULL;
    CREATE INDEX answers_of_message ON answers (message) WHERE message IS NOT NULL;
    CREATE INDEX answers_by_age ON answers (created);
    CREATE TABLE votes (
        answer INTEGER NOT NULL REFERENCES answers (id) ON DELETE CASCADE,
        person INTEGER NOT NULL,
        correct INTEGER NOT NULL,
        created REAL NOT NULL,
        PRIMARY KEY (answer, person)
    );
    CREATE TABLE threads (
        channel INTEGER PRIMARY KEY,
        server INTEGER NOT NULL,
        seed INTEGER,                   -- the answer that the thread continues
        touched REAL NOT NULL
    );
    CREATE TABLE channels (
        server INTEGER NOT NULL,
        channel INTEGER NOT NULL,
        PRIMARY KEY (server, channel)
    );
    CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
    """,
    """
    ALTER TABLE answers ADD COLUMN question_message INTEGER; -- Discord's id of the message that asked
    ALTER TABLE answers ADD COLUMN withdrawn INTEGER NOT NULL DEFAULT 0; -- one of its messages was deleted
    ALTER TABLE threads ADD COLUMN owner INTEGER; -- the person who opened it
    CREATE INDEX answers_of_question ON answers (question_message) WHERE question_message IS NOT NULL;
    """,
    """
    CREATE TABLE digests (               -- where a server wants its weekly list of unanswered questions
        server INTEGER PRIMARY KEY,
        channel INTEGER NOT NULL,
        sent REAL NOT NULL
    );
    """,
    """
    CREATE TABLE folders (               -- folders that a channel is answered from (no row: all documents)
        server INTEGER NOT NULL,
        channel INTEGER NOT NULL,
        folder TEXT NOT NULL,
        PRIMARY KEY (channel, folder)
    );
    """,
    """
    CREATE TABLE listened (              -- channels in which Munshi answers by itself if it is sure
        channel INTEGER PRIMARY KEY,
        server INTEGER NOT NULL,
        solved_tag INTEGER               -- the tag that a solved post of a forum gets
    );
    CREATE TABLE heard (                 -- messages in listened channels that were handled: none is twice
        message INTEGER PRIMARY KEY,
        server INTEGER NOT NULL,
        channel INTEGER NOT NULL,
        created REAL NOT NULL
    );
    CREATE TABLE helpers (               -- whom members may call if the documents don't say
        server INTEGER PRIMARY KEY,
        role INTEGER,
        channel INTEGER
    );
    ALTER TABLE answers ADD COLUMN handed_on INTEGER NOT NULL DEFAULT 0; -- a human was called
    """,
    """
    CREATE TABLE uploads (               -- files that managers uploaded, by their names in the folder
        server INTEGER NOT NULL,
        name TEXT NOT NULL,
        person INTEGER NOT NULL,
        uploaded REAL NOT NULL,
        PRIMARY KEY (server, name)
    );
    """,
    """
    ALTER TABLE answers ADD COLUMN sequence INTEGER NOT NULL DEFAULT 0; -- the order of recording
    UPDATE answers SET sequence = CAST(created * 1000000 AS INTEGER);
    CREATE INDEX answers_in_sequence ON answers (sequence);
    DROP INDEX answers_of_channel;
    CREATE INDEX answers_of_channel ON answers (server, channel, sequence);
    """,
    """
    CREATE INDEX answers_of_person ON answers (server, person, sequence);
    """,
)

_TABLES = tuple(name for migration in MIGRATIONS for name in re.findall(r"CREATE TABLE (\w+)", migration))


def open_file(path: Path, patience: float) -> sqlite3.Connection:
    """Open or make the file and bring it up to date. Raises StateUnusable, and StateUnavailable.

    `patience` is how many seconds to wait for a lock of another program.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        make_private(path)
        connection = sqlite3.connect(path, timeout=patience, isolation_level=None, check_same_thread=False)
        try:
            _prepare(connection, path, patience)
        except BaseException:
            connection.close()
            raise
    except (sqlite3.Error, OSError) as error:
        raise failure(path, error) from error
    return connection


def failure(path: Path, error: sqlite3.Error | OSError) -> UserError:
    """Return StateUnavailable for a transient error of SQLite or the system, or else StateUnusable.

    For a damaged file, SQLite raises DatabaseError itself, and for other faults OperationalError.
    """
    if isinstance(error, OSError):
        transient, full = error.errno in _TRANSIENT_ERRNO, error.errno in _FULL_ERRNO
    else:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
        transient, full = code & 0xFF in _TRANSIENT, code in _FULL
    if transient:
        reason = "the disk is full" if full else error
        return StateUnavailable(f"The state file {path} cannot be used now ({reason}).")
    if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError):
        return StateDamaged(f"The state file {path} cannot be used ({error}).")
    return StateUnusable(f"The state file {path} cannot be used ({error}).")


def make_private(path: Path) -> None:
    """Make the file if it is missing, and remove the permissions of other users on it and its journals.

    SQLite gives new journals the permissions of the file. Raises OSError.
    """
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    for ending in ("", "-wal", "-shm", "-journal"):
        file = path.with_name(path.name + ending)
        with contextlib.suppress(FileNotFoundError):
            mode = file.stat().st_mode
            if stat.S_ISREG(mode) and mode & 0o077:
                file.chmod(0o600)


def _prepare(connection: sqlite3.Connection, path: Path, patience: float) -> None:
    """Set up the connection, migrate the file, and check it. Raises StateTooNew, and sqlite3.Error."""
    if _version(connection) > len(MIGRATIONS):
        raise StateTooNew(f"The state file {path} was written by a later version of Munshi.")
    _use_wal(connection, patience)
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")  # what is deleted is overwritten
    if _version(connection) < len(MIGRATIONS):
        _migrate(connection)
    # Rows that an earlier version, still running, recorded after another process had migrated the file.
    if connection.execute("SELECT 1 FROM answers WHERE sequence = 0 LIMIT 1").fetchone():
        connection.execute(
            "UPDATE answers SET sequence = CAST(created * 1000000 AS INTEGER) WHERE sequence = 0"
        )
    _check_whole(connection)


def _use_wal(connection: sqlite3.Connection, patience: float) -> None:
    """Turn on the WAL mode. Retry: SQLite does not wait if two programs do this to a new file at once."""
    until = time.monotonic() + patience
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() >= until:
                raise
        time.sleep(_RETRY_SECONDS)


def _version(connection: sqlite3.Connection) -> int:
    """Return how many migrations have been applied to the file."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def _migrate(connection: sqlite3.Connection) -> None:
    """Apply the missing migrations in one transaction. Another process that opens the file waits for it."""
    connection.execute("BEGIN IMMEDIATE")
    done = _version(connection)  # read under the lock: another process may have been faster
    for number, migration in enumerate(MIGRATIONS[done:], done + 1):
        for statement in migration.split(";"):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {number}")
    connection.execute("COMMIT")


def _check_whole(connection: sqlite3.Connection) -> None:
    """Raise sqlite3.Error if the file is damaged, or lacks a table."""
    (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if found != "ok":
        raise sqlite3.DatabaseError(" ".join(found.split()))
    for table in _TABLES:
        connection.execute(f"SELECT 1 FROM {table} LIMIT 0")
