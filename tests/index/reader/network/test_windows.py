"""Evidence → windows of tokens: every token of a passage is read, and has its range of the context."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.models.tokenizer import load_tokenizer
from index.reader.evidence.evidence_text import evidence_text
from index.reader.network.windows import CLS_ID, SEP_ID, TokenLimits, make_windows, token_ranges


def windows_of(question, encoding, evidence, rank: int, limits: TokenLimits | None = None):
    return make_windows(question, encoding, evidence_text(evidence), evidence, rank, limits or TokenLimits())


@given(st.integers(0, 900), st.integers(1, 900), st.integers(0, 900), st.integers(2, 300))
def test_ranges_cover_every_token_of_the_passage(first: int, length: int, rest: int, limit: int):
    """Each range is within the limit and the context, and together they cover the passage."""
    total = first + length + rest
    ranges = list(token_ranges(first, first + length, total, limit))
    assert all(0 <= start < end <= total and end - start <= limit for start, end in ranges)
    read = {token for start, end in ranges for token in range(start, end)}
    assert set(range(first, first + length)) <= read
    assert len(ranges) == 1 or length > limit


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [(100, 120, (80, 140)), (5, 25, (0, 60)), (280, 300, (240, 300))],
    ids=["in the middle", "at the start", "at the end"],
)
def test_a_passage_has_context_on_both_sides(first: int, last: int, expected: tuple[int, int]):
    """Text that does not fit is omitted on both sides; at an end of the context the other side gets more."""
    assert list(token_ranges(first, last, 300, 60)) == [expected]


def test_a_window_is_question_and_context(make_evidence):
    """The network reads `[CLS] question [SEP] context [SEP]`, and each context token has its range of the context."""
    tokenizer = load_tokenizer()
    context = "Nebelong, who baked."
    encoding = tokenizer.encode(context, add_special_tokens=False)
    question = tokenizer.encode("who?", add_special_tokens=False).ids
    (window,) = windows_of(question, encoding, make_evidence(context), 3)
    assert window.rank == 3
    assert window.ids.tolist() == [CLS_ID, *question, SEP_ID, *encoding.ids, SEP_ID]
    assert [context[a:b] for a, b in window.offsets] == ["Ne", "bel", "ong", ",", "who", "baked", "."]
    assert window.words.tolist() == [0, 0, 0, 1, 2, 3, 4]
    assert window.first == len(question) + 2


def test_the_special_tokens_are_the_tokenizer_s():
    """The tokenizer has the same ids for `[CLS]` and `[SEP]`."""
    tokenizer = load_tokenizer()
    assert (tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")) == (CLS_ID, SEP_ID)


def test_a_long_question_is_cut(make_evidence):
    """The question takes no more tokens than its limit."""
    encoding = load_tokenizer().encode("Anna", add_special_tokens=False)
    limits = TokenLimits(question=5)
    (window,) = windows_of([7] * 99, encoding, make_evidence("Anna"), 0, limits)
    assert window.ids.tolist() == [CLS_ID, *[7] * 5, SEP_ID, *encoding.ids, SEP_ID]


def test_a_passage_without_tokens_has_no_window(make_evidence):
    """If the passage is only white space, nothing is read, whatever is around it."""
    context = "Anna   left."
    encoding = load_tokenizer().encode(context, add_special_tokens=False)
    assert windows_of([7], encoding, make_evidence(context, 5, 6), 0) == []
