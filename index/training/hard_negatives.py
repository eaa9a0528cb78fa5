"""Hard negatives: contexts that Munshi's own retrieval ranks high for a question, but that lack its answer,
and the question's own context without the sentences that answer it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index.models.encoder import Encoder
from index.passages.sentences import every_sentence
from index.search.bm25 import BM25Index
from index.search.retrieve import fuse
from index.settings import RetrievalSettings
from index.training.data import Question

_WORD = re.compile(r"\w+")
_CANDIDATES = 24  # looked at
_RIVALS = 8  # kept


class Mine:
    """The contexts of a training set, to be searched for rivals: by words, and with an encoder by meaning."""

    def __init__(
        self, contexts: Sequence[str], encoder: Encoder | None = None, cache: Path | None = None
    ) -> None:
        self._index = BM25Index.of(contexts)
        self._encoder = encoder
        self._vectors = _encoded(contexts, encoder, cache) if encoder else None
        self._normal = [_normal(context) for context in contexts]

    def rivals(self, question: Question, own: int) -> list[int]:
        """The numbers of the best contexts, best first, but its own and those that hold an answer."""
        ranked = np.argsort(-self._scores(question.text), kind="stable")[:_CANDIDATES]
        answers = [_normal(text) for text in question.answer_texts]
        good = [
            int(number)
            for number in ranked
            if number != own and not any(answer in self._normal[number] for answer in answers)
        ]
        return good[:_RIVALS]

    def _scores(self, question: str) -> np.ndarray:
        """The fused score of every context; without an encoder, its BM25."""
        scores = self._index.scores(question)
        if self._vectors is None:
            return scores
        cosines = self._vectors @ self._encoder.encode([question])[0]
        return fuse(cosines, scores, RetrievalSettings().dense_weight)


def _encoded(contexts: Sequence[str], encoder: Encoder, cache: Path | None) -> np.ndarray:
    """The contexts' vectors, from `cache` where it holds them already: a resumed run need not wait."""
    if cache and cache.exists() and len(vectors := np.load(cache)) == len(contexts):
        return vectors
    vectors = encoder.encode(list(contexts))
    if cache:
        np.save(cache, vectors)
    return vectors


def bereft(question: Question) -> str | None:
    """The question's context without the sentences that hold an answer; None where too little is left."""
    kept = [
        question.context[start:end]
        for start, end in every_sentence(question.context)
        if not answers_in_part(question, start, end)
    ]
    text = " ".join(kept)
    return text if len(kept) >= 2 and len(text) >= len(question.context) / 3 else None


def answers_in_part(question: Question, start: int, end: int) -> bool:
    """Whether characters `start` to `end` of the context hold an answer's words, or a part of an answer."""
    return any(start < last and first < end for first, last in question.answers) or holds_answer(
        question.context[start:end], question
    )


def holds_answer(text: str, question: Question) -> bool:
    """Whether the words of one of the question's answers stand in a text."""
    text = _normal(text)
    return any(_normal(answer) in text for answer in question.answer_texts)


def _normal(text: str) -> str:
    """TermExtractor in lower case with a space around each: containment of words is then `in`."""
    return f" {' '.join(_WORD.findall(text.lower()))} "
