"""Make near misses of development questions: questions that a text seems to answer but does not.

They are made by rule from answerable questions (see `index.training.groups.near_misses`). A few of them are
answerable all the same, or make no sense: 4 of 40 that were read by hand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from index.models.encoder import MiniLM
from index.training.groups.near_misses import KINDS, QuestionWords, near_miss
from index.training.sources.data import QAExample
from index.training.sources.long_contexts import with_passages


def near_misses(examples: Sequence[QAExample]) -> Iterator[tuple[str, QAExample, QAExample]]:
    """Yield (kind, example, its near miss), at most one for each example, the kinds in turn.

    The result is the same on every run.
    """
    examples, _ = with_passages([example for example in examples if example.answers])
    words = QuestionWords.of((example.question for example in examples), MiniLM.load())
    rng = np.random.default_rng(13)
    for number, example in enumerate(examples):
        for kind in np.roll(KINDS, number).tolist():
            if missed := near_miss(example, kind, words, rng):
                yield kind, example, missed
                break
