"""Questions are changed to the style of a chat."""

from __future__ import annotations

import difflib

import numpy as np

from index.training.groups.typed_questions import as_typed


def test_a_typed_question_is_similar_to_the_question():
    """It may be in lower case, without its mark, with a typo or a greeting, but its words are the same."""
    question = "Where does Captain Berg keep the golden lantern?"
    typed = {as_typed(question, np.random.default_rng(seed)) for seed in range(200)}
    assert len(typed) > 50
    assert question in typed
    assert question.lower().rstrip("?") in typed
    for text in typed:
        assert difflib.SequenceMatcher(None, question.lower(), text.lower()).ratio() > 0.7


def test_a_how_to_heading_becomes_a_question():
    """ "How to …" becomes "how do i …" and other forms in which people ask."""
    typed = [as_typed("How to restart the server", np.random.default_rng(seed)) for seed in range(60)]
    assert any(text.startswith("how do i restart the server") for text in typed)
    assert any("is there a way to restart" in text for text in typed)
