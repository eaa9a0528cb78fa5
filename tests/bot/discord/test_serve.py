"""What is missing for serving, the votes as a file's text, and where the token comes from."""

from __future__ import annotations

import dataclasses
import json
import os
from pathlib import Path

import discord.http
import pytest

from bot.config import Settings
from bot.discord.errors import TokenMissing
from bot.discord.gateway import running
from bot.discord.serve import check, feedback, read_token
from bot.discord.settings import DiscordSettings
from bot.discord.state.database import State
from bot.discord.state.records import Location
from index.errors import IndexMissing
from index.settings import IndexSettings
from tests.bot.discord.state.test_database import answer
from tests.bot.discord.wire import TOKEN, wire
from tests.bot.discord.world import async_test


@pytest.fixture
def settings(index_of_harbour: IndexSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.delenv("DISCORD_TOKEN", raising=False)
    chosen = DiscordSettings(token_file=tmp_path / "token", state_file=tmp_path / "state.sqlite3")
    return Settings(index=index_of_harbour, discord=chosen)


def test_the_token_comes_from_the_environment_or_the_file(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DISCORD_TOKEN wins over the file; without both the error names them."""
    with pytest.raises(TokenMissing, match=r"DISCORD_TOKEN is not set, and the file .*token holds none\."):
        read_token(settings.discord)
    settings.discord.token_file.write_text(" from-file\n")
    assert read_token(settings.discord) == "from-file"
    monkeypatch.setenv("DISCORD_TOKEN", "from-environment")
    assert read_token(settings.discord) == "from-environment"


def test_a_pipe_holds_no_token(settings: Settings) -> None:
    """A named pipe in place of the token's file is not waited for."""
    os.mkfifo(settings.discord.token_file)
    with pytest.raises(TokenMissing, match=r"the file .*token holds none\."):
        read_token(settings.discord)


def test_check_names_all_that_is_missing(settings: Settings, missing_index: IndexSettings) -> None:
    """A missing index and a missing token are both found, and there is no invite link without a token."""
    readiness = check(dataclasses.replace(settings, index=missing_index), settings.discord.state_file)
    assert [type(error) for error in readiness.errors] == [IndexMissing, TokenMissing]
    assert (readiness.missing, readiness.invite) == ((), "")


@async_test
async def test_looking_finds_the_invite_link_and_missing_permissions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Discord is asked for the intents and permissions; the invite link asks for the fewest."""
    async with wire() as server:
        monkeypatch.setattr(discord.http.Route, "BASE", f"{server.address}/api/v10")
        invite, missing = await running.check_grants(TOKEN, message_content=True)
        assert invite.startswith("https://discord.com/oauth2/authorize?client_id=5001")
        assert "scope=bot+applications.commands" in invite
        assert f"permissions={running.permissions().value}" in invite
        assert missing == [
            "The Message Content intent is off: switch it on at "
            "https://discord.com/developers/applications/5001/bot, or set message_content = false.",
            "In Home the role lacks View Channels, Attach Files, Read Message History, "
            "Create Public Threads, Send Messages in Threads: open the invite link again.",
        ]


def test_feedback_is_written_for_programs_and_spreadsheets(settings: Settings) -> None:
    """Wrong votes come as JSONL or CSV, of one server or all; formulas are defused."""
    state = State.open(settings.discord.state_file)
    for server, question in ((1, "=cmd()"), (2, "who?")):
        answer_id = state.record_answer(answer(), Location(server, 10), 5, question=question)
        state.vote(answer_id, 5, False)
    state.close()
    (row,) = [
        json.loads(line)
        for line in feedback(settings.discord.state_file, form="jsonl", server=2).splitlines()
    ]
    assert (row["question"], row["wrong"], row["document"]) == ("who?", 1, "notes.md")
    lines = feedback(settings.discord.state_file, form="csv").splitlines()
    assert lines[0] == "question,outcome,answer,document,quote,right,wrong,asked"
    assert lines[2].startswith("'=cmd(),answered,")


def test_there_is_no_feedback_before_any_vote(settings: Settings) -> None:
    """Without a state file there is nothing to hand out, and none is made."""
    assert feedback(settings.discord.state_file) is None
    assert not settings.discord.state_file.exists()
