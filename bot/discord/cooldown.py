"""The time that must pass between two questions of a person, or in a channel."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from bot.discord.errors import MemberError
from bot.discord.sentences import too_soon
from bot.discord.state.records import Location

_PRUNE_ABOVE = 1000  # keys: expired ones are dropped then, so that memory stays bounded


class TooSoon(MemberError):
    """A question came before the cooldown was over; `repeated`: not for the first time."""

    def __init__(self, sentence: str, *, repeated: bool) -> None:
        super().__init__(sentence)
        self.repeated = repeated


@dataclass(slots=True)
class _Running:
    """A cooldown that was not over when it was last looked at."""

    until: float
    told: bool = False  # whether its key got TooSoon


class Cooldown:
    """At most one question every `seconds` for each key; with 0 seconds there is no limit."""

    def __init__(
        self, seconds: float, *, in_channel: bool = False, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """`in_channel`: the keys are channels, not people, and the sentence says so."""
        self._seconds = seconds
        self._in_channel = in_channel
        self._clock = clock
        self._running: dict[Hashable, _Running] = {}

    def check(self, key: Hashable) -> None:
        """Raise TooSoon where the cooldown of `key` is not over."""
        running = self._running.get(key)
        if running is None or (left := running.until - self._clock()) <= 0:
            return
        repeated, running.told = running.told, True
        raise TooSoon(too_soon(self._seconds, left, in_channel=self._in_channel), repeated=repeated)

    def start(self, key: Hashable) -> None:
        """Start the cooldown of `key`."""
        if self._seconds <= 0:
            return
        now = self._clock()
        if len(self._running) >= _PRUNE_ABOVE:
            self._running = {other: each for other, each in self._running.items() if each.until > now}
        self._running[key] = _Running(now + self._seconds)


class RequestCooldowns:
    """The cooldowns of people, by server, and of channels."""

    def __init__(self, person: float, channel: float) -> None:
        """The seconds of each."""
        self._person = Cooldown(person)
        self._channel = Cooldown(channel, in_channel=True)

    def start(self, location: Location, person: int) -> None:
        """Start both. Raises TooSoon, and starts none, where one of them is not over."""
        key = (location.server, person)
        self._person.check(key)
        self._channel.check(location)
        self._person.start(key)
        self._channel.start(location)
