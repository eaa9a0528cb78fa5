"""Where Munshi may answer, by the settings and the choices of managers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.discord.choices.access import AccessRules, NotHere
from bot.discord.state.async_state import AsyncState
from bot.discord.state.database import State
from bot.discord.state.records import Location
from tests.bot.discord.world import async_test

CHOSEN, OTHER, THREAD = Location(1, 10), Location(1, 11), Location(1, 12)
DIRECT = Location(0, 20)


@pytest.fixture
def state(tmp_path: Path) -> Iterator[AsyncState]:
    opened = AsyncState(State.open(tmp_path / "state.sqlite3"))
    yield opened
    opened.close()


@async_test
async def test_chosen_channels_and_their_threads_are_answered(state: AsyncState) -> None:
    """For a thread, its channel's choice counts; a server without a choice is answered everywhere."""
    access = AccessRules(state, {}, direct_messages=True)
    access.check(OTHER)
    await access.choose(CHOSEN.server, [CHOSEN.channel])
    access.check(CHOSEN)
    access.check(replace(THREAD, parent=CHOSEN.channel))
    access.check(Location(2, 30))
    for location in (OTHER, THREAD, replace(THREAD, parent=OTHER.channel)):
        with pytest.raises(NotHere, match=r"^I don't answer here\. Ask me in <#10>\.$"):
            access.check(location)


def test_direct_messages_are_a_setting(state: AsyncState) -> None:
    """Direct messages are refused if the settings say so, whatever channels were chosen."""
    AccessRules(state, {1: frozenset({10})}, direct_messages=True).check(DIRECT)
    with pytest.raises(NotHere, match="I answer in servers only"):
        AccessRules(state, {}, direct_messages=False).check(DIRECT)
