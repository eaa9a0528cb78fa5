"""The coverage of a question by a text: the share of its terms that the text contains, weighted by idf."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from index.search.terms import TermExtractor


def _equal_weights(term: str) -> float:
    return 1.0


class Coverage:
    """Computes coverage with the inverse document frequencies of one index.

    `idf` returns the weight of a term; without it, all terms weigh the same.
    """

    def __init__(self, idf: Callable[[str], float] = _equal_weights) -> None:
        self._idf = idf
        self._extractor = TermExtractor()

    def terms(self, text: str) -> list[str]:
        """Return the terms of a text, as the search uses them."""
        return self._extractor.terms(text)

    def __call__(self, question: str, texts: Sequence[str]) -> np.ndarray:
        """Return the coverage of the question by each text: float64 [texts], 0 (no term) to 1 (all terms)."""
        weights = {term: self._idf(term) for term in self._extractor.terms(question)}
        total = sum(weights.values()) or 1.0
        shares = []
        for text in texts:
            terms = set(self._extractor.terms(text))
            shares.append(sum(weight for term, weight in weights.items() if term in terms) / total)
        return np.array(shares, np.float64)
