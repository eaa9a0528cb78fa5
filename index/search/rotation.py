"""A fixed random rotation of vectors, after which every coordinate has nearly a normal distribution.

It is a randomised Hadamard transform (Ailon and Chazelle 2009), the same for all vectors and on all machines.
"""

from __future__ import annotations

from functools import cache
from hashlib import shake_128

import numpy as np

_ROTATED = 128  # dimensions that are rotated together; a power of 2


def rotated_dimensions(dimensions: int) -> int:
    """The dimensions of rotated vectors: `dimensions` rounded up to a multiple of `_ROTATED`."""
    return -(-dimensions // _ROTATED) * _ROTATED


def rotate(vectors: np.ndarray) -> np.ndarray:
    """Rotate vectors, float32 [rows, dimensions] → float32 [rows, rotated_dimensions(dimensions)].

    Each coordinate is multiplied by a random sign; then each group of `_ROTATED` coordinates is multiplied by
    a Hadamard matrix, which distributes each coordinate over its group. Inner products stay the same.
    """
    rows, dimensions = vectors.shape
    signs, hadamard = _rotation(dimensions)
    padded = np.zeros((rows, rotated_dimensions(dimensions)), np.float32)
    np.multiply(vectors, signs, out=padded[:, :dimensions])
    rotated: np.ndarray = padded.reshape(-1, _ROTATED) @ hadamard
    return rotated.reshape(padded.shape)


@cache
def _rotation(dimensions: int) -> tuple[np.ndarray, np.ndarray]:
    """The signs, float32 [dimensions], and the Hadamard matrix, float32 [_ROTATED, _ROTATED], of `rotate`."""
    random_bits = np.frombuffer(shake_128(b"signs").digest(dimensions), np.uint8) & 1
    hadamard = np.ones((1, 1), np.float32)
    while len(hadamard) < _ROTATED:
        hadamard = np.block([[hadamard, hadamard], [hadamard, -hadamard]])
    signs = np.where(random_bits, np.float32(1), np.float32(-1))
    return signs, hadamard / np.sqrt(np.float32(_ROTATED))
