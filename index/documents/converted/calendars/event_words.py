"""When an event of a calendar is, in words: days, hours, and how it repeats (RFC 5545, section 3.3.10)."""

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
_BY_DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_FROM_THE_END = {-1: "last", -2: "last but one"}
_NOT_TOLD = ("BYSECOND", "BYMINUTE", "BYHOUR", "BYYEARDAY", "BYWEEKNO")
_MOST_NAMED = 40  # days or months of a rule


def day_words(day: date) -> str:
    """ "Saturday 18 April 2026"."""
    return f"{WEEKDAYS[day.weekday()].capitalize()} {day.day} {_month(day.month)} {day.year}"


def span_words(start: date, end: date | None, zone: str) -> str:
    """The days of an event, or its day and hours. Where `start` has no hour, `end` is its last day."""
    if not isinstance(start, datetime):
        return f"{day_words(start)} to {day_words(end)}" if end and end > start else day_words(start)
    return f"{day_words(start)}, {hours_words(start, end, zone)}"


def hours_words(start: datetime, end: date | None, zone: str) -> str:
    """ "20:30 to 23:00 (Europe/Berlin)"."""
    hours = f"{start:%H:%M}"
    if isinstance(end, datetime) and end > start:
        is_near = end.date() == start.date() or end - start < timedelta(hours=12)
        hours += f" to {end:%H:%M}" if is_near else f" to {day_words(end)}, {end:%H:%M}"
    return f"{hours} ({zone})" if zone else hours


def repeated_words(
    rule: Mapping[str, str], start: date, end: date | None, zone: str, last: date | None
) -> str:
    """When an event is that repeats by a rule, to a `last` day; empty where that cannot be told in words."""
    if rule.get("FREQ") not in _EVERY or any(name in rule for name in _NOT_TOLD):
        return ""
    if not rule.get("INTERVAL", "1").isdecimal() or not _chosen_are_told(rule):
        return ""
    words = _every(rule, start)
    words += f", {hours_words(start, end, zone)}" if isinstance(start, datetime) else ""
    words += f", from {day_words(start)}"
    if rule.get("COUNT", "").isdecimal():
        return f"{words}, {rule['COUNT']} times"
    return f"{words} to {day_words(last)}" if last else words


def _chosen_are_told(rule: Mapping[str, str]) -> bool:
    """Whether a rule chooses among the days that it names in a way that can be told: the last Sunday."""
    return "BYSETPOS" not in rule or (
        rule["FREQ"] in ("MONTHLY", "YEARLY") and "BYDAY" in rule and "BYMONTHDAY" not in rule
    )


def _every(rule: Mapping[str, str], start: date) -> str:
    """ "every second week on Saturday and Sunday"."""
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
    """On which days a rule repeats an event, in words."""

    weekdays: list[str]
    numbers: list[str]  #: of days in their month
    months: list[str]


def _days_of(rule: Mapping[str, str], start: date) -> _Days:
    """The days that a rule names, or that of the first event where it names none."""
    weekdays = _chosen(_days(rule.get("BYDAY", "")), _numbers(rule.get("BYSETPOS", "")))
    numbers = [_nth(each) for each in _numbers(rule.get("BYMONTHDAY", "")) if -31 <= each <= 31]
    months = [_month(each) for each in _numbers(rule.get("BYMONTH", "")) if 1 <= each <= 12]
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
    """The names of weekdays, with which of the month it is: "the last Friday"."""
    found = []
    for place, code in _BY_DAY.findall(codes)[:_MOST_NAMED]:
        name = WEEKDAYS[_WEEKDAY_CODES.index(code)].capitalize()
        number = int(place or 0)
        found.append(f"the {_place(number)} {name}" if number else name)
    return found


def _chosen(days: list[str], places: Sequence[int]) -> list[str]:
    """Those of the days of a month or a year that a rule chooses: "the last Friday"."""
    if not (places and days):
        return days
    of_days = days[0] if len(days) == 1 else f"of {_listed(days)}"
    return [f"the {_place(place)} {of_days}" for place in places]


def _place(number: int) -> str:
    if 1 <= number <= len(ORDINALS):
        return ORDINALS[number - 1]
    return _FROM_THE_END.get(number, f"{number}.")


def _numbers(codes: str) -> list[int]:
    return [int(each) for each in re.findall(r"-?\d{1,2}", codes)[:_MOST_NAMED]]


def _nth(number: int) -> str:
    """A day of the month: "the 15th", "the last day"."""
    if number < 0:
        return "the last day" if number == -1 else f"day {-number} before the end"
    ending = "th" if number // 10 == 1 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"the {number}{ending}"


def _listed(words: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))
