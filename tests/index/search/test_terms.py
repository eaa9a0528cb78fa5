"""Text → terms: what a term is, in scripts with and without spaces, and its hash."""

from __future__ import annotations

import tracemalloc

import pytest

from index.search import terms
from index.search.terms import TermExtractor, term_hash


@pytest.mark.parametrize(
    ("text", "expected"),
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
        ("Café CRÈME naïve Łódź cafe\u0301", ["cafe", "creme", "naiv", "łodz", "cafe"]),
        ("Йод Ελλάδα", ["йод", "ελλάδα"]),  # accents of other letters make other letters
        ("Ελλάδα Москва", ["ελλάδα", "москва"]),
    ],
)
def test_terms(text: str, expected: list[str]):
    """Terms are stems of words, or in unspaced scripts characters and pairs, without stop words, case or accents."""
    assert TermExtractor().terms(text) == expected


def test_terms_are_the_same_after_the_cache_is_cleared(monkeypatch: pytest.MonkeyPatch):
    """A full cache is cleared; the terms of words before and after that are the same."""
    monkeypatch.setattr(terms, "CACHED_WORDS", 3)
    extractor = TermExtractor()
    for _ in range(2):
        for number in range(20):
            assert extractor.terms(f"reading word{number}") == ["read", f"word{number}"]


def test_memory_stays_bounded(monkeypatch: pytest.MonkeyPatch):
    """Ten thousand different words leave no more in memory than the cache may contain."""
    monkeypatch.setattr(terms, "CACHED_WORDS", 100)
    extractor = TermExtractor()
    extractor.terms(" ".join(f"before{number}" for number in range(1000)))
    tracemalloc.start()
    for number in range(10_000):
        extractor.terms(f"word{number}")
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held < 100_000


def test_a_hash_is_the_same_on_every_machine():
    """The hash is part of the index on disk: 64 bits of BLAKE2b."""
    assert term_hash("clerk") == 12419986030066513104
    assert term_hash("") != term_hash(" ")
