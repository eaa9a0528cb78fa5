"""The life of a private question, and which answer a button acts on."""

from __future__ import annotations

import logging
import re
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from bot.config import Settings
from bot.discord.gateway.digests import send_due
from bot.discord.indexes.engines import EnginesByServer
from bot.discord.management.feedback import feedback, unanswered
from bot.discord.messages.message import Button, Message
from bot.discord.questions.actions import Action, Kind
from bot.discord.questions.conversations import AnswerForgotten
from bot.discord.questions.requests import Press
from bot.discord.service import Service
from bot.discord.settings import DiscordSettings
from bot.discord.state.database import State
from bot.discord.state.records import Location
from index.settings import IndexSettings
from tests.bot.discord.library import HARBOUR_QUESTION
from tests.bot.discord.world import Scene, anybody_may_read, async_test, handle, opened_thread, scene, words

SECRET = "Who is Marta Quill?"
FORGOTTEN = "I no longer remember that answer. Ask again."


async def offered(on: Scene, person, channel) -> list[str]:
    if channel is None:
        choices = await person.user.autocomplete("ask", "question", "")
    else:
        choices = await person.autocomplete(channel, "ask", "question", "")
    return [choice["value"] for choice in choices]


@pytest.mark.parametrize("where", ["channel", "thread", "direct message"])
@async_test
async def test_the_life_of_a_private_question(
    where: str, index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """A private question with a vote is not suggested to others, in no feedback, and gone after /forget."""
    async with scene(tmp_path, index_of_harbour) as on:
        channel = on.channel
        if where == "thread":
            channel, _ = await opened_thread(on)
        before = on.ids()
        if where == "direct message":
            asked = await on.alice.user.slash("ask", question=SECRET, private="yes")
            voted = await on.alice.user.click(asked.response, label="Wrong")
        else:
            asked = await on.alice.slash(channel, "ask", question=SECRET, private="yes")
            voted = await on.alice.click(asked.response, label="Wrong")
        assert asked.response.ephemeral
        assert "Continue in a thread" not in words(asked.response)
        assert words(voted.response).startswith("Noted: wrong.")
        assert await on.service.administration.feedback(on.server.id, anybody_may_read) == []
        assert await on.service.administration.feedback(0, anybody_may_read) == []
        if where == "direct message":
            assert SECRET in await offered(on, on.alice, None)
            await on.alice.user.slash("forget")
        else:
            assert SECRET not in await offered(on, on.bob, channel)
            assert SECRET in await offered(on, on.alice, channel)
            await on.alice.slash(channel, "forget")
        assert set(on.ids()) <= set(before)
        assert SECRET.encode() not in b"".join(repr(row).encode() for row in sqlite_rows(on.state_file))


@async_test
async def test_the_whole_life_of_a_private_question(
    index_of_harbour: IndexSettings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Until /forget, also after a restart, only the asker can read a private question or act on it."""
    caplog.set_level(logging.DEBUG, "bot")
    async with scene(tmp_path, index_of_harbour) as on:
        manager, location = on.add_manager(), Location(on.server.id, on.channel.id)
        await on.bob.slash(on.channel, "ask", question=HARBOUR_QUESTION)
        others = set(on.ids())
        asked = await on.alice.slash(on.channel, "ask", question=SECRET, private="yes")
        (answer_id,) = set(on.ids()) - others
        shown = await on.alice.click(asked.response, label="Show passage")
        form = await on.alice.click(asked.response, label="Ask more")
        more = await on.alice.submit_modal(form, {"question": f"{SECRET} Really?"})
        voted = await on.alice.click(asked.response, label="Wrong")
        assert "Marta Quill" in words(shown.response)
        assert asked.response.ephemeral
        assert more.response.ephemeral
        assert "Continue in a thread" not in words(asked.response) + words(more.response)
        assert words(voted.response).startswith("Noted: wrong.")
        for kind in (Kind.PASSAGE, Kind.RIGHT, Kind.WRONG, Kind.THREAD):  # forged by somebody else
            forged = Message(("x",), rows=((Button("Press", Action(kind, answer_id)),),))
            pressed = await on.bob.click(await on.post(forged), label="Press")
            assert words(pressed.response) == FORGOTTEN
        await manager.slash(on.channel, "munshi digest", channel=on.channel)
        await send_due(on.bot, on.service.administration, time.time() + 14 * 86400)
        read = [words(on.channel.last_message), *(await offered(on, on.bob, on.channel)), caplog.text]
        for name in ("about", "unanswered", "feedback"):
            read.append(words((await manager.slash(on.channel, f"munshi {name}")).response))
        engines = EnginesByServer(index_of_harbour, {})
        again = Service(DiscordSettings(workers=1), engines, State.open(on.state_file))  # as after a restart
        recent = again.conversations.recent_questions
        read += await recent(location, on.bob.id, "")
        assert SECRET in await recent(location, on.alice.id, "")
        message = asked.response.id
        assert (await again.documents.passage(answer_id, 0, Press(location, on.alice.id, message))).blocks
        with pytest.raises(AnswerForgotten, match=re.escape(FORGOTTEN)):
            await again.documents.passage(answer_id, 0, Press(location, on.bob.id, message))
        again.close()
        read += [feedback(on.state_file) or "", unanswered(Settings(index_of_harbour), on.state_file) or ""]
        assert not [told for told in read if "Marta" in told]
        await on.alice.slash(on.channel, "forget")
        assert set(on.ids()) == others
        assert "Marta" not in "".join(map(repr, sqlite_rows(on.state_file)))


def sqlite_rows(path: Path) -> list[tuple]:
    with closing(sqlite3.connect(path)) as connection:
        tables = ("answers", "votes", "threads", "channels", "facts")
        return [row for table in tables for row in connection.execute(f"SELECT * FROM {table}")]


@async_test
async def test_a_private_question_names_no_thread(index_of_harbour: IndexSettings, tmp_path: Path) -> None:
    """Not even the asker can open a thread on a private answer, and nobody else's button finds the answer."""
    async with scene(tmp_path, index_of_harbour) as on:
        message = await on.post_answer(
            on.channel, on.alice, "Continue in a thread", Kind.THREAD, private=True
        )
        own = await on.alice.click(message, label="Continue in a thread")
        assert words(own.response).startswith(
            "That was asked privately, and a thread would show it to others."
        )
        other = await on.bob.click(message, label="Continue in a thread")
        assert words(other.response) == FORGOTTEN
        assert not on.bot.get_channel(on.channel.id).threads


@async_test
async def test_a_private_answer_is_for_its_asker_alone(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """Another person who forges a private answer's button learns nothing and cannot vote."""
    async with scene(tmp_path, index_of_harbour) as on:
        for label, kind in (("Show passage", Kind.PASSAGE), ("Right", Kind.RIGHT), ("Wrong", Kind.WRONG)):
            message = await on.post_answer(on.channel, on.alice, label, kind, private=True)
            result = await on.bob.click(message, label=label)
            assert words(result.response) == FORGOTTEN


@pytest.mark.parametrize("kind", [Kind.PASSAGE, Kind.RIGHT, Kind.WRONG, Kind.THREAD])
@async_test
async def test_a_button_acts_on_the_answer_of_its_own_message(
    kind: Kind, index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """A button with the id of another message's answer, for example from an older state file, does nothing."""
    async with scene(tmp_path, index_of_harbour) as on:
        await on.alice.slash(on.channel, "ask", question=HARBOUR_QUESTION)
        (answer_id,) = on.ids()
        message = await on.post(Message(("old",), rows=((Button("Press", Action(kind, answer_id)),),)))
        result = await on.bob.click(message, label="Press")
        assert words(result.response) == FORGOTTEN
        assert await on.service.administration.feedback(on.server.id, anybody_may_read) == []


@async_test
async def test_a_question_whose_message_was_deleted_is_not_offered_to_others(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """After the message of a question or of its answer is deleted, autocomplete suggests it only to its asker."""
    async with scene(tmp_path, index_of_harbour) as on:
        question = await on.alice.send(on.channel, f"{on.mention} {SECRET}")
        await on.alice.slash(on.channel, "ask", question=HARBOUR_QUESTION)
        assert await offered(on, on.bob, on.channel) == [HARBOUR_QUESTION, SECRET]
        await on.alice.delete(question)
        await on.env.settle()
        assert await offered(on, on.bob, on.channel) == [HARBOUR_QUESTION]
        message = on.bot.get_channel(on.channel.id).get_partial_message(on.channel.last_message.id)
        await message.delete()
        await on.env.settle()
        assert await offered(on, on.bob, on.channel) == []
        assert await offered(on, on.alice, on.channel) == [HARBOUR_QUESTION, SECRET]


@async_test
async def test_a_deleted_question_reaches_others_by_no_button(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """A deleted question names no thread, cannot be passed on by others, and is in no feedback; its answer can be voted on."""
    unknown = "What is the capital of Mongolia?"
    async with scene(tmp_path, index_of_harbour) as on:
        role = on.server.create_role("Helpers", mentionable=True)
        await on.add_manager().slash(on.channel, "munshi humans", role=role)
        question = await on.alice.send(on.channel, f"{on.mention} {unknown}")
        answer = on.channel.last_message
        await on.alice.delete(question)
        await on.env.settle()
        await on.bob.click(answer, label="Wrong")
        called = await on.bob.click(answer, label="Ask a human")
        assert words(called.response) == FORGOTTEN
        await on.bob.click(answer, label="Continue in a thread")
        (thread,) = on.bot.get_channel(on.channel.id).threads
        assert thread.name == "Munshi"
        assert await on.service.administration.feedback(on.server.id, anybody_may_read) == []
        assert feedback(on.state_file, form="jsonl") is None
        called = await on.alice.click(answer, label="Ask a human")
        assert unknown in words(on.channel.last_message)


@async_test
async def test_an_answer_that_was_taken_back_stays_unanswered(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """If only the message of the answer is deleted, managers still find the question."""
    async with scene(tmp_path, index_of_harbour, listening=True, listening_confidence=0.5) as on:
        await on.add_manager().slash(on.channel, "munshi listen", channel=on.channel)
        await on.alice.send(on.channel, HARBOUR_QUESTION)
        await on.alice.click(on.channel.last_message, label="Not what I asked")
        await on.env.settle()
        (gap,) = await on.service.administration.unanswered(on.server.id, 0.0, anybody_may_read)
        assert (gap.question, gap.voted_wrong) == (HARBOUR_QUESTION, 1)


@async_test
async def test_a_private_question_is_never_logged(
    index_of_harbour: IndexSettings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """If questions are logged, private ones and those of direct messages are not."""
    caplog.set_level(logging.INFO)
    async with scene(tmp_path, index_of_harbour, log_questions=True) as on:
        await on.alice.slash(on.channel, "ask", question=SECRET, private="yes")
        await on.alice.user.send_dm(SECRET)
        await on.alice.slash(on.channel, "ask", question=HARBOUR_QUESTION)
        assert HARBOUR_QUESTION in caplog.text
        assert SECRET not in caplog.text


@async_test
async def test_an_answer_stays_when_a_note_of_it_fails(
    index_of_harbour: IndexSettings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """If the message of an answer cannot be recorded, the answer stays, and its buttons work."""
    async with scene(tmp_path, index_of_harbour) as on:
        with closing(sqlite3.connect(on.state_file)) as connection:
            connection.execute(
                "CREATE TRIGGER refuse BEFORE UPDATE OF message ON answers "
                "BEGIN SELECT RAISE(ABORT, 'refused'); END"
            )
        asked = await on.alice.slash(on.channel, "ask", question=HARBOUR_QUESTION)
        await on.alice.send(on.channel, f"{on.mention} {SECRET}")
        assert len(on.channel.history()) == 3
        assert "Ada Brenner" in words(asked.response)
        vote = await on.alice.click(asked.response, label="Right")
        assert words(vote.response) == "Noted: right. You can change your mind."
        assert "refused" in caplog.text


@async_test
async def test_a_votes_answer_is_of_its_own_channel(index_of_harbour: IndexSettings, tmp_path: Path) -> None:
    """An answer is not found in any other channel of its server."""
    async with scene(tmp_path, index_of_harbour) as on:
        await on.alice.slash(on.channel, "ask", question=HARBOUR_QUESTION)
        other = on.server.create_text_channel("other")
        assert await offered(on, on.alice, other) == []
        location = Location(on.server.id, other.id)
        message = await on.service.forgetting.forget(location, on.alice.id)
        assert message.blocks == ("You have asked nothing here that I remember.",)
        assert len(on.ids()) == 1
        assert handle(on, other.id).history() == []
