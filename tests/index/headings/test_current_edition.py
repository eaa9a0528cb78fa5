"""A later edition answers before an earlier one, and what is current before what calls itself old."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.engine import Engine
from index.reader.called_old import is_called_old
from tests.index.engines import engine_over

DOCUMENTS = {
    "handbook-2023.md": "# Lab handbook 2023\n\n## Printing\n\nEach student has 200 free pages a term.\n",
    "handbook-2025.md": "# Lab handbook 2025\n\n## Printing\n\nEach student has 120 free pages a term.\n",
    "site.txt": "RULES OF 2015\n(no longer valid, superseded by rules.md)\n\nDOGS\nDogs are not allowed on the site.\n\n"
    "SHEDS\nA shed may be up to two metres long.\n",
    "rules.md": "# Rules\n\n## Dogs\n\nDogs are welcome on a lead.\n",
    "newsletter.md": "# Newsletter\n\n## Spring 2026\n\n### Seed swap\n\nThe seed swap is on 21 February in the hut.\n\n"
    "## Autumn 2025\n\n### Seed swap\n\nThe seed swap will be on 28 February in the village hall.\n",
}


@pytest.fixture(scope="module")
def club(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return engine_over(DOCUMENTS, tmp_path_factory.mktemp("club"))


@pytest.mark.parametrize(
    ("question", "document", "told"),
    [
        ("how many free pages does each student have", "handbook-2025.md", "120"),
        ("are dogs allowed on the site", "rules.md", "welcome on a lead"),
        ("when is the seed swap", "newsletter.md", "21 February"),
    ],
)
def test_the_current_edition_answers(club: Engine, question: str, document: str, told: str):
    """A later year, or what does not say of itself that it is old, under the same heading or contradicting."""
    answer = club.ask(question)
    assert (answer.citations[0].document, told in answer.text) == (document, True)


def test_an_edition_that_is_contradicted_is_shown_too(club: Engine):
    """What the earlier edition says comes second, as what says otherwise."""
    answer = club.ask("how many free pages does each student have")
    assert [(each.document, each.contradicts) for each in answer.citations[:2]] == [
        ("handbook-2025.md", False),
        ("handbook-2023.md", True),
    ]


def test_what_was_is_asked_of_the_earlier_edition(club: Engine):
    """A question that names a year or a season chooses itself; what only an old document tells is told by it."""
    assert "200" in club.ask("how many free pages did each student have in 2023").text
    assert club.ask("when is the autumn seed swap").text == "28 February"
    assert club.ask("how long may a shed be").citations[0].document == "site.txt"


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("when is the meeting with the auditors", "10:00"),
        ("what is the reward for beginners", "5 gold coins"),
        ("how much are the office fees of artists a day", "30 EUR"),
    ],
)
def test_a_later_section_is_no_later_edition(tmp_path: Path, question: str, told: str):
    """Neither by the number of a section or a level, nor by its month, in a document of one year."""
    text = (
        "# Handbook\n\n"
        "## March\n\n### Meeting\n\nThe auditors come at 10:00 to the town hall.\n\n"
        "## April\n\n### Meeting\n\nThe gardeners come at 15:00 to the green house.\n\n"
        "## Level 1\n\n### Reward\n\nBeginners get 5 gold coins.\n\n"
        "## Level 2\n\n### Reward\n\nMasters get 90 gold coins.\n\n"
        "## 2.1 Office Fees\n\nRenting the office costs 30 EUR a day for artists.\n\n"
        "## 3.1 Office Fees\n\nRenting the kitchen costs 90 EUR a day for cooks.\n"
    )
    assert told in engine_over({"handbook-2025.md": text}, tmp_path).ask(question).text


@pytest.mark.parametrize(
    ("name", "title", "opening", "is_old"),
    [
        ("old-rules.txt", "Rules", "", True),
        ("archive/rules.md", "Rules", "", True),
        ("rules.md", "Rules (archived)", "", True),
        ("rules.md", "Rules", "---\nstatus: superseded\n---\n", True),
        ("rules.md", "Rules", "> These rules are outdated. See new.md.", True),
        ("guide.md", "Guide", "Version 2 is no longer supported.", True),
        ("gold.md", "Gold", "Posts are archived after a week. The old pier is closed.", False),
        ("threshold.md", "Household", "Nobody may hold the old key.", False),
    ],
)
def test_a_document_says_that_it_is_old_in_its_name_title_or_opening(name, title, opening, is_old):
    """A sentence about something else that is old says nothing of the document."""
    assert is_called_old(f"{name} {title}", opening) is is_old
