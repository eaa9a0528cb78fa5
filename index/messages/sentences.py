"""The sentences of a message, as people type it, and which of them ask something."""

from __future__ import annotations

import re

from index.english.function_words import QUESTION_WORDS
from index.english.patterns import any_of
from index.english.verbs import AUXILIARIES

_SENTENCE_END = re.compile(
    r"(?<=[.!?…])(?<!\bmrs\.)(?<!\b(?:mr|ms|dr|st|vs|no)\.)(?<!\b[a-z]\.)\s+", re.IGNORECASE
)
_ASKS = re.compile(
    rf"{any_of(*QUESTION_WORDS, *AUXILIARIES)}(?:n?['’]?t|['’]?s)?\b|.*\?\W*$", re.IGNORECASE | re.DOTALL
)


def message_sentences(text: str) -> list[str]:
    """Return the sentences of a message; each but the last ends with an end mark.

    The full stop of a title or of a single letter ("Mrs.", "a.m.") ends no sentence.
    """
    return _SENTENCE_END.split(text)


def asks(sentence: str) -> bool:
    """Whether a sentence starts with a question word or an auxiliary, or ends with a question mark."""
    return _ASKS.match(sentence) is not None
