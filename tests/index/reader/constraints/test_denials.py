"""Words that a text denies answer no question without a negation."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.reader.constraints.denials import is_denied
from tests.index.engines import engine_over
from tests.index.evidence import evidence_of, span_of


@pytest.mark.parametrize(
    ("text", "words", "denied"),
    [
        ("Merge into dev. Never against main.", "main", True),
        ("Don't use the **lift**, but the stairs.", "lift", True),
        ("Don't use the lift, but the stairs.", "the stairs", False),
        ("It does not open before 10:00.", "10:00", False),
        ("Not only on Mondays.", "Mondays", False),
        ("Against main.", "main", False),
    ],
)
def test_what_a_text_says_not_to_do(text: str, words: str, denied: bool):
    """The negation is directly before the words, or before a preposition or an article before them."""
    span = span_of(words, 0.5, evidence_of(text))
    assert is_denied(span.evidence, span.start) is denied


def test_a_denied_branch_is_no_answer(tmp_path: Path):
    """The sentence before it has the answer."""
    text = "# Contributing\n\nMerge requests go against the branch dev. Never against main.\n"
    answer = engine_over({"a.md": text}, tmp_path).ask("which branch should my merge request go against")
    assert answer.text != "main"
