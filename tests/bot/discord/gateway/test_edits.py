"""Editing an answered question, as members see it."""

from __future__ import annotations

import datetime
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.discord.gateway import membership
from bot.discord.messages.answer import answer_message
from index import Engine
from index.settings import IndexSettings
from index.types import Turn
from tests.bot.discord.library import HARBOUR_QUESTION
from tests.bot.discord.samples import WITH_THREAD
from tests.bot.discord.world import (
    Scene,
    async_test,
    drawn,
    follow_up_answer,
    make_bot,
    opened_thread,
    own_messages,
    scene,
    shown,
    words,
)

TYPO = "Who was the keeper of the lighthuose in Selwick?"
KEEPER = "Who was the lighthouse keeper?"
HOME = 1456074443980800100
LISTENING = {"listening": True, "listening_confidence": 0.5}


def said_in(on: Scene, channel: Any) -> list[str]:
    """All messages of Munshi in a channel, the earliest first."""
    return [words(message) for message in own_messages(on, channel)]


async def edit(on: Scene, message: Any, text: str) -> None:
    await on.alice.edit(message, text)
    await on.env.settle()


@async_test
async def test_an_edited_question_has_its_answer_changed(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """The reply is changed into the answer to the new question, without another message, and loses its votes."""
    async with scene(tmp_path, index_of_harbour) as on:
        asked = await on.alice.send(on.channel, f"{on.mention} {KEEPER}")
        await on.alice.click(on.channel.last_message, label="Wrong")
        await edit(on, asked, f"{on.mention} {HARBOUR_QUESTION}")
        expected = Engine.open(index_of_harbour).ask(HARBOUR_QUESTION)
        (reply,) = own_messages(on, on.channel)
        assert shown(reply) == drawn(answer_message(expected, answer_id=1, buttons=WITH_THREAD))
        assert on.rows("SELECT question FROM answers") == [(HARBOUR_QUESTION,)]
        assert on.rows("SELECT * FROM votes") == []
        assert words((await on.alice.click(reply, label="Right")).response).startswith("Noted: right.")


@async_test
async def test_a_follow_up_follows_the_edited_question(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """In a thread the edited question replaces the turn, and is understood with the turns before it."""
    async with scene(tmp_path, index_of_harbour, message_content=True) as on:
        thread, _ = await opened_thread(on)
        asked = await on.alice.send(thread, KEEPER)
        await on.alice.send(thread, "When does the ferry leave?")
        engine = Engine.open(index_of_harbour)
        first = Turn(HARBOUR_QUESTION, engine.ask(HARBOUR_QUESTION).marked_text)
        await edit(on, asked, "Why did she choose granite?")
        expected = follow_up_answer(engine, "Why did she choose granite?", first)
        replies = own_messages(on, thread)
        assert shown(replies[1]) == drawn(answer_message(expected, answer_id=1))
        assert [question for (question,) in on.rows("SELECT question FROM answers ORDER BY sequence")] == [
            HARBOUR_QUESTION,
            "Why did she choose granite?",
            "When does the ferry leave?",
        ]


@async_test
async def test_an_edit_that_asks_nothing_new_changes_nothing(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """Adding a space or thanks, or removing a mention, does not change the answer."""
    async with scene(tmp_path, index_of_harbour) as on:
        asked = await on.alice.send(on.channel, f"{on.mention} {HARBOUR_QUESTION}")
        before = len(on.env.http_requests)
        for text in (f"{on.mention}  {HARBOUR_QUESTION} ", f"{on.mention} thanks!", KEEPER):
            await edit(on, asked, text)
        assert len(on.env.http_requests) == before
        assert len(said_in(on, on.channel)) == 1


FERRY = "When does the ferry to Orrin leave?"
CAPTAIN = "Who is the captain of the ferry?"


@async_test
async def test_only_the_answers_to_questions_that_were_edited_are_changed(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """A question that stays keeps its reply, its record and its votes; one that is left out loses its reply."""
    async with scene(tmp_path, index_of_harbour) as on:
        asked = await on.alice.send(on.channel, f"{on.mention} {KEEPER} {FERRY}")
        assert ["Piet Hollander" in said_in(on, on.channel)[0], len(said_in(on, on.channel))] == [True, 2]
        leaves = own_messages(on, on.channel)[1]
        await on.bob.click(leaves, label="Right")
        before = len(on.env.http_requests)
        for unchanged in (f"{KEEPER}  {FERRY}", f"{FERRY} {KEEPER}", f"{KEEPER} {FERRY} {CAPTAIN}"):
            await edit(on, asked, f"{on.mention} {unchanged}")
        assert len(on.env.http_requests) == before
        await edit(on, asked, f"{on.mention} {HARBOUR_QUESTION} {FERRY}")
        assert "Ada Brenner" in said_in(on, on.channel)[0]
        await edit(on, asked, f"{on.mention} {FERRY}")
        (said,) = said_in(on, on.channel)
        assert "seven in the morning" in said
        assert on.rows("SELECT question FROM answers") == [(FERRY,)]
        assert len(on.rows("SELECT * FROM votes")) == 1


@async_test
async def test_an_edit_posts_nothing(index_of_harbour: IndexSettings, tmp_path: Path) -> None:
    """Not for a question that is added, and not for one whose answer a moderator has deleted."""
    async with scene(tmp_path, index_of_harbour) as on:
        asked = await on.alice.send(on.channel, f"{on.mention} {HARBOUR_QUESTION} {FERRY}")
        built = own_messages(on, on.channel)[0]
        on.env.backend.delete_message(on.channel.id, built.id)
        await on.env.settle()
        await edit(on, asked, f"{on.mention} {KEEPER} {FERRY} {CAPTAIN}")
        (said,) = said_in(on, on.channel)
        assert "seven in the morning" in said
        await edit(on, asked, f"{on.mention} {HARBOUR_QUESTION} {CAPTAIN}")
        (said,) = said_in(on, on.channel)
        assert "Marta Quill" in said
        asked = await on.alice.send(on.channel, f"{on.mention} {KEEPER} Where is the zork museum?")
        assert on.rows("SELECT COUNT(*) FROM answers WHERE message IS NULL") == [(1,)]
        await edit(on, asked, f"{on.mention} {KEEPER} {CAPTAIN}")
        assert len(said_in(on, on.channel)) == 2
        assert on.rows("SELECT COUNT(*) FROM answers WHERE message IS NULL") == [(0,)]


@async_test
async def test_an_old_question_keeps_its_answer(index_of_harbour: IndexSettings, tmp_path: Path) -> None:
    """An edit more than a quarter of an hour after the question changes nothing."""
    async with scene(tmp_path, index_of_harbour) as on:
        asked = await on.alice.send(on.channel, f"{on.mention} {KEEPER}")
        on.env.backend.now_iso = lambda: _later(minutes=16)
        await edit(on, asked, f"{on.mention} {HARBOUR_QUESTION}")
        assert "Ada Brenner" not in said_in(on, on.channel)[0]


def _later(*, minutes: int) -> str:
    return (datetime.datetime.now(datetime.UTC) + datetime.timedelta(minutes=minutes)).isoformat()


@async_test
async def test_who_edits_in_a_loop_is_answered_to_the_last_words_a_little_later(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """Five edits in a minute are answered at once; of later ones only the last, after the minute."""
    async with scene(tmp_path, index_of_harbour, person_cooldown=3600.0) as on:
        clock = stopped_clock(on)
        asked = await on.alice.send(on.channel, f"{on.mention} {KEEPER}")
        for number in range(5):
            await edit(on, asked, f"{on.mention} What is the pier number {number}?")
        for number in range(5, 9):  # at the same moment, two by two
            content = {"content": f"{on.mention} What is the pier number {number}?"}
            on.env.backend.edit_message(on.channel.id, asked.id, content)
            if number % 2 == 0:
                await on.env.settle()
        assert on.rows("SELECT question FROM answers") == [("What is the pier number 4?",)]
        clock.now += 60.0
        await on.env.advance_time(60.0)
        assert on.rows("SELECT question FROM answers") == [("What is the pier number 8?",)]
        assert len(said_in(on, on.channel)) == 1


@async_test
async def test_a_question_that_is_deleted_while_its_edit_waits_keeps_its_answer(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """A question that is deleted while its edit waits is not answered again."""
    async with scene(tmp_path, index_of_harbour) as on:
        clock = stopped_clock(on)
        asked = await on.alice.send(on.channel, f"{on.mention} {KEEPER}")
        for number in range(8):
            await edit(on, asked, f"{on.mention} What is the pier number {number}?")
        await on.alice.delete(asked)
        clock.now += 60.0
        await on.env.advance_time(60.0)
        assert on.rows("SELECT question FROM answers") == [("What is the pier number 4?",)]


@dataclass
class Clock:
    """A clock that a test sets."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


def stopped_clock(on: Scene) -> Clock:
    """The clock of the edits' cooldown, which does not move by itself from now on."""
    on.service.questions._edits._clock = clock = Clock()
    return clock


@async_test
async def test_an_edit_waits_for_the_answer_that_is_under_way(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """A question that is edited while it is being answered ends with the answer to its last version."""
    async with scene(tmp_path, index_of_harbour) as on:
        content = {"content": f"{on.mention} {HARBOUR_QUESTION}"}
        message = on.env.backend.create_message(on.channel.id, on.alice.id, f"{on.mention} {TYPO}")
        on.env.backend.edit_message(on.channel.id, message.id, content)
        await on.env.settle()
        (said,) = said_in(on, on.channel)
        assert "Ada Brenner" in said


@async_test
async def test_an_edited_message_that_was_heard_is_answered_anew_or_not_at_all(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """In a listened channel the answer changes with the question, and is deleted if no answer is sure."""
    async with scene(tmp_path, index_of_harbour, **LISTENING) as on:
        await on.add_manager().slash(on.channel, "munshi listen", channel=on.channel)
        asked = await on.alice.send(on.channel, KEEPER)
        assert "Piet Hollander" in said_in(on, on.channel)[0]
        await edit(on, asked, HARBOUR_QUESTION)
        assert "Ada Brenner" in said_in(on, on.channel)[0]
        await edit(on, asked, "What is the capital of Mongolia?")
        assert said_in(on, on.channel) == []
        assert await on.bob.autocomplete(on.channel, "ask", "question", "") == []


@async_test
async def test_an_edit_is_understood_after_a_restart(index_of_harbour: IndexSettings, tmp_path: Path) -> None:
    """The state file says which reply is the answer to a message."""
    async with scene(tmp_path, index_of_harbour) as on:
        asked = await on.alice.send(on.channel, f"{on.mention} {KEEPER}")
        await on.env.restart_bot(make_bot(tmp_path, index_of_harbour))
        await edit(on, asked, f"{on.mention} {HARBOUR_QUESTION}")
        assert "Ada Brenner" in words(on.channel.last_message)


@async_test
async def test_an_edited_direct_message_is_answered_anew(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """A direct message can be edited without a mention too."""
    async with scene(tmp_path, index_of_harbour) as on:
        await on.alice.user.send_dm(KEEPER)
        direct = on.alice.user.dm_channel
        asked, _ = direct.history()
        on.env.backend.edit_message(direct.id, asked.id, {"content": HARBOUR_QUESTION})
        await on.env.settle()
        _, reply = direct.history()
        assert "Ada Brenner" in words(reply)


@async_test
async def test_whoever_left_the_servers_is_not_answered_by_an_edit(
    index_of_harbour: IndexSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Edited direct messages are answered only for people who may ask; others get no further reply."""
    monkeypatch.setattr(membership, "_KEPT_SECONDS", 0.0)
    async with scene(tmp_path, index_of_harbour, server=HOME, allowed_servers=(HOME,)) as on:
        await on.alice.user.send_dm(KEEPER)
        direct = on.alice.user.dm_channel
        asked, _ = direct.history()
        on.env.inject_error("GET", f"/guilds/{HOME}/members/*", status=404)
        on.env.backend.edit_message(direct.id, asked.id, {"content": HARBOUR_QUESTION})
        await on.env.settle()
        _, reply = direct.history()
        assert "Piet Hollander" in words(reply)


@async_test
async def test_what_keeps_an_edit_from_its_answer_is_not_posted_where_munshi_was_not_asked(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """If Munshi may no longer answer in a listened channel, the answer stays, without a notice."""
    async with scene(tmp_path, index_of_harbour, **LISTENING) as on:
        await on.add_manager().slash(on.channel, "munshi listen", channel=on.channel)
        asked = await on.alice.send(on.channel, KEEPER)
        await on.service.access.choose(on.server.id, [on.server.create_text_channel("other").id])
        await edit(on, asked, HARBOUR_QUESTION)
        (said,) = said_in(on, on.channel)
        assert "Piet Hollander" in said


@async_test
async def test_an_answer_that_cannot_be_changed_keeps_its_record(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """If the message cannot be changed, the old answer stays recorded with its votes, and the next edit is answered."""
    async with scene(tmp_path, index_of_harbour) as on:
        asked = await on.alice.send(on.channel, f"{on.mention} {KEEPER}")
        await on.bob.click(on.channel.last_message, label="Wrong")
        recorded = on.rows("SELECT * FROM answers"), on.rows("SELECT * FROM votes")
        on.env.inject_error("PATCH", "/channels/*/messages/*", status=501, message="Outage")
        await edit(on, asked, f"{on.mention} {HARBOUR_QUESTION}")
        assert "Piet Hollander" in said_in(on, on.channel)[0]
        assert (on.rows("SELECT * FROM answers"), on.rows("SELECT * FROM votes")) == recorded
        await edit(on, asked, f"{on.mention} {HARBOUR_QUESTION} ")
        assert "Ada Brenner" in said_in(on, on.channel)[0]


@async_test
async def test_an_edit_that_cannot_be_recorded_is_answered_without_buttons(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """If the record cannot be written, the new answer is shown without buttons; the next edit can be recorded."""
    async with scene(tmp_path, index_of_harbour, patience=0.1) as on:
        asked = await on.alice.send(on.channel, f"{on.mention} {KEEPER}")
        with closing(sqlite3.connect(on.state_file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            await edit(on, asked, f"{on.mention} {HARBOUR_QUESTION}")
            other.execute("ROLLBACK")
        (said,) = said_in(on, on.channel)
        assert "Ada Brenner" in said
        assert "Right" not in said
        assert on.rows("SELECT question FROM answers") == [(KEEPER,)]
        await edit(on, asked, f"{on.mention} When does the ferry leave?")
        assert "Right" in said_in(on, on.channel)[0]


@async_test
async def test_an_edit_while_the_state_file_cannot_be_read_is_a_line_in_the_log(
    index_of_harbour: IndexSettings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """If the state file cannot be read, the answer stays as it is, without a message."""
    async with scene(tmp_path, index_of_harbour) as on:
        asked = await on.alice.send(on.channel, f"{on.mention} {KEEPER}")
        with closing(sqlite3.connect(on.state_file)) as other, caplog.at_level("INFO", "bot.discord"):
            other.execute("ALTER TABLE answers RENAME TO elsewhere")
            await edit(on, asked, f"{on.mention} {HARBOUR_QUESTION}")
        assert len(said_in(on, on.channel)) == 1
        assert "an edited question keeps its answer: no such table: answers" in caplog.text
        assert "Traceback" not in caplog.text
