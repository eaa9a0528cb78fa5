"""Calendars (iCalendar, RFC 5545) → their events in order: a heading, and below it the time and the location.

Tasks, alarms and guests are omitted. An event that repeats is written once, with its rule in words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from index.documents.converted.builder import TextBuilder
from index.documents.converted.calendars.event_words import day_words, repeated_words, span_words
from index.documents.converted.html_words import without_tags
from index.documents.converted.packed_blocks import KEYED
from index.documents.converted.words import clean
from index.documents.decode import decode
from index.documents.file_text import FileText
from index.documents.skipped import SkippedFile

_FOLDED = re.compile(r"(?:\r\n|[\r\n])[ \t]")
_LINE = re.compile(
    r'^(?P<name>[\w.-]+)(?P<parameters>(?:;[\w-]+=(?:"[^"\r\n]*"|[^";:\r\n]*))*):(?P<value>[^\r\n]*)',
    re.MULTILINE,
)
_ZONE = re.compile(r';TZID="?([^";:]+)', re.IGNORECASE)
_ESCAPE = re.compile(r"\\(.)")
_DURATION = re.compile(r"P(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,5})M)?(?:(\d{1,6})S)?)?")
_DATE = re.compile(r"(\d{8})(?:T(\d{6})(Z?))?")
_EVENT_LEVEL = 1


class _Value(NamedTuple):
    parameters: str
    text: str


_Event = dict[str, list[_Value]]  # the values of its properties, by their names


def read(data: bytes) -> FileText:
    """Return the text of an .ics file. Raises SkippedFile if it is not a calendar."""
    text, warning = decode(data)
    if not text.lstrip().upper().startswith("BEGIN:VCALENDAR"):
        raise SkippedFile("is no calendar")
    calendar, events = _components(_FOLDED.sub("", text))
    zone = _first(calendar, "X-WR-TIMEZONE")
    builder = TextBuilder()
    builder.paragraph(_first(calendar, "X-WR-CALDESC"))
    for start, event in sorted(
        ((_start(event, zone), event) for event in events), key=lambda pair: _sortable(pair[0])
    ):
        _write(builder, event, start, zone)
    return builder.finish(title=_first(calendar, "X-WR-CALNAME"), warning=warning)


def _components(text: str) -> tuple[_Event, list[_Event]]:
    """Return the properties of the calendar itself, and the properties of each event."""
    calendar: _Event = {}
    events: list[_Event] = []
    inside: list[str] = []  # the open components, the outermost first
    for line in _LINE.finditer(text):
        name, value = line["name"].upper(), line["value"]
        if name == "BEGIN":
            inside.append(value.strip().upper())
            if inside[1:] == ["VEVENT"]:
                events.append({})
        elif name == "END":
            del inside[-1:]
        elif inside[1:] == ["VEVENT"]:
            events[-1].setdefault(name, []).append(_Value(line["parameters"], value))
        elif len(inside) == 1:
            calendar.setdefault(name, []).append(_Value(line["parameters"], value))
    return calendar, events


def _first(event: _Event, name: str) -> str:
    """Return the text of the first property with this name, without escapes and tags, or an empty string."""
    if name not in event:
        return ""
    text = _ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], event[name][0].text)
    return without_tags(text).strip()


class _Time(NamedTuple):
    """A day, or a time on a day with the name of its time zone."""

    day: date  #: a datetime if it has a time
    zone: str  #: empty for a day, or if no zone is named


def _time(value: _Value, zone: str) -> _Time | None:
    """Return a time, or None if the value is not a time.

    A time in UTC is converted to `zone`, the time zone of the calendar, if that is known.
    """
    found = _DATE.match(value.text.strip())
    try:
        if found is None:
            return None
        if not found[2]:
            return _Time(datetime.strptime(found[1], "%Y%m%d").date(), "")
        moment = datetime.strptime(found[1] + found[2], "%Y%m%d%H%M%S")
    except ValueError:
        return None
    named = _ZONE.search(value.parameters)
    if not found[3]:
        return _Time(moment, named[1] if named else "")
    try:
        local = moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)) if zone else None
    except (ZoneInfoNotFoundError, ValueError, OverflowError, OSError):
        local = None
    return _Time(local.replace(tzinfo=None), zone) if local else _Time(moment, "UTC")


def _times(event: _Event, name: str, zone: str) -> Iterator[_Time]:
    """Yield the times of a property, of which each value may be a list with commas."""
    for value in event.get(name, ()):
        for text in value.text.split(","):
            if time := _time(value._replace(text=text), zone):
                yield time


def _start(event: _Event, zone: str) -> _Time | None:
    return next(_times(event, "DTSTART", zone), None)


def _sortable(start: _Time | None) -> tuple[int, str]:
    """Return a key by which events are sorted; those without a start are last."""
    return (0, start.day.isoformat()) if start else (1, "")


def _end(event: _Event, start: _Time) -> date | None:
    """Return the end of an event, in the time zone of its start; the last day of an event of whole days.

    Return None if the event does not state it, or not in the zone or the kind of its start.
    """
    end = next(_times(event, "DTEND", start.zone), None)
    whole_days = not isinstance(start.day, datetime)
    try:
        if end is not None:
            is_same_kind = isinstance(end.day, datetime) != whole_days and end.zone == start.zone
            return (end.day - timedelta(days=1) if whole_days else end.day) if is_same_kind else None
        found = _DURATION.fullmatch(_first(event, "DURATION"))
        if found is None:
            return None
        weeks, days, hours, minutes, seconds = (int(number or 0) for number in found.groups())
        length = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
        return start.day + length - timedelta(days=int(whole_days))
    except OverflowError:
        return None


def _write(builder: TextBuilder, event: _Event, start: _Time | None, zone: str) -> None:
    """Write an event: its name, its times and location, and its description."""
    builder.close_headings(_EVENT_LEVEL)
    builder.heading(_EVENT_LEVEL, clean(_first(event, "SUMMARY")) or "Event")
    for title, text in _rows(event, start, zone):
        builder.row([title, text], columns=KEYED)
    for paragraph in re.split(r"\n\s*\n", _first(event, "DESCRIPTION")):
        builder.paragraph(paragraph)


def _rows(event: _Event, start: _Time | None, zone: str) -> Iterator[tuple[str, str]]:
    """Yield the times, the location and the link of an event, each as a label and a text."""
    if start:
        zone = start.zone or zone
        yield "When", _when(event, start, zone)
    if moved := next(_times(event, "RECURRENCE-ID", zone), None):
        yield "Instead of", day_words(moved.day)
    for name, title in (("RDATE", "Also on"), ("EXDATE", "Not on")):
        if days := [day_words(time.day) for time in _times(event, name, zone)]:
            yield title, ", ".join(days)
    for name, title in (("LOCATION", "Where"), ("URL", "Link")):
        if text := clean(_first(event, name)):
            yield title, text


def _when(event: _Event, start: _Time, zone: str) -> str:
    """Return the time of an event in words, with its rule if it repeats."""
    end = _end(event, start)
    fields = (part.partition("=") for part in _first(event, "RRULE").upper().split(";"))
    rule = {name: value for name, _, value in fields}
    last = _time(_Value("", rule.get("UNTIL", "")), zone)
    when = repeated_words(rule, start.day, end, start.zone, last.day if last else None)
    if not when:
        again = ", and again after that" if rule.get("FREQ") else ""
        when = span_words(start.day, end, start.zone) + again
    return f"cancelled; it was to be {when}" if _first(event, "STATUS").upper() == "CANCELLED" else when
