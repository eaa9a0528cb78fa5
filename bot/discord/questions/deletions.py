"""Recent deletions, which also apply to answers that are recorded only afterwards.

A question is recorded when it is answered, which may be a minute after it was asked. Only the latest
deletions are remembered, and only in memory.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass

from bot.discord.questions.requests import Request

_MOST_MESSAGES = 10_000
_MOST_FORGOTTEN = 1_000


@dataclass(frozen=True, slots=True)
class _Scope:
    """Everything that a person asked in a server and a channel; None means any of them."""

    server: int | None
    channel: int | None
    person: int | None

    def includes(self, request: Request) -> bool:
        own = (request.location.server, request.location.channel, request.person)
        pairs = zip((self.server, self.channel, self.person), own, strict=True)
        return all(scope in (None, number) for scope, number in pairs)


class RecentDeletions:
    """The messages that were deleted last, and the scopes that were forgotten last."""

    def __init__(self) -> None:
        self._messages: OrderedDict[int, None] = OrderedDict()  # ids, the earliest deletion first
        self._forgotten: OrderedDict[_Scope, float] = OrderedDict()  # scope → when; the earliest first

    def delete_messages(self, messages: Iterable[int]) -> None:
        """Remember that messages were deleted."""
        self._messages.update(dict.fromkeys(messages))
        while len(self._messages) > _MOST_MESSAGES:
            self._messages.popitem(last=False)

    def is_deleted(self, message: int | None) -> bool:
        """Whether a message was deleted recently."""
        return message in self._messages

    def forget(
        self, *, server: int | None = None, channel: int | None = None, person: int | None = None
    ) -> None:
        """Remember that everything asked until now in a server, in a channel, by a person is forgotten."""
        scope = _Scope(server, channel, person)
        self._forgotten[scope] = time.perf_counter()
        self._forgotten.move_to_end(scope)
        while len(self._forgotten) > _MOST_FORGOTTEN:
            self._forgotten.popitem(last=False)

    def is_forgotten(self, request: Request) -> bool:
        """Whether a request was forgotten after it was asked."""
        return any(
            request.asked_at <= forgotten_at and scope.includes(request)
            for scope, forgotten_at in self._forgotten.items()
        )
