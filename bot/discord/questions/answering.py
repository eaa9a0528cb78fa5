"""Requests → replies: a question is admitted, understood with the turns before it, and answered."""

from __future__ import annotations

import asyncio
import dataclasses
import logging
import time
from collections.abc import Callable, Generator, Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from bot.discord.choices.server_choices import Choices
from bot.discord.management.statistics import Statistics
from bot.discord.markdown import clean
from bot.discord.messages.answer import answer_message
from bot.discord.messages.help import help_message
from bot.discord.messages.message import Message, notice
from bot.discord.questions.actions import Kind
from bot.discord.questions.conversations import Conversations
from bot.discord.questions.cooldown import Cooldown, RequestCooldowns
from bot.discord.questions.queue import QuestionQueue
from bot.discord.questions.requests import Reply, Request
from bot.discord.questions.wordings import Unworded, Wordings
from bot.discord.sentences import say, spoken
from bot.discord.settings import DiscordSettings
from bot.links import Links
from bot.small_talk import is_small_talk, only_disagrees, only_thanks
from index.conversation.asking import Asked, answer_after_turns, answers_to
from index.conversation.relative_days import answer_on_day
from index.errors import IndexDamaged, StoreMissing, UserError
from index.types import MAX_QUESTION_CHARACTERS, Answer, Outcome

if TYPE_CHECKING:  # loads numeric libraries
    from index import Engine

_log = logging.getLogger(__name__)

_EDITS, _EDITS_SECONDS = 5, 60.0  # a person's edited questions that are answered in a server within that time


_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class _Result:
    """An answer of the queue."""

    engine: Engine  #: the one that answered
    answer: Answer
    cached: bool


class QuestionService:
    """Answers questions, and records what was asked and answered."""

    def __init__(
        self,
        settings: DiscordSettings,
        choices: Choices,
        queue: QuestionQueue,
        conversations: Conversations,
        statistics: Statistics,
        wordings: Wordings,
        links: Callable[[int], Links],
    ) -> None:
        """`links` maps the id of a server to the web addresses of its documents."""
        self._links = links
        self._access = choices.access
        self._folders = choices.folders
        self._humans = choices.humans
        self._queue = queue
        self._conversations = conversations
        self._statistics = statistics
        self._wordings = wordings
        self._citations = settings.shown_citations
        self._log_questions = settings.log_questions
        self._sure = settings.listening_confidence
        seconds = (settings.person_cooldown, settings.channel_cooldown)
        # Separate cooldowns: nobody's own question waits because Munshi answered a message that it heard.
        self._cooldowns = {unasked: RequestCooldowns(*seconds) for unasked in (False, True)}
        self._edits = Cooldown(_EDITS_SECONDS, times=_EDITS)

    def admit(self, request: Request) -> None:
        """Check that a question may be asked now, before it is acknowledged, and start its cooldowns.

        Edited questions have a cooldown of their own, so that a quick correction is answered.
        Raises NotHere, Busy, Closing or TooSoon.
        """
        self._access.check(request.location)
        self._queue.admit()
        if request.edits is None:
            self._cooldowns[request.unasked].start(request.location, request.person)
        else:
            editor = request.location.server, request.person
            self._edits.check(editor)
            self._edits.start(editor)

    async def ask(self, request: Request) -> list[tuple[Request, Reply]]:
        """Answer an admitted message. Returns its questions that are answered, usually one, and the replies.

        If none is answered, the only reply says so. Small talk has a reply too, which says what Munshi is,
        unless it is thanks or doubts an answer. Raises Busy, TooSlow, Closing, and the UserErrors of opening
        and asking the engine.
        """
        began = time.perf_counter()
        engine = await self._folders.engine(request.location)
        message = clean(request.question)
        if not message or is_small_talk(message, spoken().phrases):
            return [(request, Reply(await asyncio.to_thread(_reply_to_small_talk, message, engine), None))]
        parent, turns = await self._conversations.context(request)
        asking = answers_to(message, turns, request.questions)
        answers, results = await self._ask_all(asking, engine, request)
        replies: list[tuple[Request, Reply]] = []
        for asked in answers:
            part = request
            if asked.of_several:
                part = dataclasses.replace(request, question=asked.question, question_visible=False)
            if asked.is_answered or not replies:
                reply = await self._reply_to(part, asked, results, parent, began)
                replies.append((part, reply))
                parent = reply.answer_id or parent
            else:  # the last reply names it; it is recorded for those who improve the documents
                await self._conversations.record(part, _shown(asked.answer), parent)
                self._count(part, asked.answer, True, began)
        return replies

    async def ask_again(self, request: Request) -> Reply:
        """Answer an admitted edited message as one question. Raises as `ask`."""
        began = time.perf_counter()
        engine = await self._folders.engine(request.location)
        parent, turns = await self._conversations.context(request)
        asking = answer_after_turns(request.question, turns)
        asked, results = await self._ask_all(asking, engine, request)
        return await self._reply_to(request, asked, results, parent, began)

    async def _ask_all(
        self, asking: Generator[str, Answer, _T], engine: Engine, request: Request
    ) -> tuple[_T, list[_Result]]:
        """Answer the questions that a generator yields. Returns what it returns, and all answers."""
        results: list[_Result] = []
        sent: Answer | UserError | None = None
        while True:
            # In a thread, since it reads long turns for references.
            question, returned = await asyncio.to_thread(_advance, asking, sent)
            if question is None:
                return returned, results
            try:
                results.append(await self._answer(engine, request, question))
                engine, sent = results[-1].engine, results[-1].answer
            except UserError as error:
                sent = error

    async def _reply_to(
        self, request: Request, asked: Asked, results: Sequence[_Result], parent: int | None, began: float
    ) -> Reply:
        """Record and count an answer, and return the reply. `parent`: the answer that it follows up."""
        result = _result_with(asked.given, results)
        reply = await self._reply(request, asked.answer, parent)
        self._count(request, asked.answer, result.cached, began)
        if not self._wordings.wants(asked.answer):
            return reply
        unworded = Unworded(asked.answer, result.engine, self._index(request, result.engine), asked.turns)
        return dataclasses.replace(reply, unworded=unworded)

    async def record_edit(self, request: Request, reply: Reply) -> Reply:
        """Record the reply to an edited question, after it is shown.

        Returns the reply, without buttons if it could not be recorded.
        """
        if reply.answer_id is None or reply.unrecorded is None:
            return reply
        if await self._conversations.record_edit(reply.answer_id, request, reply.unrecorded):
            return reply
        return dataclasses.replace(reply, message=dataclasses.replace(reply.message, rows=()), answer_id=None)

    async def word(self, request: Request, reply: Reply) -> Message | None:
        """Return the message that replaces the shown answer, in the words of a language model.

        If the model failed, the message is the reader's answer with a notice. The new answer replaces the
        recorded one. None if nothing changes, also if somebody has voted on the shown answer or had it
        forgotten. Never raises.
        """
        if reply.unworded is None:
            return None
        began = time.perf_counter()
        answer, failed = await self._wordings.word(reply.unworded)
        if answer.wording is None and not failed:
            return None
        shown = _shown(answer, not_worded=failed)
        message = self._message(request, shown, reply.answer_id)
        if reply.answer_id is not None and not await self._conversations.replace(reply.answer_id, shown):
            return None
        _log.info(
            "%s server=%d channel=%d total=%.0f",
            "not worded" if failed else "worded",
            *(request.location.server, request.location.channel, (time.perf_counter() - began) * 1000),
        )
        return message

    async def keep_unworded(self, reply: Reply) -> None:
        """Record the reader's answer again if its message could not be changed."""
        if reply.unworded is not None and reply.answer_id is not None:
            await self._conversations.replace(reply.answer_id, _shown(reply.unworded.answer))

    async def answer_unasked(self, request: Request) -> Reply | None:
        """Answer an admitted question that was not addressed to Munshi; None if it is not sure.

        It is not sure if the documents contradict each other. A question without an answer is not recorded.
        Raises as `ask`.
        """
        began = time.perf_counter()
        engine = await self._folders.engine(request.location)
        asking = answer_on_day(request.question, date.today())
        given, results = await self._ask_all(asking, engine, request)
        result = _result_with(given, results)
        answer = Asked(request.question, (), given).answer
        sure = answer.outcome is Outcome.ANSWERED and answer.confidence >= self._sure
        if not sure or answer.contradicted:
            _log.info(
                "passed over server=%d channel=%d outcome=%s confidence=%.2f",
                *(request.location.server, request.location.channel),
                *(answer.outcome.value, answer.confidence),
            )
            return None
        reply = await self._reply(request, answer, None)
        self._count(request, answer, result.cached, began)
        return reply

    async def _answer(self, engine: Engine, request: Request, question: str) -> _Result:
        """Answer a question that can be understood alone.

        The engine that answers is `engine`, or the newest one if builds have removed the index that `engine`
        reads.
        """
        try:
            return _Result(engine, *await self._queue.ask(engine, self._index(request, engine), question))
        except StoreMissing:
            engine = await self._folders.newest_engine(request.location)
            return _Result(engine, *await self._queue.ask(engine, self._index(request, engine), question))
        except IndexDamaged as error:
            self._folders.doubt(request.location, error)
            raise

    def _index(self, request: Request, engine: Engine) -> Hashable:
        """Return a key for the documents that an engine answers from: the index and the chosen folders."""
        return self._folders.settings(request.location).index, engine.folders

    async def _reply(self, request: Request, answer: Answer, parent: int | None) -> Reply:
        """Record an answer and make its message. The answer to an edit is recorded only once it is shown."""
        shown = _shown(answer)
        if request.edits is not None:
            return Reply(self._message(request, shown, request.edits), request.edits, unrecorded=shown)
        answer_id = await self._conversations.record(request, shown, parent)
        return Reply(self._message(request, shown, answer_id), answer_id)

    def _message(self, request: Request, shown: Answer, answer_id: int | None) -> Message:
        return answer_message(
            shown,
            answer_id=answer_id,
            question=None if request.question_visible else request.question,
            buttons=self._buttons(request, shown),
            unasked=request.unasked,
            citations=self._citations,
            links=self._links(request.location.server),
        )

    def _buttons(self, request: Request, answer: Answer) -> tuple[Kind, ...]:
        """Return the buttons under an answer, in addition to those that show its passages."""
        votes = (Kind.SOLVED, Kind.UNWANTED) if request.unasked else (Kind.RIGHT, Kind.WRONG)
        ask_more = Kind.THREAD if request.can_open_thread and not request.private else Kind.MORE
        if answer.outcome is Outcome.ANSWERED or self._humans.of(request.location.server) is None:
            return (*votes, ask_more)
        return (*votes, ask_more, Kind.PRIVATE_HUMAN if request.private else Kind.HUMAN)

    def _count(self, request: Request, answer: Answer, cached: bool, began: float) -> None:
        milliseconds = (time.perf_counter() - began) * 1000
        self._statistics.count(request.location.server, answer.outcome, milliseconds)
        self._log_answer(request, answer, cached, milliseconds)

    def _log_answer(self, request: Request, answer: Answer, cached: bool, milliseconds: float) -> None:
        stages = "" if cached else "".join(f" {stage}={ms:.0f}" for stage, ms in answer.milliseconds.items())
        logged = self._log_questions and not request.private and not request.location.direct
        question = f" question={request.question!r}" if logged else ""
        _log.info(
            "question server=%d channel=%d outcome=%s generation=%d cached=%s total=%.0f%s%s",
            *(request.location.server, request.location.channel, answer.outcome.value, answer.generation),
            *("yes" if cached else "no", milliseconds, stages, question),
        )
        if not cached:
            for notice in answer.notices:
                _log.info("notice of the engine: %s", notice)


def _reply_to_small_talk(message: str, engine: Engine) -> Message:
    """Return the reply to thanks or a doubt, or else what Munshi is and how many documents it knows.

    With very many documents it is slow, so it runs in a thread.
    """
    phrases = spoken().phrases
    if only_thanks(message, phrases):
        return notice(say("welcome"))
    if only_disagrees(message, phrases):
        return notice(say("disagreed", wrong=say("labels.wrong")))
    return help_message([document.title for document in engine.documents], engine.passage_count)


def _result_with(answer: Answer, results: Sequence[_Result]) -> _Result:
    """Return the result whose answer this is."""
    return next(each for each in results if each.answer is answer)


def _advance(asking: Generator[str, Answer, _T], sent: Answer | UserError | None) -> tuple[str | None, Any]:
    """Send an answer or an error into a generator. Returns its next question, or None and its result."""
    try:
        if isinstance(sent, UserError):
            return asking.throw(sent), None
        return asking.send(sent) if sent else next(asking), None
    except StopIteration as end:
        return None, end.value


def _shown(answer: Answer, *, not_worded: bool = False) -> Answer:
    """Return an answer as members read it, with notices of our own.

    The engine's notices, which may name paths, are replaced by notices on how the question was read, and with
    `not_worded` by one that no language model worded the answer.
    """
    notices = [say("read_in_full", question=answer.read_as)] if answer.read_as else []
    if answer.answered_part:
        notices.append(say("answered_part", part=answer.answered_part))
    if answer.unanswered:
        notices.append(say("no_answer_to", questions=", ".join(f"“{each}”" for each in answer.unanswered)))
    notices += [say("read_as", asked=each.asked, read=each.read) for each in answer.misspellings]
    if len(answer.question) > MAX_QUESTION_CHARACTERS:
        notices.append(say("question_cut", characters=MAX_QUESTION_CHARACTERS))
    if not_worded:
        notices.append(say("not_worded"))
    return dataclasses.replace(answer, notices=tuple(notices))
