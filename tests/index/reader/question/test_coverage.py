"""How much of a question a text covers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.reader.question.coverage import Coverage
from index.search.bm25 import BM25Index


def test_without_an_index_all_terms_weigh_the_same():
    """Stems are compared, and stop words are omitted."""
    shares = Coverage()("Who burned the old mill?", ["They burn mills.", "An old mill burned.", "It rained."])
    assert shares == pytest.approx([2 / 3, 1.0, 0.0])


def test_rare_terms_weigh_more():
    """Computed by hand: each term weighs its inverse document frequency in the index."""
    index = BM25Index.of(["the mill", "the mill at Skagen", "a mill"])
    shares = Coverage(index.idf)("the mill at Skagen?", ["mill", "Skagen"])
    mill, skagen = index.idf("mill"), index.idf("skagen")
    assert shares == pytest.approx([mill / (mill + skagen), skagen / (mill + skagen)])
    assert shares[1] > shares[0]


def test_a_question_without_terms_is_covered_by_no_text():
    """If the question has only stop words, the coverage is 0, and nothing is divided by 0."""
    assert np.array_equal(Coverage()("who is it?", ["it is I", ""]), [0.0, 0.0])


@given(st.text(max_size=40), st.text(max_size=40))
def test_coverage_is_a_share(question: str, text: str):
    """It is from 0 to 1, and a question with a term covers itself fully."""
    share, whole = Coverage()(question, [text, question])
    assert 0 <= share <= 1
    assert whole in (0.0, pytest.approx(1.0))
