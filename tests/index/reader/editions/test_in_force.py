"""An outdated document does not answer before a current one, nor makes that one unsure."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.engine import Engine
from tests.index.engines import engine_over

PRICES = {
    "prices old (2024).txt": "CLUB PRICES\n\nmembership ........ 30 euro a year\nspare key ........ 12 euro\n",
    "join.md": "# Join the club\n\n## How\n\nMembership is 36 € a year, and 54 € for a household.\n",
}
HANDBOOKS = {
    "Members handbook 2023.txt": "Money\n\nStudents pay 30 pounds. A lost score costs 10 pounds.\n",
    "handbook 2026-27.md": "## Money\n\nThe subscription is £120 a year. Students and apprentices pay £45 a year.\n",
}


@pytest.fixture(scope="module")
def club(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return engine_over(PRICES, tmp_path_factory.mktemp("club"))


@pytest.fixture(scope="module")
def choir(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return engine_over(HANDBOOKS, tmp_path_factory.mktemp("choir"))


def test_a_document_that_calls_itself_old_answers_only_if_no_other_does(club: Engine):
    """Beside the old price, the new one would not be sure enough."""
    assert "36 €" in club.ask("how much is membership").text
    assert club.ask("how much is a spare key").text == "12 euro"


def test_an_earlier_edition_answers_only_if_no_later_one_does(choir: Engine):
    """The years in the names of the files decide."""
    assert "£45" in choir.ask("how much do students pay").text
    assert choir.ask("what does a lost score cost").text == "10 pounds"
    assert choir.ask("how much did students pay in 2023").citations[0].document == "Members handbook 2023.txt"


def test_the_closest_passages_are_of_current_documents(tmp_path: Path):
    """Where neither answers, the current one is shown first."""
    rules = "9. 25 animals of a kind per chunk. The butcher bot takes the rest at midnight.\n"
    documents = {
        "rules (2024, old server).txt": "1. No griefing.\n2. Animals: 40 per player.\n",
        "rules.md": f"# Rules\n\n{rules}",
    }
    answer = engine_over(documents, tmp_path).ask("how many animals can i have")
    assert answer.citations[0].document == "rules.md"
