"""A generation under way: where vectors come from, and that little is held in memory at a time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.engine import Engine
from index.search import postings
from index.settings import IndexSettings
from index.store import writer
from index.store.build import build


@given(st.lists(st.integers(0, 5), max_size=30))
def test_the_first_of_equal_keys_is_found(numbers: list[int]):
    """For each key, the first row with the same, as a plain search finds it."""
    keys = np.array([[number, number + 1] for number in numbers], np.uint64).reshape(-1, 2).view(np.uint8)
    assert writer._first_of_each(keys).tolist() == [numbers.index(number) for number in numbers]


def generation(settings: IndexSettings) -> dict[str, bytes]:
    """The files of the current generation but its manifest, which holds times."""
    folder = Engine.open(settings)._generation.folder
    files = [path for path in folder.rglob("*") if path.is_file() and "manifest" not in path.name]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.mark.parametrize("held", [1, 100, 1 << 20])
def test_a_refresh_is_to_the_byte_a_build_from_nothing(
    small_index: IndexSettings,
    write: Callable[..., Path],
    rebuilt: Callable[[IndexSettings], Engine],
    monkeypatch: pytest.MonkeyPatch,
    held: int,
):
    """However little is held in memory at a time, the files are those of one build of everything."""
    monkeypatch.setattr(writer, "_COPY_BYTES", held)
    monkeypatch.setattr(postings, "RUN_POSTINGS", held)
    monkeypatch.setattr(postings, "MERGED_POSTINGS", held)
    for number in range(4):
        write(f"notes/more-{number}.txt", f"Note {number} tells of the harbour.\n# Again\nAll of it again.")
    build(small_index)
    write("notes/more-1.txt", "Something else stands here now.")
    (small_index.documents / "lighthouse.md").unlink()
    build(small_index)
    assert generation(small_index) == generation(rebuilt(small_index).settings)
