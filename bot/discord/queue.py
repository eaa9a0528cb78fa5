"""Where questions wait their turn: a bounded queue before a bounded pool of threads, a deadline, a cache.

Plain asyncio; the event loop never waits for reading. Knows nothing of Discord, servers or files: it is
given the engine to ask, and a name for the index that the engine has opened.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections import OrderedDict
from collections.abc import Hashable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Protocol

from index.errors import UserError
from index.types import Answer


class Busy(UserError):
    """More questions wait than may."""


class TooSlow(UserError):
    """A question took longer than its deadline."""


class Closing(UserError):
    """Munshi is being stopped."""


class Asker(Protocol):
    """What the desk needs of an engine."""

    generation: int

    def ask(self, question: str) -> Answer: ...


@dataclass(slots=True)
class _Work:
    """One question being answered, for however many ask it at the same time."""

    task: asyncio.Task[Answer] = field(init=False)
    waiting: int = 0
    started: bool = False


class QuestionQueue:
    """Hands questions to engines. Belongs to the event loop it is first used in."""

    def __init__(
        self, *, workers: int = 0, queue: int = 500, deadline: float = 60.0, cached: int = 1000
    ) -> None:
        self._workers = workers or os.cpu_count() or 1
        self._pool = ThreadPoolExecutor(self._workers, thread_name_prefix="munshi-read")
        self._free = asyncio.Semaphore(self._workers)
        self._queue = queue
        self._deadline = deadline
        self._cached = cached
        self._answers: OrderedDict[Hashable, Answer] = OrderedDict()
        self._under_way: dict[Hashable, _Work] = {}
        self._queued = 0
        self._pace = (
            0.0  # seconds that a reading takes lately: who would wait past the deadline hears it at once
        )
        self._refusing = False
        self._closing = False

    @property
    def queued(self) -> int:
        """How many questions wait for a worker."""
        return self._queued

    def admit(self) -> None:
        """Raise Busy or Closing where a new question would be refused, before anything is promised."""
        if self._refusing:
            raise Closing("I am being restarted. Ask again in a minute.")
        self._check_room()

    def _check_room(self) -> None:
        hopeless = self._queued * self._pace / self._workers > self._deadline
        if hopeless or self._queued >= self._queue:
            raise Busy("I have more questions than I can read just now. Ask again in a moment.")

    async def ask(self, engine: Asker, index: Hashable, question: str) -> tuple[Answer, bool]:
        """The answer, and whether it was kept from before. Raises Busy, TooSlow, Closing, or as `engine`."""
        key = (index, engine.generation, question)
        kept = self._answers.get(key)
        if kept is not None:
            self._answers.move_to_end(key)
            return kept, True
        work = self._under_way.get(key)
        if work is None:
            self._check_room()
            work = self._start(key, engine, question)
        return await self._wait_for(work), False

    def _start(self, key: Hashable, engine: Asker, question: str) -> _Work:
        if self._closing:
            raise Closing("I am being restarted, and could not finish. Ask again in a minute.")
        work = self._under_way[key] = _Work()
        work.task = asyncio.create_task(self._read(key, work, engine, question))
        work.task.add_done_callback(lambda task: self._done(key, task))
        return work

    def _done(self, key: Hashable, task: asyncio.Task[Answer]) -> None:
        self._under_way.pop(key, None)
        if task.cancelled() or task.exception() is not None:
            return
        self._answers[key] = task.result()
        while len(self._answers) > self._cached:
            self._answers.popitem(last=False)

    async def _read(self, key: Hashable, work: _Work, engine: Asker, question: str) -> Answer:
        self._queued += 1
        try:
            await self._free.acquire()
        finally:
            self._queued -= 1
        work.started = True
        began = time.perf_counter()
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, engine.ask, question)
        finally:
            self._free.release()
            took = time.perf_counter() - began
            self._pace = took if self._pace == 0.0 else 0.8 * self._pace + 0.2 * took

    async def _wait_for(self, work: _Work) -> Answer:
        work.waiting += 1
        try:
            async with asyncio.timeout(self._deadline):
                return await asyncio.shield(work.task)
        except TimeoutError:
            raise TooSlow(
                f"That took longer than {self._deadline:g} seconds, so I stopped. Ask it in fewer words, "
                "or again later."
            ) from None
        except asyncio.CancelledError:
            if self._closing and work.task.cancelled():
                raise Closing("I am being restarted, and could not finish. Ask again in a minute.") from None
            raise
        finally:
            work.waiting -= 1
            if work.waiting == 0 and not work.started:
                work.task.cancel()  # nobody waits for it any more: don't read it

    def refuse(self) -> None:
        """From now on admit no question; those admitted go on."""
        self._refusing = True

    async def close(self) -> bool:
        """Excuse whatever is still under way.

        Returns whether every thread has come back; one that reads on cannot be stopped.
        """
        self._refusing = self._closing = True
        late = [work.task for work in self._under_way.values()]
        for task in late:
            task.cancel()
        self._pool.shutdown(wait=False, cancel_futures=True)
        return not late
