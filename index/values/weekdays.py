"""The days of the week that a text mentions: "Saturdays", "Sat", "Sa 10–12", "weekends"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.english.calendar_names import WEEKDAYS
from index.english.patterns import any_of
from index.values.mention import Mention
from index.values.short_names import OTHER_WORDS, SHORT_DAYS, TWO_LETTER_DAY, TWO_LETTER_DAYS

_DAY = re.compile(
    rf"(?<![\w'’])(?:(?P<full>{any_of(*WEEKDAYS)})s?(?!\w)|(?P<short>{any_of(*SHORT_DAYS)})(?!['’]?\w)"
    rf"|(?P<weekend>weekends?)(?!\w))|(?-i:{TWO_LETTER_DAY.pattern})",
    re.IGNORECASE | re.MULTILINE,
)
_WEEKEND = (5, 6)


def weekdays(text: str) -> Iterator[Mention[int]]:
    """Yield the days of the week of a text; the value is 0 (Monday) to 6.

    "Sat", "Sun", "Mon" and "Wed" count only with a capital, and "Sa" only in a range, a list or a cell. A
    weekend has two mentions.
    """
    for match in _DAY.finditer(text):
        for number in _numbers(match):
            yield Mention(match.start(), match.end(), number)


def _numbers(match: re.Match[str]) -> tuple[int, ...]:
    if match["weekend"]:
        return _WEEKEND
    if full := match["full"]:
        return (WEEKDAYS.index(full.lower()),)
    if short := match["short"]:
        is_other_word = short.lower() in OTHER_WORDS and not short[0].isupper()
        return () if is_other_word else (SHORT_DAYS[short.lower()],)
    return (TWO_LETTER_DAYS.index(match[0]),)
