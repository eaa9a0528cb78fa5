"""Counts of questions since the start, by server: their number, the share declined, and the median time."""

from __future__ import annotations

import statistics
import time
from collections import Counter, defaultdict, deque

from index.types import Outcome

_TIMES_KEPT = 1000  # for each server: the median is over the latest times


class Statistics:
    """Counts of questions by server (0 for direct messages)."""

    def __init__(self) -> None:
        self._started = time.monotonic()  # independent of changes of the clock
        self._outcomes: defaultdict[int, Counter[Outcome]] = defaultdict(Counter)
        self._times: defaultdict[int, deque[float]] = defaultdict(lambda: deque(maxlen=_TIMES_KEPT))

    @property
    def uptime(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self._started

    def count(self, server: int, outcome: Outcome, milliseconds: float) -> None:
        """Count a question with its outcome and the milliseconds that it took."""
        self._outcomes[server][outcome] += 1
        self._times[server].append(milliseconds)

    def questions(self, server: int) -> int:
        """Return how many questions were asked."""
        return self._outcomes[server].total()

    def declined(self, server: int) -> float:
        """Return the share of questions that the documents say nothing about; 0 if none was asked."""
        return self._outcomes[server][Outcome.NOTHING] / max(1, self.questions(server))

    def median(self, server: int) -> float | None:
        """Return the median time to an answer in milliseconds; None if no question was asked."""
        times = self._times[server]
        return statistics.median(times) if times else None
