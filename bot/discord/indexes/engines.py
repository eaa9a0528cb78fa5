"""Server id → the engine that answers it. A newer index gets a new engine while questions are being answered.

An engine that a caller has stays usable; the next question gets the newer one. Indexes are opened in a
thread. Nothing here depends on Discord: a server is a number, and 0 means direct messages.
"""

from __future__ import annotations

import asyncio
import contextlib
import copy
import logging
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from bot.config import once_each
from bot.discord.errors import Closing
from bot.discord.sentences import say
from index.errors import MUST_BE_BUILT, IndexDamaged, IndexMissing, UserError
from index.settings import IndexSettings

if TYPE_CHECKING:
    from index import Engine

_log = logging.getLogger(__name__)

_Result = TypeVar("_Result")


def open_engine(settings: IndexSettings) -> Engine:
    """Open the index of `settings` and check every byte of it.

    Raises what `Engine.open` raises: errors of a missing or damaged index, a model, a store or its key.
    """
    from index import Engine  # loads numeric libraries

    return Engine.open(settings, verify=True)


class EnginesByServer:
    """Engines by server, each opened when it is first asked for."""

    def __init__(
        self,
        default: IndexSettings,
        servers: Mapping[int, IndexSettings],
        *,
        opening: Callable[[IndexSettings], Engine] = open_engine,
    ) -> None:
        """`servers` have documents of their own; all others are answered from the `default` index."""
        self._default = default
        self._servers = dict(servers)
        self._open = opening
        self._engines: dict[Path, Engine] = {}  # by index folder
        self._failures: dict[Path, UserError] = {}
        self._logged: dict[Path, str] = {}  # by index folder: the last failure in the log
        self._doubted: set[Path] = set()  # index folders to check, since a question found damage
        self._lock = asyncio.Lock()
        self._closed = False
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="munshi-open")

    @property
    def servers_have_documents(self) -> bool:
        """Whether any server has documents of its own."""
        return bool(self._servers)

    def settings(self, server: int) -> IndexSettings:
        """Return the settings of the index that a server is answered from."""
        return self._servers.get(server, self._default)

    def all_settings(self) -> list[IndexSettings]:
        """Return the settings of every index, each once."""
        return once_each([self._default, *self._servers.values()])

    async def engine(self, server: int) -> Engine:
        """Return the engine of a server. If opening failed, raises its UserError until `refresh` succeeds."""
        settings = self.settings(server)
        if settings.index not in self._engines:
            async with self._lock:
                if settings.index not in self._engines:
                    if failure := self._failures.get(settings.index):
                        raise copy.copy(failure)  # a copy, since raising adds to an error's traceback
                    await self._open_newest(settings)
        return self._engines[settings.index]

    def doubt(self, settings: IndexSettings, error: IndexDamaged) -> None:
        """Check every byte of an index at the next refresh, since a question found that it is damaged.

        If it is, it needs building, and its engine goes on answering what it can.
        """
        if settings.index in self._doubted or settings.index in self._failures:
            return  # it is checked, or built, already
        self._doubted.add(settings.index)
        _log.warning("index %s: a question found damage, so all of it is checked: %s", settings.index, error)

    def trust(self, settings: IndexSettings) -> None:
        """Note that an index is whole, since a build has just checked or written it."""
        self._failures.pop(settings.index, None)

    async def needs_building(self, settings: IndexSettings) -> bool:
        """Whether an index must be built: it is missing or damaged, or does not match the settings."""
        with contextlib.suppress(UserError):
            await self._refresh(settings)
        failure = self._failures.get(settings.index)
        return isinstance(failure, MUST_BE_BUILT)

    async def refresh(self) -> None:
        """Open every index that is newer than its engine. If that fails, the old engine stays.

        If an index is gone, since its documents are, its engine is removed. The same failure is logged once.
        """
        for settings in self.all_settings():
            try:
                await self._refresh(settings)
            except UserError as error:
                if self._logged.get(settings.index) != str(error):
                    _log.warning("index %s: %s", settings.location, error)
                self._logged[settings.index] = str(error)
            else:
                self._logged.pop(settings.index, None)

    async def _refresh(self, settings: IndexSettings) -> None:
        async with self._lock:
            engine = self._engines.get(settings.index)
            doubted = settings.index in self._doubted
            self._doubted.discard(settings.index)
            if engine is None or doubted or not await self._in_thread(engine.is_current):
                await self._open_newest(settings)

    async def _open_newest(self, settings: IndexSettings) -> None:
        """Open the newest generation of an index, under the lock. Raises the UserError of opening."""
        try:
            engine = await self._in_thread(lambda: self._open(settings))
        except UserError as error:
            self._failures[settings.index] = error
            if isinstance(error, IndexMissing):
                self._engines.pop(settings.index, None)  # its documents are gone: stop answering from them
            raise
        self._failures.pop(settings.index, None)
        self._engines[settings.index] = engine
        _log.info("index %s: generation %s", settings.location, engine.generation)

    async def _in_thread(self, function: Callable[[], _Result]) -> _Result:
        if self._closed:
            raise Closing(say("restarting"))
        return await asyncio.get_running_loop().run_in_executor(self._pool, function)

    def close(self) -> None:
        self._closed = True
        self._pool.shutdown(wait=False, cancel_futures=True)
