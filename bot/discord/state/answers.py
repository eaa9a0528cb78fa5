"""Answers in the state file.

Every query for an answer names the channel and the person that ask for it, so that nobody sees an answer of
another channel, or a private answer of another person.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Sequence

from bot.discord.state.database import State
from bot.discord.state.records import AnswerRecord, Location, from_json, to_json
from index.types import Answer

_LATEST_ANSWERS = 1000  # of a channel, among which recent questions are searched
_RECENT_QUESTIONS = 200  # the most that are returned for a channel
_MOST_ANSWERS = 1000  # kept for a person in a server, so that nobody fills the disk by asking
_FIRST_ID, _IDS = 10**17, 9 * 10**17  # ids have 18 digits; earlier versions used SQLite's own ids, from 1
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
    """Record an answer to a `question` of `person`. Returns the id of the answer.

    The id is random: it cannot be guessed, and is not used again even if the file is lost. `question_message`
    is the message with the question, `conversation` the thread or direct-message channel that it belongs to,
    `parent` the id of the answer that it replies to. `private` means that only `person` sees the answer,
    `withdrawn` that the question is not offered to others. The latest 1000 answers of a person in a server
    are kept.
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
    """Replace the answer to a question, unless the recorded one is forgotten or has votes.

    Returns whether it was replaced.
    """
    with state.transaction() as connection:
        changed = connection.execute(
            "UPDATE answers SET outcome = ?, answer = ? "
            "WHERE id = ? AND id NOT IN (SELECT answer FROM votes)",
            (answer.outcome.value, to_json(answer), answer_id),
        ).rowcount
    return changed > 0


def replace_question(state: State, answer_id: int, question: str, answer: Answer) -> bool:
    """Replace a recorded question and its answer by the edited question and its answer, and delete the votes.

    The edited question can be passed on to a human again. Returns whether it was recorded: not if the old
    answer is forgotten.
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
    """Stop offering questions to other people after their message was deleted.

    A question that was typed into a command or form is shown in the message of its answer, so that message
    counts. An answer whose message was deleted is removed from its conversation, and no thread continues it.
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


def replies_with_questions(state: State, messages: Sequence[int]) -> list[tuple[int, int]]:
    """Return (channel, message) of each reply to those of the messages that asked several questions.

    Such replies show the words of the messages.
    """
    marks = ", ".join("?" * len(messages))
    rows = state.rows(
        f"SELECT channel, message FROM answers WHERE question_message IN ({marks}) AND message IS NOT NULL "
        "AND (question_message, person) IN (SELECT question_message, person FROM answers "
        f"WHERE question_message IN ({marks}) GROUP BY question_message, person "
        "HAVING COUNT(DISTINCT question) > 1)",
        (*messages, *messages),
    )
    return [(channel, message) for channel, message in rows]


def answer_by_id(state: State, answer_id: int, location: Location, person: int) -> AnswerRecord | None:
    """Return the answer with an id, if it was given in this channel, and to this person if it is private."""
    return next(iter(_answers_where(state, "id = ?", (answer_id,), location, person)), None)


def answer_of_message(state: State, message: int, location: Location, person: int) -> AnswerRecord | None:
    """Return the answer that a message shows, or the last one to its question, as `answer_by_id` does."""
    condition = (
        "id IN (SELECT id FROM answers WHERE message = ? "
        "UNION SELECT id FROM answers WHERE question_message = ?)"
    )
    return next(iter(_answers_where(state, condition, (message, message), location, person)), None)


def answers_to_message(state: State, message: int, location: Location, person: int) -> list[AnswerRecord]:
    """Return the answers to the questions of `person` in a message, in their order."""
    found = _answers_where(state, "question_message = ? AND person = ?", (message, person), location, person)
    return found[::-1]


def _answers_where(
    state: State, condition: str, values: Sequence[int], location: Location, person: int
) -> list[AnswerRecord]:
    rows = state.rows(
        f"{_ANSWER} WHERE {condition} AND server = ? AND channel = ? AND (NOT private OR person = ?) "
        "ORDER BY sequence DESC",
        (*values, location.server, location.channel, person),
    )
    return [
        AnswerRecord(
            *(answer_id, Location(server, channel), asker, question, from_json(answer_json)),
            *(bool(private), message, bool(withdrawn)),
        )
        for answer_id, server, channel, asker, question, answer_json, private, message, withdrawn in rows
    ]


def recent_questions(state: State, location: Location, person: int) -> list[str]:
    """Return the recent questions of a channel, newest first, each once, at most 200.

    They are searched among its latest 1000 answers. Private questions, and those whose message was deleted,
    are returned only to the `person` who asked them.
    """
    rows = state.rows(
        "SELECT question, MAX(sequence) AS latest FROM (SELECT question, sequence, private, withdrawn, "
        "person FROM answers WHERE server = ? AND channel = ? ORDER BY sequence DESC LIMIT ?) "
        "WHERE NOT (private OR withdrawn) OR person = ? GROUP BY question ORDER BY latest DESC LIMIT ?",
        (location.server, location.channel, _LATEST_ANSWERS, person, _RECENT_QUESTIONS),
    )
    return [question for question, _ in rows]
