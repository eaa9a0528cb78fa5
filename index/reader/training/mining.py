"""Hard negatives: contexts that Munshi's own BM25 ranks high for a question, but that lack its answer."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from index.lexical import LexicalIndex
from index.reader.training.data import Question

_WORD = re.compile(r"\w+")
_CANDIDATES = 24  # looked at
_RIVALS = 8  # kept


class Mine:
    """The contexts of a training set, to be searched for rivals."""

    def __init__(self, contexts: Sequence[str]) -> None:
        self._index = LexicalIndex.of(contexts)
        self._normal = [_normal(context) for context in contexts]

    def rivals(self, question: Question, own: int) -> list[int]:
        """The numbers of the best contexts, best first, but its own and those that hold an answer."""
        scores = self._index.scores(question.text)
        ranked = np.argsort(-scores, kind="stable")[:_CANDIDATES]
        answers = [_normal(text) for text in question.answer_texts]
        good = [
            int(number)
            for number in ranked
            if number != own and not any(answer in self._normal[number] for answer in answers)
        ]
        return good[:_RIVALS]


def _normal(text: str) -> str:
    """Words in lower case with a space around each: containment of words is then `in`."""
    return f" {' '.join(_WORD.findall(text.lower()))} "
