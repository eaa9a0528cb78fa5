"""What Munshi remembers of Discord: answers and votes, threads, channel choices. One SQLite file.

WAL mode, one transaction a change: what was recorded is there after `kill -9`. Every look-up of an answer
names the place that asks, so that no server sees another's. Calls from several threads take turns.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from bot.discord.state.file import open_file
from bot.discord.state.records import AnswerRecord, Feedback, Place, from_json, to_feedback, to_json, to_turn
from index.types import Answer, Turn


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
    def _changing(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def _rows(self, query: str, values: Sequence[object] = ()) -> list[tuple]:
        with self._lock, closing(self._connection.execute(query, tuple(values))) as cursor:
            return cursor.fetchall()

    # ------------------------------------------------------------- answers

    def remember(
        self,
        answer: Answer,
        place: Place,
        person: int,
        *,
        question: str,
        conversation: int | None = None,
        parent: int | None = None,
        private: bool = False,
    ) -> int:
        """Keep an answer to what `person` asked as `question`; returns the number its buttons name it by."""
        now = time.time()
        with self._changing() as connection:
            row = connection.execute(
                "INSERT INTO answers (server, channel, person, conversation, parent, private, question, "
                "outcome, answer, created) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    *(place.server, place.channel, person, conversation, parent, private, question),
                    *(answer.outcome.value, to_json(answer), now),
                ),
            )
            connection.execute("UPDATE threads SET touched = ? WHERE channel = ?", (now, conversation))
        return int(row.lastrowid or 0)

    def shown_as(self, number: int, message: int) -> None:
        """Note which message shows an answer, so that a reply to it is understood."""
        with self._changing() as connection:
            connection.execute("UPDATE answers SET message = ? WHERE id = ?", (message, number))

    def answer(self, number: int, place: Place) -> AnswerRecord | None:
        """The answer of that number, where it was given in the server (or direct messages) of `place`."""
        return self._one("id = ?", number, place)

    def answer_shown_as(self, message: int, place: Place) -> AnswerRecord | None:
        """The answer that a message shows, under the same rule."""
        return self._one("message = ?", message, place)

    def _one(self, condition: str, value: int, place: Place) -> AnswerRecord | None:
        found = self._rows(
            "SELECT id, server, channel, question, answer, private FROM answers "
            f"WHERE {condition} AND server = ? AND (server != 0 OR channel = ?)",
            (value, place.server, place.channel),
        )
        if not found:
            return None
        number, server, channel, question, answer, private = found[0]
        return AnswerRecord(number, Place(server, channel), question, from_json(answer), bool(private))

    def recent_questions(self, place: Place, person: int, limit: int = 200) -> list[str]:
        """What was last asked in this channel, newest first, each once; of private ones only `person`'s."""
        rows = self._rows(
            "SELECT question, MAX(created) AS latest FROM answers WHERE server = ? AND channel = ? "
            "AND (NOT private OR person = ?) GROUP BY question ORDER BY latest DESC LIMIT ?",
            (place.server, place.channel, person, limit),
        )
        return [question for question, _ in rows]

    # ------------------------------------------------------- conversations

    def open_thread(self, channel: int, server: int, seed: int | None) -> None:
        """From now on `channel` is a thread of ours, which continues the answer `seed`."""
        with self._changing() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO threads (channel, server, seed, touched) VALUES (?, ?, ?, ?)",
                (channel, server, seed, time.time()),
            )

    def threads(self) -> set[int]:
        """The channel ids of the threads that are ours."""
        return {channel for (channel,) in self._rows("SELECT channel FROM threads")}

    def turns(self, conversation: int, limit: int) -> tuple[Turn, ...]:
        """What was said in a conversation, oldest first, at most `limit` turns, seed included."""
        rows = self._rows(
            "SELECT question, answer FROM answers WHERE conversation = ? "
            "OR id = (SELECT seed FROM threads WHERE channel = ?) ORDER BY id DESC LIMIT ?",
            (conversation, conversation, limit),
        )
        return tuple(to_turn(*row) for row in reversed(rows))

    def turns_before(self, number: int, place: Place, limit: int) -> tuple[Turn, ...]:
        """An answer and those that it followed up, oldest first, at most `limit`."""
        rows = self._rows(
            "WITH RECURSIVE chain (id, depth) AS (SELECT ?, 1 UNION ALL SELECT answers.parent, depth + 1 "
            "FROM chain JOIN answers ON answers.id = chain.id WHERE answers.parent IS NOT NULL AND depth < ?)"
            " SELECT question, answer FROM answers JOIN chain USING (id) WHERE server = ? ORDER BY id",
            (number, limit, place.server),
        )
        return tuple(to_turn(*row) for row in rows)

    def forget_conversation(self, conversation: int) -> int:
        """Forget all that was said in a conversation; returns how many answers that were."""
        with self._changing() as connection:
            gone = connection.execute("DELETE FROM answers WHERE conversation = ?", (conversation,)).rowcount
            seeded = connection.execute(
                "UPDATE threads SET seed = NULL WHERE channel = ? AND seed IS NOT NULL", (conversation,)
            ).rowcount
        return gone + seeded

    def forget_person(self, place: Place, person: int) -> int:
        """Forget what one person asked in one channel; returns how many answers that were."""
        with self._changing() as connection:
            return connection.execute(
                "DELETE FROM answers WHERE server = ? AND channel = ? AND person = ?",
                (place.server, place.channel, person),
            ).rowcount

    def forget_channel(self, channel: int) -> None:
        """A channel or thread was deleted: forget what was said there."""
        with self._changing() as connection:
            connection.execute(
                "DELETE FROM answers WHERE channel = ? OR conversation = ?", (channel, channel)
            )
            connection.execute("DELETE FROM threads WHERE channel = ?", (channel,))
            connection.execute("DELETE FROM channels WHERE channel = ?", (channel,))

    def forget_server(self, server: int) -> None:
        """Munshi left a server: forget everything of it."""
        with self._changing() as connection:
            for table in ("answers", "threads", "channels"):
                connection.execute(f"DELETE FROM {table} WHERE server = ?", (server,))

    def forget_older(self, days: float) -> int:
        """Forget threads untouched and answers given so long ago, but for those that somebody voted on.

        Returns how many answers that were.
        """
        before = time.time() - days * 86400
        with self._changing() as connection:
            connection.execute("DELETE FROM threads WHERE touched < ?", (before,))
            return connection.execute(
                "DELETE FROM answers WHERE created < ? AND id NOT IN (SELECT answer FROM votes)", (before,)
            ).rowcount

    # --------------------------------------------------------------- votes

    def vote(self, number: int, person: int, correct: bool) -> bool:
        """Count one person's vote, in place of an earlier one; says whether it changed anything."""
        with self._changing() as connection:
            before = connection.execute(
                "SELECT correct FROM votes WHERE answer = ? AND person = ?", (number, person)
            ).fetchone()
            connection.execute(
                "INSERT OR REPLACE INTO votes (answer, person, correct, created) VALUES (?, ?, ?, ?)",
                (number, person, correct, time.time()),
            )
        return before is None or bool(before[0]) != correct

    def feedback(self, server: int | None = None, *, wrong_only: bool = True) -> list[Feedback]:
        """The questions voted wrong (or at all), newest first; of one server, or (None) of all."""
        rows = self._rows(
            "SELECT question, answers.answer, SUM(correct), SUM(NOT correct), answers.created "
            "FROM answers JOIN votes ON votes.answer = answers.id WHERE (? IS NULL OR server = ?) "
            "GROUP BY answers.id HAVING NOT ? OR SUM(NOT correct) > 0 ORDER BY answers.id DESC",
            (server, server, wrong_only),
        )
        return [to_feedback(*row) for row in rows]

    # ------------------------------------------------- channels and facts

    def choose_channels(self, server: int, channels: Sequence[int]) -> None:
        """Where Munshi may answer in a server; none chosen: everywhere."""
        with self._changing() as connection:
            connection.execute("DELETE FROM channels WHERE server = ?", (server,))
            connection.executemany(
                "INSERT INTO channels VALUES (?, ?)", [(server, channel) for channel in set(channels)]
            )

    def channels(self) -> dict[int, frozenset[int]]:
        """The chosen channels of every server that chose."""
        chosen: dict[int, set[int]] = {}
        for server, channel in self._rows("SELECT server, channel FROM channels"):
            chosen.setdefault(server, set()).add(channel)
        return {server: frozenset(channels) for server, channels in chosen.items()}

    def fact(self, name: str) -> str | None:
        """Something kept by name, such as the hash of the commands last synced."""
        found = self._rows("SELECT value FROM facts WHERE name = ?", (name,))
        return found[0][0] if found else None

    def keep_fact(self, name: str, value: str) -> None:
        with self._changing() as connection:
            connection.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))
