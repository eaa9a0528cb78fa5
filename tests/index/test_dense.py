"""Vectors → nearest passages: FAISS against NumPy."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.dense import DenseIndex


def unit_vectors(rows: int, dimensions: int = 48, seed: int = 0) -> np.ndarray:
    vectors = np.random.default_rng(seed).normal(size=(rows, dimensions)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def stored(index: DenseIndex) -> np.ndarray:
    return index.vectors(np.arange(len(index)))


@pytest.mark.parametrize("rows", [1, 2, 7, 100, 1000])
def test_search_finds_what_numpy_finds(rows: int):
    """The rows found are those of the highest inner products of the stored vectors, in double precision."""
    vectors, question = unit_vectors(rows), unit_vectors(1, seed=1)[0]
    index = DenseIndex.of(vectors)
    exact = stored(index).astype(np.float64) @ question.astype(np.float64)
    for count in (1, 5, rows, rows + 10):
        found = index.search(question, count)
        assert set(found.tolist()) == set(np.argsort(-exact)[:count].tolist())


def test_scores_are_cosines():
    """The score of a row is its cosine with the question, whichever rows are asked for."""
    vectors, question = unit_vectors(50), unit_vectors(1, seed=1)[0]
    rows = np.array([49, 3, 3, 0])
    index = DenseIndex.of(vectors)
    scores = index.scores(question, rows)
    assert scores.dtype == np.float32
    np.testing.assert_allclose(scores, (stored(index)[rows].astype(np.float64) @ question), atol=1e-6)
    assert index.scores(question, np.empty(0, np.int64)).shape == (0,)


def test_vectors_are_stored_as_bfloat16():
    """A stored vector is the given one to eight bits, and stays the same when it is stored again."""
    vectors = unit_vectors(50)
    once = stored(DenseIndex.of(vectors))
    np.testing.assert_allclose(once, vectors, rtol=2**-8)
    assert np.array_equal(stored(DenseIndex.of(once)), once)


@pytest.mark.parametrize("copies", [2, 3, 5, 7, 50, 101])
def test_equal_vectors_score_equally_to_the_last_bit(copies: int):
    """A row's score depends on its vector alone, so copies of a passage tie."""
    index = DenseIndex.of(np.repeat(unit_vectors(1, 384), copies, axis=0))
    assert len(set(index.scores(unit_vectors(1, 384, seed=1)[0], np.arange(copies)).tolist())) == 1


def test_what_is_saved_is_what_is_loaded(tmp_path: Path):
    """A saved index holds the same vectors to the last bit."""
    index = DenseIndex.of(unit_vectors(20))
    index.save(tmp_path / "dense.faiss")
    loaded = DenseIndex.load(tmp_path / "dense.faiss")
    assert len(loaded) == 20
    assert np.array_equal(stored(loaded), stored(index))


def test_rows_of_another_index_are_appended_as_they_are_stored(tmp_path: Path):
    """Rows copied from an index, opened from disk, are the same to the last bit, in their order."""
    DenseIndex.of(unit_vectors(30)).save(tmp_path / "dense.faiss")
    other = DenseIndex.load(tmp_path / "dense.faiss")
    made = other.like()
    made.add_from(other, 20, 30)
    made.add(unit_vectors(2, seed=5))
    made.add_from(other, 0, 1)
    expected = [*stored(other)[20:30], *stored(DenseIndex.of(unit_vectors(2, seed=5))), stored(other)[0]]
    assert np.array_equal(stored(made), np.array(expected))
