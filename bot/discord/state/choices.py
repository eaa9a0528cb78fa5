"""What managers chose, in the state file: channels, their folders, those listened to, helpers and digests."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence

from bot.discord.state.database import State
from bot.discord.state.records import Helpers, Location, question_words

DELETED_CHANNELS = -1  #: stands for the chosen channels of a server, once all of them are deleted


def choose_channels(state: State, server: int, channels: Sequence[int]) -> None:
    """Record in which channels of a server Munshi may answer; none: in all."""
    with state.transaction() as connection:
        connection.execute("DELETE FROM channels WHERE server = ?", (server,))
        connection.executemany(
            "INSERT INTO channels VALUES (?, ?)", [(server, channel) for channel in set(channels)]
        )


def chosen_channels(state: State) -> dict[int, frozenset[int]]:
    """The chosen channels by server, or `DELETED_CHANNELS`; a server that chose none is left out."""
    chosen: dict[int, set[int]] = {}
    for server, channel in state.rows("SELECT server, channel FROM channels"):
        chosen.setdefault(server, set()).add(channel)
    return {server: frozenset(channels) for server, channels in chosen.items()}


# ---------------------------------------------------------------- folders


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


# -------------------------------------------------------------- listening


def listen(state: State, server: int, channel: int, solved_tag: int | None) -> None:
    """Record that a channel is listened to, and the tag that a solved post gets."""
    with state.transaction() as connection:
        connection.execute("INSERT OR REPLACE INTO listened VALUES (?, ?, ?)", (channel, server, solved_tag))


def stop_listening(state: State, channel: int) -> None:
    """Record that a channel is listened to no more."""
    with state.transaction() as connection:
        connection.execute("DELETE FROM listened WHERE channel = ?", (channel,))


def listened_channels(state: State) -> dict[tuple[int, int], int | None]:
    """(server, channel) → the tag for solved posts, of each channel that is listened to."""
    rows = state.rows("SELECT server, channel, solved_tag FROM listened")
    return {(server, channel): tag for server, channel, tag in rows}


def hear(state: State, message: int, location: Location) -> bool:
    """Record that a message was heard. Returns whether it was not heard before."""
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
    """Whom members may call, by server."""
    rows = state.rows("SELECT server, role, channel FROM helpers")
    return {server: Helpers(role, channel) for server, role, channel in rows}


def forget_role(state: State, role: int) -> None:
    """Call a deleted role no more. Where a channel is chosen as well, questions still go there."""
    with state.transaction() as connection:
        connection.execute("UPDATE helpers SET role = NULL WHERE role = ?", (role,))
        connection.execute("DELETE FROM helpers WHERE role IS NULL AND channel IS NULL")


def hand_on(state: State, answer_id: int, *, since: float) -> bool:
    """Record that a question is handed on to a human. Returns whether it was not before.

    It was, too, where the server's same question asked again since a time was; a private one counts for its
    asker alone.
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


def take_handing_on_back(state: State, answer_id: int) -> None:
    """Record that a question was not handed on after all."""
    with state.transaction() as connection:
        connection.execute("UPDATE answers SET handed_on = 0 WHERE id = ?", (answer_id,))


# ---------------------------------------------------------------- digests


def digests(state: State) -> list[tuple[int, int, float]]:
    """(server, channel, when it was last sent) of each weekly digest."""
    return state.rows("SELECT server, channel, sent FROM digests ORDER BY server")


def note_digest(state: State, server: int, channel: int, sent: float) -> bool:
    """Record when a server's digest was last sent. Returns whether it still wants one in that channel."""
    with state.transaction() as connection:
        changed = connection.execute(
            "UPDATE digests SET sent = ? WHERE server = ? AND channel = ?", (sent, server, channel)
        ).rowcount
    return changed > 0


def set_digest(state: State, server: int, channel: int | None, sent: float) -> None:
    """Send a server's digest into a channel (None: no more); the last was sent at that time."""
    with state.transaction() as connection:
        connection.execute("DELETE FROM digests WHERE server = ?", (server,))
        if channel is not None:
            connection.execute("INSERT INTO digests VALUES (?, ?, ?)", (server, channel, sent))
