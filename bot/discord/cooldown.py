"""How soon somebody may ask again. Forgets everyone whose time is over, so that it stays small."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Hashable

from index.errors import UserError


class TooSoon(UserError):
    """Asked again before the time was over."""


class Cooldown:
    """At most one pass every `seconds` for each key; 0 seconds lets everything pass."""

    def __init__(self, seconds: float, whose: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._whose = whose
        self._clock = clock
        self._until: dict[Hashable, float] = {}

    def check(self, key: Hashable) -> None:
        """Raise TooSoon where `key` passed less than `seconds` ago."""
        left = self._until.get(key, 0.0) - self._clock()
        if self._seconds > 0 and left > 0:
            raise TooSoon(f"{self._whose}: ask again in {_in_words(left)}.")

    def start(self, key: Hashable) -> None:
        """`key` passes now."""
        if self._seconds <= 0:
            return
        now = self._clock()
        if len(self._until) >= 1000:
            self._until = {other: until for other, until in self._until.items() if until > now}
        self._until[key] = now + self._seconds


def _in_words(seconds: float) -> str:
    whole = math.ceil(seconds)
    return "1 second" if whole == 1 else f"{whole} seconds"
