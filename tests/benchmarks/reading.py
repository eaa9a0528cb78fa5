"""Measure how well the reading model answers, and whether it knows when it cannot.

    python tests/benchmarks/reading.py --data dev.jsonl.xz [--float32 FOLDER] [--only PART …]

The parts:
- gold-context: the model reads the right context;
- synthetic: synthetic questions in real contexts, from templates that the model was not trained on;
- near-misses: questions that their context seems to answer but does not, made from answerable questions;
- blocks: which block of a document answers a question in the style of a chat (needs --faq);
- end-to-end: every context of a source is a document, and each question is asked of all documents;
- unanswerable: a question without its own document, and without the sentences that answer it;
- speed: time and memory.
`--weights` names the folder of the weights that all parts but end-to-end and speed use.
`--float32` names a folder of 32-bit weights (`weights-fp32`, which training writes); gold-context compares them.
The docstring of tests/benchmarks/questions.py names the sources of the data.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import measure
import near_miss_questions
import numpy as np
import question_blocks
import questions
import synthetic_events
from rouge import rouge_l

from index import AnswerSettings, Engine, Hit, IndexSettings, Outcome, Passage, build
from index.evaluation.reliability import area_under_risk_coverage, draw, expected_calibration_error
from index.evaluation.scores import LabelledQuestion, evaluate, exact_match, f1, score
from index.models.encoder import MiniLM, load_encoder
from index.reader.model_config import read_model_config
from index.reader.span_reader import WEIGHTS, SpanReader
from index.training.asked_collections import held_out
from index.training.fitting import judge
from index.training.groups.near_misses import QuestionWords
from index.training.question_cases import read_collections
from index.training.sources.data import read_examples
from index.types import Evidence, Reading

PARTS = ("gold-context", "synthetic", "near-misses", "blocks", "end-to-end", "unanswerable", "speed")
SOURCES = (
    "squadshifts_new_wiki",
    "squadshifts_amazon",
    "squadshifts_reddit",
    "qamr",
    "qed",
    "friendsqa",
    "fairytaleqa",
    "narrativeqa_test",
    "narrativeqa_dev",
    "squad_train_bits",
    "quoref_dev",
    "nq_oracle",
    "mctest_msrla",
    "molweni_train",
    "tweetqa",
    "ropes_train",
    "multispanqa_valid",
    "timeqa_human",
)
INDEXED_SOURCES = ("squadshifts_new_wiki",)
_COVERAGE = 0.9
_NEAR_MISS_COVERAGE = 0.8


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    add = parser.add_argument
    add("--data", type=measure.path, required=True, help="dev.jsonl.xz, the development questions")
    add("--weights", type=measure.path, default=WEIGHTS, metavar="FOLDER", help="default: those that ship")
    add("--faq", type=measure.path, metavar="FOLDER", help="documents, pairs and chat_dev.jsonl")
    add("--float32", type=measure.path, metavar="FOLDER", help="folder of the weights in 32 bits")
    add("--only", nargs="+", choices=PARTS, default=PARTS, help="run only these parts (default: all)")
    add("--every", type=int, default=1, metavar="N", help="take only every Nth question")
    add("--plots", type=measure.path, metavar="FOLDER", help="unanswerable: also draw plots in this folder")
    options = parser.parse_args()
    if "gold-context" in options.only:
        gold_context(options)
    if "synthetic" in options.only:
        synthetic(options)
    if "near-misses" in options.only:
        near_misses(options)
    if "blocks" in options.only and options.faq:
        blocks(options)
    if "end-to-end" in options.only or "speed" in options.only:
        end_to_end(options)
    if "unanswerable" in options.only:
        unanswerable(options)


def gold_context(options: argparse.Namespace) -> None:
    """Print exact match, F1 and ROUGE-L when the model reads the right context."""
    readers = {options.weights.name: SpanReader.load(options.weights)}
    if options.float32:
        readers["32-bit"] = SpanReader.load(options.float32)
    print("Given the right context" + " " * 12 + "".join(f"{name:>34}" for name in readers))
    for source in SOURCES:
        contexts, development = questions.load(options.data, (source,))
        answered = [each for each in development if each.answers or each.references][:: options.every]
        if not answered:
            continue
        row = f"{source:22} {len(answered):5}      "
        for reader in readers.values():
            rows = np.array([agreement(reader, each, contexts[each.document]) for each in answered])
            row += "   EM {:.3f}  F1 {:.3f}  ROUGE-L {:.3f}".format(*rows.mean(0))
        print(row, flush=True)
    print()


def synthetic(options: argparse.Namespace) -> None:
    """Print how often the agent of an event is found, and how often an unanswerable question is answered.

    Both kinds of question are synthetic.
    """
    reader = SpanReader.load(options.weights)
    examples = read_examples(options.data)[:: options.every]
    right = [
        agreement(
            reader,
            questions.DevelopmentQuestion(event.source, event.question, "", event.answer_texts),
            event.context,
        )[0]
        for event in synthetic_events.event_questions(examples)
    ]
    answered = [
        read(reader, question, excerpt).outcome is Outcome.ANSWERED
        for question, excerpt in synthetic_events.attribute_questions(examples)
    ]
    print("Synthetic questions in real contexts")
    print(
        f"  {len(right):5} events, reported by other people: exact match of the agent   {np.mean(right):.3f}"
    )
    print(
        f"  {len(answered):5} attributes that the excerpt does not mention: answered      {np.mean(answered):.3f}"
    )
    print()


def near_misses(options: argparse.Namespace) -> None:
    """Print how often near misses are answered, and how often the questions that they were made from."""
    reader = SpanReader.load(options.weights)
    examples = read_examples(options.data)[:: options.every]
    confidences: dict[str, list[tuple[float, float]]] = {}
    for kind, example, missed in near_miss_questions.near_misses(examples):
        pair = (
            confidence(read(reader, example.question, example.context)),
            confidence(read(reader, missed.question, missed.context)),
        )
        confidences.setdefault(kind, []).append(pair)
    print("Near misses: the share that is answered; in brackets, of the questions that they are made from")
    everything = [pair for pairs in confidences.values() for pair in pairs]
    for kind, pairs in {**confidences, "all": everything}.items():
        real, missed = np.array(pairs).T
        threshold = reader.calibration.answer_threshold
        at_coverage = float(np.quantile(real, 1 - _NEAR_MISS_COVERAGE))
        print(
            f"  {kind:10} {len(pairs):5}   answered {np.mean(missed >= threshold):.3f} "
            f"({np.mean(real >= threshold):.3f})   answered {np.mean(missed >= at_coverage):.3f} "
            f"({_NEAR_MISS_COVERAGE})   higher than its question {np.mean(missed >= real):.3f}"
        )
    print()


def confidence(reading: Reading) -> float:
    return reading.spans[0].confidence if reading.spans else 0.0


def blocks(options: argparse.Namespace) -> None:
    """Print for which share of chat-style questions the block that answers has the highest block score.

    It competes with other blocks of its document. Each block is read with its trail.
    """
    first, scores = [], []
    for answering, *others in question_blocks.block_scores(options.weights, options.faq, options.every):
        first.append(answering > max(others, default=-np.inf))
        scores += [(answering, True), *((score, False) for score in others)]
    logits, right = np.array([score for score, _ in scores]), np.array([label for _, label in scores])
    print(f"Blocks: {len(first)} questions in the style of a chat, each with blocks of its document")
    print(f"  the block that answers first      {np.mean(first):.3f}")
    print(f"  block score above 0: of these     {np.mean(logits[right] > 0):.3f}")
    print(f"                       of others    {np.mean(logits[~right] > 0):.3f}")
    print()


def given(context: str) -> Evidence:
    """Return a whole context as evidence."""
    passage = Passage("given", "given", 0, len(context), context, 1)
    return Evidence(Hit(passage, 1.0, 1.0, 1.0), context, 0)


def read(reader: SpanReader, question: str, context: str) -> Reading:
    """Return the reading of a question and its right context."""
    return reader.read(question, (given(context),))


def agreement(
    reader: SpanReader, question: questions.DevelopmentQuestion, context: str
) -> tuple[float, float, float]:
    """Return exact match, F1 and ROUGE-L of the best span, against the annotators' own words if there are any."""
    spans = read(reader, question.question, context).spans
    answer = spans[0].text if spans else ""
    right = question.references or question.answers
    return tuple(
        max((float(metric(answer, each)) for each in right), default=0.0)
        for metric in (exact_match, f1, rouge_l)
    )


def end_to_end(options: argparse.Namespace) -> None:
    """Print the scores of each reader when every question is asked of all documents; then times and memory."""
    documents, development = questions.load(options.data, INDEXED_SOURCES)
    asked = [LabelledQuestion(each.question, each.document, each.answers) for each in development][
        :: options.every
    ]
    with tempfile.TemporaryDirectory() as scratch:
        folder = questions.write(documents, Path(scratch, "documents"))
        settings = IndexSettings(documents=folder, index=Path(scratch, "index"))
        build(settings)
        if "end-to-end" in options.only:
            print(f"End to end: {len(documents)} documents, {len(asked)} questions")
            for reader in ("default", "sentences"):
                print_scores(replace(settings, answer=AnswerSettings(reader=reader)), asked)
            print()
        if "speed" in options.only:
            speed(Engine.open(settings), [question.question for question in asked[:100]])


def print_scores(settings: IndexSettings, asked: Sequence[LabelledQuestion]) -> None:
    engine = Engine.open(settings)
    scores = score(evaluate(engine, asked))
    print(
        f"  {engine.reader_name:10} EM {scores.exact_match:.3f}  F1 {scores.f1:.3f}  answered {scores.answered:.3f}"
        f"  first citation right {scores.proven:.3f}  MRR@10 of retrieval {scores.mrr_at_10:.3f}",
        flush=True,
    )


def unanswerable(options: argparse.Namespace) -> None:
    """Print the share of questions answered although their answer was removed, on works held out of the fit."""
    examples = [each for each in read_examples(options.data) if each.source in INDEXED_SOURCES]
    words = QuestionWords.of((each.question for each in examples), MiniLM.load())
    cases = read_collections(options.weights, [examples], words, options.every)
    calibration = read_model_config(options.weights).calibration
    unseen = [case for case in cases if held_out(case.work)]
    complete = [judge(case.complete, calibration) for case in unseen]
    without_document = [judge(case.without_work, calibration) for case in unseen]
    without_answer = [judge(case.without_answer, calibration) for case in unseen if case.without_answer]
    threshold = float(np.quantile([each.confidence for each in complete], 1 - _COVERAGE))
    answerable = [(each.confidence, each.right) for each in complete]
    judged = [(each.confidence, each.right) for each in [*complete, *without_document]]
    print(
        f"Unanswerable: {len(unseen)} questions of documents held out of the calibration. The share answered"
    )
    print("with their document, without it, and with it but without the sentences that answer")
    print(f"  F1 of the best span, always answering       {np.mean([each.f1 for each in complete]):.3f}")
    for name, level in (("90% coverage", threshold), ("our threshold", calibration.answer_threshold)):
        shares = [
            np.mean([each.confidence >= level for each in judgements])
            for judgements in (complete, without_document, without_answer)
        ]
        print(f"  at {name:14} ({level:.3f}): answered", *(f"{share:.3f}" for share in shares))
    print(f"  area under risk-coverage, both cases        {area_under_risk_coverage(judged):.3f}")
    print(f"  area under risk-coverage, answerable        {area_under_risk_coverage(answerable):.3f}")
    print(f"  expected calibration error, both cases      {expected_calibration_error(judged):.3f}")
    if options.plots:
        print("  drawn:", *draw(judged, options.plots))
    print()


def speed(engine: Engine, asked: Sequence[str]) -> None:
    """Print the milliseconds of each stage of a warm answer, median and 95th percentile, and the memory."""
    encoder = load_encoder(engine.settings.encoder, threads=engine.settings.threads)
    for question in asked[:5]:
        engine.ask(question)
    stages: dict[str, list[float]] = {}
    for question in asked:
        started = time.perf_counter()
        encoder.encode([question])
        encode = (time.perf_counter() - started) * 1000
        started = time.perf_counter()
        answer = engine.ask(question)
        total = (time.perf_counter() - started) * 1000
        laps = dict(answer.milliseconds)
        laps = {"encode": encode, "search": laps.pop("retrieve") - encode, **laps, "total": total}
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
