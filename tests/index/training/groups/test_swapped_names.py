"""Unanswerable questions by swapped names."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from index.training.groups.swapped_names import name_spans, swap_name
from index.training.sources.data import QAExample


def test_a_swapped_question_is_about_a_name_in_a_text_without_the_answer():
    """A name of another text replaces that of the question, unless this text may answer."""
    example = QAExample("synthetic", "When was Paris founded?", "Paris was founded long ago.", ((18, 26),))
    rng = np.random.default_rng(0)
    silent = "Every road to Lyon is closed."
    assert swap_name(example, silent, rng) == ("When was Lyon founded?", (14, 18))
    answering = "All know that Lyon was founded by Romans."
    assert name_spans(answering) == [(14, 18), (34, 40)]
    assert swap_name(example, answering, rng) is None
    nameless = "Every road is closed."
    assert swap_name(example, nameless, rng) is None
    assert swap_name(replace(example, question="When was it founded?"), silent, rng) is None
