"""The numbers and ordinals that a text mentions: "1,200", "1.2k", "twelve", "2nd", "second"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from index.english.number_names import CARDINALS, ORDINAL_ENDING, ORDINALS
from index.english.patterns import any_of
from index.values.mention import Mention

_CARDINALS = {name: number for number, name in enumerate(CARDINALS, 1) if number > 1}  # "one": a pronoun
_NUMBER = re.compile(
    rf"(?<![\w.,:/-])(?P<digits>\d{{1,3}}(?:[,.\u202f' ]\d{{3}})+|\d+(?:[.,]\d+)?)(?P<thousand>k\b)?"
    rf"(?![\w:/-]|[.,]\d|{ORDINAL_ENDING})|\b(?P<name>{any_of(*_CARDINALS)})\b",
    re.IGNORECASE,
)
_ORDINAL = re.compile(
    rf"(?<![\w.,])(?P<digits>\d{{1,3}}){ORDINAL_ENDING}\b|\b(?P<name>{any_of(*ORDINALS)})\b", re.IGNORECASE
)
_ALONE = re.compile(r"(?:^|(?<=[|:·]))[ ]*(?P<digits>\d{1,3})\.?[ ]*(?=$|[|·])", re.MULTILINE)
_THOUSANDS = re.compile(r"\d{1,3}(?:[,.\u202f' ]\d{3})+")


def numbers(text: str) -> Iterator[Mention]:
    """Yield the cardinal numbers of a text from 2 on; the value is a Decimal.

    A separator before three digits is one of thousands.
    """
    for match in _NUMBER.finditer(text):
        if match["name"]:
            value = Decimal(_CARDINALS[match["name"].lower()])
        else:
            digits = match["digits"]
            is_grouped = _THOUSANDS.fullmatch(digits)
            value = Decimal(re.sub(r"\D", "", digits) if is_grouped else digits.replace(",", "."))
            value *= 1000 if match["thousand"] else 1
        yield Mention(match.start(), match.end(), value.normalize())


def ordinals(text: str) -> Iterator[Mention]:
    """Yield the ordinals of a text, and the numbers alone in a cell, which may be places.

    The value is an int.
    """
    for match in _ORDINAL.finditer(text):
        value = int(match["digits"]) if match["digits"] else ORDINALS.index(match["name"].lower()) + 1
        yield Mention(match.start(), match.end(), value)
    for match in _ALONE.finditer(text):
        yield Mention(match.start("digits"), match.end("digits"), int(match["digits"]))
