"""The coverage of a question by a text: the share of its terms that the text contains, weighted by idf."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from index.search.terms import terms


def _equal_weights(term: str) -> float:
    return 1.0


class Coverage:
    """Computes coverage with the inverse document frequencies of one index.

    `idf` returns the weight of a term; without it, all terms weigh the same.
    """

    def __init__(self, idf: Callable[[str], float] = _equal_weights) -> None:
        self._idf = idf

    def __call__(self, question: str, texts: Sequence[str]) -> np.ndarray:
        """Return the coverage of the question by each text: float64 [texts], 0 (no term) to 1 (all terms)."""
        weights = {term: self._idf(term) for term in terms(question)}
        total = sum(weights.values()) or 1.0
        shares = []
        for text in texts:
            contained = set(terms(text))
            shares.append(sum(weight for term, weight in weights.items() if term in contained) / total)
        return np.array(shares, np.float64)
