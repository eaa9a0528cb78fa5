"""Of two editions that differ, the newer one answers, and the older one is shown in addition."""

from __future__ import annotations

from pathlib import Path

import pytest

from index import Engine
from index.reader.editions.newest_first import is_newer
from tests.index.engines import engine_over
from tests.index.evidence import evidence_of

NEW = (
    "# Safety\n\n## Antennas\n\n1. Keep 3 metres away from the loop antenna while it transmits.\n2. No ads.\n"
)
OLD = "# Safety\n\n## Antennas\n\n1. Keep 2 metres away from the loop antenna while it transmits.\n2. Be nice.\n"


@pytest.mark.parametrize(
    ("document", "other", "question", "newer"),
    [
        ("rules.md", "rules_2021.txt", "how many homes", True),
        ("rules_2021.txt", "rules.md", "how many homes", False),
        ("events_2026_27.csv", "events_2025_26.csv", "when is the quiz", True),
        ("rules.md", "archive/rules.md", "how many homes", True),
        ("economy.md", "economy_s7.md", "how many homes", True),
        ("economy.md", "economy_s7.md", "how many homes in season 7", False),
        ("rules.md", "rules_old.md", "how many homes were there", False),
        ("rules.md", "rules_old.md", "what did the old rules say", False),
        ("rules.md", "rules_old.md", "how old must i be", True),
        ("minutes_10.md", "minutes_09.md", "how much is in the bank in september", False),
        ("rules.md", "towns_2021.md", "how many homes", False),
        ("2024/rules.md", "2023/rules.md", "how many homes", True),
        ("2024/rules.md", "2023/rules.md", "how many homes in 2023", False),
        ("2024/rules.md", "2022/rules.md", "how many homes in 2023", False),
        ("2024/rules.md", "2023/rules.md", "how many homes in 2024", True),
        ("rules-v3.md", "rules-v2.md", "how many homes in version 2", False),
        ("autumn 2024.md", "spring 2024.md", "where is the spring regatta", False),
        ("statutes.md", "statutes-draft.md", "what quorum has the draft", False),
        ("fees.md", "minutes/2024-05.md", "how much is the fee", False),
    ],
)
def test_which_is_newer(document: str, other: str, question: str, newer: bool):
    """By a word such as "old", or by the numbers of files with one name; not if the question refers to the older
    one."""
    assert is_newer(question, evidence_of("a", document), evidence_of("b", other)) is newer


def test_files_that_are_counted_are_no_editions(tmp_path: Path):
    """If the titles have no word in common, the higher number is that of another thing."""
    teams = {
        "team-1.md": "# Red Foxes\n\nThe captain of the team is Ada Lund.\n\nThe team trains on Mondays.\n",
        "team-2.md": "# Blue Owls\n\nThe captain of the team is Bo Marsh.\n\nThe team trains on Fridays.\n",
    }
    assert engine_over(teams, tmp_path).ask("Who is the captain of the Red Foxes?").text == "Ada Lund"


def test_an_older_edition_answers_if_only_its_headings_are_named():
    """A question for a plan that no longer exists is not answered with another plan."""
    newer = evidence_of("8 a month", "prices-2025.md", trail=("Gold",))
    older = evidence_of("5 a month", "prices-2023.md", trail=("Silver",))
    assert is_newer("how much is the plan", newer, older)
    assert not is_newer("how much is silver", newer, older)


LOOK_ALIKES = {
    "quests/chapter-1.md": "# Chapter 1\n\n## Reward\n\nThe reward for this chapter is a bronze sword.\n",
    "quests/chapter-2.md": "# Chapter 2\n\n## Reward\n\nThe reward for this chapter is a silver sword.\n",
    "physics/rules.md": "# Lab rules\n\n## Closing\n\nThe laboratory of physics is locked at 17:00.\n",
    "chemistry/rules-2025.md": "# Lab rules 2025\n\n## Closing\n\nThe laboratory of chemistry is locked at 20:00.\n",
    "youth/hours.md": "# Hours\n\nThe youth gym is open from 16:00 to 18:00 on weekdays.\n",
    "statutes.md": "# Statutes\n\nThere are playing members, supporting members and honorary members.\n",
    "minutes/2026-03.md": "# General meeting 2026\n\nThe chair: 63 playing members, 102 supporting members.\n",
    "adults/hours-2024.md": "# Hours 2024\n\nThe adult gym is open from 18:00 to 21:00 on weekdays.\n",
}


@pytest.fixture(scope="module")
def look_alikes(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return engine_over(LOOK_ALIKES, tmp_path_factory.mktemp("look_alikes"))


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("what is the reward for chapter 1", "bronze"),
        ("what is the reward for chapter 2", "silver"),
        ("when is the physics laboratory locked", "17:00"),
        ("when is the chemistry laboratory locked", "20:00"),
        ("when is the youth gym open", "16:00"),
        ("when is the adult gym open", "18:00"),
        ("how many playing members are there", "63"),
    ],
)
def test_similar_texts_that_are_no_editions_answer_for_themselves(
    look_alikes: Engine, question: str, told: str
):
    """Numbered chapters, the rules of two departments, and a page with minutes are no editions of one text."""
    assert told in look_alikes.ask(question).text


@pytest.mark.parametrize(
    ("question", "metres"),
    [
        ("how far should i be from the loop antenna", ["3 metres", "2 metres"]),
        ("how far from the loop antenna in 2021", ["2 metres", "3 metres"]),
    ],
)
def test_the_newer_edition_answers(tmp_path: Path, question: str, metres: list[str]):
    """The older edition does not lower the confidence: both state the distance."""
    answer = engine_over({"safety.md": NEW, "safety_2021.md": OLD}, tmp_path).ask(question)
    assert metres[0] in answer.text
    assert metres[1] in answer.citations[1].quote
