"""Made-up questions without an answer: asked of another text, about a name that stands in this one.

"When was Paris founded?" becomes "When was Lyon founded?", asked of a text that has Lyon in it and tells no
such thing. That what stands near the name need not be the answer is learned from such questions.
"""

from __future__ import annotations

import re

import numpy as np

from index.training.data import Question
from index.training.pronouns import NAME

_WORD = re.compile(r"\w{4,}")
_SAID_ALREADY = 1 / 3  # share of the question's other words in the text, from which it may tell the answer


def names(context: str) -> list[tuple[int, int]]:
    """The places of what looks like a name: capitals that don't open a sentence."""
    return [
        match.span()
        for match in NAME.finditer(context)
        if match.start() >= 2 and context[match.start() - 1] == " " and context[match.start() - 2].isalnum()
    ]


def swapped(
    question: Question, context: str, random: np.random.Generator
) -> tuple[str, tuple[int, int]] | None:
    """The question about one of the names of `context`, and the name's place; None where that won't do."""
    asked = question.text
    own = [match for match in NAME.finditer(asked) if match.start() > 0]
    if not own or not (places := names(context)):
        return None
    name = own[int(random.integers(len(own)))]
    start, end = places[int(random.integers(len(places)))]
    rest = asked[: name.start()] + asked[name.end() :]
    words = [word[:5] for word in _WORD.findall(rest.lower())]
    text = context.lower()
    if not words or sum(word in text for word in words) > len(words) * _SAID_ALREADY:
        return None
    return asked[: name.start()] + context[start:end] + asked[name.end() :], (start, end)
