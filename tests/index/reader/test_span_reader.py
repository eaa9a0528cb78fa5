"""The reader with the reading model, as the engine uses it: with random weights, and with those that ship."""

from __future__ import annotations

import math
import re
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.reader.calibration.blocks import BlockCalibration
from index.reader.calibration.topic import TopicCalibration
from index.reader.calibration.words import Calibration, Features
from index.reader.evidence.ranges import isolate
from index.reader.network.spans import sentences_of
from index.reader.span_reader import SpanReader
from index.types import Evidence, Outcome, Span
from tests.index.evidence import evidence_of

LONG = "The harbour was quiet and grey. " * 400

odd_text = st.one_of(
    st.text(max_size=200),
    st.text(alphabet="a.\"'()[]“”’ \n\t\u200b\u00ad\u0301é中ا\x00\x1b", max_size=120),
    st.text(st.characters(codec=None), max_size=60),  # with lone surrogates
)


def is_verbatim(span: Span, evidence: tuple[Evidence, ...]) -> bool:
    """Whether a span is a part of the context of one item of the evidence, without white space around."""
    start, end = span.start - span.evidence.start, span.end - span.evidence.start
    inside = 0 <= start < end <= len(span.evidence.context)
    text = span.evidence.context[start:end]
    return span.evidence in evidence and inside and text == span.text == text.strip()


@settings(max_examples=60)
@given(odd_text, st.lists(st.tuples(odd_text, odd_text, odd_text, st.integers(0, 9)), max_size=3))
@example("who?", [("", "", "", 0)])
@example("\ud800", [("", "a\ud800 b", "", 3)])
@example("who is it?", [("He said “", "it is I", "”.", 0), ("", "...", "", 0)])
def test_any_text_gets_spans_that_are_verbatim(random_reader, make_evidence, question, texts):
    """Whatever the question and the passages are, no error is raised, every span is verbatim, and none repeats."""
    evidence = tuple(
        make_evidence(before + passage + after, len(before), len(before) + len(passage), at=at)
        for before, passage, after, at in texts
    )
    reading = random_reader.read(question, evidence)
    assert all(is_verbatim(span, evidence) for span in reading.spans)
    assert all(0 <= span.confidence <= 1 for span in reading.spans)
    assert len({(span.start, span.end) for span in reading.spans}) == len(reading.spans)
    if reading.outcome is Outcome.ANSWERED:
        assert reading.spans


@settings(max_examples=60)
@given(odd_text, st.lists(odd_text, max_size=4))
def test_ranking_loses_no_passage(random_reader, make_evidence, question, texts):
    """Whatever the question and the passages are, each passage with a word comes once, and the scores fall."""
    hits = random_reader.rank(question, [make_evidence(text, at=at) for at, text in enumerate(texts)])
    found = [hit.passage.start for hit in hits]
    assert len(set(found)) == len(found)
    assert {at for at, text in enumerate(texts) if re.search("[a-z]", text)} <= set(found)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


@pytest.mark.parametrize("question", ["", " \n", "?!...", "\x00\x07", "«»"])
def test_a_question_without_a_word_has_no_answer(random_reader, make_evidence, question):
    """For a question without a word the outcome is nothing, there is no span, and passages keep their order."""
    evidence = (make_evidence("Anna paid for the boat."), make_evidence("The boat is red.", at=1))
    reading = random_reader.read(question, evidence)
    assert reading.outcome is Outcome.NOTHING
    assert not reading.spans
    assert random_reader.rank(question, evidence) == [each.hit for each in evidence]


@pytest.mark.parametrize(
    "question",
    [
        "why " * 10_000,
        "маяк хто збудував?",
        "谁建造了灯塔？",
        "من بنى المنارة؟",
        "who\x00\x1b[31m built\u202e it?",
    ],
    ids=["ten thousand words", "Ukrainian", "Chinese", "Arabic", "control characters"],
)
def test_an_odd_question_is_read_like_any_other(shipped_reader, make_evidence, question):
    """Long questions, other scripts and control characters get a reading whose spans are verbatim."""
    evidence = (make_evidence("The lighthouse at Skagen was built in 1858 by Niels Nebelong."),)
    reading = shipped_reader.read(question, evidence)
    assert all(is_verbatim(span, evidence) for span in reading.spans)


@pytest.mark.parametrize("text", ["", "   \n\n", "*** --- ***", "\x00\x01\x02", "\u200b\u200b", "…"])
def test_a_passage_without_a_word_is_no_answer(shipped_reader, make_evidence, text):
    """If there is nothing to read, nothing answers."""
    reading = shipped_reader.read("Who built the lighthouse?", (make_evidence(text, score=0.0),))
    assert reading.outcome is not Outcome.ANSWERED


@pytest.mark.parametrize(
    ("confidence", "marked"),
    [(0.45, "Niels Nebelong"), (0.35, "The lighthouse at Skagen was built in 1858 by Niels Nebelong.")],
)
def test_the_likeliest_words_are_marked_in_a_sentence_that_answers(
    shipped_reader: SpanReader, make_evidence, confidence: float, marked: str
):
    """If only the block is sure, likely words are marked in it, else its most relevant sentence."""
    text = "The lighthouse at Skagen was built in 1858 by Niels Nebelong. It is 46 metres tall."
    features = {field.name: 0.0 for field in fields(Features)}
    reader = SpanReader(
        shipped_reader._model,
        replace(shipped_reader.calibration, **features, intercept=math.log(confidence / (1 - confidence))),
        block_calibration=BlockCalibration(intercept=3.0, relevance=0.0),
    )
    reading = reader.read("Who built the lighthouse?", (make_evidence(text),))
    assert (reading.outcome, reading.kind) == (Outcome.ANSWERED, "block")
    start, end = reading.spans[0].highlight or (0, 0)
    assert text[start:end] == marked


def test_no_evidence_is_nothing(shipped_reader):
    """Without any passage the outcome is nothing."""
    assert shipped_reader.read("Who built the lighthouse?", ()).outcome is Outcome.NOTHING


def test_threads_and_other_evidence_do_not_change_a_span(random_weights, make_evidence):
    """A passage gets the same spans and scores on one thread and on four, alone and among others."""
    texts = [f"Number {n}. " + "Marta sold the mill to Jonas in spring. " * n for n in (1, 4, 9, 2)]
    evidence = tuple(make_evidence(text, document=f"{n}.txt") for n, text in enumerate(texts))
    single, parallel = (SpanReader.load(random_weights, threads=threads) for threads in (1, 4))
    together = single.scored_spans("Who sold the mill?", evidence)
    assert together == parallel.scored_spans("Who sold the mill?", evidence)
    for rank, passage in enumerate(evidence):
        alone = single.scored_spans("Who sold the mill?", (passage,))
        among = [span for span in together if span.rank == rank]
        assert [(span.start, span.end, span.score) for span in alone] == [
            (span.start, span.end, span.score) for span in among
        ]
    assert single.read("Who?", evidence) == parallel.read("Who?", evidence)


def test_overlapping_contexts_give_each_span_once(random_reader, make_evidence):
    """Two contexts with a common part of the document yield each span in it once."""
    text = "Oskar came first. Then Oskar left, and Mia stayed at home."
    evidence = (make_evidence(text, 0, 17), make_evidence(text[18:], at=18))
    spans = random_reader.scored_spans("Who left?", evidence)
    assert len({(span.start, span.end) for span in spans}) == len(spans)


def test_a_passage_within_a_better_ones_context_is_not_read(
    recording_model, recording_session, make_evidence
):
    """The spans are unchanged. The same words in another document compete too, but are not read again."""
    text = "Oskar came first. Then Oskar left, and Mia stayed at home."
    whole, inside = make_evidence(text), make_evidence(text, 18, 34)
    copy = make_evidence(text, 18, 34, document="copy.txt")
    reader = SpanReader(recording_model, Calibration())
    alone = reader.scored_spans("Who left?", (whole,))
    count = len(recording_session.read)
    assert reader.scored_spans("Who left?", (whole, inside)) == alone
    assert len(recording_session.read) == 2 * count
    both = reader.scored_spans("Who left?", (whole, copy))
    assert {span.document for span in both} == {"notes.txt", "copy.txt"}
    assert len(recording_session.read) == 3 * count


def test_the_sentences_of_the_best_spans_are_also_read_alone(random_reader, make_evidence):
    """The isolated score is the score of a span when its sentence is all of the evidence."""
    text = "Oskar came first. Then Mia left the house. Otto stayed at home. Anna slept. Nobody minded."
    evidence = make_evidence(text, at=7)
    spans = random_reader.scored_spans("Who left?", (evidence,))
    sentences = sentences_of(spans, (evidence,))
    assert len(set(sentences)) > 2
    near = [
        sentence for span, sentence in zip(spans, sentences, strict=True) if span.score >= spans[0].score - 5
    ]
    best_two = list(dict.fromkeys(near))[:2]
    for span, sentence in zip(spans, sentences, strict=True):
        expected = -2.0
        if sentence in best_two:
            isolated = random_reader.scored_spans("Who left?", (isolate(evidence, *sentence),))
            scores = {(each.start, each.end): each.score for each in isolated}
            expected = max(-4.0, scores.get((span.start, span.end), -4.0))
        assert span.isolated_score == expected


def test_evidence_comes_in_the_order_of_its_relevance(shipped_reader, make_evidence):
    """Whatever order retrieval gives, the passage that answers comes first, and no window is lost."""
    texts = [
        "It rained all week.",
        "The mill stands empty.",
        "Otto burned the old mill in May.",
        "Mia slept.",
    ]
    evidence = tuple(make_evidence(text, document=f"{n}.txt", score=0.4) for n, text in enumerate(texts))
    reading = shipped_reader.read("Who burned the old mill?", evidence)
    assert reading.evidence[0] is evidence[2]
    assert sorted(reading.evidence, key=lambda each: each.passage.document) == list(evidence)


def test_relevance_is_that_of_the_passage_alone(random_reader, make_evidence):
    """The text around a passage may answer as well, but does not count for its relevance."""
    text = "Oskar came first. Then Oskar left, and Mia stayed at home."
    (inside,) = random_reader.relevances("Who left?", [make_evidence(text, 18, 34)])
    (alone,) = random_reader.relevances("Who left?", [make_evidence(text[18:34], at=18)])
    assert (inside.score, inside.words_score) == (alone.score, alone.words_score)
    assert np.array_equal(inside.starts, alone.starts + 18)
    assert inside.logit_between(18, 34) == pytest.approx(inside.words_score)


def test_the_block_answers_if_no_words_are_sure(recording_model, make_evidence):
    """A block that is sure enough answers as a whole; a block that is not is shown as a passage."""
    evidence = (make_evidence("It rained. Otto burned the old mill in May. Nobody minded."),)
    unsure = Calibration(answer_threshold=2.0)
    for threshold, outcome in ((0.0, Outcome.ANSWERED), (2.0, Outcome.PASSAGES)):
        reader = SpanReader(recording_model, unsure, block_calibration=BlockCalibration(threshold=threshold))
        reading = reader.read("Who burned the old mill?", evidence)
        assert (reading.outcome, reading.kind) == (outcome, "block")
        assert [span.text for span in reading.spans] == [evidence[0].context]


def test_a_passage_that_may_well_answer_is_shown_off_the_topic(recording_model, make_evidence):
    """A passage off the topic is shown if its block answers with a probability of three in ten."""
    evidence = (make_evidence("It rained. Otto burned the old mill in May. Nobody minded."),)
    unsure, off_topic = Calibration(answer_threshold=2.0), TopicCalibration(threshold=2.0)
    for probability, outcome in ((0.31, Outcome.PASSAGES), (0.29, Outcome.NOTHING)):
        intercept = math.log(probability / (1 - probability))
        blocks = BlockCalibration(intercept=intercept, relevance=0.0)
        reader = SpanReader(recording_model, unsure, block_calibration=blocks, topic=off_topic)
        reading = reader.read("Who left Tallinn on Thursday morning?", evidence)
        assert reading.outcome is outcome


def test_nothing_is_shown_of_passages_without_a_word_of_the_question(recording_model, make_evidence):
    """However similar their vectors are: a complaint is similar to anything."""
    evidence = make_evidence("It rained. Otto burned the old mill in May. Nobody minded.")
    unsure, blocks = Calibration(answer_threshold=2.0), BlockCalibration(intercept=0.0, relevance=0.0)
    reader = SpanReader(
        recording_model,
        unsure,
        block_calibration=replace(blocks, threshold=2.0),
        topic=TopicCalibration(threshold=0.0),
    )
    for bm25, outcome in ((0.1, Outcome.PASSAGES), (0.0, Outcome.NOTHING)):
        found = replace(evidence, hit=replace(evidence.hit, bm25=bm25))
        assert reader.read("this is useless", (found,)).outcome is outcome


def test_passages_on_the_topic_are_shown(recording_model, make_evidence):
    """The best score and cosine of all passages decide, and the passage that is ranked first."""
    evidence = tuple(
        replace(each, hit=replace(each.hit, cosine=cosine))
        for each, cosine in (
            (make_evidence("It rained. Otto burned the old mill in May.", score=0.5), 0.2),
            (make_evidence("Nobody minded.", document="other.txt", score=0.4), 0.6),
        )
    )
    unsure, no_blocks = Calibration(answer_threshold=2.0), BlockCalibration(intercept=-9.0)
    question = "Who burned the old mill?"
    for threshold, outcome in ((0.49, Outcome.PASSAGES), (0.51, Outcome.NOTHING)):
        topic = TopicCalibration(intercept=-1.1, retrieval_score=1.0, cosine=1.0, threshold=threshold)
        reader = SpanReader(recording_model, unsure, block_calibration=no_blocks, topic=topic)
        relevances = reader.relevances(question, evidence)
        features = reader.topic_features(question, evidence, relevances)
        assert (features.retrieval_score, features.cosine) == (0.5, 0.6)
        assert features.relevance == relevances[0].score
        assert reader.read(question, evidence).outcome is outcome


def test_a_long_passage_is_read_to_its_end(shipped_reader, make_evidence):
    """A passage far beyond the model's limit is read in several windows, so an answer at its end is found."""
    context = LONG + "The ferry to Naissaar leaves at nine in the evening."
    reading = shipped_reader.read("When does the ferry to Naissaar leave?", (make_evidence(context),))
    assert "nine" in reading.spans[0].text


SHORT = [
    (
        "The lighthouse at Skagen was built in 1858. It is 46 metres tall.",
        "When was the lighthouse built?",
        "1858",
    ),
    (
        "The lighthouse at Skagen was built in 1858. It is 46 metres tall.",
        "How tall is the lighthouse?",
        "46",
    ),
    (
        "Marta opened the bakery on Mill Street. Her brother Jonas keeps the books.",
        "Who opened the bakery?",
        "Marta",
    ),
    (
        "Marta opened the bakery on Mill Street. Her brother Jonas keeps the books.",
        "Who keeps the books?",
        "Jonas",
    ),
    ("The night train to Tallinn leaves at 22:40 from platform nine.", "Where does the train go?", "Tallinn"),
]


@pytest.mark.parametrize(("text", "question", "answer"), SHORT)
def test_a_plain_question_gets_its_words(shipped_reader, make_evidence, text, question, answer):
    """The words of a short sentence that answer are found, and hardly more words."""
    reading = shipped_reader.read(question, (make_evidence(text),))
    assert answer in reading.spans[0].text
    assert len(reading.spans[0].text.split()) <= 4


def test_the_answer_is_found_in_any_passage(shipped_reader, make_evidence):
    """The one of several passages that answers wins, wherever retrieval ranks it."""
    texts = list(dict.fromkeys(text for text, _, _ in SHORT))
    evidence = tuple(make_evidence(text, document=f"{n}.txt") for n, text in enumerate(texts))
    for text, question, answer in SHORT:
        span = shipped_reader.read(question, evidence).spans[0]
        assert answer in span.text
        assert span.evidence.context == text


def test_an_unanswerable_question_is_less_sure(shipped_reader, make_evidence):
    """An unanswerable question has a lower confidence than an answerable one."""
    evidence = (make_evidence("Marta opened the bakery on Mill Street in 1999."),)
    answered = shipped_reader.read("When did Marta open the bakery?", evidence)
    unanswered = shipped_reader.read("Which river floods the coal mine?", evidence)
    assert unanswered.outcome is not Outcome.ANSWERED
    assert not unanswered.spans or unanswered.spans[0].confidence < answered.spans[0].confidence


def test_reading_needs_no_torch(python, random_weights: Path):
    """A fresh process loads the reader without importing torch or transformers."""
    code = (
        "import sys; from pathlib import Path; from index.reader.span_reader import SpanReader\n"
        "SpanReader.load(Path(sys.argv[1]))\n"
        "print([name for name in ('torch', 'transformers', 'onnx', 'faiss') if name in sys.modules])"
    )
    assert python(code, str(random_weights)).stdout.strip() == "[]"


def test_a_question_mark_makes_passages_no_likelier():
    """It is omitted when passages are read for their relevance."""
    reader = SpanReader.load(threads=2)
    evidence = (evidence_of("Marta opened the bakery in May."), evidence_of("Otto left the house."))
    scores = {
        mark: [each.score for each in reader.relevances(f"who opened the bakery{mark}", evidence)]
        for mark in ("", "?", " ??", "？")
    }
    assert len(scores[""]) == 2
    assert all(each == scores[""] for each in scores.values())
