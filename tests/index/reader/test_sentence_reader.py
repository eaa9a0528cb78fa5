"""The reader without a network: it ranks whole sentences, and never fails on odd text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.engine import Engine
from index.models.encoder import MiniLM
from index.passages.sentences import every_sentence
from index.reader.question.coverage import Coverage
from index.reader.sentence_reader import SentenceReader, confidence, sentence_logit
from index.search.bm25 import BM25Index
from index.types import Evidence, Hit, Outcome, Passage
from tests.index.evidence import evidence_of

TEXT = (
    "# The bakery\nMarta opened the bakery in 1911. She bakes rye bread. Her brother Jonas keeps the books. "
    "The lighthouse can be seen from the door."
)


def evidence(*texts: str, score: float = 0.6) -> tuple[Evidence, ...]:
    return tuple(evidence_of(text, f"{number}.txt", score=score) for number, text in enumerate(texts))


@pytest.fixture(scope="module")
def reader(encoder: MiniLM) -> SentenceReader:
    return SentenceReader(encoder, Coverage(BM25Index.of([TEXT, "Something else.", "And more."]).idf))


def test_the_best_sentence_covers_the_question(reader: SentenceReader):
    """The sentence of the evidence with most terms of the question comes first."""
    for question, expected in (
        ("Who opened the bakery?", "Marta opened the bakery in 1911."),
        ("Who keeps the books?", "Her brother Jonas keeps the books."),
    ):
        reading = reader.read(question, evidence(TEXT))
        assert reading.spans[0].text == expected


@given(
    question=st.text(min_size=1, max_size=30).filter(str.strip),
    texts=st.lists(st.text(max_size=80).map(str.strip).filter(bool), max_size=4),
)
@settings(max_examples=30)
def test_any_text_gets_a_reading(reader: SentenceReader, question: str, texts: list[str]):
    """Whatever the question and the text, spans are whole sentences of their passages, best first."""
    given_evidence = evidence(*texts)
    reading = reader.read(question, given_evidence)
    sentences = {
        (each.passage.document, sentence)
        for each in given_evidence
        for sentence in every_sentence(each.context)
    }
    for span in reading.spans:
        assert (span.evidence.passage.document, (span.start, span.end)) in sentences
        assert 0 <= span.confidence <= 1
    confidences = [span.confidence for span in reading.spans]
    assert confidences == sorted(confidences, reverse=True)
    assert reading.spans or reading.outcome is Outcome.NOTHING
    assert reader.read(question, given_evidence) == reading


def test_no_evidence_is_nothing(reader: SentenceReader):
    """Without passages the outcome is nothing, and there are no spans."""
    assert reader.read("who?", ()).outcome is Outcome.NOTHING
    assert reader.read("who?", ()).spans == ()


def test_a_sentence_of_two_passages_is_ranked_once(reader: SentenceReader):
    """If two passages overlap, each range of the document is scored once."""
    first, second = TEXT[:90].rstrip(), TEXT[46:]
    start = TEXT.index(second)
    passages = [
        Passage("a.txt", "t", 0, len(first), first, 1),
        Passage("a.txt", "t", start, len(TEXT), second, 1),
    ]
    both = tuple(Evidence(Hit(passage, 0.5, 0.5, 1.0), TEXT, 0) for passage in passages)
    ranges = [(span.start, span.end) for span in reader.best_sentences("who?", both)]
    assert len(ranges) == len(set(ranges)) > 1


def test_a_sentence_that_is_not_encoded_would_not_be_shown(reader: SentenceReader):
    """The best sentences of a long passage are the same as if every sentence were encoded."""
    names = ("Marta", "Jonas", "The baker", "A stranger", "Nobody", "The old lighthouse keeper")
    ends = (
        "opened the bakery.",
        "sold rye bread.",
        "lit the lamp at night.",
        "wept.",
        "owed Marta the rent.",
    )
    sentences = [f"{name} {end}" for name in names for end in ends]
    for question in ("Who opened the bakery?", "Who sells loaves?", "What did Jonas owe?", "Why?"):
        alone = [reader.best_sentences(question, evidence(sentence))[0] for sentence in sentences]
        best = sorted(alone, key=lambda span: -span.confidence)[:5]
        together = reader.best_sentences(question, evidence(" ".join(sentences)))
        assert [span.text for span in together] == [span.text for span in best]
        assert [span.confidence for span in together] == pytest.approx([span.confidence for span in best])


def test_confidence_rises_with_the_score():
    """A higher cosine, more coverage and a better passage each raise the confidence, which stays within 0 and 1."""
    for signal in range(3):
        values = []
        for step in range(11):
            signals = [0.5, 0.5, 0.5]
            signals[signal] = step / 10
            values.append(confidence(sentence_logit(*signals)))
        assert values == sorted(values)
        assert 0 < values[0] < values[-1] < 1


def test_the_reader_of_an_engine_is_named(seeds_engine: Engine):
    """An answer has the name of its reader."""
    assert seeds_engine.ask("who framed Madan?").reader == "sentences"
