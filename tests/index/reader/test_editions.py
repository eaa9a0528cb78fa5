"""Of two editions that differ the newer one answers, and the older one is shown beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.reader.editions import is_newer
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
    ],
)
def test_which_is_newer(document: str, other: str, question: str, newer: bool):
    """By a word such as "old", by the numbers of files of one name; not where a question means the older."""
    assert is_newer(question, evidence_of("a", document), evidence_of("b", other)) is newer


def test_files_that_are_counted_are_no_editions(tmp_path: Path):
    """Where the titles have no word in common, the higher number is that of another thing."""
    teams = {
        "team-1.md": "# Red Foxes\n\nThe captain of the team is Ada Lund.\n\nThe team trains on Mondays.\n",
        "team-2.md": "# Blue Owls\n\nThe captain of the team is Bo Marsh.\n\nThe team trains on Fridays.\n",
    }
    assert engine_over(teams, tmp_path).ask("Who is the captain of the Red Foxes?").text == "Ada Lund"


def test_a_digit_that_is_no_number_tells_no_edition():
    """A raised digit in the name of a file cannot be counted with."""
    assert not is_newer("how many homes", evidence_of("a", "rules ².md"), evidence_of("b", "rules.md"))


@pytest.mark.parametrize(
    ("question", "metres"),
    [
        ("how far should i be from the loop antenna", ["3 metres", "2 metres"]),
        ("how far from the loop antenna in 2021", ["2 metres", "3 metres"]),
    ],
)
def test_the_newer_edition_answers(tmp_path: Path, question: str, metres: list[str]):
    """It is no rival that makes the answer unsure: both editions tell how far."""
    answer = engine_over({"safety.md": NEW, "safety_2021.md": OLD}, tmp_path).ask(question)
    assert metres[0] in answer.text
    assert metres[1] in answer.citations[1].quote
