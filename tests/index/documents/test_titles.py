"""A document's title: front matter's, else the first heading's, else none."""

from __future__ import annotations

import time

import pytest

from index.documents.titles import title_of


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# The Star Hotel\n\nMadan.", "The Star Hotel"),
        ("## Second level ##\n", "Second level"),
        ("Preface.\n\n###   Spaced   out   \n", "Spaced out"),
        ("####### Seven are no heading\n", ""),
        ("#hashtag\n", ""),
        ("# ---\n", ""),
        ("---\ntitle: 'Letters from Łódź'\nauthor: M\n---\n# Other\n", "Letters from Łódź"),
        ("---\nauthor: M\n---\n# Other\n", "Other"),
        ('---\ntitle: ""\n---\n# Other\n', "Other"),
        ("The Service\n=========\nBody.", "The Service"),
        ("The Service\n---------\nBody.", "The Service"),
        ("The Service of the Court\n---\nBody.", ""),
        ("Just a sentence.\nAnother.", ""),
        ("\n" * 60 + "# Too far down", ""),
        ("# " + "long " * 100, ("long " * 100)[:199]),
        ("", ""),
    ],
)
def test_titles(text: str, title: str):
    """The title is front matter's, else the first heading's; a sentence is no title."""
    assert title_of(text).rstrip() == title.rstrip()


@pytest.mark.parametrize(
    "line", ["# a" + " " * 15_000 + "!", "#" * 15_000, "# " + "a #" * 5_000, "-" * 15_000]
)
def test_a_hostile_heading_costs_no_time(line: str):
    """No line makes the search for a title slow."""
    begun = time.process_time()
    title_of(line + "\n" + line)
    assert time.process_time() - begun < 0.5
