"""A text with other months than the question's is shown, and does not answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.types import Outcome
from tests.index.reader.constraints.test_numbers import asked_of

MINUTES = (
    "# Minutes of 8 April 2025\n\nMarek: 149 members at the end of March, 18 of them students.\n\n"
    "The kiln stays off until the cable is changed.\n"
)
WORKSHOPS = (
    "# Workshops\n\n| Date | Workshop | Teacher |\n|---|---|---|\n| 2025-04-05 | Spoon carving | Hugh |\n"
    "| 2025-05-10 | Natural dyes | Maya |\n\nThe library is open from October to March.\n"
)


@pytest.mark.parametrize(
    ("text", "question", "right"),
    [
        (MINUTES, "how many members were there at the end of march", "149"),
        (MINUTES, "how many members were there at the end of may", ""),
        (MINUTES, "how many members were there at the end of april", ""),
        (WORKSHOPS, "who teaches spoon carving in june", ""),
    ],
)
def test_another_month_does_not_answer(tmp_path: Path, text: str, question: str, right: str) -> None:
    """A sentence about March does not answer for May, nor for the month in the date of its heading."""
    answer = asked_of(tmp_path, text, question)
    if right:
        assert right in answer.text
    else:
        assert answer.outcome is not Outcome.ANSWERED
        assert answer.confidence == 0 or answer.outcome is Outcome.NOTHING
