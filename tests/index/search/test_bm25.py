"""TermExtractor → BM25: against a count by hand, and against bm25s itself."""

from __future__ import annotations

import math
from pathlib import Path

import bm25s
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.search import bm25
from index.search.bm25 import BM25Index
from index.search.postings import PostingsWriter
from index.search.terms import TermExtractor

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


def saved(texts: list[str], place: Path) -> BM25Index:
    """The index of texts, written to disk and opened there."""
    writer = PostingsWriter(place / "lexical")
    for row, text in enumerate(texts):
        writer.add(row, text)
    writer.finish(np.full(len(texts), -1))
    return BM25Index.load(place / "lexical")


def by_hand(texts: list[str], question: str, k1: float = 0.9, b: float = 0.4) -> list[float]:
    """BM25 as Lucene has it (Robertson; with log(1 + …)), without any array."""
    words = TermExtractor()
    bags = [words.stems(text) for text in texts]
    mean = sum(map(len, bags)) / len(bags)
    scores = []
    for bag in bags:
        score = 0.0
        for stem in words.stems(question):
            holding = sum(stem in other for other in bags)
            idf = math.log(1 + (len(bags) - holding + 0.5) / (holding + 0.5))
            often = bag.count(stem)
            score += idf * often / (often + k1 * (1 - b + b * len(bag) / mean))
        scores.append(score)
    return scores


@pytest.mark.parametrize(
    "question", ["paper", "who reads papers?", "papers papers", "東京 tower", "zebra", ""]
)
def test_scores_are_bm25_by_hand(question: str):
    """Every passage's score is what the formula says."""
    np.testing.assert_allclose(BM25Index.of(TEXTS).scores(question), by_hand(TEXTS, question), atol=1e-5)


@given(
    texts=st.lists(st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join), min_size=1, max_size=8),
    question=st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join),
)
def test_scores_are_bm25_for_any_texts(texts: list[str], question: str):
    """The same holds whatever words stand in the passages, also where there are none."""
    expected = by_hand(texts, question) if any(map(TermExtractor().stems, texts)) else [0.0] * len(texts)
    np.testing.assert_allclose(BM25Index.of(texts).scores(question), expected, atol=1e-5)


def test_scores_are_those_of_bm25s():
    """bm25s itself, asked for its own scores of the same stems, agrees to the last bit."""
    words = TermExtractor()
    weigher = bm25s.BM25(method="lucene", k1=0.9, b=0.4)
    weigher.index([words.stems(text) for text in TEXTS], show_progress=False)
    ours = BM25Index.of(TEXTS)
    for question in ("paper", "who reads papers?", "lighthouse 東京"):
        known = [stem for stem in words.stems(question) if stem in weigher.vocab_dict]
        assert ours.scores(question).tolist() == weigher.get_scores(known).tolist()


@given(
    texts=st.lists(st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join), min_size=1, max_size=60),
    question=st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join),
    count=st.integers(1, 20),
)
def test_search_finds_the_highest_scores(texts: list[str], question: str, count: int):
    """What is found without looking at every row is what sorting all scores gives, ties by the first rows."""
    index = BM25Index.of(texts)
    scores = index.scores(question)
    best = [row for row in np.argsort(-scores, kind="stable")[:count].tolist() if scores[row] > 0]
    assert index.search(question, count).tolist() == sorted(best)


def test_search_passes_over_common_words(monkeypatch: pytest.MonkeyPatch):
    """Where rare words decide, a word of nearly every passage is weighed only for the rows that can win."""
    texts = [f"common {'rare' if row % 50 == 0 else 'other'} text {row}" for row in range(2000)]
    index = BM25Index.of(texts)
    weighed = []
    gains = bm25._gains

    def counted(term: object, counts: np.ndarray, damping: np.ndarray) -> np.ndarray:
        weighed.append(len(counts))
        return gains(term, counts, damping)

    monkeypatch.setattr(bm25, "_gains", counted)
    found = index.search("rare common", 20)
    assert found.tolist() == [50 * number for number in range(20)]
    assert max(weighed) == 40


@given(rows=st.lists(st.integers(0, len(TEXTS) - 1), max_size=8))
def test_scores_of_some_rows_are_those_of_all(rows: list[int]):
    """A row's score does not depend on the rows beside it, to the last bit."""
    index = BM25Index.of(TEXTS)
    some = index.scores("who reads papers?", np.array(rows, np.int64))
    assert some.tolist() == index.scores("who reads papers?")[rows].tolist()


def test_copies_tie():
    """Equal texts have equal scores, to the last bit."""
    scores = BM25Index.of(["The clerk reads.", *TEXTS, "The clerk reads."]).scores("clerk")
    assert scores[0] == scores[-1] > 0


def test_a_question_of_joining_words_alone_scores_nothing():
    """ "Who is it?" tells no passage from another."""
    assert not BM25Index.of(TEXTS).scores("who is it?").any()


def test_passages_without_any_word(tmp_path: Path):
    """An index over texts without words is an index: nothing scores, before and after it is saved."""
    index = BM25Index.of(["the", "...", ""])
    for one in (index, saved(["the", "...", ""], tmp_path)):
        assert one.scores("the clerk").tolist() == [0, 0, 0]
        assert one.idf("clerk") == pytest.approx(math.log(1 + 3.5 / 0.5), rel=1e-6)


def test_what_is_saved_is_what_is_loaded(tmp_path: Path):
    """A loaded index gives the same scores and rarities, to the last bit."""
    index = BM25Index.of(TEXTS)
    loaded = saved(TEXTS, tmp_path)
    for question in ("papers", "東京", "lighthouse keeper", "zebra"):
        assert loaded.scores(question).tolist() == index.scores(question).tolist()
    assert loaded.idf("paper") == index.idf("paper") < index.idf("zebra")
