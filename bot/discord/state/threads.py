"""Threads that continue an answer, and the turns before a question, in the state file."""

from __future__ import annotations

import time

from bot.discord.state.database import State
from bot.discord.state.records import Location, to_turn
from index.types import Turn


def open_thread(state: State, channel: int, server: int, seed: int | None, owner: int | None = None) -> None:
    """Record that the thread `channel`, which `owner` opened, continues the answer `seed` (its id)."""
    with state.transaction() as connection:
        connection.execute(
            "INSERT OR REPLACE INTO threads (channel, server, seed, owner, touched) VALUES (?, ?, ?, ?, ?)",
            (channel, server, seed, owner, time.time()),
        )


def thread_owner(state: State, channel: int) -> int | None:
    """Return the person who opened a thread; None if that is not known."""
    rows = state.rows("SELECT owner FROM threads WHERE channel = ?", (channel,))
    return rows[0][0] if rows else None


def thread_ids(state: State) -> set[int]:
    """Return the channel ids of all threads that continue an answer."""
    return {channel for (channel,) in state.rows("SELECT channel FROM threads")}


def turns_of(state: State, conversation: int, limit: int) -> tuple[Turn, ...]:
    """Return the last turns of a conversation, at most `limit`, oldest first; the seed of a thread is one."""
    rows = state.rows(
        "SELECT question, answer FROM answers WHERE conversation = ? "
        "OR id = (SELECT seed FROM threads WHERE channel = ?) ORDER BY sequence DESC LIMIT ?",
        (conversation, conversation, limit),
    )
    return tuple(to_turn(*row) for row in reversed(rows))


def own_last_answer(state: State, conversation: int, person: int, seconds: float) -> int | None:
    """Return the id of the last answer to `person` in a conversation in the last `seconds`, or None.

    The seed of a thread counts as an answer of its conversation.
    """
    rows = state.rows(
        "SELECT id FROM answers "
        "WHERE (conversation = ? OR id = (SELECT seed FROM threads WHERE channel = ?)) "
        "AND person = ? AND created >= ? ORDER BY sequence DESC LIMIT 1",
        (conversation, conversation, person, time.time() - seconds),
    )
    return rows[0][0] if rows else None


def turns_before(
    state: State,
    answer_id: int,
    location: Location,
    person: int,
    limit: int,
    *,
    conversation: int | None = None,
) -> tuple[Turn, ...]:
    """Return the turn of an answer after those that it followed up, at most `limit` turns, oldest first.

    The earlier turns of the `conversation` come before the first of them. Turns of other channels are
    excluded, except the seed of the conversation, and so are private turns of other people than `person`.
    """
    rows = state.rows(
        "WITH RECURSIVE chain (id, depth) AS (SELECT ?, 1 UNION ALL SELECT answers.parent, depth + 1 "
        "FROM chain JOIN answers ON answers.id = chain.id WHERE answers.parent IS NOT NULL AND depth < ?), "
        "followed AS (SELECT question, answer, sequence FROM answers JOIN chain USING (id) "
        "WHERE ((server = ? AND channel = ?) OR id = (SELECT seed FROM threads WHERE channel = ?)) "
        "AND (NOT private OR person = ?)) "
        "SELECT question, answer FROM (SELECT * FROM followed UNION ALL "
        "SELECT question, answer, sequence FROM answers "
        "WHERE (conversation = ? OR id = (SELECT seed FROM threads WHERE channel = ?)) "
        "AND sequence < (SELECT MIN(sequence) FROM followed)) ORDER BY sequence DESC LIMIT ?",
        (
            *(answer_id, limit, location.server, location.channel, conversation, person),
            *(conversation, conversation, limit),
        ),
    )
    return tuple(to_turn(*row) for row in reversed(rows))
