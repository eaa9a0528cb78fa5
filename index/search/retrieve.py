"""Hybrid retrieval: a question and its vector → rows ranked by a weighted mean of cosine and BM25.

Both scores are computed for every candidate of either search, and BM25 is put on a fixed scale, so a row's
score depends neither on how many candidates are taken nor on the other rows. tests/benchmarks/retrieval.py
compares this with reciprocal rank fusion (Cormack et al. 2009).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from index.search.arrays import distinct
from index.search.bm25 import BM25Index
from index.settings import RetrievalSettings

BM25_SCALE = 16 / 3  #: BM25 is divided by it, which brings it to about the range of a cosine
_MAX_COSINE = 1.01  # of unit vectors, of which one is stored in bfloat16


class Vectors(Protocol):
    """The vectors of an index, wherever they lie: what `VectorIndex` says of these."""

    @property
    def dimensions(self) -> int:
        """Of a vector."""
        ...

    def __len__(self) -> int:
        """Rows."""
        ...

    def search(self, vector: np.ndarray, count: int, within: np.ndarray | None = None) -> np.ndarray:
        """The rows nearest to a vector."""
        ...

    def scores(self, vector: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """The cosine of a vector with each of some rows."""
        ...


@dataclass(frozen=True, slots=True)
class RankedRow:
    """A row of the index with its fused score and the two scores that this is made of."""

    row: int
    score: float  #: fused; higher is better
    cosine: float  #: of the question's and the row's vector, -1 to 1
    bm25: float  #: 0 and up


def retrieve(
    vectors: Vectors,
    bm25: BM25Index,
    question: str,
    vector: np.ndarray,
    count: int,
    settings: RetrievalSettings,
    within: np.ndarray | None = None,
) -> list[RankedRow]:
    """The best `count` rows for a question, best first; equal scores by ascending row.

    `vector` is the question's unit vector, float32 [dimensions]. Only rows that are true in `within`, bool
    [rows], are searched; their scores are those that they have in a search of all rows. Raises
    ArithmeticError when a score is none that unit vectors and BM25 can have; a damaged index may also raise
    LookupError or ValueError.
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
    """The mean of cosines, which weigh `dense_weight`, and scaled BM25 scores, of the same shape."""
    return dense_weight * cosine + (1 - dense_weight) * bm25 / BM25_SCALE
