"""No server is ever shown words of another's documents: every command and button is tried in every server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import discord
import pytest

from bot.discord.gateway import views
from bot.discord.messages.message import Button, Message
from bot.discord.questions.actions import Action, Kind
from bot.discord.questions.conversations import AnswerForgotten
from bot.discord.questions.requests import Press
from bot.discord.state.records import Location
from index.settings import IndexSettings
from tests.bot.discord.library import HARBOUR_QUESTION, HARBOUR_WORDS, ORCHARD_QUESTION, ORCHARD_WORDS
from tests.bot.discord.world import Scene, async_test, scene, words

A, B = 1456074443980800100, 1456074443980800200
QUESTIONS = (HARBOUR_QUESTION, ORCHARD_QUESTION, "What is in the locked drawer?", "Who is Marta Quill?")


@async_test
async def test_two_servers_never_hear_of_each_other(
    index_of_harbour: IndexSettings, index_of_orchard: IndexSettings, tmp_path: Path
) -> None:
    """If two servers have documents of their own, nothing shown in one contains a word of the other's."""
    servers = {A: index_of_harbour, B: index_of_orchard}
    default = IndexSettings(documents=tmp_path / "none", index=tmp_path / "none-index")
    async with scene(tmp_path, default, servers=servers, server=A) as on:
        other = on.env.create_guild("Other", id=B)
        channels = {A: (on.server, on.channel), B: (other, other.create_text_channel("general"))}
        foreign = {A: ORCHARD_WORDS, B: HARBOUR_WORDS}
        managers = {}
        for server, (guild, _) in channels.items():
            role = guild.create_role("M", permissions=discord.Permissions(manage_guild=True))
            managers[server] = guild.add_member(on.env.create_user(f"m{server}"), roles=[role])
        for server, (
            _,
            channel,
        ) in channels.items():  # both have answers, votes and threads before anything is read
            for question in QUESTIONS:
                answered = await managers[server].slash(channel, "ask", question=question)
                await managers[server].click(answered.response, label="Wrong")
        for server, (_, channel) in channels.items():
            seen = await _everything_seen(on, managers[server], channel)
            for said in seen:
                shown = said
                for question in QUESTIONS:  # one's own question may be shown back
                    shown = shown.replace(question, "")
                assert not [word for word in foreign[server] if word.lower() in shown.lower()], said
            assert len(seen) > 30


async def _everything_seen(on: Scene, member: Any, channel: Any) -> list[str]:
    """All text that a member reads from every command, and from a button of every recorded answer."""
    seen = []
    for question in QUESTIONS:
        seen.append(words((await member.slash(channel, "ask", question=question)).response))
        seen.append(words((await member.slash(channel, "ask", question=question, private="yes")).response))
        message = await member.send(channel, f"{on.mention} {question}")
        seen.append(words(channel.last_message))
        seen.append(words((await member.context_menu(channel, "Ask about this", message)).response))
    for name in ("documents", "munshi about", "munshi channels", "munshi reindex"):
        seen.append(words((await member.slash(channel, name)).response))
    file = (await member.slash(channel, "munshi feedback")).response.attachments[0]
    seen.append((await file.read()).decode())
    for answer_id in on.ids():  # buttons with the ids of all answers, as nobody could make them
        action = Action(Kind.PASSAGE, answer_id, 0)
        forged = Message(("x",), rows=((Button("Show", action),),))
        message = await on.bot.get_channel(channel.id).send(view=views.layout(forged))
        pressed = await member.click(message, label="Show")
        seen.append(words(pressed.response or pressed.followups[0]))
    return seen


@async_test
async def test_autocomplete_stays_in_its_channel_and_server(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """A question asked in one server is not suggested in another."""
    async with scene(tmp_path, index_of_harbour, server=A) as on:
        other = on.env.create_guild("Other", id=B)
        channel, carol = other.create_text_channel("general"), other.add_member(on.env.create_user("carol"))
        await on.alice.slash(on.channel, "ask", question=HARBOUR_QUESTION)
        assert await carol.autocomplete(channel, "ask", "question", "") == []


@async_test
async def test_direct_messages_are_closed_once_a_server_is_apart(
    index_of_harbour: IndexSettings, index_of_orchard: IndexSettings, tmp_path: Path
) -> None:
    """By default, no direct message is answered if a server has documents of its own."""
    async with scene(tmp_path, index_of_harbour, servers={A: index_of_orchard}, server=A) as on:
        closed = "I answer in servers only, since each has its own documents."
        for name, options in (("ask", {"question": HARBOUR_QUESTION}), ("documents", {})):
            result = await on.alice.user.slash(name, **options)
            assert words(result.response or result.followups[0]) == closed
        await on.alice.user.send_dm(HARBOUR_QUESTION)
        assert words(on.alice.user.dm_channel.last_message) == closed


@async_test
async def test_opened_direct_messages_tell_the_default_documents_only(
    index_of_harbour: IndexSettings, index_of_orchard: IndexSettings, tmp_path: Path
) -> None:
    """If the config allows direct messages, they are answered only from the default documents."""
    servers = {A: index_of_orchard}
    async with scene(tmp_path, index_of_harbour, servers=servers, server=A, direct_messages="yes") as on:
        own = await on.alice.user.slash("ask", question=HARBOUR_QUESTION)
        assert "Ada Brenner" in words(own.response)
        result = await on.alice.user.slash("ask", question=ORCHARD_QUESTION)
        said = words(result.response).replace(ORCHARD_QUESTION, "")
        assert not [word for word in ORCHARD_WORDS if word.lower() in said.lower()]


@async_test
async def test_direct_messages_do_not_see_each_others_answers(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """Answers in one person's direct messages are not found in another's."""
    async with scene(tmp_path, index_of_harbour) as on:
        await on.alice.user.slash("ask", question=HARBOUR_QUESTION)
        mine = Location(0, on.alice.user.dm_channel.id)
        theirs = Location(0, on.bob.user.dm_channel.id)
        (answer_id,) = on.ids()
        message = on.alice.user.dm_channel.last_message.id
        record = on.service.conversations.answer_record
        found = await record(answer_id, Press(mine, on.alice.id, message))
        assert found.question == HARBOUR_QUESTION
        with pytest.raises(AnswerForgotten, match="I no longer remember that answer"):
            await record(answer_id, Press(theirs, on.bob.id, message))
