"""What people see when something goes wrong, and what the log holds then."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import discord
import pytest

from index.settings import IndexSettings
from tests.bot.discord.library import HARBOUR_QUESTION
from tests.bot.discord.world import played, scene, words


def _log_of(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    return [record for record in caplog.records if record.name.startswith("bot.")]


def test_a_bug_is_told_by_reference(
    index_of_harbour: IndexSettings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A bug shows one person a reference, and its traceback is in the log under that reference."""

    @played
    async def play() -> None:
        async with scene(tmp_path, index_of_harbour, check_errors=False) as on:
            on.service.shelf._engines[index_of_harbour.index] = None  # as a bug would leave it
            result = await on.alice.slash(on.channel, "ask", question=HARBOUR_QUESTION)
            (said,) = [*result.followups, *([result.response] if result.response else [])]
            assert said.ephemeral
            text = words(said)
            (reference,) = re.findall(r"reference ([0-9a-f]{4})\.", text)
            assert text == (
                f"That went wrong, reference {reference}. Whoever runs me finds it in the log under it."
            )
            (record,) = [one for one in _log_of(caplog) if one.levelno == logging.ERROR]
            assert reference in record.getMessage()
            assert "AttributeError" in caplog.text

    play()


@played
async def test_a_missing_index_is_one_private_sentence(missing_index: IndexSettings, tmp_path: Path) -> None:
    """Without an index the asker alone reads that there is none, and what to run."""
    async with scene(tmp_path, missing_index) as on:
        result = await on.alice.slash(on.channel, "ask", question=HARBOUR_QUESTION)
        (said,) = [*result.followups, *([result.response] if result.response else [])]
        assert said.ephemeral
        assert "index" in words(said)
        assert "reference" not in words(said)
        assert not on.channel.history(viewer=on.bob)


def test_a_missing_permission_leaves_no_traceback(
    index_of_harbour: IndexSettings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Where Munshi may not write, a mention is one line in the log."""

    @played
    async def play() -> None:
        async with scene(tmp_path, index_of_harbour) as on:
            deny = discord.PermissionOverwrite(send_messages=False)
            caplog.set_level(logging.INFO)
            closed = on.server.create_text_channel("closed", overwrites={on.bot.user: deny})
            await on.alice.send(closed, f"{on.mention} {HARBOUR_QUESTION}")
            assert len(closed.history()) == 1
            assert "Traceback" not in caplog.text
            assert "Missing Permissions" in caplog.text

    play()


def test_a_question_deleted_meanwhile_is_let_go(
    index_of_harbour: IndexSettings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A question whose message is gone when its answer is ready gets none, and no traceback is logged."""

    @played
    async def play() -> None:
        async with scene(tmp_path, index_of_harbour) as on:
            on.env.inject_error(
                "POST",
                "/channels/*/messages",
                status=400,
                code=50035,
                message="Invalid Form Body\nIn message_reference: Unknown message",
            )
            caplog.set_level(logging.INFO)
            await on.alice.send(on.channel, f"{on.mention} {HARBOUR_QUESTION}")
            assert len(on.channel.history()) == 1
            assert "was deleted before its answer" in caplog.text
            assert "Traceback" not in caplog.text

    play()


@played
async def test_refused_components_become_plain_text(index_of_harbour: IndexSettings, tmp_path: Path) -> None:
    """Where Discord refuses the components, the same words come as plain text, with the buttons."""
    async with scene(tmp_path, index_of_harbour) as on:
        on.env.inject_error("POST", "/webhooks/*", status=400, code=50035, message="Invalid Form Body")
        result = await on.alice.slash(on.channel, "ask", question=HARBOUR_QUESTION)
        assert "Ada Brenner" in result.response.content
        assert "harbour.md, line 3" in result.response.content
        assert len(result.response.content) <= 2000
        vote = await on.alice.click(result.response, label="Right")
        assert words(vote.response).startswith("Noted: right.")


@played
async def test_a_locked_state_file_still_answers(index_of_harbour: IndexSettings, tmp_path: Path) -> None:
    """While another program locks the state file, answers come, without buttons that could not work."""
    import sqlite3

    async with scene(tmp_path, index_of_harbour) as on:
        lock = sqlite3.connect(tmp_path / "state.sqlite3", isolation_level=None)
        lock.execute("BEGIN EXCLUSIVE")
        on.service._state._connection.execute("PRAGMA busy_timeout = 50")
        result = await on.alice.slash(on.channel, "ask", question=HARBOUR_QUESTION)
        lock.execute("ROLLBACK")
        assert "Ada Brenner" in words(result.response)
        assert "Right" not in words(result.response)


@played
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
