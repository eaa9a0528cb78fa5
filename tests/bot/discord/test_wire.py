"""The real discord.py transport over loopback: gateway, REST, faults of both, and the process's end."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sqlite3
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import discord.http
import pytest

from bot.discord.gateway import running
from bot.discord.gateway.client import Munshi
from bot.discord.indexes.engines import EnginesByServer
from bot.discord.service import Service
from bot.discord.settings import DiscordSettings
from bot.discord.state.database import State
from bot.errors import IntentMissing
from index.settings import IndexSettings
from tests.bot.discord.library import HARBOUR_QUESTION
from tests.bot.discord.wire import CHANNEL, SERVER, TOKEN, Wire, wire
from tests.bot.discord.world import async_test


@contextlib.asynccontextmanager
async def connected(
    monkeypatch: pytest.MonkeyPatch, index: IndexSettings, tmp_path: Path, **settings
) -> AsyncIterator[tuple[Wire, Munshi]]:
    """A bot that is connected to a small simulated Discord on loopback."""
    async with wire(**settings) as server:
        monkeypatch.setattr(discord.http.Route, "BASE", f"{server.address}/api/v10")
        chosen = DiscordSettings(person_cooldown=0.0, workers=2)
        bot = Munshi(Service(chosen, EnginesByServer(index, {}), State.open(tmp_path / "state.sqlite3")))
        task = asyncio.create_task(bot.start(TOKEN))
        try:
            await asyncio.wait({task, asyncio.create_task(server.ready())}, return_when="FIRST_COMPLETED")
            if task.done():
                task.result()
            yield server, bot
        finally:
            await running.close(bot)
            task.cancel()
            await asyncio.wait({task})


def _text(call) -> str:
    return json.dumps(call.body)


@pytest.fixture
def on_wire(monkeypatch: pytest.MonkeyPatch, index_of_harbour: IndexSettings, tmp_path: Path):
    return lambda **settings: connected(monkeypatch, index_of_harbour, tmp_path, **settings)


@async_test
async def test_a_command_is_answered_over_the_wire(on_wire) -> None:
    """A slash command is deferred by its callback and answered by its follow-up, which pings nobody."""
    async with on_wire() as (server, _):
        token = await server.slash("ask", question=HARBOUR_QUESTION)
        callback = await server.wait_for(f"{token}/callback")
        answer = await server.wait_for(f"/webhooks/5001/{token}")
        assert callback.body == {"type": 5}
        assert "Ada Brenner" in _text(answer)
        assert answer.body["allowed_mentions"] == {"parse": []}
        assert answer.body["flags"] == 1 << 15


@async_test
async def test_a_mention_is_answered_over_the_wire(on_wire) -> None:
    """A message that mentions the bot is answered by a reply to it."""
    async with on_wire() as (server, _):
        number = await server.write(f"<@5001> {HARBOUR_QUESTION}")
        sent = await server.wait_for(f"/channels/{CHANNEL}/messages")
        assert sent.body["message_reference"]["message_id"] == number
        assert "Ada Brenner" in _text(sent)


@async_test
async def test_a_message_of_an_unknown_server_is_no_direct_one(on_wire) -> None:
    """Messages from a server that the bot does not know, or was removed from, get no answer."""
    async with on_wire() as (server, _):
        await server.write(HARBOUR_QUESTION, where=999, server=4242)
        await server.write(f"<@5001> {HARBOUR_QUESTION}")
        await server.wait_for(f"/channels/{CHANNEL}/messages", method="PATCH")
        await server.dispatch("GUILD_DELETE", {"id": str(SERVER)})
        told = len(server.calls)
        await server.write(f"<@5001> {HARBOUR_QUESTION}")
        await asyncio.sleep(2.0)
        assert len(server.calls) == told
        assert not [call for call in server.calls if "/channels/999" in call.path]


@async_test
async def test_heartbeats_are_sent_and_intents_are_few(on_wire) -> None:
    """The bot sends heartbeats in time, and identifies with the intents for guilds and messages: none privileged."""
    async with on_wire(heartbeat_seconds=0.2) as (server, _):
        async with asyncio.timeout(20):
            while len(server.heartbeats) < 3:
                await asyncio.sleep(0.05)
        (identify,) = [payload for payload in server.payloads if payload["op"] == 2]
        assert identify["d"]["intents"] == (1 << 0) | (1 << 9) | (1 << 12)


@async_test
async def test_a_rate_limit_is_waited_out(on_wire) -> None:
    """A 429 with Retry-After delays the answer, and the answer is not lost."""
    async with on_wire() as (server, _):
        body = {"message": "You are being rate limited.", "retry_after": 0.3, "global": False}
        server.fail(f"/channels/{CHANNEL}/messages", 429, body, Retry_After="1", Via="1.1 google")
        await server.write(f"<@5001> {HARBOUR_QUESTION}")
        await server.wait_for(f"/channels/{CHANNEL}/messages")
        while len([c for c in server.calls if c.path.endswith(f"{CHANNEL}/messages")]) < 2:
            await asyncio.sleep(0.05)
        first, second = [c for c in server.calls if c.path.endswith(f"{CHANNEL}/messages")][:2]
        assert second.at - first.at >= 0.3
        assert "Ada Brenner" in _text(second)


@async_test
async def test_a_bad_gateway_is_tried_again(on_wire) -> None:
    """After a 502, the follow-up is retried until the answer is there."""
    async with on_wire() as (server, _):
        await server.slash("documents")  # opens the index, so that only the answer counts
        token = await server.slash("ask", question=HARBOUR_QUESTION)
        server.fail(token, 502, {"message": "502: Bad Gateway"}, times=1)
        async with asyncio.timeout(20):
            while len([c for c in server.calls if c.path.endswith(token)]) < 2:
                await asyncio.sleep(0.05)


@async_test
async def test_a_dropped_line_is_resumed(on_wire) -> None:
    """After a lost connection the bot resumes its session, and the next question is answered."""
    async with on_wire() as (server, _):
        await server.drop()
        await server.ready()
        assert [payload["op"] for payload in server.payloads if payload["op"] in (2, 6)] == [2, 6]
        token = await server.slash("ask", question=HARBOUR_QUESTION)
        assert "Ada Brenner" in _text(await server.wait_for(f"/webhooks/5001/{token}"))


async def _process(
    server: Wire,
    index: IndexSettings,
    state: Path,
    token: str | None,
    language: str = "en",
    *,
    terminated_loading: tuple[str, ...] = (),
    more: str = "",
):
    environment = {**os.environ, "DISCORD_TOKEN": token or ""}
    config = state.with_name("munshi.toml")
    config.write_text(
        f"documents = '{index.documents}'\nindex = '{index.index}'\nthreads = 1\n"
        f"[discord]\nstate_file = '{state}'\ntoken_file = 'token'\nperson_cooldown = 0.0\n"
        f"language = '{language}'\n{more}"
    )
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.bot.discord.wire_serve", server.address, str(config)),
        *terminated_loading,
        env=environment,
        stderr=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        cwd=Path(__file__).parents[3],
    )


@async_test
async def test_a_translation_is_spoken(index_of_harbour: IndexSettings, tmp_path: Path) -> None:
    """With an own language file, answers are in that language, and Discord gets its names of the commands."""
    (tmp_path / "own.toml").write_text(
        'locales = ["fr"]\n[names]\nask = "demande"\n[sentences]\nquestion_line = "Demandé : {question}"\n'
    )
    async with wire() as server:
        process = await _process(server, index_of_harbour, tmp_path / "state.sqlite3", TOKEN, "own.toml")
        await server.ready(60)
        (told,) = [call for call in server.calls if call.path.endswith("/commands")]
        (ask,) = [command for command in told.body if command["name"] == "ask"]
        assert ask["name_localizations"] == {"fr": "demande"}
        token = await server.slash("ask", question=HARBOUR_QUESTION)
        assert "Demandé : " in json.dumps(
            (await server.wait_for(f"/webhooks/5001/{token}")).body, ensure_ascii=False
        )
        process.send_signal(signal.SIGTERM)
        _, log = await process.communicate()
    assert b"The language file lacks `no_answer`; the English one is used." in log


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@async_test
async def test_a_signal_ends_it_cleanly(
    number: signal.Signals, index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """After SIGTERM or Ctrl-C a pending question is answered; exit 0 within ten seconds; no token in the log."""
    async with wire() as server:
        process = await _process(server, index_of_harbour, tmp_path / "state.sqlite3", TOKEN)
        await server.ready(60)
        first = await server.slash("ask", question="Who was the lighthouse keeper?")
        await server.wait_for(f"/webhooks/5001/{first}", seconds=60)  # models and index are loaded
        token = await server.slash("ask", question=HARBOUR_QUESTION)
        await server.wait_for(f"{token}/callback")
        began = time.perf_counter()
        process.send_signal(number)
        out, log = await process.communicate()
        assert process.returncode == 0, log.decode()
        assert time.perf_counter() - began < 10
        assert "Ada Brenner" in _text(await server.wait_for(f"/webhooks/5001/{token}"))
        assert TOKEN not in log.decode() + out.decode()
        assert "Traceback" not in log.decode()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@async_test
async def test_a_signal_ends_it_though_a_drive_hangs(
    number: signal.Signals, index_of_harbour: IndexSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the documents of other servers hang, questions are answered, and one or two signals end it: exit 0."""
    drive, more = tmp_path / "drive", ""
    for other in range(1, 13):  # more than asyncio has threads by default, on a machine with a few cores
        (drive / str(other)).mkdir(parents=True)
        (drive / str(other) / "mast.md").write_text("The mast is high.\n")
        more += f"[servers.{other}]\ndocuments = '{drive}/{other}'\nindex = '{tmp_path}/index-{other}'\n"
    monkeypatch.setenv("HANGING_DRIVE", str(drive))
    async with wire() as server:
        process = await _process(server, index_of_harbour, tmp_path / "state.sqlite3", TOKEN, more=more)
        await server.ready(60)
        first = await server.slash("ask", question="Who was the lighthouse keeper?")
        await server.wait_for(f"/webhooks/5001/{first}", seconds=60)
        drive.with_name("drive.hangs").touch()
        await asyncio.sleep(3.0)
        token = await server.slash("ask", question=HARBOUR_QUESTION)
        assert "Ada Brenner" in _text(await server.wait_for(f"/webhooks/5001/{token}", seconds=60))
        began = time.perf_counter()
        process.send_signal(number)
        await asyncio.sleep(0.5)
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(number)
        async with asyncio.timeout(60):
            _, log = await process.communicate()
        assert process.returncode == 0, log.decode()
        assert time.perf_counter() - began < 14
        assert "Traceback" not in log.decode()


@async_test
async def test_sigterm_while_it_starts_ends_it_cleanly(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """After SIGTERM while modules are still being loaded: exit 0, without a request to Discord."""
    async with wire() as server:
        state, loading = tmp_path / "state.sqlite3", ("bot.discord.gateway.client",)
        process = await _process(server, index_of_harbour, state, TOKEN, terminated_loading=loading)
        _, log = await process.communicate()
        assert process.returncode == 0, log.decode()
        assert "Traceback" not in log.decode()
        assert server.calls == []


@pytest.mark.parametrize(
    ("token", "sentence"),
    [
        ("wrong-token-of-mine", "munshi: Discord does not accept the token. Copy it again from"),
        (None, "munshi: There is no token: DISCORD_TOKEN is not set"),
    ],
)
@async_test
async def test_a_wrong_token_is_one_sentence(
    token: str | None, sentence: str, index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """A wrong or missing token: one sentence, exit 2, one attempt, and no token in the log."""
    async with wire() as server:
        process = await _process(server, index_of_harbour, tmp_path / "state.sqlite3", token)
        _, log = await process.communicate()
        lines = [line for line in log.decode().splitlines() if "INFO" not in line]
        assert process.returncode == 2
        assert len(lines) == 1
        assert lines[0].startswith(sentence)
        assert "wrong-token-of-mine" not in log.decode()
        assert len(server.calls) == (1 if token else 0)


@pytest.mark.parametrize("code", [4013, 4014])
@async_test
async def test_an_intent_that_is_not_granted_is_said(
    code: int, monkeypatch: pytest.MonkeyPatch, index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """If Discord refuses the message-content intent, the sentence names the switch."""
    async with wire(close_code=code) as server:
        monkeypatch.setattr(discord.http.Route, "BASE", f"{server.address}/api/v10")
        settings = DiscordSettings(message_content=True)
        service = Service(settings, EnginesByServer(index_of_harbour, {}), State.open(tmp_path / "s.sqlite3"))
        bot = Munshi(service, message_content=True)
        with pytest.raises(IntentMissing, match="the Message Content intent is off"):
            await running.run(bot, TOKEN)


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (4004, "munshi: Discord does not accept the token. Copy it again"),
        (4011, "munshi: Discord closed the connection for good (code 4011). Look at"),
    ],
)
@async_test
async def test_a_closing_for_good_is_one_sentence(
    code: int, sentence: str, index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """A token that is reset while the bot runs, and similar: one sentence, exit 2, no token in the log."""
    async with wire() as server:
        process = await _process(server, index_of_harbour, tmp_path / "state.sqlite3", TOKEN)
        await server.ready(60)
        token = await server.slash("documents")
        await server.wait_for(f"/webhooks/5001/{token}")  # it has come up
        await server.close(code)
        await _ends(process, 2, sentence)


@async_test
async def test_a_closing_for_good_ends_it_though_it_reads(tmp_path: Path) -> None:
    """If a build runs when Discord refuses the bot, it neither holds up the end nor changes the exit status."""
    index = IndexSettings(documents=tmp_path / "documents", index=tmp_path / "index")
    index.documents.mkdir()
    (index.documents / "long.txt").write_text(
        "\n\n".join(f"Ship {number} carried {'barrel ' * 60} in the year {number}." for number in range(5000))
    )
    async with wire() as server:
        process = await _process(server, index, tmp_path / "state.sqlite3", TOKEN)
        await server.ready(60)
        async with asyncio.timeout(60):
            while not list(index.index.glob(".new-*/vectors.faiss")):
                await asyncio.sleep(0.1)
        await server.close(4011)
        await _ends(process, 2, "munshi: Discord closed the connection for good (code 4011).")


@pytest.mark.parametrize("status", [400, 403])
@async_test
async def test_refused_commands_are_one_sentence(
    status: int, index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """If Discord does not accept the commands: one sentence, exit 2."""
    async with wire() as server:
        server.fail("/commands", status, {"message": "Missing Access", "code": 50001}, times=10)
        process = await _process(server, index_of_harbour, tmp_path / "state.sqlite3", TOKEN)
        await _ends(process, 2, f"munshi: Discord refuses the bot's commands (status {status}, code 50001).")


@pytest.mark.parametrize("trouble", ["newer", "no database", "a folder"])
@async_test
async def test_a_state_file_that_cannot_be_used_is_one_sentence(
    trouble: str, index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """A state file of a later version, or not a state file: one sentence, exit 2, before any request to Discord."""
    path = tmp_path / "state.sqlite3"
    if trouble == "newer":
        with contextlib.closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA user_version = 999")
    elif trouble == "no database":
        path.write_bytes(b"not a database" * 1000)
    else:
        path.mkdir()
    async with wire() as server:
        process = await _process(server, index_of_harbour, path, TOKEN)
        await _ends(process, 2, "munshi: The state file ")
        assert server.calls == []


async def _ends(process, status: int, sentence: str) -> None:
    """Check that the process ends with an exit status, one sentence, and no token in its log."""
    try:
        async with asyncio.timeout(60):
            _, log = await process.communicate()
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
    lines = [line for line in log.decode().splitlines() if " INFO " not in line and " WARNING " not in line]
    assert process.returncode == status, log.decode()
    assert len(lines) == 1, log.decode()
    assert lines[0].startswith(sentence), log.decode()
    assert TOKEN not in log.decode()


@async_test
async def test_a_discord_out_of_reach_is_one_sentence(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """If Discord cannot be reached: one sentence and exit 3, so that a supervisor can try again later."""
    nowhere = Wire(address="http://127.0.0.1:9")
    process = await _process(nowhere, index_of_harbour, tmp_path / "state.sqlite3", TOKEN)
    _, log = await process.communicate()
    lines = [line for line in log.decode().splitlines() if "INFO" not in line]
    assert process.returncode == 3
    assert len(lines) == 1
    assert lines[0].startswith("munshi: Discord cannot be reached")
    assert lines[0].endswith("Try again later.")
