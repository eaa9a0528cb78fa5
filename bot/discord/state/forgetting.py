"""Delete from the state file: records of a person, a channel or a server, and old records."""

from __future__ import annotations

import time

from bot.discord.state.choices import DELETED_CHANNELS
from bot.discord.state.database import State
from bot.discord.state.records import Location
from bot.durations import DAY

# tables with a column for a channel: choices of managers, and messages that were heard
_OF_CHANNELS = ("channels", "digests", "folders", "listened", "heard", "helpers")
_OF_SERVERS = ("answers", "threads")


def forget_all(state: State, location: Location) -> int:
    """Delete what was asked in a channel, private questions too, and the link from a thread to its seed.

    The seed is an answer of another channel, where it stays. Returns the number of answers, a seed included.
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
    """Delete what one person asked in a channel, private questions too. Returns the number of answers.

    If the person asked the seed of a thread, the link from the thread to it is deleted and counted too.
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


def forget_answer(state: State, answer_id: int) -> None:
    """Delete an answer and its question."""
    with state.deletion() as connection:
        connection.execute("DELETE FROM answers WHERE id = ?", (answer_id,))


def forget_channel(state: State, channel: int) -> None:
    """Delete everything of a channel or thread.

    If it was the only chosen channel of a server, Munshi answers nowhere there until managers choose again.
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
    """Delete everything of a server except the names of uploaded files, which stay in the documents.

    Who uploaded them is deleted. If Munshi is added to the server again, its managers can remove them.
    """
    with state.deletion() as connection:
        for table in (*_OF_SERVERS, *_OF_CHANNELS):
            connection.execute(f"DELETE FROM {table} WHERE server = ?", (server,))
        connection.execute("UPDATE uploads SET person = 0 WHERE server = ?", (server,))


def forget_older(state: State, days: float) -> int:
    """Delete threads without a question for `days`, and answers and heard messages that are older than that.

    Answers with votes stay, unless they are private. Returns how many answers were deleted.
    """
    before = time.time() - days * DAY
    with state.deletion() as connection:
        connection.execute("DELETE FROM threads WHERE touched < ?", (before,))
        connection.execute("DELETE FROM heard WHERE created < ?", (before,))
        return connection.execute(
            "DELETE FROM answers WHERE created < ? AND (private OR id NOT IN (SELECT answer FROM votes))",
            (before,),
        ).rowcount


# ------------------------------------------ servers and channels with records


def recorded_servers(state: State) -> set[int]:
    """Return the servers with any record; direct messages do not count."""
    tables = (*_OF_SERVERS, *_OF_CHANNELS)
    rows = state.rows(" UNION ".join(f"SELECT server FROM {table}" for table in tables))
    return {server for (server,) in rows} - {0}


def recorded_channels(state: State) -> set[tuple[int, int]]:
    """Return (server, channel) of all threads, and of channels with a recorded question or a digest."""
    rows = state.rows(
        "SELECT server, channel FROM answers WHERE server != 0 "
        "UNION SELECT server, channel FROM threads UNION SELECT server, channel FROM digests"
    )
    return {(server, channel) for server, channel in rows}
