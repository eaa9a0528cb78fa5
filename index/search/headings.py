"""Passages → how alike their headings and a question are."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from index.types import Passage


def heading_cosines(
    vector: np.ndarray, passages: Sequence[Passage], encode: Callable[[Sequence[str]], np.ndarray]
) -> list[float]:
    """The cosine of a question's `vector` [dimensions] and each passage's innermost heading; 0 without one.

    `encode` takes texts and returns their unit vectors, float32 [texts, dimensions].
    """
    innermost = [passage.trail[-1] if passage.trail else "" for passage in passages]
    headings = sorted({heading for heading in innermost if heading})
    if not headings:
        return [0.0] * len(innermost)
    cosines = dict(zip(headings, (encode(headings) @ vector).tolist(), strict=True))
    return [cosines.get(heading, 0.0) for heading in innermost]
