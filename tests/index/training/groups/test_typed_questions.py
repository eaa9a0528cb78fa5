"""Questions as people type them."""

from __future__ import annotations

import difflib

import numpy as np

from index.training.groups.typed_questions import as_typed


def test_a_typed_question_stays_near_the_question():
    """In lower case at times, without its mark, with a slip or an opening, but its words are the same."""
    question = "Where does Captain Berg keep the golden lantern?"
    typed = {as_typed(question, np.random.default_rng(seed)) for seed in range(200)}
    assert len(typed) > 50
    assert question in typed
    assert question.lower().rstrip("?") in typed
    for text in typed:
        assert difflib.SequenceMatcher(None, question.lower(), text.lower()).ratio() > 0.7


def test_a_how_to_heading_becomes_a_question():
    """As people ask it."""
    typed = [as_typed("How to restart the server", np.random.default_rng(seed)) for seed in range(60)]
    assert any(text.startswith("how do i restart the server") for text in typed)
    assert any("is there a way to restart" in text for text in typed)
