import pytest

from index.values.times import times


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


@pytest.mark.parametrize("text", ["I am 7", "ratio 3:2", "25:00", "10:75", "v7.30", "7 players", "11 amps"])
def test_what_is_no_time(text: str) -> None:
    assert list(times(text)) == []
