"""Keeps the indexes of a running bot current: builds missing ones, opens newer ones, rebuilds on demand."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from bot.discord.engines import EnginesByServer
from bot.discord.messages.message import Message
from bot.discord.rebuilder import Rebuilder, Report
from index.settings import IndexSettings

if TYPE_CHECKING:  # loads numeric libraries
    from index import BuildReport

_log = logging.getLogger(__name__)

_DAY = 86400.0  # seconds


class Maintenance:
    """One for each running bot."""

    def __init__(self, engines: EnginesByServer, seconds: float) -> None:
        """`seconds` pass between two looks for a newer index."""
        self._engines = engines
        self._seconds = seconds
        self._rebuilder = Rebuilder()

    async def rebuild(self, settings: IndexSettings, report: Report) -> BuildReport:
        """Rebuild an index while the old one answers, and open it. Raises as `Rebuilder.rebuild`."""
        built = await self._rebuilder.rebuild(settings, report)
        await self._engines.refresh()
        return built

    async def run(self, every_day: Callable[[], Awaitable[None]]) -> None:
        """Build what is missing; then, for ever, open newer indexes, and call `every_day` once a day."""
        last = float("-inf")
        await self._build_missing()
        while True:
            try:
                await self._engines.refresh()
                if time.monotonic() - last > _DAY:
                    last = time.monotonic()
                    await every_day()
            except Exception:  # whatever it is, maintenance goes on
                _log.exception("in maintenance")
            await asyncio.sleep(self._seconds)

    async def _build_missing(self) -> None:
        for settings in self._engines.all_settings():
            if not await self._engines.needs_building(settings):
                continue
            try:
                built = await self._rebuilder.rebuild(settings, _report_to_nobody)
                _log.info("index %s: built %d passages", settings.index, built.passages)
            except Exception as error:  # whoever asks is told; a rebuild can be asked for
                _log.warning("index %s could not be built: %s", settings.index, error)

    def close(self) -> None:
        self._rebuilder.close()


async def _report_to_nobody(progress: Message) -> None:
    pass
