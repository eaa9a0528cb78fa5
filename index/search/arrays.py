"""Arrays written to disk piece by piece, none of them whole in memory, as NumPy's own `.npy` files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import DTypeLike


class ArrayWriter:
    """Writes one array, [rows] or [rows, width], whose number of rows is not known before the end."""

    def __init__(self, path: Path, dtype: DTypeLike, width: int | None = None) -> None:
        self._stream = path.open("wb")
        self._dtype = np.dtype(dtype)
        self._width = () if width is None else (width,)
        self._rows = 0
        self._write_header()

    def append(self, rows: np.ndarray) -> None:
        """Add rows at the end, converted to the array's type."""
        rows = np.ascontiguousarray(rows, self._dtype).reshape(-1, *self._width)
        self._stream.write(rows.data.cast("B") if rows.size else b"")
        self._rows += len(rows)

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
