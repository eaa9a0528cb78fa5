"""The times of day that a text mentions: "19:00", "7 pm", "7:30 p.m.", "noon"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.values.mention import Mention

_TIME = re.compile(
    r"""
      (?<![\w.:])(?P<hour12>0?[1-9]|1[0-2])(?:[:.](?P<minute12>[0-5]\d))?[ ]?(?P<half>[ap])\.?m\b\.?
    | (?<![\w.:,])(?P<hour24>[01]?\d|2[0-4])(?::(?P<minute24>[0-5]\d)|[ ]?h(?P<minute_h>[0-5]\d)?)(?![\w:])
    | \b(?P<name>noon|midday|midnight)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_HOUR, _DAY = 60, 24 * 60  # minutes


def times(text: str) -> Iterator[Mention]:
    """Yield the times of day of a text; the value is the minutes since midnight."""
    for match in _TIME.finditer(text):
        if name := match["name"]:
            minutes = 0 if name.lower() == "midnight" else 12 * _HOUR
        elif match["half"]:
            hour = int(match["hour12"]) % 12 + (12 if match["half"].lower() == "p" else 0)
            minutes = hour * _HOUR + int(match["minute12"] or 0)
        else:
            minutes = int(match["hour24"]) * _HOUR + int(match["minute24"] or match["minute_h"] or 0)
        yield Mention(match.start(), match.end(), minutes % _DAY)
