"""Votes on answers in the state file, and the questions that need better documents."""

from __future__ import annotations

import json
import time
from collections.abc import Collection

from bot.discord.state.database import State
from bot.discord.state.records import Feedback, Unanswered, to_feedback, to_unanswered

_MOST_UNANSWERED = 2000
# True without a list of channels, or if the channel is in it. Takes the list in JSON, or NULL, twice.
_IN_CHANNELS = "(? IS NULL OR channel IN (SELECT value FROM json_each(?)))"


def record_vote(state: State, answer_id: int, person: int, correct: bool) -> bool | None:
    """Record the vote of a person, instead of an earlier one. Returns whether it is new or changed.

    None if the answer is forgotten.
    """
    with state.transaction() as connection:
        if not connection.execute("SELECT 1 FROM answers WHERE id = ?", (answer_id,)).fetchone():
            return None
        before = connection.execute(
            "SELECT correct FROM votes WHERE answer = ? AND person = ?", (answer_id, person)
        ).fetchone()
        connection.execute(
            "INSERT OR REPLACE INTO votes (answer, person, correct, created) VALUES (?, ?, ?, ?)",
            (answer_id, person, correct, time.time()),
        )
    return before is None or bool(before[0]) != correct


def asked_channels(state: State, server: int) -> list[int]:
    """Return the ids of the channels and threads of a server in which the recorded questions were asked."""
    rows = state.rows("SELECT DISTINCT channel FROM answers WHERE server = ?", (server,))
    return [channel for (channel,) in rows]


def voted_wrong(
    state: State, server: int | None = None, *, channels: Collection[int] | None = None
) -> list[Feedback]:
    """Return the questions whose answer somebody voted wrong, newest first, of one server or (None) of all.

    With `channels`, only those asked in one of them. Private questions, those of direct messages, and those
    whose message was deleted, are excluded.
    """
    rows = state.rows(
        "SELECT question, answers.answer, SUM(correct), SUM(NOT correct), answers.created "
        "FROM answers JOIN votes ON votes.answer = answers.id "
        "WHERE NOT private AND NOT withdrawn AND server != 0 AND (? IS NULL OR server = ?) "
        f"AND {_IN_CHANNELS} "
        "GROUP BY answers.id HAVING SUM(NOT correct) > 0 "
        "ORDER BY answers.created DESC",
        (server, server, *_in_channels(channels)),
    )
    return [to_feedback(*row) for row in rows]


def unanswered_questions(
    state: State,
    server: int | None = None,
    *,
    since: float = 0.0,
    channels: Collection[int] | None = None,
) -> list[Unanswered]:
    """Return the questions after a time without an answer, or with one voted wrong, newest first.

    They are of one server or (None) of all, at most 2000. With `channels`, only those asked in one of them.
    Private questions, those of direct messages, and those whose message was deleted are excluded.
    """
    rows = state.rows(
        "SELECT server, answers.person, question, answers.answer, "
        "COALESCE(SUM(correct), 0), COALESCE(SUM(NOT correct), 0) AS wrong, answers.created, channel "
        "FROM answers LEFT JOIN votes ON votes.answer = answers.id "
        "WHERE NOT private AND NOT withdrawn AND server != 0 AND (? IS NULL OR server = ?) "
        f"AND {_IN_CHANNELS} AND answers.created >= ? "
        "GROUP BY answers.id HAVING outcome != 'answered' OR wrong > 0 "
        "ORDER BY answers.created DESC LIMIT ?",
        (server, server, *_in_channels(channels), since, _MOST_UNANSWERED),
    )
    return [to_unanswered(*row) for row in rows]


def _in_channels(channels: Collection[int] | None) -> tuple[str | None, str | None]:
    """Return the values of `_IN_CHANNELS`."""
    listed = None if channels is None else json.dumps(list(channels))
    return listed, listed
