"""Fit the confidence of answers in words: `python -m index.training.calibrate --data FOLDER`.

Development questions are asked with the real retrieval: of one index of all their contexts, and of many small
indexes of a few works each. A work is all that belongs together, such as all sections of a tale. Each
question is asked in four cases: with all documents, without its own work, without only the sentences that
answer it, and as a near miss (see near_misses.py). The calibration is fitted on half of the works, and the
report is about the other half. It is also fitted on the questions of communities, answerable and
unanswerable, each asked of the documents of its own community; there, an answer is right if it contains an
accepted one. The fitted numbers are written to `reader.json`. Run it again when weights, retrieval or
passages change.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from zlib import crc32

import numpy as np

from index import AnswerSettings, DocumentSettings, Engine, IndexSettings, Passage, build
from index.evaluation.reliability import area_under_risk_coverage, expected_calibration_error
from index.models.encoder import MiniLM
from index.reader.calibration.words import Calibration
from index.reader.coverage import Coverage
from index.reader.model_config import read_model_config, write_model_config
from index.reader.network.reading_model import LogitsCache
from index.reader.span_reader import READ_FOR_WORDS, WEIGHTS, SpanReader
from index.training.fitting import CalibrationExample, Judgement, fit, judge
from index.training.groups.near_misses import QuestionWords, any_near_miss
from index.training.groups.without_answer import contains_answer, context_without_answer
from index.training.sources.community_questions import (
    COMMUNITIES,
    CommunityQuestion,
    by_kind,
    community_engine,
    read_questions,
)
from index.training.sources.data import QAExample, read_examples
from index.types import Evidence

#: The sources that are indexed and asked; the questions of other sources make no sense without their context.
SOURCES = ("squadshifts_new_wiki", "fairytaleqa", "qed")
_WORKS_PER_INDEX = (4, 24)  # in addition to one index of all works
_PASSAGES_READ = AnswerSettings().passages
_PASSAGES_RETRIEVED = 60  # so that enough remain without those of the question's own work
_NEAR_MISSES = ("name", "word", "opposite", "relation")  # the kinds that change the question, not the context
_MAX_CACHED = 100  # windows whose logits are cached


@dataclass(frozen=True, slots=True)
class QuestionCases:
    """A question, read in four cases."""

    work: str
    source: str
    complete: CalibrationExample
    without_work: CalibrationExample
    without_answer: CalibrationExample | None  #: None if too little of its context remains
    near_miss: CalibrationExample | None  #: None if none can be made from the question


def main(arguments: list[str] | None = None) -> None:
    options = _parser().parse_args(arguments)
    examples = read_examples(options.data / "dev.jsonl.xz")
    examples = [example for example in examples if example.source in SOURCES]
    words = QuestionWords.of((example.question for example in examples), MiniLM.load())
    cases: dict[str, list[QuestionCases]] = {}
    for title, collections in _collections_by_size(examples):
        cases[title] = read_collections(options.weights, collections, words, options.every)
    fitted = [each for of_size in cases.values() for each in of_size if not held_out(each.work)]
    config = read_model_config(options.weights)
    choice = None if options.choose else config.calibration
    communities = list(_read_communities(options.weights, options.communities))
    calibration = _fit_cases(fitted, communities, choice)
    write_model_config(options.weights, replace(config, calibration=calibration))
    for name, value in calibration.to_json().items():
        print(f"{name:18} {value}")
    for title, of_size in cases.items():
        print(title)
        _report([each for each in of_size if held_out(each.work)], calibration)


def _fit_cases(
    cases: Sequence[QuestionCases], communities: Sequence[CalibrationExample], choice: Calibration | None
) -> Calibration:
    """Fit a calibration to all cases and to the questions of communities."""
    return fit(
        [each.complete for each in cases],
        [each.without_work for each in cases],
        [each.without_answer for each in cases if each.without_answer],
        [each.near_miss for each in cases if each.near_miss],
        communities=communities,
        choice=choice,
    )


def _read_communities(weights: Path, communities: Path) -> Iterator[CalibrationExample]:
    """Read each question of the communities, asked of the documents of its community; yield the examples."""
    for question, engine, reader in asked_of_communities(weights, communities):
        evidence = engine.evidence(question.question, _PASSAGES_READ)
        example = _read_question(engine, reader, question.question, evidence)
        yield replace(example, supporting=question.supporting)


def asked_of_communities(
    weights: Path, communities: Path
) -> Iterator[tuple[CommunityQuestion, Engine, SpanReader]]:
    """Yield each question of the communities with an engine for its documents and a reader."""
    for kind, questions in by_kind(read_questions(communities)).items():
        with tempfile.TemporaryDirectory() as folder:
            engine = community_engine(communities, kind, Path(folder))
            reader = SpanReader.load(weights, coverage=Coverage(engine.idf))
            for question in questions:
                yield question, engine, reader


def held_out(work: str) -> bool:
    """Whether a work belongs to the half that is used for the report and not for the fit."""
    return crc32(work.encode()) % 2 == 1


def _collections_by_size(examples: Sequence[QAExample]) -> Iterator[tuple[str, list[list[QAExample]]]]:
    """Yield (title, collections of examples), for several numbers of works in a collection."""
    for works in _WORKS_PER_INDEX:
        yield f"Asked of {works} works at a time", split_by_works(examples, works)
    yield "Asked of all works at once", [list(examples)]


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


def read_collections(
    weights: Path, collections: Sequence[Sequence[QAExample]], words: QuestionWords, every: int
) -> list[QuestionCases]:
    """Index each collection, and read every nth of its questions with the model in `weights`."""
    cases: list[QuestionCases] = []
    for examples in collections:
        with tempfile.TemporaryDirectory() as folder:
            engine = _build_index(examples, Path(folder))
            reader = SpanReader.load(weights, coverage=Coverage(engine.idf))
            cases += _read_cases(engine, reader, examples, words, every)
    return cases


def _build_index(examples: Sequence[QAExample], folder: Path) -> Engine:
    """Index the contexts of `examples`, each as a document, and return an engine for them."""
    return index_texts({name: text for text, name in _document_names(examples).items()}, folder)


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


def _read_cases(
    engine: Engine, reader: SpanReader, examples: Sequence[QAExample], words: QuestionWords, every: int
) -> Iterator[QuestionCases]:
    """Read every nth example with an answer in each case; `engine` has the contexts of all `examples`."""
    names = _document_names(examples)
    works = {names[example.context]: work_of(example) for example in examples}
    cache = LogitsCache()  # the cases of a question share most passages

    def read(question: str, evidence: Sequence[Evidence], answers: tuple[str, ...]) -> CalibrationExample:
        return replace(_read_question(engine, reader, question, evidence, cache), answers=answers)

    for example in [example for example in examples if example.answers][::every]:
        if len(cache) > _MAX_CACHED:
            cache.clear()
        work, question = work_of(example), example.question
        evidence = engine.evidence(question, _PASSAGES_RETRIEVED)
        without_work = [each for each in evidence if works[each.passage.document] != work]
        without_answer = evidence_without_answer(example, names[example.context], evidence)
        missed = near_miss_question(example, words)
        yield QuestionCases(
            work,
            example.source,
            read(question, evidence, (*example.answer_texts, *example.references)),
            read(question, without_work, ()),
            read(question, without_answer, ()) if without_answer else None,
            read(missed, engine.evidence(missed, _PASSAGES_READ), ()) if missed else None,
        )


def _read_question(
    engine: Engine,
    reader: SpanReader,
    question: str,
    evidence: Sequence[Evidence],
    cache: LogitsCache | None = None,
) -> CalibrationExample:
    """Read evidence for a question; return it with its scored spans, and without right answers."""
    cache = LogitsCache() if cache is None else cache
    relevances = reader.relevances(question, evidence[:_PASSAGES_READ], cache)
    ranked = tuple(each.evidence for each in relevances)
    spans = tuple(reader.scored_spans(question, ranked[:READ_FOR_WORDS], cache))
    return CalibrationExample(ranked, spans, (), engine.passage_count)


def near_miss_question(example: QAExample, words: QuestionWords) -> str | None:
    """Return a question that the context seems to answer, always the same; None if none can be made."""
    rng = np.random.default_rng(crc32(example.question.encode()))
    missed = any_near_miss(example, words, rng, _NEAR_MISSES)
    return missed.question if missed else None


def evidence_without_answer(
    example: QAExample, document: str, evidence: Sequence[Evidence]
) -> list[Evidence] | None:
    """Return the evidence without the sentences and passages that contain an answer, best first.

    The remaining sentences of the example's own `document` become one passage, with the score of its best
    passage. None if too little of the context remains, or if no evidence is from this document.
    """
    text = context_without_answer(example)
    own = [each for each in evidence if each.passage.document == document]
    if text is None or not own:
        return None
    passage = Passage(document, document, 0, len(text), text, 1)
    remaining = Evidence(replace(own[0].hit, passage=passage), text, 0)
    others = [each for each in evidence if each not in own and not contains_answer(each.context, example)]
    return sorted([remaining, *others], key=lambda each: -each.hit.score)


def _report(cases: Sequence[QuestionCases], calibration: Calibration) -> None:
    """Print the quality of the calibration on `cases`, which it was not fitted on, by source."""
    for source in ("all", *SOURCES):
        of_source = [each for each in cases if source in ("all", each.source)]
        if not of_source:
            continue
        complete = [judge(each.complete, calibration) for each in of_source]
        without_work = [judge(each.without_work, calibration) for each in of_source]
        without_answer = [
            judge(each.without_answer, calibration) for each in of_source if each.without_answer
        ]
        near_misses = [judge(each.near_miss, calibration) for each in of_source if each.near_miss]
        judged = [(each.confidence, each.right) for each in [*complete, *without_work]]
        print(
            f"{source:22} {len(complete):4} questions"
            f"  F1 {sum(each.f1 for each in complete) / len(complete):.3f}"
            f"  answered {_share_answered(complete, calibration):.2f}"
            f"  without their work {_share_answered(without_work, calibration):.2f}"
            f"  without the answer {_share_answered(without_answer, calibration):.2f}"
            f"  near misses {_share_answered(near_misses, calibration):.2f}"
            f"  calibration error {expected_calibration_error(judged):.3f}"
            f"  area under risk-coverage {area_under_risk_coverage(judged):.3f}"
        )


def _share_answered(judgements: Sequence[Judgement], calibration: Calibration) -> float:
    answered = [each.confidence >= calibration.answer_threshold for each in judgements]
    return sum(answered) / max(len(answered), 1)


def _document_names(examples: Sequence[QAExample]) -> dict[str, str]:
    """Return context → file name."""
    contexts = dict.fromkeys(example.context for example in examples)
    return {context: f"{number:04}.txt" for number, context in enumerate(contexts)}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m index.training.calibrate", description=__doc__)
    add = parser.add_argument
    add("--data", type=Path, required=True, metavar="FOLDER", help="folder with dev.jsonl.xz")
    add("--every", type=int, default=1, metavar="N", help="take every Nth question on works (default: 1)")
    add("--choose", action="store_true", help="also fit the numbers that choose the answer; else keep them")
    add_folders(parser)
    return parser


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


if __name__ == "__main__":
    main()
