"""Hard negatives: contexts that share a question's words, by BM25, but not its answer."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from .data import Question

_WORD = re.compile(r"\w+")


def normal(text: str) -> str:
    """Words in lower case with single spaces around each: containment of words is then `in`."""
    return f" {' '.join(_WORD.findall(text.lower()))} "


def mine(
    questions: Sequence[Question], contexts: Sequence[str], own: Sequence[int], *, candidates: int = 24, keep: int = 8
) -> list[np.ndarray]:
    """For each question the numbers of up to `keep` contexts that BM25 ranks high and that lack its answers.

    `own[i]` is the number of question i's own context, which is left out.
    """
    import bm25s

    index = bm25s.BM25()
    index.index(bm25s.tokenize(list(contexts), stopwords="en", show_progress=False), show_progress=False)
    queries = bm25s.tokenize([question.text for question in questions], stopwords="en", show_progress=False)
    found, _ = index.retrieve(queries, k=min(candidates, len(contexts)), show_progress=False, n_threads=2)
    normals = [normal(context) for context in contexts]
    mined = []
    for question, numbers, own_number in zip(questions, found, own, strict=True):
        answers = [normal(text) for text in question.answer_texts]
        good = [
            int(number)
            for number in numbers
            if number != own_number and not any(answer in normals[number] for answer in answers)
        ]
        mined.append(np.array(good[:keep], dtype=np.int64))
    return mined
