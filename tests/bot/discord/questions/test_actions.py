"""Actions ↔ custom_ids."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.discord.questions.actions import Action, Kind
from tests.bot.discord.samples import CUSTOM_ID


@given(st.integers(0, 10**18 - 1), st.integers(0, 10**9 - 1), st.sampled_from(Kind))
def test_an_action_survives_its_button(answer_id: int, index: int, kind: Kind) -> None:
    """The custom_id of a button parses to its action."""
    action = Action(kind, answer_id, index)
    assert Action.parse(action.custom_id) == action
    assert len(action.custom_id) <= CUSTOM_ID


@given(st.text() | st.from_regex(r"munshi:[0-9]:[a-z]+:[0-9]*:[0-9]*"))
def test_any_other_text_is_no_action(text: str) -> None:
    """Text of another version or kind parses to None; other text parses to the action that it names."""
    action = Action.parse(text)
    assert action is None or int(text.split(":")[3]) == action.answer_id
