"""Bytes of a text file → its text.

Unicode is recognised by its byte order mark, by being valid UTF-8, or because the bytes are sensible text as
UTF-16 or UTF-32. For other bytes, chardet guesses the encoding; no other file imports chardet.
"""

from __future__ import annotations

import codecs
import re
from unicodedata import category

from index.documents.skipped import SkippedFile

# The order matters: the little-endian mark of UTF-32 starts with that of UTF-16.
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDE_ENCODINGS = (("utf-32-le", 4), ("utf-32-be", 4), ("utf-16-le", 2), ("utf-16-be", 2))
# The encodings of people's files. chardet knows more (of mainframes, of single countries), and would guess
# one of those others for a short text.
_LEGACY_ENCODINGS = (
    *("cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp874"),
    *("iso8859-1", "iso8859-2", "iso8859-5", "iso8859-6", "iso8859-7", "iso8859-8", "iso8859-9"),
    *("iso8859-13", "iso8859-15", "koi8-r", "koi8-u", "mac-roman", "mac-cyrillic"),
    *("cp437", "cp737", "cp850", "cp852", "cp857", "cp861", "cp862", "cp865", "cp866"),
    *("cp932", "euc_jis_2004", "shift_jis_2004", "cp949", "euc_kr", "gb18030", "big5hkscs"),
)
_SEVEN_BIT_ENCODINGS = ("iso2022_jp_2", "iso2022_jp_2004", "iso2022_jp_ext", "iso2022_kr")
_ESCAPE = b"\x1b$"  # selects a two-byte character set (Japanese, Chinese or Korean) in these encodings

_CONTROL_BYTES = bytes([*range(9), *range(14, 27), *range(28, 32), 127])  # without white space and escape
_CONTROL = re.compile(f"[{re.escape(_CONTROL_BYTES.decode())}]")
_C1_CONTROL = re.compile("[\x80-\x84\x86-\x9f]")
_PADDING = "\x00\x1a"  # DOS programs end a file with these characters, or fill its last block with them
# The scripts other than Latin that have eight-bit encodings: Greek, Cyrillic, Hebrew, Arabic and Thai.
_OTHER_SCRIPTS = "\u0370-\u052f\u0590-\u06ff\u0e00-\u0e7f"
_OTHER_LETTER = re.compile(f"[{_OTHER_SCRIPTS}]")
_OTHER_WORD = re.compile(f"[{_OTHER_SCRIPTS}]{{2,}}")
# "1,50 Ä": the only character beyond ASCII is a capital letter after a number. It may be the euro sign, whose
# byte is a letter in another encoding.
_LETTER_FOR_CURRENCY = re.compile(r"[\x00-\x7f\xa0]*?\d[ \xa0]?([À-ÖØ-Þ])(?![^\W\d_])(?:[\x00-\x7f\xa0]|\1)*")
_AMOUNT = re.compile(r"\d[ \xa0]?[€£¥](?!\w)")
# A character whose two bytes are both printable ASCII, as in ASCII text read as UTF-16: mostly Chinese.
_ASCII_PAIR = re.compile(
    r"(?![\u3040-\u30ff])["
    + "".join(f"{chr(row + 0x20)}-{chr(row + 0x7E)}" for row in range(0x2000, 0x7F00, 0x100))
    + "]"
)
_SAMPLE = 4096  # characters


def decode(data: bytes) -> tuple[str, str]:
    """Decode the bytes of a text file.

    Returns the text without its byte order mark, and a warning for the user. The warning is worded to follow
    the file's name, and is empty if there is none. Raises SkippedFile if the bytes are not text, or if their
    encoding cannot be recognised.
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _decode_marked(data[len(mark) :], encoding)
    return _decode_unmarked(data)


def _decode_marked(data: bytes, encoding: str) -> tuple[str, str]:
    text, broken = _decode_unicode(data, encoding)
    if broken * 20 > len(text):
        raise SkippedFile(f"begins as {encoding.upper()} but is not valid as that")
    if _is_binary(text):
        raise SkippedFile("is binary, not text")
    return text, _damage_warning(broken)


def _decode_unmarked(data: bytes) -> tuple[str, str]:
    text, broken = _decode_unicode(data, "utf-8")
    binary, body = _is_binary(text), text.rstrip(_PADDING)
    odd = binary or "\x00" in body or (broken and _CONTROL.search(body))
    if odd and (wide := _decode_wide(data)):
        return wide
    if binary:
        raise SkippedFile("is binary, not text")
    if not broken:
        return (_ESCAPE in data and _decode_legacy(data, _SEVEN_BIT_ENCODINGS)) or (text, "")
    return _decode_invalid_utf8(data, text, broken)


def _decode_invalid_utf8(data: bytes, text: str, broken: int) -> tuple[str, str]:
    """Decode bytes that are not all valid UTF-8: as damaged UTF-8, or in an older encoding.

    `text` is what UTF-8 makes of them, with `broken` replacement characters.
    """
    multibyte = len(text) - broken - len(text.encode("ascii", "ignore"))  # valid characters beyond ASCII
    if multibyte >= 4 * broken:
        return text, _damage_warning(broken)
    if legacy := _decode_legacy(data, _LEGACY_ENCODINGS):
        return legacy
    raise SkippedFile("is text in an unknown encoding")


def _decode_unicode(data: bytes, encoding: str) -> tuple[str, int]:
    """Return the text, and how many of its characters replace bytes that are not valid."""
    try:
        return data.decode(encoding), 0
    except UnicodeDecodeError:
        text = data.decode(encoding, "replace")
        return text, text.count("\ufffd") - data.decode(encoding, "ignore").count("\ufffd")


def _damage_warning(broken: int) -> str:
    return f"is damaged Unicode; characters that were read as \ufffd: {broken}" if broken else ""


def _is_binary(text: str) -> bool:
    """Whether a text has too many control characters to be written by people.

    One in 200 characters may be a control character; in a short text up to three may be, if they are at most
    one in 10.
    """
    text = text.rstrip(_PADDING)
    controls = _CONTROL.subn("", text)[1]
    return controls > len(text) / 200 and (controls > 3 or controls > len(text) / 10)


def _decode_wide(data: bytes) -> tuple[str, str] | None:
    """Decode UTF-16 or UTF-32 without a byte order mark; return None for other bytes.

    With the wrong width or byte order, text becomes characters of many scripts, or undefined ones. So the
    encoding whose text has the highest `_coherence` wins.
    """
    best, best_coherence = None, (0.75, -256)
    for encoding, width in _WIDE_ENCODINGS:
        if len(data) % width:
            continue
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _is_binary(text) and (coherence := _coherence(text)) > best_coherence:
            best, best_coherence = (text, f"has no byte order mark; it was read as {encoding}"), coherence
    return best


def _coherence(text: str) -> tuple[float, int]:
    """Return how much a text looks as if people wrote it; higher is better.

    The first number, 0 to 1, is the share of the characters that are in Latin-1, general punctuation or the
    most frequent script. The second is minus the number of rows of 256 characters that occur. Both are 0 for
    a text that people would not write. Only the start and the end of the text are looked at.
    """
    sample = text[:_SAMPLE] + text[_SAMPLE:][-_SAMPLE:]
    rows = [ord(character) >> 8 for character in sample]
    scripts = [_script(row) for row in rows if row not in (0x00, 0x20)]
    undefined = sum(category(character) in ("Cn", "Co") for character in sample)
    repetitive = 40 * len(set(sample)) < min(len(sample), 200)  # as bytes of pictures are
    if repetitive or undefined * 50 > len(sample) or len(_ASCII_PAIR.findall(sample)) > 0.6 * len(scripts):
        return 0.0, 0
    main = max(map(scripts.count, set(scripts)), default=0)
    return (len(sample) - len(scripts) + main) / len(sample), -len(set(rows))


def _script(row: int) -> int:
    """Return a number for the script of a row of 256 characters.

    The rows of Chinese and Japanese share one, as do those of Korean; elsewhere it is the row itself.
    """
    if 0x2E <= row < 0xA0 or row in (0xF9, 0xFA, 0xFE, 0xFF) or 0x200 <= row < 0x300:
        return 0x30  # Chinese and Japanese
    return 0xAC if 0xAC <= row < 0xD8 else row  # Korean


def _decode_legacy(data: bytes, encodings: tuple[str, ...]) -> tuple[str, str] | None:
    """Decode with the likeliest of `encodings` that fits; return None if none fits."""
    import chardet  # slow to import, and needed only for the rare file that is not Unicode

    characters = data.translate(None, _CONTROL_BYTES)  # chardet takes a single control character for binary
    guesses = chardet.detect_all(
        characters,
        ignore_threshold=True,
        include_encodings=encodings,
        no_match_encoding=encodings[0],
        compat_names=False,
        max_bytes=len(data),
    )
    fallback: tuple[str, str] | None = None
    for encoding in (guess["encoding"] for guess in guesses):
        if encoding not in encodings:
            continue
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _C1_CONTROL.search(text) and _has_whole_words(text):
            decoded = text, f"is not UTF-8; it was read as {encoding}"
            if _AMOUNT.search(text) if fallback else not _LETTER_FOR_CURRENCY.fullmatch(text):
                return decoded
            fallback = fallback or decoded
    return fallback


def _has_whole_words(text: str) -> bool:
    """Whether at least half of the letters of other scripts than Latin are next to another such letter.

    If not, they are Latin letters with accents that were decoded in the wrong encoding.
    """
    letters = len(text) - len(_OTHER_LETTER.sub("", text))
    letters_of_words = len(text) - len(_OTHER_WORD.sub("", text))
    return 2 * letters_of_words >= letters
