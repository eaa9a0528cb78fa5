"""A quote is found at its exact characters, with whatever white space and signs it was copied."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.wording.quotes import find_quote, fold

# Characters that folding treats each in its way, and ordinary ones.
TEXTS = st.text(alphabet="ab1Z .,\n\t\u00a0\u200b\u00ad“”\"'’‘–—-…ﬁée\u0301界ß", max_size=40)
VARIANTS = {
    " ": (" ", "\n", "\u00a0", "  ", "\t "), '"': ('"', "“", "”", "«"), "'": ("'", "’", "‘"), "-": ("-", "–", "—", "‑"),
    "...": ("...", "…"), "fi": ("fi", "ﬁ"), "é": ("é", "e\u0301"),
}  # fmt: skip
PIECES = st.lists(st.sampled_from(["harbour", "1858", "was", "fi", "é", "...", " ", '"', "'", "-", ",", "界"]), min_size=1, max_size=12)  # fmt: skip


def words_cut(text: str, start: int, end: int) -> bool:
    """The oracle of forbidden cuts: a letter from its accent, and a word of a script with capitals."""

    def of_word(character: str) -> bool:
        return character.isdigit() or unicodedata.category(character) in ("Lu", "Ll", "Lt", "Mn")

    folded = unicodedata.normalize("NFD", fold(text[start:end]))
    before, after = fold(text[:start] + "|")[:-1], fold("|" + text[end:])[1:]
    left = bool(before) and of_word(before[-1]) and of_word(folded[0])
    right = bool(after) and (
        (of_word(folded[-1]) and of_word(after[0])) or unicodedata.combining(after[0]) > 0
    )
    return left or right


@given(text=TEXTS, quote=TEXTS)
@example(text="built in 1858", quote="built in 185")
@example(text="the café", quote="the cafe")
@example(text="a…b", quote="a..")
def test_what_is_found_folds_to_the_quote(text: str, quote: str):
    """The range that is found folds to the quote, and cuts no word and no letter."""
    found = find_quote(text, quote)
    if found is not None:
        start, end = found
        bare = fold(quote).strip("\"' ").removesuffix("...").strip("\"' ")
        assert fold(text[start:end]) in (fold(quote), bare)
        assert not words_cut(text, start, end)


@given(text=TEXTS, quote=TEXTS)
def test_nothing_is_missed(text: str, quote: str):
    """If nothing is found, no range of the text folds to the quote without cutting a word."""
    if find_quote(text, quote) is None and any(map(str.isalnum, fold(quote))):
        stretches = ((start, end) for start in range(len(text)) for end in range(start + 1, len(text) + 1))
        same = [(start, end) for start, end in stretches if fold(text[start:end]) == fold(quote)]
        assert all(words_cut(text, start, end) for start, end in same)


@given(before=TEXTS, pieces=PIECES, after=TEXTS, data=st.data())
def test_a_quote_is_found_however_it_was_copied(
    before: str, pieces: list[str], after: str, data: st.DataObject
):
    """A quote with other spaces, quotation marks, dashes, ligatures or accents is found as whole words."""

    def drawn() -> str:
        return "".join(
            data.draw(st.sampled_from(VARIANTS[piece])) if piece in VARIANTS else piece for piece in pieces
        )

    stands, copied = drawn(), drawn()
    text = f"{before}; {stands} ;{after}"
    if any(map(str.isalnum, stands)):
        found = find_quote(text, copied)
        assert found is not None
        assert fold(text[slice(*found)]) in (
            fold(stands),
            fold(stands).strip("\"' ").removesuffix("...").strip("\"' "),
        )


@given(st.text())
def test_folding_twice_is_folding_once(text: str):
    """Folding a folded text does not change it."""
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "quote", "found"),
    [
        ("It was “built”\nin 1858.", 'was "built" in 1858', "was “built”\nin 1858"),
        ("He said: go.", '"He said: go."', "He said: go."),
        ("A long sentence that goes on.", "A long sentence…", "A long sentence"),
        ("10² metres", "102 metres", None),
        ("in 1858", "in 185", None),
        ("Framed Madan", "framed Madan", None),
        ("灯塔建于1858年。", "建于1858年", "建于1858年"),
        ("nothing", "…", None),
        ("", "a", None),
    ],
)
def test_examples(text: str, quote: str, found: str | None):
    """Marks around a quote and an ellipsis after it are not part of it; other signs, digits and case are."""
    at = find_quote(text, quote)
    assert (None if at is None else text[slice(*at)]) == found
