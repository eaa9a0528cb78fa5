"""Vectors → the nearest passages. The one door of FAISS."""

from __future__ import annotations

from pathlib import Path

import faiss
import numpy as np


class DenseIndex:
    """An exact inner-product index over unit vectors: row i is passage i."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = index

    @classmethod
    def of(cls, vectors: np.ndarray) -> DenseIndex:
        """Index `vectors`, float32 [rows, dimensions] of unit length."""
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors, np.float32))
        return cls(index)

    @classmethod
    def load(cls, path: Path) -> DenseIndex:
        """Open a saved index by memory map: nothing is read before it is needed."""
        return cls(faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC))

    def save(self, path: Path) -> None:
        faiss.write_index(self._index, str(path))

    def __len__(self) -> int:
        return self._index.ntotal

    @property
    def vectors(self) -> np.ndarray:
        """All vectors, float32 [rows, dimensions]."""
        return self._index.reconstruct_n(0, len(self))

    def search(self, vector: np.ndarray, count: int) -> np.ndarray:
        """The rows of the `count` passages nearest to `vector` [dimensions], in no promised order."""
        rows = self._index.search(vector[np.newaxis], min(count, len(self)))[1][0]
        return rows[rows >= 0]

    def scores(self, vector: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """The cosine of `vector` [dimensions] with each of `rows`, float32 [rows]."""
        if not len(rows):
            return np.empty(0, np.float32)
        return self._index.reconstruct_batch(rows.astype(np.int64)) @ vector
