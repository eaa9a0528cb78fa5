"""Bytes → text: what was written is what is read, and what is not text is refused."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.documents.decode import decode
from index.documents.skipped import SkippedFile


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
    """What was written as Unicode, with its mark where it needs one, is read as it was; the mark is no text."""
    if not mark and text.startswith("\ufeff"):
        text = "x" + text
    assert decode(mark + text.encode(encoding)) == (text, "")


def test_an_old_encoding_is_named():
    """Text in an older encoding is read whole, and the encoding that was guessed for it is named."""
    text = "Die Bäckerei öffnet früh, und der Käse liegt auf dem Tisch. “Schön”, sagte Frau Müller.\n" * 5
    decoded, encoding = decode(text.encode("cp1252"))
    assert decoded == text
    assert text.encode("cp1252").decode(encoding) == text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\x7fELF\x02\x01\x01" + bytes(200) + b"\xff\xfe\xfd", "is binary, not text"),
        (bytes(range(32)) * 20, "is binary, not text"),
        (codecs.BOM_UTF16_LE + b"a\x00b", "begins as UTF-16-LE but is not valid as that"),
        (codecs.BOM_UTF8 + b"\xff\xff", "begins as UTF-8 but is not valid as that"),
        (codecs.BOM_UTF32_BE + b"\x7f\xff\xff\xff", "begins as UTF-32-BE but is not valid as that"),
    ],
)
def test_what_is_no_text_is_refused_with_its_reason(data: bytes, reason: str):
    """For binary and broken bytes the reason says which of these they are; it lies in the bytes and stays."""
    with pytest.raises(SkippedFile, match=f"^{reason}$") as caught:
        decode(data)
    assert not caught.value.retry


@given(data=st.binary(min_size=1, max_size=300))
def test_no_bytes_at_all_break_the_decoder(data: bytes):
    """Any bytes are either text that holds all of them, or refused with a reason."""
    try:
        text, guessed = decode(data)
    except SkippedFile as reason:
        assert str(reason)
        return
    if guessed:
        assert data.decode(guessed) == text
    elif not data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_BE, codecs.BOM_UTF16_LE)):
        assert text.encode() == data
