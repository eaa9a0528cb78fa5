"""The days of the week that a text mentions."""

from __future__ import annotations

from index.values.weekdays import weekdays


def test_days_of_the_week() -> None:
    """The short names that are other words count with a capital only."""
    assert [mention.value for mention in weekdays("Mon, tues, Saturdays, Friday's and the sun sat")] == [
        0,
        1,
        5,
        4,
    ]


def test_a_weekend_is_two_days() -> None:
    assert [mention.value for mention in weekdays("on weekends")] == [5, 6]
