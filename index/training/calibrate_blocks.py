"""Fit the confidence of blocks: `python -m index.training.calibrate_blocks --data FOLDER --faq FOLDER`.

A block is the answer if no words are confident enough. Only such questions count, so run
index.training.calibrate first. Three kinds of questions are asked with the real retrieval:

- Questions of members of communities are asked of the documents of one community at a time. The block is
  right if it contains an accepted answer and overlaps the supporting passage.
- Questions in the style of a chat about documentation are asked of one repository at a time, with and without
  the section that answers. The block is right if it is in that section and contains the evidence or an
  answer, or is a part of one.
- Questions about works (Wikipedia, tales) are asked of a few works at a time, with and without the question's
  own work, and as near misses (see near_misses.py). The block is right if it contains an answer or is a part
  of one.

The report about a community, repository or work is from a fit without it. The calibration that is written to
`reader.json` is from a fit on all. The threshold in it is not changed.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path
from zlib import crc32

import numpy as np

from index import AnswerSettings, Engine
from index.evaluation.reliability import expected_calibration_error
from index.evaluation.scores import normalise
from index.models.encoder import MiniLM
from index.reader.blocks.answering_blocks import answering_block
from index.reader.calibration.blocks import BlockCalibration, BlockFeatures, block_features
from index.reader.model_config import read_model_config, write_model_config
from index.reader.network.reading_model import LogitsCache
from index.reader.question.coverage import Coverage
from index.reader.span_reader import SpanReader
from index.training.asked_collections import (
    SOURCES,
    add_folders,
    asked_of_communities,
    index_texts,
    near_miss_question,
    split_by_works,
    work_of,
)
from index.training.fitting import PARTS, logistic_regression, part_of
from index.training.groups.near_misses import QuestionWords
from index.training.sources.chat_questions import read_chat_questions, repository_texts
from index.training.sources.data import QAExample, read_examples
from index.types import Evidence, Outcome, Span

_READ = AnswerSettings().passages
_RETRIEVED = 40  # so that enough remain without those of the question's own work or section
_WORKS = (4, 24)  # number of works in an index
# Weight of the unanswerable questions of a kind, relative to its answerable ones. One in five of the 850
# questions of members of communities is unanswerable. Of those that have no words that are confident enough,
# 603, 144 are unanswerable and 459 are not.
_UNANSWERABLE_WEIGHT = 0.31


@dataclass(frozen=True, slots=True)
class Case:
    """A question that was read: the features of the best block, and whether this block is right."""

    group: str  #: the community, repository or work
    kind: str  #: "communities", "documentation" or "works"; then, after a comma, why it is unanswerable
    features: BlockFeatures
    right: bool
    answerable: bool


def main(arguments: list[str] | None = None) -> None:
    options = _parser().parse_args(arguments)
    cases = [
        *_community_cases(options.communities, options.weights),
        *_documentation_cases(options.faq, options.weights, options.every),
        *_works_cases(read_examples(options.data / "dev.jsonl.xz"), options.weights, options.every_work),
    ]
    config = read_model_config(options.weights)
    threshold = config.blocks.threshold
    calibration = fit(cases, threshold)
    write_model_config(options.weights, replace(config, blocks=calibration))
    print(json.dumps(calibration.to_json()))
    _report(_judged_by_others(cases, threshold), threshold)


def _judged_by_others(cases: Sequence[Case], threshold: float) -> list[tuple[Case, float]]:
    """Return each case with its confidence from a fit on other communities, repositories and works."""
    judged = []
    for part in range(PARTS):
        calibration = fit([case for case in cases if part_of(case.group) != part], threshold)
        judged += [
            (case, calibration.confidence(case.features)) for case in cases if part_of(case.group) == part
        ]
    return judged


def fit(cases: Sequence[Case], threshold: float) -> BlockCalibration:
    """Fit the calibration by logistic regression of "right"; `threshold` is stored in it.

    In each kind, all unanswerable questions together have `_UNANSWERABLE_WEIGHT` times the weight of the
    answerable ones.
    """
    rows = np.array([astuple(case.features) for case in cases])
    answerable, unanswerable = (
        Counter(_kind(case) for case in cases if case.answerable is is_answerable)
        for is_answerable in (True, False)
    )
    weights = np.array(
        [
            1.0
            if case.answerable
            else _UNANSWERABLE_WEIGHT * answerable[_kind(case)] / unanswerable[_kind(case)]
            for case in cases
        ]
    )
    coefficients = logistic_regression(rows, np.array([case.right for case in cases], float), weights)
    names = [field.name for field in fields(BlockFeatures)]
    return replace(
        BlockCalibration(threshold=threshold), **dict(zip(["intercept", *names], coefficients, strict=True))
    )


def _kind(case: Case) -> str:
    return case.kind.partition(",")[0]


def _report(judged: Sequence[tuple[Case, float]], threshold: float) -> None:
    """Print for each kind of question the share answered with a block, and how many of these are right."""
    for kind in sorted({case.kind for case, _ in judged}):
        of_kind = [(confidence, case.right) for case, confidence in judged if case.kind == kind]
        answered = [right for confidence, right in of_kind if confidence >= threshold]
        right = sum(right for _, right in of_kind) / len(of_kind)
        print(
            f"{kind:27} {len(of_kind):4} questions  best block right {right:.2f}"
            f"  answered {len(answered) / len(of_kind):.2f}"
            f"  right of those {sum(answered) / max(len(answered), 1):.2f}"
            f"  calibration error {expected_calibration_error(of_kind):.3f}"
        )


@dataclass(frozen=True, slots=True)
class _Question:
    """A question, the section of the document that answers it, and the accepted answers."""

    text: str
    group: str
    kind: str
    document: str
    section: range  #: characters of the document
    answers: tuple[str, ...]
    near_miss: str | None = None  #: a question that the section seems to answer but does not

    def is_in_section(self, document: str, start: int) -> bool:
        """Whether a text that starts at this character of a document is in the section."""
        return document == self.document and start in self.section

    def is_answered_by(self, span: Span) -> bool:
        """Whether a block is right: it is in the section, and contains an answer or is a part of one."""
        text = normalise(span.text)
        wanted = filter(None, map(normalise, self.answers))
        in_section = self.is_in_section(span.evidence.passage.document, span.start)
        return in_section and any(answer in text or text in answer for answer in wanted)

    def cases(self, engine: Engine, reader: SpanReader) -> Iterator[Case]:
        """Yield the question read with all passages, without those of the section, and as a near miss."""
        evidence = engine.evidence(self.text, _RETRIEVED)
        others = [
            each for each in evidence if not self.is_in_section(each.passage.document, each.passage.start)
        ]
        asked = [(self.kind, self.text, evidence), (f"{self.kind}, unanswerable", self.text, others)]
        if missed := self.near_miss:
            asked.append((f"{self.kind}, near misses", missed, engine.evidence(missed, _READ)))
        for kind, text, read in asked:
            if block := _block(engine, reader, text, read[:_READ]):
                features, span = block
                answerable = kind == self.kind
                yield Case(self.group, kind, features, answerable and self.is_answered_by(span), answerable)


def _block(
    engine: Engine, reader: SpanReader, question: str, evidence: Sequence[Evidence]
) -> tuple[BlockFeatures, Span] | None:
    """Return the features of the best block and its span; None if there is none or words are the answer."""
    cache = LogitsCache()
    relevances = reader.relevances(question, evidence, cache)
    words = reader.words(question, relevances, cache)
    if not relevances or words.outcome is Outcome.ANSWERED:
        return None
    span = Span(relevances[0].evidence, *answering_block(relevances[0]), 0.0)
    return block_features(relevances), span


def _community_cases(communities: Path, weights: Path) -> Iterator[Case]:
    """Yield a case for each question of communities, asked of the documents of its community."""
    for question, engine, reader in asked_of_communities(weights, communities):
        if block := _block(engine, reader, question.question, engine.evidence(question.question, _READ)):
            features, span = block
            document, answerable = span.evidence.passage.document, bool(question.supporting)
            right = any(support.is_in(document, span.text) for support in question.supporting)
            kind = "communities" if answerable else "communities, unanswerable"
            yield Case(question.kind, kind, features, right, answerable)


def _documentation_cases(faq: Path, weights: Path, every: int) -> Iterator[Case]:
    """Yield cases for the questions of `chat_dev.jsonl`, each with and without the section that answers."""
    texts = repository_texts(faq)
    for repository, asked in read_chat_questions(faq, every).items():
        questions = [
            _Question(
                text=each.text,
                group=repository,
                kind="documentation",
                document=each.document,
                section=each.section,
                answers=each.answers,
            )
            for each in asked
        ]
        with tempfile.TemporaryDirectory() as folder:
            yield from _read_all(questions, index_texts(texts[repository], Path(folder)), weights)


def _works_cases(examples: Sequence[QAExample], weights: Path, every: int) -> Iterator[Case]:
    """Yield cases for about every nth question on works, asked of a few works with and without its own."""
    examples = [example for example in examples if example.source in SOURCES and example.answers]
    words = QuestionWords.of((example.question for example in examples), MiniLM.load())
    for size in _WORKS:
        for collection in split_by_works(examples, size):
            contexts = dict.fromkeys(example.context for example in collection)
            texts = {f"{number:04}.txt": context for number, context in enumerate(contexts)}
            names = {context: name for name, context in texts.items()}
            questions = [
                _Question(
                    text=example.question,
                    group=work_of(example),
                    kind="works",
                    document=names[example.context],
                    section=range(len(example.context)),
                    answers=example.answer_texts,
                    near_miss=near_miss_question(example, words),
                )
                for example in collection
                if crc32(example.question.encode()) % every == 0
            ]
            if questions:
                with tempfile.TemporaryDirectory() as folder:
                    yield from _read_all(questions, index_texts(texts, Path(folder)), weights)


def _read_all(questions: Sequence[_Question], engine: Engine, weights: Path) -> Iterator[Case]:
    reader = SpanReader.load(weights, coverage=Coverage(engine.idf), index_size=engine.passage_count)
    for question in questions:
        yield from question.cases(engine, reader)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m index.training.calibrate_blocks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--data", type=Path, required=True, metavar="FOLDER", help="folder with dev.jsonl.xz")
    add("--faq", type=Path, required=True, metavar="FOLDER", help="folder with documents, pairs and chat_dev")
    add_folders(parser)
    add(
        "--every",
        type=int,
        default=1,
        metavar="N",
        help="take every Nth question on documentation (default: 1)",
    )
    add(
        "--every-work",
        type=int,
        default=12,
        metavar="N",
        help="about every Nth question on works (default: 12)",
    )
    return parser


if __name__ == "__main__":
    main()
