"""A later edition answers before an earlier one, and a current one before one that calls itself old."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.engine import Engine
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
    """A later year, or a document that does not call itself old, answers with the same heading or a contradiction."""
    answer = club.ask(question)
    assert (answer.citations[0].document, told in answer.text) == (document, True)


def test_an_edition_that_is_contradicted_is_shown_too(club: Engine):
    """The earlier edition is cited second, as a contradiction."""
    answer = club.ask("how many free pages does each student have")
    assert [(each.document, each.contradicts) for each in answer.citations[:2]] == [
        ("handbook-2025.md", False),
        ("handbook-2023.md", True),
    ]


def test_a_question_about_the_past_is_answered_by_the_earlier_edition(club: Engine):
    """A year or a season in the question selects the edition. If only an old document answers, it does so."""
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
    """The number of a section or a level makes no later edition, nor does a month in a document of one year."""
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


def test_a_later_edition_answers_in_other_words(tmp_path: Path):
    """The year in the name decides. What only the older edition tells, that answers."""
    documents = {
        "syllabus 2024.md": "# Statistics\n\n## Teaching\n\nLectures are on Mondays at 08:15 in the old hall.\n\n"
        "The excursion goes to Lake Var.\n",
        "syllabus 2026 FINAL2.md": "# Statistics\n\n## When we meet\n\n"
        "There are two lectures a week, on Tuesday at 10:15 and on Thursday at 13:00.\n",
    }
    engine = engine_over(documents, tmp_path)
    assert engine.ask("when are the lectures?").citations[0].document == "syllabus 2026 FINAL2.md"
    assert "Lake Var" in engine.ask("where does the excursion go?").text


HANDBOOK = "# Lab handbook, {}\n\n## Printing\n\nEach student has {} free pages a term.\n"
SEMINAR = "## Seminar\n\nThe seminar on minerals takes place in room {} at {}.\n"


@pytest.mark.parametrize(
    ("documents", "question", "document", "told"),
    [
        (
            {
                "handbook first edition.md": HANDBOOK.format("first edition", 200),
                "handbook second edition.md": HANDBOOK.format("second edition", 120),
                "handbook third edition.md": HANDBOOK.format("third edition", 90),
            },
            "how many free pages does each student have",
            "handbook third edition.md",
            "90",
        ),
        (
            {
                "patch-notes.md": "# Patch notes\n\n## 1.10\n\nThe cooldown of the teleport is 30 seconds.\n\n"
                "## 1.9\n\nThe cooldown of the teleport is 90 seconds.\n\n"
                "## 1.8\n\nThe cooldown of the teleport is 60 seconds.\n",
            },
            "what is the cooldown of the teleport",
            "patch-notes.md",
            "30 seconds",
        ),
        (
            {
                "rules-2022.md": "# Rules\n\n## Claims\n\nA new player may claim 12 chunks of land.\n",
                "rules-2023.md": "# Rules\n\n## Claims\n\nA new player may claim 20 chunks of land.\n",
                "rules-2024.md": "# Rules\n\n## Claims\n\nA new player may claim 12 chunks of land.\n",
            },
            "how many chunks may a new player claim",
            "rules-2024.md",
            "12",
        ),
    ],
)
def test_the_latest_of_several_editions_answers(
    tmp_path: Path, documents: dict[str, str], question: str, document: str, told: str
):
    """It answers before the edition that is worded most like the answer, and before a contradicting one between."""
    answer = engine_over(documents, tmp_path).ask(question)
    assert (answer.citations[0].document, told in answer.text) == (document, True)


@pytest.mark.parametrize(
    ("opening", "document"),
    [
        ("Last updated: 3 February 2023\n\n", "announcements/2025-04-02.md"),
        ("Last updated: 3 June 2025\n\n", "timetable.md"),
        ("", "timetable.md"),
        ("> This page is outdated.\n\n", "announcements/2025-04-02.md"),
    ],
)
def test_a_page_is_newer_than_an_announcement(tmp_path: Path, opening: str, document: str):
    """A page is newer than an announcement, unless it states an older date or calls itself old."""
    documents = {
        "timetable.md": f"# Timetable\n\n{opening}{SEMINAR.format(7, '9:00')}",
        "announcements/2025-04-02.md": f"# Announcement\n\n{SEMINAR.format(31, '14:00')}",
    }
    answer = engine_over(documents, tmp_path).ask("where does the seminar on minerals take place")
    assert answer.citations[0].document == document


def test_front_matter_states_the_date_of_a_document(tmp_path: Path):
    """Of two sheets with the same name, the one that was updated later answers."""
    text = "---\ntitle: Safety sheet\nupdated: {}\n---\n\n## Spills\n\nA spill of acid is covered with {}.\n"
    documents = {
        "safety.md": text.format("2022-03-01", "sand and reported to Dr Falk"),
        "safety-sheet.md": text.format("2025-06-10", "soda and reported to Dr Moss"),
    }
    answer = engine_over(documents, tmp_path).ask("what is a spill of acid covered with")
    assert (answer.citations[0].document, "soda" in answer.text) == ("safety-sheet.md", True)


@pytest.mark.parametrize(
    ("question", "document"),
    [
        ("when is the key of the boathouse returned", "2024/rules.md"),
        ("when was the key of the boathouse returned in 2023", "2023/rules.md"),
    ],
)
def test_an_unchanged_text_is_cited_from_the_latest_edition(tmp_path: Path, question: str, document: str):
    """Of passages with the same text only one is read: that of the latest edition, or of the one in the question."""
    text = "# Rules {}\n\n## Keys\n\nThe key of the boathouse is returned by 21:00.\n"
    documents = {f"{year}/rules.md": text.format(year) for year in (2023, 2024)}
    assert engine_over(documents, tmp_path).ask(question).citations[0].document == document


BOATHOUSE = {
    "archive/boathouse.md": "# Boathouse\n\nThe boathouse is open from 9 to 5 on weekdays.\n",
    "office.md": "# Office\n\nThe office is open from 8 to 4 on weekdays.\n",
}
CLUBS = {
    f"{folder}/fees.md": f"# {club} club\n\n## Fees\n\nA member pays {fee} euros a month.\n"
    for folder, club, fee in (("archive/bowling", "Bowling", 10), ("tennis", "Tennis", 25))
}
SAME_HOURS = {
    "archive/boathouse.md": "# Boathouse\n\nOpen from 9 to 5 on weekdays.\n",
    "office.md": "# Office\n\nOpen from 9 to 5 on weekdays.\n",
}
COURSES = {
    "news/2024-05-03.md": "# News\n\nThe rowing course costs 90 euros and begins in June.\n",
    "courses.md": "# Courses\n\nThe sailing course costs 120 euros and begins in July.\n",
}


@pytest.mark.parametrize(
    ("documents", "question", "document"),
    [
        (BOATHOUSE, "When is the boathouse open?", "archive/boathouse.md"),
        (SAME_HOURS, "When is the boathouse open?", "archive/boathouse.md"),
        (SAME_HOURS, "When is the office open?", "office.md"),
        (CLUBS, "How much does a member of the bowling club pay?", "archive/bowling/fees.md"),
        (CLUBS, "What are the fees of the bowling club?", "archive/bowling/fees.md"),
        (CLUBS, "How much does a member pay a month?", "tennis/fees.md"),
        (COURSES, "How much does the rowing course cost?", "news/2024-05-03.md"),
        (COURSES, "When does the rowing course begin?", "news/2024-05-03.md"),
        (COURSES, "How much does the course cost?", "courses.md"),
    ],
)
def test_a_current_text_about_something_else_does_not_answer(
    tmp_path: Path, documents: dict[str, str], question: str, document: str
):
    """An old document answers if only its name or title has the subject of the question, and a record of some day
    if no page has it at all."""
    assert engine_over(documents, tmp_path).ask(question).citations[0].document == document
