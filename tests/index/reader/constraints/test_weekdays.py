"""A text with other days of the week than the question's is shown, and does not answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.types import Outcome
from tests.index.reader.constraints.test_numbers import asked_of

RAIDS = (
    "RAID PLAN\n\nMonday\n  The raid starts at 19:45.\n  Boss: Ember King\n\n"
    "Thursday\n  The raid starts at 20:15.\n  Boss: Tide Mother\n"
)


@pytest.mark.parametrize(
    ("question", "right"),
    [
        ("when does thursday's raid start", "20:15"),
        ("when does the saturday raid start", ""),
    ],
)
def test_another_day_does_not_answer(tmp_path: Path, question: str, right: str) -> None:
    """A text about Monday and Thursday is only shown for a question about Saturday."""
    answer = asked_of(tmp_path, RAIDS, question)
    if right:
        assert right in answer.text
    else:
        assert answer.outcome is not Outcome.ANSWERED


def test_a_heading_with_the_day_excuses_other_days(tmp_path: Path) -> None:
    text = "# Guild\n\n## Saturday raid\n\nThe sign-up closes on Friday.\n\n## Crafting\n\nBring your own wood.\n"
    answer = asked_of(tmp_path, text, "when does the sign-up close for the saturday raid")
    assert "Friday" in answer.text
