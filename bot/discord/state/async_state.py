"""The state file for the event loop: all calls run in one other thread, so that no lock blocks the loop."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Concatenate, NoReturn, ParamSpec, TypeVar

from bot.discord.state.database import State

_log = logging.getLogger(__name__)

_Parameters = ParamSpec("_Parameters")
_Result = TypeVar("_Result")
_Argument = TypeVar("_Argument")

_RETRY_SECONDS, _LONGEST_RETRY_SECONDS = 0.5, 5.0
_LOOK_SECONDS = 30.0  # between two looks whether the file is still there


class AsyncState:
    """A State whose functions are awaited, as in `await state.call(fact, "name")`."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="munshi-state")
        self._retrying = asyncio.Lock()  # held by the one change that is being retried
        self._failure = ""  # why the last change that is retried could not be written

    async def call(
        self,
        function: Callable[Concatenate[State, _Parameters], _Result],
        *arguments: _Parameters.args,
        **named: _Parameters.kwargs,
    ) -> _Result:
        """Run a function of the State in the thread. Raises what that raises, such as sqlite3.Error."""
        work = partial(function, self._state, *arguments, **named)
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    async def call_until_written(
        self, change: Callable[[State, _Argument], None], argument: _Argument
    ) -> None:
        """Retry a change of the state until the file can be written. Raises sqlite3.Error if it is damaged.

        This is for events that Discord reports only once, such as a deletion. Only one change at a time is
        retried, so that the thread stays free for questions. If none is being retried, the first attempt is
        made at once, since Munshi may be shutting down.
        """
        if not self._retrying.locked() and await self._is_written(change, argument):
            return
        seconds = _RETRY_SECONDS
        async with self._retrying:
            while not await self._is_written(change, argument):
                await asyncio.sleep(seconds)
                seconds = min(2 * seconds, _LONGEST_RETRY_SECONDS)

    async def _is_written(self, change: Callable[[State, _Argument], None], argument: _Argument) -> bool:
        try:
            await self.call(change, argument)
        except sqlite3.OperationalError as error:
            if str(error) != self._failure:  # it may last for days: log it once
                _log.warning("the state file could not be written, and is tried again: %s", error)
            self._failure = str(error)
            return False
        self._failure = ""
        return True

    async def keep_file(self) -> NoReturn:
        """Write the file again whenever somebody deletes it, until cancelled.

        Raises StateReplaced if another file was put in its place, and StateUnavailable.
        """
        failure = ""
        while True:
            await asyncio.sleep(_LOOK_SECONDS)
            try:
                if await self.call(State.keep_file):
                    _log.warning(
                        "the state file %s was deleted. It is written again, with all that it contained",
                        self._state.path,
                    )
                failure = ""
            except (sqlite3.Error, OSError) as error:
                if str(error) != failure:  # it may last for days: log it once
                    _log.warning("the state file was deleted, and cannot be written again yet: %s", error)
                failure = str(error)

    def close(self) -> None:
        """Finish the call that is running, then close the file."""
        self._thread.shutdown(wait=True, cancel_futures=True)
        self._state.close()
