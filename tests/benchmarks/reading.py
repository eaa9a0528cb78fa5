"""How well does the reading model answer, and does it know when it cannot?

    python tests/benchmarks/reading.py --data dev.jsonl.xz [--float32 FOLDER] [--only PART …]

Five parts. given: the right context given; made-up: cases that ask for care amid real contexts; line: every
context of a source a document and each question asked of all; declining: the same with the question's own
document left out; speed: time and memory. `--float32` names a folder with the weights before they were made
8-bit (`weights-fp32`, which training writes), for the comparison.
tests/benchmarks/questions.py says where the data is from.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import questions
import synthetic_events

from index.engine import Engine
from index.evaluation.reliability import area_under_risk_coverage, draw, expected_calibration_error
from index.evaluation.scores import LabelledQuestion, evaluate, exact_match, f1, rouge_l, score
from index.reader.model_config import read_model_config
from index.reader.span_reader import WEIGHTS, SpanReader
from index.settings import AnswerSettings, IndexSettings
from index.store.build import build
from index.training.calibrate import collect, held_out
from index.training.data import read_examples
from index.training.fitting import judge
from index.types import Evidence, Hit, Outcome, Passage, Reading

PARTS = ("given", "made-up", "line", "declining", "speed")
SOURCES = (
    "squadshifts_new_wiki",
    "squadshifts_amazon",
    "squadshifts_reddit",
    "qamr",
    "qed",
    "friendsqa",
    "fairytaleqa",
)
LINE = ("squadshifts_new_wiki",)
_COVERAGE = 0.9


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--float32", type=Path, help="folder of the weights before they were made 8-bit")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--every", type=int, default=1, help="ask only one question of so many")
    parser.add_argument("--plots", type=Path, help="draw the declining part's pictures into this folder")
    options = parser.parse_args()
    if "given" in options.only:
        given(options)
    if "made-up" in options.only:
        made_up(options)
    if "line" in options.only or "speed" in options.only:
        line(options)
    if "declining" in options.only:
        declining(options)


def given(options: argparse.Namespace) -> None:
    """Print exact match and F1 (ROUGE-L for free wordings) with the right context given."""
    readers = {"as shipped": SpanReader.load()}
    if options.float32:
        readers["32-bit"] = SpanReader.load(options.float32)
    print("Given the right context" + " " * 12 + "".join(f"{name:>34}" for name in readers))
    for source in SOURCES:
        contexts, asked = questions.load(options.data, (source,))
        asked = [one for one in asked if one.answers or one.references][:: options.every]
        row = f"{source:22} {len(asked):5}      "
        for reader in readers.values():
            rows = np.array([agreement(reader, one, contexts[one.document]) for one in asked])
            row += "   EM {:.3f}  F1 {:.3f}  ROUGE-L {:.3f}".format(*rows.mean(0))
        print(row, flush=True)
    print()


def made_up(options: argparse.Namespace) -> None:
    """Print how often the doer of a deed is found, and how often an untold side is answered nonetheless."""
    reader = SpanReader.load()
    asked = read_examples(options.data)[:: options.every]
    told, untold = (
        list(synthetic_events.event_questions(asked)),
        list(synthetic_events.attribute_questions(asked)),
    )
    right = [
        agreement(reader, questions.Asked(one.source, one.question, "", one.answer_texts), one.context)[0]
        for one in told
    ]
    sides = [read(reader, text, context).outcome is Outcome.ANSWERED for text, context in untold]
    print("Made-up cases amid real contexts, their wordings not trained on")
    print(
        f"  {len(right):5} deeds told by way of others: the doer is the best span, exactly  {np.mean(right):.3f}"
    )
    print(
        f"  {len(sides):5} sides that a text is silent about: answered nonetheless          {np.mean(sides):.3f}"
    )
    print()


def read(reader: SpanReader, question: str, context: str) -> Reading:
    """What a reader says with the right context given."""
    passage = Passage("given", "given", 0, len(context), context, 1)
    return reader.read(question, (Evidence(Hit(passage, 1.0, 1.0, 1.0), context, 0),))


def agreement(reader: SpanReader, one: questions.Asked, context: str) -> tuple[float, float, float]:
    """Exact match, F1 and ROUGE-L of the best span, against people's wordings where there are any."""
    spans = read(reader, one.question, context).spans
    said = spans[0].text if spans else ""
    right = one.references or one.answers
    return tuple(
        max((float(measure(said, each)) for each in right), default=0.0)
        for measure in (exact_match, f1, rouge_l)
    )


def line(options: argparse.Namespace) -> None:
    """Print the scores of every question asked of all documents, by each reader; then times and memory."""
    documents, found = questions.load(options.data, LINE)
    asked = [LabelledQuestion(one.question, one.document, one.answers) for one in found][:: options.every]
    with tempfile.TemporaryDirectory() as scratch:
        folder = questions.write(documents, Path(scratch, "documents"))
        base = IndexSettings(documents=folder, index=Path(scratch, "index"))
        build(base)
        if "line" in options.only:
            print(f"The whole line: {len(documents)} documents, {len(asked)} questions")
            for reader in ("default", "sentences"):
                whole_line(replace(base, answer=AnswerSettings(reader=reader)), asked)
            print()
        if "speed" in options.only:
            speed(Engine.open(base), [one.question for one in asked[:100]])


def whole_line(settings: IndexSettings, asked: Sequence[LabelledQuestion]) -> None:
    engine = Engine.open(settings)
    scores = score(evaluate(engine, asked))
    print(
        f"  {engine.reader_name:10} EM {scores.exact_match:.3f}  F1 {scores.f1:.3f}  answered {scores.answered:.3f}"
        f"  first citation right {scores.proven:.3f}  MRR@10 of retrieval {scores.mrr_at_10:.3f}",
        flush=True,
    )


def declining(options: argparse.Namespace) -> None:
    """Print what is answered with the own document taken away, on the half that was not fitted on."""
    every = [one for one in read_examples(options.data) if one.source in LINE]
    asked, _ = collect(WEIGHTS, [every], (), options.every)
    calibration = read_model_config(WEIGHTS).calibration
    unseen = [one for one in asked if held_out(one.work)]
    whole = [judge(one.whole, calibration) for one in unseen]
    without = [judge(one.without, calibration) for one in unseen]
    bereft = [judge(one.bereft, calibration) for one in unseen if one.bereft]
    threshold = float(np.quantile([one.confidence for one in whole], 1 - _COVERAGE))
    judged = [(one.confidence, one.right) for one in [*whole, *without]]
    print(f"Declining: {len(unseen)} questions of documents that were not fitted on, with and without them,")
    print("and with them but without those sentences that answer")
    print(f"  F1 of the best span, never declining        {np.mean([one.f1 for one in whole]):.3f}")
    for name, level in (("90% coverage", threshold), ("our threshold", calibration.answer_threshold)):
        shares = [np.mean([one.confidence >= level for one in some]) for some in (whole, without, bereft)]
        print(f"  at {name:14} ({level:.3f}): answered", *(f"{share:.3f}" for share in shares))
    print(f"  area under risk-coverage, both cases        {area_under_risk_coverage(judged):.3f}")
    answerable = [(one.confidence, one.right) for one in whole]
    print(f"  area under risk-coverage, answerable        {area_under_risk_coverage(answerable):.3f}")
    print(f"  expected calibration error, both cases      {expected_calibration_error(judged):.3f}")
    if options.plots:
        print("  drawn:", *draw(judged, options.plots))
    print()


def speed(engine: Engine, asked: Sequence[str]) -> None:
    """Print warm milliseconds of an answer by stage, median and 95th percentile, and the process's memory."""
    for text in asked[:5]:
        engine.ask(text)
    stages: dict[str, list[float]] = {}
    for text in asked:
        begun = time.perf_counter()
        engine._encoder.encode([text])
        encode = (time.perf_counter() - begun) * 1000
        begun = time.perf_counter()
        answer = engine.ask(text)
        whole = (time.perf_counter() - begun) * 1000
        laps = dict(answer.milliseconds)
        laps = {"encode": encode, "search": laps.pop("retrieve") - encode, **laps, "whole": whole}
        for stage, milliseconds in laps.items():
            stages.setdefault(stage, []).append(milliseconds)
    print(f"Warm, {len(asked)} questions, {engine.settings.answer.passages} passages read; milliseconds")
    for stage, values in stages.items():
        print(
            f"  {stage:8} median {np.median(values):6.1f}   95th percentile {np.quantile(values, 0.95):6.1f}"
        )
    print(
        f"  memory of the process at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB"
    )


if __name__ == "__main__":
    main()
