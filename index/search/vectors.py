"""Vectors → the nearest passages. The one door of FAISS.

Every vector is kept as bfloat16 codes, and a search of few rows looks at every one. A search of many looks at
every one in a rough form first, two bits a dimension, which FAISS scans inside the processor's registers
(André, Kermarrec and Le Scouarnec 2015), and then at the nearest of those exactly. The rough form learns
nothing from the vectors: turned so that each dimension is spread over many, they are nearly normal in all of
them, and the best four levels for that are known (Max 1960). So nothing grows stale as rows come and go.
"""

from __future__ import annotations

from functools import cache
from hashlib import shake_128
from pathlib import Path

import faiss
import numpy as np

# bfloat16 codes: half the size of float32, and the fastest of FAISS's exact scans where the processor knows
# them. A stored vector read back and stored again is the same to the bit.
_KIND = "SQbf16"
_ALL = 100_000  # rows up to which all are looked at exactly
_SHORTLIST = 1000  # rows that are looked at exactly beyond that, at least
_LEVELS = np.array([-1.510, -0.4528, 0.4528, 1.510], np.float32)  # of a normal distribution's four parts
_BOUND = (0.4528 + 1.510) / 2  # the outer bounds between those parts; the inner one is 0
_SPREAD = 128  # dimensions that each is spread over; a power of 2
_BLOCK = 32  # rows that FAISS scans together
_CHUNK = 1 << 12  # rows held in memory at a time; a multiple of _BLOCK


class VectorIndex:
    """An inner-product index over unit vectors, opened from disk: row i is passage i."""

    def __init__(self, index: faiss.Index, path: Path) -> None:
        self._index = index
        self._path = path
        self._rough: faiss.Index | None = None

    @classmethod
    def load(cls, path: Path) -> VectorIndex:
        """Open a saved index. The vectors are mapped to memory, and read only where they are needed.

        The rough form, which every search of many rows goes through, is read now.
        """
        opened = cls(_read(path, faiss.IO_FLAG_MMAP_IFC), path)
        if _rough_path(path).exists():
            opened._rough = _read(_rough_path(path))
        return opened

    @property
    def dimensions(self) -> int:
        return self._index.d

    def __len__(self) -> int:
        return self._index.ntotal

    def codes(self, first: int, last: int) -> np.ndarray:
        """Rows `first` to `last` as they are stored, bytes. Read from the file, and not kept in memory."""
        size = self._index.code_size
        begin = _header_size(self._index.d) + first * size
        return np.fromfile(self._path, np.uint8, (last - first) * size, offset=begin)

    def vectors(self, rows: np.ndarray) -> np.ndarray:
        """The vectors of `rows` as they were stored, float32 [rows, dimensions]."""
        if not len(rows):
            return np.empty((0, self._index.d), np.float32)
        return self._index.reconstruct_batch(rows.astype(np.int64))

    def search(self, vector: np.ndarray, count: int) -> np.ndarray:
        """The rows of the `count` passages nearest to `vector` [dimensions], in no promised order."""
        faiss.omp_set_num_threads(1)  # one question at a time is scanned fastest by one core
        if self._rough is None:
            return _nearest(self._index, vector, min(count, len(self)))
        turned = _spread_out(vector[np.newaxis])[0]
        rows = np.sort(_nearest(self._rough, turned, min(max(_SHORTLIST, 4 * count), len(self))))
        return rows[np.lexsort((rows, -self.scores(vector, rows)))[:count]]

    def scores(self, vector: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """The cosine of `vector` [dimensions] with each of `rows`, float32 [rows]."""
        # Not a matrix product: there the last bits of a row's sum depend on the rows beside it, and equal
        # passages would not tie.
        return np.einsum("ij,j->i", self.vectors(rows), vector)


class VectorWriter:
    """Writes an index row by row, holding none of them in memory.

    Not by FAISS itself, which holds them all and does not say why a disk refuses.
    """

    def __init__(self, path: Path, dimensions: int) -> None:
        self._index = _exact(dimensions)
        self._path = path
        self._stream = path.open("w+b")
        self._stream.write(_header(self._index, 0))

    def append(self, vectors: np.ndarray) -> None:
        """Add rows, float32 [rows, dimensions]."""
        self._write(self._index.sa_encode(np.ascontiguousarray(vectors, np.float32)))

    def append_from(self, other: VectorIndex, first: int, last: int) -> None:
        """Add rows `first` to `last` of another index as they are stored there."""
        self._write(other.codes(first, last))

    def repeat(self, rows: np.ndarray) -> None:
        """Add rows of this index once more."""
        self._stream.flush()
        written = VectorIndex(self._index, self._path)
        different, places = np.unique(rows, return_inverse=True)
        codes = [written.codes(row, row + 1) for row in different.tolist()]
        self._write(np.concatenate(codes).reshape(len(codes), -1)[places])

    def _write(self, codes: np.ndarray) -> None:
        self._stream.write(memoryview(np.ascontiguousarray(codes)).cast("B"))
        self._index.ntotal += codes.size // self._index.code_size

    def close(self) -> None:
        """Put the number of rows in, and write the rough form of many. Only then can the files be read."""
        size = self._index.ntotal * self._index.code_size
        self._stream.seek(0)
        self._stream.write(_header(self._index, size))
        self._stream.close()
        if self._index.ntotal > _ALL:
            _write_rough(_rough_path(self._path), VectorIndex(self._index, self._path))


def _exact(dimensions: int) -> faiss.Index:
    return faiss.index_factory(dimensions, _KIND, faiss.METRIC_INNER_PRODUCT)


def _write_rough(path: Path, exact: VectorIndex) -> None:
    scan = _rough_scan(exact.dimensions)
    scan.ntotal, scan.ntotal2 = len(exact), -(-len(exact) // _BLOCK) * _BLOCK
    with path.open("wb") as stream:
        stream.write(_header(scan, scan.ntotal2 * scan.M2 // 2))
        for first in range(0, len(exact), _CHUNK):
            codes = exact.codes(first, min(first + _CHUNK, len(exact)))
            vectors = exact._index.sa_decode(codes.reshape(-1, exact._index.code_size))
            stream.write(memoryview(_packed(scan, _spread_out(vectors))))


def _rough_scan(dimensions: int) -> faiss.IndexPQFastScan:
    """FAISS's scan over pairs of dimensions, given the sixteen pairs of levels for each."""
    whole = _whole_spreads(dimensions)
    scan = faiss.IndexPQFastScan(whole, whole // 2, 4, faiss.METRIC_INNER_PRODUCT, _BLOCK)
    levels = _LEVELS / np.sqrt(np.float32(whole))
    pairs = np.stack(np.meshgrid(levels, levels, indexing="ij"), axis=-1)
    faiss.copy_array_to_vector(np.tile(pairs.ravel(), whole // 2), scan.pq.centroids)
    scan.is_trained = True
    return scan


def _packed(scan: faiss.IndexPQFastScan, vectors: np.ndarray) -> np.ndarray:
    """Vectors in their rough form, as FAISS lays them out for the scan, bytes."""
    bound = np.float32(_BOUND / np.sqrt(scan.d))
    level = sum((vectors > one).view(np.uint8) for one in (-bound, 0, bound))
    pair = level[:, 0::2] << 2 | level[:, 1::2]
    plain = faiss.IndexPQ(scan.d, scan.pq.M, 4, faiss.METRIC_INNER_PRODUCT)
    plain.pq, plain.is_trained = scan.pq, True
    plain.add_sa_codes(np.ascontiguousarray(pair[:, 0::2] | pair[:, 1::2] << 4))
    packed = faiss.IndexPQFastScan(plain, _BLOCK)  # named, or its codes would go before they are copied
    return faiss.vector_to_array(packed.codes)


def _spread_out(vectors: np.ndarray) -> np.ndarray:
    """Vectors turned so that each dimension is spread over `_SPREAD`, float32 [rows, whole spreads].

    Their inner products stay as they are. This is a Hadamard transform after a change of some signs, the same
    for all vectors on all machines.
    """
    rows, dimensions = vectors.shape
    padded = np.zeros((rows, _whole_spreads(dimensions)), np.float32)
    np.multiply(vectors, _signs(dimensions), out=padded[:, :dimensions])
    return (padded.reshape(-1, _SPREAD) @ _hadamard()).reshape(padded.shape)


def _whole_spreads(dimensions: int) -> int:
    return -(-dimensions // _SPREAD) * _SPREAD


@cache
def _signs(dimensions: int) -> np.ndarray:
    bits = np.frombuffer(shake_128(b"signs").digest(dimensions), np.uint8) & 1
    return np.where(bits, np.float32(1), np.float32(-1))


@cache
def _hadamard() -> np.ndarray:
    matrix = np.ones((1, 1), np.float32)
    while len(matrix) < _SPREAD:
        matrix = np.block([[matrix, matrix], [matrix, -matrix]])
    return matrix / np.sqrt(np.float32(_SPREAD))


def _nearest(index: faiss.Index, vector: np.ndarray, count: int) -> np.ndarray:
    rows = index.search(vector[np.newaxis], count)[1][0]
    return rows[rows >= 0]


def _read(path: Path, flags: int = 0) -> faiss.Index:
    try:
        return faiss.read_index(str(path), flags)
    except RuntimeError as error:  # FAISS's only kind; a newer generation may have taken its place
        raise FileNotFoundError(path) from error


def _rough_path(path: Path) -> Path:
    return path.with_name("rough.faiss")


def _header(index: faiss.Index, size: int) -> bytes:
    """What stands before the codes in the file of an index: all but `size` bytes of them, which come last."""
    return faiss.serialize_index(index).tobytes()[:-8] + size.to_bytes(8, "little")


@cache
def _header_size(dimensions: int) -> int:
    return len(_header(_exact(dimensions), 0))
