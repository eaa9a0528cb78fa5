"""Whom members may call where the documents don't say, as managers chose it by server."""

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
    hand_on,
    helpers_by_server,
    take_handing_on_back,
)
from bot.discord.state.records import Helpers

_SAME_QUESTION_SECONDS = 86400.0  # within which the same question again calls nobody again
_CALLS, _CALL_SECONDS = 3, 600.0  # that a person may make in a server within so many seconds


class Humans:
    """The helpers of each server, and the questions that were handed on to them."""

    def __init__(self, state: AsyncState, helpers: Mapping[int, Helpers]) -> None:
        """`helpers` are those in the state file, by server."""
        self._state = state
        self._helpers = helpers
        self._calls = Cooldown(_CALL_SECONDS, times=_CALLS, sentence=partial(called_too_often, times=_CALLS))

    def of(self, server: int) -> Helpers | None:
        """Whom members of a server may call; None: nobody."""
        return self._helpers.get(server)

    async def choose(self, server: int, helpers: Helpers | None) -> None:
        """Let members of a server call somebody; None: nobody."""
        await self._state.call(choose_helpers, server, helpers)
        await self.reload()

    async def forget_role(self, role: int) -> None:
        """Call a role that was deleted no more."""
        if any(helpers.role == role for helpers in self._helpers.values()):
            await self._state.call_until_written(forget_role, role)
            await self.reload()

    async def claim(self, answer_id: int, server: int, caller: int) -> bool:
        """Whether a question may be handed on now, which it may once, also where it is asked again soon.

        Raises TooSoon where the caller handed on too many in the server just before.
        """
        self._calls.check((server, caller))
        self._calls.start((server, caller))  # at once, so that presses at the same moment count
        claimed = False
        try:
            since = time.time() - _SAME_QUESTION_SECONDS
            claimed = await self._state.call(hand_on, answer_id, since=since)
        finally:
            if not claimed:
                self._calls.take_back((server, caller))
        return claimed

    async def release(self, answer_id: int, server: int, caller: int) -> None:
        """A question that was claimed was not handed on after all."""
        self._calls.take_back((server, caller))
        await self._state.call(take_handing_on_back, answer_id)

    async def reload(self) -> None:
        """Read the helpers from the state file again."""
        self._helpers = await self._state.call(helpers_by_server)
