"""Bytes of a text file → its text, decoded strictly: no byte is dropped or replaced.

Unicode is told by its byte order mark, or by being valid UTF-8. Only for other bytes is the encoding guessed,
with charset_normalizer, which no other file imports.
"""

from __future__ import annotations

import codecs
import re

from index.documents.skipped import SkippedFile

# The order matters: UTF-32's little-endian mark begins with UTF-16's.
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")  # all but white space and escape
_CHARACTERS_A_CONTROL = 200  # text with more control characters than one in so many is binary


def decode(data: bytes) -> tuple[str, str]:
    """Decode the bytes of a text file.

    Returns the text, without its byte order mark, and the name of the encoding where that had to be guessed,
    else an empty string. Raises SkippedFile for bytes that are not text, or in no encoding that can be told.
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding), ""
            except UnicodeDecodeError:
                raise SkippedFile(f"begins as {encoding.upper()} but is not valid as that") from None
    guessed = ""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text, guessed = _decode_guessed(data)
    if len(_CONTROL.findall(text)) > len(text) / _CHARACTERS_A_CONTROL:
        raise SkippedFile("is binary, not text")
    return text, guessed


def _decode_guessed(data: bytes) -> tuple[str, str]:
    if b"\x00" in data:
        raise SkippedFile("is binary, not text")
    import charset_normalizer  # takes long to import, and is needed for the rare file that is not UTF-8

    best = charset_normalizer.from_bytes(data).best()
    if best is None:
        raise SkippedFile("is text in an encoding that cannot be told")
    # Several encodings may give the same text; the one that most people know is named.
    encoding = "cp1252" if "cp1252" in best.could_be_from_charset else best.encoding
    return data.decode(encoding), encoding
