"""Records of questions and answers, for buttons, follow-up questions and votes.

A conversation is a thread that continues an answer, or a channel of direct messages. Every look-up names a
channel and a person: it finds no answers of other channels, and no private answers of other people.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Sequence
from typing import Concatenate, ParamSpec, TypeVar

from bot.discord.errors import MemberError
from bot.discord.markdown import clean
from bot.discord.messages.message import Message, notice
from bot.discord.questions.deletions import RecentDeletions
from bot.discord.questions.requests import Press, Request
from bot.discord.sentences import say
from bot.discord.settings import DiscordSettings
from bot.discord.state.answers import (
    answer_by_id,
    answer_of_message,
    answers_to_message,
    recent_questions,
    record_answer,
    replace_answer,
    replace_question,
    replies_with_questions,
    set_message,
    withdraw,
)
from bot.discord.state.async_state import AsyncState
from bot.discord.state.database import State
from bot.discord.state.forgetting import forget_answer
from bot.discord.state.records import AnswerRecord, Location
from bot.discord.state.threads import (
    open_thread,
    own_last_answer,
    turns_before,
    turns_of,
)
from bot.discord.state.votes import record_vote
from index.types import Answer, Turn

_log = logging.getLogger(__name__)

_Parameters = ParamSpec("_Parameters")
_Result = TypeVar("_Result")

# After so many seconds a question follows up the whole conversation instead of the person's own last answer.
_OWN_SECONDS = 900.0


class AnswerForgotten(MemberError):
    """There is no record of an answer, or the person may not see it."""


class PrivateAnswer(MemberError):
    """A private answer cannot be shown to others."""


class Conversations:
    """The records of answers, and the threads that continue answers."""

    def __init__(
        self, settings: DiscordSettings, state: AsyncState, threads: set[int], deletions: RecentDeletions
    ) -> None:
        """`threads` are those in the state file. `Forgetting` shares this set and the `deletions`."""
        self._state = state
        self._threads = threads
        self._turns = settings.remembered_turns  # the most turns that a follow-up question is understood with
        self._deletions = deletions

    # ------------------------------------------------------------- answers

    async def context(self, request: Request) -> tuple[int | None, Sequence[Turn]]:
        """Return the id of the answer that a question follows up, and the turns before it, oldest first.

        In a conversation, a question that replies to no answer follows up the person's own last one. If that
        is too long ago, it follows up the whole conversation, and the id is None. If the state file cannot be
        read, the id is None and there are no turns: the question is understood alone.
        """
        location, conversation = request.location, self._conversation(request.location)
        try:
            if request.edits is not None:
                return None, await self._turns_of_edited(request.edits, request)
            parent = await self._followed_up(request, conversation)
            if parent is not None:
                turns = await self._state.call(
                    turns_before, parent, location, request.person, self._turns, conversation=conversation
                )
                return parent, turns
            if conversation is not None:
                return None, await self._state.call(turns_of, conversation, self._turns)
        except sqlite3.Error as error:
            _log.warning("the state file could not be read: %s", error)
        return None, ()

    async def _turns_of_edited(self, answer_id: int, request: Request) -> Sequence[Turn]:
        """Return the turns before the question of an edited message."""
        location, limit = request.location, self._turns + 1
        turns = await self._state.call(
            turns_before,
            *(answer_id, location, request.person, limit),
            conversation=self._conversation(location),
        )
        return turns[:-1]  # the last one is the edited question itself

    async def _followed_up(self, request: Request, conversation: int | None) -> int | None:
        """Return the id of the answer that a question replies to, or else of the person's own last one.

        The latter only in a conversation. None if there is neither.
        """
        if request.replied_to is not None:
            record = await self._state.call(
                answer_of_message, request.replied_to, request.location, request.person
            )
            if record is not None:
                return record.id
        if conversation is None:
            return None
        return await self._state.call(own_last_answer, conversation, request.person, _OWN_SECONDS)

    async def record(self, request: Request, answer: Answer, parent: int | None) -> int | None:
        """Record an answer. Returns its id, or None if it was not recorded.

        It is not recorded if the state file cannot be written, or if the question was forgotten since it was
        asked. A private answer is not part of a conversation that others see. If the message of the question
        was deleted meanwhile, the question is not offered to other people.
        """
        if self._deletions.is_forgotten(request):
            return None
        return await self._try(
            record_answer,
            answer,
            request.location,
            request.person,
            question=clean(request.question),
            question_message=request.question_message,
            conversation=None if request.private else self._conversation(request.location),
            parent=parent,
            private=request.private,
            withdrawn=self._deletions.is_deleted(request.question_message),
        )

    async def record_edit(self, answer_id: int, request: Request, answer: Answer) -> bool:
        """Replace a recorded question and its answer by the edited ones, and delete the votes on the old one.

        Returns whether it was recorded: not if the old one is forgotten, or if the state file cannot be
        written.
        """
        if self._deletions.is_forgotten(request):
            return False
        return bool(await self._try(replace_question, answer_id, clean(request.question), answer))

    async def replace(self, answer_id: int, answer: Answer) -> bool:
        """Replace a recorded answer by another one. The buttons of its message then act on the new one.

        Returns whether it was replaced: not if the old one is forgotten or has votes, or if the state file
        cannot be written.
        """
        return bool(await self._try(replace_answer, answer_id, answer))

    async def forget(self, answer_id: int) -> None:
        """Delete the record of an answer whose question was edited away."""
        await self._try(forget_answer, answer_id)

    async def set_message(self, answer_id: int | None, message: int) -> None:
        """Record which message shows an answer, so that a reply to it is understood.

        The answer is shown already: if the state file cannot be written, it stays, and the log says so.
        """
        if answer_id is None:
            return
        await self._try(set_message, answer_id, message)
        if self._deletions.is_deleted(message):
            await self.withdraw([message])

    async def _try(
        self,
        change: Callable[Concatenate[State, _Parameters], _Result],
        *arguments: _Parameters.args,
        **named: _Parameters.kwargs,
    ) -> _Result | None:
        """Make a change of the state file and return its result; if it fails, log that and return None."""
        try:
            return await self._state.call(change, *arguments, **named)
        except sqlite3.Error as error:
            _log.warning("the state file could not be written: %s", error)
            return None

    async def withdraw(self, messages: Sequence[int]) -> None:
        """Stop offering the questions of deleted messages to others, also those that are being answered.

        Answers whose message was deleted are removed from their conversation.
        """
        self._deletions.delete_messages(messages)
        await self._state.call_until_written(withdraw, messages)

    async def replies_with_questions(self, messages: Sequence[int]) -> list[tuple[int, int]]:
        """Return (channel, message) of the replies that show the questions of these messages."""
        return await self._state.call(replies_with_questions, messages)

    async def answer_record(self, answer_id: int, press: Press) -> AnswerRecord:
        """Return the record of the answer that a pressed button belongs to. Raises AnswerForgotten.

        A button acts only on the answer of its own message. If that message could not be recorded, the id
        alone identifies the answer: ids cannot be guessed.
        """
        record = await self._state.call(answer_by_id, answer_id, press.location, press.person)
        if record is None or record.message not in (None, press.message):
            raise AnswerForgotten(say("answer_forgotten"))
        return record

    async def answers_to(self, message: int, location: Location, person: int) -> list[AnswerRecord]:
        """Return the records of the answers to a person's questions in a message, in their order."""
        return await self._state.call(answers_to_message, message, location, person)

    async def recent_questions(self, location: Location, person: int, typed: str) -> list[str]:
        """Return recent questions of a channel that contain the typed text."""
        recent = await self._state.call(recent_questions, location, person)
        wanted = typed.casefold().strip()
        return [text for text in recent if wanted in text.casefold()]

    async def vote(self, answer_id: int, press: Press, correct: bool) -> Message:
        """Record a person's vote on an answer. Raises AnswerForgotten."""
        await self.answer_record(answer_id, press)
        changed = await self._state.call(record_vote, answer_id, press.person, correct)
        if changed is None:
            raise AnswerForgotten(say("answer_forgotten"))
        return notice(say(f"voted_{'right' if correct else 'wrong'}{'' if changed else '_before'}"))

    # ------------------------------------------------------------- threads

    def is_thread(self, channel: int) -> bool:
        """Whether a channel is a thread that continues an answer."""
        return channel in self._threads

    async def thread_name(self, answer_id: int, press: Press) -> str:
        """Return the question that names the thread of an answer; "" if the question's message was deleted.

        Raises AnswerForgotten and PrivateAnswer.
        """
        record = await self.answer_record(answer_id, press)
        if record.private:
            raise PrivateAnswer(say("no_thread_on_private"))
        return "" if record.withdrawn else record.question

    async def open_thread(self, answer_id: int, press: Press, thread: int, owner: int | None) -> None:
        """Record that `thread`, which `owner` opened, continues an answer.

        Does nothing if it is recorded already. Raises AnswerForgotten.
        """
        if self.is_thread(thread):
            return
        record = await self.answer_record(answer_id, press)
        await self._state.call(open_thread, thread, press.location.server, record.id, owner)
        self._threads.add(thread)

    def _conversation(self, location: Location) -> int | None:
        return location.channel if location.direct or self.is_thread(location.channel) else None
