"""What was deleted or forgotten of late: an answer that is recorded only later is treated likewise.

A question is recorded once it is answered, which may be a minute after it was asked. Only the latest are
remembered, and only in memory.
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
    """Everything asked in a server, in a channel and by a person; None stands for all of them."""

    server: int | None
    channel: int | None
    person: int | None

    def includes(self, request: Request) -> bool:
        own = (request.location.server, request.location.channel, request.person)
        pairs = zip((self.server, self.channel, self.person), own, strict=True)
        return all(wanted in (None, number) for wanted, number in pairs)


class RecentDeletions:
    """The latest deleted messages, and the latest times at which something was forgotten."""

    def __init__(self) -> None:
        self._messages: OrderedDict[int, None] = OrderedDict()  # the earliest deleted first
        self._forgotten: OrderedDict[_Scope, float] = OrderedDict()  # until when; the earliest first

    def delete_messages(self, messages: Iterable[int]) -> None:
        """Remember that messages were deleted."""
        self._messages.update(dict.fromkeys(messages))
        while len(self._messages) > _MOST_MESSAGES:
            self._messages.popitem(last=False)

    def is_deleted(self, message: int | None) -> bool:
        """Whether a message was deleted of late."""
        return message in self._messages

    def forget(
        self, *, server: int | None = None, channel: int | None = None, person: int | None = None
    ) -> None:
        """Remember that all is forgotten that was asked until now in a server, a channel, by a person."""
        scope = _Scope(server, channel, person)
        self._forgotten[scope] = time.perf_counter()
        self._forgotten.move_to_end(scope)
        while len(self._forgotten) > _MOST_FORGOTTEN:
            self._forgotten.popitem(last=False)

    def is_forgotten(self, request: Request) -> bool:
        """Whether what a request asks was forgotten after it was asked."""
        return any(
            request.asked <= until and scope.includes(request) for scope, until in self._forgotten.items()
        )
