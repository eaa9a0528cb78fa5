import pytest

from index.values.short_names import FULL_NAMES, ambiguous_names, with_full_names


@pytest.mark.parametrize(
    ("question", "full"),
    [
        ("when are you open on thu", "when are you open on Thursday"),
        ("is there training tues", "is there training Tuesday"),
        ("open sat?", "open Saturday?"),
        ("what time is training sat", "what time is training Saturday"),
        ("sun morning training", "Sunday morning training"),
        ("when is the con, fri or sat?", "when is the con, Friday or Saturday?"),
        ("whats on in mar", "whats on in March"),
        ("7 jun", "7 June"),
        ("what is due on Sep 3rd", "what is due on September 3rd"),
    ],
)
def test_a_short_name_of_a_day_or_month_is_written_in_full(question: str, full: str) -> None:
    """If it is no other word, or stands next to a number, a day or a word such as "on"."""
    assert with_full_names(question) == full


@pytest.mark.parametrize(
    "question",
    [
        "who sat on the throne",
        "who sat",
        "where were we sat",
        "is the sun hot",
        "who is jan",
        "what does dec mean",
        "what is jan's email",
        "where is feb.md",
        "what is in /etc/fri/x",
        "thursday's hours",
    ],
)
def test_another_word_stays(question: str) -> None:
    """So do names in paths, and names that are in full already."""
    assert with_full_names(question) == question


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("| Sat | 09:00 |", ["saturday"]),
        ("Sat 14 Mar: gala", ["saturday", "march"]),
        ("Day: Sun · Time: 10:00", ["sunday"]),
        ("Mon–Wed 10-12", ["monday", "wednesday"]),
        ("Mo/We: 14:00, Sa 10:00", ["monday", "wednesday", "saturday"]),
        ("We met Fr. Brown", []),
        ("The Sun is a star", []),
        ("Sun protection", []),
        ("Sat down. Jan Kowalski", []),
        ("it sat on a mat on sat", []),
    ],
)
def test_the_capital_names_of_a_text_that_may_be_other_words(text: str, names: list[str]) -> None:
    """They are days and months next to a number or another of them, or alone."""
    assert ambiguous_names(text) == names


def test_a_name_that_is_no_other_word_has_a_full_name() -> None:
    assert FULL_NAMES["thurs"] == "thursday"
    assert FULL_NAMES["sept"] == "september"
    assert "sat" not in FULL_NAMES
