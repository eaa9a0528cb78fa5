"""How much of a question a text says."""

from __future__ import annotations

import numpy as np
import pytest

from index.reader.coverage import Coverage
from index.search.bm25 import BM25Index


def test_all_words_count_the_same_without_an_index():
    """Stems are compared, words that only join or ask are left out."""
    shares = Coverage()("Who burned the old mill?", ["They burn mills.", "An old mill burned.", "It rained."])
    assert shares == pytest.approx([2 / 3, 1.0, 0.0])


def test_rare_words_count_more():
    """By hand: each word weighs its inverse document frequency in the index."""
    index = BM25Index.of(["the mill", "the mill at Skagen", "a mill"])
    shares = Coverage(index.idf)("the mill at Skagen?", ["mill", "Skagen"])
    mill, skagen = index.idf("mill"), index.idf("skagen")
    assert shares == pytest.approx([mill / (mill + skagen), skagen / (mill + skagen)])
    assert shares[1] > shares[0]


def test_a_question_without_words_is_said_by_nothing():
    """No word asked, none held: 0, and no division by it."""
    assert np.array_equal(Coverage()("who is it?", ["it is I", ""]), [0.0, 0.0])
