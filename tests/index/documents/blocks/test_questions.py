"""What asks."""

from __future__ import annotations

import pytest

from index.documents.blocks.questions import asks


@pytest.mark.parametrize(
    "text", ["why?", 'he said "why?" ', "really?!", "誰？", "لماذا؟", "γιατί\u037e", "ինչու՞", "**Why?**"]
)
def test_what_ends_in_a_question_mark_asks(text: str):
    """The question mark may be that of any script, and signs that close may follow."""
    assert asks(text)


@pytest.mark.parametrize("text", ["", "why? no", "Stop!", "Why not? Because!", "a; b;"])
def test_what_does_not_end_in_a_question_mark_asks_nothing(text: str):
    """A question mark before the last sentence asks nothing, and other signs at its end neither."""
    assert not asks(text)
