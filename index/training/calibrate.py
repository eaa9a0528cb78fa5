"""Fit the reader's confidence and thresholds again: `python -m index.training.calibrate --data FOLDER`.

It asks development questions through the real retrieval, of one index over all their contexts and of many
small ones over a few works each: as they are, with their own work (of a tale, all its sections) left out, and
with only those sentences left out that answer them. It writes the fitted numbers into `reader.json`. Half of
the works are fitted on, the other half is reported on. To be run again when the weights, the retrieval or the
passages change.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from zlib import crc32

from index.engine import Engine
from index.evaluation.reliability import area_under_risk_coverage, expected_calibration_error
from index.reader.calibration import Calibration
from index.reader.coverage import Coverage
from index.reader.model_config import read_model_config, write_model_config
from index.reader.reading_model import LogitsCache
from index.reader.span_reader import WEIGHTS, SpanReader
from index.settings import AnswerSettings, IndexSettings
from index.store.build import build
from index.training.data import QAExample, read_examples
from index.training.fitting import Trial, fit, fit_topic, judge
from index.training.hard_negatives import contains_answer, context_without_answer
from index.types import Evidence, Passage

#: The collections that are indexed and asked: the questions of the others need their context to be told.
SOURCES = ("squadshifts_new_wiki", "fairytaleqa", "qed")
#: Questions on something else, to tell what the documents do not speak of.
FOREIGN = ("squadshifts_amazon", "friendsqa")
_FOREIGN_COUNT = 300
#: Works in an index: a few, some, and last all of them.
_SHELVES = (4, 24)
_READ = AnswerSettings().passages
_MAX_CACHED = 100  # windows
_TAKEN = 60  # so that enough remain when those of the own work are left out


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as it was read, in three cases."""

    work: str
    source: str
    whole: Trial
    without: Trial  #: with its own work left out
    bereft: Trial | None  #: with the sentences left out that answer; None where too little is left


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m index.training.calibrate", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with dev.jsonl.xz")
    parser.add_argument(
        "--weights", type=Path, default=WEIGHTS, help="folder with model.onnx and reader.json"
    )
    parser.add_argument("--every", type=int, default=1, help="ask only one question of so many")
    options = parser.parse_args(arguments)
    questions = read_examples(options.data / "dev.jsonl.xz")
    foreign = [one.question for one in questions if one.source in FOREIGN][:_FOREIGN_COUNT]
    questions = [one for one in questions if one.source in SOURCES]
    asked: dict[str, list[Asked]] = {}
    far: list[Trial] = []
    for title, collections in sizes(questions):
        asked[title], off_topic = collect(options.weights, collections, foreign, options.every)
        far += off_topic
    fitted = [one for some in asked.values() for one in some if not held_out(one.work)]
    calibration = fit(
        [one.whole for one in fitted],
        [one.without for one in fitted],
        [one.bereft for one in fitted if one.bereft],
    )
    unsure = [
        one.whole for one in fitted if judge(one.whole, calibration).confidence < calibration.answer_threshold
    ]
    calibration = fit_topic(calibration, unsure, far)
    write_model_config(options.weights, calibration, read_model_config(options.weights).limits)
    for name, value in calibration.to_json().items():
        print(f"{name:18} {value}")
    for title, some in asked.items():
        print(title)
        report([one for one in some if held_out(one.work)], calibration)


def held_out(work: str) -> bool:
    """Whether a work is of the half that is reported on, not fitted on."""
    return crc32(work.encode()) % 2 == 1


def sizes(questions: Sequence[QAExample]) -> Iterator[tuple[str, list[list[QAExample]]]]:
    """The questions as collections of several sizes, each with what it is called."""
    for few in _SHELVES:
        yield f"Asked of {few} works at a time", shelves(questions, few)
    yield "Asked of all works at once", [list(questions)]


def shelves(questions: Sequence[QAExample], few: int) -> list[list[QAExample]]:
    """The questions on `few` works at a time, which make a small collection together."""
    works = sorted({work_of(one) for one in questions}, key=lambda work: crc32(work[::-1].encode()))
    place = {work: number // few for number, work in enumerate(works)}
    result: list[list[QAExample]] = [[] for _ in range(-(-len(works) // few))]
    for one in questions:
        result[place[work_of(one)]].append(one)
    return result


def work_of(question: QAExample) -> str:
    """The tale or book that a question's context is a part of; the context itself where none is named."""
    return question.document or question.context


def collect(
    weights: Path, collections: Sequence[Sequence[QAExample]], foreign: Sequence[str], every: int
) -> tuple[list[Asked], list[Trial]]:
    """Index each collection and ask its questions, and its part of `foreign`, for which nothing is read."""
    asked: list[Asked] = []
    far: list[Trial] = []
    for number, questions in enumerate(collections):
        with tempfile.TemporaryDirectory() as folder:
            engine = index_of(questions, Path(folder))
            reader = SpanReader.load(weights, coverage=Coverage(engine.idf))
            asked += ask(engine, reader, questions, every)
            for text in foreign[number :: len(collections)]:
                far.append(Trial(engine.evidence(text, _READ), (), (), engine.passage_count))
    return asked, far


def index_of(questions: Sequence[QAExample], folder: Path) -> Engine:
    """An engine over every context of `questions`, each a document of its own."""
    documents = folder / "documents"
    documents.mkdir()
    for context, name in _names(questions).items():
        (documents / name).write_bytes(context.encode())
    settings = IndexSettings(
        documents=documents, index=folder / "index", answer=AnswerSettings(reader="sentences")
    )
    build(settings)
    return Engine.open(settings)


def ask(engine: Engine, reader: SpanReader, questions: Sequence[QAExample], every: int) -> Iterator[Asked]:
    """Read each answerable question in each case. `engine` is that of `index_of(questions, …)`."""
    names = _names(questions)
    works = {names[one.context]: work_of(one) for one in questions}
    cache = LogitsCache()  # the cases of a question share most passages
    for question in [one for one in questions if one.answers][::every]:
        if len(cache) > _MAX_CACHED:
            cache.clear()
        own, name = work_of(question), names[question.context]
        evidence = engine.evidence(question.question, _TAKEN)
        rest = [one for one in evidence if works[one.passage.document] != own]
        left = without_its_answer(question, name, evidence)
        answers = (*question.answer_texts, *question.references)
        yield Asked(
            own,
            question.source,
            _trial(engine, reader, question.question, evidence[:_READ], answers, cache),
            _trial(engine, reader, question.question, rest[:_READ], (), cache),
            left and _trial(engine, reader, question.question, left[:_READ], (), cache),
        )


def without_its_answer(question: QAExample, name: str, evidence: Sequence[Evidence]) -> list[Evidence] | None:
    """The evidence without what holds an answer: of the question's own document the rest, as one passage."""
    text = context_without_answer(question)
    own = [one for one in evidence if one.passage.document == name]
    if text is None or not own:
        return None
    passage = Passage(name, name, 0, len(text), text, 1)
    left = Evidence(replace(own[0].hit, passage=passage), text, 0)
    rest = [one for one in evidence if one not in own and not contains_answer(one.context, question)]
    return sorted([left, *rest], key=lambda one: -one.hit.score)


def _trial(
    engine: Engine,
    reader: SpanReader,
    question: str,
    evidence: Sequence[Evidence],
    answers: tuple[str, ...],
    cache: LogitsCache,
) -> Trial:
    found = tuple(reader.scored_spans(question, evidence, cache))
    return Trial(tuple(evidence), found, answers, engine.passage_count)


def report(asked: Sequence[Asked], calibration: Calibration) -> None:
    """Print how the calibration does on questions that it was not fitted on."""
    for source in ("all", *SOURCES):
        of_source = [one for one in asked if source in ("all", one.source)]
        if not of_source:
            continue
        whole = [judge(one.whole, calibration) for one in of_source]
        without = [judge(one.without, calibration) for one in of_source]
        left = [judge(one.bereft, calibration) for one in of_source if one.bereft]
        judged = [(one.confidence, one.right) for one in [*whole, *without]]
        print(
            f"{source:22} {len(whole):4} questions  F1 {sum(one.f1 for one in whole) / len(whole):.3f}"
            f"  answered {_share(whole, calibration):.2f}"
            f"  without their work {_share(without, calibration):.2f}"
            f"  without what answers {_share(left, calibration):.2f}"
            f"  calibration error {expected_calibration_error(judged):.3f}"
            f"  risk-coverage area {area_under_risk_coverage(judged):.3f}"
        )


def _share(judgements, calibration: Calibration) -> float:
    return sum(one.confidence >= calibration.answer_threshold for one in judgements) / len(judgements)


def _names(questions: Sequence[QAExample]) -> dict[str, str]:
    """Context → file name."""
    contexts = dict.fromkeys(one.context for one in questions)
    return {context: f"{number:04}.txt" for number, context in enumerate(contexts)}


if __name__ == "__main__":
    main()
