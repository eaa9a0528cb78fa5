"""A question whose message is edited: the answer under it is changed into that to the new words."""

from __future__ import annotations

import logging

import discord

from bot.discord.cooldown import TooSoon
from bot.discord.gateway.listening import Listener
from bot.discord.gateway.questions import QuestionHandler, is_direct, is_written_by_a_person, location_in
from bot.discord.gateway.tasks import AnsweringTasks
from bot.discord.markdown import clean
from bot.discord.requests import Request
from bot.discord.sentences import is_small_talk
from bot.discord.service import Service
from index.errors import UserError

_log = logging.getLogger(__name__)

_EDIT_SECONDS = 900.0  # after which an edited question keeps the answer that it got


class EditHandler:
    """Answers edited questions again, where they are answered already. Nothing new is posted.

    A message that was no question before is none now: who is asked by an edit is not told of it either.
    """

    def __init__(
        self, service: Service, questions: QuestionHandler, listener: Listener, tasks: AnsweringTasks
    ) -> None:
        self._service = service
        self._questions = questions
        self._listener = listener
        self._tasks = tasks

    async def handle(self, message: discord.Message, me: discord.ClientUser) -> None:
        """Answer an edited message again, if it asks something else than was answered."""
        if not (is_written_by_a_person(message) and _is_edited_soon(message)):
            return
        if message.guild is None and not is_direct(message):
            return
        async with self._tasks.in_turn(message.id):
            try:
                await self._answer_again(message, me)
            except (TooSoon, discord.HTTPException) as error:
                _log.info("an edited question keeps its answer: %s", error)
            except UserError as error:
                await self._questions.explain(message, error)

    async def _answer_again(self, message: discord.Message, me: discord.ClientUser) -> None:
        location = location_in(message.guild, message.channel)
        record = await self._service.conversations.answer_to(message.id, location, message.author.id)
        if record is None or record.message is None:
            return
        request = await self._request(message, me, record.id)
        if request is None or clean(request.question) == record.question:
            return
        shown = await message.channel.fetch_message(record.message)
        if shown.reference is None or shown.reference.message_id != message.id:
            return  # the answer to a command on the message, which tells what was asked
        if not await self._questions.answer_again(request, shown):
            _log.info("an answer in channel %d is taken back: its question was edited", message.channel.id)
            await self._service.conversations.withdraw([message.id])
            await shown.delete()

    async def _request(
        self, message: discord.Message, me: discord.ClientUser, answer_id: int
    ) -> Request | None:
        """What the message asks now; None: nothing."""
        if self._questions.is_question(message, me):
            request = await self._questions.request(message, me, edits=answer_id)
        else:
            heard = await self._listener.request(message, edits=answer_id)
            if heard is None:
                return None
            request = heard
        asked = clean(request.question)
        return None if not asked or is_small_talk(asked) else request


def _is_edited_soon(message: discord.Message) -> bool:
    """Whether a person changed a message soon after writing it, and not Discord what it shows of a link."""
    edited = message.edited_at
    return edited is not None and (edited - message.created_at).total_seconds() <= _EDIT_SECONDS
