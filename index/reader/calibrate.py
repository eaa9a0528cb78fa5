"""Fit the reader's confidence and thresholds again: `python -m index.reader.calibrate --data FOLDER`.

It asks development questions of an index over all their contexts, through the real retrieval, once as they
are and once with their own document (of a tale, all its sections) left out, and writes the fitted numbers
into `reader.json`. Half of the documents are fitted on, the other half is reported on. To be run again when
the weights, the retrieval or the passages change.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from zlib import crc32

import numpy as np

from index.answer import Engine
from index.build import build
from index.plots import area_under_risk_coverage, expected_calibration_error
from index.reader.calibration import Calibration
from index.reader.card import write_card
from index.reader.fitting import Trial, fit, judge, separate
from index.reader.model import WEIGHTS, SpanReader
from index.reader.spans import Frame
from index.reader.training.data import Question, read_questions
from index.settings import AnswerSettings, IndexSettings
from index.types import Evidence

#: The collections that are indexed and asked: the questions of the others need their context to be told.
SOURCES = ("squadshifts_new_wiki", "fairytaleqa", "qed")
#: Questions on something else, to tell what the documents do not speak of.
FOREIGN = ("squadshifts_amazon", "friendsqa")
_FOREIGN_COUNT = 300
_READ = 10  # passages: more than are read in use, so that what they cost shows
_REMEMBERED = 100  # frames
_TAKEN = 60  # so that ten remain when those of the own document are left out


class PatientReader(SpanReader):
    """The reader, which remembers what it read: the two cases of a question share most passages."""

    _known: dict[bytes, np.ndarray] | None = None

    def _logits(self, frame: Frame) -> np.ndarray:
        known = self._known
        if known is None or len(known) > _REMEMBERED:
            known = self._known = {}
        key = frame.ids.tobytes()
        logits = known.get(key)
        if logits is None:
            logits = known[key] = super()._logits(frame)
        return logits


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as it was read: as it is, and with its own document left out."""

    document: str
    source: str
    whole: Trial
    without: Trial


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m index.reader.calibrate", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with dev.jsonl.xz")
    parser.add_argument(
        "--weights", type=Path, default=WEIGHTS, help="folder with model.onnx and reader.json"
    )
    parser.add_argument("--every", type=int, default=1, help="ask only one question of so many")
    options = parser.parse_args(arguments)
    questions = read_questions(options.data / "dev.jsonl.xz")
    with tempfile.TemporaryDirectory() as folder:
        engine = index_of(questions, SOURCES, Path(folder))
        reader = PatientReader.load(options.weights, coverage=engine.coverage)
        asked = list(ask(engine, reader, questions, SOURCES, options.every))
        foreign = [one.text for one in questions if one.source in FOREIGN][:_FOREIGN_COUNT]
        far = [_nearest(engine, text) for text in foreign]
    fitted = [one for one in asked if not held_out(one.document)]
    calibration = fit([one.whole for one in fitted], [one.without for one in fitted])
    near = [max((each.hit.dense for each in one.without.evidence), default=0.0) for one in fitted]
    calibration = replace(calibration, on_topic=separate(near, far))
    write_card(options.weights, calibration, reader.limits)
    for name, value in calibration.to_json().items():
        print(f"{name:12} {value}")
    report([one for one in asked if held_out(one.document)], calibration)


def held_out(document: str) -> bool:
    """Whether a document is of the half that is reported on, not fitted on."""
    return crc32(document.encode()) % 2 == 1


def index_of(questions: Sequence[Question], sources: Sequence[str], folder: Path) -> Engine:
    """An engine over every context of `sources`, each a document of its own."""
    documents = folder / "documents"
    documents.mkdir()
    for context, name in _names(questions, sources).items():
        (documents / name).write_bytes(context.encode())
    settings = IndexSettings(
        documents=documents, index=folder / "index", answer=AnswerSettings(reader="sentences")
    )
    build(settings)
    return Engine.open(settings)


def ask(
    engine: Engine,
    reader: SpanReader,
    questions: Sequence[Question],
    sources: Sequence[str],
    every: int,
) -> Iterator[Asked]:
    """Read each answerable question of `sources` for both cases."""
    names = _names(questions, sources)
    works = {
        names[one.context]: one.document or names[one.context] for one in questions if one.source in sources
    }
    chosen = [one for one in questions if one.source in sources and one.answers]
    for question in chosen[::every]:
        own = works[names[question.context]]
        evidence = engine.evidence(question.text, _TAKEN)
        rest = [one for one in evidence if works[one.passage.document] != own]
        answers = (*question.answer_texts, *question.references)
        yield Asked(
            names[question.context],
            question.source,
            _trial(reader, question.text, evidence[:_READ], answers),
            _trial(reader, question.text, rest[:_READ], ()),
        )


def _trial(
    reader: SpanReader, question: str, evidence: Sequence[Evidence], answers: tuple[str, ...]
) -> Trial:
    return Trial(tuple(evidence), tuple(reader.candidates(question, evidence)), answers)


def report(asked: Sequence[Asked], calibration: Calibration) -> None:
    """Print how the calibration does on questions that it was not fitted on."""
    for source in ("all", *SOURCES):
        of_source = [one for one in asked if source in ("all", one.source)]
        if not of_source:
            continue
        whole = [judge(one.whole, calibration) for one in of_source]
        without = [judge(one.without, calibration) for one in of_source]
        judged = [(one.confidence, one.right) for one in [*whole, *without]]
        print(
            f"{source:22} {len(whole):4} questions  F1 {sum(one.f1 for one in whole) / len(whole):.3f}"
            f"  answered {_share(whole, calibration):.2f}"
            f"  without their document {_share(without, calibration):.2f}"
            f"  calibration error {expected_calibration_error(judged):.3f}"
            f"  risk-coverage area {area_under_risk_coverage(judged):.3f}"
        )


def _share(judgements, calibration: Calibration) -> float:
    return sum(one.confidence >= calibration.answered for one in judgements) / len(judgements)


def _names(questions: Sequence[Question], sources: Sequence[str]) -> dict[str, str]:
    """Context → file name."""
    contexts = dict.fromkeys(one.context for one in questions if one.source in sources)
    return {context: f"{number:04}.txt" for number, context in enumerate(contexts)}


def _nearest(engine: Engine, question: str) -> float:
    return max((one.hit.dense for one in engine.evidence(question, _READ)), default=0.0)


if __name__ == "__main__":
    main()
