"""Hybrid retrieval: a question and its vector → rows ranked by a weighted mean of cosine and BM25.

The candidates are the best rows by cosine and the best rows by BM25. Both scores are computed for each
candidate, and BM25 is divided by a constant, so a row's score depends neither on the number of candidates nor
on the other candidates. tests/benchmarks/retrieval.py compares this with reciprocal rank fusion (Cormack et
al. 2009).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from index.search.arrays import distinct
from index.search.bm25 import BM25Index
from index.settings import RetrievalSettings

BM25_SCALE = 16 / 3  #: BM25 scores divided by it have about the range of a cosine
_MAX_COSINE = 1.01  # of two unit vectors; the one that is stored in bfloat16 may be a little too long


class Vectors(Protocol):
    """The vectors of an index, on this machine or on a server. `VectorIndex` documents the methods."""

    @property
    def dimensions(self) -> int:
        """The number of components of a vector."""
        ...

    def __len__(self) -> int:
        """The number of vectors."""
        ...

    def search(self, vector: np.ndarray, count: int, within: np.ndarray | None = None) -> np.ndarray:
        """The rows of the `count` vectors nearest to `vector`."""
        ...

    def scores(self, vector: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """The cosine of `vector` with the vector of each of `rows`."""
        ...


@dataclass(frozen=True, slots=True)
class RankedRow:
    """A row of the index with its fused score, and the two scores that are fused."""

    row: int
    score: float  #: fused; higher is better
    cosine: float  #: the cosine of the question's and the row's vectors, -1 to 1
    bm25: float  #: 0 or more


def retrieve(
    vectors: Vectors,
    bm25: BM25Index,
    question: str,
    vector: np.ndarray,
    count: int,
    settings: RetrievalSettings,
    within: np.ndarray | None = None,
) -> list[RankedRow]:
    """Return the best `count` rows for a question, best first; equal scores are in ascending order of rows.

    `vector` is the question's unit vector, float32 [dimensions]. If `within`, bool [rows], is given, only the
    rows for which it is true are searched; their scores are the same as in a search of all rows. Raises
    ArithmeticError if unit vectors or BM25 cannot have a score that was computed; a damaged index may also
    raise LookupError or ValueError.
    """
    nearest = vectors.search(vector, settings.candidates, within)
    lexical = bm25.search(question, settings.candidates, within)
    rows = distinct(np.concatenate([nearest, lexical]))
    cosine_scores = vectors.scores(vector, rows)
    bm25_scores = bm25.scores(question, rows)
    scores = fuse(cosine_scores, bm25_scores, settings.dense_weight)
    # Not-a-number compares as False.
    if not (
        (np.abs(cosine_scores) <= _MAX_COSINE).all()
        and (bm25_scores >= 0).all()
        and np.isfinite(scores).all()
    ):
        raise ArithmeticError("A retrieval score is out of range.")
    best = np.lexsort((rows, -scores))[:count]
    columns = (rows, scores, cosine_scores, bm25_scores)
    return [RankedRow(*values) for values in zip(*(column[best].tolist() for column in columns), strict=True)]


def fuse(cosine: np.ndarray, bm25: np.ndarray, dense_weight: float) -> np.ndarray:
    """The weighted mean of cosines, with `dense_weight`, and scaled BM25 scores. All have the same shape."""
    return dense_weight * cosine + (1 - dense_weight) * bm25 / BM25_SCALE
