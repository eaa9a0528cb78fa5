"""Two documents say one thing in nearly the same words, or they say different things."""

from __future__ import annotations

import pytest

from index.reader.editions.near_duplicates import are_in_near_duplicates
from tests.index.evidence import evidence_of


@pytest.mark.parametrize(
    ("text", "other", "are"),
    [
        (
            "Keep 50 blocks away from claims, unless they agree.",
            "3.2 Keep 100 blocks away from claims.",
            True,
        ),
        ("Keep 3 metres away from the antenna.", "Keep 2 metres away from the antenna.", True),
        ("Keep 3 metres away from the antenna.", "The antenna was sold in 2 parts.", False),
        ("No dogs.", "No dogs in the dome, please.", False),
    ],
)
def test_sentences_of_two_documents(text: str, other: str, are: bool):
    """Most words of the shorter one, at least three, are in the other in the same order, whatever the numbers are."""
    assert are_in_near_duplicates(evidence_of(text, "a.md"), 0, evidence_of(other, "b.md"), 0) is are


def test_a_document_has_one_version_of_a_sentence():
    """Similar sentences of one document are two rules, and compete."""
    text = "Keep 3 metres away from the antenna."
    assert not are_in_near_duplicates(evidence_of(text), 0, evidence_of(text, start=500), 500)
