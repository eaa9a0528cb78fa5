"""Bytes → text: text is read as it was written, and bytes that are not text are refused."""

from __future__ import annotations

import codecs
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.documents.decode import decode
from index.documents.skipped import SkippedFile
from tests.index.documents.languages import LANGUAGES


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
@given(text=st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1))
def test_unicode_round_trip(mark: bytes, encoding: str, text: str):
    """Unicode text is read as it was written; the byte order mark is not part of the text."""
    if not mark and text.startswith("\ufeff"):
        text = "x" + text
    assert decode(mark + text.encode(encoding)) == (text, "")


WIDE = ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_note_in_every_usual_encoding_of_its_language_is_read_as_it_was_written(language: str):
    """Text in an older encoding, or in Unicode without a mark, is read exactly, and the warning names the encoding."""
    text, encodings = LANGUAGES[language]
    for encoding in [*encodings.split(), *WIDE]:
        decoded, warning = decode(text.encode(encoding))
        assert decoded == text, encoding
        assert re.fullmatch(r"(is not UTF-8|has no byte order mark); it was read as [\w-]+", warning), (
            encoding
        )
        assert text.encode(encoding).decode(warning.split()[-1]) == text


@pytest.mark.parametrize("prices", [1, 30])
def test_a_euro_sign_is_not_read_as_a_letter(prices: int):
    """If the only character beyond ASCII is the euro sign, it is read as a price, not as a letter after a number."""
    text = "Ware;Preis\n" + 'Schraube;"1,50 €"\n' * prices
    assert decode(text.encode("cp1252"))[0] == text


@pytest.mark.parametrize(
    "text", ["Art. 5 É vedado ao sócio a direção.", "Article 5 À compter du 3 août, l'été."]
)
def test_a_letter_alone_after_a_number_may_be_a_word(text: str):
    """In a text with other accents, a single capital letter after a number is a letter, not a currency sign."""
    assert decode(text.encode("cp1252"))[0] == text


def test_one_sentence_is_mostly_enough_to_find_the_encoding():
    """At most one in 50 single sentences, in all encodings, is read wrong."""
    right = []
    for text, encodings in LANGUAGES.values():
        sentence = re.split("[.。]", text)[0]
        for encoding in [*encodings.split(), *WIDE]:
            right.append(decode(sentence.encode(encoding))[0] == sentence)
    assert len(right) > 200
    assert sum(right) >= 0.98 * len(right)


@pytest.mark.parametrize("end", [b"\x1a", b"\x00", b"\r\n\x1a", b"\n" + bytes(3), b"\x1a" * 100, bytes(500)])
def test_the_padding_of_dos_programs_makes_no_note_binary(end: bytes):
    """A file that ends with Ctrl-Z or NUL, once or as padding, is text, and its text is that of an editor."""
    for note in ("The wren is called Dot.", "Der Zaunkönig heißt Dot.", "Крапивник"):
        assert decode(note.encode() + end) == (note + end.decode(), "")
    text = "Der Zaunkönig heißt Dötchen."
    assert decode(text.encode("cp1252") + end)[0] == text + end.decode()


@pytest.mark.parametrize("control", ["\x00", "\x01", "\x07", "\x08", "\x1a", "\x1b[0m", "\x1f", "\x7f"])
def test_a_control_character_makes_no_note_binary(control: str):
    """A note with a single control character is text."""
    text = f"The wren{control} is called Dot."
    assert decode(text.encode()) == (text, "")


def test_records_that_end_in_nul_are_not_taken_for_utf16():
    """File names separated by NULs are binary, not Chinese text in UTF-16."""
    names = "\0".join(f"photos/{number}/img_{number:04}.jpg" for number in range(100))
    with pytest.raises(SkippedFile, match=r"^is binary, not text$"):
        decode(names.encode())


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_broken_character_costs_only_itself(mark: str):
    """UTF-8 with a few invalid bytes is read as UTF-8, and a warning counts the broken characters."""
    text = mark + "Die Bäckerei öffnet früh, und der Käse liegt für Zoë auf dem Tisch.\n"
    data = text.encode()
    assert decode(data + data.replace(b"\xc3\xa4se", b"\xe4se", 1) + "Öl".encode()[:1]) == (
        (text + text.replace("Käse", "K\ufffdse", 1) + "\ufffd").removeprefix(mark),
        "is damaged Unicode; characters that were read as \ufffd: 2",
    )


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\x7fELF\x02\x01\x01" + bytes(200) + b"\xff\xfe\xfd", "is binary, not text"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\0\0\0\x01\x80\x08\x06\0\0\0", "is binary, not text"),
        (b"\x00\xff" * 100, "is binary, not text"),
        (bytes(range(32)) * 20, "is binary, not text"),
        (bytes(range(256)) * 4, "is binary, not text"),
        (b"\x01\x02\x03abc", "is binary, not text"),
        (codecs.BOM_UTF16_LE + b"a\x00b", "begins as UTF-16-LE but is not valid as that"),
        (codecs.BOM_UTF8 + b"\xff\xff", "begins as UTF-8 but is not valid as that"),
        (codecs.BOM_UTF32_BE + b"\x7f\xff\xff\xff", "begins as UTF-32-BE but is not valid as that"),
    ],
)
def test_bytes_that_are_not_text_are_refused_with_a_reason(data: bytes, reason: str):
    """The reason says whether bytes are binary or broken. It cannot pass while the bytes stay, so `retry` is false."""
    with pytest.raises(SkippedFile, match=f"^{reason}$") as caught:
        decode(data)
    assert not caught.value.retry


@given(data=st.binary(min_size=1, max_size=300) | st.text(min_size=1).map(str.encode))
def test_no_bytes_at_all_break_the_decoder(data: bytes):
    """Any bytes are read as text that contains all of them, or refused with a reason; broken ones are counted."""
    try:
        text, warning = decode(data)
    except SkippedFile as reason:
        assert str(reason)
        return
    text.encode()  # can be kept
    if "it was read as" in warning:
        assert data.decode(warning.split()[-1]) == text
    elif warning:
        assert text.count("\ufffd") >= int(warning.split()[-1]) > 0
    elif not data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_BE, codecs.BOM_UTF16_LE)):
        assert text.encode() == data
