"""Questions read with the real retrieval in several cases, to which the confidence of words is fitted.

The cases are those of index.training.calibrate: with all documents, without the question's own work, without
only the sentences that answer it, and as a near miss (see near_misses.py).
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from index import AnswerSettings, Engine, Passage
from index.reader.network.reading_model import LogitsCache
from index.reader.question.coverage import Coverage
from index.reader.span_reader import READ_FOR_WORDS, SpanReader
from index.training.asked_collections import (
    asked_of_communities,
    document_names,
    index_texts,
    near_miss_question,
    work_of,
)
from index.training.fitting import CalibrationExample
from index.training.groups.near_misses import QuestionWords
from index.training.groups.without_answer import contains_answer, context_without_answer
from index.training.sources.data import QAExample
from index.types import Evidence

_PASSAGES_READ = AnswerSettings().passages
_PASSAGES_RETRIEVED = 60  # so that enough remain without those of the question's own work
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


def read_communities(weights: Path, communities: Path) -> Iterator[CalibrationExample]:
    """Read each question of the communities, asked of the documents of its community; yield the examples."""
    for question, engine, reader in asked_of_communities(weights, communities):
        evidence = engine.evidence(question.question, _PASSAGES_READ)
        example = _read_question(engine, reader, question.question, evidence)
        yield replace(example, supporting=question.supporting)


def read_collections(
    weights: Path, collections: Sequence[Sequence[QAExample]], words: QuestionWords, every: int
) -> list[QuestionCases]:
    """Index each collection, and read every nth of its questions with the model in `weights`."""
    cases: list[QuestionCases] = []
    for examples in collections:
        with tempfile.TemporaryDirectory() as folder:
            engine = _build_index(examples, Path(folder))
            reader = SpanReader.load(weights, coverage=Coverage(engine.idf), index_size=engine.passage_count)
            cases += _read_cases(engine, reader, examples, words, every)
    return cases


def _build_index(examples: Sequence[QAExample], folder: Path) -> Engine:
    """Index the contexts of `examples`, each as a document, and return an engine for them."""
    return index_texts({name: text for text, name in document_names(examples).items()}, folder)


def _read_cases(
    engine: Engine, reader: SpanReader, examples: Sequence[QAExample], words: QuestionWords, every: int
) -> Iterator[QuestionCases]:
    """Read every nth example with an answer in each case; `engine` has the contexts of all `examples`."""
    names = document_names(examples)
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
