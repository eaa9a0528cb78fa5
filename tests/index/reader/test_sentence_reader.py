"""The reader without a model: it picks whole sentences, the best first, and never fails on odd text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.engine import Engine
from index.models.encoder import MiniLM
from index.passages.sentences import sections
from index.reader.coverage import Coverage
from index.reader.sentence_reader import SentenceReader, _logit, confidence
from index.search.bm25 import BM25Index
from index.types import Evidence, Hit, Outcome, Passage

TEXT = (
    "# The bakery\nMarta opened the bakery in 1911. She bakes rye bread. Her brother Jonas keeps the books. "
    "The lighthouse can be seen from the door."
)


def evidence(*texts: str, score: float = 0.6) -> tuple[Evidence, ...]:
    passages = [Passage(f"{number}.txt", "t", 0, len(text), text, 1) for number, text in enumerate(texts)]
    return tuple(Evidence(Hit(passage, score, score, 1.0), passage.text, 0) for passage in passages)


@pytest.fixture(scope="module")
def reader(encoder: MiniLM) -> SentenceReader:
    return SentenceReader(encoder, Coverage(BM25Index.of([TEXT, "Something else.", "And more."]).idf))


def test_the_best_sentence_says_most_of_what_the_question_says(reader: SentenceReader):
    """Of the sentences of the evidence, the one that holds the question's words and meaning comes first."""
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
    """Whatever is asked of whatever text, spans are whole sentences inside their passages, the best first."""
    given_evidence = evidence(*texts)
    reading = reader.read(question, given_evidence)
    places = {
        (one.passage.document, place)
        for one in given_evidence
        for section in sections(one.context)
        for place in section
    }
    for span in reading.spans:
        assert (span.evidence.passage.document, (span.start, span.end)) in places
        assert 0 <= span.confidence <= 1
    confidences = [span.confidence for span in reading.spans]
    assert confidences == sorted(confidences, reverse=True)
    assert reading.spans or reading.outcome is Outcome.NOTHING
    assert reader.read(question, given_evidence) == reading


def test_no_evidence_is_nothing(reader: SentenceReader):
    """Without passages there is no answer and no confidence in one."""
    assert reader.read("who?", ()).outcome is Outcome.NOTHING
    assert reader.read("who?", ()).spans == ()


def test_a_sentence_that_two_passages_share_is_one(reader: SentenceReader):
    """The overlap of two passages is scored once, by its place in the document."""
    first, second = TEXT[:90].rstrip(), TEXT[46:]
    start = TEXT.index(second)
    passages = [
        Passage("a.txt", "t", 0, len(first), first, 1),
        Passage("a.txt", "t", start, len(TEXT), second, 1),
    ]
    both = tuple(Evidence(Hit(one, 0.5, 0.5, 1.0), TEXT, 0) for one in passages)
    places = [(one.start, one.end) for one in reader.closest("who?", both)]
    assert len(places) == len(set(places)) > 1


def test_what_is_left_unencoded_would_not_be_shown(reader: SentenceReader):
    """The closest sentences are those that each sentence read as a passage of its own would make them."""
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
        alone = [reader.closest(question, evidence(sentence))[0] for sentence in sentences]
        best = sorted(alone, key=lambda span: -span.confidence)[:5]
        closest = reader.closest(question, evidence(" ".join(sentences)))
        assert [span.text for span in closest] == [span.text for span in best]
        assert [span.confidence for span in closest] == pytest.approx([span.confidence for span in best])


def test_confidence_rises_with_the_score():
    """Nearer to the question, more of its words, a better passage: each makes surer, and nothing is certain."""
    for signal in range(3):
        values = []
        for step in range(11):
            signals = [0.5, 0.5, 0.5]
            signals[signal] = step / 10
            values.append(confidence(_logit(*signals)))
        assert values == sorted(values)
        assert 0 < values[0] < values[-1] < 1


def test_the_reader_of_an_engine_is_named(seeds_engine: Engine):
    """An answer says who read it."""
    assert seeds_engine.ask("who framed Madan?").reader == "sentences"
