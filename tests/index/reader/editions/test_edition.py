"""Which of two editions is the later one, and which texts are no editions of each other."""

from __future__ import annotations

import pytest

from index.reader.editions.edition import edition_of
from index.types import Passage


def passage(document: str, title: str = "Notes", *trail: str) -> Passage:
    return Passage(document, title, 0, 4, "Text", 1, trail=trail)


def order(document: str, other: str) -> int:
    """1 if the first of two files with one title is the later edition, -1 if the second is, else 0."""
    first, second = edition_of(passage(document)), edition_of(passage(other))
    return first.follows(second) - second.follows(first)


@pytest.mark.parametrize(
    ("later", "earlier"),
    [
        ("2024/rules.md", "2023/rules.md"),
        ("rules-2024.md", "2023/rules.md"),
        ("rules.md", "archive/rules.md"),
        ("rules.md", "old/rules-v3.md"),
        ("rules.md", "rules-2023.md"),
        ("rules.md", "2023/rules.md"),
        ("economy.md", "economy_s7.md"),
        ("guide.md", "guide-1.19.md"),
        ("minutes/2024-10-committee.md", "minutes/2024-9-committee.md"),
        ("minutes/2024/10/05-committee.md", "minutes/2024/09/28-committee.md"),
        ("minutes-october-2024.md", "minutes-september-2024.md"),
        ("newsletter/Autumn 2024.md", "newsletter/Spring 2024.md"),
        ("events_2026_27.csv", "events_2025_26.csv"),
        ("handbook second edition.md", "handbook first edition.md"),
        ("rules-v3.md", "rules-v2 (1).md"),
        ("rules_10.md", "rules_9.md"),
        ("statutes.md", "statutes-draft.md"),
        ("statutes-2024.md", "statutes-2025-draft.md"),
        ("town.md", "old-town.md"),
        ("rules_final.md", "rules.md"),
        ("rules-2024.md", "rules-final-2023.md"),
        ("membership.md", "minutes/2024-10.md"),
    ],
)
def test_the_later_edition(later: str, earlier: str):
    """By words for old or draft texts, and by dates and versions of the path; a name without these is kept
    current."""
    assert order(later, earlier) == 1
    assert order(earlier, later) == -1


@pytest.mark.parametrize(
    ("document", "other"),
    [
        ("chapter-2.md", "chapter-1.md"),
        ("hr/rules-2024.md", "it/rules-2023.md"),
        ("hr/rules.md", "it/rules-2023.md"),
        ("youth/rules.md", "rules-2023.md"),
        ("old-town.md", "harbour.md"),
        ("former-members.md", "members.md"),
        ("old-school-raids.md", "mythic-raids.md"),
        ("physics.md", "chemistry-2023.md"),
        ("rules-v2.md", "rules-v2 (1).md"),
        ("rules-v2.md", "rules-v2 - Copy.md"),
        ("rules.md", "rules-v2.md"),
        ("rules.md", "rules_2.md"),
        ("roster-spring.md", "roster-autumn.md"),
        ("rules ².md", "rules.md"),
        ("rules.md", "announcements.md"),
    ],
)
def test_files_without_an_order(document: str, other: str):
    """Other chapters, other departments, copies, texts about old things, and names without any mark."""
    assert order(document, other) == 0


@pytest.mark.parametrize(
    ("title", "other", "order_of_them"),
    [
        ("Rules 2025", "Rules 2024", 1),
        ("Rules, second edition", "Rules, first edition", 1),
        ("Rules 2025", "Prices 2024", 0),
        ("Rules", "Rules (archived)", 1),
    ],
)
def test_titles_decide_if_names_differ(title: str, other: str, order_of_them: int):
    """Files of one folder with the same title are editions of one text if their names are similar."""
    first, second = edition_of(passage("rules.md", title)), edition_of(passage("club-rules.md", other))
    assert first.follows(second) - second.follows(first) == order_of_them


def test_counted_files_with_other_titles_are_no_editions():
    """The report of a camp is no older edition of the report of a fair."""
    camp = edition_of(passage("2023/report.md", "Summer camp"))
    assert not edition_of(passage("2024/report.md", "Winter fair")).follows(camp)


@pytest.mark.parametrize(
    ("heading", "other", "title", "later"),
    [
        ("Spring 2026", "Autumn 2025", "Newsletter", True),
        ("1.10", "1.9", "Patch notes", True),
        ("Version 2.0", "Version 1.4", "Rules", True),
        ("Points system", "Old points system", "Rules", True),
        ("3.2", "3.1", "Rules", False),
        ("Level 2", "Level 1", "Rules", False),
        ("Season 2", "Season 1", "Episodes", False),
        ("April", "March", "Handbook", False),
        ("3.1 Fees", "2.1 Fees", "Handbook", False),
        ("New bridge", "Old bridge", "Town", False),
    ],
)
def test_sections_of_one_document(heading: str, other: str, title: str, later: bool):
    """A year, a version or a release decides; the number of a section, a level or a season does not."""
    first, second = (edition_of(passage("a.md", title, title, each, "Fees")) for each in (heading, other))
    assert first.follows(second) is later
    assert not second.follows(first)


@pytest.mark.parametrize(
    ("document", "opening", "other", "other_opening", "later"),
    [
        ("rules.md", "updated: 2025-06-10", "club-rules.md", "updated: 2022-03-01", True),
        ("rules.md", "Last updated: 3 June 2025", "club-rules.md", "Last updated: 1 May 2025", True),
        ("rules.md", "date: 2019-01-01\nupdated: 2025-06-10", "club-rules.md", "date: 2022-03-01", True),
        ("rules.md", "Version 2.1", "club-rules.md", "Version 2.0", True),
        ("rules-2023.md", "", "rules.md", "Last updated: May 2021", True),
        ("rules.md", "Last updated: May 2024", "rules-2023.md", "", True),
        ("rules-2023.md", "", "rules.md", "This page is outdated.", True),
        ("announcements/2025-04-02.md", "", "timetable.md", "Last updated: 3 February 2023", True),
        ("timetable.md", "Last updated: 3 May 2025", "announcements/2025-04-02.md", "", False),
        ("rules.md", "updated: 2025-06-10", "club-rules.md", "", False),
    ],
)
def test_an_opening_states_a_date_or_that_the_document_is_old(
    document: str, opening: str, other: str, other_opening: str, later: bool
):
    """It may state when a page was last changed, and that it is old, if its name does not."""
    first, second = edition_of(passage(document), opening), edition_of(passage(other), other_opening)
    assert first.follows(second) is later
    assert not second.follows(first)
