"""What is true of an index in every store: in its folder, or on a Milvus server."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index.engine import Engine
from index.errors import IndexMissing, NothingToIndex
from index.search import retrieve
from index.settings import IndexSettings
from index.store.build import build
from index.store.changes import pending_changes
from index.store.stores import store_of

QUESTIONS = ("Who opened the bakery?", "When does the train to Tallinn leave?", "How tall is the lighthouse?")
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(params=["folder", "milvus"])
def stored(request: pytest.FixtureRequest, small_index: IndexSettings) -> IndexSettings:
    """Three short documents, indexed, in a store of each kind."""
    if request.param == "folder":
        return small_index
    settings = replace(small_index, store=request.getfixturevalue("milvus_store"))
    build(settings)
    return settings


def elsewhere(settings: IndexSettings) -> IndexSettings:
    """The same index from another machine: for a server's store, its disk has no file of the index."""
    if settings.store.kind == "folder":
        return settings
    return replace(settings, index=settings.index.with_name("none"))


def answers(settings: IndexSettings) -> list[object]:
    """The answers and hits of an index, without their times."""
    engine = Engine.open(settings)
    found = [engine.ask(question) for question in QUESTIONS]
    return [replace(answer, milliseconds={}, generation=0) for answer in found]


def test_answers_are_those_of_the_folder(stored: IndexSettings):
    """Promise 2: the hits, scores, order and quotes are the same from any machine and any store."""
    folder = replace(stored, store=IndexSettings().store)
    assert answers(elsewhere(stored)) == answers(folder)
    here, there = Engine.open(folder), Engine.open(elsewhere(stored))
    assert there.retrieve(QUESTIONS[0], 10) == here.retrieve(QUESTIONS[0], 10)
    assert (there.identity, there.documents) == (here.identity, here.documents)
    assert not (stored.index.with_name("none")).exists()


def test_hits_of_many_passages_are_those_of_the_folder(milvus_store, tmp_path: Path):
    """Promise 2: in an exact search of longer documents, every hit has the same scores and rank."""
    settings = IndexSettings(ROOT / "seeds", tmp_path / "index", threads=2, store=milvus_store)
    build(settings)
    here, there = Engine.open(replace(settings, store=IndexSettings().store)), Engine.open(settings)
    for question in ("who framed Madan?", "What did the clerk write?", "law court evidence", "the"):
        assert there.retrieve(question, 50) == here.retrieve(question, 50)
        assert there.evidence(question, 12) == here.evidence(question, 12)


def test_only_what_changed_is_embedded(stored: IndexSettings, write: Callable[..., Path]):
    """Promise 4: a changed document is embedded again, a deleted one disappears, the rest is copied."""
    write("bakery.txt", "Jonas took over the bakery on Mill Street. He bakes walnut cake every Sunday.\n")
    (stored.documents / "lighthouse.md").unlink()
    report = build(stored)
    assert (report.changed, report.removed, report.embedded) == (("bakery.txt",), ("lighthouse.md",), 1)
    engine = Engine.open(elsewhere(stored))
    assert [entry.name for entry in engine.documents] == ["bakery.txt", "notes/train.txt"]
    assert "Jonas" in engine.ask("Who took over the bakery?").citations[0].quote
    assert not pending_changes(stored).any
    assert not build(stored).written


def test_an_engine_stays_as_it_was_through_the_next_build(stored: IndexSettings, write: Callable[..., Path]):
    """Promise 3: a reader reads the whole old index while a build replaces it, and then is not current."""
    engine = Engine.open(stored)
    before = engine.retrieve(QUESTIONS[0], 3)
    assert engine.is_current()
    write("bakery.txt", "Jonas took over the bakery.\n")
    build(stored)
    assert not engine.is_current()
    assert engine.retrieve(QUESTIONS[0], 3) == before
    assert "Jonas" in Engine.open(stored).retrieve(QUESTIONS[0], 1)[0].passage.text


def test_folders_alone_are_searched(stored: IndexSettings):
    """Promise 8: a search of a folder finds no passage of other documents."""
    engine = Engine.open(stored).within(["notes"])
    assert {hit.passage.document for hit in engine.retrieve("bakery lighthouse train", 10)} == {
        "notes/train.txt"
    }
    assert Engine.open(stored).within(["nowhere"]).retrieve("bakery", 10) == []


def test_a_failed_build_leaves_the_index(
    stored: IndexSettings, write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
):
    """Promise 3: a build that fails at its end leaves what was current, and the next one goes through."""
    before = answers(stored)
    write("bakery.txt", "Jonas took over the bakery.\n")
    with monkeypatch.context() as broken:
        step = (
            "index.store.build.write_manifest"
            if stored.store.kind == "folder"
            else "index.store.milvus.server.MilvusServer.set_alias"
        )
        broken.setattr(step, lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError, match="division by zero"):
            build(stored)
    assert answers(elsewhere(stored)) == before
    build(stored)
    assert "Jonas" in Engine.open(elsewhere(stored)).retrieve(QUESTIONS[0], 1)[0].passage.text


def test_without_documents_the_index_is_deleted(stored: IndexSettings):
    """If no document is left, the index is deleted; without `delete_if_empty` it stays."""
    before = answers(elsewhere(stored))
    shutil.rmtree(stored.documents)
    stored.documents.mkdir()
    with pytest.raises(NothingToIndex, match=r"contains no document that can be read\.$"):
        build(stored)
    assert answers(elsewhere(stored)) == before
    with pytest.raises(NothingToIndex, match="The index built before was deleted"):
        build(stored, delete_if_empty=True)
    with pytest.raises(IndexMissing, match=r"There is no index in .* yet"):
        Engine.open(elsewhere(stored))


def test_a_store_tells_its_manifest_and_size(stored: IndexSettings):
    """A store returns the manifest and the size of the index, as `munshi status` shows them."""
    store = store_of(stored)
    assert store.manifest() == store.open(verify=True).manifest == store.verified_manifest()
    assert store.size() > sum(store.manifest().checksums.sizes.values()) / 2


def test_scores_of_rows_are_those_of_numpy(stored: IndexSettings):
    """The cosines of any rows are right, in any order, even if a row is named twice."""
    generation = store_of(stored).open()
    vector = np.eye(1, generation.dimensions, dtype=np.float32)[0]
    rows = np.array([2, 0, 2, 1])
    every = generation.vectors.scores(vector, np.arange(len(generation)))
    assert generation.vectors.scores(vector, rows).tolist() == every[rows].tolist()
    assert retrieve.distinct(generation.vectors.search(vector, 10)).tolist() == [0, 1, 2]
