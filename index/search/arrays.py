"""Arrays on disk, as NumPy's `.npy` files, which are written and read some rows at a time."""

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
    """An open file that is read by ranges of bytes."""

    @property
    def size(self) -> int:
        """Bytes of the file when it was opened."""
        ...

    def read(self, first: int, last: int) -> bytes:
        """Bytes `first` to `last`. If the file ends before `last`, there are fewer, or an error is raised."""
        ...

    def read_unchecked(self, first: int, last: int) -> bytes:
        """Bytes `first` to `last`, as `read`, but never checked against checksums."""
        ...

    def prefetch(self, ranges: Iterable[tuple[int, int]]) -> None:
        """Announce the ranges (first, last) that are read next: a file on a server fetches them together."""
        ...


Open: TypeAlias = Callable[[Path], ByteRanges]  #: a function that opens the file of a path

_HEADER = re.compile(  # of version 1.0: rows of numbers, in C's order
    rb"\x93NUMPY\x01\x00.."
    rb"\{'descr': '(\|[iu]1|<[iu][248]|<f[248])', 'fortran_order': False, "
    rb"'shape': \((\d+),(?: (\d+))?\), \} *\n",
    re.DOTALL,
)


class ArrayFile:
    """A saved array, [rows] or [rows, width], that is read by ranges of rows.

    Raises ValueError if the file contains no array of this form, or if a part of the file is missing.
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
        """A copy of the rows of a slice, whose step is ignored."""
        first, last, _ = rows.indices(len(self))
        count = max(0, last - first)
        start = self._offset + first * self._width
        data = self._file.read(start, start + count * self._width)
        if len(data) != count * self._width:
            raise ValueError("An array is longer than its file.")
        return np.frombuffer(data, self.dtype).reshape(count, *self.shape[1:])

    def prefetch(self, rows: Iterable[int]) -> None:
        """Announce rows that are read next, each by itself. Each must exist."""
        starts = (self._offset + row * self._width for row in rows)
        self._file.prefetch((start, start + self._width) for start in starts)


class ArrayWriter:
    """Writes one array, [rows] or [rows, width], whose number of rows is known only at the end."""

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
        """Keep only the first `rows` rows."""
        self._stream.cut(self._offset + rows * self._dtype.itemsize * math.prod(self._width))
        self._rows = rows

    def close(self) -> None:
        """Write the number of rows into the header, and close the file. Before, the file cannot be read."""
        self._stream.seek(0)
        self._write_header()
        self._stream.close()

    def _write_header(self) -> None:
        # NumPy pads the header so that the number of rows can grow in place.
        shape = (self._rows, *self._width)
        header = {"descr": self._dtype.str, "fortran_order": False, "shape": shape}
        np.lib.format.write_array_header_1_0(self._stream, header)


def _shape_and_type(header: bytes) -> tuple[tuple[int, ...], np.dtype]:
    """The shape and the type of an array, from its header. Raises ValueError if ArrayWriter did not write it.

    NumPy's own function parses the header as Python. Before Python 3.11.8, that fails at random if two
    threads do it at the same time (python/cpython#106905).
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
    """The distinct values of an array [n], ascending. (`np.unique` first spends 30 ms on imports.)"""
    values = np.sort(values)
    first = np.ones(len(values), bool)
    np.not_equal(values[1:], values[:-1], out=first[1:])
    return values[first]
