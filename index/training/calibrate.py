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
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from index.evaluation.reliability import area_under_risk_coverage, expected_calibration_error
from index.models.encoder import MiniLM
from index.reader.calibration.words import Calibration
from index.reader.model_config import read_model_config, write_model_config
from index.training.asked_collections import SOURCES, add_folders, held_out, split_by_works
from index.training.fitting import CalibrationExample, Judgement, fit, judge
from index.training.groups.near_misses import QuestionWords
from index.training.question_cases import QuestionCases, read_collections, read_communities
from index.training.sources.data import QAExample, read_examples

_WORKS_PER_INDEX = (4, 24)  # in addition to one index of all works


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
    communities = list(read_communities(options.weights, options.communities))
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


def _collections_by_size(examples: Sequence[QAExample]) -> Iterator[tuple[str, list[list[QAExample]]]]:
    """Yield (title, collections of examples), for several numbers of works in a collection."""
    for works in _WORKS_PER_INDEX:
        yield f"Asked of {works} works at a time", split_by_works(examples, works)
    yield "Asked of all works at once", [list(examples)]


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


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m index.training.calibrate", description=__doc__)
    add = parser.add_argument
    add("--data", type=Path, required=True, metavar="FOLDER", help="folder with dev.jsonl.xz")
    add("--every", type=int, default=1, metavar="N", help="take every Nth question on works (default: 1)")
    add("--choose", action="store_true", help="also fit the numbers that choose the answer; else keep them")
    add_folders(parser)
    return parser


if __name__ == "__main__":
    main()
