"""Nearest-neighbour search over unit vectors. No other module imports FAISS.

Vectors are stored in bfloat16. Up to EXHAUSTIVE_ROWS rows, a search scores every row. In a larger index, it
first scans coarse codes of two bits per dimension, which FAISS looks up in SIMD registers (André, Kermarrec
and Le Scouarnec 2015), and then scores the shortlist of this scan exactly. The vectors of the shortlist are
read from their file one by one, so each vector has a checksum of its own (CRC-32).

The coarse codes need no training. After a random rotation every coordinate has nearly a normal distribution,
and the best scalar quantiser of a normal distribution with four levels is known (Max 1960). So the codes stay
equally good when rows are added and removed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any
from zlib import crc32

import faiss
import numpy as np

from index.regular_file import OpenFile, OutputFile
from index.search.arrays import ArrayFile, ArrayWriter, ByteRanges, Open
from index.search.cosines import cosines
from index.search.rotation import rotate, rotated_dimensions

COARSE_FILE, CHECKSUMS_FILE = "coarse.faiss", "checksums.npy"  #: in the folder of a large index's vectors
EXHAUSTIVE_ROWS = 100_000  #: rows up to which every row is scored exactly
SHORTLIST = 1000  #: rows that the coarse scan selects to be scored exactly, at least
# bfloat16: half the size of float32, and the fastest of FAISS's exact scans where the processor supports it.
# Encoding a decoded vector gives the same bits again.
_STORAGE = "SQbf16"
_LEVELS = np.array([-1.510, -0.4528, 0.4528, 1.510], np.float32)  # for a standard normal distribution
_THRESHOLD = (0.4528 + 1.510) / 2  # between an inner and an outer level; the one in the middle is 0
_SCAN_BLOCK = 32  # rows that FAISS scans together
_MAX_DIMENSIONS = 1 << 16
_CHUNK = 1 << 12  # rows that are coded or scored at a time; a multiple of _SCAN_BLOCK


class VectorIndex:
    """Inner-product search over stored unit vectors: row i is passage i."""

    def __init__(
        self,
        file: ByteRanges,
        exact: faiss.Index,
        coarse: faiss.Index | None = None,
        checksums: np.ndarray | None = None,
    ) -> None:
        self._file = file
        # Any: faiss.Index lacks the attributes of its subclasses. With coarse codes it contains no vectors.
        self._exact: Any = exact
        self._coarse = coarse
        self._checksums = checksums  # of each row, uint32 [rows]; None without coarse codes

    @classmethod
    def load(cls, path: Path, open_file: Open = OpenFile) -> VectorIndex:
        """Open a saved index. Raises OSError, and ValueError if the files contain no such index.

        The data that every search needs is read into memory: the vectors; or, if there are coarse codes,
        these and the checksums, while the vectors stay in their file.
        """
        file, coarse = open_file(path), path.with_name(COARSE_FILE)
        exact = _header_of(file)
        if not coarse.is_file():
            return cls(file, _read(file))
        checksums = ArrayFile(open_file(path.with_name(CHECKSUMS_FILE)))[:]
        if checksums.shape != (exact.ntotal,):
            raise ValueError("There are more or fewer checksums than vectors.")
        return cls(file, exact, _read(open_file(coarse)), checksums)

    def __len__(self) -> int:
        return int(self._exact.ntotal)

    @property
    def dimensions(self) -> int:
        return int(self._exact.d)

    def search(self, vector: np.ndarray, count: int, within: np.ndarray | None = None) -> np.ndarray:
        """The rows of the `count` vectors nearest to `vector` [dimensions], int64, in no particular order.

        If `within`, bool [rows], is given, only the rows for which it is true are searched. FAISS's coarse
        scan cannot skip rows, so with coarse codes each of these rows is scored exactly.
        """
        faiss.omp_set_num_threads(1)  # for a single question, one thread is fastest
        if self._coarse is None:
            return _nearest(self._exact, vector, min(count, len(self)), within)
        if within is None:
            shortlist = min(max(SHORTLIST, 4 * count), len(self))
            rows = np.sort(_nearest(self._coarse, rotate(vector[np.newaxis])[0], shortlist))
        else:
            rows = np.flatnonzero(within)
        scores = [self.scores(vector, rows[first : first + _CHUNK]) for first in range(0, len(rows), _CHUNK)]
        return rows[np.lexsort((rows, -np.concatenate([*scores, np.empty(0, np.float32)])))[:count]]

    def scores(self, vector: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """The cosine of `vector` [dimensions] with the vector of each of `rows`, float32 [rows].

        Raises ValueError as `vectors` does.
        """
        return cosines(self.vectors(rows), vector)

    def vectors(self, rows: np.ndarray) -> np.ndarray:
        """The stored vectors of `rows`, float32 [rows, dimensions].

        Raises ValueError if a vector that is read from the file does not match its checksum.
        """
        if not len(rows):
            return np.empty((0, self.dimensions), np.float32)
        vectors: np.ndarray
        if self._coarse is None:
            vectors = self._exact.reconstruct_batch(rows.astype(np.int64))
        else:
            vectors = self._exact.sa_decode(self._codes_of(rows))
        return vectors

    def _codes_of(self, rows: np.ndarray) -> np.ndarray:
        """The stored bytes of scattered `rows`, uint8 [rows, bytes]. Raises ValueError as `vectors` does.

        Each row is checked by itself: the checksummed blocks of the file that contain a thousand rows have a
        hundred times as many bytes.
        """
        assert self._checksums is not None
        size, offset = self._exact.code_size, _exact_header_size(self._exact.d)
        starts = np.flatnonzero(np.diff(rows, prepend=-2) != 1)  # of runs of adjacent rows, read together
        runs = zip(rows[starts].tolist(), np.diff(starts, append=len(rows)).tolist(), strict=True)
        data = b"".join(
            self._file.read_unchecked(offset + row * size, offset + (row + length) * size)
            for row, length in runs
        )
        codes = np.frombuffer(data, np.uint8).reshape(len(rows), size)
        if _row_checksums(codes).tolist() != self._checksums[rows].tolist():
            raise ValueError("A vector does not match its checksum.")
        return codes

    def stored(self, first: int, last: int) -> np.ndarray:
        """The vectors of rows `first` to `last`, or to the last row, float32 [rows, dimensions]."""
        vectors: np.ndarray = self._exact.sa_decode(self.codes(first, min(last, len(self))))
        return vectors

    def codes(self, first: int, last: int) -> np.ndarray:
        """The stored bytes of rows `first` to `last`, uint8 [rows, bytes]."""
        return _read_codes(self._file, self._exact, first, last)


class VectorWriter:
    """Writes an index row by row, and keeps no row in memory.

    FAISS's own writer keeps all rows in memory, and does not say why a disk fails.
    """

    def __init__(self, path: Path, dimensions: int) -> None:
        self._path = path
        self._exact: Any = _empty_exact(dimensions)
        self._stream = OutputFile(path)
        self._stream.write(_header(self._exact, 0))

    def append(self, vectors: np.ndarray) -> None:
        """Add vectors, float32 [rows, dimensions], at the end."""
        self._write(self._exact.sa_encode(np.ascontiguousarray(vectors, np.float32)))

    def append_from(self, other: VectorIndex, first: int, last: int) -> None:
        """Add rows `first` to `last` of another index, bit for bit."""
        self._write(other.codes(first, last))

    def repeat(self, rows: np.ndarray) -> None:
        """Add copies of `rows` that are already written, in the order of `rows`."""
        self._stream.flush()
        sources, inverse = np.unique(rows, return_inverse=True)
        file = OpenFile(self._path)
        codes = [_read_codes(file, self._exact, row, row + 1) for row in sources.tolist()]
        self._write(np.concatenate(codes)[inverse])

    def _write(self, codes: np.ndarray) -> None:
        self._stream.write(np.ascontiguousarray(codes).data.cast("B"))
        self._exact.ntotal += len(codes)

    def close(self) -> None:
        """Write the number of rows into the header, and the coarse codes and checksums of a large index.

        The files cannot be read before.
        """
        self._stream.seek(0)
        self._stream.write(_header(self._exact, self._exact.ntotal * self._exact.code_size))
        self._stream.close()
        if self._exact.ntotal > EXHAUSTIVE_ROWS:
            self._write_coarse()

    def _write_coarse(self) -> None:
        """Write the coarse codes and the checksums of all rows."""
        rows, file = self._exact.ntotal, OpenFile(self._path)
        coarse = _empty_coarse(self._exact.d)
        coarse.ntotal, coarse.ntotal2 = rows, -(-rows // _SCAN_BLOCK) * _SCAN_BLOCK
        checksums = ArrayWriter(self._path.with_name(CHECKSUMS_FILE), np.uint32)
        with OutputFile(self._path.with_name(COARSE_FILE)) as stream:
            stream.write(_header(coarse, coarse.ntotal2 * coarse.M2 // 2))
            for first in range(0, rows, _CHUNK):
                codes = _read_codes(file, self._exact, first, min(first + _CHUNK, rows))
                stream.write(_coarse_codes(coarse, rotate(self._exact.sa_decode(codes))).data)
                checksums.append(_row_checksums(codes))
        checksums.close()


def file_parts(dimensions: int, rows: int, batches: Iterable[np.ndarray]) -> Iterator[bytes]:
    """Yield the bytes of the file that VectorWriter writes for vectors, float32 [rows, dimensions]."""
    exact: Any = _empty_exact(dimensions)
    exact.ntotal = rows
    yield _header(exact, rows * exact.code_size)
    for vectors in batches:
        yield exact.sa_encode(vectors).tobytes()


def _empty_coarse(dimensions: int) -> Any:
    """FAISS's 4-bit product quantiser of dimension pairs, with the 16 pairs of levels as its centroids."""
    dimensions = rotated_dimensions(dimensions)
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
    packed: Any = faiss.IndexPQFastScan(plain, _SCAN_BLOCK)  # must stay alive until its codes are copied
    codes: np.ndarray = faiss.vector_to_array(packed.codes)
    return codes


def _nearest(
    index: faiss.Index, vector: np.ndarray, count: int, within: np.ndarray | None = None
) -> np.ndarray:
    """The rows of the `count` vectors of a FAISS index that are nearest to `vector`, among `within`."""
    parameters: Any = None
    if within is not None:
        library: Any = faiss  # whose types lack these classes
        bits = np.packbits(within, bitorder="little")
        parameters = library.SearchParameters(sel=library.IDSelectorBitmap(bits))
    rows: np.ndarray = index.search(vector[np.newaxis], count, params=parameters)[1][0]
    return rows[rows >= 0]


def _read(file: ByteRanges) -> faiss.Index:
    """The FAISS index of a file, read into memory. Raises ValueError if FAISS cannot read it."""
    data = np.frombuffer(file.read(0, file.size), np.uint8)
    library: Any = faiss  # whose types lack this class
    try:
        index: Any = library.read_index(library.ZeroCopyIOReader(library.swig_ptr(data), len(data)))
    except RuntimeError as error:  # the only class that FAISS raises
        raise ValueError("The vectors cannot be read.") from error
    index.referenced_objects = [data]  # the index uses the data, but does not keep it alive by itself
    read: faiss.Index = index
    return read


def _header_of(file: ByteRanges) -> faiss.Index:
    """An index without vectors that has the header of the index in a file, with its number of rows.

    Raises ValueError if the header does not fit the size of the file.
    """
    exact: Any = _empty_exact(min(max(1, int.from_bytes(file.read(4, 8), "little")), _MAX_DIMENSIONS))
    size = _exact_header_size(exact.d)
    exact.ntotal, rest = divmod(file.size - size, exact.code_size)
    if rest or file.read(0, size) != _header(exact, exact.ntotal * exact.code_size):
        raise ValueError("The vectors have another header than an index of their size.")
    header: faiss.Index = exact
    return header


def _empty_exact(dimensions: int) -> faiss.Index:
    return faiss.index_factory(dimensions, _STORAGE, faiss.METRIC_INNER_PRODUCT)


def _read_codes(file: ByteRanges, exact: Any, first: int, last: int) -> np.ndarray:
    """The stored bytes of rows `first` to `last` of a file, uint8 [rows, bytes]."""
    size, offset = exact.code_size, _exact_header_size(exact.d)
    data = file.read(offset + first * size, offset + last * size)
    return np.frombuffer(data, np.uint8).reshape(last - first, size)


def _row_checksums(codes: np.ndarray) -> np.ndarray:
    """The CRC-32 of each row of codes, uint32 [rows]."""
    return np.array([crc32(row) for row in codes], np.uint32)


def _header(index: faiss.Index, size: int) -> bytes:
    """The bytes of an index's file before its codes, which come last and have `size` bytes."""
    return faiss.serialize_index(index).tobytes()[:-8] + size.to_bytes(8, "little")


@cache
def _exact_header_size(dimensions: int) -> int:
    return len(_header(_empty_exact(dimensions), 0))
