"""What `munshi serve --check` and `munshi feedback` print, and where the token comes from."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import discord.http
import pytest

from bot.config import Settings
from bot.discord.gateway import running
from bot.discord.serve import TokenMissing, check, feedback, read_token
from bot.discord.settings import DiscordSettings
from bot.discord.state.database import State
from bot.discord.state.records import Place
from index.settings import IndexSettings
from tests.bot.discord.state.test_database import answer
from tests.bot.discord.wire import TOKEN, wire
from tests.bot.discord.world import played


@pytest.fixture
def settings(index_of_harbour: IndexSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.delenv("DISCORD_TOKEN", raising=False)
    chosen = DiscordSettings(token_file=tmp_path / "token", state_file=tmp_path / "state.sqlite3")
    return Settings(index=index_of_harbour, discord=chosen)


def test_the_token_comes_from_the_environment_or_the_file(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DISCORD_TOKEN wins over the file; without both one sentence says where to put it."""
    with pytest.raises(TokenMissing, match=r"set DISCORD_TOKEN, or put it alone into the file .*token\."):
        read_token(settings.discord)
    settings.discord.token_file.write_text(" from-file\n")
    assert read_token(settings.discord) == "from-file"
    monkeypatch.setenv("DISCORD_TOKEN", "from-environment")
    assert read_token(settings.discord) == "from-environment"


def test_check_names_all_that_is_missing(
    settings: Settings, missing_index: IndexSettings, capsys: pytest.CaptureFixture[str]
) -> None:
    """A missing index and a missing token are both said, each with what mends it; the status is 2."""
    assert check(dataclasses.replace(settings, index=missing_index)) == 2
    said = capsys.readouterr().out.splitlines()
    assert len(said) == 2
    assert "munshi index" in said[0]
    assert said[1].startswith("- There is no token: set DISCORD_TOKEN")


def test_looking_finds_the_invite_link_and_missing_permissions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Discord is asked for the intents and permissions; the invite link asks for the fewest."""

    @played
    async def play() -> None:
        async with wire() as server:
            monkeypatch.setattr(discord.http.Route, "BASE", f"{server.address}/api/v10")
            invite, missing = await running.look(TOKEN, message_content=True)
            assert invite.startswith("https://discord.com/oauth2/authorize?client_id=5001")
            assert "scope=bot+applications.commands" in invite
            assert f"permissions={running.permissions().value}" in invite
            assert missing == [
                "The Message Content intent is off: switch it on at "
                "https://discord.com/developers/applications/5001/bot, or set message_content = false.",
                "In Home the role lacks View Channels, Attach Files, Read Message History, "
                "Create Public Threads, Send Messages in Threads: open the invite link again.",
            ]

    play()


def test_feedback_is_written_for_programs_and_spreadsheets(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Wrong votes come as JSONL or CSV, to stdout or a file, of one server or all; formulas are defused."""
    state = State.open(settings.discord.state_file)
    for server, question in ((1, "=cmd()"), (2, "who?")):
        number = state.remember(answer(), Place(server, 10), 5, question=question)
        state.vote(number, 5, False)
    state.close()
    assert feedback(settings, form="jsonl", server=2) == 0
    (row,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (row["question"], row["wrong"], row["document"]) == ("who?", 1, "notes.md")
    out = tmp_path / "feedback.csv"
    assert feedback(settings, form="csv", out=out) == 0
    lines = out.read_text("utf-8").splitlines()
    assert lines[0] == "question,outcome,answer,document,quote,right,wrong,asked"
    assert lines[2].startswith("'=cmd(),answered,")


def test_feedback_before_any_vote_says_so(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a state file there is nothing to hand out."""
    assert feedback(settings) == 1
    assert capsys.readouterr().err == "Nothing was voted yet.\n"
