"""The state file for the event loop: every call runs in one thread, so that no lock holds up the loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Concatenate, ParamSpec, TypeVar

from bot.discord.state.database import State

_Parameters = ParamSpec("_Parameters")
_Result = TypeVar("_Result")


class AsyncState:
    """A State whose functions are awaited: `await state.call(fact, "name")`."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="munshi-state")

    async def call(
        self,
        function: Callable[Concatenate[State, _Parameters], _Result],
        *arguments: _Parameters.args,
        **named: _Parameters.kwargs,
    ) -> _Result:
        """Run a function of the State in the thread. Raises what it raises, sqlite3.Error for one."""
        work = partial(function, self._state, *arguments, **named)
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def close(self) -> None:
        """Finish the call that is running, then close the file."""
        self._thread.shutdown(wait=True, cancel_futures=True)
        self._state.close()
