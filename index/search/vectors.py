"""Nearest-neighbour search over unit vectors. The one door of FAISS.

Vectors are stored in bfloat16. Up to EXHAUSTIVE_ROWS rows, a search scores every row. Beyond, it first scans
coarse codes of two bits a dimension, which FAISS looks up in SIMD registers (André, Kermarrec and Le
Scouarnec 2015), and then scores the shortlist of this scan exactly.

The coarse codes need no training. A random rotation, the same for all vectors, makes every coordinate nearly
normal (a randomised Hadamard transform, Ailon and Chazelle 2009), and the best scalar quantiser of a normal
distribution with four levels is known (Max 1960). So the codes stay as good when rows come and go.
"""

from __future__ import annotations

from functools import cache
from hashlib import shake_128
from pathlib import Path
from typing import Any

import faiss
import numpy as np

EXHAUSTIVE_ROWS = 100_000  #: rows up to which every row is scored exactly
SHORTLIST = 1000  #: rows that the coarse scan leaves to be scored exactly, at least
# bfloat16: half the size of float32, and the fastest of FAISS's exact scans where the processor supports it.
# Encoding a decoded vector gives the same bits again.
_STORAGE = "SQbf16"
_LEVELS = np.array([-1.510, -0.4528, 0.4528, 1.510], np.float32)  # for a standard normal distribution
_THRESHOLD = (0.4528 + 1.510) / 2  # between an inner and an outer level; the one in the middle is 0
_ROTATED = 128  # dimensions that are rotated together; a power of 2
_SCAN_BLOCK = 32  # rows that FAISS scans together
_CHUNK = 1 << 12  # rows coded at a time; a multiple of _SCAN_BLOCK


class VectorIndex:
    """Inner-product search over stored unit vectors: row i is passage i."""

    def __init__(self, path: Path, exact: faiss.Index, coarse: faiss.Index | None = None) -> None:
        self._path = path
        self._exact: Any = exact  # faiss.Index lacks the attributes of its subclasses
        self._coarse = coarse

    @classmethod
    def load(cls, path: Path) -> VectorIndex:
        """Open a saved index. Raises FileNotFoundError when FAISS cannot read it.

        The vectors are mapped to memory and read where they are needed; the coarse codes, of which every
        search needs all, are read now.
        """
        exact = _read(path, faiss.IO_FLAG_MMAP_IFC)
        coarse = _coarse_path(path)
        return cls(path, exact, _read(coarse) if coarse.is_file() else None)

    def __len__(self) -> int:
        return int(self._exact.ntotal)

    @property
    def dimensions(self) -> int:
        return int(self._exact.d)

    def search(self, vector: np.ndarray, count: int) -> np.ndarray:
        """The rows of the `count` vectors nearest to `vector` [dimensions], int64, in no particular order."""
        faiss.omp_set_num_threads(1)  # a single question is scanned fastest by one thread
        if self._coarse is None:
            return _nearest(self._exact, vector, min(count, len(self)))
        shortlist = min(max(SHORTLIST, 4 * count), len(self))
        rows = np.sort(_nearest(self._coarse, rotate(vector[np.newaxis])[0], shortlist))
        return rows[np.lexsort((rows, -self.scores(vector, rows)))[:count]]

    def scores(self, vector: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """The cosine of `vector` [dimensions] with each of `rows`, float32 [rows]."""
        # In a matrix product the last bits of a row's sum depend on the rows beside it, and copies of a
        # passage would not tie.
        scores: np.ndarray = np.einsum("ij,j->i", self.vectors(rows), vector)
        return scores

    def vectors(self, rows: np.ndarray) -> np.ndarray:
        """The stored vectors of `rows`, float32 [rows, dimensions]."""
        if not len(rows):
            return np.empty((0, self.dimensions), np.float32)
        vectors: np.ndarray = self._exact.reconstruct_batch(rows.astype(np.int64))
        return vectors

    def codes(self, first: int, last: int) -> np.ndarray:
        """Rows `first` to `last` as they are stored, uint8 [rows, bytes]; read from the file, not mapped."""
        return _read_codes(self._path, self._exact, first, last)


class VectorWriter:
    """Writes an index row by row and holds none of them in memory.

    FAISS's own writer holds all of them, and does not tell why a disk fails.
    """

    def __init__(self, path: Path, dimensions: int) -> None:
        self._path = path
        self._exact: Any = _empty_exact(dimensions)
        self._stream = path.open("w+b")
        self._stream.write(_header(self._exact, 0))

    def append(self, vectors: np.ndarray) -> None:
        """Add vectors, float32 [rows, dimensions]."""
        self._write(self._exact.sa_encode(np.ascontiguousarray(vectors, np.float32)))

    def append_from(self, other: VectorIndex, first: int, last: int) -> None:
        """Add rows `first` to `last` of another index, bit for bit."""
        self._write(other.codes(first, last))

    def repeat(self, rows: np.ndarray) -> None:
        """Add copies of rows that are already written."""
        self._stream.flush()
        sources, inverse = np.unique(rows, return_inverse=True)
        codes = [_read_codes(self._path, self._exact, row, row + 1) for row in sources.tolist()]
        self._write(np.concatenate(codes)[inverse])

    def _write(self, codes: np.ndarray) -> None:
        self._stream.write(np.ascontiguousarray(codes).data.cast("B"))
        self._exact.ntotal += len(codes)

    def close(self) -> None:
        """Write the number of rows into the header, and the coarse codes. Only then can the files be read."""
        self._stream.seek(0)
        self._stream.write(_header(self._exact, self._exact.ntotal * self._exact.code_size))
        self._stream.close()
        if self._exact.ntotal > EXHAUSTIVE_ROWS:
            self._write_coarse()

    def _write_coarse(self) -> None:
        rows = self._exact.ntotal
        coarse = _empty_coarse(self._exact.d)
        coarse.ntotal, coarse.ntotal2 = rows, -(-rows // _SCAN_BLOCK) * _SCAN_BLOCK
        with _coarse_path(self._path).open("wb") as stream:
            stream.write(_header(coarse, coarse.ntotal2 * coarse.M2 // 2))
            for first in range(0, rows, _CHUNK):
                codes = _read_codes(self._path, self._exact, first, min(first + _CHUNK, rows))
                stream.write(_coarse_codes(coarse, rotate(self._exact.sa_decode(codes))).data)


def rotate(vectors: np.ndarray) -> np.ndarray:
    """A fixed random rotation that spreads each dimension over `_ROTATED`, and keeps inner products.

    float32 [rows, dimensions] → float32 [rows, dimensions rounded up to a multiple of `_ROTATED`]. Random
    signs, then a Hadamard transform of every `_ROTATED` dimensions; the same on all machines.
    """
    rows, dimensions = vectors.shape
    signs, hadamard = _rotation(dimensions)
    padded = np.zeros((rows, -(-dimensions // _ROTATED) * _ROTATED), np.float32)
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


def _empty_coarse(dimensions: int) -> Any:
    """FAISS's 4-bit product quantiser of dimension pairs, with the 16 pairs of levels as its centroids."""
    dimensions = -(-dimensions // _ROTATED) * _ROTATED
    pairs = dimensions // 2
    coarse: Any = faiss.IndexPQFastScan(dimensions, pairs, 4, faiss.METRIC_INNER_PRODUCT, _SCAN_BLOCK)
    levels = _LEVELS / np.sqrt(np.float32(dimensions))
    centroids = np.stack(np.meshgrid(levels, levels, indexing="ij"), axis=-1)
    faiss.copy_array_to_vector(np.tile(centroids.ravel(), pairs), coarse.pq.centroids)
    coarse.is_trained = True
    return coarse


def _coarse_codes(coarse: Any, rotated: np.ndarray) -> np.ndarray:
    """The coarse codes of rotated vectors [rows, dimensions], as FAISS's scan lays them out, uint8."""
    threshold = np.float32(_THRESHOLD / np.sqrt(coarse.d))
    level = np.zeros(rotated.shape, np.uint8)
    for bound in (-threshold, np.float32(0), threshold):
        level += rotated > bound
    pair = level[:, 0::2] << 2 | level[:, 1::2]
    plain: Any = faiss.IndexPQ(coarse.d, coarse.pq.M, 4, faiss.METRIC_INNER_PRODUCT)
    plain.pq, plain.is_trained = coarse.pq, True
    plain.add_sa_codes(np.ascontiguousarray(pair[:, 0::2] | pair[:, 1::2] << 4))
    packed: Any = faiss.IndexPQFastScan(plain, _SCAN_BLOCK)  # kept alive until its codes are copied
    codes: np.ndarray = faiss.vector_to_array(packed.codes)
    return codes


def _nearest(index: faiss.Index, vector: np.ndarray, count: int) -> np.ndarray:
    rows: np.ndarray = index.search(vector[np.newaxis], count)[1][0]
    return rows[rows >= 0]


def _read(path: Path, flags: int = 0) -> faiss.Index:
    try:
        return faiss.read_index(str(path), flags)
    except RuntimeError as error:  # the only class that FAISS raises; the folder may just have been replaced
        raise FileNotFoundError(path) from error


def _coarse_path(path: Path) -> Path:
    return path.with_name("coarse.faiss")


def _empty_exact(dimensions: int) -> faiss.Index:
    return faiss.index_factory(dimensions, _STORAGE, faiss.METRIC_INNER_PRODUCT)


def _read_codes(path: Path, exact: Any, first: int, last: int) -> np.ndarray:
    size, offset = exact.code_size, _exact_header_size(exact.d)
    return np.fromfile(path, np.uint8, (last - first) * size, offset=offset + first * size).reshape(-1, size)


def _header(index: faiss.Index, size: int) -> bytes:
    """The file of an index up to its codes, which come last: an empty index, with `size` bytes of codes."""
    return faiss.serialize_index(index).tobytes()[:-8] + size.to_bytes(8, "little")


@cache
def _exact_header_size(dimensions: int) -> int:
    return len(_header(_empty_exact(dimensions), 0))
