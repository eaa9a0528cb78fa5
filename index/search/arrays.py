"""Arrays written to disk, and read from it, piece by piece, as NumPy's own `.npy` files."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import DTypeLike

from index.regular_file import OutputFile


class ByteRanges(Protocol):
    """An open file, of which ranges of bytes are read."""

    @property
    def size(self) -> int:
        """Bytes of the file, when it was opened."""
        ...

    def read(self, first: int, last: int) -> bytes:
        """Bytes `first` to `last`; where the file ends before, fewer or an error."""
        ...

    def read_unchecked(self, first: int, last: int) -> bytes:
        """The same, where a file is checked as it is read, without that."""
        ...

    def prefetch(self, ranges: Iterable[tuple[int, int]]) -> None:
        """Say which ranges (first, last) are read next: a file that is far away fetches them together."""
        ...


Open: TypeAlias = Callable[[Path], ByteRanges]

_HEADER = re.compile(  # of version 1.0: rows of numbers, in C's order
    rb"\x93NUMPY\x01\x00.."
    rb"\{'descr': '(\|[iu]1|<[iu][248]|<f[248])', 'fortran_order': False, "
    rb"'shape': \((\d+),(?: (\d+))?\), \} *\n",
    re.DOTALL,
)


class ArrayFile:
    """A saved array, [rows] or [rows, width], of which ranges of rows are read.

    Raises ValueError where the file holds no such array, or no longer all of it.
    """

    def __init__(self, file: ByteRanges) -> None:
        self._file = file
        self._offset = 10 + int.from_bytes(file.read(8, 10), "little")
        self.shape, self.dtype = _shape_and_type(file.read(0, self._offset))
        self._width = self.dtype.itemsize * math.prod(self.shape[1:])  # bytes of a row
        if self._offset + self.shape[0] * self._width != file.size:
            raise ValueError("An array has another length than its file.")

    def __len__(self) -> int:
        return int(self.shape[0])

    def __getitem__(self, rows: slice) -> np.ndarray:
        """A copy of rows that follow each other."""
        first, last, _ = rows.indices(len(self))
        count = max(0, last - first)
        start = self._offset + first * self._width
        data = self._file.read(start, start + count * self._width)
        if len(data) != count * self._width:
            raise ValueError("An array is longer than its file.")
        return np.frombuffer(data, self.dtype).reshape(count, *self.shape[1:])

    def prefetch(self, rows: Iterable[int]) -> None:
        """Say which rows are read next, one by one; each must be there."""
        starts = (self._offset + row * self._width for row in rows)
        self._file.prefetch((start, start + self._width) for start in starts)


class ArrayWriter:
    """Writes one array, [rows] or [rows, width], whose number of rows is not known before the end."""

    def __init__(self, path: Path, dtype: DTypeLike, width: int | None = None) -> None:
        self._stream = OutputFile(path)
        self._dtype = np.dtype(dtype)
        self._width = () if width is None else (width,)
        self._rows = 0
        self._write_header()
        self._offset = self._stream.tell()

    def append(self, rows: np.ndarray) -> None:
        """Add rows at the end, converted to the array's type."""
        rows = np.ascontiguousarray(rows, self._dtype).reshape(-1, *self._width)
        self._stream.write(rows.data.cast("B") if rows.size else b"")
        self._rows += len(rows)

    def cut(self, rows: int) -> None:
        """Keep the first `rows` rows only."""
        self._stream.cut(self._offset + rows * self._dtype.itemsize * math.prod(self._width))
        self._rows = rows

    def close(self) -> None:
        """Write the number of rows into the header. Only then can the file be read."""
        self._stream.seek(0)
        self._write_header()
        self._stream.close()

    def _write_header(self) -> None:
        # NumPy pads the header so that the number of rows can grow in place.
        shape = (self._rows, *self._width)
        header = {"descr": self._dtype.str, "fortran_order": False, "shape": shape}
        np.lib.format.write_array_header_1_0(self._stream, header)


def _shape_and_type(header: bytes) -> tuple[tuple[int, ...], np.dtype]:
    """What the bytes before the rows say of them. Raises ValueError where `ArrayWriter` doesn't write such.

    NumPy's own function parses the header as Python, which fails at random before Python 3.11.8 where two
    threads do so at once (python/cpython#106905).
    """
    match = _HEADER.fullmatch(header)
    if match is None:
        raise ValueError("An array has another header than Munshi writes.")
    kind, rows, width = match.groups()
    return (int(rows),) if width is None else (int(rows), int(width)), np.dtype(kind.decode())


def save(path: Path, array: np.ndarray) -> None:
    """Write a whole array. Unlike `np.save`, a full or failing disk raises an OSError with its errno."""
    file = ArrayWriter(path, array.dtype, *array.shape[1:])
    file.append(array)
    file.close()


def distinct(values: np.ndarray) -> np.ndarray:
    """The different values of an array [n], ascending. (The first call of `np.unique` imports for 30 ms.)"""
    values = np.sort(values)
    first = np.ones(len(values), bool)
    np.not_equal(values[1:], values[:-1], out=first[1:])
    return values[first]
