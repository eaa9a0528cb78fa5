"""The section that a question names by its heading answers it."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.engine import Engine
from index.reader.evidence.whole_section import MAX_CHARACTERS
from index.reader.lookup.answers import with_named_answer
from index.reader.lookup.sections import named_section, section_of_person
from index.reader.question.asked_question import AskedQuestion
from index.types import Outcome, Reading
from tests.index.engines import engine_over

MEETINGS = {
    "2027-04-20": "- Roof of the boat house\n- Keys\n\nThen soup.",
    "2027-05-11": "- New oars\n- Summer party",
}
HANDBOOK = f"""# Rowing club

## House rules

No glass by the water.

## Fees

Adults pay 90 € a year.

## History

{"The club was founded by nine fishermen. " * (MAX_CHARACTERS // 30)}

### Boats

Two are older than the house.

## Questions

### How do I get a key or a locker?

The warden has both.

### May guests row in the eight?

Not alone.

### How long does a course take?

Six evenings.
"""


@pytest.fixture(scope="module")
def club(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    documents = {
        f"{date}.md": f"# Board meeting {date}\n\n## Agenda\n\n{agenda}\n\n## Minutes\n\nWe met at eight.\n"
        for date, agenda in MEETINGS.items()
    }
    return engine_over(documents | {"handbook.md": HANDBOOK}, tmp_path_factory.mktemp("club"))


@pytest.mark.parametrize(
    ("question", "section"),
    [
        ("agenda of the april board meeting", MEETINGS["2027-04-20"]),
        ("whats on the agenda of the 2027-05-11 meeting", MEETINGS["2027-05-11"]),
        ("house rules of the rowing club?", "No glass by the water."),
        ("what are the house rules", "No glass by the water."),
    ],
)
def test_a_question_names_a_section(club: Engine, question: str, section: str):
    """The question contains the heading, and only words of the headings, the title and the path: all of it
    answers."""
    named = named_section(AskedQuestion(question), club.evidence(question, 8))
    assert named is not None
    evidence, (start, end) = named
    assert evidence.context[start - evidence.start : end - evidence.start] == section
    answer = club.ask(question)
    assert answer.outcome is Outcome.ANSWERED
    assert section.splitlines()[0] in answer.citations[0].quote


@pytest.mark.parametrize(
    ("question", "section"),
    [
        ("how do i get a locker key", "The warden has both."),
        ("can guests row", "Not alone."),
        ("can guests row at the club", "Not alone."),  # which is the title's
        ("can guests row in winter", None),
        ("why do guests row", None),
        ("how long is a course", None),  # the words of the section answer
        ("may guests not row", None),
        ("locker", None),  # a single term may be anything
    ],
)
def test_a_heading_that_asks_is_named_by_a_question_for_less(
    club: Engine, question: str, section: str | None
):
    """The question has at least two words of the heading, and only words of the heading and the text above it."""
    named = named_section(AskedQuestion(question), club.evidence(question, 8))
    found = named and named[0].context[named[1][0] - named[0].start : named[1][1] - named[0].start]
    assert found == section


@pytest.mark.parametrize(
    "question",
    [
        "agenda of the board meeting",  # of two
        "agenda of the june board meeting",
        "agenda of the board meeting with the mayor",
        "how much are the fees",  # the words of the section answer
        "are there house rules",
        "why house rules",
        "history of the rowing club",  # too long
        "rules of the rowing club",  # not all of the heading
    ],
)
def test_no_section_is_named(club: Engine, question: str):
    """The words are nowhere, sections differ, or the question asks for something else."""
    assert named_section(AskedQuestion(question), club.evidence(question, 8)) is None


OPTIONS = """# Server command line

All options come behind the name of the jar.

## Options

##### `--pidFile <path>`
Path to the file with the number of the process.

##### `-s, --max-players <number>`
Overrides the slots of the server settings.

##### `--safeMode`
Loads worlds only with the plain datapack enabled.
"""


@pytest.mark.parametrize(
    ("question", "section"),
    [
        ("whats pidFile for on the server", "Path to the file with the number of the process."),
        ("what does -s do", "Overrides the slots of the server settings."),
        ("what is the --max-players flag", "Overrides the slots of the server settings."),
        ("server safemode maximum", ""),  # a word that nothing above has
        ("what does -p do", ""),
        ("whats the path", ""),  # a value is no name
        ("why is safeMode there", ""),
    ],
)
def test_a_question_names_a_section_by_an_option(tmp_path: Path, question: str, section: str) -> None:
    """As it is written, or by its long name, without its value."""
    engine = engine_over({"cli.md": OPTIONS}, tmp_path)
    named = named_section(AskedQuestion(question), engine.evidence(question, 8))
    if not section:
        assert named is None
        return
    assert named is not None
    evidence, (start, end) = named
    assert evidence.context[start - evidence.start : end - evidence.start] == section
    assert engine.ask(question).citations[0].quote == section


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("how do i calibrate ph", "Rinse the probe."),
        ("how do i calibrate the atlas-ph probe", "| atlas-ph | pH | 2 points |"),
    ],
)
def test_a_section_with_all_words_in_its_heading_comes_before_a_row(
    tmp_path: Path, question: str, told: str
) -> None:
    """The row has some words of the question in its cells, and others above it."""
    guide = (
        "# Probe\n\n| Kind | Measures | Calibrate |\n|---|---|---|\n| atlas-ph | pH | 2 points |\n\n"
        "## Calibrating pH\n\nRinse the probe.\n"
    )
    evidence = engine_over({"guide.md": guide}, tmp_path).evidence(question, 8)
    shown = Reading(Outcome.PASSAGES, evidence=evidence)
    [named, *_] = with_named_answer(AskedQuestion(question), shown, 0.5).spans
    assert named.text == told


PEOPLE = """# Characters

## Ottoline Varr

Smuggler, later harbourmistress. Lost her left hand when the guild caught her.

## Jory "Two-Coin" Fenn

Betrays a friend and comes back.

## Admin Commands

A ban is final.

## Varr Street

A street by the water.

## Minor

- Hob — Ottoline's dog
- Edda — Ottoline's mother
"""


@pytest.mark.parametrize(
    ("question", "section"),
    [
        ("who is ottoline", "Smuggler"),
        ("whos ottoline varr?", "Smuggler"),
        ("who is jory", "Betrays"),
        ("who was fenn", "Betrays"),
        ("who is varr", None),  # two have the name
        ("who is the admin", None),
        ("who is ottoline's mother", None),
        ("who is hob", None),
        ("what is ottoline", None),
    ],
)
def test_a_person_is_described_below_their_name(tmp_path: Path, question: str, section: str | None):
    """The question contains all of the name, or its first or last word."""
    engine = engine_over({"people.md": PEOPLE}, tmp_path)
    named = section_of_person(AskedQuestion(question), engine.evidence(question, 8))
    assert (named is None) == (section is None)
    if named is not None and section is not None:
        assert named[0].context[named[1][0] - named[0].start :].startswith(section)
        assert section in engine.ask(question).citations[0].shown
