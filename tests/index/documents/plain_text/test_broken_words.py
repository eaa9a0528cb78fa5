"""Words that a hyphen breaks at a line end, joined."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.documents.plain_text.broken_words import join_broken_words, kept_ranges, parts_of_broken_words


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("the observa-\ntory dome", "the observatory dome"),
        ("the observa-\r\ntory dome", "the observatory dome"),
        ("the observa-\rtory dome", "the observatory dome"),
        ("the observa- \n   tory dome", "the observatory dome"),
        ("> the observa-\n> tory dome", "> the observatory dome"),
        ("the observa-\n\x0ctory dome", "the observatory dome"),
        ("in-\nter-\nna-\ntional", "international"),
        ("Feuer-\nwehr", "Feuerwehr"),
        ("об-\nщество", "общество"),
        ("observa\u2010\ntory", "observatory"),
        ("observa\u00adtory and observa\u00ad\ntory", "observatory and observatory"),
        ("observa¬\ntory", "observatory"),
    ],
)
def test_a_broken_word_is_joined(text: str, joined: str):
    """The hyphen, the line end after it and the indentation of the next line are omitted."""
    assert join_broken_words(text) == joined


@pytest.mark.parametrize(
    "text",
    [
        "Jean-\nPaul", "1914-\n18", "an e-\nmail", "Haupt-\nund Nebensatz", "two-\nor three-year", "- item\n- item",
        "observa-\n\ntory", "Title\n-----\ntext", "well-known", "observa -\ntory", "¬p", "a-\n- b", "x = y-\n  z",
    ],
)  # fmt: skip
def test_a_hyphen_that_breaks_no_word_stays(text: str):
    """Names, numbers, single letters, words shortened before a conjunction, and lists stay unchanged."""
    assert join_broken_words(text) == text


def test_the_parts_are_kept_for_words_that_are_written_with_a_hyphen():
    """If the hyphen belongs to the word, its parts are words; a soft hyphen never belongs to a word."""
    assert parts_of_broken_words("a well-\nknown obser\u00advatory") == ["well", "known"]


@given(st.lists(st.sampled_from(["ab", "-", "\n", "\r\n", " ", "\u00ad", "¬", "C", "de", "> "])).map("".join))
def test_nothing_but_breaks_is_omitted(text: str):
    """The kept ranges are in order, and no letter or digit is between them."""
    end_before = 0
    for start, end in kept_ranges(text):
        assert end_before <= start <= end
        assert not any(map(str.isalnum, text[end_before:start]))
        end_before = end
    assert end_before == len(text)
