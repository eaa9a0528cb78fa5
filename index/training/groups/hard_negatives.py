"""Find hard negatives: contexts that Munshi's retrieval ranks high, but that do not contain the answer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.models.encoder import Encoder
from index.search.bm25 import BM25Index
from index.search.retrieve import fuse
from index.settings import RetrievalSettings
from index.training.groups.without_answer import normalised
from index.training.sources.data import QAExample

_CANDIDATES = 24  # best-ranked contexts that are considered
_NEGATIVES = 8  # contexts that are returned at most


class HardNegativeMiner:
    """Ranks the contexts of a training set by BM25 or, with an encoder, by BM25 fused with cosine."""

    def __init__(
        self, contexts: Sequence[str], encoder: Encoder | None = None, cache: Path | None = None
    ) -> None:
        """Index `contexts`. Their vectors are saved in `cache`, a `.npy` file, for a resumed run."""
        self._index = BM25Index.of(contexts)
        self._encoder = encoder
        self._vectors = _encode(contexts, encoder, cache) if encoder else None
        self._normalised = [normalised(context) for context in contexts]

    def mine(self, example: QAExample, own_context: int) -> list[int]:
        """Return the numbers of the highest-ranked contexts that contain no answer, best first.

        `own_context` is the number of the example's own context, which is excluded.
        """
        scores = self._index.scores(example.question)
        if self._encoder and self._vectors is not None:
            cosines = self._vectors @ self._encoder.encode([example.question])[0]
            scores = fuse(cosines, scores, RetrievalSettings().dense_weight)
        answers = [normalised(text) for text in example.answer_texts]
        negatives = [
            int(number)
            for number in np.argsort(-scores, kind="stable")[:_CANDIDATES]
            if number != own_context and not any(answer in self._normalised[number] for answer in answers)
        ]
        return negatives[:_NEGATIVES]


def _encode(contexts: Sequence[str], encoder: Encoder, cache: Path | None) -> npt.NDArray[np.float32]:
    """Return the vectors of contexts, float32 [contexts, dimensions]; from `cache` if it contains as many."""
    if cache and cache.exists():
        cached: npt.NDArray[np.float32] = np.load(cache)
        if len(cached) == len(contexts):
            return cached
    vectors = encoder.encode(list(contexts))
    if cache:
        np.save(cache, vectors)
    return vectors
