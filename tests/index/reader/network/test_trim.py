"""What is trimmed from the ends of an answer, and what is kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.reader.network.trim import trim


@pytest.mark.parametrize(
    ("text", "trimmed"),
    [
        (" Rajani's father, ", "Rajani's father"),
        ("(the mill", "the mill"),
        ("the mill)", "the mill"),
        ("(the mill)", "(the mill)"),
        ("“unable to find work", "unable to find work"),
        ('"unable to find work"', '"unable to find work"'),
        ("in the U.S.", "in the U.S."),
        ("Samuel L. Jackson.", "Samuel L. Jackson"),
        ("to Washington D.C.,", "to Washington D.C."),
        ("-5 degrees;", "-5 degrees"),
        ("--pad,", "--pad"),
        ("- pad", "pad"),
        ("removed in 2.0.", "removed in 2.0"),
        ("Inter (was Fira Sans", "Inter"),
        ("Inter (was Fira Sans)", "Inter (was Fira Sans)"),
        ("the boys’", "the boys’"),
        ("$20.", "$20"),
        ("6&euro;", "6&euro;"),
        ("...", ""),
        ("", ""),
    ],
)
def test_stray_characters_are_trimmed(text: str, trimmed: str):
    """White space, stray punctuation and unpaired signs are cut; signs that belong to the words are kept."""
    start, end = trim(text, 0, len(text))
    assert text[start:end] == trimmed


@given(st.text(alphabet="ab.,\"'()“”’ -5", max_size=30))
def test_trimming_again_changes_nothing(text: str):
    """A trimmed range is not trimmed further, and lies within the original one."""
    start, end = trim(text, 0, len(text))
    assert 0 <= start <= end <= len(text)
    assert trim(text, start, end) == (start, end)
