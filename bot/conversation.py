"""A follow-up question, made to be understood by itself: what was said before goes into the words.

Pure functions of text; the dialogues that chose them and the measure are under `tests/`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.types import Turn

_LEANS = re.compile(
    r"\b(he|she|it|they|him|her|hers|his|its|them|their|theirs|this|that|these|those|there|then|one|ones|"
    r"former|latter|same|else|other|others)\b",
    re.IGNORECASE,
)


def standalone(question: str, history: Sequence[Turn]) -> str:
    """`question` as it would be asked by someone who said nothing before. Oldest turn of `history` first."""
    if not history or not leans(question):
        return question
    last = history[-1]
    return " ".join(part for part in (last.question, last.answer, question) if part)


def leans(question: str) -> bool:
    """Whether a question can't be understood without what was said before it."""
    words = question.split()
    return len(words) < 4 or _LEANS.search(question) is not None
