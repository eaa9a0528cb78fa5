"""What managers chose for single channels, in the state file."""

from __future__ import annotations

from collections.abc import Iterable

from bot.discord.state.database import State


def tie_folders(state: State, server: int, channel: int, folders: Iterable[str]) -> None:
    """Record the folders that a channel is answered from; none: all."""
    with state.transaction() as connection:
        connection.execute("DELETE FROM folders WHERE channel = ?", (channel,))
        connection.executemany(
            "INSERT INTO folders VALUES (?, ?, ?)", [(server, channel, folder) for folder in folders]
        )


def tied_folders(state: State) -> dict[tuple[int, int], tuple[str, ...]]:
    """(server, channel) → its folders, of each channel that is tied to any."""
    ties: dict[tuple[int, int], tuple[str, ...]] = {}
    for server, channel, folder in state.rows("SELECT server, channel, folder FROM folders ORDER BY folder"):
        ties[server, channel] = (*ties.get((server, channel), ()), folder)
    return ties
