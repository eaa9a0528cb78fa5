"""Question → ranked passages: ranked by the fused score over all rows; ties by document and offset."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index.engine import Engine
from index.models.encoder import MiniLM
from index.search.retrieve import BM25_SCALE
from index.settings import AnswerSettings, IndexSettings, PassageSettings, RetrievalSettings
from index.store.build import build
from index.store.generation import Generation
from index.store.store import Store

QUESTIONS = [
    "who framed Madan?",
    "Brijbhushan's daughter",
    "kill",
    "東京",
    "who is it?",
    "🚂",
    "a",
    "x" * 2000,
]


@pytest.fixture(scope="module")
def seeds(seeds_index: IndexSettings) -> Generation:
    return Store(seeds_index.index).open()


def by_hand(generation: Generation, encoder: MiniLM, question: str, weight: float) -> list[tuple[float, int]]:
    """The fused score of every row, in double precision, best first."""
    vector = encoder.encode([question])[0].astype(np.float64)
    dense = generation.vectors.vectors(np.arange(len(generation))).astype(np.float64) @ vector
    lexical = generation.lexical.scores(question).astype(np.float64)
    fused = weight * dense + (1 - weight) * lexical / BM25_SCALE
    return sorted(((-score, row) for row, score in enumerate(fused.tolist())))


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("weight", [0.0, 0.6, 1.0])
def test_the_ranking_is_the_fused_score_over_all_rows(
    seeds_index: IndexSettings, seeds: Generation, encoder: MiniLM, question: str, weight: float
):
    """The best passages are those of the highest weighted mean of cosine and scaled BM25."""
    settings = replace(seeds_index, retrieval=RetrievalSettings(dense_weight=weight))
    hits = Engine.open(settings).retrieve(question, 10)
    expected = by_hand(seeds, encoder, question, weight)[: len(hits)]
    assert len(hits) == min(10, len(seeds))
    np.testing.assert_allclose([hit.score for hit in hits], [-score for score, _ in expected], atol=1e-5)
    if weight:
        assert [hit.passage for hit in hits] == [seeds.passage(row) for _, row in expected]


def test_a_hit_holds_the_two_scores_it_is_made_of(seeds_engine: Engine, seeds: Generation, encoder: MiniLM):
    """`cosine` is that of question and passage, `bm25` the passage's, `score` their weighted mean."""
    question = "who framed Madan?"
    for hit in seeds_engine.retrieve(question, 5):
        expected = float(encoder.encode([question])[0] @ encoder.encode([hit.passage.text])[0])
        assert hit.cosine == pytest.approx(expected, abs=1e-3)
        assert hit.score == pytest.approx(0.6 * hit.cosine + 0.4 * hit.bm25 / BM25_SCALE, abs=1e-5)


def test_reranked_passages_come_as_they_are_read(seeds_index: IndexSettings):
    """Twice as many passages are read, and returned in the reader's order; `ask` cites the best."""
    question = "who framed Madan?"
    engine = Engine.open(replace(seeds_index, answer=AnswerSettings()))
    hits = engine.retrieve(question, 4, rerank=True)
    found = {hit.passage: hit for hit in engine.retrieve(question, 8)}
    assert len(hits) == 4
    assert [hit.passage for hit in hits] != list(found)[:4]  # otherwise the test would show nothing
    assert all(hit.passage in found and hit.cosine == found[hit.passage].cosine for hit in hits)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert engine.ask(question).citations[0].quote in hits[0].passage.text


@pytest.mark.parametrize("rerank", [False, True])
@pytest.mark.parametrize("question", ["", "?", "\ud800 who framed Madan?", "who " * 5000])
def test_any_question_is_searched(seeds_index: IndexSettings, question: str, rerank: bool):
    """An empty, wordless, invalid or far too long question finds as many passages as asked for."""
    engine = Engine.open(replace(seeds_index, answer=AnswerSettings()))
    assert len(engine.retrieve(question, 3, rerank=rerank)) == 3
    assert len(engine.closest(question, 2)) == 2


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_same_question_has_the_same_hits(seeds_index: IndexSettings, question: str):
    """Asked twice, by two engines, on one thread or more, a question has the same hits to the last bit."""
    first = Engine.open(seeds_index).retrieve(question, 10)
    assert Engine.open(seeds_index).retrieve(question, 10) == first
    assert Engine.open(replace(seeds_index, threads=1)).retrieve(question, 10) == first


FOLDERS = {"a": 3, "a/deep": 4, "b": 5, "ab": 2}  # how many documents each has


@pytest.fixture
def folders(empty_folder: IndexSettings, write: Callable[..., Path]) -> IndexSettings:
    """Documents in folders, all on one subject, so that a ranking of all has passages of every folder."""
    for folder, count in FOLDERS.items():
        for number in range(count):
            text = (
                f"The night train {number} of {folder} leaves at {number + 5} from platform {number % 3}.\n\n"
            )
            write(f"{folder}/{number}.txt", text * (number + 1))
    build(empty_folder)
    return empty_folder


@pytest.mark.parametrize("coarse", [False, True])
@pytest.mark.parametrize("chosen", [("a",), ("b", "a/deep"), ("ab", "b/1.txt"), ("nowhere",)])
def test_a_search_of_folders_is_the_whole_ranking_without_the_rest(
    folders: IndexSettings, monkeypatch: pytest.MonkeyPatch, coarse: bool, chosen: tuple[str, ...]
):
    """The hits and scores are those of the whole ranking without other folders, as many as asked for."""
    if coarse:
        monkeypatch.setattr("index.search.vectors.EXHAUSTIVE_ROWS", 5)
        build(folders, full=True)
    few = replace(folders, retrieval=RetrievalSettings(candidates=8))
    wanted = tuple(f"{folder}/" for folder in chosen)
    whole = Engine.open(replace(folders, retrieval=RetrievalSettings(candidates=1000))).retrieve(
        "When does the night train leave?", 1000
    )
    expected = [hit for hit in whole if f"{hit.passage.document}/".startswith(wanted)]
    engine = Engine.open(few).within(chosen)
    assert len(whole) == sum(FOLDERS.values()) > few.retrieval.candidates
    assert engine.passage_count == len(expected)
    for count in (1, 4):
        assert engine.retrieve("When does the night train leave?", count) == expected[:count]
    assert {hit.passage.document for hit in engine.retrieve("train", 1000)} <= {
        hit.passage.document for hit in expected
    }


def test_ties_go_by_document_and_offset(empty_folder: IndexSettings, write: Callable[..., Path]):
    """Copies of a passage are in the order of their documents' names, and of their offsets within one."""
    for name in ("c/b.txt", "c/d.txt", "c/e.txt", "B/f.txt"):  # as many terms in each path
        write(name, "# One\nThe night train leaves at ten.\n# One\nThe night train leaves at ten.\n")
    build(empty_folder)
    hits = Engine.open(empty_folder).retrieve("When does the night train leave?", 10)
    order = [(hit.passage.document, hit.passage.start) for hit in hits]
    assert len(order) == 8
    assert len({hit.score for hit in hits}) == 1
    assert order == sorted(order)


def test_ties_beyond_the_candidates_go_by_document_and_offset(
    empty_folder: IndexSettings, write: Callable[..., Path]
):
    """If more copies than candidates tie, the first are found, whatever the order of the libraries."""
    line = "The night train leaves at ten in the evening from platform nine.\n\n"
    write("a.txt", line * 300)
    settings = replace(
        empty_folder,
        passages=PassageSettings(tokens=16, overlap=0),
        retrieval=RetrievalSettings(candidates=20),
    )
    assert build(settings).passages >= 300
    hits = Engine.open(settings).retrieve("When does the night train leave?", 20)
    starts = [hit.passage.start for hit in hits]
    assert starts == [number * len(line) for number in range(20)]


def test_the_ranking_is_the_same_with_coarse_codes(
    seeds_index: IndexSettings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    """An index with coarse codes, built and opened as usual, has the hits of one without."""
    monkeypatch.setattr("index.search.vectors.EXHAUSTIVE_ROWS", 10)
    many = replace(seeds_index, index=tmp_path / "many")
    build(many)
    assert (many.index / "gen-1" / "coarse.faiss").exists()
    assert "coarse.faiss" in Store(many.index).open(verify=True).manifest.checksums.sizes
    for question in QUESTIONS:
        assert Engine.open(many).retrieve(question, 10) == Engine.open(seeds_index).retrieve(question, 10)


@pytest.mark.parametrize("candidates", [1, 3, 100])
def test_fewer_candidates_never_change_a_score(seeds_index: IndexSettings, candidates: int):
    """The score of a passage does not depend on the number of candidates."""
    few = replace(seeds_index, retrieval=RetrievalSettings(candidates=candidates))
    all_hits = {hit.passage: hit for hit in Engine.open(seeds_index).retrieve("who framed Madan?", 100)}
    for hit in Engine.open(few).retrieve("who framed Madan?", 100):
        assert all_hits[hit.passage] == hit
