"""A bounded queue of questions for a bounded pool of threads, with a deadline and a cache of answers.

Plain asyncio: the event loop never waits for an engine. The queue knows nothing of Discord, servers or files.
It gets an engine to ask, and a key for the documents that the engine answers from; `engine.identity` changes
with the state of these documents.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Hashable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Protocol

from bot.discord.errors import Closing, MemberError
from bot.discord.sentences import say
from index.types import Answer

_SMOOTHING = 0.2  # weight of the latest question in the moving average of seconds for an answer


class Busy(MemberError):
    """The queue is full."""


class TooSlow(MemberError):
    """A question took longer than its deadline."""


class Answerer(Protocol):
    """The part of an engine that the queue uses."""

    @property
    def identity(self) -> str: ...

    def ask(self, question: str) -> Answer: ...


@dataclass(slots=True)
class _Pending:
    """A question without an answer yet, and the number of callers that wait for it."""

    key: Hashable
    task: asyncio.Task[Answer] = field(init=False)
    waiting: int = 0
    started: bool = False


class QuestionQueue:
    """Passes questions to engines. Belongs to the event loop in which it is first used."""

    def __init__(
        self,
        *,
        workers: int = 0,
        queue: int = 500,
        deadline: float = 60.0,
        cached: int = 1000,
        threads: str = "munshi-read",
    ) -> None:
        """Make a queue of at most `queue` questions for `workers` threads, with a `deadline` in seconds.

        `workers` 0 means one for each processor core that this process may use. `cached` answers are kept.
        The names of the threads start with `threads`.
        """
        from index.models.runtime import core_count  # loads numeric libraries

        self._workers = core_count(workers)
        self._pool = ThreadPoolExecutor(self._workers, thread_name_prefix=threads)
        self._free = asyncio.Semaphore(self._workers)
        self._queue = queue
        self._deadline = deadline
        self._cached = cached
        self._answers: OrderedDict[Hashable, Answer] = OrderedDict()  # the least recently used first
        self._pending: dict[Hashable, _Pending] = {}
        self._queued = 0  # questions that wait for a worker
        self._seconds = 0.0  # moving average of the seconds that an answer takes
        self._refusing = False
        self._closing = False

    def admit(self) -> None:
        """Raise Busy or Closing if a new question would be refused now. Call it before acknowledging one."""
        if self._refusing:
            raise Closing(say("restarting"))
        self._check_room()

    def _check_room(self) -> None:
        """Raise Busy if the queue is full, or if waiting in it would take longer than the deadline."""
        expected = self._queued * self._seconds / self._workers
        if self._queued >= self._queue or expected > self._deadline:
            raise Busy(say("busy"))

    async def ask(self, engine: Answerer, index: Hashable, question: str) -> tuple[Answer, bool]:
        """Return the answer, and whether it came from the cache.

        A question that is already pending is not asked again: the caller waits for the same answer. `index`
        is a key for the documents that `engine` answers from. Raises Busy, TooSlow, Closing, and what
        `engine` raises.
        """
        key = (index, engine.identity, question)
        if key in self._answers:
            self._answers.move_to_end(key)
            return self._answers[key], True
        pending = self._pending.get(key)
        if pending is None:
            self._check_room()
            pending = self._start(key, engine, question)
        return await self._wait_for(pending), False

    def _start(self, key: Hashable, engine: Answerer, question: str) -> _Pending:
        if self._closing:
            raise Closing(say("restarting_unfinished"))
        pending = self._pending[key] = _Pending(key)
        pending.task = asyncio.create_task(self._run(pending, engine, question))
        pending.task.add_done_callback(lambda task: self._done(pending, task))
        return pending

    async def _run(self, pending: _Pending, engine: Answerer, question: str) -> Answer:
        self._queued += 1
        try:
            await self._free.acquire()
        finally:
            self._queued -= 1
        pending.started = True
        began = time.perf_counter()
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, engine.ask, question)
        finally:
            self._free.release()
            seconds = time.perf_counter() - began
            self._seconds += (seconds - self._seconds) * (_SMOOTHING if self._seconds else 1.0)

    def _done(self, pending: _Pending, task: asyncio.Task[Answer]) -> None:
        self._drop(pending)
        if task.cancelled() or task.exception() is not None:
            return
        self._answers[pending.key] = task.result()
        while len(self._answers) > self._cached:
            self._answers.popitem(last=False)

    def _drop(self, pending: _Pending) -> None:
        """Remove a pending question, so that the next caller with the same question starts it again."""
        if self._pending.get(pending.key) is pending:
            del self._pending[pending.key]

    async def _wait_for(self, pending: _Pending) -> Answer:
        pending.waiting += 1
        try:
            async with asyncio.timeout(self._deadline) as deadline:
                return await asyncio.shield(pending.task)
        except TimeoutError:
            if not deadline.expired():  # the engine raised it
                raise
            raise TooSlow(say("too_slow", count=self._deadline)) from None
        except asyncio.CancelledError:
            if self._closing and pending.task.cancelled():
                raise Closing(say("restarting_unfinished")) from None
            raise
        finally:
            pending.waiting -= 1
            if pending.waiting == 0 and not pending.started:
                pending.task.cancel()  # no caller waits any more
                self._drop(pending)

    def refuse(self) -> None:
        """Admit no more questions. Those already admitted are still answered."""
        self._refusing = True

    async def close(self) -> None:
        """Cancel every pending question. Callers that wait for one get Closing.

        A thread that is answering cannot be stopped.
        """
        self._refusing = self._closing = True
        pending = [question.task for question in self._pending.values()]
        for task in pending:
            task.cancel()
        self._pool.shutdown(wait=False, cancel_futures=True)
