"""The humans that members may call if the documents don't say, as managers chose them for each server."""

from __future__ import annotations

import time
from collections.abc import Mapping
from functools import partial

from bot.discord.questions.cooldown import Cooldown
from bot.discord.sentences import called_too_often
from bot.discord.state.async_state import AsyncState
from bot.discord.state.choices import (
    choose_helpers,
    forget_role,
    helpers_by_server,
    record_handed_on,
    undo_handed_on,
)
from bot.discord.state.records import Helpers
from bot.durations import DAY

_SAME_QUESTION_SECONDS = DAY  # within which a repeated question calls nobody again
_CALLS, _CALL_SECONDS = 3, 600.0  # the most calls of a person in a server within that time


class Humans:
    """The helpers of each server, and the questions that were passed on to them."""

    def __init__(self, state: AsyncState, helpers: Mapping[int, Helpers]) -> None:
        """`helpers` are those in the state file, by server."""
        self._state = state
        self._helpers = helpers
        self._calls = Cooldown(_CALL_SECONDS, times=_CALLS, sentence=partial(called_too_often, times=_CALLS))

    def of(self, server: int) -> Helpers | None:
        """Return whom members of a server may call; None: nobody."""
        return self._helpers.get(server)

    async def choose(self, server: int, helpers: Helpers | None) -> None:
        """Choose whom members of a server may call; None: nobody."""
        await self._state.call(choose_helpers, server, helpers)
        await self.reload()

    async def forget_role(self, role: int) -> None:
        """Stop calling a role that was deleted."""
        if any(helpers.role == role for helpers in self._helpers.values()):
            await self._state.call_until_written(forget_role, role)
            await self.reload()

    async def claim(self, answer_id: int, server: int, caller: int) -> bool:
        """Record that a question is passed on. Returns False if it was already, or the same one recently.

        Raises TooSoon if the caller has just passed on too many questions in the server.
        """
        self._calls.check((server, caller))
        self._calls.start((server, caller))  # before any await, so that simultaneous presses count
        claimed = False
        try:
            since = time.time() - _SAME_QUESTION_SECONDS
            claimed = await self._state.call(record_handed_on, answer_id, since=since)
        finally:
            if not claimed:
                self._calls.undo_start((server, caller))
        return claimed

    async def release(self, answer_id: int, server: int, caller: int) -> None:
        """Record that a claimed question was not passed on after all."""
        self._calls.undo_start((server, caller))
        await self._state.call(undo_handed_on, answer_id)

    async def reload(self) -> None:
        """Read the helpers from the state file again."""
        self._helpers = await self._state.call(helpers_by_server)
