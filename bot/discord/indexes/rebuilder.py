"""Build an index in a thread while the old one answers, and report the progress.

No index is built twice at the same time, and not more than two are. Nothing here depends on discord.py: a
callback gets the progress as a Message.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from bot.discord.errors import MemberError
from bot.discord.indexes.document_threads import DocumentThreads
from bot.discord.messages.message import Message
from bot.discord.messages.reindexing import progress_message
from bot.discord.sentences import say
from index.settings import IndexSettings

if TYPE_CHECKING:  # loads numeric libraries
    from index import BuildReport, Progress

Report: TypeAlias = Callable[[Message], Awaitable[object]]

_MOST_BUILDS = 2  # at the same time; one whose documents hang does not count
_TURN_SECONDS = 0.2  # between two looks whether another build has ended


class RebuildingAlready(MemberError):
    """The same index is being built by this process."""


class Rebuilder:
    """Builds indexes in the background."""

    def __init__(
        self, threads: Callable[[IndexSettings], DocumentThreads], *, seconds_between_reports: float = 4.0
    ) -> None:
        """`threads` returns the threads that read the documents of an index."""
        self._threads = threads
        self._seconds = seconds_between_reports
        self._running: dict[Path, asyncio.Task[BuildReport]] = {}
        self._progress: dict[Path, Progress] = {}  # the latest of those running
        self._building: dict[Path, DocumentThreads] = {}  # of those running: the ones that do not wait

    @property
    def busy(self) -> bool:
        """Whether any index is being built."""
        return bool(self._running)

    def is_running(self, settings: IndexSettings) -> bool:
        """Whether the index of `settings` is being built."""
        return settings.index in self._running

    def progress(self, settings: IndexSettings) -> Progress | None:
        """Return how far the build of an index is; None if none is running, or if it has reported nothing."""
        return self._progress.get(settings.index)

    async def rebuild(
        self, settings: IndexSettings, report: Report, *, delete_if_empty: bool = False
    ) -> BuildReport:
        """Build the index of `settings`, calling `report` every few seconds.

        If the caller is cancelled, or `report` fails, the build goes on, and counts as running until it ends.
        `delete_if_empty` is passed to `index.build`. Raises RebuildingAlready, and what `index.build` raises.
        """
        if settings.index in self._running:
            raise RebuildingAlready(say("reindexing_already"))
        building = asyncio.create_task(self._build(settings, delete_if_empty=delete_if_empty))
        self._running[settings.index] = building
        building.add_done_callback(lambda _: self._ended(settings))
        while not (await asyncio.wait([building], timeout=self._seconds))[0]:
            await report(progress_message(self.progress(settings)))
        return building.result()

    def _ended(self, settings: IndexSettings) -> None:
        del self._running[settings.index]
        self._progress.pop(settings.index, None)

    async def _build(self, settings: IndexSettings, *, delete_if_empty: bool) -> BuildReport:
        """Build an index when it is its turn."""
        from index import build  # loads numeric libraries

        threads = self._threads(settings)

        def note(progress: Progress) -> None:
            if not progress.slow_file:  # while a file is awaited, notices come although its drive may hang
                threads.give_sign()
            self._progress[settings.index] = progress

        while sum(not other.hanging for other in self._building.values()) >= _MOST_BUILDS:
            await asyncio.sleep(_TURN_SECONDS)
        self._building[settings.index] = threads
        try:
            return await threads.run(
                build, settings, wait=False, delete_if_empty=delete_if_empty, progress=note
            )
        finally:
            del self._building[settings.index]

    def close(self) -> None:
        """Start no build that still waits for its turn."""
        for building in self._running.values():
            building.cancel()
