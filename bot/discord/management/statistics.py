"""Questions since the start, counted by server: how many, of how many the documents say nothing, how fast."""

from __future__ import annotations

import statistics
import time
from collections import Counter, defaultdict, deque

from index.types import Outcome

_TIMES_KEPT = 1000  # a server: the median is of the latest


class Statistics:
    """Counts of questions by server (0 for direct messages)."""

    def __init__(self) -> None:
        self._started = time.monotonic()  # whatever the clock is set to meanwhile
        self._outcomes: defaultdict[int, Counter[Outcome]] = defaultdict(Counter)
        self._times: defaultdict[int, deque[float]] = defaultdict(lambda: deque(maxlen=_TIMES_KEPT))

    @property
    def uptime(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self._started

    def count(self, server: int, outcome: Outcome, milliseconds: float) -> None:
        """Count a question, with what came of it within so many milliseconds."""
        self._outcomes[server][outcome] += 1
        self._times[server].append(milliseconds)

    def questions(self, server: int) -> int:
        """How many questions were asked."""
        return self._outcomes[server].total()

    def declined(self, server: int) -> float:
        """The share of questions of which the documents say nothing at all; 0 where none was asked."""
        return self._outcomes[server][Outcome.NOTHING] / max(1, self.questions(server))

    def median(self, server: int) -> float | None:
        """The median time to an answer in milliseconds; None where none was asked."""
        times = self._times[server]
        return statistics.median(times) if times else None
