from decimal import Decimal

import pytest

from index.values.durations import durations


@pytest.mark.parametrize("text", ["90 min", "1.5 h", "1,5 hours", "ninety minutes", "an hour and a half"])
def test_a_duration_is_read_in_any_form(text: str) -> None:
    assert [mention.value for mention in durations(f"it takes {text}.")] == [(Decimal(90), "minutes")]


@pytest.mark.parametrize(
    ("text", "months"), [("half a year", 6), ("six months", 6), ("36 months", 36), ("3 yrs", 36)]
)
def test_months_and_years_are_counted_in_months(text: str, months: int) -> None:
    assert [mention.value for mention in durations(text)] == [(Decimal(months), "months")]


def test_days_and_weeks_are_counted_in_minutes() -> None:
    found = [mention.value for mention in durations("2 days, 48 h, one week and 7 days")]
    day = 24 * 60
    assert [number for number, _ in found] == [2 * day, 2 * day, 7 * day, 7 * day]


@pytest.mark.parametrize("text", ["a day pass", "in the day", "1:30 h", "5 monthly fees", "day 3"])
def test_what_is_no_duration(text: str) -> None:
    assert list(durations(text)) == []
