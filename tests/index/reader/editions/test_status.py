"""Whether a document calls itself old, a draft or current; its subject may be old as well."""

from __future__ import annotations

import pytest

from index.reader.editions.status import Status, says_it_is_out_of_force, status_of


@pytest.mark.parametrize(
    ("name", "status"),
    [
        *[
            (name, Status.OUT_OF_FORCE)
            for name in (
                *("old-rules", "the old handbook", "former prices", "2021-old-rules", "old system"),
                *(
                    "rules-old",
                    "rules-old-2021",
                    "rules-2021-old",
                    "rules (old)",
                    "rules old",
                    "rules old (2021)",
                    "rules (2021, old server)",
                    "rules-archive",
                ),
                *(
                    "rules (archived)",
                    "rules – archived",
                    "archived: rules",
                    "rules (superseded by rules.md)",
                ),
                *("old", "archive", "archive-2021", "previous versions", "prices until 2024"),
            )
        ],
        *[(name, Status.OUT_OF_FORCE_BESIDE) for name in ("old-town", "statutes-draft", "draft rules")],
        *[(name, Status.CURRENT) for name in ("current", "rules-final", "rules 2026 final2", "new-rules")],
        *[
            (name, Status.PLAIN)
            for name in (
                *(
                    "former-members",
                    "how old do i have to be?",
                    "the great archive",
                    "for 12-year-old",
                    "threshold",
                ),
                *(
                    "install-old-versions",
                    "deprecated",
                    "new-members",
                    "household",
                    "the gannet – fan archive",
                ),
            )
        ],
    ],
)
def test_the_status_of_a_document_by_its_name(name: str, status: Status):
    """A word such as "old" counts next to a word for a document, after a name, or alone."""
    assert status_of(name)[0] is status


@pytest.mark.parametrize(
    ("opening", "is_old"),
    [
        ("---\nstatus: superseded\n---\n", True),
        ("> These rules are outdated. See new.md.", True),
        ("Version 2 is no longer supported.", True),
        ("RULES OF 2015\n(no longer valid, superseded by rules.md)", True),
        ("---\nstatus: draft\n---\n", True),
        ("# Statutes\n\nDRAFT\n", True),
        ("This document is still a draft.", True),
        ("These rules are only proposed.", True),
        ("This page, which Ada wrote, is outdated.", True),
        ("Superseded by rules.md", True),
        ("Archived in 2021.", True),
        ("Outdated page! See rules.md", True),
        ("This page explains how new rules are proposed and adopted.", False),
        ("This page lists which versions are no longer supported.", False),
        ("These rules were proposed by Ada, and adopted in 2020.", False),
        ("Deprecated options are marked with a star.", False),
        ("# Draft\n\nEight players open three packs each.", False),
        ("Posts are archived after a week. The old pier is closed.", False),
        ("Nobody may hold the old key.", False),
        ("The draft of players begins at noon.", False),
    ],
)
def test_a_document_says_in_its_opening_that_it_is_out_of_force(opening: str, is_old: bool):
    """A sentence about another old thing says nothing about the document."""
    assert says_it_is_out_of_force(opening) is is_old
