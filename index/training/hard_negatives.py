"""Hard negatives: contexts that Munshi's own retrieval ranks high for a question and that lack its answer.

A question's own context without the sentences that answer it is one too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.models.encoder import Encoder
from index.passages.sentences import every_sentence
from index.search.bm25 import BM25Index
from index.search.retrieve import fuse
from index.settings import RetrievalSettings
from index.training.data import QAExample

_WORD = re.compile(r"\w+")
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
        self._normalised = [_normalise(context) for context in contexts]

    def mine(self, example: QAExample, own_context: int) -> list[int]:
        """The highest-ranked contexts that do not hold an answer, best first, by number.

        `own_context` is the number of the example's own context, which is left out.
        """
        scores = self._index.scores(example.question)
        if self._encoder and self._vectors is not None:
            cosines = self._vectors @ self._encoder.encode([example.question])[0]
            scores = fuse(cosines, scores, RetrievalSettings().dense_weight)
        answers = [_normalise(text) for text in example.answer_texts]
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


def context_without_answer(example: QAExample) -> str | None:
    """The context without the sentences that hold an answer; None if too little is left.

    At least two sentences and a third of the characters must be left.
    """
    remaining = [
        example.context[start:end]
        for start, end in every_sentence(example.context)
        if not overlaps_answer(example, start, end)
    ]
    text = " ".join(remaining)
    return text if len(remaining) >= 2 and len(text) >= len(example.context) / 3 else None


def overlaps_answer(example: QAExample, start: int, end: int) -> bool:
    """Whether characters `start` to `end` of the context share a character or the words with an answer."""
    return any(start < last and first < end for first, last in example.answers) or contains_answer(
        example.context[start:end], example
    )


def contains_answer(text: str, example: QAExample) -> bool:
    """Whether a text contains the words of one of the example's answers."""
    normalised = _normalise(text)
    return any(_normalise(answer) in normalised for answer in example.answer_texts)


def _normalise(text: str) -> str:
    """The words in lower case with a space around each, so that `in` tests for whole words."""
    return f" {' '.join(_WORD.findall(text.lower()))} "
