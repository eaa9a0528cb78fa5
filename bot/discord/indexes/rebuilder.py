"""Build an index in a thread while the old one answers, and report the progress.

No index is built twice at the same time. Nothing here depends on discord.py: a callback gets the progress as
a Message.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from bot.discord.errors import MemberError
from bot.discord.messages.message import Message
from bot.discord.messages.reindexing import progress_message
from bot.discord.sentences import say
from index.settings import IndexSettings

if TYPE_CHECKING:  # loads numeric libraries
    from index import BuildReport, Progress

Report: TypeAlias = Callable[[Message], Awaitable[object]]


class RebuildingAlready(MemberError):
    """The same index is being built by this process."""


class Rebuilder:
    """Builds indexes in the background."""

    def __init__(self, *, seconds_between_reports: float = 4.0) -> None:
        self._pool = ThreadPoolExecutor(2, thread_name_prefix="munshi-build")
        self._seconds = seconds_between_reports
        self._running: set[Path] = set()

    @property
    def busy(self) -> bool:
        """Whether any index is being built."""
        return bool(self._running)

    def is_running(self, settings: IndexSettings) -> bool:
        """Whether the index of `settings` is being built."""
        return settings.index in self._running

    async def rebuild(
        self, settings: IndexSettings, report: Report, *, delete_if_empty: bool = False
    ) -> BuildReport:
        """Build the index of `settings`, calling `report` every few seconds.

        If the caller is cancelled, or `report` fails, the build goes on, and counts as running until it ends.
        `delete_if_empty` is passed to `index.build`. Raises RebuildingAlready, and what `index.build` raises.
        """
        from index import build  # loads numeric libraries

        if settings.index in self._running:
            raise RebuildingAlready(say("reindexing_already"))
        latest: Progress | None = None

        def note(progress: Progress) -> None:
            nonlocal latest
            latest = progress

        building = asyncio.get_running_loop().run_in_executor(
            self._pool,
            lambda: build(settings, wait=False, delete_if_empty=delete_if_empty, progress=note),
        )
        self._running.add(settings.index)
        building.add_done_callback(lambda _: self._running.discard(settings.index))
        while not (await asyncio.wait([building], timeout=self._seconds))[0]:
            await report(progress_message(latest))
        return building.result()

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)
