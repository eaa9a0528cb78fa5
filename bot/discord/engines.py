"""The opened indexes: which server is answered from which, and the change to a newer one while in use.

An engine that is handed out stays good for whoever holds it; the next question gets the newer one.
Opening happens in a thread. Nothing of Discord is here; a server is a number, and 0 is direct messages.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import IndexDamaged, IndexMismatch, IndexMissing, UserError
from index.settings import IndexSettings

if TYPE_CHECKING:
    from index.engine import Engine

_log = logging.getLogger(__name__)


def open_engine(settings: IndexSettings) -> Engine:
    """Open the index of `settings`, all of it checked.

    Raises IndexMissing, IndexDamaged, IndexMismatch, ModelUnavailable.
    """
    from index.engine import Engine  # loads numeric libraries: not for those who only ask for settings

    return Engine.open(settings, verify=True)


class EnginesByServer:
    """Engines by server."""

    def __init__(
        self,
        default: IndexSettings,
        servers: Mapping[int, IndexSettings],
        *,
        opening: Callable[[IndexSettings], Engine] = open_engine,
    ) -> None:
        self._default = default
        self._servers = dict(servers)
        self._open = opening
        self._engines: dict[Path, Engine] = {}
        self._failures: dict[Path, UserError] = {}
        self._lock = asyncio.Lock()
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="munshi-open")

    @property
    def has_servers_apart(self) -> bool:
        """Whether any server has documents of its own."""
        return bool(self._servers)

    def settings(self, server: int) -> IndexSettings:
        """What a server is answered from: its own documents, else the default ones."""
        return self._servers.get(server, self._default)

    def all_settings(self) -> list[IndexSettings]:
        """Every index that is answered from, once."""
        every = [self._default, *self._servers.values()]
        return list({settings.index: settings for settings in every}.values())

    async def engine(self, server: int) -> Engine:
        """The engine for a server, opened at its first question. Raises the UserError of opening it."""
        settings = self.settings(server)
        if settings.index not in self._engines:
            await self._take_up(settings, again=False)
        return self._engines[settings.index]

    async def needs_building(self, settings: IndexSettings) -> bool:
        """Whether there is no index that can be opened with these settings, so that one must be built."""
        with contextlib.suppress(UserError):
            await self._take_up(settings, again=True)
        failure = self._failures.get(settings.index)
        return isinstance(failure, IndexMissing | IndexDamaged | IndexMismatch)

    async def refresh(self) -> None:
        """Take up every index that was built or mended since; an index that won't open leaves the old one.

        One that is gone leaves none: its documents are.
        """
        for settings in self.all_settings():
            try:
                await self._take_up(settings, again=True)
            except UserError as error:
                _log.warning("index %s: %s", settings.index, error)

    async def _take_up(self, settings: IndexSettings, *, again: bool) -> None:
        async with self._lock:
            engine = self._engines.get(settings.index)
            if engine is not None and (not again or await self._in_thread(engine.is_current)):
                return
            failure = self._failures.get(settings.index)
            if failure is not None and not again:
                raise type(failure)(*failure.args)
            try:
                self._engines[settings.index] = await self._in_thread(self._open, settings)
            except UserError as error:
                known = self._failures.get(settings.index)
                self._failures[settings.index] = error
                if isinstance(error, IndexMissing):  # no document is left, so none is to be told of
                    self._engines.pop(settings.index, None)
                if again and known is not None and str(known) == str(error):
                    return  # said before
                raise
            self._failures.pop(settings.index, None)
            _log.info("index %s: generation %s", settings.index, self._engines[settings.index].generation)

    async def _in_thread(self, function: Callable[..., Any], *values: object) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._pool, function, *values)

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)
