"""Collections of documents that the calibrations index, and the questions that they ask of them.

Questions on works are asked of a few works at a time. A work is all that belongs together, such as all
sections of a tale. Questions of communities are asked of the documents of their own community.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from zlib import crc32

import numpy as np

from index import AnswerSettings, DocumentSettings, Engine, IndexSettings, build
from index.reader.question.coverage import Coverage
from index.reader.span_reader import WEIGHTS, SpanReader
from index.training.groups.near_misses import QuestionWords, any_near_miss
from index.training.sources.community_questions import (
    COMMUNITIES,
    CommunityQuestion,
    by_kind,
    community_engine,
    read_questions,
)
from index.training.sources.data import QAExample

#: The sources that are indexed and asked; the questions of other sources make no sense without their context.
SOURCES = ("squadshifts_new_wiki", "fairytaleqa", "qed")
_NEAR_MISSES = ("name", "word", "opposite", "relation")  # the kinds that change the question, not the context


def add_folders(parser: argparse.ArgumentParser) -> None:
    """Add the options for the folders that all calibrations use: of the communities and of the weights."""
    add = parser.add_argument
    add(
        "--communities",
        type=Path,
        default=COMMUNITIES,
        metavar="FOLDER",
        help="folder of communities with questions (default: tests/communities)",
    )
    add(
        "--weights",
        type=Path,
        default=WEIGHTS,
        metavar="FOLDER",
        help="folder with model.onnx and reader.json, which is rewritten (default: index/reader/weights)",
    )


def asked_of_communities(
    weights: Path, communities: Path
) -> Iterator[tuple[CommunityQuestion, Engine, SpanReader]]:
    """Yield each question of the communities with an engine for its documents and a reader."""
    for kind, questions in by_kind(read_questions(communities)).items():
        with tempfile.TemporaryDirectory() as folder:
            engine = community_engine(communities, kind, Path(folder))
            reader = SpanReader.load(weights, coverage=Coverage(engine.idf), index_size=engine.passage_count)
            for question in questions:
                yield question, engine, reader


def index_texts(texts: Mapping[str, str], folder: Path) -> Engine:
    """Index texts (name or path → text) and return an engine for them; all files are in `folder`."""
    documents = folder / "documents"
    for name, text in texts.items():
        (documents / name).parent.mkdir(parents=True, exist_ok=True)
        (documents / name).write_bytes(text.encode())
    settings = IndexSettings(
        documents=documents,
        index=folder / "index",
        files=DocumentSettings(exclude=()),
        answer=AnswerSettings(reader="sentences"),
    )
    build(settings)
    return Engine.open(settings)


def document_names(examples: Sequence[QAExample]) -> dict[str, str]:
    """Return context → file name."""
    contexts = dict.fromkeys(example.context for example in examples)
    return {context: f"{number:04}.txt" for number, context in enumerate(contexts)}


def split_by_works(examples: Sequence[QAExample], works_per_collection: int) -> list[list[QAExample]]:
    """Split examples into collections of `works_per_collection` works each, in a pseudo-random order."""
    works = sorted({work_of(example) for example in examples}, key=lambda work: crc32(work[::-1].encode()))
    collection = {work: number // works_per_collection for number, work in enumerate(works)}
    result: list[list[QAExample]] = [[] for _ in range(-(-len(works) // works_per_collection))]
    for example in examples:
        result[collection[work_of(example)]].append(example)
    return result


def work_of(example: QAExample) -> str:
    """Return the tale or book that the context is a part of; the context itself if none is named."""
    return example.document or example.context


def held_out(work: str) -> bool:
    """Whether a work belongs to the half that is used for the report and not for the fit."""
    return crc32(work.encode()) % 2 == 1


def near_miss_question(example: QAExample, words: QuestionWords) -> str | None:
    """Return a question that the context seems to answer, always the same; None if none can be made."""
    rng = np.random.default_rng(crc32(example.question.encode()))
    missed = any_near_miss(example, words, rng, _NEAR_MISSES)
    return missed.question if missed else None
