"""The cosine of a vector with other vectors, equal to the last bit whichever rows are computed together."""

from __future__ import annotations

import numpy as np


def cosines(vectors: np.ndarray, vector: np.ndarray) -> np.ndarray:
    """The cosine of each of `vectors` [rows, dimensions] with `vector` [dimensions], [rows].

    All vectors have unit length. In a matrix product the last bits of a row's sum depend on the neighbouring
    rows, so copies of a passage would have different scores.
    """
    products: np.ndarray = np.einsum("ij,j->i", vectors, vector)
    return products
