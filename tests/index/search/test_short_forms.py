"""Short forms: the full form of each kind, and words that are no short forms."""

from __future__ import annotations

import pytest

from index.search.short_forms import full_form

TEXT = """
The level of a spell and the level of a wizard differ. Damage is rolled, and damage is halved twice.
At 0 hit points you fall; hit points come back, and temporary hit points don't. A temporary shelter counts.
Press F5 to see your coordinates. Coordinates are three numbers. The high priest waits.
Moderators give permissions, and only moderators take permissions away. The host has 8GB.
Type commands. On macOS and a Raspberry Pi it starts by itself.
"""


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("lvl", "level"),  # consonants
        ("dmg", "damage"),
        ("temp", "temporary"),  # a beginning, and usual
        ("coords", "coordinates"),
        ("hp", "hit points"),  # initials; those of "high priest" are fewer
        ("perms", "permissions"),  # usual
        ("mods", "moderators"),
        ("gigs", "GB"),
        ("cmds", "commands"),
        ("mac", "macOS"),
        ("rpi", "Raspberry Pi"),
    ],
)
def test_a_short_form_stands_for_what_the_text_has(short: str, full: str):
    assert full_form(short, TEXT, is_common=False) == full


@pytest.mark.parametrize(
    "word",
    [
        "prof",  # usual, but for nothing here
        "halv",  # of "halved", another form of the word
        "coordz",
        "am",  # a word of its own
        "ts",  # initials of "the spell"s only with a function word
        "priest",
        "dmgx",
        "",
    ],
)
def test_what_stands_for_nothing_stays(word: str):
    assert full_form(word, TEXT, is_common=False) == ""


def test_a_common_word_is_no_part_of_another():
    """ "hall" is not the beginning of "hallway"; initials and usual short forms are found nevertheless."""
    text = "The hallway is long. A hallway is dark. Fire works here; fire works; fire works."
    assert full_form("hall", text, is_common=False) == "hallway"
    assert full_form("hall", text, is_common=True) == ""
    assert full_form("fw", text, is_common=True) == "fire works"


def test_what_may_be_meant_as_well_is_not_taken():
    """If two phrases, or two words, occur about equally often, neither is the full form."""
    assert (
        full_form("hp", "hit points, hit points, hit points; health pack, health pack", is_common=True) == ""
    )
    assert full_form("comp", "composer and composer, compartment and compartment", is_common=False) == ""


def test_a_very_long_word_is_no_matter():
    long = "d" * 50_000 + " " + "dm" * 50_000
    assert full_form("dmg", f"damage {long} damage", is_common=False) == "damage"
    assert full_form("dmdmdm", long, is_common=False) == ""
