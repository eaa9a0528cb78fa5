"""Calendars → text."""

from __future__ import annotations

import pytest

from index.documents.converted.calendars.ics import read
from index.documents.skipped import SkippedFile
from tests.index.growth import check_growth


def calendar(*events: str, head: str = "") -> bytes:
    """A calendar of these events; each is the lines between its BEGIN and its END."""
    parts = [f"BEGIN:VEVENT\n{event}\nEND:VEVENT\n" for event in events]
    return f"BEGIN:VCALENDAR\nVERSION:2.0\n{head}{''.join(parts)}END:VCALENDAR\n".replace(
        "\n", "\r\n"
    ).encode()


def when(lines, *properties: str, head: str = "") -> str:
    """The text after "When:" of an event with these properties."""
    found = lines(read(calendar("\n".join(["SUMMARY:Raid", *properties]), head=head)))
    return next(line.partition("When: ")[2] for line in found if "When: " in line)


def test_an_event_has_its_time_and_location(lines):
    """Its name is a heading; folded lines are joined, escapes are resolved and tags are removed."""
    event = (
        "SUMMARY:Annual general meeting\nDTSTART;TZID=Europe/Berlin:20260612T180000\nDTEND;TZID=Europe/Berlin:20260612T200000\n"
        "LOCATION:Hall\\, 4 Mill Lane\nDESCRIPTION:Accounts\\; elec\n tions.\\n\\n<b>All</b> members vote.<br>Tea &amp\\; cake.\n"
        'BEGIN:VALARM\nDESCRIPTION:reminder\nEND:VALARM\nATTENDEE;CN="Toll: Ben":mailto:ben@example.org'
    )
    content = read(calendar(event, head="X-WR-CALNAME:Lantern Guild\nX-WR-CALDESC:All are welcome.\n"))
    assert content.title == "Lantern Guild"
    above = "Annual general meeting › "
    assert lines(content) == [
        "paragraph: All are welcome.",
        "heading: Annual general meeting",
        f"row: {above}When: Friday 12 June 2026, 18:00 to 20:00 (Europe/Berlin)",
        f"row: {above}Where: Hall, 4 Mill Lane",
        f"paragraph: {above}Accounts; elections.",
        f"paragraph: {above}All members vote.\nTea & cake.",
    ]


def test_events_come_in_the_order_of_their_days():
    """Events are sorted by their days, whatever their order in the file; events without a day are last."""
    content = read(
        calendar(
            "SUMMARY:c\nDESCRIPTION:x",
            "SUMMARY:b\nDTSTART:20260502T100000Z",
            "SUMMARY:a\nDTSTART;VALUE=DATE:20260501",
        )
    )
    assert [line for line in content.text.split("\n") if len(line) == 1 and line != "x"] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("properties", "words"),
    [
        ("DTSTART;VALUE=DATE:20260418", "Saturday 18 April 2026"),
        ("DTSTART;VALUE=DATE:20260418\nDTEND;VALUE=DATE:20260419", "Saturday 18 April 2026"),
        ("DTSTART;VALUE=DATE:20260703\nDTEND;VALUE=DATE:20260706", "Friday 3 July 2026 to Sunday 5 July 2026"),
        ("DTSTART:20260418T203000", "Saturday 18 April 2026, 20:30"),
        ("DTSTART:20260418T203000Z\nDURATION:PT1H30M", "Saturday 18 April 2026, 20:30 to 22:00 (UTC)"),
        ("DTSTART:20260418T220000\nDTEND:20260419T020000", "Saturday 18 April 2026, 22:00 to 02:00"),
        ("DTSTART:20260418T220000\nDTEND:20260420T120000", "Saturday 18 April 2026, 22:00 to Monday 20 April 2026, 12:00"),
        ("DTSTART:20260418T220000\nDTEND;VALUE=DATE:20260419", "Saturday 18 April 2026, 22:00"),
        ("DTSTART:20260418T203000\nSTATUS:CANCELLED", "cancelled; it was to be Saturday 18 April 2026, 20:30"),
        ("DTSTART;TZID=Europe/Berlin:20260418T203000\nDTEND:20260418T210000Z", "Saturday 18 April 2026, 20:30 to 23:00 (Europe/Berlin)"),
        ("DTSTART;TZID=Europe/Berlin:20260418T203000\nDTEND;TZID=Asia/Tokyo:20260419T080000", "Saturday 18 April 2026, 20:30 (Europe/Berlin)"),
    ],
)  # fmt: skip
def test_days_and_hours_are_written_in_words(lines, properties: str, words: str):
    """The last day of an event without hours is the day before DTEND.

    Both hours are in the time zone of the start; an end in another zone is omitted.
    """
    assert when(lines, properties) == words


def test_times_in_utc_are_converted_to_the_zone_of_the_calendar(lines):
    """If a calendar names its time zone, as Google's do, times in UTC are converted to that zone."""
    utc = "DTSTART:20260612T160000Z\nDTEND:20260612T180000Z"
    assert (
        when(lines, utc, head="X-WR-TIMEZONE:Europe/Berlin\n")
        == "Friday 12 June 2026, 18:00 to 20:00 (Europe/Berlin)"
    )
    assert (
        when(lines, utc, head="X-WR-TIMEZONE:../../etc/passwd\n")
        == "Friday 12 June 2026, 16:00 to 18:00 (UTC)"
    )


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("FREQ=WEEKLY", "every Saturday"),
        ("FREQ=WEEKLY;BYDAY=MO,WE,FR", "every Monday, Wednesday and Friday"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=SA", "every 2 weeks on Saturday"),
        ("FREQ=DAILY", "every day"),
        ("FREQ=MONTHLY", "every month on the 18th"),
        ("FREQ=MONTHLY;BYDAY=1TU", "every month on the first Tuesday"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "every month on the last Friday"),
        ("FREQ=MONTHLY;BYMONTHDAY=1,22,-1", "every month on the 1st, the 22nd and the last day"),
        ("FREQ=YEARLY", "every year on 18 April"),
        ("FREQ=YEARLY;BYMONTH=5;BYDAY=2SU", "every year on the second Sunday in May"),
        ("FREQ=YEARLY;BYMONTH=4", "every year on the 18th in April"),
        ("FREQ=MONTHLY;BYDAY=SU;BYSETPOS=1", "every month on the first Sunday"),
        ("FREQ=MONTHLY;BYDAY=SA,SU;BYSETPOS=-1", "every month on the last of Saturday and Sunday"),
        ("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "every month on Friday if that is the 13th"),
        ("FREQ=MONTHLY;BYDAY=XX;BYSETPOS=1", "every month on the 18th"),
        ("FREQ=MONTHLY;BYDAY=-2FR", "every month on the second to last Friday"),
        ("FREQ=MONTHLY;BYDAY=-3FR", "every month on the third to last Friday"),
        ("FREQ=YEARLY;BYDAY=20MO", "every year on the 20th Monday"),
        ("FREQ=MONTHLY;BYDAY=SA;BYSETPOS=-2", "every month on the second to last Saturday"),
        ("FREQ=MONTHLY;BYMONTHDAY=-2,-12", "every month on the second to last day and the 12th to last day"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "every month on the 18th"),
    ],
)
def test_recurrence_rules_are_written_in_words(lines, rule: str, words: str):
    """The words say how often and on which days the event repeats, and then its first day."""
    assert (
        when(lines, "DTSTART:20260418T203000", f"RRULE:{rule}")
        == f"{words}, 20:30, from Saturday 18 April 2026"
    )


@pytest.mark.parametrize(
    ("properties", "words"),
    [
        ("DTSTART;VALUE=DATE:20250501\nDTEND;VALUE=DATE:20250504\nRRULE:FREQ=YEARLY", "every year on 1 May, for 3 days, from Thursday 1 May 2025"),
        ("DTSTART;VALUE=DATE:20250501\nDTEND;VALUE=DATE:20250502\nRRULE:FREQ=YEARLY", "every year on 1 May, from Thursday 1 May 2025"),
        ("DTSTART:20250503T200000\nDTEND:20250505T100000\nRRULE:FREQ=WEEKLY", "every Saturday, 20:00 to 10:00 2 days later, from Saturday 3 May 2025"),
        ("DTSTART:20250503T080000\nDTEND:20250504T220000\nRRULE:FREQ=WEEKLY", "every Saturday, 08:00 to 22:00 the next day, from Saturday 3 May 2025"),
        ("DTSTART:20250503T200000\nDTEND:20250504T020000\nRRULE:FREQ=WEEKLY", "every Saturday, 20:00 to 02:00, from Saturday 3 May 2025"),
    ],
)  # fmt: skip
def test_an_event_that_repeats_says_how_long_it_lasts(lines, properties: str, words: str):
    """Its end is counted from its start, since the day of the end is only that of the first time."""
    assert when(lines, properties) == words


@pytest.mark.parametrize(
    "rule", ["FREQ=HOURLY", "FREQ=DAILY;BYHOUR=9,18", "FREQ=MONTHLY;BYSETPOS=1", "FREQ=WEEKLY;INTERVAL=many"]
)
def test_a_rule_without_words_names_no_other_days(lines, rule: str):
    """Only the first time is written, and that the event repeats."""
    assert (
        when(lines, "DTSTART:20260418T203000", f"RRULE:{rule}")
        == "Saturday 18 April 2026, 20:30, and again after that"
    )


def test_the_last_day_of_a_rule_is_in_the_zone_of_the_event(lines):
    """The end of a rule is in UTC, in which it is already the next day.

    It is converted to the event's zone.
    """
    assert when(
        lines,
        "DTSTART;TZID=America/Los_Angeles:20260417T180000",
        "RRULE:FREQ=WEEKLY;UNTIL=20260601T065959Z",
    ).endswith("to Sunday 31 May 2026")


def test_an_address_in_a_description_is_no_tag():
    """Only tags of HTML are removed."""
    words = "Mail Anna <anna@example.org>, see <https://example.org/a> and give <name>."
    assert words in read(calendar(f"SUMMARY:Raid\nDESCRIPTION:<p class=x>{words}</p>")).text


def test_ends_and_excluded_days_are_written(lines):
    """A rule ends on a day or after a number of times.

    Days are added and excluded; an event may replace another.
    """
    begins = "DTSTART:20260418T203000"
    assert when(lines, begins, "RRULE:FREQ=WEEKLY;UNTIL=20260601T000000Z").endswith("to Monday 1 June 2026")
    assert when(lines, begins, "RRULE:FREQ=WEEKLY;COUNT=8").endswith("from Saturday 18 April 2026, 8 times")
    content = read(
        calendar(
            f"SUMMARY:Raid\n{begins}\nRDATE:20260419T203000\nEXDATE:20260425T203000,20260502T203000\nRECURRENCE-ID:20260417T203000"
        )
    )
    assert "Not on | Saturday 25 April 2026, Saturday 2 May 2026" in content.text
    assert "Also on | Sunday 19 April 2026" in content.text
    assert "Instead of | Friday 17 April 2026" in content.text


@pytest.mark.parametrize(
    "odd",
    ["DTSTART:99999999T999999Z", "DTSTART:", "DTSTART:20260418T203000\nDURATION:P99999D", "DTSTART:99991231T230000Z\nDURATION:P9D",
     "DTSTART:20260418\nDTEND:00010101", "DTSTART:00010101\nDTEND;VALUE=DATE:00010101", "DTSTART:20260418\nRRULE:FREQ=HOURLY",
     "DTSTART:20260418\nRRULE:FREQ=MONTHLY;BYDAY=99XX;BYMONTHDAY=99;BYMONTH=77", "DTSTART:20260418\nRRULE:;;=;FREQ", "BEGIN:VEVENT\nBEGIN:X"],
)  # fmt: skip
def test_odd_values_cost_only_themselves(odd: str):
    """An invalid value costs neither the name of its event nor the events after it."""
    content = read(calendar(f"SUMMARY:Odd\n{odd}", "SUMMARY:Raid\nDESCRIPTION:At the docks."))
    assert "Odd" in content.text and ("At the docks." in content.text or "BEGIN" in odd)


def test_a_calendar_that_is_cut_off_is_read_as_far_as_it_goes():
    """The last event is read as far as it is there."""
    data = calendar("SUMMARY:Raid\nDTSTART:20260418T203000\nDESCRIPTION:At the docks.")
    assert "Saturday 18 April 2026" in read(data[: data.index(b"DESCRIPTION")]).text


@pytest.mark.parametrize("data", [b"", b"SUMMARY:Raid", b"BEGIN:VCARD\nFN:Ada\nEND:VCARD"])
def test_other_files_are_skipped_with_a_reason(data: bytes):
    """Cards and fragments are skipped with a reason."""
    with pytest.raises(SkippedFile, match="is no calendar"):
        read(data)


def test_time_grows_with_the_size_alone():
    """Four times as many events, or characters of a line, take about four times as long."""
    events = [f"SUMMARY:Raid {number}\nDTSTART:20260418T203000Z\nRRULE:FREQ=WEEKLY" for number in range(1600)]
    little, much = calendar(*events[:400]), calendar(*events)
    check_growth(lambda: read(little), lambda: read(much), factor=8)
    for odd in (
        "A;B=" * 50_000,
        "A" + ';B="' * 50_000,
        "DESCRIPTION:" + "<a" * 50_000,
        "RRULE:" + "BYDAY=MO," * 50_000,
    ):
        little, much = calendar(odd[: len(odd) // 4]), calendar(odd)
        check_growth(lambda little=little: read(little), lambda much=much: read(much), factor=8)
