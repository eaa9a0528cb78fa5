"""How long the stages of an answer take."""

from __future__ import annotations

import time


class StageTimer:
    """Measures how long each stage takes, one after the other."""

    def __init__(self) -> None:
        self.milliseconds: dict[str, float] = {}
        self._started = time.perf_counter()

    def end(self, stage: str) -> None:
        """The stage ends here, and the next begins."""
        now = time.perf_counter()
        self.milliseconds[stage] = (now - self._started) * 1000
        self._started = now
