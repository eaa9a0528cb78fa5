"""The months that a text names, in words or in dates."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.values.named_months import months


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
        ("12.6.2024", {6, 12}),
        ("31/1/2024", {1}),
        ("version 2024-13", set()),
        ("open every day", set(range(1, 13))),
        ("open since June", set(range(1, 13))),
        ("not before the 5th of May", set(range(1, 13))),
        ("from May until July", {5, 6, 7}),
    ],
)
def test_months_of_a_text(text: str, expected: set[int]) -> None:
    """In words, in dates and in ranges; "may" and "march" only if they are not verbs."""
    assert months(text) == expected


@given(st.text(alphabet="may march-0123456789./ to\n"))
def test_any_text_has_months_from_1_to_12(text: str) -> None:
    """No text raises an error, and every month is from 1 to 12."""
    assert months(text) <= set(range(1, 13))
