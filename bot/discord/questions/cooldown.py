"""How often a person may ask, edit, press buttons and call humans, and how often a channel is answered."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import partial

from bot.discord.errors import MemberError
from bot.discord.sentences import too_soon
from bot.discord.state.records import Location

_PRUNE_ABOVE = 1000  # keys: expired ones are dropped then, so that memory stays bounded


class TooSoon(MemberError):
    """A question came `left` seconds before the cooldown was over; `repeated`: not for the first time."""

    def __init__(self, sentence: str, *, left: float, repeated: bool) -> None:
        super().__init__(sentence)
        self.left = left
        self.repeated = repeated


@dataclass(slots=True)
class _Running:
    """The cooldowns of a key that were not over when it was last looked at."""

    ends: list[float] = field(default_factory=list)  # the first first
    told: set[Hashable] = field(default_factory=set)  # the readers of TooSoon since the last of them began


class Cooldown:
    """At most so many `times` in `seconds` for each key; with 0 seconds there is no limit."""

    def __init__(
        self,
        seconds: float,
        *,
        times: int = 1,
        sentence: Callable[[float, float], str] = too_soon,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`sentence` makes that of TooSoon, of the `seconds` and of those that are left."""
        self._seconds = seconds
        self._times = times
        self._sentence = sentence
        self._clock = clock
        self._running: dict[Hashable, _Running] = {}

    def check(self, key: Hashable, reader: Hashable = None) -> None:
        """Raise TooSoon where the cooldown of `key` is not over.

        `reader` is who is told, or where, if a key has several: each is told for a first time.
        """
        running, now = self._running.get(key), self._clock()
        ends = [] if running is None else [end for end in running.ends if end > now]
        if running is None or len(ends) < self._times:
            return
        repeated, left = reader in running.told, ends[0] - now
        running.told.add(reader)
        raise TooSoon(self._sentence(self._seconds, left), left=left, repeated=repeated)

    def start(self, key: Hashable) -> None:
        """Start the cooldown of `key`."""
        if self._seconds <= 0:
            return
        now = self._clock()
        if len(self._running) >= _PRUNE_ABOVE:
            self._running = {other: each for other, each in self._running.items() if each.ends[-1] > now}
        running = [end for end in self._running.get(key, _Running()).ends if end > now]
        self._running[key] = _Running([*running, now + self._seconds])

    def take_back(self, key: Hashable) -> None:
        """Let the last cooldown of `key` that was started count no more."""
        if running := self._running.pop(key, None):
            *ends, _ = running.ends
            if ends:
                self._running[key] = _Running(ends)


class RequestCooldowns:
    """The cooldowns of people, by server, and of channels."""

    def __init__(self, person: float, channel: float) -> None:
        """The seconds of each."""
        self._person = Cooldown(person)
        self._channel = Cooldown(channel, sentence=partial(too_soon, in_channel=True))

    def start(self, location: Location, person: int) -> None:
        """Start both. Raises TooSoon, and starts none, where one of them is not over."""
        key = (location.server, person)
        self._person.check(key, location)
        self._channel.check(location, person)
        self._person.start(key)
        self._channel.start(location)
