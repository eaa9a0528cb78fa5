"""The SQLite file of the state: its tables, and the migrations that bring an older file up to date."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import sqlite3
import stat
import time
from pathlib import Path

from bot.discord.errors import StateTooNew, StateUnavailable, StateUnusable
from index.errors import UserError

PATIENCE = 2.0  #: seconds, below the three within which Discord wants a first response
_BETWEEN_TRIES = 0.01  # seconds

# What may pass by itself. The low byte of an error's code in SQLite is its kind.
_MOMENTARY = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
}
_MOMENTARY_ERRNO = {errno.EIO, errno.EBUSY, errno.ENOSPC, errno.EDQUOT}
_FULL = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_SHMSIZE}  # the latter: no room for the index of the WAL
_FULL_ERRNO = {errno.ENOSPC, errno.EDQUOT}

MIGRATIONS = (  # a semicolon ends a statement, and stands nowhere else
    """
    CREATE TABLE answers (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        server INTEGER NOT NULL,        -- 0: direct messages
        channel INTEGER NOT NULL,
        person INTEGER NOT NULL,
        conversation INTEGER,           -- the thread or direct-message channel it belongs to
        parent INTEGER,                 -- the answer it replied to
        message INTEGER,                -- Discord's id of the message that showed it
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
        seed INTEGER,                   -- the answer that it continues
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
    ALTER TABLE threads ADD COLUMN owner INTEGER; -- who opened it
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
    CREATE TABLE folders (               -- of documents that a channel is answered from, where not from all
        server INTEGER NOT NULL,
        channel INTEGER NOT NULL,
        folder TEXT NOT NULL,
        PRIMARY KEY (channel, folder)
    );
    """,
    """
    CREATE TABLE listened (              -- channels in which Munshi answers by itself what it is sure of
        channel INTEGER PRIMARY KEY,
        server INTEGER NOT NULL,
        solved_tag INTEGER               -- the tag that a solved post of a forum gets
    );
    CREATE TABLE heard (                 -- messages that were answered or passed over, so that none is twice
        message INTEGER PRIMARY KEY,
        server INTEGER NOT NULL,
        channel INTEGER NOT NULL,
        created REAL NOT NULL
    );
    CREATE TABLE helpers (               -- whom members may call where the documents don't say
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

TABLES = tuple(name for migration in MIGRATIONS for name in re.findall(r"CREATE TABLE (\w+)", migration))


def open_file(path: Path, patience: float) -> sqlite3.Connection:
    """Open or make the file and bring it up to date. Raises StateUnusable, and StateUnavailable.

    A lock of another program is waited for with `patience`, in seconds.
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
    """What an error of SQLite or of the system means: StateUnavailable where it may pass by itself."""
    if isinstance(error, OSError):
        momentary, full = error.errno in _MOMENTARY_ERRNO, error.errno in _FULL_ERRNO
    else:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
        momentary, full = code & 0xFF in _MOMENTARY, code in _FULL
    if momentary:
        reason = "the disk is full" if full else error
        return StateUnavailable(f"The state file {path} cannot be used now ({reason}).")
    return StateUnusable(f"The state file {path} cannot be used ({error}).")


def make_private(path: Path) -> None:
    """Make the file, where there is none, and let nobody else read it or its journals.

    SQLite gives its journals the permissions of the file. Raises OSError.
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
    if _version(connection) > len(MIGRATIONS):
        raise StateTooNew(f"The state file {path} was written by a later version of Munshi.")
    _use_wal(connection, patience)
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")  # what is deleted is overwritten
    if _version(connection) < len(MIGRATIONS):
        _migrate(connection)
    # What an earlier version, still running, recorded after another process had brought the file up to date.
    if connection.execute("SELECT 1 FROM answers WHERE sequence = 0 LIMIT 1").fetchone():
        connection.execute(
            "UPDATE answers SET sequence = CAST(created * 1000000 AS INTEGER) WHERE sequence = 0"
        )
    _check_whole(connection)


def _use_wal(connection: sqlite3.Connection, patience: float) -> None:
    """Turn the WAL mode on. Of two programs that do so to a new file at once, SQLite has neither wait."""
    until = time.monotonic() + patience
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() >= until:
                raise
        time.sleep(_BETWEEN_TRIES)


def _version(connection: sqlite3.Connection) -> int:
    """How many migrations the file has had."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def _migrate(connection: sqlite3.Connection) -> None:
    """Bring the file up to date in one change. Whoever opens it at the same time waits for that."""
    connection.execute("BEGIN IMMEDIATE")
    done = _version(connection)  # under the lock: another process may have been faster
    for number, migration in enumerate(MIGRATIONS[done:], done + 1):
        for statement in migration.split(";"):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {number}")
    connection.execute("COMMIT")


def _check_whole(connection: sqlite3.Connection) -> None:
    """Raise sqlite3.Error where the file is damaged, or lacks a table."""
    (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if found != "ok":
        raise sqlite3.DatabaseError(" ".join(found.split()))
    for table in TABLES:
        connection.execute(f"SELECT 1 FROM {table} LIMIT 0")
