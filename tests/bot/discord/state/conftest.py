"""An open state file."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.discord.state.database import State


@pytest.fixture
def state(tmp_path: Path):
    opened = State.open(tmp_path / "deep" / "state.sqlite3")
    yield opened
    opened.close()
