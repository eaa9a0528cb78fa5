"""A short day of a server; `python -m tests.benchmarks.day` simulates a whole one."""

from __future__ import annotations

import asyncio
import sys

import pytest

from tests.benchmarks.day import Plan, live


@pytest.mark.skipif(sys.platform != "linux", reason="the memory of a process is read as Linux tells it")
def test_a_day_leaves_what_was_not_deleted() -> None:
    """Every question is answered during rebuilds and over a restart; the records at the end are the questions that were not deleted."""
    day = asyncio.run(live(Plan(questions=24, rebuilds=2, restarts=1, channels=2)))
    assert day.faults == []
    assert day.counts["questions"] == 24
    assert (day.counts["rebuilds"], day.counts["restarts"], day.counts["deleted channels"]) == (2, 1, 2)
    gone = day.counts["questions of deleted channels"] + day.counts["forgotten questions"]
    assert day.rows["answers"] == 24 - gone
    assert day.counts["questions of deleted channels"] > 0
