"""Check whether a text contains an answer, and remove the sentences of a context that do."""

from __future__ import annotations

import re

from index.passages.sentences import every_sentence
from index.training.sources.data import QAExample

_WORD = re.compile(r"\w+")


def context_without_answer(example: QAExample) -> str | None:
    """Return the context without the sentences that contain an answer; None if too little remains.

    At least two sentences and a third of the characters must remain.
    """
    remaining = [
        example.context[start:end]
        for start, end in every_sentence(example.context)
        if not overlaps_answer(example, start, end)
    ]
    text = " ".join(remaining)
    return text if len(remaining) >= 2 and len(text) >= len(example.context) / 3 else None


def overlaps_answer(example: QAExample, start: int, end: int) -> bool:
    """Whether characters `start` to `end` of the context overlap an answer or contain the words of one."""
    return any(start < last and first < end for first, last in example.answers) or contains_answer(
        example.context[start:end], example
    )


def contains_answer(text: str, example: QAExample) -> bool:
    """Whether a text contains the words of one of the example's answers."""
    words = normalised(text)
    return any(normalised(answer) in words for answer in example.answer_texts)


def normalised(text: str) -> str:
    """Return the words in lower case with a space around each, so that `in` tests for whole words."""
    return f" {' '.join(_WORD.findall(text.lower()))} "
