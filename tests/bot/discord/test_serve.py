"""The check for serving, and the sources of the token."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
from pathlib import Path

import discord.http
import pytest

from bot.config import Settings
from bot.discord.gateway.client import permissions
from bot.discord.gateway.grants import ask_for_grants
from bot.discord.serve import check, read_token, serve
from bot.discord.settings import DiscordSettings
from bot.discord.state.database import State
from bot.discord.state.facts import set_fact
from bot.discord.state.lock import sole_process
from bot.errors import StateInUse, TokenExposed, TokenMalformed, TokenMissing
from bot.terminal.advice import advice
from index.errors import DocumentsUnavailable, IndexMissing, KeyMissing
from index.settings import IndexSettings, LLMSettings
from tests.bot.discord.wire import SERVER, TOKEN, wire
from tests.bot.discord.world import async_test

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def settings(index_of_harbour: IndexSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.delenv("DISCORD_TOKEN", raising=False)
    chosen = DiscordSettings(token_file=tmp_path / "token", state_file=tmp_path / "state.sqlite3")
    return Settings(engine=index_of_harbour, discord=chosen)


def test_the_token_comes_from_the_environment_or_the_file(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DISCORD_TOKEN overrides the file; without both the error names them."""
    with pytest.raises(
        TokenMissing, match=r"DISCORD_TOKEN is not set, and the file .*token does not exist\."
    ):
        read_token(settings.discord)
    write_token(settings.discord.token_file, "\n")
    with pytest.raises(TokenMissing, match=r"DISCORD_TOKEN is not set, and the file .*token contains none\."):
        read_token(settings.discord)
    write_token(settings.discord.token_file, " from-file\n")
    assert read_token(settings.discord) == "from-file"
    monkeypatch.setenv("DISCORD_TOKEN", "from-environment")
    assert read_token(settings.discord) == "from-environment"


def write_token(path: Path, text: str) -> None:
    """The file with the token, which nobody else may read."""
    path.write_text(text)
    path.chmod(0o600)


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o666])
def test_a_token_that_others_can_read_is_refused(mode: int, settings: Settings) -> None:
    """A token file that other users of the machine may read is refused, with advice."""
    write_token(settings.discord.token_file, "from-file")
    settings.discord.token_file.chmod(mode)
    with pytest.raises(
        TokenExposed, match=r"^Others on this machine can read the token's file .*token\.$"
    ) as caught:
        read_token(settings.discord)
    assert advice(caught.value) == "Run `chmod 600` on that file."


@pytest.mark.parametrize("token", ["two words", "a\x1bb", "a\0b", "tokén", "a\nb"])
def test_what_cannot_be_a_token_is_refused(
    token: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A token with a control character, a space or a letter of another script is refused in a sentence without the token."""
    write_token(settings.discord.token_file, token)
    with pytest.raises(TokenMalformed, match=r"^The token from the file .*token cannot be right: ") as caught:
        read_token(settings.discord)
    assert token not in str(caught.value)
    if "\0" not in token:
        monkeypatch.setenv("DISCORD_TOKEN", token)
        with pytest.raises(TokenMalformed, match=r"^The token from DISCORD_TOKEN cannot be right: "):
            read_token(settings.discord)


def test_the_state_is_for_its_owner_alone(tmp_path: Path) -> None:
    """Nobody else can read the state file and its journals, also if an older file was readable."""
    path = tmp_path / "state.sqlite3"
    for _ in range(2):
        state = State.open(path)
        set_fact(state, "name", "value")
        modes = {file.name: file.stat().st_mode & 0o777 for file in tmp_path.iterdir()}
        assert modes == {name: 0o600 for name in ("state.sqlite3", "state.sqlite3-wal", "state.sqlite3-shm")}
        for file in tmp_path.iterdir():
            file.chmod(0o644)
        state.close()


def test_one_process_serves_with_a_state_file(tmp_path: Path) -> None:
    """A second process with the same state file ends with an error; after the first has ended it can serve."""
    path = tmp_path / "deep" / "state.sqlite3"
    code = (
        "import sys; from pathlib import Path; from bot.discord.state.lock import sole_process\n"
        "with sole_process(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", code, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == b"held\n"
        with pytest.raises(StateInUse, match="Another Munshi is serving"), sole_process(path):
            pass
        first.kill()
    with sole_process(path):
        assert (path.parent / "state.sqlite3.lock").stat().st_mode & 0o777 == 0o600


def test_a_state_file_is_held_whatever_name_leads_to_it(tmp_path: Path) -> None:
    """Another process that names the same file by a link gets the same error."""
    state = tmp_path / "state.sqlite3"
    State.open(state).close()
    (tmp_path / "link.sqlite3").symlink_to(state)
    with (
        sole_process(state),
        pytest.raises(StateInUse, match="Another Munshi is serving"),
        sole_process(tmp_path / "link.sqlite3"),
    ):
        pass


def test_a_pipe_holds_no_token(settings: Settings) -> None:
    """A named pipe instead of the token file does not block."""
    os.mkfifo(settings.discord.token_file)
    with pytest.raises(TokenMissing, match=r"the file .*token contains none\."):
        read_token(settings.discord)


def test_check_names_all_that_is_missing(settings: Settings, missing_index: IndexSettings) -> None:
    """Missing documents and a missing token are both found, and there is no invite link without a token."""
    no_documents = dataclasses.replace(missing_index, documents=missing_index.documents.with_name("none"))
    readiness = check(dataclasses.replace(settings, engine=no_documents), settings.discord.state_file)
    assert [type(error) for error in readiness.errors] == [DocumentsUnavailable, TokenMissing]
    assert (readiness.missing, readiness.warnings, readiness.invite) == ((), (), "")


def test_an_index_that_serving_builds_is_not_missing(settings: Settings, tmp_path: Path) -> None:
    """It is only a warning, unless there is no document to build it from."""
    empty = tmp_path / "empty"
    empty.mkdir()
    unbuildable = dataclasses.replace(settings.engine, index=tmp_path / "none", documents=empty)
    errors = check(dataclasses.replace(settings, engine=unbuildable), settings.discord.state_file).errors
    assert [type(error) for error in errors] == [IndexMissing, TokenMissing]
    unbuilt = dataclasses.replace(settings.engine, index=tmp_path / "none")
    readiness = check(dataclasses.replace(settings, engine=unbuilt), settings.discord.state_file)
    assert [type(error) for error in readiness.errors] == [TokenMissing]
    (warning,) = readiness.warnings
    assert warning.startswith("There is no index in ")
    assert "It is built when serving starts" in warning


def test_a_language_model_that_cannot_be_asked_is_found(settings: Settings, tmp_path: Path) -> None:
    """Serving and `--check` say that the language model's key is missing, before anybody asks."""
    model = LLMSettings(kind="ollama", model="m", key_file=tmp_path / "no-key")
    chosen = dataclasses.replace(settings, engine=dataclasses.replace(settings.engine, llm=model))
    errors = check(chosen, settings.discord.state_file).errors
    assert [type(error) for error in errors] == [KeyMissing, TokenMissing]
    write_token(settings.discord.token_file, "a-token")
    with pytest.raises(KeyMissing, match="no-key cannot be read"):
        serve(chosen, settings.discord.state_file)


@pytest.mark.parametrize("needing", ["message_content", "listening"])
@async_test
async def test_looking_finds_the_invite_link_and_missing_permissions(
    needing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Discord is asked for the intents and permissions; the invite link asks for the fewest."""
    async with wire() as server:
        monkeypatch.setattr(discord.http.Route, "BASE", f"{server.address}/api/v10")
        grants = await ask_for_grants(TOKEN, DiscordSettings(**{needing: True}))
        invite = grants.invite
        assert invite.startswith("https://discord.com/oauth2/authorize?client_id=5001")
        assert "scope=bot+applications.commands" in invite
        assert f"permissions={permissions().value}" in invite
        assert grants.missing == (
            "The Message Content intent is off: switch it on at "
            "https://discord.com/developers/applications/5001/bot, or set message_content and listening = false.",
            "In Home the role lacks View Channels, Attach Files, Read Message History, "
            "Create Public Threads, Send Messages in Threads: open the invite link again.",
        )


@async_test
async def test_a_bot_that_anybody_may_add_is_warned_of(monkeypatch: pytest.MonkeyPatch) -> None:
    """The check warns if Public Bot is on without allowed servers, and of servers that are not allowed."""
    async with wire() as server:
        monkeypatch.setattr(discord.http.Route, "BASE", f"{server.address}/api/v10")
        (warning,) = (await ask_for_grants(TOKEN, DiscordSettings())).warnings
        assert warning.startswith(
            "Anybody can add Munshi to a server of theirs and ask your documents: switch"
        )
        allowed = DiscordSettings(allowed_servers=(SERVER,))
        assert (await ask_for_grants(TOKEN, allowed)).warnings == ()
        elsewhere = DiscordSettings(allowed_servers=(1,))
        assert (await ask_for_grants(TOKEN, elsewhere)).warnings == (
            f"Munshi does not answer in Home ({SERVER}), which is not among allowed_servers.",
        )
