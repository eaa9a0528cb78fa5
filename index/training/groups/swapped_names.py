"""Unanswerable questions by swapped names: a question about another text, asked about a name in this text.

"When was Paris founded?" becomes "When was Lyon founded?" for a text that mentions Lyon but does not say when
it was founded. From such questions the network learns that the words near a name need not be the answer.
"""

from __future__ import annotations

import re

import numpy as np

from index.training.sources.data import CharSpan, QAExample
from index.training.sources.pronouns import NAME

_WORD = re.compile(r"\w{4,}")
_STEM = 5  # characters of a word that are compared
#: If a larger share of the question's other words is in the text, the text may answer the new question.
_MOST_SHARED_WORDS = 1 / 3


def name_spans(context: str) -> list[CharSpan]:
    """Return the spans of likely names: capitalised words that do not start a sentence."""
    return [
        match.span()
        for match in NAME.finditer(context)
        if match.start() >= 2 and context[match.start() - 1] == " " and context[match.start() - 2].isalnum()
    ]


def swap_name(example: QAExample, context: str, rng: np.random.Generator) -> tuple[str, CharSpan] | None:
    """Return the question of an example about a name in another `context`, and the span of that name.

    None if the question or the context has no name, or if the context may answer the new question.
    """
    question = example.question
    replaceable = [match for match in NAME.finditer(question) if match.start() > 0]
    if not replaceable or not (candidates := name_spans(context)):
        return None
    name = replaceable[int(rng.integers(len(replaceable)))]
    start, end = candidates[int(rng.integers(len(candidates)))]
    before, after = question[: name.start()], question[name.end() :]
    stems = [word[:_STEM] for word in _WORD.findall((before + after).lower())]
    lower = context.lower()
    if not stems or sum(stem in lower for stem in stems) > len(stems) * _MOST_SHARED_WORDS:
        return None
    return before + context[start:end] + after, (start, end)
