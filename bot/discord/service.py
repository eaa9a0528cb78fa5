"""Munshi at work for many servers: everything a person can ask of it, without Discord.

Puts the shelf, the desk, the conversation and the state together and answers with Messages. Whatever a
person may read raises as a UserError. A caller says where it is asked from (a Place), and gets nothing
of any other server.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from bot.discord.cooldown import Cooldown
from bot.discord.engines import EnginesByServer
from bot.discord.limits import CHOICE_CHARACTERS, CHOICES, length
from bot.discord.maintenance import Maintenance
from bot.discord.markdown import clean
from bot.discord.messages import (
    NEIGHBOURHOOD,
    Message,
    age_in_words,
    answer_message,
    documents_message,
    duration_in_words,
    passage_message,
    sentence,
)
from bot.discord.queue import QuestionQueue
from bot.discord.requests import Asked, Reply, UserErrorWithChannels
from bot.discord.settings import DiscordSettings
from bot.discord.state.database import State
from bot.discord.state.records import AnswerRecord, Feedback, Place
from bot.discord.statistics import Statistics
from index.errors import UserError
from index.follow_ups import standalone
from index.types import Answer, Turn

_log = logging.getLogger(__name__)

FORGOTTEN = "I no longer remember that answer. Ask again."


class Service:
    """One for each running bot."""

    def __init__(self, settings: DiscordSettings, shelf: EnginesByServer, state: State) -> None:
        self.settings = settings
        self.shelf = shelf
        self.statistics = Statistics()
        self.desk = QuestionQueue(
            workers=settings.workers,
            queue=settings.queue,
            deadline=settings.deadline,
            cached=settings.cached_answers,
        )
        self._state = state
        self._tender = Maintenance(shelf, settings.refresh_seconds)
        self._state_thread = ThreadPoolExecutor(1, thread_name_prefix="munshi-state")
        self._person_cooldown = Cooldown(
            settings.person_cooldown, f"One question every {settings.person_cooldown:g} seconds, please"
        )
        self._channel_cooldown = Cooldown(
            settings.channel_cooldown,
            f"One question every {settings.channel_cooldown:g} seconds in this channel, please",
        )
        self.threads = state.threads()
        self._channels = state.channels()

    async def _in_state(self, function: Callable[..., Any], *values: Any, **named: Any) -> Any:
        """Run one change or look-up in the thread of the state, so that no lock holds up the event loop."""
        return await asyncio.get_running_loop().run_in_executor(
            self._state_thread, lambda: function(*values, **named)
        )

    # ---------------------------------------------------------- questions

    def admit(self, asked: Asked) -> None:
        """Raise the UserError that refuses a question at once, before anything is promised."""
        self.allow(asked.place, asked.allowed_as)
        if not clean(asked.question):
            raise UserError("Ask me something about the documents, in a sentence.")
        self.desk.admit()
        person, channel = (asked.place.server, asked.person), asked.place
        self._person_cooldown.check(person)
        self._channel_cooldown.check(channel)
        self._person_cooldown.start(person)
        self._channel_cooldown.start(channel)

    def allow(self, place: Place, channel: int) -> None:
        """Raise a UserError where Munshi may not answer: in that channel, or in direct messages at all."""
        if place.direct:
            if not self._answers_directly:
                raise UserError("I answer in servers only, since each has its own documents.")
            return
        chosen = self._channels.get(place.server)
        if chosen and channel not in chosen:
            where = " or ".join(f"<#{number}>" for number in sorted(chosen)[:3])
            raise UserErrorWithChannels(f"I don't answer here. Ask me in {where}.")

    @property
    def _answers_directly(self) -> bool:
        if self.settings.direct_messages == "auto":
            return not self.shelf.has_servers_apart
        return self.settings.direct_messages == "yes"

    async def ask(self, asked: Asked) -> Reply:
        """Answer an admitted question. Raises the UserErrors of the desk and of opening the index."""
        began = time.perf_counter()
        engine = await self.shelf.engine(asked.place.server)
        parent, turns = await self._said_before(asked)
        question = standalone(asked.question, turns)
        index = self.shelf.settings(asked.place.server).index
        answer, kept = await self.desk.ask(engine, index, question)
        number = await self._remember(asked, answer, parent)
        message = answer_message(
            answer,
            number=number,
            asked=None if asked.visible else asked.question,
            thread=asked.thread and not asked.private,
            citations=self.settings.shown_citations,
        )
        self._note(asked, answer, kept, (time.perf_counter() - began) * 1000)
        return Reply(message, number)

    async def _said_before(self, asked: Asked) -> tuple[int | None, Sequence[Turn]]:
        limit = self.settings.remembered_turns
        try:
            if asked.follows is not None:
                parent = await self._in_state(self._state.answer_shown_as, asked.follows, asked.place)
                if parent is not None and asked.conversation is None:
                    turns = await self._in_state(self._state.turns_before, parent.id, asked.place, limit)
                    return parent.id, turns
            if asked.conversation is not None:
                return None, await self._in_state(self._state.turns, asked.conversation, limit)
        except sqlite3.Error as error:
            _log.warning("the state file could not be read: %s", error)
        return None, ()

    async def _remember(self, asked: Asked, answer: Answer, parent: int | None) -> int | None:
        """Keep the answer for its buttons; one that can't be kept is shown without."""
        try:
            return await self._in_state(
                self._state.remember,
                answer,
                asked.place,
                asked.person,
                question=clean(asked.question),
                conversation=None if asked.private else asked.conversation,
                parent=parent,
                private=asked.private,
            )
        except sqlite3.Error as error:
            _log.warning("the state file could not be written: %s", error)
            return None

    def _note(self, asked: Asked, answer: Answer, kept: bool, milliseconds: float) -> None:
        self.statistics.count(asked.place.server, answer.outcome, milliseconds)
        stages = "" if kept else "".join(f" {stage}={ms:.0f}" for stage, ms in answer.milliseconds.items())
        said = f" question={asked.question!r}" if self.settings.log_questions else ""
        _log.info(
            "question server=%d channel=%d outcome=%s generation=%d kept=%s total=%.0f%s%s",
            *(asked.place.server, asked.place.channel, answer.outcome.value, answer.generation),
            *("yes" if kept else "no", milliseconds, stages, said),
        )

    async def shown_as(self, number: int | None, message: int) -> None:
        """Note which message shows an answer, so that a reply to it is understood."""
        if number is not None:
            await self._in_state(self._state.shown_as, number, message)

    async def recent_questions(self, place: Place, person: int, typed: str) -> list[str]:
        """This channel's recent questions that hold what was typed, as autocomplete can offer them."""
        recent = await self._in_state(self._state.recent_questions, place, person)
        wanted = typed.casefold().strip()
        fit = (text for text in recent if length(text) <= CHOICE_CHARACTERS and wanted in text.casefold())
        return list(fit)[:CHOICES]

    # ------------------------------------------------------------ buttons

    async def remembered(self, number: int, place: Place) -> AnswerRecord:
        """The answer a button belongs to. Raises a UserError where it is forgotten or another server's."""
        found = await self._in_state(self._state.answer, number, place)
        if found is None:
            raise UserError(FORGOTTEN)
        return found

    async def passage(self, number: int, index: int, place: Place) -> Message:
        """A citation of an answer in its neighbourhood; where the document changed, as it was."""
        answer = (await self.remembered(number, place)).answer
        if index >= len(answer.citations):
            raise UserError(FORGOTTEN)
        citation = answer.citations[index]
        try:
            engine = await self.shelf.engine(place.server)
            around = await asyncio.to_thread(engine.around, citation, NEIGHBOURHOOD)
        except UserError as error:
            _log.warning("a passage is shown as it was: %s", error)
            around = None
        return passage_message(citation, (around.text, around.start) if around is not None else None)

    async def vote(self, number: int, person: int, correct: bool, place: Place) -> Message:
        """Count a vote on an answer."""
        await self.remembered(number, place)
        changed = await self._in_state(self._state.vote, number, person, correct)
        verdict = "right" if correct else "wrong"
        if not changed:
            return sentence(f"You had said already that this is {verdict}.")
        helps = "" if correct else " Those who tend the documents can see the question."
        return sentence(f"Noted: {verdict}.{helps} You can change your mind.")

    async def open_thread(self, number: int, place: Place, thread: int) -> None:
        """`thread` was opened from an answer: it is a conversation from now on."""
        seed = await self.remembered(number, place)
        await self._in_state(self._state.open_thread, thread, place.server, seed.id)
        self.threads.add(thread)

    async def forget(self, place: Place, person: int) -> Message:
        """Forget what was said in a conversation, or what one person asked in a channel."""
        if place.direct or place.channel in self.threads:
            gone = await self._in_state(self._state.forget_conversation, place.channel)
            return sentence("Forgotten. We start anew." if gone else "Nothing was said here yet.")
        gone = await self._in_state(self._state.forget_person, place, person)
        if not gone:
            return sentence("You have asked nothing here that I remember.")
        return sentence("Forgotten: what you asked in this channel, and the votes on it.")

    async def channel_gone(self, channel: int) -> None:
        self.threads.discard(channel)
        await self._in_state(self._state.forget_channel, channel)
        self._channels = await self._in_state(self._state.channels)

    async def server_gone(self, server: int) -> None:
        await self._in_state(self._state.forget_server, server)
        self.threads = await self._in_state(self._state.threads)
        self._channels = await self._in_state(self._state.channels)

    async def documents(self, place: Place, page: int) -> Message:
        """What Munshi knows here."""
        self.allow_documents(place)
        engine = await self.shelf.engine(place.server)
        return documents_message(
            [(entry.title, entry.name, entry.passages) for entry in engine.documents],
            page=page,
            passages=engine.passage_count,
            generation=engine.generation,
            age=age_in_words(time.time() - engine.built_at),
        )

    def allow_documents(self, place: Place) -> None:
        if place.direct:
            self.allow(place, place.channel)

    # ---------------------------------------------------------- operators

    async def reindex(self, server: int, report: Callable[[Message], Awaitable[object]]) -> Message:
        """Rebuild a server's index while the old one answers, and take it up."""
        return await self._tender.reindex(self.shelf.settings(server), report)

    def channels(self, server: int) -> frozenset[int]:
        """Where Munshi may answer in a server; empty: everywhere."""
        return self._channels.get(server, frozenset())

    async def choose_channels(self, server: int, channels: Sequence[int]) -> None:
        await self._in_state(self._state.choose_channels, server, channels)
        self._channels = await self._in_state(self._state.channels)

    async def feedback(self, server: int) -> list[Feedback]:
        """The questions of a server that were voted wrong."""
        return await self._in_state(self._state.feedback, server)

    async def about(self, place: Place) -> Message:
        """How Munshi fares in this server since it was started."""
        counts, server = self.statistics, place.server
        median = counts.median(server)
        lines = [
            f"Up for {duration_in_words(counts.uptime)}",
            f"Questions answered here: {counts.questions(server):,}",
        ]
        if median is not None:
            lines.append(f"Of these, the documents didn't tell {counts.declined(server):.0%}")
            lines.append(f"Median time: {median:,.0f} ms")
        try:
            engine = await self.shelf.engine(server)
            lines.append(
                f"Index {engine.generation}: {len(engine.documents):,} documents, "
                f"{engine.passage_count:,} passages, built {age_in_words(time.time() - engine.built_at)}"
            )
        except UserError as error:
            lines.append(str(error))
        return Message(("### Munshi", "\n".join(lines)))

    async def fact(self, name: str) -> str | None:
        return await self._in_state(self._state.fact, name)

    async def keep_fact(self, name: str, value: str) -> None:
        await self._in_state(self._state.keep_fact, name, value)

    # --------------------------------------------------------- in the back

    async def tend(self) -> None:
        """For ever: keep the indexes fresh and forget what is old."""
        await self._tender.tend(self._forget_old)

    async def _forget_old(self) -> None:
        await self._in_state(self._state.forget_older, self.settings.remembered_days)
        self.threads = await self._in_state(self._state.threads)

    def close(self) -> None:
        """Let go of everything; nothing can be asked after that."""
        self.shelf.close()
        self._tender.close()
        self._state_thread.shutdown(wait=True, cancel_futures=True)
        self._state.close()


def open_service(
    settings: DiscordSettings, shelf: EnginesByServer, state_file: Path | None = None
) -> Service:
    """A service on its state file. Raises StateUnusable."""
    return Service(settings, shelf, State.open(state_file or settings.state_file))
