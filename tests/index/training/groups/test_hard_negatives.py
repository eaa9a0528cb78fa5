"""Hard negatives: the order of the miner, the contexts that it excludes, and contexts without their answer."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from index.training.groups.hard_negatives import HardNegativeMiner
from index.training.groups.without_answer import context_without_answer
from index.training.sources.data import QAExample


def test_hard_negatives_share_words_but_not_the_answer():
    """The miner excludes the own context and every context that contains an answer; the best of the rest is first."""
    contexts = [
        "Anna bought the mill.",
        "The mill was sold to ANNA at last.",
        "The mill burned down.",
        "It rained.",
    ]
    example = QAExample("synthetic", "Who bought the mill?", contexts[0], ((0, 4),))
    mined = HardNegativeMiner(contexts).mine(example, own_context=0)
    assert mined[0] == 2
    assert not {0, 1} & set(mined)


def test_hard_negatives_are_found_by_meaning_too(encoder):
    """With an encoder, a context that shares no word with the question but its subject ranks first."""
    contexts = ["Anna bought the mill.", "It rained on Tuesday.", "A physician earns a good salary."]
    example = QAExample("synthetic", "How much money do doctors get?", contexts[0], ((0, 4),))
    assert HardNegativeMiner(contexts, encoder).mine(example, own_context=0)[0] == 2


def test_vectors_are_saved_for_a_resumed_run(encoder, tmp_path: Path):
    """A second miner for the same contexts reads the first one's vectors from disk, and ranks by them."""
    contexts = ["Anna bought the mill.", "It rained on Tuesday.", "A physician earns a good salary."]
    example = QAExample("synthetic", "How much money do doctors get?", contexts[0], ((0, 4),))
    cache = tmp_path / "contexts.npy"
    assert HardNegativeMiner(contexts, encoder, cache).mine(example, own_context=0) == [2, 1]
    kept = np.load(cache)
    assert np.array_equal(kept, encoder.encode(contexts))
    np.save(cache, kept[[0, 2, 1]])
    assert HardNegativeMiner(contexts, encoder, cache).mine(example, own_context=0) == [1, 2]


def test_a_context_without_its_answer_does_not_contain_it():
    """Every sentence that contains the words of an answer is removed, wherever it is; the others stay."""
    context = "It rained. Anna bought the mill. Nobody minded. Later anna sold it. The mill burned down."
    example = QAExample("synthetic", "Who bought the mill?", context, ((11, 15),))
    assert context_without_answer(example) == "It rained. Nobody minded. The mill burned down."
    assert context_without_answer(QAExample("synthetic", "Who?", "Anna bought the mill.", ((0, 4),))) is None
