"""Maintenance of the indexes of a running bot: builds missing and changed ones, and opens newer ones."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from bot.discord.errors import DocumentsHang, MemberError
from bot.discord.indexes.document_threads import DocumentThreads
from bot.discord.indexes.engines import EnginesByServer
from bot.discord.indexes.rebuilder import Rebuilder, Report
from bot.discord.indexes.troubles import Trouble, Troubles
from bot.discord.indexes.watching import change_signals
from bot.discord.messages.message import Message
from bot.durations import DAY
from index.errors import DocumentsUnavailable
from index.settings import IndexSettings

if TYPE_CHECKING:  # loads numeric libraries
    from index import BuildReport, Progress
    from index.store.changes import Changes

_log = logging.getLogger(__name__)

_FIRST_DAILY = 3600.0  # seconds after the start: by then a clock that was wrong at the start has been set
_LOOK_SECONDS = 60.0  # between two checks of documents, even without a notice that they changed


@dataclass(frozen=True, slots=True)
class Watched:
    """Whether an index's documents are watched and being read, and why they could not be read."""

    watching: bool = False  #: the index is rebuilt automatically when the documents change
    reading: bool = False  #: the documents are being read now
    progress: Progress | None = None  #: how far that is; None: it has reported nothing yet
    rebuilt_at: float | None = None  #: time of the last automatic rebuild, in seconds since the epoch
    trouble: Trouble | None = None  #: why the documents could not be read again; None: they could

    @property
    def available(self) -> bool:
        """Whether the folder could be read at the last check, and contained documents of the index."""
        return self.trouble is None or not isinstance(self.trouble.error, DocumentsUnavailable)


class Maintenance:
    """Maintains all indexes. There is one instance for a running bot."""

    def __init__(self, engines: EnginesByServer, seconds: float, *, rebuild_after: float = 0.0) -> None:
        """`seconds` is the time between two checks for newer indexes.

        Changed documents are read again `rebuild_after` seconds after the last change; 0: only on request.
        """
        self._engines = engines
        self._seconds = seconds
        self._rebuild_after = rebuild_after
        self._threads: defaultdict[Path, DocumentThreads] = defaultdict(DocumentThreads)  # by index folder
        self._rebuilder = Rebuilder(self.threads)
        self._watched: dict[Path, Watched] = {}
        self._troubles = Troubles()

    def threads(self, settings: IndexSettings) -> DocumentThreads:
        """Return the threads in which the documents of an index are read and written."""
        return self._threads[settings.index]

    def watched(self, settings: IndexSettings) -> Watched:
        """Return whether the documents of an index are watched and being read, and why they could not be."""
        known = self._watched.get(settings.index, Watched())
        return replace(
            known,
            reading=self._rebuilder.is_running(settings),
            progress=self._rebuilder.progress(settings),
            trouble=self._troubles.of(settings),
        )

    async def rebuild(
        self, settings: IndexSettings, report: Report, *, delete_if_empty: bool = False
    ) -> BuildReport:
        """Rebuild an index while the old one answers, and open it. Raises as `Rebuilder.rebuild`."""
        built = await self._rebuilder.rebuild(settings, report, delete_if_empty=delete_if_empty)
        self._troubles.clear(settings)
        self._engines.trust(settings)
        await self._engines.refresh()
        return built

    async def pending(self, settings: IndexSettings) -> Changes | None:
        """Return the changes that a build would index now; None if there is no usable index.

        Raises DocumentsUnavailable also if none of the documents in the index is left, whatever was added: an
        unmounted drive looks the same, and somebody may have put a file where it belongs. Raises the other
        UserErrors of `index.store.changes.pending_changes`.
        """
        from index.documents.files import require_folder
        from index.store.changes import pending_changes  # loads numeric libraries

        threads = self.threads(settings)
        await threads.run(require_folder, settings.documents)
        if await self._engines.needs_building(settings):
            return None
        changes = await threads.run(pending_changes, settings)
        if changes.removed and not (changes.kept or changes.changed or changes.renamed or changes.reread):
            if changes.added:
                raise DocumentsUnavailable(
                    f"The documents folder {settings.documents} contains none of the documents in the index "
                    "any more, but others. The index answers as it was; `munshi index` replaces it."
                )
            raise DocumentsUnavailable(
                f"The documents folder {settings.documents} contains no document any more. "
                "The index answers as it was."
            )
        return changes

    async def run(self, every_day: Callable[[], Awaitable[None]]) -> None:
        """Build missing and damaged indexes, keep all current, and call `every_day` daily, until cancelled.

        `every_day` deletes what is old by the clock. If the clock was set by more than a day, or the machine
        slept for longer than that, the call is postponed by a day, but only once.
        """
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._refresh(every_day))
            tasks.create_task(self._notice_hanging())
            for settings in self._built_here():
                tasks.create_task(self._keep_usable(settings))
                if self._rebuild_after > 0:
                    tasks.create_task(self._watch(settings))

    def _built_here(self) -> list[IndexSettings]:
        """The settings of the indexes that this machine builds."""
        return [each for each in self._engines.all_settings() if not each.store.is_read_only]

    async def _refresh(self, every_day: Callable[[], Awaitable[None]]) -> None:
        last, failure, ahead = time.monotonic() - DAY + _FIRST_DAILY, "", _clock_ahead()
        has_waited = False  # whether the last call was postponed; sleep sets the clock too, perhaps daily
        while True:
            try:
                await self._engines.refresh()
                if time.monotonic() - last > DAY:
                    before, ahead = ahead, _clock_ahead()
                    has_waited = abs(ahead - before) > DAY and not has_waited
                    if has_waited:
                        _log.warning(
                            "the clock was set, or the machine slept: old records are forgotten a day later"
                        )
                    else:
                        await every_day()
                    last = time.monotonic()  # not reached after an error: the next check tries again
            except Exception as error:  # maintenance goes on after any error
                if str(error) != failure:  # there is a check every few seconds: log the same error once
                    _log.warning("in maintenance: %s", error, exc_info=error)
                failure = str(error)
            else:
                failure = ""
            await asyncio.sleep(self._seconds)

    async def _keep_usable(self, settings: IndexSettings) -> None:
        """Build an index whenever it is missing, damaged or from other settings, until cancelled."""
        while True:
            try:
                if self._troubles.build_is_due(settings) and await self._engines.needs_building(settings):
                    await self._try_to_build(settings)
            except Exception as error:  # it is tried again after any error
                self._troubles.note(settings, error)
            await asyncio.sleep(self._seconds)

    async def _notice_hanging(self) -> None:
        """Note and log when documents hang, and when they respond again, until cancelled."""
        while True:
            for settings in self._built_here():
                trouble = self._troubles.of(settings)
                threads, known = self.threads(settings), trouble and isinstance(trouble.error, DocumentsHang)
                if threads.hanging and not known:
                    self._troubles.note(settings, DocumentsHang(settings.documents), threads.silent_seconds)
                elif known and not threads.hanging:
                    self._note_available(settings)
            await asyncio.sleep(self._seconds)

    # ------------------------------------------------------------ watching

    async def _watch(self, settings: IndexSettings) -> None:
        """Rebuild an index whenever its documents have changed, until cancelled."""
        self._note(settings, watching=True)
        folder, index = settings.documents, settings.index
        async for _ in change_signals(
            folder,
            threads=self.threads(settings),
            leave_out=index,
            quiet=self._rebuild_after,
            every=_LOOK_SECONDS,
        ):
            try:
                stale = await self._is_stale(settings)
                self._note_available(settings)
                if stale:
                    await self._try_to_build(settings)
                else:
                    self._troubles.clear(settings)
            except Exception as error:  # watching goes on after any error
                self._troubles.note(settings, error)

    async def _is_stale(self, settings: IndexSettings) -> bool:
        """Whether an index must be built, or its documents have changed. Raises what `pending` raises.

        An index whose documents are all gone is deleted only by a rebuild that somebody asks for.
        """
        changes = await self.pending(settings)
        return changes is None or changes.any

    async def _try_to_build(self, settings: IndexSettings) -> None:
        """Build an index, unless the last build failed a short time ago. Raises as `index.build`."""
        if not self._troubles.build_is_due(settings):
            return
        try:
            built = await self.rebuild(settings, _report_to_nobody)
        except MemberError:
            return  # it is being built here already; a later check finds what that build misses
        self._note(settings, rebuilt_at=time.time())
        _log.info(
            "index %s: generation %d has %d passages; documents added %d, changed %d, removed %d, "
            "renamed %d, skipped %d",
            *(settings.index, built.generation, built.passages),
            *map(len, (built.added, built.changed, built.removed, built.renamed, built.skipped)),
        )

    def _note_available(self, settings: IndexSettings) -> None:
        """Note that documents are available. If they were not before, log that they are back."""
        trouble = self._troubles.of(settings)
        if trouble and isinstance(trouble.error, DocumentsUnavailable):
            self._troubles.clear(settings)
            if isinstance(trouble.error, DocumentsHang):
                _log.info("index %s: the documents in %s respond again", settings.index, settings.documents)
            else:
                _log.info("index %s: the documents in %s are there again", settings.index, settings.documents)

    def _note(self, settings: IndexSettings, **facts: bool | float) -> None:
        known = self._watched.get(settings.index, Watched())
        self._watched[settings.index] = replace(known, **facts)  # type: ignore[arg-type]  # its own fields

    def close(self) -> None:
        self._rebuilder.close()


def _clock_ahead() -> float:
    """Return the seconds by which the clock is ahead of the monotonic one, which may stop during sleep."""
    return time.time() - time.monotonic()


async def _report_to_nobody(progress: Message) -> None:
    pass
