"""Frames, spans and their edges, without a model."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.models.tokenizer import load_tokenizer
from index.reader.spans import Limits, _pieces, candidates, frames, trim

MARKS = (101, 102)


@pytest.fixture(scope="module")
def tokenizer():
    return load_tokenizer()


@pytest.mark.parametrize(
    ("text", "trimmed"),
    [
        (" Rajani's father, ", "Rajani's father"),
        ("(the mill", "the mill"),
        ("the mill)", "the mill"),
        ("(the mill)", "(the mill)"),
        ("“unable to find work", "unable to find work"),
        ('"unable to find work"', '"unable to find work"'),
        ("in the U.S.", "in the U.S."),
        ("Samuel L. Jackson.", "Samuel L. Jackson"),
        ("to Washington D.C.,", "to Washington D.C."),
        ("-5 degrees;", "-5 degrees"),
        ("the boys’", "the boys’"),
        ("$20.", "$20"),
        ("...", ""),
        ("", ""),
    ],
)
def test_edges_lose_what_does_not_belong(text, trimmed):
    """White space, stray punctuation and unpaired signs go; what belongs to the words stays."""
    start, end = trim(text, 0, len(text))
    assert text[start:end] == trimmed


@given(st.text(alphabet="ab.,\"'()“”’ -5", max_size=30))
def test_trimming_again_changes_nothing(text):
    """A trimmed range stays what it is, and lies within the one before."""
    start, end = trim(text, 0, len(text))
    assert 0 <= start <= end <= len(text)
    assert trim(text, start, end) == (start, end)


@given(st.integers(0, 900), st.integers(1, 900), st.integers(0, 900), st.integers(2, 300))
def test_pieces_hold_every_token_of_the_passage(first, length, rest, limit):
    """Each piece is within the limit and the text, and together they cover the passage."""
    total = first + length + rest
    pieces = list(_pieces(first, first + length, total, limit))
    assert all(0 <= a < b <= total and b - a <= limit for a, b in pieces)
    assert set(range(first, first + length)) <= {token for a, b in pieces for token in range(a, b)}
    assert len(pieces) == 1 or length > limit


def test_a_passage_sits_amid_its_neighbourhood(tokenizer, make_evidence):
    """What does not fit is left out on both sides; at the document's edge the other side gets the room."""
    assert list(_pieces(100, 120, 300, 60)) == [(80, 140)]
    assert list(_pieces(5, 25, 300, 60)) == [(0, 60)]
    assert list(_pieces(280, 300, 300, 60)) == [(240, 300)]


def test_a_frame_is_question_and_context(tokenizer, make_evidence):
    """The network sees `[CLS] question [SEP] context [SEP]`, and each context token knows its characters."""
    context = "Nebelong, who baked."
    encoding = tokenizer.encode(context, add_special_tokens=False)
    asked = tokenizer.encode("who?", add_special_tokens=False).ids
    (frame,) = frames(asked, encoding, make_evidence(context), 0, Limits(), MARKS)
    assert frame.ids.tolist() == [101, *asked, 102, *encoding.ids, 102]
    assert [context[a:b] for a, b in frame.offsets] == ["Ne", "bel", "ong", ",", "who", "baked", "."]
    assert frame.first == len(asked) + 2


def test_candidates_are_every_span_by_its_score(tokenizer, make_evidence):
    """Scores are start + end + relevance, as a loop over all spans has them; words are never cut in two."""
    context = "Oskar paid Marta"
    encoding = tokenizer.encode(context, add_special_tokens=False)
    (frame,) = frames([2040], encoding, make_evidence(context, at=7), 0, Limits(answer=2), MARKS)
    logits = np.random.default_rng(0).normal(size=(len(frame.ids), 3)).astype(np.float32)
    expected: dict[str, float] = {}
    for first in range(len(encoding.ids)):
        for last in range(first, min(first + 2, len(encoding.ids))):
            words = {encoding.word_ids[place] for place in range(first, last + 1)}
            start = context.index(context.split()[min(words)])
            end = context.index(context.split()[max(words)]) + len(context.split()[max(words)])
            score = logits[frame.first + first, 0] + logits[frame.first + last, 1] + logits[0, 2]
            expected[context[start:end]] = max(expected.get(context[start:end], -np.inf), score)
    found = candidates(frame, logits, make_evidence(context, at=7), Limits(answer=2))
    assert {one.text: one.score for one in found} == pytest.approx(expected, abs=1e-5)
    assert all(context[one.start - 7 : one.end - 7] == one.text for one in found)
