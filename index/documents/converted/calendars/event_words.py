"""The times of a calendar's event in words: days, hours, and recurrence rules (RFC 5545, section 3.3.10)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from index.english.calendar_names import MONTHS, WEEKDAYS
from index.english.number_names import ORDINALS

_EVERY = {
    "DAILY": ("day", "days"),
    "WEEKLY": ("week", "weeks"),
    "MONTHLY": ("month", "months"),
    "YEARLY": ("year", "years"),
}
_WEEKDAY_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_BY_DAY = re.compile(rf"([+-]?\d{{1,2}})?({'|'.join(_WEEKDAY_CODES)})")
_NOT_WORDED = ("BYSECOND", "BYMINUTE", "BYHOUR", "BYYEARDAY", "BYWEEKNO")  # parts of rules without words here
_MOST_NAMED = 40  # days or months of a rule that are written


def day_words(day: date) -> str:
    """Return a day in words: "Saturday 18 April 2026"."""
    return f"{WEEKDAYS[day.weekday()].capitalize()} {day.day} {_month(day.month)} {day.year}"


def span_words(start: date, end: date | None, zone: str) -> str:
    """Return the days of an event, or its day and hours. If `start` has no time, `end` is the last day."""
    if not isinstance(start, datetime):
        return f"{day_words(start)} to {day_words(end)}" if end and end > start else day_words(start)
    return f"{day_words(start)}, {_hours_words(start, end, zone)}"


def _hours_words(start: datetime, end: date | None, zone: str, *, repeats: bool = False) -> str:
    """Return the hours of an event: "20:30 to 23:00 (Europe/Berlin)".

    An event that lasts longer has the day of its end, or, if it `repeats`, how many days later it ends.
    """
    hours = f"{start:%H:%M}"
    if isinstance(end, datetime) and end > start:
        is_near = end.date() == start.date() or end - start < timedelta(hours=12)
        if is_near:
            hours += f" to {end:%H:%M}"
        elif repeats:
            days = (end.date() - start.date()).days
            hours += f" to {end:%H:%M} " + ("the next day" if days == 1 else f"{days} days later")
        else:
            hours += f" to {day_words(end)}, {end:%H:%M}"
    return f"{hours} ({zone})" if zone else hours


def repeated_words(
    rule: Mapping[str, str], start: date, end: date | None, zone: str, last: date | None
) -> str:
    """Return the times of an event that repeats by a rule, up to the day `last` if it is given.

    Return an empty string if there are no words for the rule.
    """
    if rule.get("FREQ") not in _EVERY or any(name in rule for name in _NOT_WORDED):
        return ""
    if not rule.get("INTERVAL", "1").isdecimal() or not _has_worded_choice(rule):
        return ""
    words = _every(rule, start)
    if isinstance(start, datetime):
        words += f", {_hours_words(start, end, zone, repeats=True)}"
    elif end and end > start:
        words += f", for {(end - start).days + 1} days"
    words += f", from {day_words(start)}"
    if rule.get("COUNT", "").isdecimal():
        return f"{words}, {rule['COUNT']} times"
    return f"{words} to {day_words(last)}" if last else words


def _has_worded_choice(rule: Mapping[str, str]) -> bool:
    """Whether a rule chooses among its days (BYSETPOS) in a way that has words, or does not choose."""
    return "BYSETPOS" not in rule or (
        rule["FREQ"] in ("MONTHLY", "YEARLY") and "BYDAY" in rule and "BYMONTHDAY" not in rule
    )


def _every(rule: Mapping[str, str], start: date) -> str:
    """Return how often a rule repeats an event: "every 2 weeks on Saturday and Sunday"."""
    one, many = _EVERY[rule["FREQ"]]
    interval = rule.get("INTERVAL", "1")
    every = f"every {one}" if interval == "1" else f"every {interval} {many}"
    days, numbers, months = _days_of(rule, start)
    if every == "every week":
        return f"every {_listed(days)}{_in(months)}"
    if days or numbers:
        every += f" on {_listed(days or numbers)}"
    if days and numbers:
        every += f" if that is {_listed(numbers)}"
    return every + _in(months)


class _Days(NamedTuple):
    """The days on which a rule repeats an event, in words."""

    weekdays: list[str]
    numbers: list[str]  #: days of the month: "the 15th"
    months: list[str]


def _days_of(rule: Mapping[str, str], start: date) -> _Days:
    """Return the days that a rule names, or the day of the first event if the rule names none."""
    weekdays = _chosen(_days(rule.get("BYDAY", "")), _numbers(rule.get("BYSETPOS", "")))
    numbers = [_nth(day) for day in _numbers(rule.get("BYMONTHDAY", "")) if -31 <= day <= 31]
    months = [_month(number) for number in _numbers(rule.get("BYMONTH", "")) if 1 <= number <= 12]
    match rule["FREQ"]:
        case "WEEKLY" if not weekdays:
            weekdays = [WEEKDAYS[start.weekday()].capitalize()]
        case "YEARLY" if not (weekdays or numbers or months):
            numbers = [f"{start.day} {_month(start.month)}"]
        case "MONTHLY" | "YEARLY" if not (weekdays or numbers):
            numbers = [_nth(start.day)]
    return _Days(weekdays, numbers, months)


def _month(number: int) -> str:
    return MONTHS[number - 1].capitalize()


def _in(months: Sequence[str]) -> str:
    return f" in {_listed(months)}" if months else ""


def _days(codes: str) -> list[str]:
    """Return weekdays in words, with their number in the month if the code has one: "the last Friday"."""
    found = []
    for prefix, code in _BY_DAY.findall(codes)[:_MOST_NAMED]:
        name = WEEKDAYS[_WEEKDAY_CODES.index(code)].capitalize()
        number = int(prefix or 0)
        found.append(f"the {_ordinal(number)} {name}" if number else name)
    return found


def _chosen(days: list[str], positions: Sequence[int]) -> list[str]:
    """Return the days that a rule chooses among the days of a month or a year: "the last Friday"."""
    if not (positions and days):
        return days
    of_days = days[0] if len(days) == 1 else f"of {_listed(days)}"
    return [f"the {_ordinal(position)} {of_days}" for position in positions]


def _ordinal(number: int) -> str:
    """Return an ordinal: "first", "20th"; counted from the end if `number` is negative: "second to last"."""
    if number < 0:
        return "last" if number == -1 else f"{_ordinal(-number)} to last"
    return ORDINALS[number - 1] if number <= len(ORDINALS) else _with_ending(number)


def _with_ending(number: int) -> str:
    """Return a number of at most two digits as an ordinal in digits: "1st", "12th"."""
    ending = "th" if number // 10 == 1 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _numbers(codes: str) -> list[int]:
    """Return the numbers in a part of a rule; 0 is not valid there and is omitted."""
    found = map(int, re.findall(r"-?\d{1,2}", codes)[:_MOST_NAMED])
    return [number for number in found if number]


def _nth(number: int) -> str:
    """Return a day of the month in words: "the 15th", "the last day"."""
    return f"the {_with_ending(number)}" if number > 0 else f"the {_ordinal(number)} day"


def _listed(words: Sequence[str]) -> str:
    """Join words with commas, and the last two with "and"."""
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))
