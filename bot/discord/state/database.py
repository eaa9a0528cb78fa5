"""What Munshi records of Discord, in one SQLite file: answers, threads and facts.

The other tables are read and written by `choices`, `votes` and `uploads`; `forgetting` deletes from all.

WAL mode, one transaction a change: what was recorded is there after `kill -9`. Every query for an answer
names the channel and the person that ask, so that nobody sees what is another channel's, or another person's
private answer. Calls from several threads take turns.
"""

from __future__ import annotations

import secrets
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from bot.discord.state.file import PATIENCE, open_file
from bot.discord.state.records import AnswerRecord, Location, from_json, to_json, to_turn
from index.types import Answer, Turn

_RECENT = 1000  # answers of a channel, among which its recent questions are looked for
_FIRST_ID, _IDS = 10**17, 9 * 10**17  # ids of 18 digits: SQLite's own, from 1, are of earlier versions
_ANSWER = "SELECT id, server, channel, person, question, answer, private, message, withdrawn FROM answers"


class State:
    """The open file."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._lock = threading.Lock()

    @classmethod
    def open(cls, path: Path, *, patience: float = PATIENCE) -> State:
        """Open or make the file. Raises StateUnusable, and StateUnavailable.

        Where another program locks it, a call fails after so many seconds of `patience`.
        """
        return cls(open_file(path, patience))

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """One change, whole or not at all."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    @contextmanager
    def deletion(self) -> Iterator[sqlite3.Connection]:
        """One change, after which what it deletes stands in no file any more.

        Where another program reads the journal just then, that waits for the next time.
        """
        with self.transaction() as connection:
            yield connection
        with self._lock, suppress(sqlite3.OperationalError):
            (patience,) = self._connection.execute("PRAGMA busy_timeout").fetchone()
            self._connection.execute("PRAGMA busy_timeout = 0")  # nobody waits for a reader
            try:
                self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            finally:
                self._connection.execute(f"PRAGMA busy_timeout = {patience}")

    def rows(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """The rows of a query."""
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
        question_message: int | None = None,
        conversation: int | None = None,
        parent: int | None = None,
        private: bool = False,
        withdrawn: bool = False,
    ) -> int:
        """Record an answer to what `person` asked as `question`; returns its id.

        The id cannot be guessed, and is never given again, whatever becomes of the file. `question_message`
        is the message that asked, `conversation` the thread or direct-message channel it belongs to, `parent`
        the id of the answer that it follows up outside a conversation.
        """
        answer_id = _FIRST_ID + secrets.randbelow(_IDS)
        with self.transaction() as connection:
            now = time.time()
            connection.execute(
                "INSERT INTO answers (id, server, channel, person, question_message, conversation, parent, "
                "private, withdrawn, question, outcome, answer, created, sequence) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
                "(SELECT COALESCE(MAX(sequence), 0) + 1 FROM answers))",
                (
                    *(answer_id, location.server, location.channel, person, question_message, conversation),
                    *(parent, private, withdrawn, question, answer.outcome.value, to_json(answer), now),
                ),
            )
            connection.execute("UPDATE threads SET touched = ? WHERE channel = ?", (now, conversation))
        return answer_id

    def replace_answer(self, answer_id: int, answer: Answer) -> bool:
        """Record another answer to the same question, unless the recorded one is forgotten or voted on.

        Returns whether that was done.
        """
        with self.transaction() as connection:
            changed = connection.execute(
                "UPDATE answers SET outcome = ?, answer = ? "
                "WHERE id = ? AND id NOT IN (SELECT answer FROM votes)",
                (answer.outcome.value, to_json(answer), answer_id),
            ).rowcount
        return changed > 0

    def set_message(self, answer_id: int, message: int) -> None:
        """Record which message shows an answer, so that a reply to it is understood."""
        with self.transaction() as connection:
            connection.execute("UPDATE answers SET message = ? WHERE id = ?", (message, answer_id))

    def withdraw(self, messages: Sequence[int]) -> None:
        """Offer a question to others no more once the message that asked it was deleted.

        What was typed into a command or form stands in its answer's message.
        """
        marks = ", ".join("?" * len(messages))
        with self.transaction() as connection:
            connection.execute(
                f"UPDATE answers SET withdrawn = 1 WHERE question_message IN ({marks}) "
                f"OR (question_message IS NULL AND message IN ({marks}))",
                (*messages, *messages),
            )

    def answer(self, answer_id: int, location: Location, person: int) -> AnswerRecord | None:
        """The answer of that id, if it was given in this channel, and to this person if it is private."""
        return self._answer_where("id = ?", answer_id, location, person)

    def answer_of_message(self, message: int, location: Location, person: int) -> AnswerRecord | None:
        """The answer that a message shows, under the same rule."""
        return self._answer_where("message = ?", message, location, person)

    def _answer_where(
        self, condition: str, value: int, location: Location, person: int
    ) -> AnswerRecord | None:
        rows = self.rows(
            f"{_ANSWER} WHERE {condition} AND server = ? AND channel = ? AND (NOT private OR person = ?)",
            (value, location.server, location.channel, person),
        )
        if not rows:
            return None
        answer_id, server, channel, asker, question, given, private, message, withdrawn = rows[0]
        answer, place = from_json(given), Location(server, channel)
        return AnswerRecord(
            answer_id, place, asker, question, answer, bool(private), message, bool(withdrawn)
        )

    def recent_questions(self, location: Location, person: int, limit: int = 200) -> list[str]:
        """What was last asked in this channel, among its latest thousand answers, newest first, each once.

        Of private questions, and of those whose message was deleted, only `person`'s.
        """
        rows = self.rows(
            "SELECT question, MAX(sequence) AS latest FROM (SELECT question, sequence, private, withdrawn, "
            "person FROM answers WHERE server = ? AND channel = ? ORDER BY sequence DESC LIMIT ?) "
            "WHERE NOT (private OR withdrawn) OR person = ? GROUP BY question ORDER BY latest DESC LIMIT ?",
            (location.server, location.channel, _RECENT, person, limit),
        )
        return [question for question, _ in rows]

    # ------------------------------------------------------- conversations

    def open_thread(self, channel: int, server: int, seed: int | None, owner: int | None = None) -> None:
        """Record that `channel` is a thread of ours that `owner` opened on the answer with the id `seed`."""
        with self.transaction() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO threads (channel, server, seed, owner, touched) "
                "VALUES (?, ?, ?, ?, ?)",
                (channel, server, seed, owner, time.time()),
            )

    def thread_owner(self, channel: int) -> int | None:
        """Who opened a thread of ours; None where that is not known."""
        rows = self.rows("SELECT owner FROM threads WHERE channel = ?", (channel,))
        return rows[0][0] if rows else None

    def threads(self) -> set[int]:
        """The channel ids of the threads that are ours."""
        return {channel for (channel,) in self.rows("SELECT channel FROM threads")}

    def turns(self, conversation: int, limit: int) -> tuple[Turn, ...]:
        """The last turns of a conversation, at most `limit`, oldest first; the seed is one of them."""
        rows = self.rows(
            "SELECT question, answer FROM answers WHERE conversation = ? "
            "OR id = (SELECT seed FROM threads WHERE channel = ?) ORDER BY sequence DESC LIMIT ?",
            (conversation, conversation, limit),
        )
        return tuple(to_turn(*row) for row in reversed(rows))

    def turns_before(self, answer_id: int, location: Location, person: int, limit: int) -> tuple[Turn, ...]:
        """An answer and those that it followed up, at most `limit`, oldest first.

        Of other channels there are none, and of private ones only `person`'s.
        """
        rows = self.rows(
            "WITH RECURSIVE chain (id, depth) AS (SELECT ?, 1 UNION ALL SELECT answers.parent, depth + 1 "
            "FROM chain JOIN answers ON answers.id = chain.id WHERE answers.parent IS NOT NULL AND depth < ?)"
            " SELECT question, answer FROM answers JOIN chain USING (id) WHERE server = ? AND channel = ? "
            "AND (NOT private OR person = ?) ORDER BY sequence",
            (answer_id, limit, location.server, location.channel, person),
        )
        return tuple(to_turn(*row) for row in rows)

    # --------------------------------------------------------------- facts

    def fact(self, name: str) -> str | None:
        """A value stored by name, such as the hash of the commands last synchronised."""
        rows = self.rows("SELECT value FROM facts WHERE name = ?", (name,))
        return rows[0][0] if rows else None

    def set_fact(self, name: str, value: str) -> None:
        with self.transaction() as connection:
            connection.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))
