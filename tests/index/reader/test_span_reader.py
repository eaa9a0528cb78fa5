"""The reading model as the engine uses it."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.errors import ModelUnavailable
from index.reader.calibration import decide
from index.reader.coverage import Coverage
from index.reader.sentence_reader import SentenceReader
from index.reader.span_reader import SpanReader
from index.reader.spans import excerpt, surroundings
from index.types import Evidence, Outcome, Span

LONG = "The harbour was quiet and grey. " * 400

odd_text = st.one_of(
    st.text(max_size=200),
    st.text(alphabet="a.\"'()[]“”’ \n\t\u200b\u00ad\u0301é中ا\x00\x1b", max_size=120),
    st.text(st.characters(codec=None), max_size=60),  # with lone surrogates
)


def key(reading):
    """A reading without its evidence, to compare."""
    return reading.outcome, [(span.start, span.end, span.text, span.confidence) for span in reading.spans]


def stands(span: Span, evidence: tuple[Evidence, ...]) -> bool:
    """Whether a span is a stretch of the context of one of the evidences, without white space around."""
    start, end = span.start - span.evidence.start, span.end - span.evidence.start
    inside = 0 <= start < end <= len(span.evidence.context)
    text = span.evidence.context[start:end]
    return span.evidence in evidence and inside and text == span.text == text.strip()


@settings(max_examples=60)
@given(odd_text, st.lists(st.tuples(odd_text, odd_text, odd_text, st.integers(0, 9)), max_size=3))
@example("who?", [("", "", "", 0)])
@example("\ud800", [("", "a\ud800 b", "", 3)])
@example("who is it?", [("He said “", "it is I", "”.", 0), ("", "...", "", 0)])
def test_any_text_gets_spans_that_stand_in_it(random_reader, make_evidence, question, texts):
    """Whatever the question and the passages, nothing is raised; every span is verbatim, in place, unique."""
    evidence = tuple(
        make_evidence(before + passage + after, len(before), len(before) + len(passage), at=at)
        for before, passage, after, at in texts
    )
    reading = random_reader.read(question, evidence)
    assert all(stands(span, evidence) for span in reading.spans)
    assert all(0 <= span.confidence <= 1 for span in reading.spans)
    assert len({(span.start, span.end) for span in reading.spans}) == len(reading.spans)
    if reading.outcome is Outcome.ANSWERED:
        assert reading.spans


@pytest.mark.parametrize("question", ["", " \n", "?!...", "\x00\x07", "«»"])
def test_a_question_without_a_word_has_no_answer(random_reader, make_evidence, question):
    """No word asked: nothing, and no span."""
    reading = random_reader.read(question, (make_evidence("Anna paid for the boat."),))
    assert reading.outcome is Outcome.NOTHING
    assert not reading.spans


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
def test_an_odd_question_gets_a_calm_reading(shipped_reader, make_evidence, question):
    """Long questions, other scripts and control characters are read like any other."""
    evidence = (make_evidence("The lighthouse at Skagen was built in 1858 by Niels Nebelong."),)
    reading = shipped_reader.read(question, evidence)
    assert all(stands(span, evidence) for span in reading.spans)


@pytest.mark.parametrize("text", ["", "   \n\n", "*** --- ***", "\x00\x01\x02", "\u200b\u200b", "…"])
def test_a_passage_without_a_word_is_no_answer(shipped_reader, make_evidence, text):
    """Where there is nothing to read, nothing is answered."""
    reading = shipped_reader.read("Who built the lighthouse?", (make_evidence(text, score=0.0),))
    assert reading.outcome is not Outcome.ANSWERED


def test_no_evidence_is_nothing(shipped_reader):
    """Without any passage the documents do not speak of it."""
    assert shipped_reader.read("Who built the lighthouse?", ()).outcome is Outcome.NOTHING


def test_threads_and_company_do_not_change_a_score(random_weights, make_evidence):
    """A passage gets the same spans and scores on one thread and on four, alone and among others."""
    texts = [f"Number {n}. " + "Marta sold the mill to Jonas in spring. " * n for n in (1, 4, 9, 2)]
    evidence = tuple(make_evidence(text, document=f"{n}.txt") for n, text in enumerate(texts))
    one, four = (SpanReader.load(random_weights, threads=threads) for threads in (1, 4))
    together = one.candidates("Who sold the mill?", evidence)
    assert together == four.candidates("Who sold the mill?", evidence)
    for rank, single in enumerate(evidence):
        alone = one.candidates("Who sold the mill?", (single,))
        among = [found for found in together if found.rank == rank]
        assert [(found.start, found.end, found.score) for found in alone] == [
            (found.start, found.end, found.score) for found in among
        ]
    assert key(one.read("Who?", evidence)) == key(four.read("Who?", evidence))


def test_overlapping_evidence_gives_each_place_once(random_reader, make_evidence):
    """Two neighbourhoods that share a stretch of the document yield each span of it once."""
    text = "Oskar came first. Then Oskar left, and Mia stayed at home."
    evidence = (make_evidence(text, 0, 17), make_evidence(text[18:], at=18))
    found = random_reader.candidates("Who left?", evidence)
    assert len({(one.start, one.end) for one in found}) == len(found)


def test_what_was_read_is_not_read_again(random_reader, make_evidence, monkeypatch):
    """What stands whole in the neighbourhood of a better passage changes nothing; the same words elsewhere are
    candidates too, but cost nothing."""
    text = "Oskar came first. Then Oskar left, and Mia stayed at home."
    whole, inside = make_evidence(text), make_evidence(text, 18, 34)
    elsewhere = make_evidence(text, 18, 34, document="copy.txt")
    read = []
    monkeypatch.setattr(
        random_reader, "_logits", lambda frame: read.append(frame) or SpanReader._logits(random_reader, frame)
    )
    alone = random_reader.candidates("Who left?", (whole,))
    once = len(read)
    assert random_reader.candidates("Who left?", (whole, inside)) == alone
    assert len(read) == 2 * once
    found = random_reader.candidates("Who left?", (whole, elsewhere))
    assert {one.document for one in found} == {whole.passage.document, "copy.txt"}
    assert len(read) == 3 * once


def test_the_likeliest_sentences_are_also_read_alone(random_reader, make_evidence):
    """There a span's score is what it gets where its sentence is all the evidence there is."""
    text = "Oskar came first. Then Mia left the house. Otto stayed at home. Anna slept. Nobody minded."
    evidence = make_evidence(text, at=7)
    found = random_reader.candidates("Who left?", (evidence,))
    places = surroundings(found, (evidence,))
    near = [place for one, place in zip(found, places, strict=True) if one.score >= found[0].score - 5]
    likeliest = list(dict.fromkeys(near))[:2]
    for one, place in zip(found, places, strict=True):
        expected = -2.0
        if place in likeliest:
            by_itself = random_reader.candidates("Who left?", (excerpt(evidence, *place),))
            scores = {(each.start, each.end): each.score for each in by_itself}
            expected = max(-4.0, scores.get((one.start, one.end), -4.0))
        assert one.alone == expected
    assert len(set(places)) > 2


@pytest.mark.parametrize("count", [2, 4, 6])
def test_no_more_is_read_than_gives_an_answer(random_weights, make_evidence, monkeypatch, count):
    """Two are read first; two more where these give no answer; the others where there is none yet."""
    names = ["Otto", "Anna", "Mia", "Jan", "Lena", "Paul"]
    reader = SpanReader.load(random_weights)

    def evidence(first: int) -> tuple:
        turned = [*names[first:], *names[:first]]
        return tuple(make_evidence(f"{name} left.", document=name) for name in turned)

    def sure(some: tuple) -> float:
        read = decide(reader.candidates("Who left?", some), some, reader.calibration, 1)
        return read.spans[0].confidence

    surer = next(some for some in map(evidence, range(6)) if sure(some[:2]) < sure(some[:4]))
    answered = {2: 0.0, 4: sure(surer[:4]), 6: 1.1}[count]
    reader.calibration = replace(reader.calibration, answered=answered)
    competed = reader.candidates("Who left?", surer[:count])
    read = []
    monkeypatch.setattr(
        reader, "_logits", lambda frame: read.append(frame.ids.tobytes()) or SpanReader._logits(reader, frame)
    )
    reading = reader.read("Who left?", surer)
    assert len(read) == len(set(read)) == count  # a sentence that is its whole passage is read once
    assert reading == decide(competed, surer, reader.calibration, 1)


def test_without_an_answer_the_closest_sentences_are_shown(random_weights, make_evidence, encoder):
    """Where the model is not sure enough, what is shown is what the reader of sentences finds closest."""
    sentences = SentenceReader(encoder, Coverage())
    reader = SpanReader.load(random_weights, closest=sentences)
    reader.calibration = replace(reader.calibration, answered=2.0, on_topic=0.0)
    evidence = (make_evidence("It rained. Otto burned the old mill in May. Nobody minded."),)
    reading = reader.read("Who burned the old mill?", evidence)
    assert reading.outcome is Outcome.PASSAGES
    assert [span.text for span in reading.spans] == [
        span.text for span in sentences.read("Who burned the old mill?", evidence).spans
    ]
    assert reading.spans[0].text == "Otto burned the old mill in May."


def test_a_long_passage_is_read_to_its_end(shipped_reader, make_evidence):
    """A passage far beyond the model's limit is read in pieces, so an answer at its end is found."""
    context = LONG + "The ferry to Naissaar leaves at nine in the evening."
    reading = shipped_reader.read("When does the ferry to Naissaar leave?", (make_evidence(context),))
    assert "nine" in reading.spans[0].text


TINY = [
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


@pytest.mark.parametrize(("text", "question", "answer"), TINY)
def test_a_plain_question_gets_its_words(shipped_reader, make_evidence, text, question, answer):
    """What one short sentence says is found in it, word for word."""
    reading = shipped_reader.read(question, (make_evidence(text),))
    assert answer in reading.spans[0].text
    assert len(reading.spans[0].text.split()) <= 4


def test_the_answer_is_taken_from_the_passage_that_has_it(shipped_reader, make_evidence):
    """Among several passages the one that answers wins, wherever it is ranked."""
    texts = list(dict.fromkeys(text for text, _, _ in TINY))
    evidence = tuple(make_evidence(text, document=f"{n}.txt") for n, text in enumerate(texts))
    for text, question, answer in TINY:
        span = shipped_reader.read(question, evidence).spans[0]
        assert answer in span.text
        assert span.evidence.context == text


def test_what_is_not_said_is_less_sure(shipped_reader, make_evidence):
    """The confidence of a question that the passage does not answer is below that of one that it does."""
    evidence = (make_evidence("Marta opened the bakery on Mill Street in 1999."),)
    said = shipped_reader.read("When did Marta open the bakery?", evidence)
    unsaid = shipped_reader.read("Which river floods the coal mine?", evidence)
    assert unsaid.outcome is not Outcome.ANSWERED
    assert not unsaid.spans or unsaid.spans[0].confidence < said.spans[0].confidence


def test_missing_weights_are_named(tmp_path: Path):
    """Without the card, or without the model, one sentence says what is missing and what to run."""
    with pytest.raises(ModelUnavailable, match=r"The reading model is missing .*reader\.json.*git checkout"):
        SpanReader.load(tmp_path)


def test_a_missing_model_is_named(random_weights: Path, tmp_path: Path):
    """A card without its model is a missing model."""
    shutil.copy(random_weights / "reader.json", tmp_path)
    with pytest.raises(ModelUnavailable, match=r"missing .*model\.onnx"):
        SpanReader.load(tmp_path)


def test_damaged_weights_are_named(random_weights: Path, tmp_path: Path):
    """One changed byte of the model is found before it is used."""
    shutil.copytree(random_weights, tmp_path, dirs_exist_ok=True)
    data = bytearray((tmp_path / "model.onnx").read_bytes())
    data[len(data) // 2] ^= 1
    (tmp_path / "model.onnx").write_bytes(data)
    with pytest.raises(ModelUnavailable, match=r"damaged \(model\.onnx has another checksum\)"):
        SpanReader.load(tmp_path)


@pytest.mark.parametrize("change", ["{", "[]", '{"format": 99}', '{"format": 1}', "\x00"])
def test_a_damaged_card_is_named(random_weights: Path, tmp_path: Path, change: str):
    """A card that is no card is reported as damaged, whatever is wrong with it."""
    shutil.copytree(random_weights, tmp_path, dirs_exist_ok=True)
    (tmp_path / "reader.json").write_text(change)
    with pytest.raises(ModelUnavailable, match=r"damaged \(reader\.json"):
        SpanReader.load(tmp_path)


def test_a_card_with_an_unknown_number_is_named(random_weights: Path, tmp_path: Path):
    """A calibration that this version does not know is not half applied."""
    shutil.copytree(random_weights, tmp_path, dirs_exist_ok=True)
    card = json.loads((tmp_path / "reader.json").read_text())
    card["calibration"]["mood"] = 1.0
    (tmp_path / "reader.json").write_text(json.dumps(card))
    with pytest.raises(ModelUnavailable, match="mood"):
        SpanReader.load(tmp_path)


def test_reading_needs_no_torch(python, random_weights: Path):
    """A fresh process loads the reader without importing torch or transformers."""
    code = (
        "import sys; from pathlib import Path; from index.reader.span_reader import SpanReader\n"
        "SpanReader.load(Path(sys.argv[1]))\n"
        "print([name for name in ('torch', 'transformers', 'onnx', 'faiss') if name in sys.modules])"
    )
    assert python(code, str(random_weights)).stdout.strip() == "[]"
