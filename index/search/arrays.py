"""Arrays on disk that grow piece by piece, so that nobody holds them whole: NumPy's own `.npy` files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np


class ArrayWriter:
    """Writes one array, [rows] or [rows, width]; NumPy leaves room in the header to count them."""

    def __init__(self, path: Path, kind: Any, width: int | None = None) -> None:
        self._stream = path.open("wb")
        self._kind = np.dtype(kind)
        self._width = () if width is None else (width,)
        self._rows = 0
        self._write_header()

    def append(self, rows: np.ndarray) -> None:
        """Add rows at the end, whatever their kind of number."""
        rows = np.ascontiguousarray(rows, self._kind).reshape(-1, *self._width)
        self._stream.write(memoryview(rows).cast("B") if rows.size else b"")
        self._rows += len(rows)

    def close(self) -> None:
        """Put the number of rows in. Only then can the file be read."""
        self._stream.seek(0)
        self._write_header()
        self._stream.close()

    def _write_header(self) -> None:
        shape = (self._rows, *self._width)
        header = {"descr": self._kind.str, "fortran_order": False, "shape": shape}
        np.lib.format.write_array_header_1_0(self._stream, header)


def save(path: Path, array: np.ndarray) -> None:
    """Write a whole array. Not by NumPy, which does not say why a disk refuses."""
    file = ArrayWriter(path, array.dtype, *array.shape[1:])
    file.append(array)
    file.close()


def distinct(values: np.ndarray) -> np.ndarray:
    """The different values of an array [n], ascending. (`np.unique` imports for 30 ms the first time.)"""
    values = np.sort(values)
    new = np.ones(len(values), bool)
    np.not_equal(values[1:], values[:-1], out=new[1:])
    return values[new]
