"""Deletions while a question is being answered, or while the state file cannot be written."""

from __future__ import annotations

import asyncio
import dataclasses
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot.discord.questions.deletions import RecentDeletions
from bot.discord.questions.requests import Request
from bot.discord.state.records import Location
from index import Engine
from index.settings import IndexSettings
from index.types import Answer
from tests.bot.discord.gateway.test_private import SECRET, offered
from tests.bot.discord.library import HARBOUR_QUESTION
from tests.bot.discord.world import async_test, own_messages, scene

NOTICED = 0.3  # seconds in which an event of Discord's reaches the bot


class Held:
    """An engine that answers once it is released."""

    def __init__(self, settings: IndexSettings) -> None:
        self._engine = Engine.open(settings)
        self.asked, self.released = threading.Event(), threading.Event()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    def ask(self, question: str) -> Answer:
        self.asked.set()
        self.released.wait(10)
        return self._engine.ask(question)

    async def release_after(self, happens: Callable[[], object]) -> None:
        """Let something happen while a question is read, and then answer it."""
        await asyncio.to_thread(self.asked.wait, 10)
        happens()
        await asyncio.sleep(NOTICED)
        self.released.set()


@async_test
async def test_a_question_deleted_while_it_is_answered_is_offered_to_nobody_else(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """A deletion before the answer is recorded applies to the record too."""
    engine = Held(index_of_harbour)
    async with scene(tmp_path, index_of_harbour, opening=lambda _: engine) as on:
        asking = asyncio.create_task(on.alice.send(on.channel, f"{on.mention} {SECRET}"))
        await engine.release_after(
            lambda: on.env.backend.delete_message(on.channel.id, on.channel.last_message.id)
        )
        await asking
        assert len(on.ids()) == 1
        assert await offered(on, on.bob, on.channel) == []
        assert await offered(on, on.alice, on.channel) == [SECRET]


@async_test
async def test_replies_that_show_questions_are_deleted_with_their_message(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """Each reply to a message that asks several questions shows its question; other replies show none, and stay."""
    captain = "who is the captain of the ferry?"
    async with scene(tmp_path, index_of_harbour) as on:
        single = await on.alice.send(on.channel, f"{on.mention} {captain}")
        several = await on.alice.send(on.channel, f"{on.mention} {HARBOUR_QUESTION} {captain}")
        assert len(own_messages(on, on.channel)) == 3
        await on.bob.context_menu(on.channel, "Ask about this", single)
        for message in (single, several):
            on.env.backend.delete_message(on.channel.id, message.id)
            await on.env.settle()
        kept = own_messages(on, on.channel)
        assert len(kept) == 2
        assert kept[0].reference.message_id == single.id


@async_test
async def test_forgetting_counts_for_a_question_that_is_still_answered(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """After /forget no answer to an earlier question is recorded; answers to later questions are."""
    engine = Held(index_of_harbour)
    async with scene(tmp_path, index_of_harbour, opening=lambda _: engine) as on:
        forgetting: list[asyncio.Task[Any]] = []
        here, forget = Location(on.server.id, on.channel.id), on.service.forgetting.forget
        asking = asyncio.create_task(on.alice.slash(on.channel, "ask", question=SECRET))
        await engine.release_after(lambda: forgetting.append(asyncio.create_task(forget(here, on.alice.id))))
        await asyncio.gather(asking, *forgetting)
        assert on.ids() == []
        await on.alice.slash(on.channel, "ask", question=SECRET)
        assert len(on.ids()) == 1


@async_test
async def test_nothing_is_recorded_of_a_channel_that_was_deleted_while_it_was_answered(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """Questions in a deleted channel are forgotten, also if the answer comes later."""
    engine = Held(index_of_harbour)
    async with scene(tmp_path, index_of_harbour, opening=lambda _: engine) as on:
        gone = on.server.create_text_channel("gone")
        asking = asyncio.create_task(on.alice.send(gone, f"{on.mention} {SECRET}"))
        await engine.release_after(lambda: on.env.backend.delete_channel(gone.id))
        await asyncio.wait({asking})  # the simulated Discord has no message to show any more
        assert asking.exception() is not None
        assert on.ids() == []


def test_of_very_many_deleted_messages_the_latest_are_remembered() -> None:
    """If a moderator deletes very many messages at once, the one whose question is being answered is remembered."""
    deletions = RecentDeletions()
    deletions.delete_messages(range(20_000))
    assert deletions.is_deleted(19_999)
    assert not deletions.is_deleted(0)  # so that memory stays bounded


def test_who_forgets_in_a_loop_pushes_nobody_out() -> None:
    """However often one person uses /forget, what another person has forgotten is not recorded."""
    deletions = RecentDeletions()
    asked = Request(SECRET, Location(1, 2), person=3)
    deletions.forget(channel=2, person=3)
    for _ in range(2000):
        deletions.forget(channel=2, person=4)
    assert deletions.is_forgotten(asked)
    assert not deletions.is_forgotten(Request(SECRET, Location(1, 2), person=3))  # asked again, later
    assert not deletions.is_forgotten(dataclasses.replace(asked, person=5))


@async_test
async def test_deletions_with_a_damaged_state_file_leave_one_line_in_the_log(
    index_of_harbour: IndexSettings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """If the state file is damaged, each deletion fails alike: that is logged once, without a traceback."""

    async def damaged(_: object) -> None:
        raise sqlite3.DatabaseError("database disk image is malformed")

    async with scene(tmp_path, index_of_harbour, check_errors=False) as on:
        on.service.conversations.withdraw = damaged  # type: ignore[method-assign, assignment]
        for text in ("one", "two", "three"):
            message = await on.alice.send(on.channel, text)
            on.env.backend.delete_message(on.channel.id, message.id)
            await on.env.settle()
    assert caplog.text.count("database disk image is malformed") == 1
    assert "Traceback" not in caplog.text


@async_test
async def test_a_deletion_while_the_state_file_is_locked_is_written_later(
    index_of_harbour: IndexSettings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Discord reports a deletion once: writing it is retried until the state file can be written."""
    async with scene(tmp_path, index_of_harbour, patience=0.1) as on:
        question = await on.alice.send(on.channel, f"{on.mention} {SECRET}")
        with closing(sqlite3.connect(on.state_file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            on.env.backend.delete_message(on.channel.id, question.id)
            await asyncio.sleep(NOTICED)
            assert "is tried again: database is locked" in caplog.text
            other.execute("ROLLBACK")
        await on.env.settle()
        assert await offered(on, on.bob, on.channel) == []
