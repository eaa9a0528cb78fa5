"""Edited messages with a question: the answer is changed into the answer to the new question."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import logging
import sqlite3
from collections.abc import Sequence
from itertools import zip_longest

import discord

from bot.discord.gateway.listening import Listener
from bot.discord.gateway.questions import QuestionHandler, is_written_by_a_person, location_in
from bot.discord.gateway.tasks import AnsweringTasks
from bot.discord.markdown import clean
from bot.discord.questions.cooldown import TooSoon
from bot.discord.questions.requests import Request
from bot.discord.sentences import spoken
from bot.discord.service import Service
from bot.discord.state.records import AnswerRecord
from bot.small_talk import is_small_talk
from index.errors import UserError

_log = logging.getLogger(__name__)

_EDIT_SECONDS = 900.0  # after which an edit of a message no longer changes its answer


class EditHandler:
    """Answers edited questions again if they were answered before. Only errors are posted as new messages.

    A message that was not a question before does not become one: adding a mention of Munshi does nothing.
    """

    def __init__(
        self, service: Service, questions: QuestionHandler, listener: Listener, tasks: AnsweringTasks
    ) -> None:
        self._service = service
        self._questions = questions
        self._listener = listener
        self._tasks = tasks
        self._waiting: dict[int, discord.Message] = {}  # edited too often: latest version, by message id

    async def handle(self, message: discord.Message, me: discord.ClientUser) -> None:
        """Answer an edited message again if it now asks something else.

        If a person edits too often, only the last version is answered, a little later. Other errors are
        posted if Munshi was asked, and only logged if it was not.
        """
        if not (is_written_by_a_person(message) and _is_edited_soon(message)):
            return
        seconds = 0.0 if message.id in self._waiting else await self._answer_now(message, me)
        if message.id in self._waiting:  # an earlier edit is waiting: it will answer this version
            self._waiting[message.id] = message
        elif seconds > 0:
            self._waiting[message.id] = message
            await asyncio.sleep(seconds)
            await self.handle(self._waiting.pop(message.id), me)

    async def _answer_now(self, message: discord.Message, me: discord.ClientUser) -> float:
        """Answer an edited message, or say why not. Returns the seconds after which to try again, or 0."""
        request = None
        async with self._tasks.in_turn(message.id):
            try:
                location = location_in(message.guild, message.channel)
                records = await self._service.conversations.answers_to(
                    message.id, location, message.author.id
                )
                request = await self._request(message, me) if records else None
                if request is not None:
                    await self._answer_again(message, request, records)
            except TooSoon as error:
                return error.left
            except (discord.HTTPException, sqlite3.Error) as error:
                _log.info("an edited question keeps its answer: %s", error)
            except UserError as error:
                if request is None or request.unasked:
                    _log.info("an edited question keeps its answer: %s", error)
                else:
                    await self._questions.explain(message, error)
        return 0.0

    async def _answer_again(
        self, message: discord.Message, request: Request, records: Sequence[AnswerRecord]
    ) -> None:
        """Change the answers to the questions that were edited, and delete those to questions left out.

        The answer to a question that stays is not touched. A question that is added is not answered.
        """
        asked = clean(request.question)
        parts = [clean(each.question) for each in request.questions]
        edited = [record for record in records if record.question not in (asked, *parts)]
        if not edited:
            return
        self._service.questions.admit(dataclasses.replace(request, edits=edited[0].id))
        shown = await self._shown(message, edited)
        stays = {record.question for record in records} - {record.question for record in edited}
        is_one_question = not parts or (len(records) == 1 and not stays)
        new = [each for each in ([asked] if is_one_question else parts) if each not in stays]
        changed = []
        for record, question in zip_longest(edited, new[: len(edited)]):
            sent = shown.get(record.id)
            if sent is None:
                if record.message is None:  # it had no answer, so it has no reply
                    await self._service.conversations.forget(record.id)
                continue
            if question is not None:
                part = dataclasses.replace(request, question=question, edits=record.id)
                if reply := await self._questions.answer_again(part, sent):
                    changed.append((part, reply, sent))
                    continue
            _log.info("an answer in channel %d is deleted: its question was edited", message.channel.id)
            await sent.delete()
            await self._service.conversations.forget(record.id)
        for each in changed:
            await self._questions.word(*each)

    async def _shown(
        self, message: discord.Message, records: Sequence[AnswerRecord]
    ) -> dict[int, discord.Message]:
        """Return the replies to a message that are still shown, by the ids of their answers.

        An answer to the command "Ask about this" is no reply: it shows its question.
        """
        shown = {}
        for record in records:
            if record.message is not None and not record.withdrawn:
                with contextlib.suppress(discord.NotFound):
                    sent = await message.channel.fetch_message(record.message)
                    if sent.reference is not None and sent.reference.message_id == message.id:
                        shown[record.id] = sent
        return shown

    async def _request(self, message: discord.Message, me: discord.ClientUser) -> Request | None:
        """Return the request of an edited message; None if it asks nothing."""
        if self._questions.is_question(message, me):
            request = await self._questions.request(message, me)
        else:
            heard = await self._listener.request(message)
            if heard is None:
                return None
            request = heard
        asked = clean(request.question)
        return None if not asked or is_small_talk(asked, spoken().phrases) else request


def _is_edited_soon(message: discord.Message) -> bool:
    """Whether a person edited a message soon after writing it. Embeds that Discord adds are not edits."""
    edited = message.edited_at
    return edited is not None and (edited - message.created_at).total_seconds() <= _EDIT_SECONDS
