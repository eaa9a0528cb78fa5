"""The durations that a text mentions: "90 min", "1.5 h", "an hour and a half", "48 hours", "half a year"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from index.english.patterns import any_of
from index.values.mention import Mention
from index.values.numbers import IN_WORDS, number_in_words

# Unit → its length in minutes, or in months, which have no fixed number of days.
_UNITS = {
    "min(?:ute)?s?": (1, "minutes"),
    "h(?:(?:ou)?rs?)?": (60, "minutes"),
    "days?": (24 * 60, "minutes"),
    "w(?:ee)?ks?": (7 * 24 * 60, "minutes"),
    "months?": (1, "months"),
    "y(?:ea)?rs?": (12, "months"),
}
_HALF = Decimal("0.5")
_DURATION = re.compile(
    rf"(?<![\w.,:/-])(?:(?P<digits>\d+(?:[.,]\d+)?)|(?P<words>{IN_WORDS})|(?P<half>half an?)|one|an(?= hour))"
    r"[ -]?"
    rf"(?P<unit>{any_of(*_UNITS)})(?![\w'’])(?P<and_half> and a half)?",
    re.IGNORECASE,
)


def durations(text: str) -> Iterator[Mention[tuple[Decimal, str]]]:
    """Yield the durations of a text; the value is a Decimal and "minutes" or "months"."""
    for match in _DURATION.finditer(text):
        if match["digits"]:
            number = Decimal(match["digits"].replace(",", "."))
        elif match["words"]:
            number = Decimal(number_in_words(match["words"]))
        else:
            number = _HALF if match["half"] else Decimal(1)
        number += _HALF if match["and_half"] else 0
        length, kind = next(
            found for pattern, found in _UNITS.items() if re.fullmatch(pattern, match["unit"], re.IGNORECASE)
        )
        yield Mention(match.start(), match.end(), ((number * length).normalize(), kind))
