"""Logits → spans, against a loop over all spans; spans → sentences."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.models.tokenizer import load_tokenizer
from index.passages.sentences import every_sentence
from index.reader.evidence.evidence_text import evidence_text
from index.reader.evidence.ranges import isolate
from index.reader.network.spans import (
    ScoredSpan,
    best_spans,
    enclosing_sentences,
    sentences_of,
    without_duplicates,
)
from index.reader.network.windows import TokenLimits, make_windows


def test_spans_are_scored_as_a_loop_over_all_of_them_would(make_evidence):
    """A score is start + end + relevance, no span is longer than its limit, and words are never cut in two."""
    context = "Oskar paid Marta"
    encoding = load_tokenizer().encode(context, add_special_tokens=False)
    evidence, limits = make_evidence(context, at=7), TokenLimits(answer=2)
    (window,) = make_windows([2040], encoding, evidence_text(evidence), evidence, 0, limits)
    logits = np.random.default_rng(0).normal(size=(len(window.ids), 3)).astype(np.float32)
    expected: dict[str, float] = {}
    for first in range(len(encoding.ids)):
        for last in range(first, min(first + 2, len(encoding.ids))):
            words = {encoding.word_ids[token] for token in range(first, last + 1)}
            start = context.index(context.split()[min(words)])
            end = context.index(context.split()[max(words)]) + len(context.split()[max(words)])
            score = logits[window.first + first, 0] + logits[window.first + last, 1] + logits[0, 2]
            expected[context[start:end]] = max(expected.get(context[start:end], -np.inf), score)
    spans = best_spans(window, logits, evidence, limits)
    assert {span.text: span.score for span in spans} == pytest.approx(expected, abs=1e-5)
    assert all(context[span.start - 7 : span.end - 7] == span.text for span in spans)
    assert [span.score for span in spans] == sorted((span.score for span in spans), reverse=True)


def test_a_range_that_repeats_keeps_its_highest_score():
    """A span in two overlapping contexts is found twice; in another document, the same range is another span."""
    low, high = (ScoredSpan(rank, "a.txt", 3, 7, "Anna", score) for rank, score in ((0, 1.0), (1, 2.0)))
    elsewhere = ScoredSpan(2, "b.txt", 3, 7, "Otto", 1.5)
    assert without_duplicates([low, high, elsewhere]) == [high, elsewhere]


TEXT = "Anna came. Otto left the house. Mia slept."


@pytest.mark.parametrize(
    ("words", "sentences"),
    [
        ("Otto", "Otto left the house."),
        ("came. Otto", "Anna came. Otto left the house."),
        ("Otto left the house.", "Otto left the house."),
        (TEXT, TEXT),
    ],
)
def test_a_span_is_extended_to_whole_sentences(make_evidence, words: str, sentences: str):
    """From the start of the sentence in which the span starts to the end of the one in which it ends."""
    start = TEXT.index(words)
    span = ScoredSpan(0, "notes.txt", 50 + start, 50 + start + len(words), words, 0.0)
    (sentence,) = sentences_of([span], [make_evidence(TEXT, at=50)])
    assert TEXT[slice(*sentence)] == sentences


@given(st.text(alphabet="ab. \n", max_size=40), st.data())
def test_a_span_lies_within_its_sentences(text: str, data):
    """Whatever the text and the span, no character of the span is lost."""
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    first, last = enclosing_sentences(every_sentence(text), start, end)
    assert 0 <= first <= start <= end <= last <= len(text)


def test_an_isolated_sentence_is_evidence_without_context(make_evidence):
    """Its context is its own text, at its own offsets of the document."""
    evidence = make_evidence(TEXT, 0, 10, at=50)
    isolated = isolate(evidence, 11, 31)
    assert isolated.context == isolated.passage.text == TEXT[11:31]
    assert (isolated.start, isolated.passage.start, isolated.passage.end) == (61, 61, 81)
    assert isolated.hit.score == evidence.hit.score
