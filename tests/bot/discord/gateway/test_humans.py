"""Calling a human if the documents don't say: once, with a ping of one role; private questions only by the asker."""

from __future__ import annotations

import asyncio
import dataclasses
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import discord
import pytest

from bot.discord.messages.humans import human_message
from bot.discord.messages.message import Message
from bot.discord.questions.conversations import AnswerForgotten
from bot.discord.questions.cooldown import TooSoon
from bot.discord.questions.requests import Press, Request
from bot.discord.sentences import helpers_chosen, lacks_permissions, say
from bot.discord.state.records import AnswerRecord, Helpers, Location
from index.settings import IndexSettings
from index.types import Answer, Outcome
from tests.bot.discord.gateway.test_folders import foreign, tie
from tests.bot.discord.library import HARBOUR_QUESTION
from tests.bot.discord.samples import check, cited
from tests.bot.discord.world import Scene, async_test, make_bot, scene, words

UNKNOWN = "What is the capital of Mongolia?"
HOME = 1456074443980800100


async def helped(on: Scene, *, channel: Any = None, **role: Any) -> tuple[Any, Any]:
    """A role of helpers that anybody may mention, chosen by a manager; and what the manager read."""
    role = on.server.create_role("Helpers", mentionable=True, **role)
    options = {"channel": channel} if channel else {}
    said = await on.add_manager().slash(on.channel, "munshi humans", role=role, **options)
    return role, words(said.response)


def sent_by_the_bot(on: Scene, channel: Any) -> list[dict[str, Any]]:
    """The messages that the bot asked Discord to post in a channel."""
    path = f"/channels/{channel.id}/messages"
    return [call.json for call in on.env.http_requests if call.method == "POST" and call.path.endswith(path)]


@async_test
async def test_a_human_is_called_once(index_of_harbour: IndexSettings, tmp_path: Path) -> None:
    """The question is posted in the helpers' channel with the closest passages; only the role may be pinged."""
    async with scene(tmp_path, index_of_harbour) as on:
        desk = on.server.create_text_channel("desk")
        before = await on.alice.slash(on.channel, "ask", question=UNKNOWN)
        assert "Ask a human" not in words(before.response)
        role, said = await helped(on, channel=desk)
        assert said == helpers_chosen(Helpers(role.id, desk.id))
        known = await on.alice.slash(on.channel, "ask", question=HARBOUR_QUESTION)
        assert "Ask a human" not in words(known.response)
        asked = await on.alice.slash(on.channel, "ask", question=f"{UNKNOWN} @everyone <@&{role.id}>")
        pressed = await on.bob.click(asked.response, label="Ask a human")
        assert pressed.response.ephemeral
        assert words(pressed.response) == say("human_called", channel=f"<#{desk.id}>")
        read = words(desk.last_message)
        assert read.startswith(
            f"<@&{role.id}> <@{on.bob.id}> asks a question that the documents don't answer:\n**{UNKNOWN}"
        )
        assert "What comes closest:\n> " in read
        assert "harbour.md" in read or "ferry.txt" in read
        assert f"(<https://discord.com/channels/{on.server.id}/{on.channel.id}/{asked.response.id}>)" in read
        (body,) = sent_by_the_bot(on, desk)
        assert body["allowed_mentions"] == {"parse": [], "roles": [role.id]}
        again = await on.alice.click(asked.response, label="Ask a human")
        assert words(again.response) == say("human_called_before")
        assert len(sent_by_the_bot(on, desk)) == 1


@async_test
async def test_asking_again_calls_nobody_again(index_of_harbour: IndexSettings, tmp_path: Path) -> None:
    """The same question, asked once more by anybody within a day, pings nobody.

    A private one is not told of to others, and whoever asks privately is told nothing of theirs.
    """
    async with scene(tmp_path, index_of_harbour) as on:
        desk, carol = on.server.create_text_channel("desk"), on.server.add_member(on.env.create_user("carol"))
        await helped(on, channel=desk)
        private = await on.alice.slash(on.channel, "ask", question=UNKNOWN, private="yes")
        await on.alice.click(private.response, label="Ask a human, who will read it")
        for person, sent in ((on.bob, 2), (on.bob, 2), (on.alice, 2)):
            asked = await person.slash(on.channel, "ask", question=UNKNOWN.lower())
            await person.click(asked.response, label="Ask a human")
            assert len(sent_by_the_bot(on, desk)) == sent
        private = await carol.slash(on.channel, "ask", question=UNKNOWN.lower(), private="yes")
        await carol.click(private.response, label="Ask a human, who will read it")
        assert len(sent_by_the_bot(on, desk)) == 3
        for days, sent in ((0, 3), (2, 4)):
            with closing(sqlite3.connect(on.state_file)) as connection, connection:
                connection.execute("UPDATE answers SET created = created - ?", (days * 86400,))
            asked = await on.bob.slash(on.channel, "ask", question=f" {UNKNOWN.upper()}!")
            await on.bob.click(asked.response, label="Ask a human")
            assert len(sent_by_the_bot(on, desk)) == sent


@async_test
async def test_an_edited_question_is_another_one_to_hand_on(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """After an edit of a question, a human can be called again for the new question."""
    async with scene(tmp_path, index_of_harbour) as on:
        desk = on.server.create_text_channel("desk")
        await helped(on, channel=desk)
        asked = await on.alice.send(on.channel, f"{on.mention} {UNKNOWN}")
        answered = on.channel.last_message
        called = say("human_called", channel=f"<#{desk.id}>")
        for question in (UNKNOWN, "What is the capital of Peru?"):
            await on.alice.edit(asked, f"{on.mention} {question}")
            await on.env.settle()
            pressed = await on.alice.click(answered, label="Ask a human")
            assert words(pressed.response) == called
            assert question in words(desk.last_message)


@async_test
async def test_a_person_calls_so_often_at_most(
    index_of_harbour: IndexSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fourth question within ten minutes pings nobody, and its button says when it can be pressed again.

    Calls that were refused or failed do not count, nor do those of others.
    """
    async with scene(tmp_path, index_of_harbour, check_errors=False) as on:
        desk = on.server.create_text_channel("desk")
        await helped(on, channel=desk)
        now = time.monotonic()
        monkeypatch.setattr(on.service.humans._calls, "_clock", lambda: now)  # however slow the machine is

        async def call(person: Any, number: int) -> str:
            asked = await person.slash(on.channel, "ask", question=f"What is the price of zebra {number}?")
            return words((await person.click(asked.response, label="Ask a human")).response)

        called = say("human_called", channel=f"<#{desk.id}>")
        on.env.inject_error("POST", f"/channels/{desk.id}/messages", status=500)
        assert say("discord_failed") in await call(on.bob, 0)
        assert [await call(on.bob, number) for number in (0, 0, 1, 2, 3)] == [
            *(called, say("human_called_before"), called, called),
            "You called somebody 3 times within 10 minutes. You can call again in 10 minutes.",
        ]
        assert await call(on.alice, 4) == called
        carol = [
            await on.service.conversations.record(
                Request(f"What is the price of a gnu {number}?", Location(on.server.id, on.channel.id), 5),
                Answer("", Outcome.NOTHING, "", 0.0, (), 1),
                None,
            )
            for number in range(5)
        ]
        claims = (on.service.humans.claim(answer_id, on.server.id, 5) for answer_id in carol)
        claimed = await asyncio.gather(*claims, return_exceptions=True)  # pressed at the same moment
        assert [type(each) for each in claimed] == [bool, bool, bool, TooSoon, TooSoon]
        monkeypatch.setattr(on.service.humans._calls, "_clock", lambda: now + 599)
        assert (await call(on.bob, 6)).endswith("You can call again in 1 minute.")
        monkeypatch.setattr(on.service.humans._calls, "_clock", lambda: now + 601)
        assert await call(on.bob, 6) == called


@async_test
async def test_a_role_that_was_deleted_calls_nobody(index_of_harbour: IndexSettings, tmp_path: Path) -> None:
    """If the only helper is a deleted role, the caller is told so."""
    async with scene(tmp_path, index_of_harbour) as on:
        role, _ = await helped(on)
        asked = await on.alice.slash(on.channel, "ask", question=UNKNOWN)
        on.env.backend.delete_role(on.server.id, role.id)
        await on.env.settle()
        pressed = await on.alice.click(asked.response, label="Ask a human")
        assert words(pressed.response) == say("no_humans")


@async_test
async def test_no_button_calls_a_role_that_was_deleted(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """After a role is deleted, managers read that nobody is called; if a channel is chosen too, questions still go there."""
    async with scene(tmp_path, index_of_harbour, server=HOME) as on:
        role, _ = await helped(on)
        on.env.backend.delete_role(on.server.id, role.id)
        await on.env.settle()
        await on.alice.send(on.channel, f"{on.mention} {UNKNOWN}")
        assert "Ask a human" not in words(on.channel.last_message)
        manager = on.add_manager()
        looked = await manager.slash(on.channel, "munshi humans")
        assert words(looked.response) == say("nobody_called")
        desk = on.server.create_text_channel("desk")
        await on.service.humans.choose(
            HOME, Helpers(role.id, desk.id)
        )  # as before it was deleted, while away
        await on.env.restart_bot(make_bot(tmp_path, index_of_harbour))
        await on.env.settle()
        looked = await manager.slash(on.channel, "munshi humans")
        assert words(looked.response) == say("humans_in", channel=f"<#{desk.id}>")


@async_test
async def test_without_a_channel_it_goes_where_it_was_asked(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """The role alone is called in the channel of the question; nobody, once a manager has stopped it."""
    async with scene(tmp_path, index_of_harbour) as on:
        role, _ = await helped(on)
        await on.alice.send(on.channel, f"{on.mention} {UNKNOWN}")
        answer = on.channel.last_message
        pressed = await on.alice.click(answer, label="Ask a human")
        assert words(pressed.response) == say("human_called", channel=f"<#{on.channel.id}>")
        assert words(on.channel.last_message).startswith(f"<@&{role.id}> ")
        manager = on.add_manager()
        looked = await manager.slash(on.channel, "munshi humans")
        assert words(looked.response) == say("humans_called", role=f"<@&{role.id}>")
        deny = discord.PermissionOverwrite(send_messages=False)
        silent = on.server.create_text_channel("silent", overwrites={on.bot.user: deny})
        for options in ({"channel": silent, "stop": "yes"}, {}):
            said = await manager.slash(on.channel, "munshi humans", **options)
            assert words(said.response) == say("nobody_called")
        pressed = await on.alice.click(answer, label="Ask a human")
        assert words(pressed.response) == say("no_humans")


@async_test
async def test_a_private_question_is_handed_on_by_its_asker_alone(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """The button of a private question, the reply and the posted message say that others can read it."""
    async with scene(tmp_path, index_of_harbour) as on:
        desk = on.server.create_text_channel("desk")
        await helped(on, channel=desk)
        asked = await on.alice.slash(on.channel, "ask", question=UNKNOWN, private="yes")
        assert sent_by_the_bot(on, desk) == []
        record = on.service.conversations.answer_record
        with pytest.raises(AnswerForgotten, match="I no longer remember"):
            await record(
                on.ids()[0], Press(Location(on.server.id, on.channel.id), on.bob.id, asked.response.id)
            )
        pressed = await on.alice.click(asked.response, label="Ask a human, who will read it")
        assert words(pressed.response) == say("human_called_privately", channel=f"<#{desk.id}>")
        assert say("human_private") in words(desk.last_message)
        assert "discord.com" not in words(desk.last_message)


@async_test
async def test_nobody_else_is_ever_pinged(index_of_harbour: IndexSettings, tmp_path: Path) -> None:
    """The role of all members, a role that must not be mentioned, and a channel without permission are refused."""
    async with scene(tmp_path, index_of_harbour) as on:
        manager = on.add_manager()
        quiet = on.server.create_role("Quiet", mentionable=False)
        no_pings = discord.PermissionOverwrite(mention_everyone=False)
        calm = on.server.create_text_channel("calm", overwrites={on.bot.user: no_pings})
        for role in (quiet, on.server.default_role):
            said = await manager.slash(on.channel, "munshi humans", role=role, channel=calm)
            assert words(said.response) == say("role_not_mentionable")
        deny = discord.PermissionOverwrite(send_messages=False)
        closed = on.server.create_text_channel("closed", overwrites={on.bot.user: deny})
        said = await manager.slash(on.channel, "munshi humans", channel=closed)
        assert words(said.response) == lacks_permissions(["send_messages"])
        assert on.service.humans.of(on.server.id) is None


@async_test
async def test_a_call_that_fails_can_be_made_again(index_of_harbour: IndexSettings, tmp_path: Path) -> None:
    """If nothing could be posted, the caller is told, and may call again; a deleted channel is forgotten."""
    async with scene(tmp_path, index_of_harbour, check_errors=False) as on:
        desk = on.server.create_text_channel("desk")
        await helped(on, channel=desk)
        asked = await on.alice.slash(on.channel, "ask", question=UNKNOWN)
        path = f"/channels/{desk.id}/messages"
        on.env.inject_error("POST", path, status=500)
        failed = await on.alice.click(asked.response, label="Ask a human")
        assert say("discord_failed") in words(failed.response)
        assert desk.last_message is None
        await on.alice.click(asked.response, label="Ask a human")
        assert UNKNOWN in words(desk.last_message)
        on.env.backend.delete_channel(desk.id)
        await on.env.settle()
        assert on.service.humans.of(on.server.id) is None


@async_test
async def test_what_comes_closest_is_of_the_folders_of_both_channels(
    index_of_two_folders: IndexSettings, tmp_path: Path
) -> None:
    """In a helpers' channel with chosen folders, no passage from another folder is shown."""
    async with scene(tmp_path, index_of_two_folders) as on:
        desk = on.server.create_text_channel("desk")
        await helped(on, channel=desk)
        await tie(on, on.add_manager(), desk, "harbour")
        asked_in, desk_at = Location(on.server.id, on.channel.id), Location(on.server.id, desk.id)
        nothing = Answer("the orchard of Velm?", Outcome.NOTHING, "", 0.0, (), 1)
        engine = await on.service.folders.engine(asked_in)
        some = dataclasses.replace(
            nothing, outcome=Outcome.PASSAGES, citations=engine.closest("the orchard of Velm?", 3)
        )
        for given in (nothing, some):
            record = AnswerRecord(1, asked_in, on.alice.id, given.question, given, False)
            press = Press(asked_in, on.alice.id, 1)
            closest = on.service.documents.closest
            everywhere = await closest(record, press, asked_in)
            assert everywhere[0].document == "trees/orchard/orchard.md"
            read = words_of(human_message(record, await closest(record, press, desk_at), role=1, caller=2))
            assert not foreign(read.replace(given.question, ""))


def words_of(message: Message) -> str:
    return "\n".join(message.blocks)


@pytest.mark.parametrize("private", [False, True])
def test_what_is_handed_on_fits_and_is_inert(private: bool) -> None:
    """Any question and passages fit a message, and Discord acts on nothing in them."""
    question = "@everyone <@1> <@&2> [x](https://evil.example) ||a|| `b` " * 100
    record = AnswerRecord(
        7, Location(1, 2), 3, question, Answer(question, Outcome.NOTHING, "", 0, (), 1), private, 9
    )
    passages = [cited("> # **x** @here " * 60, None, document=f"{number}.md") for number in range(3)]
    message = human_message(record, passages, role=None, caller=4)
    assert "<@4>" in message.blocks[0]
    assert "@\u200beveryone" in message.blocks[1]
    check(type(message)(message.blocks[1:-1]))
