"""A text without a number that the question names is shown, and does not answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.engine import Engine
from index.reader.constraints.numbers import has_rare_number, lacks_number
from index.settings import IndexSettings
from index.store.build import build
from index.types import Answer, Outcome

TABLE = "# Rooms\n\n| Room | Seats |\n|---|---|\n| Room 1 | 12 |\n| Room 2 | 30 |\n| Room 12 | 80 |\n| Hall A | 200 |\n"


@pytest.mark.parametrize(
    ("question", "text", "lacks"),
    [
        ("how many seats has room 3", "Room 2: 30 seats. Room 13: 80.", True),
        ("how many seats has room 3", "Room 3: 30 seats.", False),
        ("how many seats has room 3", "The third room has 30 seats.", False),
        ("what if i ring 2 times", "Who rings twice is let in.", False),
        ("what if i ring 3 times", "Who rings twice is let in.", True),
        ("who won in 2019?", "In 2020 Anna won.", True),
        ("who won in 2019?", "Results › 2019-05-02\nAnna won.", False),
        ("is 1,200 enough?", "It costs 1200.", False),
        ("is 1200 enough?", "It costs 1.200, or 12,000.", False),
        ("is 1,200 enough?", "It costs 12,000.", True),
        ("how does k8s route E1b1a?", "By rules.", False),
        ("what comes in 1 round?", "A round has turns.", False),
        ("what is rule 04?", "4. No smoking.", False),
        ("can i join at 16?", "Members must be at least 18 years old.", False),
        ("can i join at 16?", "Members are 18 or older.", False),
        ("can i join at 12?", "Anybody aged fourteen or over may join.", False),
        ("is 15 old enough", "From 14 on you may climb alone.", False),
        ("who is 15", "From 14 on you may climb alone.", True),
        ("can i cancel 3 days before", "You can cancel until 7 days before.", False),
        ("is it open at 22:30", "It opens at nine and closes at 23:00.", False),
        ("when is it at 22:30", "It opens at nine and closes at 23:00.", True),
        ("can i join with 3 friends?", "A group has up to five people.", False),
        ("price for 3 people", "2–4 people: $30. 5-8 people: $50.", False),
        ("price for 9 people", "2–4 people: $30. 5-8 people: $50.", True),
        ("what was the rent in 2024", "It goes up from 1,950 to 2,100 €.", True),  # no range of years
        ("what was the rent in 2024", "From 2020 to 2030 it stays at 900 €.", False),
        ("is 2,000 enough", "The rent is 1,950 to 2,100 €.", False),
        ("who won in 2018?", "Results › 2019-05-02\nAnna won.", True),
        ("how many seats has room 0", "Room 2: 30 seats.", True),
        ("how many seats has room 3", "Rooms 2 and 12 have 30 seats.", True),
        ("is room 3 open", "Rooms between 2 and 5 are.", False),
        (f"what is {'9' * 5000}", f"{'8' * 5000}-{'9' * 4000}", True),
        ("who asks?", "Nobody.", False),
        ("what came in 2.4.0?", "2.3.0 - 2023-12-20: the coin shop. Moved to 1.20.4.", True),
        ("what came in 2.4.0?", "Version 2.4.0: graves.", False),
        ("what came in 2.4?", "Version 2.4.0: graves.", False),
        ("what nozzle has printer 4", "Printer 2 has a nozzle of 0.4 mm.", True),
        ("what nozzle has printer 4", "Printer 2 is an MK4.", True),
        ("which printer has 0.4 mm", "Printer 2 has a nozzle of 0.4 mm.", False),
        ("what is at 10:30", "The call is at 10.30.", False),
        ("who comes on 6 June", "12.6.2024: Anna.", False),
        ("what came on 3.10.2024?", "3.1.2024: the coin shop, for 10 coins.", True),
        ("when did 4.3 come out", "4.0 - 2026-03-07: towns, every 2 days.", True),
        ("when did v4.3 come out", "4.0 - 2026-03-07: towns.", True),
        ("when did 4.3 come out", "v4.3: 30% sleep.", False),
        ("how far is 5.5 km", "The walk is 5.5 km long.", False),
        ("may it weigh 2.5 kg", "At most 5 kg.", False),
        ("has it 0.4 mm", "A nozzle of 0,4 mm.", False),
        ("does it start at 10.30", "It starts at 10:30.", False),
        ("what is on 20.4", "Date: 2027-04-20 · Topic: maps", False),
        ("where is lab b.099", "Lab is in room B.021, for at least 2 hours.", True),
        ("where is lab b.021", "Lab is in room B.021.", False),
        ("who won in 2018", "Anna won in 2019. Teams have up to 5 people.", True),
        ("where was the meeting in 2023", "Since 2021 it has been in Ghent.", False),
        ("what did we pay in 2020", "We pay 40 € since 2021.", True),
        ("was it free in 2022", "The room was free until summer 2019.", True),
        ("was it free in 2018", "The room was free until summer 2019.", False),
        ("who led it in 2022", "From 2015 to 2018 Anna led it.", True),
        ("who led it in 2016", "From 2015 to 2018 Anna led it.", False),
        ("who pays in 2023", "Every year the treasurer pays, at most 300 euros.", False),
        ("can i add 2000 rows", "Up to 5000 rows may be added.", False),
    ],
)
def test_numbers_of_a_question(question: str, text: str, lacks: bool):
    """A text contains a number in digits or as a word. Digits inside words and a 1 do not count."""
    assert lacks_number(question, text) is lacks


@pytest.mark.parametrize(
    ("question", "rare"),
    [("what came in 4.3", True), ("who won in 2019", True), ("what is in room 12", False)],
)
def test_rare_numbers(question: str, rare: bool):
    """A version of two parts is as rare as a year; passages with it are read first."""
    assert has_rare_number(question) is rare


def asked_of(folder: Path, text: str, question: str) -> Answer:
    """The answer to a question about one document."""
    settings = IndexSettings(documents=folder / "documents", index=folder / "index")
    settings.documents.mkdir()
    (settings.documents / "notes.md").write_text(text, encoding="utf-8")
    build(settings)
    return Engine.open(settings).ask(question)


VERSIONS = (
    "# Changelog\n\n## 2.4.0 - 2024-05-03\n\n- Added graves that keep items for 20 minutes.\n- Raised the home limit.\n\n"
    "## 2.3.1 - 2024-02-11\n\n- Fixed lag in the Nether hub.\n\n"
    "## 2.3.0 - 2023-12-20\n\n- Added the coin shop.\n- Moved to Minecraft 1.20.4.\n"
)


@pytest.mark.parametrize(
    ("question", "right", "wrong"),
    [
        ("what was added in 2.4.0", "graves", "coin shop"),
        ("what was added in 2.3.1", "", "coin shop"),
        ("what was added in 2.3.0", "the coin shop", "graves"),
    ],
)
def test_a_version_is_answered_by_its_own_section(tmp_path: Path, question: str, right: str, wrong: str):
    """Text under the heading of another version does not answer, even if the right heading is near."""
    answer = asked_of(tmp_path, VERSIONS, question)
    assert wrong not in answer.text
    assert right in answer.text
    assert answer.citations


YANKED = (
    "# Release policy\n\n## Yanked releases\n\n2.2.0 was yanked on the day of its release, since `ferrule repair` "
    "deleted the history on MySQL. 1.6.1 was yanked because the Docker image had been built without TLS.\n\n"
    "## Hooks\n\nHooks are `before_up` and `after_up`. If before_up fails, nothing is run. If after_up fails, a "
    "warning is written and the exit status is 0.\n"
)


@pytest.mark.parametrize(
    ("question", "right"),
    [
        ("why was 2.2.0 yanked", "deleted the history"),
        ("why was 1.6.1 yanked", "without TLS"),
        ("what happens when after_up fails", "a warning is written"),
        ("what happens when before_up fails", "nothing is run"),
    ],
)
def test_the_sentence_with_the_name_is_marked(tmp_path: Path, question: str, right: str):
    """If sentences are about several versions or identifiers, the one with that of the question answers."""
    answer = asked_of(tmp_path, YANKED, question)
    assert answer.outcome is Outcome.ANSWERED
    marked = answer.citations[0].answer
    assert marked is not None
    assert right in answer.citations[0].quote[slice(*marked)]


@pytest.mark.parametrize(
    ("question", "outcome"),
    [("how tall is 2.3.0", "passages"), ("how tall is 2.9.0", "nothing")],
)
def test_a_section_with_the_version_only_in_its_heading_is_shown(tmp_path: Path, question: str, outcome: str):
    """The section of a version is shown for any question about it, even if only the heading has its number."""
    answer = asked_of(tmp_path, VERSIONS, question)
    assert answer.outcome.value == outcome
    assert [each.trail[-1:] for each in answer.citations[:1]] == [("2.3.0 - 2023-12-20",)] * (
        outcome == "passages"
    )


def test_a_passage_without_the_number_has_no_confidence(tmp_path: Path):
    """A passage that is shown without the number of the question has a confidence of 0."""
    answer = asked_of(tmp_path, "# Accounts\n\nOne alt per person is allowed.\n", "can i have 25 alts")
    assert answer.outcome is not Outcome.ANSWERED
    assert answer.confidence == 0


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("how many seats does room 2 have", True),
        ("how many seats does room2 have", True),
        ("how many seats does room 3 have", False),
    ],
)
def test_another_number_is_no_answer(tmp_path: Path, question: str, told: bool):
    """If the documents are about room 2 and not about room 3, only a question about room 2 is answered."""
    answer = asked_of(tmp_path, TABLE, question)
    assert (answer.outcome is Outcome.ANSWERED) == told
    assert not told or "30" in answer.citations[0].quote


MINUTES = """# General meeting of 14 May 2024

## Finances

The treasurer reported a surplus of 4,310 euros for 2023. In 2022 there had been a deficit of 1,200 euros.

## 2021

The choir had 31 members.
"""


@pytest.mark.parametrize(
    ("question", "right"),
    [
        ("What was the surplus in 2023?", "4,310 euros"),
        ("What was the deficit in 2022?", "1,200 euros"),
        ("What was the surplus in 2024?", ""),  # the year of the meeting
        ("How big was the deficit in 2024?", ""),
        ("how many members did the choir have in 2021", "31"),  # its heading tells the year
    ],
)
def test_a_quantity_is_that_of_the_year_of_its_sentence(tmp_path: Path, question: str, right: str):
    """A quantity of one year does not answer for another year, even if that is in the section too."""
    answer = asked_of(tmp_path, MINUTES, question)
    assert answer.text == right
    assert (answer.outcome is Outcome.ANSWERED) == bool(right)
    assert answer.citations
