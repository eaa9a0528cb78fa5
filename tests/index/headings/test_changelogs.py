"""The heading above a changelog's entry answers a question for the version or the date of a change."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.engine import Engine
from index.headings.changelogs import is_release
from index.settings import IndexSettings
from index.store.build import build
from index.types import Outcome
from tests.index.engines import engine_over

CHANGES = """# Changelog

## Unreleased
- The doctor shows the version of the server.

## [0.15.0] - 2026-07-30

### Changed
- The minimum Go version to build is 1.22.
- Sparse files are read faster.

### Removed
- The rclone backend. Use rclone serve sftp instead.
- Support for MySQL 5.7.

## [0.14.0] - 2025-12-02

### Added
- Hooks: before-store, after-store, on-error.

### Changed
- Sparse files are written faster.

## [v0.13.2](https://example.org/compare/v0.13.1...v0.13.2) (2025-06-14)
- Horses have been removed because they crashed the server.
- Starting gold raised from 400 to 600.
"""
_FILLER = "\n".join(
    f"- Fixed the colour of flower bed {number} in the plan of the garden." for number in range(40)
)
GARDEN = f"""# Changes of the garden

## 2.0 - 2024

### 2.0.1
- Added larches beside the gate.

## 1.9.0 - 2024-03-01
- The fountain is three times faster.
- New: a sundial.
- Added tunnels. Removed the ferry.
- The drawbridge was not removed.

## 0.9
- Fixed a regression from 0.9 betas, and the plan for Python 3.0.9.
{_FILLER}
- Added a pergola.
"""
GUIDE = """# Guide

## Upgrading to 0.14

The new cache is used by the reader alone. Nothing has to be removed by hand.

## Party on 3 May

A dance floor was added behind the house.
"""


@pytest.fixture(scope="module")
def changes(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    folder: Path = tmp_path_factory.mktemp("changes")
    documents = folder / "documents"
    documents.mkdir()
    (documents / "CHANGELOG.md").write_text(CHANGES, encoding="utf-8")
    (documents / "garden.md").write_text(GARDEN, encoding="utf-8")
    (documents / "guide.md").write_text(GUIDE, encoding="utf-8")
    settings = IndexSettings(documents=documents, index=folder / "index")
    build(settings)
    return Engine.open(settings)


@pytest.mark.parametrize(
    ("question", "expected", "entry"),
    [
        ("which version added hooks", "0.14.0", "before-store"),
        ("in which release was the rclone backend removed?", "0.15.0", "The rclone backend"),
        ("what version dropped mysql 5.7", "0.15.0", "Support for MySQL 5.7"),
        ("when were hooks introduced", "2025-12-02", "before-store"),
        ("when was the starting gold raised", "2025-06-14", "Starting gold raised"),
        ("when were horses removed", "2025-06-14", "Horses have been removed"),
        ("since when do i need go 1.22 to build", "2026-07-30", "minimum Go version"),
    ],
)
def test_the_heading_of_a_release_answers(changes: Engine, question: str, expected: str, entry: str):
    """The heading is quoted first, and the entry after it."""
    answer = changes.ask(question)
    assert answer.outcome is Outcome.ANSWERED
    assert answer.text == expected
    text = (changes.settings.documents / "CHANGELOG.md").read_text(encoding="utf-8")
    for citation in answer.citations:
        assert text[citation.start : citation.end] == citation.quote
    assert entry in "".join(citation.quote for citation in answer.citations[:2])


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        (
            "which version added hooks",
            "[0.14.0] - 2025-12-02\nAdded\nHooks: before-store, after-store, on-error.",
        ),
        ("when did you drop mysql 5.7", "[0.15.0] - 2026-07-30"),
        (
            "when were horses removed",
            "v0.13.2 (2025-06-14)\nHorses have been removed because they crashed the server.",
        ),
    ],
)
def test_the_entry_is_quoted_with_its_heading(changes: Engine, question: str, shown: str):
    """Both are one quote if there is nothing else between them; otherwise the entry is quoted separately."""
    citations = changes.ask(question).citations
    assert "\n".join(line.lstrip("• ") for line in citations[0].shown.splitlines()) == shown
    assert len(citations) == 1 or "MySQL 5.7" in citations[1].quote


@pytest.mark.parametrize(
    ("question", "expected", "heading"),
    [
        ("which version added larches", "2.0.1", "\n### 2.0.1\n"),  # the innermost release
        ("when were larches added", None, ""),  # its release has no date
        ("which version added a sundial", "1.9.0", "\n## 1.9.0 - 2024-03-01\n"),  # no range of numbers
        ("which version removed the ferry", "1.9.0", "\n## 1.9.0 - 2024-03-01\n"),
        ("which version added a pergola", "0.9", "\n## 0.9\n"),  # nor what else names that version
    ],
)
def test_the_heading_of_the_release_itself_is_quoted(
    changes: Engine, question: str, expected: str | None, heading: str
):
    """Not the heading of a release around it, nor an entry with the same number."""
    answer = changes.ask(question)
    if expected is None:
        assert answer.text not in ("2024", "2.0", "2.0.1")
        return
    assert answer.text == expected
    first = answer.citations[0]
    assert first.document == "garden.md" and first.answer is not None
    place = first.start + first.answer[0]
    begin = GARDEN.index(heading)
    assert begin < place < begin + len(heading)


@pytest.mark.parametrize(
    "question",
    [
        "which version removed tunnels",  # another sentence of the entry does
        "which version added the ferry",
        "when was the drawbridge removed",
        "which version removed the fountain",  # no entry says that it was
        "when was the fountain removed",
        "when were horses added",  # they were removed
        "which version added support for mysql 5.7",
        "which version added the rclone backend",
        "when was the ftp backend removed",
        "which version changed sparse files",  # two releases
        "when was the dance floor added",  # below a heading that is no release's alone
        "which version of go do i need",
        "what version do i need to build",
    ],
)
def test_no_heading_of_a_release_answers(changes: Engine, question: str):
    """If the entry is another kind of change, if there are several, or if no release is asked for."""
    released = (
        "1.9.0",
        "2024-03-01",
        "0.15.0",
        "0.14.0",
        "0.13.2",
        "2026-07-30",
        "2025-12-02",
        "2025-06-14",
        "3 May",
    )
    assert changes.ask(question).text not in released


DAYS = """## 2026-11-14
- Market day

### Changed
- The ferry is disabled on Ashfall.

## 31 October 2026
- Raised the turret limit from 50 to 60
- Disabled the gyrocopter, it crashed the server

## 3 October 2026, a long evening
- Removed the cannon
"""


@pytest.mark.parametrize(
    ("title", "question", "expected"),
    [
        ("Changelog", "when was the gyrocopter disabled", "31 October 2026"),
        ("What's new", "when was the turret limit raised", "31 October 2026"),
        ("Changelog", "when was the ferry disabled", "2026-11-14"),
        ("Changelog", "when was the gyrocopter enabled", ""),  # no entry says that it was
        ("Changelog", "which version disabled the gyrocopter", ""),
        ("Changelog", "when was the cannon removed", ""),  # under a heading of something else
        ("Diary", "when was the gyrocopter disabled", ""),
    ],
)
def test_a_heading_that_is_a_date_answers_in_a_changelog(
    tmp_path: Path, title: str, question: str, expected: str
):
    """If a question asks when. In other documents such a day may be that of a meeting."""
    answer = engine_over({"server.md": f"# {title}\n\n{DAYS}"}, tmp_path).ask(question)
    days = ("2026-11-14", "31 October 2026", "3 October 2026")
    assert (answer.text if answer.text in days else "") == expected


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("[1.4.1] - 2026-11-19", True),
        ('1.4.1 "Barnacle" – 19 November 2026 (hotfix)', True),
        ("v2.0.0 “Lanterns”", True),
        ("Version 1.3.0 (yanked)", True),
        ("1.4.1 – Barnacle, 19 November 2026", True),
        ("1.4.1 Upgrade notes", False),
        ("Upgrading to 1.4.1", False),
        ("Upgrading (from 1.4.1)", False),
        ("1.4.1 and 1.4.2", False),
        ("1.4.1 was the version that we ran on 19 November 2026", False),
    ],
)
def test_what_the_heading_of_a_release_may_say(heading: str, expected: bool) -> None:
    """A version, a date, a name in quotation marks and a remark in parentheses; with a date, a short name."""
    assert is_release(heading) is expected
