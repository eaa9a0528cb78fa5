"""Documents that could not be read again: when that is logged, and when a build is tried again."""

from __future__ import annotations

import time

import pytest

from bot.discord.indexes.troubles import Troubles
from index.errors import IndexBusy, IndexUnwritable
from index.settings import IndexSettings

FULL = IndexUnwritable("The disk is full.")
BUSY = IndexBusy("Another process is building the index.")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The monotonic time, which a test sets."""
    now = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    return now


def test_a_reason_is_logged_once_a_day(clock: list[float], caplog: pytest.LogCaptureFixture) -> None:
    """A failure that lasts is in the log of each day; two that alternate are in it once each."""
    troubles, settings = Troubles(), IndexSettings()
    for day in range(3):
        for hour in range(24):
            clock[0] = day * 86400.0 + hour * 3600.0
            troubles.note(settings, FULL)
            troubles.note(settings, OSError("The drive fails."))
    assert caplog.text.count("could not be built: The disk is full.") == 3
    assert caplog.text.count("could not be built: The drive fails.") == 3
    trouble = troubles.of(settings)
    assert trouble is not None
    assert trouble.seconds == clock[0]
    troubles.clear(settings)
    assert troubles.of(settings) is None


def test_builds_that_fail_are_tried_every_15_minutes_in_the_end(clock: list[float]) -> None:
    """The seconds from a failure to the next try double from 10 to 900."""
    troubles, settings, waits = Troubles(), IndexSettings(), []
    for _ in range(20):
        troubles.note(settings, FULL)
        waits.append(next(s for s in range(2000) if _is_due_after(troubles, settings, clock, s)))
    assert waits[:9] == [10, 20, 40, 80, 160, 320, 640, 900, 900]
    assert set(waits[9:]) == {900}


def _is_due_after(troubles: Troubles, settings: IndexSettings, clock: list[float], seconds: int) -> bool:
    before, clock[0] = clock[0], clock[0] + seconds
    due = troubles.build_is_due(settings)
    clock[0] = before
    return due


def test_a_lock_is_logged_if_it_stays(clock: list[float], caplog: pytest.LogCaptureFixture) -> None:
    """A build of another process is nothing to log until it has lasted for five minutes."""
    troubles, settings = Troubles(), IndexSettings()
    for _ in range(5):
        troubles.note(settings, BUSY)
        assert troubles.build_is_due(settings)
        clock[0] += 60.0
    assert caplog.text == ""
    troubles.note(settings, BUSY)
    assert "could not be built: Another process is building the index." in caplog.text
