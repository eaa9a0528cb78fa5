"""Contexts in the shapes of documents keep their answers."""

from __future__ import annotations

import numpy as np

from index.training.groups.structured_contexts import structured
from index.training.sources.data import QAExample

CONTEXT = "It rained all week. Then Anna Berg bought the mill from Otto. Nobody minded that."
EXAMPLE = QAExample("synthetic", "Who bought the mill?", CONTEXT, ((25, 34),), document="The Mill")


def shapes(example: QAExample) -> list[QAExample]:
    return [structured(example, np.random.default_rng(seed)) for seed in range(60)]


def test_answers_move_with_their_text():
    """In every shape the answer has the same words, and the trail starts with the title."""
    for made in shapes(EXAMPLE):
        assert set(made.answer_texts) == {"Anna Berg"}
        assert made.context.partition("\n")[0].split(" › ")[0] == "The Mill"


def test_a_paragraph_becomes_a_list_or_a_table_or_gets_code():
    """Every sentence is kept, as an item, as a cell of a row, or unchanged."""
    bodies = {made.context.partition("\n")[2] for made in shapes(EXAMPLE)}
    assert any("week.\nThen Anna" in body for body in bodies)
    assert any("\n2. Then Anna" in body for body in bodies)
    assert any(": Anna Berg · " in body or ": 2 · " in body for body in bodies)
    assert any(body == CONTEXT for body in bodies)
    assert all("Nobody minded that." in body for body in bodies)


def test_an_answer_is_never_divided():
    """If an answer crosses the end of a sentence, only a trail is added."""
    crossing = QAExample("synthetic", "What happened?", CONTEXT, ((3, 34),))
    assert {made.context.partition("\n")[2] for made in shapes(crossing)} == {CONTEXT}
