"""Splits a message, as people type it, into its sentences."""

from __future__ import annotations

import re

_SENTENCE_END = re.compile(
    r"(?<=[.!?…])(?<!\bmrs\.)(?<!\b(?:mr|ms|dr|st|vs|no)\.)(?<!\b[a-z]\.)\s+", re.IGNORECASE
)


def message_sentences(text: str) -> list[str]:
    """Return the sentences of a message; each but the last ends with an end mark.

    The full stop of a title or of a single letter ("Mrs.", "a.m.") ends no sentence.
    """
    return _SENTENCE_END.split(text)
