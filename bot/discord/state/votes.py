"""Votes on answers in the state file, and the questions that need a better document."""

from __future__ import annotations

import time

from bot.discord.state.database import State
from bot.discord.state.records import Feedback, Unanswered, to_feedback, to_unanswered

_MOST_UNANSWERED = 2000


def record_vote(state: State, answer_id: int, person: int, correct: bool) -> bool | None:
    """Record one person's vote in place of an earlier one; returns whether that changed anything.

    None: the answer is forgotten.
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


def voted_wrong(state: State, server: int | None = None) -> list[Feedback]:
    """The questions that somebody voted wrong, newest first, of one server or (None) of all.

    Private questions, and those whose message was deleted, are not among them.
    """
    rows = state.rows(
        "SELECT question, answers.answer, SUM(correct), SUM(NOT correct), answers.created "
        "FROM answers JOIN votes ON votes.answer = answers.id "
        "WHERE NOT private AND NOT withdrawn AND (? IS NULL OR server = ?) "
        "GROUP BY answers.id HAVING SUM(NOT correct) > 0 "
        "ORDER BY answers.created DESC",
        (server, server),
    )
    return [to_feedback(*row) for row in rows]


def unanswered_questions(state: State, server: int | None = None, *, since: float = 0.0) -> list[Unanswered]:
    """The questions since a time that had no answer or were voted wrong, newest first.

    Of one server or (None) of all; private questions, those of direct messages, and those whose message
    was deleted are not among them.
    """
    rows = state.rows(
        "SELECT server, answers.person, question, answers.answer, "
        "COALESCE(SUM(correct), 0), COALESCE(SUM(NOT correct), 0) AS wrong, answers.created, channel "
        "FROM answers LEFT JOIN votes ON votes.answer = answers.id "
        "WHERE NOT private AND NOT withdrawn AND server != 0 AND (? IS NULL OR server = ?) "
        "AND answers.created >= ? GROUP BY answers.id HAVING outcome != 'answered' OR wrong > 0 "
        "ORDER BY answers.created DESC LIMIT ?",
        (server, server, since, _MOST_UNANSWERED),
    )
    return [to_unanswered(*row) for row in rows]
