"""How much of a question's words a text holds, each word weighed by how rare it is in the documents."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from index.search.terms import TermExtractor


class Coverage:
    """Of one index. `idf` gives a stem's weight; without one, all words weigh the same."""

    def __init__(self, idf: Callable[[str], float] = lambda stem: 1.0) -> None:
        self._rarity = idf
        self._words = TermExtractor()

    def __call__(self, question: str, texts: Sequence[str]) -> np.ndarray:
        """The share for each text, float64 [texts]: 0, none of the question's words, to 1, all of them."""
        asked = {stem: self._rarity(stem) for stem in self._words.terms(question)}
        total = sum(asked.values()) or 1.0
        held = [set(self._words.terms(text)) for text in texts]
        return np.array([sum(asked[stem] for stem in asked.keys() & stems) / total for stems in held])
