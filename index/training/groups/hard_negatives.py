"""Hard negatives: contexts that Munshi's own retrieval ranks high for a question and that lack its answer."""

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

_CANDIDATES = 24  # contexts that are looked at
_NEGATIVES = 8  # contexts that are kept


class HardNegativeMiner:
    """Ranks the contexts of a training set: by BM25, and with an encoder by BM25 fused with cosine."""

    def __init__(
        self, contexts: Sequence[str], encoder: Encoder | None = None, cache: Path | None = None
    ) -> None:
        """Index `contexts`. `cache` is a `.npy` file that keeps their vectors for a resumed run."""
        self._index = BM25Index.of(contexts)
        self._encoder = encoder
        self._vectors = _encode(contexts, encoder, cache) if encoder else None
        self._normalised = [normalised(context) for context in contexts]

    def mine(self, example: QAExample, own_context: int) -> list[int]:
        """The highest-ranked contexts that do not hold an answer, best first, by number.

        `own_context` is the number of the example's own context, which is left out.
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
    """The contexts' vectors, float32 [contexts, dimensions]; from `cache` if it holds as many."""
    if cache and cache.exists():
        cached: npt.NDArray[np.float32] = np.load(cache)
        if len(cached) == len(contexts):
            return cached
    vectors = encoder.encode(list(contexts))
    if cache:
        np.save(cache, vectors)
    return vectors
