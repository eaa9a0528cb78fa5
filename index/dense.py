"""Vectors → the nearest passages. The one door of FAISS."""

from __future__ import annotations

from pathlib import Path

import faiss
import numpy as np

# bfloat16 codes: half the size of float32, and the fastest of FAISS's exact scans where the processor knows
# them. A stored vector read back and stored again is the same to the bit.
_KIND = "SQbf16"


class DenseIndex:
    """An inner-product index over unit vectors that looks at every one: row i is passage i."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = index

    @classmethod
    def empty(cls, dimensions: int) -> DenseIndex:
        return cls(faiss.index_factory(dimensions, _KIND, faiss.METRIC_INNER_PRODUCT))

    @classmethod
    def of(cls, vectors: np.ndarray) -> DenseIndex:
        """Index `vectors`, float32 [rows, dimensions] of unit length."""
        made = cls.empty(vectors.shape[1])
        made.add(vectors)
        return made

    def like(self) -> DenseIndex:
        """An empty index for vectors of the same dimensions."""
        return self.empty(self._index.d)

    @classmethod
    def load(cls, path: Path) -> DenseIndex:
        """Open a saved index by memory map: nothing is read before it is needed."""
        try:
            return cls(faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC))
        except RuntimeError as error:  # FAISS's only kind; a newer generation may have taken its place
            raise FileNotFoundError(path) from error

    def save(self, path: Path) -> None:
        """Write the index. Not by FAISS itself, which does not say why a disk refuses."""
        path.write_bytes(faiss.serialize_index(self._index))

    def add(self, vectors: np.ndarray) -> None:
        """Append rows, float32 [rows, dimensions]."""
        self._index.add(np.ascontiguousarray(vectors, np.float32))

    def __len__(self) -> int:
        return self._index.ntotal

    def add_from(self, other: DenseIndex, first: int, last: int) -> None:
        """Append rows `first` to `last` of another index as they are stored there."""
        size = self._index.code_size
        codes = faiss.rev_swig_ptr(other._index.codes.data(), len(other) * size)
        self._index.add_sa_codes(codes[first * size : last * size].reshape(-1, size))

    def vectors(self, rows: np.ndarray) -> np.ndarray:
        """The vectors of `rows` as they were stored, float32 [rows, dimensions]."""
        if not len(rows):
            return np.empty((0, self._index.d), np.float32)
        return self._index.reconstruct_batch(rows.astype(np.int64))

    def search(self, vector: np.ndarray, count: int) -> np.ndarray:
        """The rows of the `count` passages nearest to `vector` [dimensions], in no promised order."""
        faiss.omp_set_num_threads(1)  # one question at a time is scanned fastest by one core
        rows = self._index.search(vector[np.newaxis], min(count, len(self)))[1][0]
        return rows[rows >= 0]

    def scores(self, vector: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """The cosine of `vector` [dimensions] with each of `rows`, float32 [rows]."""
        # Not a matrix product: there the last bits of a row's sum depend on the rows beside it, and equal
        # passages would not tie.
        return np.einsum("ij,j->i", self.vectors(rows), vector)
