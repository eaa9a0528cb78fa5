"""A question → the question with its dates, times and numbers written as a text writes them.

The reading model takes "7 pm" and "19:00" for different words, and so "Saturday" and "Sat".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable
from functools import lru_cache

from index.values.dates import Date, dates, quarters
from index.values.durations import durations
from index.values.mention import Mention
from index.values.numbers import numbers, ordinals
from index.values.times import times
from index.values.weekdays import weekdays

_MONTH_NAME = re.compile(r"[^\W\d_]{3,}")
_DAY_IN_DIGITS = re.compile(r"(?<=\d-\d\d)-\d\d$|^\d+\.(?=\d+\.\d)")  # "2026-10-23", "23.10.2026"
_Mention = Mention[Hashable]
_Mentions = Callable[[str], Iterable[_Mention]]
# Of mentions that overlap, that of the first kind counts.
_KINDS: tuple[_Mentions, ...] = (dates, weekdays, quarters, times, durations, ordinals, numbers)


def as_written_in(text: str, question: str) -> str:
    """Return a question with each value that a text writes only in another form in that form.

    "What is on in October" is "what is on in 2026-10-23" for a text with this date alone, and "in Oct" for
    one with "Fri 23 Oct".
    """
    asked = _asked(question)
    if not asked:
        return question
    lower = text.casefold()
    parts: list[str] = []
    end = 0
    for kind, mentions in asked:
        start, stop, _ = mentions[0]
        surface = question[start:stop]
        is_there = surface.casefold().removesuffix("s") in lower  # "Fridays" is "Friday"
        form = "" if is_there else next(filter(None, (_form(kind, each, text) for each in mentions)), "")
        parts += question[end:start], form or surface
        end = stop
    return "".join((*parts, question[end:]))


@lru_cache(maxsize=64)  # a question is read with many texts
def _asked(question: str) -> tuple[tuple[_Mentions, tuple[_Mention, ...]], ...]:
    """Return the values of a question, in its order: their kind, and what they may mean."""
    found: dict[tuple[int, int], tuple[_Mentions, tuple[_Mention, ...]]] = {}
    for kind in _KINDS:
        for mention in kind(question):
            place = mention.start, mention.end
            known_kind, known = found.get(place, (kind, ()))
            if known_kind is kind and not any(
                place != other and place[0] < other[1] and other[0] < place[1] for other in found
            ):
                found[place] = kind, (*known, mention)
    return tuple(found[place] for place in sorted(found))


def _form(kind: _Mentions, asked: _Mention, text: str) -> str:
    """Return the form in which a text writes a value; empty if it does not contain the value."""
    if isinstance(asked.value, Date):
        return _form_of_date(asked.value, text)
    return next((_surface(text, each) for each in kind(text) if each.value == asked.value), "")


def _form_of_date(asked: Date, text: str) -> str:
    """Return the form in which a text writes a date; empty if it does not contain the date.

    For a month that is its name, the one date in it, or what its dates in digits have in common: "2026-10".
    """
    found = [each for each in dates(text) if each.value.says(asked)]
    surfaces = list(dict.fromkeys(_surface(text, each) for each in found))
    if asked.day or not surfaces:
        return next(iter(surfaces), "")
    if name := _MONTH_NAME.search(surfaces[0]):
        return name[0]
    return surfaces[0] if len(surfaces) == 1 else _DAY_IN_DIGITS.sub("", surfaces[0])


def _surface(text: str, mention: _Mention) -> str:
    return text[mention.start : mention.end]
