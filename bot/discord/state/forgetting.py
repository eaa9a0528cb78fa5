"""What is forgotten in the state file: of a person, a channel or a server, and what is old."""

from __future__ import annotations

import time

from bot.discord.state.choices import DELETED_CHANNELS
from bot.discord.state.database import State
from bot.discord.state.records import Location

_DAY = 86400.0  # seconds
# tables of what was chosen for channels, or happened in them
_OF_CHANNELS = ("channels", "digests", "folders", "listened", "heard", "helpers")
_OF_SERVERS = ("answers", "threads")


def forget_all(state: State, location: Location) -> int:
    """Delete what was asked in a channel, private questions too, and let go of a thread's seed.

    The seed is an answer of another channel, and stays there. Returns how many answers there were.
    """
    with state.deletion() as connection:
        deleted = connection.execute(
            "DELETE FROM answers WHERE server = ? AND channel = ?", (location.server, location.channel)
        ).rowcount
        unseeded = connection.execute(
            "UPDATE threads SET seed = NULL WHERE channel = ? AND seed IS NOT NULL", (location.channel,)
        ).rowcount
    return deleted + unseeded


def forget_person(state: State, location: Location, person: int) -> int:
    """Delete what one person asked in a channel, private questions too; returns how many answers.

    A thread lets go of its seed where the person asked it.
    """
    with state.deletion() as connection:
        deleted = connection.execute(
            "DELETE FROM answers WHERE server = ? AND channel = ? AND person = ?",
            (location.server, location.channel, person),
        ).rowcount
        unseeded = connection.execute(
            "UPDATE threads SET seed = NULL WHERE channel = ? "
            "AND seed IN (SELECT id FROM answers WHERE person = ?)",
            (location.channel, person),
        ).rowcount
    return deleted + unseeded


def forget_channel(state: State, channel: int) -> None:
    """Delete everything of a channel or thread.

    Where Munshi was kept to this channel alone, it answers nowhere until managers choose again.
    """
    with state.deletion() as connection:
        connection.execute(
            "INSERT INTO channels SELECT server, ? FROM channels GROUP BY server HAVING MIN(channel = ?)",
            (DELETED_CHANNELS, channel),
        )
        connection.execute("DELETE FROM answers WHERE channel = ? OR conversation = ?", (channel, channel))
        for table in ("threads", *_OF_CHANNELS):
            connection.execute(f"DELETE FROM {table} WHERE channel = ?", (channel,))


def forget_server(state: State, server: int) -> None:
    """Delete everything of a server but the names of files that were uploaded, which stay where they are.

    Whose they were is forgotten. Should Munshi come back, they can be taken back there.
    """
    with state.deletion() as connection:
        for table in (*_OF_SERVERS, *_OF_CHANNELS):
            connection.execute(f"DELETE FROM {table} WHERE server = ?", (server,))
        connection.execute("UPDATE uploads SET person = 0 WHERE server = ?", (server,))


def forget_older(state: State, days: float) -> int:
    """Delete threads that nobody asked in for `days`, and answers older than that.

    Those that somebody voted on stay, unless they are private. Returns how many answers were deleted.
    """
    before = time.time() - days * _DAY
    with state.deletion() as connection:
        connection.execute("DELETE FROM threads WHERE touched < ?", (before,))
        connection.execute("DELETE FROM heard WHERE created < ?", (before,))
        return connection.execute(
            "DELETE FROM answers WHERE created < ? AND (private OR id NOT IN (SELECT answer FROM votes))",
            (before,),
        ).rowcount


# ------------------------------------------------- what there is to forget


def recorded_servers(state: State) -> set[int]:
    """The servers of which anything is recorded; direct messages are none."""
    tables = (*_OF_SERVERS, *_OF_CHANNELS)
    rows = state.rows(" UNION ".join(f"SELECT server FROM {table}" for table in tables))
    return {server for (server,) in rows} - {0}


def recorded_channels(state: State) -> set[tuple[int, int]]:
    """(server, channel) of every channel with a recorded question or a digest, and of our threads."""
    rows = state.rows(
        "SELECT server, channel FROM answers WHERE server != 0 "
        "UNION SELECT server, channel FROM threads UNION SELECT server, channel FROM digests"
    )
    return {(server, channel) for server, channel in rows}
