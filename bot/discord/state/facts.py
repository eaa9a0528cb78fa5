"""Values that Munshi records about itself, by name, in the state file."""

from __future__ import annotations

from bot.discord.state.database import State


def fact(state: State, name: str) -> str | None:
    """Return a value by its name, such as the hash of the commands that were last synchronised."""
    rows = state.rows("SELECT value FROM facts WHERE name = ?", (name,))
    return rows[0][0] if rows else None


def set_fact(state: State, name: str, value: str) -> None:
    with state.transaction() as connection:
        connection.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))
