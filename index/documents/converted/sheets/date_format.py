"""Dates and times of a spreadsheet as text.

Times are written as cells show them. Dates are written with the names of months and weekdays, if cells show
them, or as in ISO 8601. The format codes are specified in ECMA-376, part 1, 18.8.31.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache

Moment = date | time | timedelta  #: a datetime is also a date

#: The codes of the formats for dates and times that files refer to by a number only.
BUILT_IN = {
    14: "mm-dd-yy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
    20: "h:mm", 21: "h:mm:ss", 22: "m/d/yy h:mm", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0",
}  # fmt: skip
_PART = re.compile(
    r"\"(?P<quoted>[^\"]*)\"|\\(?P<escaped>.)|\[(?P<elapsed>h+|m+|s+)\]|\[[^\]]*\]|[_*].?"
    r"|(?P<half>AM/PM|A/P)|(?P<field>y+|m+|d+|h+|s+)|(?P<fraction>\.0+)|(?P<end>;)|(?P<other>.)",
    re.DOTALL | re.IGNORECASE,
)
_NO_SECONDS = re.compile(r":00(?:\.0+)?(?=\D*$)")  # at the end of a time
_LONGEST_CODE = 255
_LAST = datetime(9999, 12, 31, 23, 59, 59)  # the last second that can be rounded up without overflow
_SECONDS = {"h": 3600, "n": 60, "s": 1}  # "n" is written here for the "m" of minutes
_NAME_LENGTH = 3  # letters "m" or "d", at least, show a month or a day of the week as a name


def is_date_code(code: str) -> bool:
    """Whether a format shows a date or a time."""
    return bool(_fields(_parts(code)))


def formatted_moment(value: Moment, code: str) -> str | None:
    """Return a date or time as a format shows it; None if the format shows neither, or cannot show the value.

    A time of day at a full minute is shown without seconds, whatever its format: programs write 17:00 as
    "17:00:00".
    """
    parts = _parts(code)
    fields = _fields(parts)
    letters = {field[0] for field in fields}
    if not letters.isdisjoint("ymd"):
        return _date(value, fields) if isinstance(value, date) else None
    if not letters:
        return None
    shown = _time(value, parts, fields)
    is_clock = {"h", "n", "s"} <= letters and not any(part["elapsed"] for part in parts)
    return _NO_SECONDS.sub("", shown) if is_clock and _milliseconds(value) % 60_000 == 0 else shown


def plain_moment(value: Moment) -> str:
    """Return a date or time as it is shown without a format.

    Seconds are omitted if they are 0, and the time of a date if it is midnight.
    """
    if isinstance(value, date):
        rounded = min(_with_time(value), _LAST) + timedelta(milliseconds=500)
        clock = rounded.time().replace(microsecond=0)
        day = rounded.date().isoformat()
        return (
            day if clock == time() else f"{day} {clock.isoformat('seconds' if clock.second else 'minutes')}"
        )
    total = _milliseconds(value)
    minutes, rest = divmod(abs(total), 60_000)
    hours = f"{minutes // 60:02}" if isinstance(value, time) else str(minutes // 60)
    seconds, fraction = divmod(rest, 1000)
    shown = f"{hours}:{minutes % 60:02}" + (f":{seconds:02}" if rest else "")
    return ("-" if total < 0 else "") + shown + (f".{fraction:03}".rstrip("0") if fraction else "")


@lru_cache(maxsize=256)
def _parts(code: str) -> list[re.Match[str]]:
    """Return the parts of the first section of a format code."""
    parts = []
    for part in _PART.finditer(code[:_LONGEST_CODE]):
        if part["end"]:
            break
        parts.append(part)
    return parts


def _fields(parts: list[re.Match[str]]) -> list[str]:
    """Return the fields that a format shows, in order, such as "h" or "mmmm". Minutes are "n"."""
    counted = [part for part in parts if part["field"] or part["elapsed"]]
    fields = [(part["field"] or part["elapsed"]).lower() for part in counted]
    if all(part["elapsed"] for part in counted):
        return [field.replace("m", "n") for field in fields]
    return ["n" * len(field) if _is_minutes(fields, number) else field for number, field in enumerate(fields)]


def _is_minutes(fields: list[str], number: int) -> bool:
    """Whether a field "m" is for minutes: it is after hours, or before seconds."""
    if fields[number][0] != "m" or len(fields[number]) >= _NAME_LENGTH:
        return False
    before, after = fields[number - 1] if number else "", "".join(fields[number + 1 : number + 2])
    return before[:1] == "h" or after[:1] == "s"


def _date(value: date, fields: list[str]) -> str | None:
    """Return a date as a format with these fields shows it, with its time if the format shows one.

    Return None if the format shows a time and a date without its day.
    """
    letters = {field[0] for field in fields}
    if "d" not in letters:
        return _month(value, fields) if letters.isdisjoint("hns") else None
    if letters.isdisjoint("hns"):
        return _day(value, fields)
    moment = value if "s" in letters else _with_time(value).replace(second=0, microsecond=0)
    day, _, clock = plain_moment(moment).partition(" ")
    return f"{_day(date.fromisoformat(day), fields)} {clock}".rstrip()


def _day(value: date, fields: list[str]) -> str:
    """Return a date with the name of its month, and of its weekday if it is shown; else as in ISO 8601."""
    if not any(field[0] == "m" and len(field) >= _NAME_LENGTH for field in fields):
        return _with_time(value).date().isoformat()
    weekday = f"{calendar.day_name[value.weekday()]} " if any(_is_weekday(field) for field in fields) else ""
    return f"{weekday}{value.day} {calendar.month_name[value.month]} {value.year}"


def _is_weekday(field: str) -> bool:
    return field[0] == "d" and len(field) >= _NAME_LENGTH


def _with_time(value: date) -> datetime:
    """Return a date with its time, which is midnight if it has none."""
    return value if isinstance(value, datetime) else datetime.combine(value, time())


def _month(value: date, fields: list[str]) -> str:
    """Return the month, the year or both, as a format without days shows them."""
    months = [field for field in fields if field[0] == "m"]
    has_year = any(field[0] == "y" for field in fields)
    if not months:
        return str(value.year)
    if len(months[0]) < _NAME_LENGTH:
        return f"{value:%Y-%m}" if has_year else str(value.month)
    name = calendar.month_name[value.month]
    return f"{name} {value.year}" if has_year else name


def _time(value: Moment, parts: list[re.Match[str]], fields: list[str]) -> str:
    """Return a time as the parts of a format show it. Seconds are rounded; minutes and hours are cut off."""
    places = max((len(part["fraction"]) - 1 for part in parts if part["fraction"]), default=0)
    total = _milliseconds(value)
    unit = 10 ** max(3 - places, 0)
    has_seconds = any(field[0] == "s" for field in fields)
    rounded = (abs(total) + unit // 2) // unit * unit if has_seconds else abs(total)
    hours_of_12 = any(part["half"] for part in parts)
    kinds = iter(fields)
    shown = [
        _count(rounded, next(kinds), is_total=bool(part["elapsed"]), hours_of_12=hours_of_12)
        if part["field"] or part["elapsed"]
        else _other_part(part, rounded, places)
        for part in parts
    ]
    return ("-" if total < 0 else "") + "".join(shown).strip()


def _other_part(part: re.Match[str], milliseconds: int, places: int) -> str:
    """Return the text of a part that is not a field: AM or PM, a fraction of the second, a literal."""
    if part["half"]:
        return "PM" if milliseconds // 3_600_000 % 24 >= 12 else "AM"
    if part["fraction"]:
        return f".{milliseconds % 1000:03}"[: places + 1]
    return part["quoted"] or part["escaped"] or part["other"] or ""


def _count(milliseconds: int, field: str, *, is_total: bool, hours_of_12: bool) -> str:
    """Return a field of a time: hours of the day, minutes of the hour or seconds of the minute.

    With `is_total`, return all hours, minutes or seconds of the time.
    """
    count = milliseconds // 1000 // _SECONDS[field[0]]
    if not is_total:
        count %= 24 if field[0] == "h" else 60
        if field[0] == "h" and hours_of_12:
            count = count % 12 or 12
    return f"{count:0{min(len(field), 2)}}"


def _milliseconds(value: Moment) -> int:
    """Return the length of a time span, or the time since midnight, in milliseconds."""
    if isinstance(value, timedelta):
        return round(value / timedelta(milliseconds=1))
    if isinstance(value, date):
        value = _with_time(value).time()
    passed = timedelta(
        hours=value.hour, minutes=value.minute, seconds=value.second, microseconds=value.microsecond
    )
    return round(passed / timedelta(milliseconds=1))
