from datetime import date, timedelta

import pytest

from index.values.dates import Date, dates, names_of_dates, quarters

DAY = Date(3, 14, 2026)


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-14",
        "14.03.2026",
        "14.3.2026",
        "3/14/2026",
        "14/03/26",
        "14 March 2026",
        "14th of March, 2026",
        "Mar 14th 2026",
        "March the 14th, 2026",
        "14 mar 2026",
        "14-Mar-2026",
        "14. 3. 2026",
    ],
)
def test_a_date_is_read_in_any_form(text: str) -> None:
    found = [mention.value for mention in dates(f"On {text}, we met.")]
    assert found == [DAY]


def test_every_day_of_four_years_is_read_as_it_was_written() -> None:
    """In five forms, against the calendar of the standard library."""
    day = date(2024, 1, 1)
    while day.year < 2028:
        for form in ("%Y-%m-%d", "%d.%m.%Y", "%d %B %Y", "%b %d, %Y", "%A %d %B %Y"):
            found = [mention.value for mention in dates(day.strftime(form))]
            assert found == [Date(day.month, day.day, day.year)], day.strftime(form)
        day += timedelta(days=1)


def test_a_date_with_slashes_may_be_read_in_two_ways() -> None:
    found = {mention.value for mention in dates("on 4/5/2026")}
    assert found == {Date(4, 5, 2026), Date(5, 4, 2026)}


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("what is on in may", 5),
        ("in March", 3),
        ("since october", 10),
        ("Oct – Dec", 10),
        ("next mar", 3),
        ("in June's minutes", 6),
    ],
)
def test_a_month_alone(text: str, month: int) -> None:
    assert next(iter(dates(text))).value == Date(month, 0, 0)


@pytest.mark.parametrize(
    "text",
    [
        "may i park here",
        "May I?",
        "they march on",
        "jan is here",
        "1.2.3",
        "12/30",
        "2026-13-01",
        "no. 4.2",
        "and may be late",
        "1. May I bring a dog?",
        "5 may be too few",
        "Jan's bicycle",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert [mention for mention in dates(text)] == []


@pytest.mark.parametrize(
    ("text", "surface"), [("until 14 March.", "14 March"), ("Sept. 5: start", "Sept. 5")]
)
def test_a_date_ends_before_the_sign_after_it(text: str, surface: str) -> None:
    (mention,) = dates(text)
    assert text[mention.start : mention.end] == surface


@pytest.mark.parametrize(
    ("said", "asked", "says"),
    [
        (DAY, Date(3, 0, 0), True),
        (DAY, Date(3, 14, 0), True),
        (DAY, Date(3, 15, 0), False),
        (DAY, Date(3, 14, 2025), False),
        (Date(3, 14, 0), DAY, True),
        (Date(3, 0, 0), Date(3, 14, 0), False),
    ],
)
def test_a_date_says_what_is_asked_for(said: Date, asked: Date, says: bool) -> None:
    assert said.says(asked) is says


def test_dates_in_digits_have_names() -> None:
    assert names_of_dates("2026-06-07 and 15.04.2027, not 1.2.3 or 2026-06-071") == [
        "june",
        "7",
        "april",
        "15",
    ]


def test_quarters() -> None:
    assert [mention.value for mention in quarters("Q1, 2026-Q3 and the fourth quarter, not a quarter")] == [
        1,
        3,
        4,
    ]
