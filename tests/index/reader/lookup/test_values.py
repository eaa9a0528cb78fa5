"""The value of a line answers a question that names its key; a section with all dates answers "when is the next"."""

from __future__ import annotations

import pytest

from index.engine import Engine
from index.types import Outcome
from tests.index.engines import engine_over

README = """# Pixelbarn

**Requirements**

RAM: 2 GB, 4 GB with face search
Database: PostgreSQL 14 or newer

## People

**Maintainers**: Ada Lindqvist, @tomtom, Reza K.
Security reports: security@pixelbarn.example

## Work days

7 March – paths and hedges
18 April – pond
13 June – polytunnel roof

## Meetings

The next meeting is on 5 May at six. The one after it is on 9 June.
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return engine_over({"readme.md": README}, tmp_path_factory.mktemp("project"))


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("who are the maintainers", "Ada Lindqvist, @tomtom, Reza K."),
        ("how much ram do i need", "2 GB, 4 GB with face search"),
        ("which database", "PostgreSQL 14 or newer"),
    ],
)
def test_all_of_the_value_answers_whose_key_is_named(project: Engine, question: str, value: str):
    """Neither a part of the value nor the lines around it answer."""
    assert project.ask(question).text == value


@pytest.mark.parametrize("question", ["is a database required", "why is the database postgresql"])
def test_a_value_is_no_reason_and_no_yes(project: Engine, question: str):
    """A question for yes or no, or why, is not answered by a value."""
    answer = project.ask(question)
    assert (answer.kind, answer.text) != ("words", "PostgreSQL 14 or newer")


def test_a_section_with_all_dates_answers_when_the_next_is(project: Engine):
    """A document cannot know which of them is next."""
    answer = project.ask("when is the next work day")
    assert (answer.outcome, len(answer.text.splitlines())) == (Outcome.ANSWERED, 3)


def test_a_sentence_that_calls_one_the_next_answers_before_all_dates(project: Engine):
    """It was written to say just that."""
    assert project.ask("when is the next meeting").text.startswith("5 May")
