"""The pattern of days of the calendar."""

from __future__ import annotations

import pytest

from index.values.date_pattern import DATE


@pytest.mark.parametrize(
    "text",
    [
        "19 September",
        "Sept 3",
        "the 3rd of May 2026",
        "2026-10-10",
        "24.10.",
        "24.10.2026",
        "3.4.2026",
        "on 3.4. at six",
        "on 3.4.",
        "3/4/2026",
        "3/4/26",
        "14-Mar-2026",
    ],
)
def test_dates(text: str):
    """As people write them."""
    assert DATE.search(text)


@pytest.mark.parametrize(
    "text",
    [
        "13:00",
        "version 2.1.0",
        "1.5 litres",
        "may 99",
        "Saturday",
        "10.5",
        "2026",
        "in 3.0.",
        "on 32.4.",
        "1. May I park here?",
        "March 14:30",
    ],
)
def test_no_dates(text: str):
    """Times of day, versions and numbers are no days of the calendar."""
    assert not DATE.search(text)
