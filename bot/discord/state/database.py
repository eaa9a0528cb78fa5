"""What Munshi records of Discord: answers and votes, threads, chosen channels. One SQLite file.

WAL mode, one transaction a change: what was recorded is there after `kill -9`. Every query for an answer
names the location that asks, so that no server sees another's. Calls from several threads take turns.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from bot.discord.state.file import open_file
from bot.discord.state.records import (
    AnswerRecord,
    Feedback,
    Location,
    from_json,
    to_feedback,
    to_json,
    to_turn,
)
from index.types import Answer, Turn

_DAY = 86400.0  # seconds


class State:
    """The open file."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._lock = threading.Lock()

    @classmethod
    def open(cls, path: Path) -> State:
        """Open or make the file. Raises StateUnusable."""
        return cls(open_file(path))

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def _rows(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        with self._lock, closing(self._connection.execute(query, tuple(values))) as cursor:
            return cursor.fetchall()

    # ------------------------------------------------------------- answers

    def record_answer(
        self,
        answer: Answer,
        location: Location,
        person: int,
        *,
        question: str,
        conversation: int | None = None,
        parent: int | None = None,
        private: bool = False,
    ) -> int:
        """Record an answer to what `person` asked as `question`; returns its id.

        `conversation` is the thread or direct-message channel it belongs to, `parent` the id of the answer
        that it follows up outside a conversation.
        """
        now = time.time()
        with self._transaction() as connection:
            row = connection.execute(
                "INSERT INTO answers (server, channel, person, conversation, parent, private, question, "
                "outcome, answer, created) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    *(location.server, location.channel, person, conversation, parent, private, question),
                    *(answer.outcome.value, to_json(answer), now),
                ),
            )
            connection.execute("UPDATE threads SET touched = ? WHERE channel = ?", (now, conversation))
        return int(row.lastrowid or 0)

    def set_message(self, answer_id: int, message: int) -> None:
        """Record which message shows an answer, so that a reply to it is understood."""
        with self._transaction() as connection:
            connection.execute("UPDATE answers SET message = ? WHERE id = ?", (message, answer_id))

    def answer(self, answer_id: int, location: Location) -> AnswerRecord | None:
        """The answer of that id, if it was given in this server, or in this channel of direct messages."""
        return self._answer_where("id = ?", answer_id, location)

    def answer_of_message(self, message: int, location: Location) -> AnswerRecord | None:
        """The answer that a message shows, under the same rule."""
        return self._answer_where("message = ?", message, location)

    def _answer_where(self, condition: str, value: int, location: Location) -> AnswerRecord | None:
        rows = self._rows(
            "SELECT id, server, channel, question, answer, private FROM answers "
            f"WHERE {condition} AND server = ? AND (server != 0 OR channel = ?)",
            (value, location.server, location.channel),
        )
        if not rows:
            return None
        answer_id, server, channel, question, answer, private = rows[0]
        return AnswerRecord(answer_id, Location(server, channel), question, from_json(answer), bool(private))

    def recent_questions(self, location: Location, person: int, limit: int = 200) -> list[str]:
        """What was last asked in this channel, newest first, each once; of private ones only `person`'s."""
        rows = self._rows(
            "SELECT question, MAX(created) AS latest FROM answers WHERE server = ? AND channel = ? "
            "AND (NOT private OR person = ?) GROUP BY question ORDER BY latest DESC LIMIT ?",
            (location.server, location.channel, person, limit),
        )
        return [question for question, _ in rows]

    # ------------------------------------------------------- conversations

    def open_thread(self, channel: int, server: int, seed: int | None) -> None:
        """Record that `channel` is a thread of ours, which continues the answer with the id `seed`."""
        with self._transaction() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO threads (channel, server, seed, touched) VALUES (?, ?, ?, ?)",
                (channel, server, seed, time.time()),
            )

    def threads(self) -> set[int]:
        """The channel ids of the threads that are ours."""
        return {channel for (channel,) in self._rows("SELECT channel FROM threads")}

    def turns(self, conversation: int, limit: int) -> tuple[Turn, ...]:
        """The last turns of a conversation, at most `limit`, oldest first; the seed is one of them."""
        rows = self._rows(
            "SELECT question, answer FROM answers WHERE conversation = ? "
            "OR id = (SELECT seed FROM threads WHERE channel = ?) ORDER BY id DESC LIMIT ?",
            (conversation, conversation, limit),
        )
        return tuple(to_turn(*row) for row in reversed(rows))

    def turns_before(self, answer_id: int, location: Location, limit: int) -> tuple[Turn, ...]:
        """An answer and those that it followed up, at most `limit`, oldest first."""
        rows = self._rows(
            "WITH RECURSIVE chain (id, depth) AS (SELECT ?, 1 UNION ALL SELECT answers.parent, depth + 1 "
            "FROM chain JOIN answers ON answers.id = chain.id WHERE answers.parent IS NOT NULL AND depth < ?)"
            " SELECT question, answer FROM answers JOIN chain USING (id) WHERE server = ? ORDER BY id",
            (answer_id, limit, location.server),
        )
        return tuple(to_turn(*row) for row in rows)

    # ---------------------------------------------------------- forgetting

    def forget_conversation(self, conversation: int) -> int:
        """Delete the answers of a conversation, but not its seed; returns how many it had, seed included."""
        with self._transaction() as connection:
            deleted = connection.execute(
                "DELETE FROM answers WHERE conversation = ?", (conversation,)
            ).rowcount
            unseeded = connection.execute(
                "UPDATE threads SET seed = NULL WHERE channel = ? AND seed IS NOT NULL", (conversation,)
            ).rowcount
        return deleted + unseeded

    def forget_person(self, location: Location, person: int) -> int:
        """Delete the answers to what one person asked in one channel; returns how many."""
        with self._transaction() as connection:
            return connection.execute(
                "DELETE FROM answers WHERE server = ? AND channel = ? AND person = ?",
                (location.server, location.channel, person),
            ).rowcount

    def forget_channel(self, channel: int) -> None:
        """Delete everything of a channel or thread."""
        with self._transaction() as connection:
            connection.execute(
                "DELETE FROM answers WHERE channel = ? OR conversation = ?", (channel, channel)
            )
            connection.execute("DELETE FROM threads WHERE channel = ?", (channel,))
            connection.execute("DELETE FROM channels WHERE channel = ?", (channel,))

    def forget_server(self, server: int) -> None:
        """Delete everything of a server."""
        with self._transaction() as connection:
            for table in ("answers", "threads", "channels"):
                connection.execute(f"DELETE FROM {table} WHERE server = ?", (server,))

    def forget_older(self, days: float) -> int:
        """Delete threads that nobody asked in for `days`, and answers older than that without a vote.

        Returns how many answers were deleted.
        """
        before = time.time() - days * _DAY
        with self._transaction() as connection:
            connection.execute("DELETE FROM threads WHERE touched < ?", (before,))
            return connection.execute(
                "DELETE FROM answers WHERE created < ? AND id NOT IN (SELECT answer FROM votes)", (before,)
            ).rowcount

    # --------------------------------------------------------------- votes

    def vote(self, answer_id: int, person: int, correct: bool) -> bool:
        """Record one person's vote in place of an earlier one; returns whether that changed anything."""
        with self._transaction() as connection:
            before = connection.execute(
                "SELECT correct FROM votes WHERE answer = ? AND person = ?", (answer_id, person)
            ).fetchone()
            connection.execute(
                "INSERT OR REPLACE INTO votes (answer, person, correct, created) VALUES (?, ?, ?, ?)",
                (answer_id, person, correct, time.time()),
            )
        return before is None or bool(before[0]) != correct

    def feedback(self, server: int | None = None) -> list[Feedback]:
        """The questions that somebody voted wrong, newest first, of one server or (None) of all."""
        rows = self._rows(
            "SELECT question, answers.answer, SUM(correct), SUM(NOT correct), answers.created "
            "FROM answers JOIN votes ON votes.answer = answers.id WHERE (? IS NULL OR server = ?) "
            "GROUP BY answers.id HAVING SUM(NOT correct) > 0 ORDER BY answers.id DESC",
            (server, server),
        )
        return [to_feedback(*row) for row in rows]

    # ------------------------------------------------- channels and facts

    def choose_channels(self, server: int, channels: Sequence[int]) -> None:
        """Record in which channels of a server Munshi may answer; none: in all."""
        with self._transaction() as connection:
            connection.execute("DELETE FROM channels WHERE server = ?", (server,))
            connection.executemany(
                "INSERT INTO channels VALUES (?, ?)", [(server, channel) for channel in set(channels)]
            )

    def channels(self) -> dict[int, frozenset[int]]:
        """The chosen channels by server; a server that chose none is left out."""
        chosen: dict[int, set[int]] = {}
        for server, channel in self._rows("SELECT server, channel FROM channels"):
            chosen.setdefault(server, set()).add(channel)
        return {server: frozenset(channels) for server, channels in chosen.items()}

    def fact(self, name: str) -> str | None:
        """A value stored by name, such as the hash of the commands last synchronised."""
        rows = self._rows("SELECT value FROM facts WHERE name = ?", (name,))
        return rows[0][0] if rows else None

    def set_fact(self, name: str, value: str) -> None:
        with self._transaction() as connection:
            connection.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))
