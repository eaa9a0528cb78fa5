"""Nearest-neighbour search in a collection of Milvus, with the methods of `VectorIndex`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import numpy as np

from index.errors import IndexDamaged
from index.search.cosines import cosines
from index.store.milvus.server import MilvusServer

_MOST = 16_384  # rows that Milvus returns for a search, at most
_FETCHED = 1_024  # vectors that are fetched at a time


class MilvusVectors:
    """Inner-product search over the unit vectors of a collection. Row i is passage i."""

    def __init__(self, server: MilvusServer, collection: str, rows: int) -> None:
        self._server = server
        self._collection = collection
        self._rows = rows

    def __len__(self) -> int:
        return self._rows

    @cached_property
    def dimensions(self) -> int:
        return len(self._found([0])[0])

    def search(self, vector: np.ndarray, count: int, within: np.ndarray | None = None) -> np.ndarray:
        """The rows of the `count` vectors nearest to `vector` [dimensions], int64, in no particular order.

        If `within`, bool [rows], is given, only the rows for which it is true are searched.
        """
        condition = "" if within is None else _condition(within)
        if condition is None:
            return np.empty(0, np.int64)
        return self._server.nearest(self._collection, vector, min(count, len(self), _MOST), condition)

    def scores(self, vector: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """The cosine of `vector` [dimensions] with the vector of each of `rows`, float32 [rows].

        Raises as `vectors`.
        """
        return cosines(self.vectors(rows), vector)  # the cosines of Milvus may differ in the last bit

    def vectors(self, rows: np.ndarray) -> np.ndarray:
        """The vectors of `rows`, float32 [rows, dimensions]. Raises IndexDamaged if one is missing."""
        vectors = np.empty((len(rows), self.dimensions), np.float32)
        for first in range(0, len(rows), _FETCHED):
            some = rows[first : first + _FETCHED].tolist()
            vectors[first : first + len(some)] = self._found(some)
        return vectors

    def _found(self, rows: list[int]) -> list[list[float]]:
        found = self._server.vectors(self._collection, rows)
        try:
            return [found[row] for row in rows]
        except KeyError as error:
            row = error.args[0]
            raise IndexDamaged(f"The index is damaged: {self._collection} has no vector {row}.") from error

    def batches(self) -> Iterator[np.ndarray]:
        """Yield all rows, as many at a time as are fetched together."""
        for first in range(0, len(self), _FETCHED):
            yield np.arange(first, min(first + _FETCHED, len(self)))


def _condition(within: np.ndarray) -> str | None:
    """Rows as a condition for Milvus; None if `within` has no row.

    The condition lists ranges of rows. The documents of a folder have few ranges, since they are neighbours.
    """
    edges = np.flatnonzero(np.diff(within.astype(np.int8), prepend=0, append=0)).tolist()
    ranges = zip(edges[::2], edges[1::2], strict=True)
    return " or ".join(f"(row >= {first} and row < {last})" for first, last in ranges) or None
