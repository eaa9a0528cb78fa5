"""The whole section under a release's heading answers a question for what changed in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.engine import Engine
from index.headings.release_notes import MAX_CHARACTERS
from index.types import Answer, Outcome
from tests.index.engines import engine_over

PACK = f"""# Patch notes

## 4.2.0 — 14 June 2025

Thanks to Tamsin for testing.

### Added
- Trains
- `/rtp`, at last

### Changed
- Diamonds are bought back for 90

### Removed
- Waystones, because of the dupe

## 4.1 — 2 April 2025
- The hopper limit went up to 60
- Fixed the end portal

## 4.0 — 11 January 2025

### Added
- A new world

### Fixed
{"".join(f"- Number {number} of the bugs that were found in the north of the map{chr(10)}" for number in range(20))}

### Removed
- The old world
"""
WEBSITE = """# Changelog of the website

## [1.4](https://example.org/compare/1.3...1.4) - 2025-06-02
### Added
- A calendar
### Removed
- The guest book

## 1.3 - 2025-05-02
### Added
- A map
### Fixed
- The clock

## Plans for 2.0
- A shop
"""


# Words of the question are far below the heading.
HUGE = "# Changes\n\n## 7.1\n\n{}\n- What changed in 7.1 is the gate\n".format(
    "\n".join(f"- Stone {number} of the long north wall was mended by the masons" for number in range(400))
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    documents = {"patchnotes.md": PACK, "website.md": WEBSITE}
    return engine_over(documents, tmp_path_factory.mktemp("server"))


def _lines(answer: Answer) -> list[str]:
    assert answer.outcome is Outcome.ANSWERED, answer
    return answer.citations[0].shown.splitlines()


@pytest.mark.parametrize(
    "question",
    [
        "what changed in 4.2",
        "whats new in v4.2.0?",
        "What's new in version 4.2",
        "what has changed with the 4.2 update",
        "patch notes 4.2",
        "4.2 changes",
        "can you tell me what changed in 4.2",
    ],
)
def test_all_parts_of_a_release_answer(server: Engine, question: str):
    """They are quoted under their headings, from the first part to the last."""
    answer = server.ask(question)
    assert _lines(answer) == [
        "Thanks to Tamsin for testing.",
        "Added",
        "• Trains",
        "• /rtp, at last",
        "Changed",
        "• Diamonds are bought back for 90",
        "Removed",
        "• Waystones, because of the dupe",
    ]
    [citation] = answer.citations[:1]
    assert PACK[citation.start : citation.end] == citation.quote
    assert citation.trail == ("4.2.0 — 14 June 2025",)
    assert citation.line == PACK[: citation.start].count("\n") + 1


def test_a_release_without_parts_answers(server: Engine):
    """It answers even though its heading has a date that the question lacks."""
    assert _lines(server.ask("what changed in 4.1")) == [
        "• The hopper limit went up to 60",
        "• Fixed the end portal",
    ]


def test_a_long_release_answers_with_its_beginning(server: Engine):
    """A sign shows that it goes on."""
    shown = server.ask("what's new in 4.0").citations[0].shown
    assert shown.startswith("Added\n• A new world\nFixed\n• Number 0 of the bugs") and shown.endswith("\n…")
    assert len(shown) < MAX_CHARACTERS + 100


def test_a_release_is_named_with_what_it_is_of(server: Engine):
    """A question may name the project by a word of the title."""
    assert _lines(server.ask("what changed in website 1.3")) == ["Added", "• A map", "Fixed", "• The clock"]


def test_a_heading_may_be_a_link(server: Engine):
    """A release whose heading is a link is found, though the text differs from the heading as it is read."""
    lines = _lines(server.ask("what changed in 1.4"))
    assert lines == ["Added", "• A calendar", "Removed", "• The guest book"]


def test_a_very_long_release_is_given_with_its_beginning(tmp_path: Path):
    """The beginning of a release of many pages answers, however far after it a passage was found."""
    answer = engine_over({"changes.md": HUGE}, tmp_path).ask("what changed in 7.1")
    assert _lines(answer)[0] == "• Stone 0 of the long north wall was mended by the masons"


@pytest.mark.parametrize(
    "question",
    [
        "what changed in 4.3",
        "what changed in 4",
        "what changed in 2.0",  # these are plans
        "what changed since 4.1",
        "what changed between 4.1 and 4.2",
        "what changed for horses in 4.2",
        "why was 4.2 changed",
        "did anything change in 4.2",
        "what did not change in 4.2",
        "who changed 4.2",
    ],
)
def test_no_whole_release_answers(server: Engine, question: str):
    """If there is no such release, or if the question asks for something else."""
    assert all("Added\n" not in citation.shown for citation in server.ask(question).citations)
