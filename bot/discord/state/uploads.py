"""The names of files that managers uploaded, in the state file."""

from __future__ import annotations

import time

from bot.discord.state.database import State


def record_upload(state: State, server: int, name: str, person: int) -> None:
    """Record that a person uploaded a file, possibly instead of an earlier one of that name."""
    with state.transaction() as connection:
        connection.execute(
            "INSERT OR REPLACE INTO uploads VALUES (?, ?, ?, ?)", (server, name, person, time.time())
        )


def forget_upload(state: State, server: int, name: str) -> None:
    """Delete the record of an uploaded file that is no longer there."""
    with state.transaction() as connection:
        connection.execute("DELETE FROM uploads WHERE server = ? AND name = ?", (server, name))


def uploads(state: State, server: int) -> list[str]:
    """Return the names of the files that were uploaded to a server, the latest first."""
    rows = state.rows("SELECT name FROM uploads WHERE server = ? ORDER BY uploaded DESC, name", (server,))
    return [name for (name,) in rows]
