"""Words that answer are extended to the time, or the range of numbers, of which they are a part."""

from __future__ import annotations

import pytest

from index.reader.expansion.times import with_whole_range
from tests.index.evidence import evidence_of, span_of


@pytest.mark.parametrize(
    ("question", "text", "marked", "whole"),
    [
        ("when is the trip", "We go from 22 to 25 March 2027 by train.", "25 March", "22 to 25 March 2027"),
        ("when is the trip", "We go 22–25 March.", "22", "22–25 March"),
        (
            "when is the resit",
            "Resit: Monday, 6 September, 13:00, room 1.",
            "6 September",
            "Monday, 6 September, 13:00",
        ),
        (
            "what time do you open",
            "Open Fridays from 14:00 to 22:00 for all.",
            "14:00",
            "Fridays from 14:00 to 22:00",
        ),
        ("when is it due", "Due 2026-10-10 at noon.", "noon", "2026-10-10 at noon"),
        ("until when is it", "It ends March 3rd. Nobody knows why.", "3rd", "March 3rd"),
        ("how many play", "For 2–4 players, or 5 with the box.", "4", "2–4"),
        ("how much ram", "It needs 2 GB to 4 GB.", "4 GB", "2 GB to 4 GB"),
        ("which version added hooks", "1.9.0 - 2024-03-01: hooks are there.", "1.9.0", "1.9.0"),  # no range
        ("how many failed", "That fell from 61 to 93 in a year.", "93", "93"),  # a change is no range
        ("who hosts it", "Marlo hosts it on 5 May at 19:00.", "Marlo", "Marlo"),
        ("how many come", "On 5 May 30 people came.", "30", "30"),
        ("when is it", "It may be late.", "late", "late"),
        ("how long", "Nothing", "Nothing", "Nothing"),
        ("when was it removed", "It was removed in 3.0. The club moved.", "3.0", "3.0"),
        ("when do we meet", "On 2.1. we meet, on 24.12. We do not.", "2.1", "2.1."),
        ("when is the fair", "The fair is 1.5.-3.5. It is free.", "1.5", "1.5.-3.5."),
        ("when is it not", "On 2.1. we meet, not on 24.12. Mia slept.", "24.12", "24.12."),
        ("when do we play", "We play every other Thursday, 19:30 to 23:00.", "Thursday", "every other Thursday, 19:30 to 23:00"),
        ("when is the market", "It is on the first Sunday of each month.", "Sunday", "the first Sunday of each month"),
        ("what is the penalty", "A second attack costs -4 on both.", "4", "-4"),
        ("what is the penalty", "On stealth (−3), on both sides.", "3", "−3"),
        ("how deep is it", "It is x-4 deep.", "4", "4"),
        ("how many", "- 4 of them", "4", "4"),
    ],
)  # fmt: skip
def test_the_whole_range(question: str, text: str, marked: str, whole: str):
    """For a question about a time, the date with its weekday and hour; for others, a range or a minus."""
    span = with_whole_range(question, span_of(marked, 0.5, evidence_of(text)))
    assert span.text == whole


def test_no_range_goes_beyond_its_sentence():
    """A time in the next sentence belongs to something else."""
    text = "It starts on 5 May. 19:00 is too late."
    assert with_whole_range("when is it", span_of("5 May", 0.5, evidence_of(text))).text == "5 May"
