"""A later edition answers before an earlier one, and what is current before what calls itself old."""

from __future__ import annotations

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
