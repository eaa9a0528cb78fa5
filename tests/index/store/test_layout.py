"""The names of an index's files are those that a build writes."""

from __future__ import annotations

import pytest

from index.settings import IndexSettings
from index.store.build import build
from index.store.layout import CURRENT, GENERATION_FILES, HASHES_FILE, LEXICAL_FILES, LEXICAL_FOLDER, LOCK
from index.store.store import Store


def test_a_large_index_has_exactly_these_files(small_index: IndexSettings, monkeypatch: pytest.MonkeyPatch):
    """A generation with coarse codes has the files that the layout names, and no others."""
    monkeypatch.setattr("index.search.vectors.EXHAUSTIVE_ROWS", 1)
    assert build(small_index, full=True).written
    folder = Store(small_index.index).open().folder
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert names == GENERATION_FILES | {f"{LEXICAL_FOLDER}/{name}" for name in LEXICAL_FILES}
    beside = {path.name for path in small_index.index.iterdir() if path != folder}
    assert beside - {HASHES_FILE} == {CURRENT, LOCK}
