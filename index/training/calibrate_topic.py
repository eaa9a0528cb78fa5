"""Fit whether passages are on the topic: `python -m index.training.calibrate_topic --faq FOLDER`.

Answerable questions of communities, and questions in the style of a chat about documentation
(`chat_dev.jsonl`), are asked of their own documents and of the documents of other communities or
repositories, which are about something else in most cases. The report about a community or repository is from
a fit without it. The calibration that is written to `reader.json` is from a fit on all. The threshold in it
is not changed.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path
from zlib import crc32

import numpy as np

from index import AnswerSettings, Engine
from index.reader.calibration.topic import TopicCalibration, TopicFeatures
from index.reader.model_config import read_model_config, write_model_config
from index.reader.question.coverage import Coverage
from index.reader.span_reader import SpanReader
from index.training.asked_collections import add_folders, index_texts
from index.training.fitting import PARTS, logistic_regression, part_of
from index.training.sources.chat_questions import read_chat_questions, repository_texts
from index.training.sources.community_questions import by_kind, community_engine, read_questions

_READ = AnswerSettings().passages
_OTHERS = 10  # one in ten questions about other documents is asked


@dataclass(frozen=True, slots=True)
class Case:
    """The features of the passages that a question finds in the documents of a community or repository."""

    source: str  #: "communities" or "documentation"
    group: str  #: the community or repository of the documents
    features: TopicFeatures
    own: bool  #: whether the question is about these documents


def main(arguments: list[str] | None = None) -> None:
    options = _parser().parse_args(arguments)
    cases = [
        *_community_cases(options.communities, options.weights),
        *_documentation_cases(options.faq, options.weights),
    ]
    config = read_model_config(options.weights)
    topic = fit(cases, config.topic.threshold)
    write_model_config(options.weights, replace(config, topic=topic))
    print(json.dumps(topic.to_json()))
    _report(cases, topic.threshold)


def fit(cases: Sequence[Case], threshold: float) -> TopicCalibration:
    """Fit the calibration by logistic regression of "own".

    In each source, all own questions together have the weight of all others.
    """
    count = Counter((case.source, case.own) for case in cases)
    weights = np.array([len(cases) / (len(count) * count[case.source, case.own]) for case in cases])
    rows = np.array([astuple(case.features) for case in cases])
    own = np.array([case.own for case in cases], float)
    names = ["intercept", *(field.name for field in fields(TopicFeatures))]
    coefficients = logistic_regression(rows, own, weights)
    return TopicCalibration(threshold=threshold, **dict(zip(names, coefficients, strict=True)))


def _report(cases: Sequence[Case], threshold: float) -> None:
    """Print the share of questions with passages shown, by a fit on other communities or repositories."""
    shown: Counter[tuple[str, bool]] = Counter()
    for part in range(PARTS):
        topic = fit([case for case in cases if part_of(case.group) != part], threshold)
        of_part = [case for case in cases if part_of(case.group) == part]
        shown.update((case.source, case.own) for case in of_part if topic.is_on_topic(case.features))
    for (source, own), count in sorted(Counter((case.source, case.own) for case in cases).items()):
        share = shown[source, own] / count
        print(f"{source:13} {'own  ' if own else 'other'} {count:4} questions  shown {share:.3f}")


def _community_cases(communities: Path, weights: Path) -> Iterator[Case]:
    """Yield cases for the answerable questions of communities."""
    answerable = [question for question in read_questions(communities) if question.supporting]
    asked = {kind: [each.question for each in questions] for kind, questions in by_kind(answerable).items()}
    for kind in asked:
        with tempfile.TemporaryDirectory() as folder:
            engine = community_engine(communities, kind, Path(folder))
            yield from _cases("communities", kind, asked, engine, weights)


def _documentation_cases(faq: Path, weights: Path) -> Iterator[Case]:
    """Yield cases for the questions of `chat_dev.jsonl`."""
    texts = repository_texts(faq)
    asked = {
        repository: [each.text for each in questions]
        for repository, questions in read_chat_questions(faq).items()
    }
    for repository in asked:
        with tempfile.TemporaryDirectory() as folder:
            engine = index_texts(texts[repository], Path(folder))
            yield from _cases("documentation", repository, asked, engine, weights)


def _cases(
    source: str, group: str, asked: Mapping[str, Sequence[str]], engine: Engine, weights: Path
) -> Iterator[Case]:
    reader = SpanReader.load(weights, coverage=Coverage(engine.idf), index_size=engine.passage_count)
    for other, questions in asked.items():
        for question in questions:
            own = other == group
            if not own and crc32((question + group).encode()) % _OTHERS:
                continue
            evidence = engine.evidence(question, _READ)
            if relevances := reader.relevances(question, evidence):
                yield Case(source, group, reader.topic_features(question, evidence, relevances), own)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m index.training.calibrate_topic", description=__doc__)
    add = parser.add_argument
    add("--faq", type=Path, required=True, metavar="FOLDER", help="folder with documents, pairs and chat_dev")
    add_folders(parser)
    return parser


if __name__ == "__main__":
    main()
