"""Dates, seasons and versions in names, titles and headings."""

from __future__ import annotations

import pytest

from index.reader.editions.marks import Marks, joined, marks_in


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("rules 2024", (2024,)),
        ("rules2024", (2024,)),
        ("minutes-2024-9", (2024, 9)),
        ("minutes-2024-10-05", (2024, 10, 5)),
        ("minutes 20241005", (2024, 10, 5)),
        ("05.10.2024 - gym closed", (2024, 10, 5)),
        ("minutes of 5 october 2024", (2024, 10, 5)),
        ("minutes of the 5th of october 2024", (2024, 10, 5)),
        ("october 5, 2024", (2024, 10, 5)),
        ("sept. 2024", (2024, 9)),
        ("2024 october", (2024, 10)),
        ("autumn 2024", (2024, 9)),
        ("spring 2024", (2024, 3)),
        ("winter 2024", (2024, 1)),
        ("winter 2024/25", (2024, 12)),
        ("2024-q3", (2024, 7)),
        ("events 2025/26", (2025,)),
        ("events 2025-2026", (2025,)),
        ("rules", ()),
        ("april", ()),
        ("episode 12024", ()),
    ],
)
def test_the_date_in_a_text(text: str, date: tuple[int, ...]):
    """A year, with the month and the day if they are stated; a month without a year is no date."""
    assert marks_in(text)[0].date == date


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("rules-v2", (2,)),
        ("guide-1.20", (1, 20)),
        ("guide v1.20.x", (1, 20)),
        ("version 3 of the rules", (3,)),
        ("handbook, second edition", (2,)),
        ("handbook 3rd edition", (3,)),
        ("chapter 2", ()),
        ("team-2", ()),
        ("rules-2", ()),
        (f"v{'9' * 5000}", ()),
    ],
)
def test_the_version_in_a_text(text: str, version: tuple[int, ...]):
    """A number alone is no version: it may be that of a chapter."""
    assert marks_in(text)[0].version == version


def test_a_number_after_a_word_for_a_document_is_its_version():
    """It is one in the name of a file, and only after a word for a document."""
    assert marks_in("house-rules-2", is_name=True) == (Marks(version=(2,)), {"house", "rules"})
    assert marks_in("chapter-2", is_name=True) == (Marks(), {"chapter", "2"})


def test_the_season_of_a_game():
    """ "Season 7" or "s7"."""
    assert marks_in("economy-s7") == (Marks(season=(7,)), {"economy"})
    assert marks_in("economy of season 7") == (Marks(season=(7,)), {"economy"})


@pytest.mark.parametrize(
    ("later", "earlier"),
    [
        ("minutes 2024-10", "minutes 2024-9"),
        ("guide 1.10", "guide 1.9"),
        ("autumn 2024", "spring 2024"),
        ("winter 2024/25", "autumn 2024"),
        ("second edition", "first edition"),
        ("tenth edition", "9th edition"),
        ("rules 2025 v1", "rules 2024 v3"),
        ("october 2024", "september 2024"),
    ],
)
def test_marks_are_compared_as_numbers(later: str, earlier: str):
    """Ten comes after nine, and a date counts before a version."""
    first, second = marks_in(later)[0], marks_in(earlier)[0]
    assert (first.compared(second), second.compared(first), first.compared(first)) == (1, -1, 0)


def test_of_several_marks_the_most_precise_date_counts():
    """The folder has the year, the name the month."""
    assert joined([Marks(date=(2024,)), Marks(date=(2024, 10)), Marks(version=(2,))]) == Marks(
        date=(2024, 10), version=(2,)
    )
