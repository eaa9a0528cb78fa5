"""TOML → text with the prose of its comments."""

from __future__ import annotations

import pytest

from index.documents.converted.data.toml import read
from index.documents.skipped import SkippedFile
from tests.index.growth import check_growth


def test_tables_and_comments_are_read(lines):
    """A comment is about the statement below it, before it or around it; after the last key, about its table."""
    data = b"""# Ranks of Saltmarsh.
title = "Saltmarsh"

[ranks.deckhand]
points = 0
[ranks.navigator]
points = 1_000 # of an event
homes = 5
# Navigators have a dock.

[decay]
# You lose points when you do not play.
days = 30
# days = 60
story = '''
One day.

[neither] # this
'''
since = 2026-05-02
"""
    content = read(data)
    assert content.title == "Saltmarsh"
    assert lines(content) == [
        "paragraph: Ranks of Saltmarsh.",
        "heading: Ranks",
        "header: Ranks › Ranks · Points · Homes · Note",
        "row: Ranks › Ranks: Deckhand · Points: 0",
        "row: Ranks › Ranks: Navigator · Points: 1000 (of an event) · Homes: 5 · Note: Navigators have a dock.",
        "heading: Decay",
        "paragraph: Decay › You lose points when you do not play.",
        "row (You lose points when you do not play.): Decay › Days: 30",
        "row: Decay › Since: 2026-05-02",
        "heading: Decay › Story",
        "paragraph: Decay › Story › One day.",
        "paragraph: Decay › Story › [neither] # this",
    ]


def test_arrays_of_tables_are_lists(lines):
    """Each table of an array keeps its comments."""
    data = b'[[team]]\nname = "Quill"\nrole = "captain"\n\n# On loan.\n[[team]]\nname = "Moss"\nrole = "scout"\n[team.contract]\nend = "May" # sure\n'
    assert lines(read(data)) == [
        "heading: Team",
        "header: Team › Name · Role · Contract · Note",
        "row: Team › Name: Quill · Role: captain",
        "row: Team › Name: Moss · Role: scout · Contract: End: May (sure) · Note: On loan.",
    ]


def test_a_password_in_a_comment_is_omitted(lines):
    """A comment with a password is omitted above a key and after a value."""
    text = b"# The password: hunter2\nmotd = 'hello all'  # Password: hunter2\n"
    assert lines(read(text)) == ["row: Motd: hello all"]


def test_deep_nesting_is_skipped_with_the_reason():
    """TOML that is nested too deeply is skipped with that reason, even if Python's parser gives up first."""
    with pytest.raises(SkippedFile, match="is nested too deeply"):
        read(b"a = " + b"[" * 100_000 + b"]" * 100_000)


def test_invalid_toml_is_skipped_with_the_reason():
    """Invalid TOML is skipped with the line of the fault."""
    with pytest.raises(SkippedFile, match=r"is not valid TOML .*line 2"):
        read(b"a = 1\nb = x\n")


def test_the_time_grows_with_the_size():
    """The time grows in proportion to the number of keys, tables and comments."""

    def read_tables(count: int) -> None:
        read(
            "".join(
                f"# word\n[table{number}]\nkey = 1 # word\n\n# word\n\n" for number in range(count)
            ).encode()
        )

    check_growth(lambda: read_tables(200), lambda: read_tables(2000), factor=30)
