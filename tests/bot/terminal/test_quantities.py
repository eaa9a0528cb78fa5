"""Durations and sizes as people read them in a terminal."""

from __future__ import annotations

import pytest

from bot.terminal.quantities import age_text, size_text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (-1, "0 seconds"),
        (0, "0 seconds"),
        (1, "1 second"),
        (59.9, "59 seconds"),
        (60, "1 minute"),
        (7200, "2 hours"),
        (200_000, "2 days"),
    ],
)
def test_ages(seconds: float, text: str):
    """A duration is shown in its largest unit."""
    assert age_text(seconds) == text


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0 bytes"), (999, "999 bytes"), (1500, "1.5 kB"), (2_340_000, "2.3 MB"), (5 * 10**12, "5000.0 GB")],
)
def test_sizes(size: int, text: str):
    """A size is shown in the largest unit in which it is at least 1."""
    assert size_text(size) == text
