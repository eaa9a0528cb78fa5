"""Which texts end with a question."""

from __future__ import annotations

import pytest

from index.documents.blocks.questions import ends_with_question_mark


@pytest.mark.parametrize(
    "text", ["why?", 'he said "why?" ', "really?!", "誰？", "لماذا؟", "γιατί\u037e", "ինչու՞", "**Why?**"]
)
def test_text_that_ends_with_a_question_mark_asks(text: str):
    """The question mark may be of any script, and closing signs may follow."""
    assert ends_with_question_mark(text)


@pytest.mark.parametrize("text", ["", "why? no", "Stop!", "Why not? Because!", "a; b;"])
def test_text_that_ends_otherwise_asks_nothing(text: str):
    """A question mark before the last sentence does not count, nor do other signs at the end."""
    assert not ends_with_question_mark(text)
