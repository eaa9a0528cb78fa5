"""Threads that read the documents of one index, and how long they have been silent.

If a drive no longer responds, whatever reads it hangs until it is back, and Python cannot end a thread. So
each call gets a thread of its own, apart from those that answer questions. They are daemon threads: the
process can end without them.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import ParamSpec, TypeVar

_Parameters = ParamSpec("_Parameters")
_Result = TypeVar("_Result")

PATIENCE = 300.0  #: seconds of silence after which documents count as hanging; a slow file may take minutes


class DocumentThreads:
    """The threads that read the documents of one index now."""

    def __init__(self) -> None:
        self._signs: dict[threading.Thread, float] = {}  # monotonic time of the last sign of life

    @property
    def silent_seconds(self) -> float:
        """For how long a thread has given no sign of life; of several, the longest; 0 if none runs."""
        now = time.monotonic()
        return now - min(list(self._signs.values()), default=now)

    @property
    def hanging(self) -> bool:
        """Whether a thread has been silent for so long that its drive seems not to respond."""
        return self.silent_seconds >= PATIENCE

    def give_sign(self) -> None:
        """Note that the calling thread is not hanging, if it is one of these."""
        if (thread := threading.current_thread()) in self._signs:
            self._signs[thread] = time.monotonic()

    async def run(
        self,
        function: Callable[_Parameters, _Result],
        *arguments: _Parameters.args,
        **named: _Parameters.kwargs,
    ) -> _Result:
        """Run a function in a thread. If the caller is cancelled, the thread goes on."""
        outcome: Future[_Result] = Future()
        outcome.set_running_or_notify_cancel()  # from now on it cannot be cancelled

        def work() -> None:
            try:
                result = function(*arguments, **named)
            except BaseException as error:
                del self._signs[thread]
                outcome.set_exception(error)
            else:
                del self._signs[thread]
                outcome.set_result(result)

        thread = threading.Thread(target=work, name="munshi-documents", daemon=True)
        self._signs[thread] = time.monotonic()
        thread.start()
        return await asyncio.wrap_future(outcome)
