"""Question → Hits: nearest by meaning and by words, fused into one deterministic ranking.

The fused score is a weighted mean of the cosine and of BM25 on a fixed scale. Both are computed for every
candidate of either kind, so the score does not depend on how many are taken. Measured against reciprocal rank
fusion by tests/benchmarks/retrieval.py; BM25 as a share of the question's best was less sure.
"""

from __future__ import annotations

import numpy as np

from index.models.encoder import Encoder
from index.search.arrays import distinct
from index.settings import RetrievalSettings
from index.store.generation import Generation
from index.types import Hit

BM25_SCALE = 16 / 3  #: BM25 is divided by it, so that it weighs as much as a cosine does


def retrieve(
    generation: Generation, encoder: Encoder, question: str, count: int, settings: RetrievalSettings
) -> list[tuple[int, Hit]]:
    """The best `count` passages as (row, hit), best first. Ties go by document and offset.

    Raises IndexDamaged where the index is not what was written, as far as that shows.
    """
    try:
        return _retrieve(generation, encoder.encode([question])[0], question, count, settings)
    except (ArithmeticError, LookupError, ValueError):
        generation.verify()  # what breaks while an index is read is blamed on it only where it is damaged
        raise


def _retrieve(
    generation: Generation, vector: np.ndarray, question: str, count: int, settings: RetrievalSettings
) -> list[tuple[int, Hit]]:
    nearest = generation.vectors.search(vector, settings.candidates)
    rows = distinct(np.concatenate([nearest, generation.lexical.search(question, settings.candidates)]))
    dense = generation.vectors.scores(vector, rows)
    lexical = generation.lexical.scores(question, rows)
    fused = fuse(dense, lexical, settings.dense_weight)
    if not np.isfinite(fused).all():
        raise ArithmeticError("A score is not a number.")
    best = np.lexsort((rows, -fused))[:count]
    return [
        (int(row), Hit(generation.passage(int(row)), float(score), float(cosine), float(bm25)))
        for row, score, cosine, bm25 in zip(rows[best], fused[best], dense[best], lexical[best], strict=True)
    ]


def fuse(dense: np.ndarray, lexical: np.ndarray, dense_weight: float) -> np.ndarray:
    """The fused score of passages with these cosines and BM25 scores, of the same shape."""
    return dense_weight * dense + (1 - dense_weight) * lexical / BM25_SCALE
