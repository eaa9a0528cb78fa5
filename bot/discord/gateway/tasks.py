"""The tasks that are answering somebody, so that a shutdown can wait for them."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from typing import Any
from weakref import WeakValueDictionary


class AnsweringTasks:
    """The set of running tasks."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()  # by message

    @contextlib.contextmanager
    def current(self) -> Iterator[None]:
        """Track the current task inside the `with` block."""
        task = asyncio.current_task()
        assert task is not None  # gateway code runs in tasks only
        self._tasks.add(task)
        try:
            yield
        finally:
            self._tasks.discard(task)

    @contextlib.asynccontextmanager
    async def in_turn(self, message: int) -> AsyncIterator[None]:
        """Track the current task, and wait until earlier tasks for the same message are done."""
        lock = self._locks.setdefault(message, asyncio.Lock())
        with self.current():
            async with lock:
                yield

    async def wait(self, seconds: float) -> None:
        """Wait until no task is left, for at most `seconds`."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)

    async def cancel(self, seconds: float) -> None:
        """Cancel the remaining tasks, and give them `seconds` to undo what they started."""
        for task in self._tasks:
            task.cancel()
        await self.wait(seconds)
