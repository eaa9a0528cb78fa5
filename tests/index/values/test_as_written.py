import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.values.as_written import as_written_in


@pytest.mark.parametrize(
    ("question", "text", "written"),
    [
        ("training on saturday", "Day: Sat · Time: 9:00", "training on Sat"),
        ("what is on in october", "2026-10-23: dinner", "what is on in 2026-10-23"),
        ("what is on in october", "2026-10-23: dinner. 2026-10-03: swim", "what is on in 2026-10"),
        ("what is on in may", "09.05.2027 open day, 12.05.2027 swim", "what is on in 05.2027"),
        ("what is on in october", "- Fri 23 Oct: dinner", "what is on in Oct"),
        ("whats on friday 23 october", "- Fri 23 Oct: dinner", "whats on Fri 23 Oct"),
        ("what is on 14 march", "3/14/2026 gala", "what is on 3/14/2026"),
        ("what starts at 7pm", "Doors 18:00, concert 19:00", "what starts at 19:00"),
        ("what begins at 19:00", "The concert is at 7 p.m.", "what begins at 7 p.m."),
        ("who came second", "| 2 | Tomas |", "who came 2"),
        ("what is on the second floor", "2nd floor: office", "what is on the 2nd floor"),
        ("which club has 1200 members", "1,200 members", "which club has 1,200 members"),
        ("what costs twelve euros", "Dinner 12 €", "what costs 12 euros"),
        ("which squad is thirty one pounds", "Pike: £31.00", "which squad is 31.00 pounds"),
        ("who is there on wednesday", "Mo/We: Jorinde", "who is there on We"),
        ("prices on a weekend", "Mo–Fr 5 €, Sa/Su 8 €", "prices on a Sa"),
        ("what is planned for the third quarter", "2026-Q3: fishing", "what is planned for the 2026-Q3"),
        ("which room takes an hour and a half", "Bank Job: 90 min", "which room takes 90 min"),
        ("can i cancel two days before", "until 48 h before", "can i cancel 48 h before"),
        ("who swims at half past six", "18:30 Pike", "who swims at 18:30"),
        ("who came second", "Place: 2 · Team: Four Left Feet", "who came Place: 2"),
    ],
)
def test_a_question_is_worded_with_the_values_of_a_text(question: str, text: str, written: str) -> None:
    assert as_written_in(text, question) == written


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("training on saturday", "Saturday 9:00, Sat 10:00"),  # the text has the question's form, too
        ("open on fridays", "Friday 9:00"),
        ("what is on in october", "2026-11-23"),  # another month
        ("what is on 3 october", "2026-10-23"),  # another day
        ("what starts at 7pm", "7:00"),  # in the morning
        ("may i park here", "2026-05-03"),
        ("who came second", "in 2 minutes"),
        ("what is new in 2.1", "2.1.0 is old"),
        ("open on wednesday", "We are open"),
        ("where is the hall", "2026-05-03 at 19:00"),
    ],
)
def test_a_question_stays_if_the_text_has_no_other_form_of_its_values(question: str, text: str) -> None:
    assert as_written_in(text, question) == question


_VALUES = (
    "7pm 19:00 Sat saturday 2026-10-23 23.10.2026 3/4/26 second 2nd twelve 1,200 Q3 weekend ٣ ² 9999 may"
)
_PIECES = st.sampled_from(
    [*_VALUES.split(), "half past six", "an hour", "90 min", "| 2 |", "In May", "\n", "9" * 400]
)


@given(
    st.lists(_PIECES | st.text(max_size=8)).map(" ".join),
    st.lists(_PIECES | st.text(max_size=8)).map(" ".join),
)
def test_any_text_and_question_can_be_read(text: str, question: str) -> None:
    """A question stays as it is for a text that has its own words."""
    as_written_in(text, question)
    assert as_written_in(f"{text} {question}", question) == question
