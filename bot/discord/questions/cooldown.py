"""How often a person may ask, edit, press buttons and call humans, and how often a channel is answered."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import partial

from bot.discord.errors import MemberError
from bot.discord.sentences import too_soon
from bot.discord.state.records import Location

_PRUNE_ABOVE = 1000  # keys: from so many on expired ones are dropped, so that memory stays bounded


class TooSoon(MemberError):
    """An attempt came `left` seconds before the cooldown was over; `repeated`: the reader was told before."""

    def __init__(self, sentence: str, *, left: float, repeated: bool) -> None:
        super().__init__(sentence)
        self.left = left
        self.repeated = repeated


@dataclass(slots=True)
class _Running:
    """The cooldowns of a key that were not over at the last start."""

    ends: list[float] = field(default_factory=list)  # in ascending order
    notified: set[Hashable] = field(default_factory=set)  # who got TooSoon since the last cooldown started


class Cooldown:
    """A limit of `times` starts within `seconds` for each key; with 0 seconds there is no limit."""

    def __init__(
        self,
        seconds: float,
        *,
        times: int = 1,
        sentence: Callable[[float, float], str] = too_soon,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`sentence` makes the sentence of TooSoon from `seconds` and the seconds that are left."""
        self._seconds = seconds
        self._times = times
        self._sentence = sentence
        self._clock = clock
        self._running: dict[Hashable, _Running] = {}

    def check(self, key: Hashable, reader: Hashable = None) -> None:
        """Raise TooSoon if the cooldown of `key` is not over.

        If several people, or several channels, share a key, `reader` says which of them gets the error:
        `TooSoon.repeated` counts for each reader.
        """
        running, now = self._running.get(key), self._clock()
        ends = [] if running is None else [end for end in running.ends if end > now]
        if running is None or len(ends) < self._times:
            return
        repeated, left = reader in running.notified, max(0.001, round(ends[0] - now, 3))  # not 600.0000001
        running.notified.add(reader)
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

    def undo_start(self, key: Hashable) -> None:
        """Remove the cooldown of `key` that was started last."""
        if running := self._running.pop(key, None):
            *ends, _ = running.ends
            if ends:
                self._running[key] = _Running(ends)


class RequestCooldowns:
    """The cooldowns of each person in each server, and of each channel."""

    def __init__(self, person: float, channel: float) -> None:
        """`person` and `channel` are the seconds between two questions of one person, and in one channel."""
        self._person = Cooldown(person)
        self._channel = Cooldown(channel, sentence=partial(too_soon, in_channel=True))

    def start(self, location: Location, person: int) -> None:
        """Start both cooldowns. Raises TooSoon, and starts neither, if one of them is not over."""
        key = (location.server, person)
        self._person.check(key, location)
        self._channel.check(location, person)
        self._person.start(key)
        self._channel.start(location)
