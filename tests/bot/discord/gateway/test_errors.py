"""Errors: what members see, and what is logged."""

from __future__ import annotations

import contextlib
import dataclasses
import logging
import re
import sqlite3
from pathlib import Path
from typing import Any

import discord
import pytest

from bot.discord.sentences import question_failed, say
from index import Answer, Engine, UserError
from index.settings import IndexSettings
from index.store.store import Store
from tests.bot.discord.library import HARBOUR_QUESTION
from tests.bot.discord.test_sentences import ENGINE_ERRORS, raised
from tests.bot.discord.world import async_test, scene, words


def _log_of(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    return [record for record in caplog.records if record.name.startswith("bot.")]


@async_test
async def test_a_bug_is_told_by_reference(
    index_of_harbour: IndexSettings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A bug shows one person a reference, and its traceback is in the log under that reference."""

    def buggy(settings: IndexSettings) -> Engine:
        return settings.engine  # type: ignore[attr-defined]  # the bug

    async with scene(tmp_path, index_of_harbour, check_errors=False, opening=buggy) as on:
        result = await on.alice.slash(on.channel, "ask", question=HARBOUR_QUESTION)
        (said,) = [*result.followups, *([result.response] if result.response else [])]
        assert said.ephemeral
        text = words(said)
        (reference,) = re.findall(r"reference ([0-9a-f]{4})\.", text)
        assert text == (
            f"That went wrong. Whoever runs me finds the reason in my log, under the reference {reference}."
        )
        (record,) = [line for line in _log_of(caplog) if line.levelno == logging.ERROR]
        assert reference in record.getMessage()
        assert "AttributeError" in caplog.text


@async_test
async def test_a_missing_index_is_one_private_sentence(missing_index: IndexSettings, tmp_path: Path) -> None:
    """Without an index the asker is told, privately, to ask again later."""
    async with scene(tmp_path, missing_index) as on:
        result = await on.alice.slash(on.channel, "ask", question=HARBOUR_QUESTION)
        (said,) = [*result.followups, *([result.response] if result.response else [])]
        assert said.ephemeral
        assert words(said) == "I have read no documents yet. Ask again later."
        assert not on.channel.history(viewer=on.bob)


@async_test
async def test_a_question_that_finds_damage_has_the_index_built(
    changing_harbour: IndexSettings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The asker is told in one sentence; the index counts as damaged, so that it is built again."""
    async with scene(tmp_path, changing_harbour) as on:
        assert not await on.service._engines.needs_building(changing_harbour)
        for name in ("structure.bin", "text.utf8"):
            file = changing_harbour.index / "gen-1" / name
            with file.open("r+b") as stream:  # in place: the engine has it open
                stream.write(b"\xff" * file.stat().st_size)
        result = await on.alice.slash(on.channel, "ask", question=HARBOUR_QUESTION)
        (said,) = [*result.followups, *([result.response] if result.response else [])]
        assert words(said) == say("cannot_answer")
        assert await on.service._engines.needs_building(changing_harbour)
    assert caplog.text.count("a question found damage") == 1


@pytest.mark.parametrize("error", ENGINE_ERRORS)
@async_test
async def test_no_path_of_the_server_reaches_a_member(
    error: type[UserError], index_of_harbour: IndexSettings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """No command shows the words of an error of the engine; the log does."""

    def failing(settings: IndexSettings) -> Engine:
        raise raised(error)

    async with scene(tmp_path, index_of_harbour, opening=failing) as on:
        manager, seen = on.add_manager(), []
        for name, options in (
            ("ask", {"question": HARBOUR_QUESTION}),
            ("documents", {}),
            ("munshi about", {}),
        ):
            result = await manager.slash(on.channel, name, **options)
            seen += [*result.followups, *([result.response] if result.response else [])]
        await on.alice.send(on.channel, f"{on.mention} {HARBOUR_QUESTION}")
        seen.append(on.channel.last_message)
        assert len(seen) == 4
        for said in seen:
            assert question_failed(raised(error)) in words(said)
            assert "secret" not in words(said)
            assert "`" not in words(said)
        assert error.__name__ in caplog.text
        assert str(raised(error)) in caplog.text


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("no folder", say("documents_unavailable")),
        ("no documents", say("nothing_to_index")),
        ("another build", say("indexed_elsewhere")),
    ],
)
@async_test
async def test_reindexing_that_fails_is_told_without_paths(
    change: str,
    sentence: str,
    changing_harbour: IndexSettings,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Managers read the reason why a build failed in our own words; the engine's words are in the log."""
    async with scene(tmp_path, changing_harbour) as on:
        with contextlib.ExitStack() as stack:
            if change == "no folder":
                changing_harbour.documents.rename(tmp_path / "elsewhere")
            elif change == "no documents":
                for path in changing_harbour.documents.iterdir():
                    path.unlink()
            else:
                stack.enter_context(Store(changing_harbour.index).lock(wait=False))
            result = await on.add_manager().slash(on.channel, "munshi reindex")
        (said,) = [*result.followups, *([result.response] if result.response else [])]
        assert said.ephemeral
        assert words(said) == sentence
        assert "could not be rebuilt" in caplog.text


class WithNotice:
    """An engine whose answers carry a notice with a path of the server, as when its reading model is damaged."""

    notice = "The reading model in /srv/secret/weights is damaged."

    def __init__(self, settings: IndexSettings) -> None:
        self._engine = Engine.open(settings)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    def ask(self, question: str) -> Answer:
        return dataclasses.replace(self._engine.ask(question), notices=(self.notice,))


@async_test
async def test_no_notice_of_the_engine_reaches_a_member(
    index_of_harbour: IndexSettings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """An answer shows none of the engine's notices, which may name paths; they are in the log."""
    caplog.set_level(logging.INFO)
    async with scene(tmp_path, index_of_harbour, opening=WithNotice) as on:
        result = await on.alice.slash(on.channel, "ask", question=HARBOUR_QUESTION)
        assert "Ada Brenner" in words(result.response)
        assert "secret" not in words(result.response)
        assert WithNotice.notice in caplog.text


class NamesItsPath:
    """A reader of files whose error names the path, as many do."""

    def load_data(self, path: Path) -> list[object]:
        raise ValueError(f"no header in {path.resolve()}")


@async_test
async def test_a_file_readers_error_names_no_path(changing_harbour: IndexSettings, tmp_path: Path) -> None:
    """For a file that its reader cannot read, the report names only the file, not the reader or the path."""
    (changing_harbour.documents / "chart.xyz").write_text("?", "utf-8")
    readers = {".xyz": f"{__name__}:NamesItsPath"}
    files = dataclasses.replace(changing_harbour.files, include=("*.*",), readers=readers)
    settings = dataclasses.replace(changing_harbour, files=files)
    async with scene(tmp_path, settings) as on:
        result = await on.add_manager().slash(on.channel, "munshi reindex")
        assert "- chart.xyz (cannot be read)" in words(result.response)
        assert str(tmp_path) not in words(result.response)


@async_test
async def test_a_missing_permission_leaves_no_traceback(
    index_of_harbour: IndexSettings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """In a channel in which Munshi may not write, a mention is one line in the log."""
    async with scene(tmp_path, index_of_harbour) as on:
        deny = discord.PermissionOverwrite(send_messages=False)
        caplog.set_level(logging.INFO)
        closed = on.server.create_text_channel("closed", overwrites={on.bot.user: deny})
        await on.alice.send(closed, f"{on.mention} {HARBOUR_QUESTION}")
        assert len(closed.history()) == 1
        assert "Traceback" not in caplog.text
        assert "Missing Permissions" in caplog.text


@async_test
async def test_where_munshi_may_not_reply_it_says_so(index_of_harbour: IndexSettings, tmp_path: Path) -> None:
    """If only the permission to reply is missing, a sentence is sent without a reply."""
    async with scene(tmp_path, index_of_harbour) as on:
        needed = "Cannot reply without permission to read message history"
        on.env.inject_error("POST", "/channels/*/messages", status=403, code=160002, message=needed, times=2)
        await on.alice.send(on.channel, f"{on.mention} {HARBOUR_QUESTION}")
        assert on.channel.last_message.content == say("lacking_a_permission")


GONE = [  # the forms in which Discord says that a message is gone
    (404, 10008, "Unknown Message"),
    (400, 10008, "Unknown Message"),
    (400, 50035, "Invalid Form Body\nIn message_reference: Unknown message"),
]


@pytest.mark.parametrize(("status", "code", "message"), GONE)
@async_test
async def test_a_question_deleted_meanwhile_is_let_go(
    status: int,
    code: int,
    message: str,
    index_of_harbour: IndexSettings,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A question whose message was deleted before its answer gets none, and is not suggested to others."""
    async with scene(tmp_path, index_of_harbour) as on:
        on.env.inject_error("POST", "/channels/*/messages", status=status, code=code, message=message)
        caplog.set_level(logging.INFO)
        await on.alice.send(on.channel, f"{on.mention} {HARBOUR_QUESTION}")
        assert len(on.channel.history()) == 1
        assert "was deleted before its answer" in caplog.text
        assert "Traceback" not in caplog.text
        assert await on.bob.autocomplete(on.channel, "ask", "question", "") == []


@pytest.mark.parametrize(
    ("status", "code", "message", "sentence"),
    [
        *((*form, say("gone")) for form in GONE),
        (403, 50013, "Missing Permissions", say("lacking_a_permission")),
        (403, 50001, "Missing Access", say("lacking_a_permission")),
    ],
)
@async_test
async def test_what_cannot_be_done_ends_in_a_sentence(
    status: int,
    code: int,
    message: str,
    sentence: str,
    index_of_harbour: IndexSettings,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """If an answer's message is gone, or Munshi may not open a thread, "thinking…" ends in a sentence."""
    async with scene(tmp_path, index_of_harbour) as on:
        answered = await on.alice.slash(on.channel, "ask", question=HARBOUR_QUESTION)
        on.env.inject_error("POST", "/channels/*/threads", status=status, code=code, message=message)
        on.env.inject_error(
            "POST", "/channels/*/messages/*/threads", status=status, code=code, message=message
        )
        result = await on.alice.click(answered.response, label="Continue in a thread")
        assert result.response.ephemeral
        assert words(result.response) == sentence
        assert "Traceback" not in caplog.text


@async_test
async def test_refused_components_become_plain_text(index_of_harbour: IndexSettings, tmp_path: Path) -> None:
    """If Discord refuses the components, the same words are sent as plain text, with the buttons."""
    async with scene(tmp_path, index_of_harbour) as on:
        on.env.inject_error("POST", "/webhooks/*", status=400, code=50035, message="Invalid Form Body")
        result = await on.alice.slash(on.channel, "ask", question=HARBOUR_QUESTION)
        assert "Ada Brenner" in result.response.content
        assert "harbour.md, line 3" in result.response.content
        assert len(result.response.content) <= 2000
        vote = await on.alice.click(result.response, label="Right")
        assert words(vote.response).startswith("Noted: right.")


@async_test
async def test_a_locked_state_file_still_answers(index_of_harbour: IndexSettings, tmp_path: Path) -> None:
    """While another program locks the state file, questions are answered, without buttons, which could not work."""
    async with scene(tmp_path, index_of_harbour, patience=0.2) as on:
        lock = sqlite3.connect(tmp_path / "state.sqlite3", isolation_level=None)
        lock.execute("BEGIN EXCLUSIVE")
        result = await on.alice.slash(on.channel, "ask", question=HARBOUR_QUESTION)
        lock.execute("ROLLBACK")
        assert "Ada Brenner" in words(result.response)
        assert "Right" not in words(result.response)


@async_test
async def test_a_locked_state_file_holds_up_no_vote(
    index_of_harbour: IndexSettings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A vote is acknowledged before the state file is read; if that is locked, a sentence says so."""
    async with scene(tmp_path, index_of_harbour, patience=0.2) as on:
        answered = await on.alice.slash(on.channel, "ask", question=HARBOUR_QUESTION)
        lock = sqlite3.connect(tmp_path / "state.sqlite3", isolation_level=None)
        lock.execute("BEGIN IMMEDIATE")
        before = len(on.env.http_requests)
        result = await on.alice.click(answered.response, label="Right")
        lock.execute("ROLLBACK")
        acknowledged = on.env.http_requests[before]
        assert acknowledged.path.endswith("/callback")
        assert acknowledged.json["type"] == discord.InteractionResponseType.deferred_channel_message.value
        assert words(result.response) == say("cannot_remember")
        assert "Traceback" not in caplog.text


@async_test
async def test_an_interaction_that_is_gone_leaves_no_traceback(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """An unknown interaction (too late, or the channel is gone) ends quietly."""
    async with scene(tmp_path, index_of_harbour, check_errors=False) as on:
        on.env.inject_error(
            "POST", "/interactions/*", status=404, code=10062, message="Unknown interaction", times=None
        )
        result = await on.alice.slash(on.channel, "ask", question=HARBOUR_QUESTION)
        assert result.response is None


@pytest.mark.parametrize(
    ("code", "message"),
    [(160006, "Maximum number of active threads has been reached"), (200001, "Title was blocked")],
)
@async_test
async def test_what_discord_does_not_allow_is_no_bug(
    code: int,
    message: str,
    index_of_harbour: IndexSettings,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """If a limit or a filter of the server prevents a thread, the reply says so, without a reference to the log."""
    async with scene(tmp_path, index_of_harbour) as on:
        answered = await on.alice.slash(on.channel, "ask", question=HARBOUR_QUESTION)
        on.env.inject_error("POST", "/channels/*/threads", status=400, code=code, message=message)
        pressed = await on.alice.click(answered.response, label="Continue in a thread")
        assert words(pressed.response) == say("discord_refused")
        assert not [record for record in _log_of(caplog) if record.exc_info]


@pytest.mark.parametrize("way", ["mention", "command"])
@async_test
async def test_an_outage_of_discord_is_no_bug(
    way: str, index_of_harbour: IndexSettings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """If Discord itself fails, members are told so, and the log has one line without a traceback."""
    async with scene(tmp_path, index_of_harbour, check_errors=False) as on:
        if way == "mention":
            on.env.inject_error("POST", "/channels/*/messages", status=501, message="Outage")
            await on.alice.send(on.channel, f"{on.mention} {HARBOUR_QUESTION}")
            said = on.channel.last_message
        else:
            on.env.inject_error("POST", "/webhooks/*/*", status=501, message="Outage")
            result = await on.alice.slash(on.channel, "ask", question=HARBOUR_QUESTION)
            said = result.followups[-1]
        assert words(said) == say("discord_failed")
        assert not [record for record in _log_of(caplog) if record.exc_info]
        assert "Outage" in caplog.text
