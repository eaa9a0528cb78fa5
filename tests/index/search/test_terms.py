"""Text → stems: what a word is, in scripts with and without spaces, and how it is filed."""

from __future__ import annotations

import pytest

from index.search import terms
from index.search.terms import TermExtractor, word_hash


@pytest.mark.parametrize(
    ("text", "stems"),
    [
        ("The clerks were READING", ["clerk", "read"]),
        ("Madan's sister’s", ["madan", "sister"]),
        ("who what where", []),
        ("", []),
        ("?!…", []),
        ("東京都", ["東", "京", "都", "東京", "京都"]),
        ("iPhone15を買う", ["iphone15", "を", "買", "う", "を買", "買う"]),
        ("ＦＵＬＬ ﬁne STRASSE straße", ["full", "fine", "strass", "strass"]),
        ("snake_case", ["snake_cas", "snake", "case"]),
        ("Ελλάδα Москва", ["ελλάδα", "москва"]),
    ],
)
def test_stems(text: str, stems: list[str]):
    """TermExtractor are found by case-folded stems, in unspaced scripts by characters and pairs; joining words aren't."""
    assert TermExtractor().stems(text) == stems


def test_what_is_remembered_does_not_gather_for_ever(monkeypatch: pytest.MonkeyPatch):
    """Stems are the same whether their words were met before or forgotten since."""
    monkeypatch.setattr(terms, "KNOWN_WORDS", 3)
    one = TermExtractor()
    for number in range(20):
        assert one.stems(f"reading word{number}") == ["read", f"word{number}"]
        assert len(one._known) <= 3


def test_a_word_is_filed_under_the_same_number_everywhere():
    """The number is part of the index on disk: 64 bits of a published hash."""
    assert word_hash("clerk") == 12419986030066513104
    assert word_hash("") != word_hash(" ")
