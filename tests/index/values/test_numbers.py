from decimal import Decimal

import pytest

from index.values.numbers import numbers, ordinals


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1200", "1200"),
        ("1,200", "1200"),
        ("1.200", "1200"),
        ("1.2k", "1200"),
        ("twelve", "12"),
        ("thirty one", "31"),
        ("ninety-nine", "99"),
        ("three hundred", "300"),
        ("two hundred and five", "205"),
        ("12", "12"),
        ("€12", "12"),
        ("3.50", "3.5"),
        ("3,5", "3.5"),
    ],
)
def test_a_number_is_read_in_any_form(text: str, value: str) -> None:
    assert [mention.value for mention in numbers(f"for {text} each")] == [Decimal(value).normalize()]


@pytest.mark.parametrize("text", ["one of us", "v2.1.0", "2nd", "10:30", "a1b2", "2026-03-14", "no number"])
def test_what_is_no_number(text: str) -> None:
    """A version, an ordinal, a time and a date are none, and "one" is a pronoun."""
    assert list(numbers(text)) == []


@pytest.mark.parametrize(
    ("text", "value"), [("second", 2), ("2nd", 2), ("21st", 21), ("| 3 | Ada |", 3), ("Rank: 4 · Ada", 4)]
)
def test_an_ordinal_is_read_in_any_form(text: str, value: int) -> None:
    """A number alone in a cell may be a place."""
    assert [mention.value for mention in ordinals(text)] == [value]
