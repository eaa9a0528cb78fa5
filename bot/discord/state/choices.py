"""Choices of managers in the state file: channels, folders, listened channels, helpers and digests."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence

from bot.discord.state.database import State
from bot.discord.state.records import Helpers, Location, question_words

DELETED_CHANNELS = -1  #: channel id that replaces the chosen channels of a server if all of them are deleted


def choose_channels(state: State, server: int, channels: Sequence[int]) -> None:
    """Record in which channels of a server Munshi may answer; none: in all."""
    with state.transaction() as connection:
        connection.execute("DELETE FROM channels WHERE server = ?", (server,))
        connection.executemany(
            "INSERT INTO channels VALUES (?, ?)", [(server, channel) for channel in set(channels)]
        )


def chosen_channels(state: State) -> dict[int, frozenset[int]]:
    """Return the chosen channels, or `DELETED_CHANNELS`, by server. Servers without a choice are missing."""
    chosen: dict[int, set[int]] = {}
    for server, channel in state.rows("SELECT server, channel FROM channels"):
        chosen.setdefault(server, set()).add(channel)
    return {server: frozenset(channels) for server, channels in chosen.items()}


# ---------------------------------------------------------------- folders


def tie_folders(state: State, server: int, channel: int, folders: Iterable[str]) -> None:
    """Record the folders that a channel is answered from; no folders: all documents."""
    with state.transaction() as connection:
        connection.execute("DELETE FROM folders WHERE channel = ?", (channel,))
        connection.executemany(
            "INSERT INTO folders VALUES (?, ?, ?)", [(server, channel, folder) for folder in folders]
        )


def tied_folders(state: State) -> dict[tuple[int, int], tuple[str, ...]]:
    """Return (server, channel) → folders, for each channel with chosen folders."""
    ties: dict[tuple[int, int], tuple[str, ...]] = {}
    for server, channel, folder in state.rows("SELECT server, channel, folder FROM folders ORDER BY folder"):
        ties[server, channel] = (*ties.get((server, channel), ()), folder)
    return ties


# -------------------------------------------------------------- listening


def listen(state: State, server: int, channel: int, solved_tag: int | None) -> None:
    """Record that Munshi listens to a channel, and the tag that a solved post there gets."""
    with state.transaction() as connection:
        connection.execute("INSERT OR REPLACE INTO listened VALUES (?, ?, ?)", (channel, server, solved_tag))


def stop_listening(state: State, channel: int) -> None:
    """Record that Munshi no longer listens to a channel."""
    with state.transaction() as connection:
        connection.execute("DELETE FROM listened WHERE channel = ?", (channel,))


def listened_channels(state: State) -> dict[tuple[int, int], int | None]:
    """Return (server, channel) → the tag for solved posts, for each channel that Munshi listens to."""
    rows = state.rows("SELECT server, channel, solved_tag FROM listened")
    return {(server, channel): tag for server, channel, tag in rows}


def record_heard(state: State, message: int, location: Location) -> bool:
    """Record that a message in a listened channel was heard. Returns whether it was new."""
    with state.transaction() as connection:
        values = (message, location.server, location.channel, time.time())
        return connection.execute("INSERT OR IGNORE INTO heard VALUES (?, ?, ?, ?)", values).rowcount > 0


# ---------------------------------------------------------------- helpers


def choose_helpers(state: State, server: int, helpers: Helpers | None) -> None:
    """Record whom members of a server may call; None: nobody."""
    with state.transaction() as connection:
        connection.execute("DELETE FROM helpers WHERE server = ?", (server,))
        if helpers is not None:
            connection.execute(
                "INSERT INTO helpers VALUES (?, ?, ?)", (server, helpers.role, helpers.channel)
            )


def helpers_by_server(state: State) -> dict[int, Helpers]:
    """Return whom members may call, by server."""
    rows = state.rows("SELECT server, role, channel FROM helpers")
    return {server: Helpers(role, channel) for server, role, channel in rows}


def forget_role(state: State, role: int) -> None:
    """Stop calling a role that was deleted. If a channel is chosen too, questions are still sent there."""
    with state.transaction() as connection:
        connection.execute("UPDATE helpers SET role = NULL WHERE role = ?", (role,))
        connection.execute("DELETE FROM helpers WHERE role IS NULL AND channel IS NULL")


def record_handed_on(state: State, answer_id: int, *, since: float) -> bool:
    """Record that a question is passed on to a human. Returns False if it was passed on before.

    It counts as passed on before if the same question, asked in the server after `since`, was passed on.
    Private questions only count for the person who asked them. Also False if the answer is forgotten.
    """
    with state.transaction() as connection:
        asked = connection.execute(
            "SELECT question, server, person, private FROM answers WHERE id = ? AND NOT handed_on",
            (answer_id,),
        ).fetchone()
        if asked is None:
            return False
        question, server, person, private = asked
        handed_on = connection.execute(
            "SELECT question FROM answers WHERE handed_on AND server = ? AND created > ? "
            "AND (person = ? OR NOT (private OR ?))",
            (server, since, person, private),
        ).fetchall()
        if any(question_words(other) == question_words(question) for (other,) in handed_on):
            return False
        connection.execute("UPDATE answers SET handed_on = 1 WHERE id = ?", (answer_id,))
    return True


def undo_handed_on(state: State, answer_id: int) -> None:
    """Record that a question was not passed on after all."""
    with state.transaction() as connection:
        connection.execute("UPDATE answers SET handed_on = 0 WHERE id = ?", (answer_id,))


# ---------------------------------------------------------------- digests


def digests(state: State) -> list[tuple[int, int, float]]:
    """Return (server, channel, time of the last sending) of each weekly digest."""
    return state.rows("SELECT server, channel, sent FROM digests ORDER BY server")


def note_digest(state: State, server: int, channel: int, sent: float) -> bool:
    """Record when the digest of a server was sent. Returns whether it is still wanted in that channel."""
    with state.transaction() as connection:
        changed = connection.execute(
            "UPDATE digests SET sent = ? WHERE server = ? AND channel = ?", (sent, server, channel)
        ).rowcount
    return changed > 0


def set_digest(state: State, server: int, channel: int | None, sent: float) -> None:
    """Record the channel for the digest of a server (None: no digest), and when the last one was sent."""
    with state.transaction() as connection:
        connection.execute("DELETE FROM digests WHERE server = ?", (server,))
        if channel is not None:
            connection.execute("INSERT INTO digests VALUES (?, ?, ?)", (server, channel, sent))
