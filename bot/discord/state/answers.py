"""The answers that were given, in the state file.

Every query for an answer names the channel and the person that ask, so that nobody sees what is another
channel's, or another person's private answer.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Sequence

from bot.discord.state.database import State
from bot.discord.state.records import AnswerRecord, Location, from_json, to_json
from index.types import Answer

_LATEST_ANSWERS = 1000  # of a channel, among which its recent questions are looked for
_RECENT_QUESTIONS = 200  # of a channel, at most
_MOST_ANSWERS = 1000  # kept of a person in a server, so that nobody fills the disk by asking
_FIRST_ID, _IDS = 10**17, 9 * 10**17  # ids of 18 digits: SQLite's own, from 1, are of earlier versions
_ANSWER = "SELECT id, server, channel, person, question, answer, private, message, withdrawn FROM answers"


def record_answer(
    state: State,
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
    the id of the answer that it replies to. Of what the person asked in the server the latest thousand stay.
    """
    answer_id = _FIRST_ID + secrets.randbelow(_IDS)
    with state.transaction() as connection:
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
        asker = (location.server, person)
        connection.execute(
            "DELETE FROM answers WHERE server = ? AND person = ? AND sequence <= "
            "(SELECT sequence FROM answers WHERE server = ? AND person = ? "
            "ORDER BY sequence DESC LIMIT 1 OFFSET ?)",
            (*asker, *asker, _MOST_ANSWERS),
        )
    return answer_id


def replace_answer(state: State, answer_id: int, answer: Answer) -> bool:
    """Record another answer to the same question, unless the recorded one is forgotten or voted on.

    Returns whether that was done.
    """
    with state.transaction() as connection:
        changed = connection.execute(
            "UPDATE answers SET outcome = ?, answer = ? "
            "WHERE id = ? AND id NOT IN (SELECT answer FROM votes)",
            (answer.outcome.value, to_json(answer), answer_id),
        ).rowcount
    return changed > 0


def replace_question(state: State, answer_id: int, question: str, answer: Answer) -> bool:
    """Record an edited question with its answer in the place of the one before it and the votes on that.

    It can be handed on to a human, as any other. Returns whether it was recorded: not where the answer is
    forgotten.
    """
    with state.transaction() as connection:
        changed = connection.execute(
            "UPDATE answers SET question = ?, outcome = ?, answer = ?, handed_on = 0 WHERE id = ?",
            (question, answer.outcome.value, to_json(answer), answer_id),
        ).rowcount
        connection.execute("DELETE FROM votes WHERE answer = ?", (answer_id,))
    return changed > 0


def set_message(state: State, answer_id: int, message: int) -> None:
    """Record which message shows an answer, so that a reply to it is understood."""
    with state.transaction() as connection:
        connection.execute("UPDATE answers SET message = ? WHERE id = ?", (message, answer_id))


def withdraw(state: State, messages: Sequence[int]) -> None:
    """Offer a question to others no more once the message that asked it was deleted.

    What was typed into a command or form stands in its answer's message. An answer whose message was deleted
    is no part of a conversation any more, and no thread continues it.
    """
    marks = ", ".join("?" * len(messages))
    with state.transaction() as connection:
        connection.execute(
            f"UPDATE answers SET withdrawn = 1 WHERE question_message IN ({marks}) "
            f"OR (question_message IS NULL AND message IN ({marks}))",
            (*messages, *messages),
        )
        connection.execute(
            "UPDATE threads SET seed = NULL "
            f"WHERE seed IN (SELECT id FROM answers WHERE message IN ({marks}))",
            messages,
        )
        connection.execute(f"UPDATE answers SET conversation = NULL WHERE message IN ({marks})", messages)


def answer_by_id(state: State, answer_id: int, location: Location, person: int) -> AnswerRecord | None:
    """The answer of that id, if it was given in this channel, and to this person if it is private."""
    return _answer_where(state, "id = ?", (answer_id,), location, person)


def answer_of_message(state: State, message: int, location: Location, person: int) -> AnswerRecord | None:
    """The answer that a message shows, or the last to what it asked, under the same rule."""
    condition = (
        "id IN (SELECT id FROM answers WHERE message = ? "
        "UNION SELECT id FROM answers WHERE question_message = ?)"
    )
    return _answer_where(state, condition, (message, message), location, person)


def answer_to_message(state: State, message: int, location: Location, person: int) -> AnswerRecord | None:
    """The last answer to what `person` asked in a message."""
    return _answer_where(state, "question_message = ? AND person = ?", (message, person), location, person)


def _answer_where(
    state: State, condition: str, values: Sequence[int], location: Location, person: int
) -> AnswerRecord | None:
    rows = state.rows(
        f"{_ANSWER} WHERE {condition} AND server = ? AND channel = ? AND (NOT private OR person = ?) "
        "ORDER BY sequence DESC LIMIT 1",
        (*values, location.server, location.channel, person),
    )
    if not rows:
        return None
    answer_id, server, channel, asker, question, given, private, message, withdrawn = rows[0]
    answer, place = from_json(given), Location(server, channel)
    return AnswerRecord(answer_id, place, asker, question, answer, bool(private), message, bool(withdrawn))


def recent_questions(state: State, location: Location, person: int) -> list[str]:
    """What was last asked in this channel, among its latest thousand answers, newest first, each once.

    Of private questions, and of those whose message was deleted, only `person`'s.
    """
    rows = state.rows(
        "SELECT question, MAX(sequence) AS latest FROM (SELECT question, sequence, private, withdrawn, "
        "person FROM answers WHERE server = ? AND channel = ? ORDER BY sequence DESC LIMIT ?) "
        "WHERE NOT (private OR withdrawn) OR person = ? GROUP BY question ORDER BY latest DESC LIMIT ?",
        (location.server, location.channel, _LATEST_ANSWERS, person, _RECENT_QUESTIONS),
    )
    return [question for question, _ in rows]
