"""The months, and the days of the week, that a text covers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.values.covered import months_covered, weekdays_covered


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("149 at the end of March, 143 at the end of February", {2, 3}),
        ("what happened in may", {5}),
        ("may i come in", set()),
        ("May we come in?", set()),
        ("and may I bring a dog?", set()),
        ("sept 5", {9}),
        ("the march to the hill", set()),
        ("may 5 or 6 june", {5, 6}),
        ("from May to September", {5, 6, 7, 8, 9}),
        ("Nov-Feb", {11, 12, 1, 2}),
        ("Oct. 3 until 5 December", {10, 11, 12}),
        ("2025-04-05", {4}),
        ("12.6.2024", {6}),
        ("6/12/2024", {6, 12}),
        ("31/1/2024", {1}),
        ("version 2024-13", set()),
        ("open every day", set(range(1, 13))),
        ("open since June", set(range(1, 13))),
        ("not before the 5th of May", set(range(1, 13))),
        ("from May until July", {5, 6, 7}),
        ("1 November 2022 – 28 February 2026", {11, 12, 1, 2}),
        ("open until\n31 May", set(range(1, 13))),
        ("On 1 May we meet", {5}),
        ("who led it in nov 2019", {11}),
        ("Jun 1: applications open", {6}),
        ("minutes/2026-06-11-board.txt and minutes-october-2024.md", {6, 10}),
        ("Jun Watabe in room 1.01.", set()),
    ],
)
def test_months_of_a_text(text: str, expected: set[int]) -> None:
    """In words, in dates and in ranges; "may" and "march" only if they are not verbs."""
    assert months_covered(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mon to Fri, 9:00 to 17:00", {0, 1, 2, 3, 4}),
        ("from Friday until Monday", {4, 5, 6, 0}),
        ("Tuesdays & Thurs.", {1, 3}),
        ("Wed/Sun", {2, 6}),
        ("weekends", {5, 6}),
        ("on weekdays only", {0, 1, 2, 3, 4}),
        ("until Friday", set(range(7))),
        ("open daily", set(range(7))),
        ("nobody sat in the sun", set()),
        ("Weds and fri", {2, 4}),
    ],
)
def test_days_of_the_week_of_a_text(text: str, expected: set[int]) -> None:
    """By full and short names, in ranges, and all days if a text says so or has a bound."""
    assert weekdays_covered(text) == expected


@given(st.text(alphabet="may march-0123456789./ to\n"))
def test_any_text_has_months_from_1_to_12(text: str) -> None:
    """No text raises an error, and every month is from 1 to 12."""
    assert months_covered(text) <= set(range(1, 13))
