"""The numbers and ordinals that a text mentions: "1,200", "1.2k", "twelve", "2nd", "second"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from index.english.number_names import CARDINALS, ORDINAL_ENDING, ORDINALS, TENS
from index.english.patterns import any_of
from index.values.mention import Mention

_UNITS = {name: number for number, name in enumerate(CARDINALS, 1)}
_TENS = {name: 10 * number for number, name in enumerate(TENS, 2)}
_BELOW_TEN = any_of(*CARDINALS[:9])
_BELOW_HUNDRED = rf"(?:{any_of(*_TENS)}(?:[- ]{_BELOW_TEN})?|{any_of(*reversed(CARDINALS))})"
#: A number in words, from two on: "one" alone is a pronoun, too.
IN_WORDS = (
    rf"(?:(?:{_BELOW_TEN}|a) hundred(?: (?:and )?{_BELOW_HUNDRED})?|(?!one\b(?![- ]hundred)){_BELOW_HUNDRED})"
)
_NUMBER = re.compile(
    rf"(?<![\w.,:/-])(?P<digits>\d{{1,3}}(?:[,.\u202f' ]\d{{3}})+|\d+(?:[.,]\d+)?)(?P<thousand>k\b)?"
    rf"(?![\w:/-]|[.,]\d|{ORDINAL_ENDING})|\b(?P<words>{IN_WORDS})\b",
    re.IGNORECASE,
)
_ORDINAL = re.compile(
    rf"(?<![\w.,])(?P<digits>\d{{1,3}}){ORDINAL_ENDING}\b|\b(?P<name>{any_of(*ORDINALS)})\b", re.IGNORECASE
)
_PLACE = any_of("place", "rank", "pos(?:ition)?", "no", "nr", "#")
# A number alone in a cell, with the name of its column if that is one of places: "Place: 2".
_IN_CELL = re.compile(
    rf"(?:^|(?<=[|·]))[ ]*(?P<cell>(?:{_PLACE}\.?: )?(?P<digits>\d{{1,3}})\.?)[ ]*(?=$|[|·])",
    re.MULTILINE | re.IGNORECASE,
)
_THOUSANDS = re.compile(r"\d{1,3}(?:[,.\u202f' ]\d{3})+")


def numbers(text: str) -> Iterator[Mention[Decimal]]:
    """Yield the cardinal numbers of a text; the value is a Decimal.

    A separator before three digits is one of thousands.
    """
    for match in _NUMBER.finditer(text):
        if match["words"]:
            value = Decimal(number_in_words(match["words"]))
        else:
            digits = match["digits"]
            is_grouped = _THOUSANDS.fullmatch(digits)
            value = Decimal(re.sub(r"\D", "", digits) if is_grouped else digits.replace(",", "."))
            value *= 1000 if match["thousand"] else 1
        yield Mention(match.start(), match.end(), value.normalize())


def number_in_words(words: str) -> int:
    """Return the number below 1000 that words name, as `IN_WORDS` matches them."""
    number = 0
    for word in re.split(r"[- ]", words.lower()):
        if word == "hundred":
            number = 100 * (number or 1)
        else:
            number += _UNITS.get(word, 0) + _TENS.get(word, 0)
    return number


def ordinals(text: str) -> Iterator[Mention[int]]:
    """Yield the ordinals of a text, and the numbers alone in a cell, which may be places.

    The value is an int.
    """
    for match in _ORDINAL.finditer(text):
        value = int(match["digits"]) if match["digits"] else ORDINALS.index(match["name"].lower()) + 1
        yield Mention(match.start(), match.end(), value)
    for match in _IN_CELL.finditer(text):
        yield Mention(*match.span("cell"), int(match["digits"]))
