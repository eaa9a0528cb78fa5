import pytest

from index.values.times import on_24_hours, times, times_on_24_hours


@pytest.mark.parametrize(
    ("text", "hour", "minute"),
    [
        ("19:00", 19, 0),
        ("7pm", 19, 0),
        ("7 p.m.", 19, 0),
        ("7:30 PM", 19, 30),
        ("12 am", 0, 0),
        ("12pm", 12, 0),
        ("noon", 12, 0),
        ("midnight", 0, 0),
        ("24:00", 0, 0),
        ("18h", 18, 0),
        ("18h30", 18, 30),
        ("9.15 am", 9, 15),
        ("8 in the evening", 20, 0),
        ("at eight in the morning", 8, 0),
        ("2 at night", 2, 0),
        ("half past seven in the evening", 19, 30),
        ("quarter to 8 in the morning", 7, 45),
    ],
)
def test_a_time_is_read_in_any_form(text: str, hour: int, minute: int) -> None:
    assert [mention.value for mention in times(f"from {text} on")] == [hour * 60 + minute]


def test_every_minute_is_the_same_on_both_clocks() -> None:
    for minutes in range(24 * 60):
        hour, minute = divmod(minutes, 60)
        half = "am" if hour < 12 else "pm"
        forms = (f"{hour:02}:{minute:02}", f"{hour % 12 or 12}:{minute:02} {half}")
        assert [[mention.value for mention in times(form)] for form in forms] == [[minutes]] * 2


@pytest.mark.parametrize(
    "text",
    [
        "I am 7",
        "ratio 3:2",
        "25:00",
        "10:75",
        "v7.30",
        "7 players",
        "11 amps",
        "which one am i",
        "is one in the evening",
    ],
)
def test_what_is_no_time(text: str) -> None:
    assert list(times(text)) == []


@pytest.mark.parametrize("text", ["half past six", "6 o'clock", "quarter past five"])
def test_a_time_may_be_in_the_morning_or_the_evening(text: str) -> None:
    minutes = [mention.value for mention in times(text)]
    assert len(minutes) == 2
    assert minutes[1] - minutes[0] == 12 * 60


def test_a_question_is_written_on_24_hours() -> None:
    question = "is there training at 7pm, noon or half past six"
    assert on_24_hours(question) == "is there training at 19:00, 12:00 or half past six"


def test_the_times_of_a_text_on_24_hours() -> None:
    """Those that it does not write so already."""
    assert times_on_24_hours("7 pm, 7:30 p.m., 19:45, 12 am, v1.7 am") == ["19:00", "19:30", "00:00"]
