"""BM25 scores: against the formula, and against bm25s."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import bm25s
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.search.bm25 import BM25Index
from index.search.postings import Postings, PostingsWriter
from index.search.terms import terms

TEXTS = [
    "The clerk reads the papers.",
    "Papers, papers and more papers!",
    "A lighthouse keeper reads.",
    "東京タワーは高い。",
    "the of and",
]
WORDS = [
    "clerk",
    "papers",
    "paper's",
    "lighthouse",
    "東京",
    "タワー",
    "zebra",
    "the",
    "café",
    "naïve",
    "snake_case",
]


def saved(texts: list[str], folder: Path) -> BM25Index:
    """The index of texts, written to disk and opened there."""
    writer = PostingsWriter(folder / "lexical")
    for row, text in enumerate(texts):
        writer.add(row, text)
    writer.finish(np.full(len(texts), -1))
    return BM25Index.load(folder / "lexical")


def by_hand(texts: list[str], question: str, k1: float = 0.9, b: float = 0.4) -> list[float]:
    """Lucene's BM25, computed without arrays."""
    bags = [terms(text) for text in texts]
    mean = sum(map(len, bags)) / len(bags)
    scores = []
    for bag in bags:
        score = 0.0
        for term in terms(question):
            frequency = sum(term in other for other in bags)
            idf = math.log(1 + (len(bags) - frequency + 0.5) / (frequency + 0.5))
            count = bag.count(term)
            score += idf * count / (count + k1 * (1 - b + b * len(bag) / mean))
        scores.append(score)
    return scores


@pytest.mark.parametrize(
    "question", ["paper", "who reads papers?", "papers papers", "東京 tower", "zebra", ""]
)
def test_scores_are_bm25_by_hand(question: str):
    """Every row's score is that of the formula."""
    np.testing.assert_allclose(BM25Index.of(TEXTS).scores(question), by_hand(TEXTS, question), atol=1e-5)


@given(
    texts=st.lists(st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join), min_size=1, max_size=8),
    question=st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join),
)
def test_scores_are_bm25_for_any_texts(texts: list[str], question: str):
    """The same is true for any texts, even if none of them has a term."""
    expected = by_hand(texts, question) if any(map(terms, texts)) else [0.0] * len(texts)
    np.testing.assert_allclose(BM25Index.of(texts).scores(question), expected, atol=1e-5)


def test_scores_are_those_of_bm25s():
    """bm25s gives the same terms the same scores, to the last bit."""
    oracle = bm25s.BM25(method="lucene", k1=0.9, b=0.4)
    oracle.index([terms(text) for text in TEXTS], show_progress=False)
    ours = BM25Index.of(TEXTS)
    for question in ("paper", "who reads papers?", "lighthouse 東京"):
        known = [term for term in terms(question) if term in oracle.vocab_dict]
        assert ours.scores(question).tolist() == oracle.get_scores(known).tolist()


@given(
    texts=st.lists(st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join), min_size=1, max_size=60),
    question=st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join),
    count=st.integers(1, 20),
)
def test_search_finds_the_highest_scores(texts: list[str], question: str, count: int):
    """MaxScore finds the same rows as sorting all scores; of equal scores, the first rows."""
    index = BM25Index.of(texts)
    scores = index.scores(question)
    best = [row for row in np.argsort(-scores, kind="stable")[:count].tolist() if scores[row] > 0]
    assert index.search(question, count).tolist() == sorted(best)


@given(
    texts=st.lists(st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join), min_size=1, max_size=60),
    question=st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join),
    count=st.integers(1, 20),
    chosen=st.lists(st.booleans(), min_size=60, max_size=60),
)
def test_search_of_chosen_rows_finds_their_highest_scores(
    texts: list[str], question: str, count: int, chosen: list[bool]
):
    """A search of some rows finds the same as sorting their scores in a search of all rows."""
    index = BM25Index.of(texts)
    within = np.array(chosen[: len(texts)])
    scores = np.where(within, index.scores(question), 0)
    best = [row for row in np.argsort(-scores, kind="stable")[:count].tolist() if scores[row] > 0]
    assert index.search(question, count, within).tolist() == sorted(best)


class CountedArray(np.ndarray):
    """An array that records how many of its values each conversion to floating point converts."""

    converted: ClassVar[list[int]] = []

    def astype(self, dtype: Any, **options: Any) -> np.ndarray:
        self.converted.append(self.size)
        return np.asarray(self).astype(dtype, **options)


def test_search_prunes_common_terms(tmp_path: Path):
    """If rare terms decide, a common term's counts are read only for rows that can still win."""
    saved([f"common {'rare' if row % 50 == 0 else 'other'} text {row}" for row in range(2000)], tmp_path)
    postings = Postings.load(tmp_path / "lexical")
    index = BM25Index(replace(postings, counts=postings.counts[:].view(CountedArray)))
    assert index.search("rare common", 20).tolist() == [50 * number for number in range(20)]
    assert CountedArray.converted == [40, *[40] * len(CountedArray.converted[1:])]


@given(rows=st.lists(st.integers(0, len(TEXTS) - 1), max_size=8))
def test_scores_do_not_depend_on_the_other_rows(rows: list[int]):
    """The scores of some rows are the same as among all rows, to the last bit."""
    index = BM25Index.of(TEXTS)
    scores = index.scores("who reads papers?", np.array(rows, np.int64))
    assert scores.tolist() == index.scores("who reads papers?")[rows].tolist()


def test_copies_tie():
    """Equal texts have equal scores, to the last bit."""
    scores = BM25Index.of(["The clerk reads.", *TEXTS, "The clerk reads."]).scores("clerk")
    assert scores[0] == scores[-1] > 0


def test_a_question_of_stop_words_alone_scores_nothing():
    """ "Who is it?" has no term, so every score is 0."""
    assert not BM25Index.of(TEXTS).scores("who is it?").any()


def test_texts_without_terms(tmp_path: Path):
    """An index over texts without terms can be searched, in memory and saved: every score is 0."""
    for index in (BM25Index.of(["the", "...", ""]), saved(["the", "...", ""], tmp_path)):
        assert index.scores("the clerk").tolist() == [0, 0, 0]
        assert index.idf("clerk") == pytest.approx(math.log(1 + 3.5 / 0.5), rel=1e-6)


def test_what_is_saved_is_what_is_loaded(tmp_path: Path):
    """A loaded index gives the same scores and inverse document frequencies, to the last bit."""
    index = BM25Index.of(TEXTS)
    loaded = saved(TEXTS, tmp_path)
    for question in ("papers", "東京", "lighthouse keeper", "zebra"):
        assert loaded.scores(question).tolist() == index.scores(question).tolist()
    assert loaded.idf("paper") == index.idf("paper") < index.idf("zebra")
