"""`[answer] confidence`: an answer needs at least this confidence; otherwise passages are shown."""

from __future__ import annotations

from dataclasses import replace

import pytest

from index.engine import Engine
from index.reader.model_config import read_model_config
from index.reader.span_reader import WEIGHTS
from index.settings import AnswerSettings, IndexSettings
from index.store.build import build
from index.types import Answer, Outcome

QUESTIONS = (
    "how much is a student",  # a cell
    "what does --keep do",  # an item of a list
    "who opened the workshop",  # words
    "may i bring my dog",  # a block
    "how do i book the lathe",  # a block
)
DOCUMENT = """# Workshop

Otto Brandt opened the workshop in May 2011. Dogs have to stay outside, since chips get into their paws.

Book the lathe in the calendar a day before, and write your name beside it.

| Member | Per year |
|---|---|
| Student | £174 |
| Adult | £348 |

## The program

- `--keep`: leaves the files where they are.
- `--force`: writes over what is there.
"""


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> IndexSettings:
    """The settings of an index over DOCUMENT."""
    folder = tmp_path_factory.mktemp("workshop")
    (folder / "documents").mkdir()
    (folder / "documents" / "workshop.md").write_text(DOCUMENT, encoding="utf-8")
    settings = IndexSettings(documents=folder / "documents", index=folder / "index")
    build(settings)
    return settings


def asked(settings: IndexSettings, confidence: float) -> list[Answer]:
    """The answers to QUESTIONS with that setting."""
    engine = Engine.open(replace(settings, answer=AnswerSettings(confidence=confidence)))
    return [engine.ask(question) for question in QUESTIONS]


def test_answers_are_at_least_as_sure_as_the_setting_says(workshop: IndexSettings):
    """By default all are answered; the higher the setting, the fewer; if none is sure enough, passages are shown."""
    levels = (0.0, 0.5, 0.8, 0.9, 1.0)
    answers = [asked(workshop, level) for level in levels]
    given = [
        {answer.question for answer in of_level if answer.outcome is Outcome.ANSWERED} for of_level in answers
    ]
    assert given[0] == given[1] == set(QUESTIONS)
    assert given[1] > given[2] >= given[3] > given[4] == set()
    for level, of_level in zip(levels, answers, strict=True):
        for answer in of_level:
            assert answer.outcome is not Outcome.ANSWERED or answer.confidence >= level
    assert {answer.outcome for answer in answers[-1]} == {Outcome.PASSAGES}


def test_the_default_is_that_of_the_calibrations():
    """Without the setting, the thresholds of the calibrations apply."""
    config = read_model_config(WEIGHTS)
    default = AnswerSettings().confidence
    assert config.calibration.answer_threshold == config.blocks.threshold == default
