"""Markdown escaping: any text reads the same, and Discord acts on nothing in it."""

from __future__ import annotations

import re
import time
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.discord.limits import length
from bot.discord.markdown import clean, escape, shorten, shorten_around
from tests.bot.discord.hostile_text import LIVE, displayed, hostile
from tests.index.growth import check_growth

ENGLAND = "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"


@given(hostile)
def test_nothing_live_is_left(text: str) -> None:
    """After cleaning and escaping, Discord acts on no mention, link, Markdown, spoiler, code or list of any text."""
    shown = displayed(escape(clean(text)))
    for pattern in LIVE:
        assert not pattern.search(shown), (pattern.pattern, shown)


@given(hostile)
@example("\U0001f3f4\U000e0067\U000e0062\u200d\U000e0065")
def test_nothing_invisible_is_left(text: str) -> None:
    """Control characters, bidi marks, lone surrogates and zero-width characters are removed, except joiners and flags."""
    for character in clean(text).replace(ENGLAND, ""):
        assert unicodedata.category(character) not in ("Cc", "Cs", "Zl", "Zp")
        assert unicodedata.category(character) != "Cf" or character in "\u200c\u200d"
    assert clean(text) == clean(text).strip()


@given(hostile)
@example("\n @everyone")
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    """Cleaning a clean text changes nothing, with lines or without."""
    assert clean(clean(text)) == clean(text)
    assert clean(clean(text, lines=True), lines=True) == clean(text, lines=True)


def test_lines_keep_their_indentation() -> None:
    """Code and nested lists stay readable: spaces at the start of a line stay, as no-break spaces."""
    code = "def  f():\n\tif x:\n        return 1   \n   \nf()"
    assert (
        clean(code, lines=True)
        == "def f():\n\u00a0\u00a0\u00a0\u00a0if x:\n" + "\u00a0" * 8 + "return 1\n\nf()"
    )
    assert clean(code) == "def f(): if x: return 1 f()"
    assert clean("a\n" + " " * 40 + "b", lines=True) == "a\n" + "\u00a0" * 16 + "b"
    assert escape(clean("a\n  # b\n  - c", lines=True)) == "a\n\u00a0\u00a0\\# b\n\u00a0\u00a0\\- c"


@given(hostile)
def test_what_people_read_is_unchanged(text: str) -> None:
    """Escaping adds only backslashes and a zero-width space in mentions: without these, the text is unchanged."""
    cleaned = clean(text)
    unescaped = re.sub(r"\\([^0-9A-Za-z\s])", r"\1", escape(cleaned)).replace("@\u200b", "@")
    assert unescaped == cleaned


@given(hostile, st.integers(4, 60))
def test_shortened_text_fits_and_breaks_between_words(text: str, limit: int) -> None:
    """A shortened text fits when escaped, is the start of the text, and ends with a whole word if one fits."""
    cleaned = clean(text)
    short = shorten(cleaned, limit)
    assert length(escape(short)) <= limit
    if short != cleaned:
        start = short.removesuffix("…")
        assert cleaned.startswith(start)
        first_word = cleaned.split()[0]
        if length(escape(first_word)) <= limit - 1:
            assert cleaned[len(start)].isspace()


@given(hostile, hostile, hostile, st.integers(8, 80))
def test_shortened_around_keeps_the_middle(before: str, middle: str, after: str, limit: int) -> None:
    """After a cut around an answer, the answer is complete if it fits, and the text fits."""
    parts = [clean(before), clean(middle), clean(after)]
    text = " ".join(parts)
    start = len(parts[0]) + 1
    short, begin, end = shorten_around(text, start, start + len(parts[1]), limit)
    assert length(escape(short)) <= limit
    if length(escape(parts[1])) <= limit - 2:
        assert short[begin:end] == parts[1]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("@everyone look", "@\u200beveryone look"),
        ("<@1> and <#2>", "\\<@\u200b1\\> and \\<#2\\>"),
        ("[click](https://evil.example)", "\\[click\\](https\\://evil.example)"),
        ("||secret|| `code` **bold**", "\\|\\|secret\\|\\| \\`code\\` \\*\\*bold\\*\\*"),
        ("# heading", "\\# heading"),
        ("1. first", "1\\. first"),
        ("a well-known 3.5 kg, 50% of it: fine", "a well-known 3.5 kg, 50% of it: fine"),
        ("a\u202eb\u202c \u200bc\u00add", "ab cd"),
        ("می\u200cخواهم 👩\u200d👧", "می\u200cخواهم 👩\u200d👧"),
        ("so\u3164much\x00space", "so much space"),
    ],
)
def test_examples(text: str, shown: str) -> None:
    """Each kind of text that Discord would act on, and text that must not change."""
    assert escape(clean(text)) == shown


def test_a_cut_never_splits_what_is_drawn_as_one() -> None:
    """A family emoji, an accent and a skin tone are not split when a long word must be cut."""
    for unit in ("👩\u200d👩\u200d👧", "e\u0301", "👍🏽", "🇩🇪", ENGLAND):
        for limit in range(15, 40):
            short = shorten(unit * 20, limit).removesuffix("…")
            assert short
            assert short == unit * (len(short) // len(unit))


def test_a_flag_of_unseen_letters_stays_whole() -> None:
    """The flags of England, Scotland and Wales are kept; tag letters anywhere else are removed."""
    assert clean(f"{ENGLAND} and 🇩🇪") == f"{ENGLAND} and 🇩🇪"
    assert clean(ENGLAND[:-1]) == clean(f"🏴{ENGLAND[2:]}") == "🏴"
    assert clean(f"a{ENGLAND[1:]}b") == "ab"


@pytest.mark.parametrize("joiners", ["\u200c", "\u200d\u200c"])
def test_a_long_run_of_joiners_is_cleaned_at_once(joiners: str) -> None:
    """A message of only joiners takes no noticeable time, whether they stay or not."""
    run = joiners * (16_000 // len(joiners))
    began = time.perf_counter()
    assert clean(f"é{run}é") == f"é{run}é"
    assert clean(f"é{run} a{run}é") == "é aé"
    assert time.perf_counter() - began < 0.5


@pytest.mark.parametrize("blank", ["\n", "\n ", " "])
def test_blank_lines_are_escaped_in_their_share_of_time(blank: str) -> None:
    """The time for a run of line ends or spaces grows linearly with its length."""
    check_growth(lambda: escape(blank * 1000), lambda: escape(blank * 8000), factor=20)
