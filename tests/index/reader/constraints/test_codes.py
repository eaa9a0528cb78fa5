"""A text with codes of the same form as the question's, but without that code, is shown and does not answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.reader.constraints.codes import lacks_code
from index.types import Outcome
from tests.index.reader.constraints.test_numbers import asked_of


@pytest.mark.parametrize(
    ("code", "text", "lacks"),
    [
        ("3x04", "No.: 3x06 · Written by: Josie", True),
        ("3x04", "No.: 3X04 · Written by: Josie", False),
        ("s3e4", "Season 3, S03E04", False),
        ("3x04", "Written by Josie, in S03E06", False),
        ("3x04", "Nothing of the kind", False),
        ("b12", "Locker B7 is by the door.", True),
        ("b12", "Lockers B7 to B15 are by the door.", False),
        ("b22", "Lockers B7–B15 are by the door.", True),
        ("ps5", "It needs a PS4 or newer.", False),
        ("ps5", "It runs at least on PS4.", False),
        ("b12", "Locker A7, and b12.3", False),
    ],
)
def test_lacking_a_code(code: str, text: str, lacks: bool):
    """A text lacks a code if it has others of its form, and neither a range nor a bound that may include it."""
    assert lacks_code(code, text) is lacks


EPISODES = "# Episodes\n\n| No. | Title | Written by |\n|---|---|---|\n| 3x01 | Vane | Nuala Ferris |\n| 3x06 | Two Hands | Josie Kerr |\n"


@pytest.mark.parametrize(("code", "told"), [("3x06", True), ("3x04", False)])
def test_another_episode_is_no_answer(tmp_path: Path, code: str, told: bool):
    """The row of one episode does not answer a question about another one."""
    answer = asked_of(tmp_path, EPISODES, f"who wrote episode {code}")
    assert (answer.outcome is Outcome.ANSWERED) == told
    assert answer.citations
