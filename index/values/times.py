"""The times of day that a text mentions: "19:00", "7 pm", "7:30 p.m.", "half past seven", "noon"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.english.number_names import CARDINALS
from index.english.patterns import any_of
from index.values.mention import Mention

_HOURS = {name: number for number, name in enumerate(CARDINALS[:12], 1)}
_HOUR_IN_DIGITS = "(?:1[0-2]|0?[1-9])"
_HOUR_NAME = rf"(?:{any_of(*_HOURS)}|{_HOUR_IN_DIGITS})"
_ON_12_HOURS = rf"(?P<hour12>{_HOUR_IN_DIGITS})(?:[:.](?P<minute12>[0-5]\d))?[ ]?(?P<half>[ap])\.?m\b"
_TIME = re.compile(
    rf"""
      (?<![\w.:]){_ON_12_HOURS}\.?(?![ ]i\b)  # "am i"
    | (?<![\w.:,])(?P<hour24>[01]?\d|2[0-4])(?::(?P<minute24>[0-5]\d)|[ ]?h(?P<minute_h>[0-5]\d)?)(?![\w:])
    | (?<![\w.:,])
      (?:(?P<part>half|quarter)[ ](?P<side>past|to)[ ](?P<hour_part>{_HOUR_NAME})
        |(?P<hour>{_HOUR_IN_DIGITS}|(?<=\bat[ ]){_HOUR_NAME}))
      (?:[ ]o['’]?clock)?[ ](?:in[ ]the[ ]|at[ ])(?P<daytime>morning|afternoon|evening|night)\b
    | \b(?P<part_alone>half|quarter)[ ](?P<side_alone>past|to)[ ](?P<hour_alone>{_HOUR_NAME})\b
    | (?<![\w.:,])(?P<oclock>{_HOUR_NAME})[ ]o['’]?clock\b
    | \b(?P<name>noon|midday|midnight)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
# Every text is searched for these, so the pattern starts with a digit.
_TWELVE_HOURS = re.compile(_ON_12_HOURS, re.IGNORECASE)
_INSIDE_NUMBER = re.compile(r"[\w.:,]$")
_MINUTES = {"half": 30, "quarter": 15}
_HOUR, _DAY = 60, 24 * 60  # minutes
_END_OF_NIGHT = 5  # the hour: "2 at night" is in the morning, "9 at night" in the evening


def times(text: str) -> Iterator[Mention[int]]:
    """Yield the times of day of a text; the value is the minutes since midnight.

    "Half past seven" has two mentions, one in the morning and one in the evening.
    """
    for match in _TIME.finditer(text):
        for minutes in _minutes(match):
            yield Mention(match.start(), match.end(), minutes % _DAY)


def on_24_hours(question: str) -> str:
    """Return a question with its times of day as "19:00", but for those that may be morning or evening."""

    def written(match: re.Match[str]) -> str:
        minutes = _minutes(match)
        return _on_24_hours(minutes[0]) if len(minutes) == 1 and minutes[0] else match[0]

    return _TIME.sub(written, question)


def times_on_24_hours(text: str) -> list[str]:
    """Return the times of a text that are written as "7 pm", each as "19:00"."""
    found = []
    for match in _TWELVE_HOURS.finditer(text):
        if not _INSIDE_NUMBER.search(text[max(0, match.start() - 1) : match.start()]):
            found.append(_on_24_hours(_minutes_on_12_hours(match)))
    return found


def _on_24_hours(minutes: int) -> str:
    return f"{minutes // _HOUR % 24:02}:{minutes % _HOUR:02}"


def _minutes(match: re.Match[str]) -> tuple[int, ...]:
    """Return the minutes since midnight that a time may mean."""
    if name := match["name"]:
        return (0,) if name.lower() == "midnight" else (12 * _HOUR,)
    if match["half"]:
        return (_minutes_on_12_hours(match),)
    if match["hour24"]:
        return (int(match["hour24"]) * _HOUR + int(match["minute24"] or match["minute_h"] or 0),)
    part, side = match["part"] or match["part_alone"], match["side"] or match["side_alone"]
    after = 0
    if part:
        after = _MINUTES[part.lower()] * (1 if side.lower() == "past" else -1)
    named = match["hour"] or match["hour_part"] or match["hour_alone"] or match["oclock"]
    hour = _hour(named) % 12
    morning, evening = hour * _HOUR + after, (hour + 12) * _HOUR + after
    daytime = (match["daytime"] or "").lower()
    if not daytime:
        return morning, evening
    is_morning = daytime == "morning" or (daytime == "night" and hour < _END_OF_NIGHT)
    return (morning,) if is_morning else (evening,)


def _minutes_on_12_hours(match: re.Match[str]) -> int:
    hour = int(match["hour12"]) % 12 + (12 if match["half"] in "pP" else 0)
    return hour * _HOUR + int(match["minute12"] or 0)


def _hour(text: str) -> int:
    return _HOURS.get(text.lower(), 0) or int(text)
