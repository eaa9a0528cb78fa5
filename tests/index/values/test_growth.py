"""Values are found in time that grows with the text, whatever it repeats."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from index.values.covered import months_covered, weekdays_covered
from index.values.dates import dates, names_of_dates, quarters
from index.values.durations import durations
from index.values.numbers import numbers, ordinals
from index.values.short_names import ambiguous_names, with_full_names
from index.values.times import on_24_hours, times, times_on_24_hours
from index.values.weekdays import weekdays
from tests.index.growth import check_growth

FUNCTIONS = (
    *(dates, weekdays, quarters, durations, numbers, ordinals, times),
    *(months_covered, weekdays_covered),
    *(names_of_dates, ambiguous_names, with_full_names, on_24_hours, times_on_24_hours),
)
REPEATED = (
    "1",
    "1,",
    "1.",
    "1 ",
    "12:",
    "7 p",
    "3/",
    "2026-",
    "14.03.",
    "may ",
    "Sat ",
    "half past ",
    "two hundred ",
    "| 2 ",
    "Nov-",
    "14 ",
)


@pytest.mark.parametrize("repeated", REPEATED)
@pytest.mark.parametrize("function", FUNCTIONS)
def test_time_grows_with_the_text(function: Callable[[str], Iterable[object]], repeated: str) -> None:
    little, much = repeated * 500, repeated * 4000
    check_growth(lambda: list(function(little)), lambda: list(function(much)), factor=24)
