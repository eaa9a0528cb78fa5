"""Splits a message, as people type it, into its sentences."""

from __future__ import annotations

import re

_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")


def message_sentences(text: str) -> list[str]:
    """Return the sentences of a message; each but the last ends with an end mark."""
    return _SENTENCE_END.split(text)
