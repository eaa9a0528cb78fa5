"""Vectors → nearest passages: FAISS against NumPy."""

from __future__ import annotations

from pathlib import Path

import faiss
import numpy as np
import pytest

from index.search import vectors as vectors_module
from index.search.rotation import rotate
from index.search.vectors import VectorIndex, VectorWriter


def unit_vectors(rows: int, dimensions: int = 48, seed: int = 0) -> np.ndarray:
    vectors = np.random.default_rng(seed).normal(size=(rows, dimensions)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def written(folder: Path, *parts: np.ndarray) -> VectorIndex:
    """An index of vectors, written part by part and opened from disk."""
    path = folder / "vectors.faiss"
    writer = VectorWriter(path, parts[0].shape[1])
    for part in parts:
        writer.append(part)
    writer.close()
    return VectorIndex.load(path)


def stored(index: VectorIndex) -> np.ndarray:
    return index.vectors(np.arange(len(index)))


@pytest.fixture
def coarse_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    """An index of more than 100 rows gets coarse codes, and a search of it a shortlist of 200."""
    monkeypatch.setattr(vectors_module, "EXHAUSTIVE_ROWS", 100)
    monkeypatch.setattr(vectors_module, "SHORTLIST", 200)


@pytest.mark.parametrize("rows", [1, 2, 7, 100, 1000])
def test_search_finds_what_numpy_finds(tmp_path: Path, rows: int):
    """The rows found have the highest inner products of the stored vectors, in double precision."""
    question = unit_vectors(1, seed=1)[0]
    index = written(tmp_path, unit_vectors(rows))
    exact = stored(index).astype(np.float64) @ question.astype(np.float64)
    for count in (1, 5, rows, rows + 10):
        found = index.search(question, count)
        assert set(found.tolist()) == set(np.argsort(-exact)[:count].tolist())


@pytest.mark.parametrize("dimensions", [384, 100, 49])
def test_a_search_by_coarse_codes_finds_what_numpy_finds(tmp_path: Path, coarse_codes, dimensions: int):
    """At any number of dimensions, the coarse scan finds 99 in 100 of the nearest ten rows."""
    vectors = unit_vectors(2000, dimensions)
    index = written(tmp_path, vectors)
    assert (tmp_path / "coarse.faiss").exists()
    right = 0
    for row in range(0, 2000, 20):
        question = unit_vectors(1, dimensions, seed=row + 1)[0] * 0.5 + vectors[row]
        question /= np.linalg.norm(question)
        exact = stored(index) @ question
        right += len({*index.search(question, 10).tolist()} & {*np.argsort(-exact)[:10].tolist()})
    assert right >= 0.99 * 1000


@pytest.mark.parametrize("rows", [100, 2000])
@pytest.mark.parametrize("share", [0.0, 0.01, 0.5, 1.0])
def test_a_search_of_chosen_rows_finds_what_numpy_finds(
    tmp_path: Path, coarse_codes, rows: int, share: float
):
    """A search of some rows finds the nearest of them, and no other row, also with coarse codes."""
    question = unit_vectors(1, seed=1)[0]
    index = written(tmp_path, unit_vectors(rows))
    chosen = np.random.default_rng(2).random(rows) < share
    exact = np.where(chosen, stored(index).astype(np.float64) @ question.astype(np.float64), -np.inf)
    for count in (1, 10, rows):
        found = index.search(question, count, chosen)
        assert set(found.tolist()) == set(np.argsort(-exact)[: min(count, chosen.sum())].tolist())


def test_coarse_codes_do_not_depend_on_the_order_of_builds(tmp_path: Path, coarse_codes):
    """The codes need no training: an index that grew is equal, to the byte, to one built at once."""
    vectors = unit_vectors(333)
    (tmp_path / "once").mkdir()
    written(tmp_path / "once", vectors)
    first = written(tmp_path, vectors[:150])
    (tmp_path / "grown").mkdir()
    writer = VectorWriter(tmp_path / "grown" / "vectors.faiss", first.dimensions)
    writer.append_from(first, 0, 100)
    writer.append_from(first, 100, 150)
    writer.append(vectors[150:])
    writer.close()
    for name in ("vectors.faiss", "coarse.faiss"):
        assert (tmp_path / "grown" / name).read_bytes() == (tmp_path / "once" / name).read_bytes()


@pytest.mark.parametrize("dimensions", [384, 100, 1])
def test_rotation_keeps_inner_products(dimensions: int):
    """Inner products stay the same, and a vector along one dimension is spread over many."""
    vectors = unit_vectors(20, dimensions)
    rotated = rotate(vectors)
    np.testing.assert_allclose(rotated @ rotated.T, vectors @ vectors.T, atol=1e-5)
    assert np.abs(rotate(np.eye(dimensions, dtype=np.float32))).max() < 0.1


def test_few_rows_have_no_coarse_codes(tmp_path: Path, coarse_codes):
    """A small index is searched exhaustively, and is a single file."""
    written(tmp_path, unit_vectors(100))
    assert [path.name for path in tmp_path.iterdir()] == ["vectors.faiss"]


@pytest.mark.parametrize("file", ["vectors.faiss", "coarse.faiss"])
def test_the_files_are_those_that_faiss_writes(tmp_path: Path, coarse_codes, file: str):
    """FAISS writes the same file, to the byte, if the same vectors are added to the same empty index."""
    vectors = unit_vectors(200)
    index = written(tmp_path, vectors[:70], vectors[70:])
    oracle = faiss.read_index(str(tmp_path / file))
    oracle.reset()
    oracle.add(vectors if file == "vectors.faiss" else rotate(stored(index)))
    assert (tmp_path / file).read_bytes() == faiss.serialize_index(oracle).tobytes()


def test_scores_are_cosines(tmp_path: Path):
    """The score of a row is its cosine with the question, for any rows in any order."""
    question = unit_vectors(1, seed=1)[0]
    rows = np.array([49, 3, 3, 0])
    index = written(tmp_path, unit_vectors(50))
    scores = index.scores(question, rows)
    assert scores.dtype == np.float32
    np.testing.assert_allclose(scores, (stored(index)[rows].astype(np.float64) @ question), atol=1e-6)
    assert index.scores(question, np.empty(0, np.int64)).shape == (0,)


def test_vectors_are_stored_as_bfloat16(tmp_path: Path):
    """A stored vector is the given one to eight bits, and does not change when it is stored again."""
    vectors = unit_vectors(50)
    once = stored(written(tmp_path, vectors))
    np.testing.assert_allclose(once, vectors, rtol=2**-8)
    assert np.array_equal(stored(written(tmp_path, once)), once)


@pytest.mark.parametrize("copies", [2, 3, 5, 7, 50, 101])
def test_equal_vectors_have_equal_scores_to_the_last_bit(tmp_path: Path, copies: int):
    """A row's score depends on its vector alone, so copies of a passage tie."""
    index = written(tmp_path, np.repeat(unit_vectors(1, 384), copies, axis=0))
    assert len(set(index.scores(unit_vectors(1, 384, seed=1)[0], np.arange(copies)).tolist())) == 1


def test_rows_of_another_index_are_appended_as_they_are_stored(tmp_path: Path):
    """Rows copied from another index, or from the same one, are equal to the last bit, in their order."""
    other = written(tmp_path, unit_vectors(30))
    writer = VectorWriter(tmp_path / "next.faiss", other.dimensions)
    writer.append_from(other, 20, 30)
    writer.append(stored(other)[:2])
    writer.repeat(np.array([0, 11, 0]))
    writer.append_from(other, 0, 1)
    writer.close()
    expected = [*range(20, 30), 0, 1, 20, 1, 20, 0]
    assert np.array_equal(stored(VectorIndex.load(tmp_path / "next.faiss")), stored(other)[expected])
