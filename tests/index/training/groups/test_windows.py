"""Windows of question and context are drawn at random for training."""

from __future__ import annotations

import numpy as np
from tokenizers import Tokenizer

from index.training.groups.windows import sample_window, tokenize


def test_a_window_contains_an_answer_at_a_random_position(tokenizer: Tokenizer):
    """The gold span is whole in the window and has the words of the answer, and its offset varies."""
    text = "so " * 80 + "the grey heron" + " so" * 80
    (context,) = tokenize(tokenizer, [text])
    span = context.token_span(240, 254)
    rng = np.random.default_rng(0)
    windows = [sample_window(np.array([2040]), context, [span], 40, rng) for _ in range(50)]
    for window in windows:
        ((first, last),) = window.gold_spans
        assert tokenizer.decode(window.ids[first : last + 1].tolist()) == "the grey heron"
        assert len(window.ids) == 44
    assert len({window.gold_spans for window in windows}) > 10
