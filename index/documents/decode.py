"""Bytes of a text file → its text.

Unicode is recognised by its byte order mark, by being valid UTF-8, or by what the bytes spell as UTF-16 or
UTF-32. Only for other bytes is the encoding guessed, with chardet, which no other file imports.
"""

from __future__ import annotations

import codecs
import re
from unicodedata import category

from index.documents.skipped import SkippedFile

# The order matters: UTF-32's little-endian mark begins with UTF-16's.
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDE_ENCODINGS = (("utf-32-le", 4), ("utf-32-be", 4), ("utf-16-le", 2), ("utf-16-be", 2))
# Those that people's files are in. chardet knows more, of mainframes and of single countries, and would take
# a short text for one of them.
_LEGACY_ENCODINGS = (
    *("cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp874"),
    *("iso8859-1", "iso8859-2", "iso8859-5", "iso8859-6", "iso8859-7", "iso8859-8", "iso8859-9"),
    *("iso8859-13", "iso8859-15", "koi8-r", "koi8-u", "mac-roman", "mac-cyrillic"),
    *("cp437", "cp737", "cp850", "cp852", "cp857", "cp861", "cp862", "cp865", "cp866"),
    *("cp932", "euc_jis_2004", "shift_jis_2004", "cp949", "euc_kr", "gb18030", "big5hkscs"),
)
_SEVEN_BIT_ENCODINGS = ("iso2022_jp_2", "iso2022_jp_2004", "iso2022_jp_ext", "iso2022_kr")
_SHIFT = b"\x1b$"  # begins a stretch of Chinese characters in these

_CONTROL_BYTES = bytes([*range(9), *range(14, 27), *range(28, 32), 127])  # all but white space and escape
_CONTROL = re.compile(f"[{re.escape(_CONTROL_BYTES.decode())}]")
_C1_CONTROL = re.compile("[\x80-\x84\x86-\x9f]")
_FILLING = "\x00\x1a"  # what DOS programs end a file with, or fill its last block
_OTHER_SCRIPTS = "\u0370-\u052f\u0590-\u06ff\u0e00-\u0e7f"  # those that have eight-bit encodings beside Latin
_OTHER_LETTER = re.compile(f"[{_OTHER_SCRIPTS}]")
_OTHER_WORD = re.compile(f"[{_OTHER_SCRIPTS}]{{2,}}")
# "1,50 Ä": the euro sign of one encoding is a letter of another.
_LETTER_FOR_CURRENCY = re.compile(r"[\x00-\x7f\xa0]*?\d[ \xa0]?([À-ÖØ-Þ])(?![^\W\d_])(?:[\x00-\x7f\xa0]|\1)*")
_AMOUNT = re.compile(r"\d[ \xa0]?[€£¥](?!\w)")
# What two ASCII bytes make where they are read as one character: Chinese, most often.
_ASCII_PAIR = re.compile(
    r"(?![\u3040-\u30ff])["
    + "".join(f"{chr(row + 0x20)}-{chr(row + 0x7E)}" for row in range(0x2000, 0x7F00, 0x100))
    + "]"
)
_SAMPLE = 4096  # characters


def decode(data: bytes) -> tuple[str, str]:
    """Decode the bytes of a text file.

    Returns the text, without its byte order mark, and what the user should know of it, worded to follow the
    file's name, or an empty string. Raises SkippedFile for bytes that are not text, or in no encoding that
    can be told.
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
    return text, _damage(broken)


def _decode_unmarked(data: bytes) -> tuple[str, str]:
    text, broken = _decode_unicode(data, "utf-8")
    binary, body = _is_binary(text), text.rstrip(_FILLING)
    odd = binary or "\x00" in body or (broken and _CONTROL.search(body))
    if odd and (wide := _decode_wide(data)):
        return wide
    if binary:
        raise SkippedFile("is binary, not text")
    if not broken:
        return (_SHIFT in data and _decode_legacy(data, _SEVEN_BIT_ENCODINGS)) or (text, "")
    return _decode_broken(data, text, broken)


def _decode_broken(data: bytes, text: str, broken: int) -> tuple[str, str]:
    """Decode bytes that are not all UTF-8: as damaged, or as what people wrote before that."""
    letters = len(text) - broken - len(text.encode("ascii", "ignore"))  # that take several bytes, undamaged
    if letters >= 4 * broken:
        return text, _damage(broken)
    if legacy := _decode_legacy(data, _LEGACY_ENCODINGS):
        return legacy
    raise SkippedFile("is text in an encoding that cannot be told")


def _decode_unicode(data: bytes, encoding: str) -> tuple[str, int]:
    """A text, and how many characters of it stand for bytes that are not valid."""
    try:
        return data.decode(encoding), 0
    except UnicodeDecodeError:
        text = data.decode(encoding, "replace")
        return text, text.count("\ufffd") - data.decode(encoding, "ignore").count("\ufffd")


def _damage(broken: int) -> str:
    return f"is damaged Unicode; characters that were read as \ufffd: {broken}" if broken else ""


def _is_binary(text: str) -> bool:
    """Whether a text has too many control characters for one that people wrote.

    Up to one in 200 may be, and in a short note up to three.
    """
    text = text.rstrip(_FILLING)
    controls = _CONTROL.subn("", text)[1]
    return controls > len(text) / 200 and (controls > 3 or controls > len(text) / 10)


def _decode_wide(data: bytes) -> tuple[str, str] | None:
    """Decode UTF-16 or UTF-32 without a mark, or return None for other bytes.

    Read with the wrong width or byte order, text becomes characters of many scripts, or of none. So the
    reading is the one that stays within the fewest.
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
    """How much a text looks as if people wrote it; more is better.

    The first number is the share of ASCII, punctuation and the commonest script. The second is negative: the
    number of rows of 256 characters that it uses.
    """
    sample = text[:_SAMPLE] + text[_SAMPLE:][-_SAMPLE:]
    rows = [ord(character) >> 8 for character in sample]
    scripts = [_script(row) for row in rows if row not in (0x00, 0x20)]
    undefined = sum(category(character) in ("Cn", "Co") for character in sample)
    repetitive = 40 * len(set(sample)) < min(len(sample), 200)  # as no text is, but the bytes of pictures
    if repetitive or undefined * 50 > len(sample) or len(_ASCII_PAIR.findall(sample)) > 0.6 * len(scripts):
        return 0.0, 0
    main = max(map(scripts.count, set(scripts)), default=0)
    return (len(sample) - len(scripts) + main) / len(sample), -len(set(rows))


def _script(row: int) -> int:
    """A number that the 256 characters of a row share with the others of their script."""
    if 0x2E <= row < 0xA0 or row in (0xF9, 0xFA, 0xFE, 0xFF) or 0x200 <= row < 0x300:
        return 0x30  # Chinese and Japanese
    return 0xAC if 0xAC <= row < 0xD8 else row  # Korean


def _decode_legacy(data: bytes, encodings: tuple[str, ...]) -> tuple[str, str] | None:
    """Decode by the likeliest of the encodings, or return None where none fits."""
    import chardet  # takes long to import, and is needed for the rare file that is not Unicode

    characters = data.translate(None, _CONTROL_BYTES)  # chardet takes a single control character for binary
    guesses = chardet.detect_all(
        characters,
        ignore_threshold=True,
        include_encodings=encodings,
        no_match_encoding=encodings[0],
        compat_names=False,
        max_bytes=len(data),
    )
    second: tuple[str, str] | None = None
    for encoding in (guess["encoding"] for guess in guesses):
        if encoding not in encodings:
            continue
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _C1_CONTROL.search(text) and _has_whole_words(text):
            decoded = text, f"is not UTF-8; it was read as {encoding}"
            if _AMOUNT.search(text) if second else not _LETTER_FOR_CURRENCY.fullmatch(text):
                return decoded
            second = second or decoded
    return second


def _has_whole_words(text: str) -> bool:
    """Whether most letters of scripts beside Latin stand next to another of them.

    If not, they are Latin letters with accents, in another encoding.
    """
    letters = len(text) - len(_OTHER_LETTER.sub("", text))
    letters_of_words = len(text) - len(_OTHER_WORD.sub("", text))
    return 2 * letters_of_words >= letters
