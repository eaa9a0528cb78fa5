"""The cosine of a vector with others, the same to the last bit wherever these lie."""

from __future__ import annotations

import numpy as np


def cosines(vectors: np.ndarray, vector: np.ndarray) -> np.ndarray:
    """The cosine of each of `vectors` [rows, dimensions] with `vector` [dimensions], of unit length, [rows].

    In a matrix product the last bits of a row's sum depend on the rows beside it, and copies of a passage
    would not tie.
    """
    products: np.ndarray = np.einsum("ij,j->i", vectors, vector)
    return products
