"""Near misses of development questions: what a text seems to answer and does not, and what it does answer.

They are made by rule from questions that have an answer (see `index.training.groups.near_misses`), so a few of them
are answered all the same, or make no sense: of 40 read by hand, 4.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from index.models.encoder import MiniLM
from index.training.groups.near_misses import KINDS, QuestionWords, near_miss
from index.training.sources.data import QAExample
from index.training.sources.long_contexts import with_passages


def near_misses(examples: Sequence[QAExample]) -> Iterator[tuple[str, QAExample, QAExample]]:
    """Kind, question and near miss, at most one of each example, all kinds in turn; always the same."""
    examples, _ = with_passages([example for example in examples if example.answers])
    words = QuestionWords.of((example.question for example in examples), MiniLM.load())
    rng = np.random.default_rng(13)
    for number, example in enumerate(examples):
        for kind in np.roll(KINDS, number).tolist():
            if missed := near_miss(example, kind, words, rng):
                yield kind, example, missed
                break
