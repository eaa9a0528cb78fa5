"""The kinds of answers that a question names, in the order in which they are tried."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.reader.lookup.answers import KINDS, NetworkReading, with_named_answer
from index.reader.question.asked_question import AskedQuestion
from index.types import Outcome, Reading
from tests.index.engines import engine_over

CLUB = """# Club

Chair: Ada Lovell

## Boats

| Boat | Seats | Colour |
|---|---|---|
| Heron | 4 | red |
| Otter | 8 | blue |

## Races

- 3 May 2027
- 7 June 2027

## Options

- `--keep`: how many copies stay.

## Dora Finch

Rows at bow, and mends the oars.

## Opening hours

Mondays from six.
"""


@pytest.mark.parametrize(
    ("question", "kind", "text"),
    [
        ("what colour is the heron", "cell", "red"),
        ("who is the chair", "value", "Ada Lovell"),
        (
            "which has more seats, the heron or the otter",
            "compared rows with an extreme",
            "| Heron | 4 | red |\n| Otter | 8 | blue |",
        ),
        ("when is the next race", "section with dates", "- 3 May 2027\n- 7 June 2027"),
        ("what does --keep do", "item", "- `--keep`: how many copies stay."),
        ("list all boats", "table", "| Heron | 4 | red |\n| Otter | 8 | blue |"),
        ("who is dora finch", "section of a person", "Rows at bow, and mends the oars."),
        ("opening hours", "row or section", "Mondays from six."),
    ],
)
def test_each_kind_answers_a_question_that_names_it(
    tmp_path: Path, question: str, kind: str, text: str
) -> None:
    """The first kind in the table that finds a span answers."""
    evidence = engine_over({"club.md": CLUB}, tmp_path).evidence(question, 8)
    reading = Reading(Outcome.PASSAGES, evidence=evidence)
    read = NetworkReading(AskedQuestion(question), reading)
    assert next(each.name for each in KINDS if each.named(read)) == kind
    assert with_named_answer(AskedQuestion(question), reading, 0.5).spans[0].text == text


def test_a_span_below_the_wanted_confidence_does_not_answer(tmp_path: Path) -> None:
    """The reading is unchanged."""
    evidence = engine_over({"club.md": CLUB}, tmp_path).evidence("opening hours", 8)
    reading = Reading(Outcome.PASSAGES, evidence=evidence)
    assert with_named_answer(AskedQuestion("opening hours"), reading, 0.9) is reading
