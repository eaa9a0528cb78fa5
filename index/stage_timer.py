"""Measures how long each stage of an answer takes."""

from __future__ import annotations

import time


class StageTimer:
    """Measures the time of stages that follow one another.

    `milliseconds`: the name of a stage → its time. The times of a stage that is repeated are added.
    """

    def __init__(self) -> None:
        self.milliseconds: dict[str, float] = {}
        self._started = time.perf_counter()

    def end(self, stage: str) -> None:
        """End a stage, and start the next one."""
        now = time.perf_counter()
        self.milliseconds[stage] = self.milliseconds.get(stage, 0.0) + (now - self._started) * 1000
        self._started = now
