"""Deletions while Munshi was away, and servers that are not allowed."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import discord
import pytest
from simcord.components import walk_components

from bot.discord.sentences import say
from bot.discord.state.answers import answer_by_id, record_answer
from bot.discord.state.choices import (
    DELETED_CHANNELS,
    choose_channels,
    choose_helpers,
    chosen_channels,
    digests,
    helpers_by_server,
    listen,
    listened_channels,
    set_digest,
)
from bot.discord.state.database import State
from bot.discord.state.facts import fact, set_fact
from bot.discord.state.forgetting import recorded_channels, recorded_servers
from bot.discord.state.records import Helpers, Location
from bot.discord.state.threads import open_thread, thread_ids
from index.settings import IndexSettings
from tests.bot.discord.library import HARBOUR_QUESTION
from tests.bot.discord.state.samples import answer
from tests.bot.discord.world import async_test, make_bot, raw, scene, words

HOME, LEFT = 1456074443980800100, 1456074443980800200


@async_test
async def test_what_is_gone_is_forgotten_once_the_disk_has_room(
    index_of_harbour: IndexSettings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """If the disk is full at the start, departed servers are forgotten later, and the log has one line on it."""
    tries = 0

    async def full_at_first(*_: object) -> None:
        nonlocal tries
        tries += 1
        if tries < 3:
            raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr("bot.discord.gateway.client.forget_departed", full_at_first)
    monkeypatch.setattr("bot.discord.gateway.client._RETRY_SECONDS", 1.0)
    async with scene(tmp_path, index_of_harbour, check_errors=False) as on:
        for _ in range(3):
            await on.env.advance_time(1.1)
    assert tries == 3
    assert caplog.text.count("database or disk is full") == 1
    assert "Traceback" not in caplog.text


@async_test
async def test_a_chosen_channel_that_was_deleted_while_away_silences_nobody(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """Channels, threads and servers that no longer exist on Discord are forgotten at the start."""
    async with scene(tmp_path, index_of_harbour, server=HOME) as on:
        kept = on.server.create_text_channel("kept")
        state = State.open(tmp_path / "state.sqlite3")  # as it was when Munshi ended
        choose_channels(state, HOME, [kept.id, 11])
        choose_channels(state, LEFT, [12])
        for channel in (kept.id, 14):
            listen(state, HOME, channel, None)
        choose_helpers(state, HOME, Helpers(None, 15))
        set_digest(state, HOME, 17, 0.0)
        open_thread(state, 13, HOME, None, on.alice.id)
        record_answer(state, answer(), Location(LEFT, 12), 5, question="who?")
        gone = record_answer(state, answer(), Location(HOME, 16), 5, question="who was it?")
        mine = record_answer(state, answer(), Location(HOME, kept.id), 5, question="who?")
        state.close()
        await on.env.restart_bot(make_bot(tmp_path, index_of_harbour))
        await on.env.settle()
        state = State.open(tmp_path / "state.sqlite3")
        assert chosen_channels(state) == {HOME: frozenset({kept.id})}
        assert listened_channels(state) == {(HOME, kept.id): None}
        assert helpers_by_server(state) == {}
        assert digests(state) == []
        assert thread_ids(state) == set()
        assert recorded_servers(state) == {HOME}
        assert answer_by_id(state, mine, Location(HOME, kept.id), 5) is not None
        assert answer_by_id(state, gone, Location(HOME, 16), 5) is None
        state.close()
        refused = await on.alice.slash(on.channel, "ask", question=HARBOUR_QUESTION)
        assert words(refused.response) == f"I don't answer here. Ask me in <#{kept.id}>."


@async_test
async def test_an_outage_of_a_server_forgets_nothing(index_of_harbour: IndexSettings, tmp_path: Path) -> None:
    """A server that is unavailable is checked only when it is back."""
    async with scene(tmp_path, index_of_harbour, server=HOME) as on:
        await on.service.access.choose(HOME, [11])
        await on.service.listening.choose(HOME, 14, None)
        with closing(State.open(on.state_file)) as state:
            open_thread(state, 13, HOME, None, on.alice.id)
            record_answer(state, answer(), Location(HOME, 16), 5, question="who was it?")
            before = recorded(state)
            on.env.backend.emit("GUILD_DELETE", {"id": str(HOME), "unavailable": True})
            await on.bot.on_ready()  # as after a new session
            assert recorded(state) == before
            on.bot.get_guild(HOME).unavailable = False
            await on.bot.on_ready()
            assert recorded(state) == ({HOME: frozenset({DELETED_CHANNELS})}, {}, set(), set())


def recorded(state: State) -> tuple[object, ...]:
    return chosen_channels(state), listened_channels(state), thread_ids(state), recorded_channels(state)


@async_test
async def test_the_token_of_another_application_deletes_nothing(
    index_of_harbour: IndexSettings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A test bot that is in one server does not delete what the real one recorded of the others."""
    async with scene(tmp_path, index_of_harbour, server=HOME) as on:
        state = State.open(tmp_path / "state.sqlite3")
        choose_channels(state, HOME, [11])
        choose_channels(state, LEFT, [12])
        record_answer(state, answer(), Location(LEFT, 12), 5, question="who?")
        assert fact(state, "application") == str(on.bot.application_id)
        set_fact(state, "application", "4242")
        await on.env.restart_bot(make_bot(tmp_path, index_of_harbour))
        await on.env.settle()
        assert chosen_channels(state) == {HOME: frozenset({11}), LEFT: frozenset({12})}
        assert "The state file seems to belong to another application than the token" in caplog.text
        guild = on.env.bot.get_guild(HOME)
        await on.env.bot.on_guild_remove(guild)
        assert recorded_servers(state) == {HOME, LEFT}
        set_fact(state, "application", str(on.env.bot.application_id))
        await on.env.bot.on_guild_remove(guild)
        assert recorded_servers(state) == {LEFT}
        state.close()


@async_test
async def test_a_state_file_of_other_servers_is_not_taken_for_ones_own(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """A file without an application id belongs to another one if none of its servers is a server of the bot."""
    async with scene(tmp_path, index_of_harbour, server=HOME) as on:
        state = State.open(tmp_path / "state.sqlite3")
        choose_channels(state, LEFT, [12])
        with state.transaction() as connection:
            connection.execute("DELETE FROM facts WHERE name = 'application'")  # as in an older file
        await on.env.restart_bot(make_bot(tmp_path, index_of_harbour))
        await on.env.settle()
        assert (recorded_servers(state), fact(state, "application")) == ({LEFT}, None)
        choose_channels(state, HOME, [on.channel.id])
        await on.env.restart_bot(make_bot(tmp_path, index_of_harbour))
        await on.env.settle()
        assert (recorded_servers(state), fact(state, "application")) == (
            {HOME},
            str(on.env.bot.application_id),
        )
        state.close()


@async_test
async def test_a_thread_that_is_archived_is_not_forgotten(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """An archived thread, which Discord does not send at the start, is fetched once, and its questions stay."""
    async with scene(tmp_path, index_of_harbour) as on:
        answered = await on.alice.slash(on.channel, "ask", question=HARBOUR_QUESTION)
        await on.alice.click(answered.response, label="Continue in a thread")
        (thread,) = on.channel.threads
        await on.alice.slash(thread, "ask", question="Who is Marta Quill?")
        before = on.ids()
        await on.bot.get_channel(thread.id).edit(archived=True)
        await on.env.restart_bot(make_bot(tmp_path, index_of_harbour))
        await on.env.settle()
        home = on.env.bot.get_guild(on.server.id)
        home._remove_thread(home.get_thread(thread.id))  # simcord sends it, which Discord does not
        for _ in range(2):
            await on.env.bot.on_ready()  # as after a session that could not be resumed
        assert on.env.bot.service.conversations.is_thread(thread.id)
        assert on.ids() == before
        fetched = [call for call in on.env.http_requests if call.path == f"/channels/{thread.id}"]
        assert [call.method for call in fetched if call.method == "GET"] == ["GET"]


@async_test
async def test_where_all_chosen_channels_are_gone_munshi_answers_nowhere(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """After all chosen channels are deleted, also while Munshi was away, it answers nowhere until managers choose again."""
    async with scene(tmp_path, index_of_harbour, server=HOME) as on:
        manager, desk = on.add_manager(), on.server.create_text_channel("desk")
        await on.service.access.choose(HOME, [11, desk.id])
        await on.env.restart_bot(make_bot(tmp_path, index_of_harbour))
        await on.env.settle()
        assert on.env.bot.service.access.channels(HOME) == {desk.id}
        on.env.backend.delete_channel(desk.id)
        await on.env.settle()
        for _ in range(2):
            refused = await on.alice.slash(on.channel, "ask", question=HARBOUR_QUESTION)
            assert words(refused.response) == say("answers_nowhere")
            await on.env.restart_bot(make_bot(tmp_path, index_of_harbour))
            await on.env.settle()
        menu = await manager.slash(on.channel, "munshi channels")
        assert words(menu.response) == say("chosen_are_deleted")
        await manager.select(menu.response, [on.channel], custom_id="munshi:1:channels:0:0")
        answered = await on.alice.slash(on.channel, "ask", question=HARBOUR_QUESTION)
        assert "Ada Brenner" in words(answered.response)


@async_test
async def test_a_server_that_is_not_allowed_gets_one_private_sentence(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """In a server that is not allowed, commands and buttons say so privately; a mention, being public, gets no reply."""
    async with scene(tmp_path, index_of_harbour, server=HOME) as on:
        answered = await on.alice.slash(on.channel, "ask", question=HARBOUR_QUESTION)
        await on.env.restart_bot(make_bot(tmp_path, index_of_harbour, allowed_servers=(LEFT,)))
        manager = on.add_manager()
        seen = [
            await manager.slash(on.channel, "ask", question=HARBOUR_QUESTION),
            await manager.slash(on.channel, "documents"),
            await manager.slash(on.channel, "munshi about"),
            await on.alice.click(answered.response, label="Right"),
        ]
        for result in seen:
            assert result.response.ephemeral
            assert words(result.response) == say("server_not_allowed")
        assert await manager.autocomplete(on.channel, "ask", "question", "") == []
        before = len(on.channel.history())
        await on.alice.send(on.channel, f"<@{on.env.bot.user.id}> {HARBOUR_QUESTION}")
        assert len(on.channel.history()) == before + 1


@async_test
async def test_who_is_in_no_allowed_server_is_not_answered_directly(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """A stranger reads one sentence whatever they try; a member of an allowed server is answered."""
    async with scene(tmp_path, index_of_harbour, server=HOME, allowed_servers=(HOME, LEFT)) as on:
        await on.alice.user.send_dm(HARBOUR_QUESTION)
        assert "Ada Brenner" in words(on.alice.user.dm_channel.last_message)
        member = await on.alice.user.slash("ask", question=HARBOUR_QUESTION)
        assert "Ada Brenner" in words(member.response)
        abroad = on.env.create_guild("Abroad", id=HOME + 7)
        stranger = abroad.add_member(on.env.create_user("stranger")).user
        await stranger.send_dm(HARBOUR_QUESTION)
        assert words(stranger.dm_channel.last_message) == say("members_only")
        for name, options in (("ask", {"question": HARBOUR_QUESTION}), ("documents", {})):
            refused = await stranger.slash(name, **options)
            assert words(refused.response) == say("members_only")
        assert await stranger.autocomplete("ask", "question", "") == []


@async_test
async def test_old_buttons_are_dead_where_direct_messages_were_closed(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """With direct_messages = "no" a button under an older direct answer no longer works."""
    async with scene(tmp_path, index_of_harbour) as on:
        answered = await on.alice.user.slash("ask", question=HARBOUR_QUESTION)
        form = await on.alice.user.click(answered.response, label="Ask more")
        await on.env.restart_bot(make_bot(tmp_path, index_of_harbour, direct_messages="no"))
        for label in ("Show passage", "Right", "Ask more"):
            pressed = await on.alice.user.click(answered.response, label=label)
            assert words(pressed.response) == say("servers_only")
        sent = await on.alice.user.submit_modal(form, {"question": HARBOUR_QUESTION})
        assert words(sent.response) == say("servers_only")


@async_test
async def test_more_than_25_channels_of_any_kind_can_be_chosen(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """The chooser has a menu for every 25 channels and one for more; each changes only its own channels."""
    async with scene(tmp_path, index_of_harbour, server=HOME) as on:
        manager = on.add_manager()
        channels = [on.server.create_text_channel(f"c{number}") for number in range(24)]
        channels.append(on.server.create_voice_channel("voice"))
        more = [on.server.create_forum_channel("forum"), on.server.create_stage_channel("stage")]
        menu = await manager.slash(on.channel, "munshi channels")
        await manager.select(menu.response, channels, custom_id="munshi:1:channels:0:0")
        assert on.service.access.channels(HOME) == {channel.id for channel in channels}
        await manager.select(menu.response, more, custom_id="munshi:1:channels:0:1")
        every = sorted(channel.id for channel in [*channels, *more])
        assert on.service.access.channels(HOME) == set(every)
        assert "and 2 more." in words(menu.response)
        await manager.select(menu.response, more[:1], custom_id="munshi:1:channels:0:0")
        assert on.service.access.channels(HOME) == {*every[25:], more[0].id}
        offered = next(
            part["channel_types"] for part in walk_components(raw(menu.response)) if "channel_types" in part
        )
        wanted = (discord.ChannelType.voice, discord.ChannelType.stage_voice, discord.ChannelType.forum)
        assert {kind.value for kind in wanted} <= set(offered)
