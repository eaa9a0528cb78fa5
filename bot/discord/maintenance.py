"""Keeping the indexes of a running bot: built where missing, rebuilt when asked, taken up when newer."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

from bot.discord.engines import EnginesByServer
from bot.discord.messages import Message
from bot.discord.rebuild import Rebuilder, report_message
from index.settings import IndexSettings

_log = logging.getLogger(__name__)

_DAY = 86400.0


class Maintenance:
    """One for each running bot."""

    def __init__(self, shelf: EnginesByServer, seconds: float) -> None:
        self._shelf = shelf
        self._seconds = seconds
        self._rebuilder = Rebuilder()

    async def reindex(
        self, settings: IndexSettings, report: Callable[[Message], Awaitable[object]]
    ) -> Message:
        """Rebuild an index while the old one answers, and take it up. Raises the UserErrors of building."""
        built = await self._rebuilder.rebuild(settings, report)
        await self._shelf.refresh()
        return report_message(built)

    async def tend(self, every_day: Callable[[], Awaitable[None]]) -> None:
        """For ever: take up newer indexes, and once a day do `every_day`. First build what is missing."""
        done = float("-inf")
        await self._build_missing()
        while True:
            try:
                await self._shelf.refresh()
                if time.monotonic() - done > _DAY:
                    done = time.monotonic()
                    await every_day()
            except Exception:  # whatever it is, it must not end the tending
                _log.exception("while tending")
            await asyncio.sleep(self._seconds)

    async def _build_missing(self) -> None:
        for settings in self._shelf.all_settings():
            if not await self._shelf.needs_building(settings):
                continue
            try:
                built = await self._rebuilder.rebuild(settings, _report_to_nobody)
                _log.info("index %s: built %d passages", settings.index, built.passages)
            except Exception as error:  # the questions will say it; a rebuild can be asked for
                _log.warning("index %s could not be built: %s", settings.index, error)

    def close(self) -> None:
        self._rebuilder.close()


async def _report_to_nobody(progress: Message) -> None:
    pass
