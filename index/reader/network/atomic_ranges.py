"""Ranges that an answer never cuts in two: a link, an address, an option, code, an amount, a quotation."""

from __future__ import annotations

import re

from index.english.number_names import CURRENCY_SIGNS
from index.types import Range

_LONGEST = 120  # characters in code, a link or a quotation that is kept whole
_CURRENCY = rf"[{CURRENCY_SIGNS}]"
_NUMBER = r"\d+(?:[.,'’\u00a0\u202f]\d+)*"
_UNIT = (
    r"%|‰|°[CFK]?|[kKMGTP]?i?B(?:it)?(?:ps|/s)?|[kMG]?bit/s|[kMG]?Hz|[kM]?W|[kmµn]?[gmsVAl]"
    r"|mm|cm|km|px|h|min|ft|lbs?|oz"
)
_WHOLE = re.compile(
    rf"`+[^`\r\n]{{1,{_LONGEST}}}`+"
    rf"|\[\[[^\[\]\r\n]{{1,{_LONGEST}}}\]\]"
    rf"|!?\[[^\[\]\r\n]{{1,{_LONGEST}}}\]\([^()\s]{{0,400}}(?:\s[^()\r\n]{{0,{_LONGEST}}})?\)"
    r"|https?://[^\s<>\"'`]+(?<![.,;:!?)\]])"
    r"|\w[\w.+-]{0,60}@\w[\w-]*(?:\.\w[\w-]*)*"  # an e-mail address
    r"|(?<![\w.])[^\W\d][\w-]*(?:\.[a-z][\w-]*)+(?:/[\w./-]*\w)?"  # a host, a file, a setting
    r"|(?<![\w-])--?[^\W\d][\w-]*"  # an option of a program
    rf"|“[^“”\r\n]{{1,{_LONGEST}}}”|„[^„“”\r\n]{{1,{_LONGEST}}}[“”]|«[^«»\r\n]{{1,{_LONGEST}}}»"
    rf"|{_CURRENCY}[ \u00a0]?{_NUMBER}(?:[kKmM]\b)?"
    rf"|{_NUMBER}[ \u00a0\u202f]?(?:{_CURRENCY}|(?:{_UNIT})(?![\w°]))"
)


def atomic_ranges(text: str) -> list[Range]:
    """Return the ranges of a text that an answer contains as a whole or not at all, in order."""
    return [found.span() for found in _WHOLE.finditer(text)]
