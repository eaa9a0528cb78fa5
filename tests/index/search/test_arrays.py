"""Arrays that grow on disk are NumPy's own files once they are closed."""

from __future__ import annotations

import gc
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.regular_file import OpenFile
from index.search.arrays import ArrayFile, ArrayWriter, distinct, save


@pytest.mark.parametrize("width", [None, 1, 6])
@pytest.mark.parametrize("sizes", [[], [0], [3], [2, 0, 5], [70_000, 50_000]])
def test_what_is_appended_is_what_numpy_loads(tmp_path: Path, sizes: list[int], width: int | None):
    """NumPy loads the rows in their order and type, however many pieces they were written in."""
    shape = () if width is None else (width,)
    pieces = [np.full((size, *shape), number, np.int64) for number, size in enumerate(sizes)]
    writer = ArrayWriter(tmp_path / "a.npy", np.int32, width)
    for piece in pieces:
        writer.append(piece)
    writer.close()
    for mode in (None, "r"):
        loaded = np.load(tmp_path / "a.npy", mmap_mode=mode)
        assert loaded.dtype == np.int32
        assert np.array_equal(loaded, np.concatenate([np.empty((0, *shape), np.int32), *pieces]))


@pytest.mark.parametrize("width", [None, 6])
@pytest.mark.parametrize("rows", [0, 1, 70_000])
def test_rows_that_are_cut_leave_nothing(tmp_path: Path, rows: int, width: int | None):
    """The array has only the rows before the cut and those written after it."""
    shape = () if width is None else (width,)
    kept, cut, more = (np.full((size, *shape), size, np.int32) for size in (rows, 90_000, 3))
    writer = ArrayWriter(tmp_path / "a.npy", np.int32, width)
    for piece in (kept, cut):
        writer.append(piece)
    writer.cut(rows)
    writer.append(more)
    writer.close()
    save(tmp_path / "b.npy", np.concatenate([kept, more]))
    assert (tmp_path / "a.npy").read_bytes() == (tmp_path / "b.npy").read_bytes()


def test_a_whole_array_is_the_file_that_numpy_writes(tmp_path: Path):
    """The files are equal to the byte."""
    array = np.arange(12, dtype=np.uint16).reshape(4, 3)
    save(tmp_path / "ours.npy", array)
    np.save(tmp_path / "numpys.npy", array)
    assert (tmp_path / "ours.npy").read_bytes() == (tmp_path / "numpys.npy").read_bytes()


@pytest.mark.parametrize("shape", [(0,), (7,), (7, 3), (0, 3)])
def test_ranges_of_rows_are_those_that_numpy_reads(tmp_path: Path, shape: tuple[int, ...]):
    """Every range, even an empty one or one beyond the end, has the rows and type of NumPy's slice."""
    array = np.arange(np.prod(shape), dtype=np.int32).reshape(shape)
    np.save(tmp_path / "a.npy", array)
    file = ArrayFile(OpenFile(tmp_path / "a.npy"))
    assert len(file) == len(array)
    for first in range(9):
        for last in range(9):
            assert file[first:last].dtype == array.dtype
            assert np.array_equal(file[first:last], array[first:last])
    assert np.array_equal(file[:], array)


def test_threads_open_arrays_at_once(tmp_path: Path):
    """Also while memory is collected in between, when Python before 3.11.8 cannot parse in two threads."""
    save(tmp_path / "a.npy", np.arange(3))
    together, failures = threading.Barrier(4), []

    def opening() -> None:
        together.wait()
        for _ in range(150):
            try:
                ArrayFile(OpenFile(tmp_path / "a.npy"))
            except Exception as error:
                failures.append(error)

    def give_way(*_: object) -> None:
        time.sleep(0)

    thresholds = gc.get_threshold()
    gc.callbacks.append(give_way)
    gc.set_threshold(20, 1, 1)
    try:
        threads = [threading.Thread(target=opening) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        gc.set_threshold(*thresholds)
        gc.callbacks.remove(give_way)
    assert failures == []


def test_a_header_of_another_kind_is_an_error(tmp_path: Path):
    """The file is complete, but has an order of columns, a version or a type that Munshi never writes."""
    arrays = (np.asfortranarray(np.ones((3, 2))), np.array(["a"]), np.ones((2, 2, 2)), np.ones(3, complex))
    for array in arrays:
        np.save(tmp_path / "a.npy", array)
        with pytest.raises(ValueError, match="another header"):
            ArrayFile(OpenFile(tmp_path / "a.npy"))


def test_an_array_that_is_cut_is_an_error(tmp_path: Path):
    """Whether the file is cut before or after it is opened, no row is invented."""
    save(tmp_path / "a.npy", np.arange(100_000))
    file = ArrayFile(OpenFile(tmp_path / "a.npy"))
    with (tmp_path / "a.npy").open("rb+") as stream:
        stream.truncate(10_000)
    with pytest.raises(ValueError, match="longer than its file"):
        file[:]
    with pytest.raises(ValueError, match="another length than its file"):
        ArrayFile(OpenFile(tmp_path / "a.npy"))


@given(st.lists(st.integers(-5, 5)))
def test_distinct_values_are_those_of_a_set(values: list[int]):
    """They are in ascending order, each once."""
    assert distinct(np.array(values, np.int64)).tolist() == sorted(set(values))
