"""Writing a generation: which vectors are reused; the files do not depend on order or size of copies."""

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
from index.store import vector_sources, writer
from index.store.build import build
from index.store.store import Store


@given(st.lists(st.integers(0, 5), max_size=30))
def test_first_of_each_agrees_with_a_plain_search(numbers: list[int]):
    """For each key, the first row with the same key is the one that a plain search finds."""
    keys = np.array([[number, number + 1] for number in numbers], np.uint64).reshape(-1, 2).view(np.uint8)
    assert vector_sources.first_of_each(keys).tolist() == [numbers.index(number) for number in numbers]


def files(settings: IndexSettings) -> dict[str, bytes]:
    """The files of the current generation, without the manifest, which contains times."""
    folder = Store(settings.index).open().folder
    paths = [path for path in folder.rglob("*") if path.is_file() and "manifest" not in path.name]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


@pytest.mark.parametrize("limit", [1, 100, 1 << 20])
def test_an_updated_index_is_to_the_byte_a_new_one(
    small_index: IndexSettings,
    write: Callable[..., Path],
    rebuilt: Callable[[IndexSettings], Engine],
    monkeypatch: pytest.MonkeyPatch,
    limit: int,
):
    """After several builds the files are those of one build, however little is kept in memory at a time."""
    monkeypatch.setattr(writer, "COPY_BYTES", limit)
    monkeypatch.setattr(postings, "RUN_POSTINGS", limit)
    monkeypatch.setattr(postings, "MERGED_POSTINGS", limit)
    for number in range(4):
        write(f"notes/more-{number}.txt", f"Note {number} tells of the harbour.\n# Again\nAll of it again.")
    build(small_index)
    write("notes/more-1.txt", "Something else stands here now.")
    (small_index.documents / "lighthouse.md").unlink()
    build(small_index)
    assert files(small_index) == files(rebuilt(small_index).settings)
