"""A changelog answers a question for the newest release that names no version."""

from __future__ import annotations

import pytest

from index.engine import Engine
from index.types import Outcome
from tests.index.engines import engine_over

CHANGES = """# Changelog

## [Unreleased]

### Added
- A dark theme

## [3.10.0] - 2026-05-11

### Added
- Passkeys

### Fixed
- The thumbnails

## [3.10.0rc1] - 2026-05-01
- A try of passkeys

## [3.9.0] - 2026-04-02
- Export of albums
"""
README = (
    "# Pixelbarn\n\nA photo library that you host yourself. The storage layout is version 2.0 of the barn.\n"
)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return engine_over({"CHANGELOG.md": CHANGES, "README.md": README}, tmp_path_factory.mktemp("project"))


@pytest.mark.parametrize(
    "question", ["what's new", "whats new in the latest version", "patch notes", "what changed"]
)
def test_what_is_new_is_all_that_stands_below_the_newest_release(project: Engine, question: str):
    """It has the highest version: 3.10 is above 3.9 and its previews. Unreleased changes do not count."""
    answer = project.ask(question)
    lines = answer.citations[0].shown.splitlines()
    assert (answer.outcome, lines) == (Outcome.ANSWERED, ["Added", "• Passkeys", "Fixed", "• The thumbnails"])


@pytest.mark.parametrize(
    "question", ["latest version", "whats the newest release?", "what is the current version"]
)
def test_the_latest_version_is_that_of_the_newest_release(project: Engine, question: str):
    """The heading with the version is quoted."""
    answer = project.ask(question)
    assert (answer.text, answer.citations[0].document) == ("3.10.0", "CHANGELOG.md")


@pytest.mark.parametrize(
    "question",
    [
        "what's new in the kitchen",
        "latest version of java",
        "what version is it on",
        "why is 3.9 the latest version",
    ],
)
def test_what_the_changelog_is_not_about_is_not_told_by_its_newest_release(project: Engine, question: str):
    """A word that the title lacks asks for something else, and "why" asks for no release."""
    assert project.ask(question).text != "3.10.0"
    assert "Passkeys" not in project.ask(question).text


def test_of_two_changelogs_none_is_chosen(tmp_path):
    """Unless the question names one by its title."""
    other = "# Changelog of the app\n\n## 1.2 - 2026-01-02\n- A map\n"
    engine = engine_over({"changelog.md": CHANGES, "app-changelog.md": other}, tmp_path)
    assert "Passkeys" not in engine.ask("what's new").text
    assert engine.ask("what's new in the app").text == "- A map"


def test_a_sentence_that_calls_a_version_the_latest_tells_it(tmp_path):
    """A version that the documents call current answers, whatever the changelog has."""
    documents = {"changelog.md": CHANGES, "status.md": "# Status\n\nThe current version is 3.9.0.\n"}
    assert engine_over(documents, tmp_path).ask("what is the current version").text == "3.9.0"
