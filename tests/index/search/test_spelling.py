"""The spelling of questions: which words are corrected, to what, and which never are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.models.encoder import MiniLM
from index.search.bm25 import BM25Index
from index.search.spelling import Speller
from index.search.terms import terms
from index.types import Misspelling

TEXTS = [
    "The greatsword costs 50 gold pieces. Rhinoceroses are grumpy.",
    "Releases are announced by the maintainers. Whoever likes books may read them there.",
    "Rakesh Deshpande keeps the timezone of Kathmandu.",
]
WORDS = ["greatsword", "rhinoceroses", "maintainers", "announced", "deshpande", "timezone", "kathmandu"]
LETTERS = st.sampled_from("abcdefghijklmnopqrstuvwxyz")


@pytest.fixture(scope="module")
def speller(encoder: MiniLM) -> Speller:
    return speller_of(TEXTS, encoder)


def speller_of(texts: Sequence[str], encoder: MiniLM) -> Speller:
    def of_rows(rows: Iterable[int]) -> list[str]:
        return [texts[row] for row in rows]

    return Speller(BM25Index.of(texts), encoder.count_tokens, of_rows)


@st.composite
def slips(draw: st.DrawFn) -> tuple[str, str]:
    """A word of TEXTS, and the same with a letter missing, added or replaced, or two neighbours swapped."""
    word = draw(st.sampled_from(WORDS))
    at = draw(st.integers(1, len(word) - 2))
    before, letter, after = word[:at], draw(LETTERS), word[at:]
    return word, draw(
        st.sampled_from(
            [
                before + after[1:],
                before + letter + after,
                before + letter + after[1:],
                before + after[1] + after[0] + after[2:],
            ]
        )
    )


def test_contractions_are_written_out_also_where_a_chat_has_them(encoder: MiniLM):
    """Contractions that are also another word are not."""
    speller = speller_of(["whats that, im lost", "it is on the map"], encoder)
    assert speller.spell("whats im").text == "what's im"


def test_a_word_that_is_written_with_a_digit_is_no_number(encoder: MiniLM):
    """It is written out, unless the documents have it as a code."""
    assert (
        speller_of(["Berth 4 is free."], encoder).spell("what b4 any1 comes").text
        == "what before anyone comes"
    )
    assert speller_of(["Berth B4 is free."], encoder).spell("is b4 free").text == "is b4 free"


@given(slips())
def test_a_slip_is_mended(speller: Speller, pair: tuple[str, str]):
    """A word that differs by a slip from a word of the documents is read as that, and the answer can say so.

    It may be another form of it. If it has that word's stem, or is a common word of its own, it stays.
    """
    word, slipped = pair
    spelled = speller.spell(f"what about {slipped}?")
    if spelled.misspellings:
        [misspelling] = spelled.misspellings
        assert (misspelling.asked, terms(misspelling.read)) == (slipped, terms(word))
        standing = misspelling.read in " ".join(TEXTS)
        assert standing or MiniLM.load(threads=2).count_tokens([misspelling.read])[0] < 2
        assert spelled.text == f"what about {misspelling.read}?"
    else:
        assert spelled.text == f"what about {slipped}?"
        assert terms(slipped) == terms(word) or MiniLM.load(threads=2).count_tokens([slipped])[0] < 2


@pytest.mark.parametrize(
    ("asked", "read"),
    [
        ("are 50gold enough", "are 50 gold enough"),
        ("gold50", "gold 50"),
        ("are 60gold or 50silver enough", "are 60gold or 50silver enough"),
        ("price of a greatsowrd", "price of a greatsword"),
        ("who anounces relaeses", "who announces releases"),
        ("Kathmadu's timezome", "Kathmandu's timezone"),
        ("waht is whcih", "what is which"),
    ],
)
def test_several_words_are_mended(speller: Speller, asked: str, read: str):
    """Each misspelt word is corrected by itself, even at the start of a sentence and before an apostrophe."""
    assert speller.spell(asked).text.casefold() == read.casefold()


@pytest.mark.parametrize(
    "question",
    [
        "who likes boots",  # a common word, near "books"
        "how many maintainers announced releases",
        "is there a zorblaxian in it",
        "who is Rajesh",  # names often differ by a letter
        "what is hte",  # too short
        "3 greatswords for 50gp",
        "wer hat's gebaut? größe",
        "сколько стоит 東京",
        "",
        "a" * 3000,
    ],
)
def test_other_words_stay(speller: Speller, question: str):
    """Words that the documents or the encoder know, other names, and words unlike any other stay."""
    spelled = speller.spell(question)
    assert (spelled.text, spelled.misspellings) == (question, ())


def test_a_short_word_is_no_longer_form_of_a_shorter_one(encoder: MiniLM):
    """In five letters, only a doubled letter is a slip: "lathe" is a word, even if no document has it."""
    speller = speller_of(["A fee of 5 euros is due for late tools."], encoder)
    assert speller.spell("how much is the lathe").text == "how much is the lathe"
    assert speller.spell("how much are the toolls").text == "how much are the tools"
    assert speller.spell("is it duee").text == "is it duee"  # too short


def test_a_word_is_read_as_it_stands(encoder: MiniLM):
    """It has the form and the capitals that the documents mostly have."""
    speller = speller_of(["Leena was killed. Madan says that he was killed too. Do not kill madan."], encoder)
    assert speller.spell("who killd Maddan").text == "who killed Madan"


def test_a_hyphen_may_be_left_out(encoder: MiniLM):
    """A word that the documents write with a hyphen is found without it, but not if its parts occur apart."""
    speller = speller_of(["No x-ray here.", "A mod by Ray of X; the gates of anti-cheat-x."], encoder)
    assert speller.spell("is xray allowed").misspellings == (Misspelling("xray", "x-ray"),)
    assert speller.spell("is xray allowed", np.array([False, True])).misspellings == ()
    assert speller.spell("anticheat modray").misspellings == ()


def test_nothing_is_mended_to_what_is_hidden(encoder: MiniLM):
    """A word that occurs only in rows of unknown documents is never a correction."""
    speller = speller_of(TEXTS, encoder)
    hidden = np.array([False, True, True])
    assert speller.spell("price of a greatsowrd", hidden).misspellings == ()
    assert speller.spell("price of a greatsowrd", ~hidden).misspellings == (
        Misspelling("greatsowrd", "greatsword"),
    )


@pytest.mark.parametrize(
    ("asked", "read"),
    [
        ("whats this, i dont get it", "what's this, i don't get it"),
        ("wen can i do it w/o help", "when can i do it without help"),
        ("Ppl cant read", "people can't read"),
    ],
)
def test_informal_words_are_written_out(speller: Speller, asked: str, read: str):
    """Shorthand, and contractions without their apostrophe, are written out, and not reported."""
    spelled = speller.spell(asked)
    assert (spelled.text, spelled.misspellings) == (read, ())


def test_informal_words_of_the_documents_stay(encoder: MiniLM):
    """If the documents have such a word, it is one of theirs."""
    speller = speller_of(["Im Hafen liegt die Nr 7. U is the symbol of uranium."], encoder)
    assert speller.spell("was liegt im Hafen, nr 7? u?").text == "was liegt im Hafen, nr 7? u?"


def test_a_short_form_is_read_as_what_it_stands_for(encoder: MiniLM):
    """The full form is found in the closest passages, and only if no document has the short form."""
    texts = [*(f"Those who {verb} lose hit points." for verb in ("fall", "run", "swim")), "Set up VS Code."]
    speller = speller_of(texts, encoder)
    spelled = speller.spell("do i lose HP?")
    assert spelled.text == "do i lose hit points?"
    assert spelled.misspellings == (Misspelling("hp", "hit points"),)
    assert speller.spell("set up vscode").text == "set up VS Code"
    with_hp = speller_of([*texts, "A printer of HP."], encoder)
    assert with_hp.spell("do i lose HP?").text == "do i lose HP?"


def test_a_number_is_parted_from_a_short_form(encoder: MiniLM):
    """Unless a document has both as one word, which is a code of theirs; no part of a code is corrected."""
    texts = ["The homework of week 4 is short.", "The homework of week 5 is long. Bring lab_4."]
    assert speller_of(texts, encoder).spell("how long is hw4").text == "how long is homework 4"
    assert speller_of([*texts, "hw4"], encoder).spell("how long is hw4, hw9").text == "how long is hw4, hw9"
    assert speller_of(texts, encoder).spell("what is hw_4").text == "what is hw_4"


def test_an_odd_question_takes_no_longer(encoder: MiniLM):
    """Of hundreds of unknown words, only the first five are examined."""
    words = [f"zorbl{first}{second}xq" for first in "abcdefghij" for second in "abcdefghij"]
    looked_at = []

    def of_rows(rows: Sequence[int]) -> list[str]:
        looked_at.append(rows)
        return [TEXTS[row] for row in rows]

    speller = Speller(BM25Index.of(TEXTS), encoder.count_tokens, of_rows)
    misspelt = " ".join([*words[:5], "greatsowrd"])
    assert speller.spell(misspelt).text == misspelt
    assert looked_at == []
    assert "greatsword" in speller.spell(" ".join([*words[:4], "greatsowrd"])).text
