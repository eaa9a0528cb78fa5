"""Conversations: threads opened from an answer, follow-up questions in them, and forgetting."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import discord
import pytest

from bot.discord.messages.answer import answer_message
from bot.discord.questions.actions import Kind
from index import Engine, build
from index.settings import IndexSettings
from index.types import Turn
from tests.bot.discord.library import COURSE, HARBOUR_QUESTION, write
from tests.bot.discord.samples import WITH_THREAD
from tests.bot.discord.world import (
    Scene,
    async_test,
    drawn,
    follow_up_answer,
    handle,
    make_bot,
    opened_thread,
    scene,
    shown,
    words,
)

FOLLOW_UP = "why did she choose granite?"


def _expected(index: IndexSettings, answer_id: int, **how) -> list[dict]:
    engine = Engine.open(index)
    said = Turn(HARBOUR_QUESTION, engine.ask(HARBOUR_QUESTION).text)
    return drawn(answer_message(follow_up_answer(engine, FOLLOW_UP, said), answer_id=answer_id, **how))


@async_test
async def test_a_thread_opens_from_an_answer(index_of_harbour: IndexSettings, tmp_path: Path) -> None:
    """ "Continue in a thread" opens a thread named by the question, with a message on how to ask more."""
    async with scene(tmp_path, index_of_harbour) as on:
        thread, pressed = await opened_thread(on)
        assert pressed.response.ephemeral
        assert words(pressed.response) == f"We go on in <#{thread.id}>."
        assert thread.name == HARBOUR_QUESTION
        assert words(thread.last_message) == (
            "Ask more here: mention me, reply to me, use /ask, or press the button. I remember what was asked here; "
            "/forget makes me forget what you asked.\nAsk more"
        )


@async_test
async def test_a_second_press_finds_the_open_thread(index_of_harbour: IndexSettings, tmp_path: Path) -> None:
    """People who press later get a link to the open thread."""
    async with scene(tmp_path, index_of_harbour) as on:
        answered = await on.alice.slash(on.channel, "ask", question=HARBOUR_QUESTION)
        first = await on.alice.click(answered.response, label="Continue in a thread")
        second = await on.bob.click(answered.response, label="Continue in a thread")
        assert words(first.response) == words(second.response)


@async_test
async def test_every_way_of_asking_in_a_thread_understands_follow_ups(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """In a thread a mention, /ask, and the form of Ask more are understood with the turns before."""
    async with scene(tmp_path, index_of_harbour) as on:
        thread, _ = await opened_thread(on)
        await on.alice.send(thread, f"{on.mention} {FOLLOW_UP}")
        assert shown(thread.last_message) == _expected(index_of_harbour, 2)
        await on.service.forgetting.forget(_location(on, thread), 0)

    for way in ("ask", "form"):
        folder = tmp_path / way
        async with scene(folder, index_of_harbour) as on:
            thread, _ = await opened_thread(on)
            if way == "ask":
                result = await on.bob.slash(thread, "ask", question=FOLLOW_UP)
            else:
                form = await on.bob.click(thread.last_message, label="Ask more")
                result = await on.bob.submit_modal(form, {"question": FOLLOW_UP})
            assert shown(result.response) == _expected(index_of_harbour, 2, question=FOLLOW_UP)


def _location(on: Scene, channel):
    from bot.discord.state.records import Location

    return Location(on.server.id, channel.id)


def answered_first(reply: str) -> str:
    """Which of the two places to pay a reply names first."""
    places = ("office of the association", "desk of the laboratory")
    return min(places, key=lambda place: reply.find(place) % (1 + len(reply)))


@async_test
async def test_a_short_question_in_a_thread_is_about_its_topic(
    changing_harbour: IndexSettings, tmp_path: Path
) -> None:
    """An open question is answered for the topic of the question before it, and only in that thread."""
    write(changing_harbour.documents, {"course.md": COURSE})
    build(changing_harbour)
    async with scene(tmp_path, changing_harbour) as on:
        alone = await on.alice.slash(on.channel, "ask", question="where do i pay")
        assert answered_first(words(alone.response)) == "office of the association"
        answered = await on.alice.slash(on.channel, "ask", question="How much are lab coats?")
        await on.alice.click(answered.response, label="Continue in a thread")
        thread = handle(on, on.bot.get_channel(on.channel.id).threads[0].id)
        reply = words((await on.alice.slash(thread, "ask", question="where do i pay")).response)
        assert answered_first(reply) == "desk of the laboratory"


@async_test
async def test_plain_messages_are_questions_where_granted(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """With the message-content intent, plain messages are questions in Munshi's threads, and nowhere else.

    What is said to another member, by a mention or a reply, is not one.
    """
    async with scene(tmp_path, index_of_harbour, message_content=True) as on:
        thread, _ = await opened_thread(on)
        asked = await on.alice.send(thread, FOLLOW_UP)
        assert shown(thread.last_message) == _expected(index_of_harbour, 2)
        await on.reply_without_ping(on.bob, thread, HARBOUR_QUESTION, asked)
        await on.bob.send(thread, f"{on.alice.mention} {HARBOUR_QUESTION}")
        assert [message.author.id for message in thread.history()[-2:]] == [on.bob.id] * 2
        before = len(on.channel.history())
        await on.alice.send(on.channel, HARBOUR_QUESTION)
        assert len(on.channel.history()) == before + 1


@async_test
async def test_what_is_only_said_in_a_thread_gets_no_answer(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """Thanks, laughter and swearing get no answer, also about topics of the documents; a question that swears does."""
    async with scene(tmp_path, index_of_harbour, message_content=True) as on:
        thread, _ = await opened_thread(on)
        before = len(thread.history())
        said = (
            "thanks",
            "ok cool",
            "lol the ferry again",
            "this ferry was shit",
            "thanks, the ferry is great",
            "👍",
            "<:ship:123456789012345678>",
            "no worries",
            "https://example.org/a-cat",
        )
        for text in said:
            await on.alice.send(thread, text)
        assert len(thread.history()) == before + len(said)
        assert on.rows("SELECT question FROM answers") == [(HARBOUR_QUESTION,)]
        asked = ("how much is the damn ferry", "thanks, and the lighthouse", "lol the ferry?", "help")
        for text in (*asked, "thanks, ferry times"):
            await on.alice.send(thread, text)
            assert thread.last_message.author == on.bot.user


@async_test
async def test_who_calls_others_in_a_thread_does_not_ask_munshi(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """A message to a member, a role or everybody gets no answer there, unless it also mentions Munshi."""
    async with scene(tmp_path, index_of_harbour, message_content=True) as on:
        thread, _ = await opened_thread(on)
        role = on.server.create_role("Crew", mentionable=True)
        captain = on.server.create_role("Captain", permissions=discord.Permissions.all())
        chief = on.server.add_member(on.env.create_user("chief"), roles=[captain])
        before = len(thread.history())
        said = (
            f"<@&{role.id}> {HARBOUR_QUESTION}",
            f"@here {HARBOUR_QUESTION}",
            f"@everyone {HARBOUR_QUESTION}",
        )
        for text in said:
            await chief.send(thread, text)
        assert len(thread.history()) == before + len(said)
        await chief.send(thread, f"<@&{role.id}> {on.mention} {HARBOUR_QUESTION}")
        assert thread.last_message.author == on.bot.user


@async_test
async def test_plain_messages_are_not_questions_without_the_intent(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """Without the intent a plain message in a thread gets no answer."""
    async with scene(tmp_path, index_of_harbour) as on:
        thread, _ = await opened_thread(on)
        before = len(thread.history())
        await on.alice.send(thread, FOLLOW_UP)
        assert len(thread.history()) == before + 1


@async_test
async def test_history_survives_a_restart(index_of_harbour: IndexSettings, tmp_path: Path) -> None:
    """After a restart the turns of a thread are still known."""
    async with scene(tmp_path, index_of_harbour) as on:
        thread, _ = await opened_thread(on)
        bot = make_bot(tmp_path, index_of_harbour)
        await on.env.restart_bot(bot)
        await on.alice.send(thread, f"<@{bot.user.id}> {FOLLOW_UP}")
        assert shown(thread.last_message) == _expected(index_of_harbour, 2)


@async_test
async def test_forget_everything_empties_a_thread(index_of_harbour: IndexSettings, tmp_path: Path) -> None:
    """After everything in a thread is forgotten, a follow-up is understood alone, and buttons find no answer."""
    async with scene(tmp_path, index_of_harbour) as on:
        thread, _ = await opened_thread(on)
        await on.bob.slash(thread, "ask", question=FOLLOW_UP)
        answered = thread.last_message
        result = await on.alice.slash(thread, "forget", everything="yes")
        assert words(result.response) == "Forgotten. We start over."
        assert result.response.ephemeral
        alone = await on.alice.slash(thread, "ask", question=FOLLOW_UP)
        bare = Engine.open(index_of_harbour).ask(FOLLOW_UP)
        assert shown(alone.response) == drawn(answer_message(bare, answer_id=3, question=FOLLOW_UP))
        gone = await on.alice.click(answered, label="Right")
        assert words(gone.response) == "I no longer remember that answer. Ask again."


@async_test
async def test_forget_in_a_thread_is_for_ones_own_questions(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """/forget in a thread deletes what the person asked; only its opener or a moderator can delete everything."""
    async with scene(tmp_path, index_of_harbour) as on:
        thread, _ = await opened_thread(on)
        await on.alice.slash(thread, "ask", question=FOLLOW_UP)
        of_alice = thread.last_message
        await on.bob.slash(thread, "ask", question="When does the ferry leave?")
        refused = await on.bob.slash(thread, "forget", everything="yes")
        assert words(refused.response).startswith("Only whoever opened this thread, or a moderator, can")
        await on.bob.slash(thread, "forget")
        kept = await on.alice.click(of_alice, label="Right")
        assert words(kept.response) == "Noted: right. You can change your mind."
        assert await on.service.conversations.recent_questions(_location(on, thread), 0, "") == [FOLLOW_UP]
        role = on.server.create_role("Mods", permissions=discord.Permissions(manage_messages=True))
        moderator = on.server.add_member(on.env.create_user("moderator"), roles=[role])
        allowed = await moderator.slash(thread, "forget", everything="yes")
        assert words(allowed.response) == "Forgotten. We start over."
        elsewhere = await moderator.slash(on.channel, "forget", everything="yes")
        assert words(elsewhere.response).startswith(
            "I can forget what others asked only in a thread of mine."
        )


@async_test
async def test_who_presses_later_does_not_own_the_thread_of_another(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """A thread that somebody opened by Discord's own menu stays theirs: only they forget what all asked in it."""
    async with scene(tmp_path, index_of_harbour) as on:
        answered = await on.alice.slash(on.channel, "ask", question=HARBOUR_QUESTION)
        backend = on.env.backend
        backend.create_thread(on.channel.id, "mine", on.alice.id, message_id=answered.response.id)
        thread = handle(on, answered.response.id)
        exists = "A thread has already been created for this message"
        path = "/channels/*/messages/*/threads"
        on.env.inject_error("POST", path, status=400, code=160004, message=exists)
        pressed = await on.bob.click(answered.response, label="Continue in a thread")
        assert words(pressed.response) == f"We go on in <#{thread.id}>."
        await on.alice.slash(thread, "ask", question=FOLLOW_UP)
        refused = await on.bob.slash(thread, "forget", everything="yes")
        assert words(refused.response).startswith("Only whoever opened this thread, or a moderator,")
        forgotten = await on.alice.slash(thread, "forget", everything="yes")
        assert words(forgotten.response) == "Forgotten. We start over."


@async_test
async def test_the_first_message_of_a_thread_shows_on_phones(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """Its notification has the words of the message, which is then changed into components."""
    async with scene(tmp_path, index_of_harbour) as on:
        thread, _ = await opened_thread(on)
        sent, changed = [call for call in on.env.http_requests if f"/{thread.id}/messages" in call.path]
        assert sent.json["content"].startswith("Ask more here: mention me")
        assert changed.json["content"] is None


@async_test
async def test_only_who_may_create_threads_opens_one(index_of_harbour: IndexSettings, tmp_path: Path) -> None:
    """A member without the permission reads so, and no thread is opened."""
    async with scene(tmp_path, index_of_harbour) as on:
        deny = discord.PermissionOverwrite(create_public_threads=False)
        channel = on.server.create_text_channel("quiet", overwrites={on.bob: deny})
        answered = await on.alice.slash(channel, "ask", question=HARBOUR_QUESTION)
        refused = await on.bob.click(answered.response, label="Continue in a thread")
        assert refused.response.ephemeral
        assert words(refused.response).startswith("You need the permission to create threads here.")
        assert not on.bot.get_channel(channel.id).threads


@async_test
async def test_forget_in_a_channel_is_for_ones_own_questions(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """Outside threads /forget deletes what the person asked there, and nothing of anybody else."""
    async with scene(tmp_path, index_of_harbour) as on:
        await on.alice.slash(on.channel, "ask", question=HARBOUR_QUESTION)
        await on.bob.slash(on.channel, "ask", question="When does the ferry leave?")
        result = await on.alice.slash(on.channel, "forget")
        assert words(result.response) == "Forgotten: what you asked here, and the votes on it."
        offered = await on.bob.autocomplete(on.channel, "ask", "question", "")
        assert [choice["value"] for choice in offered] == ["When does the ferry leave?"]


@async_test
async def test_a_deleted_thread_is_forgotten(index_of_harbour: IndexSettings, tmp_path: Path) -> None:
    """When a thread is deleted, what was said in it is gone from the state."""
    async with scene(tmp_path, index_of_harbour) as on:
        thread, _ = await opened_thread(on)
        await on.alice.slash(thread, "ask", question=FOLLOW_UP)
        await on.bot.get_channel(on.channel.id).get_thread(thread.id).delete()
        await on.env.settle()
        assert not on.service.conversations.is_thread(thread.id)
        assert await on.service.conversations.recent_questions(_location(on, thread), 0, "") == []


@async_test
async def test_a_missing_permission_to_open_threads_is_said(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """Where Munshi may not open threads, it doesn't offer to."""
    async with scene(tmp_path, index_of_harbour) as on:
        deny = discord.PermissionOverwrite(create_public_threads=False)
        closed = on.server.create_text_channel("closed", overwrites={on.bot.user: deny})
        result = await on.alice.slash(closed, "ask", question=HARBOUR_QUESTION)
        assert "Continue in a thread" not in words(result.response)
        assert "Ask more" in words(result.response)


@pytest.mark.parametrize(
    ("permission", "name"),
    [
        ("create_public_threads", "Create Public Threads"),
        ("send_messages_in_threads", "Send Messages in Threads"),
    ],
)
@async_test
async def test_a_permission_that_was_taken_away_is_named(
    permission: str, name: str, index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """Where Munshi lost a permission since its answer, whoever presses reads which; no empty thread is left."""
    async with scene(tmp_path, index_of_harbour) as on:
        deny = discord.PermissionOverwrite(**{permission: False})
        channel = on.server.create_text_channel("closed", overwrites={on.bot.user: deny})
        message = await on.post_answer(channel, on.alice, "Continue in a thread", Kind.THREAD)
        result = await on.alice.click(message, label="Continue in a thread")
        assert result.response.ephemeral
        assert words(result.response) == (
            f"I lack a permission for that here: {name}. Those who manage this server can give it to me."
        )
        assert not on.bot.get_channel(channel.id).threads


@async_test
async def test_direct_messages_are_a_conversation(index_of_harbour: IndexSettings, tmp_path: Path) -> None:
    """Every direct message is a question, understood with the one before it."""
    async with scene(tmp_path, index_of_harbour) as on:
        await on.alice.user.send_dm(HARBOUR_QUESTION)
        await on.alice.user.send_dm(FOLLOW_UP)
        assert shown(on.alice.user.dm_channel.last_message) == _expected(index_of_harbour, 2)


@async_test
async def test_what_follows_a_private_answer_is_private(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """Ask more under a private answer is answered privately, and understood with that answer."""
    async with scene(tmp_path, index_of_harbour) as on:
        answered = await on.alice.slash(on.channel, "ask", question=HARBOUR_QUESTION, private="yes")
        form = await on.alice.click(answered.response, label="Ask more")
        result = await on.alice.submit_modal(form, {"question": FOLLOW_UP})
        assert result.response.ephemeral
        assert shown(result.response) == _expected(index_of_harbour, 2, question=FOLLOW_UP)


@async_test
async def test_nothing_sent_is_kept_in_memory(index_of_harbour: IndexSettings, tmp_path: Path) -> None:
    """After answers, buttons, forms and threads discord.py keeps no view, form or message of ours."""
    async with scene(tmp_path, index_of_harbour) as on:
        thread, _ = await opened_thread(on)
        await on.bob.click(thread.last_message, label="Ask more")
        await on.alice.send(thread, f"{on.mention} {FOLLOW_UP}")
        store = on.bot._connection._view_store
        assert not store._views
        assert not store._synced_message_views
        assert not store._modals
        assert not on.bot.cached_messages
        assert {member.id for member in on.bot.get_guild(on.server.id).members} <= {on.bot.user.id}


CAPTAIN, KEEPER = "Who is the captain of the ferry to Orrin?", "Who was the lighthouse keeper?"
DID = "What did she do?"  # the captain bought the boat, the keeper lost his lamp
BOUGHT = "## bought the boat with the money from her father's bakery"


@async_test
async def test_ask_more_under_a_private_answer_goes_on_from_it(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """In a thread and in direct messages too, whatever was asked there last, and as often as it is pressed."""
    async with scene(tmp_path, index_of_harbour) as on:
        thread, _ = await opened_thread(on)
        user = on.alice.user
        for ask, click, submit in (
            (partial(on.alice.slash, thread), on.alice.click, on.alice.submit_modal),
            (user.slash, user.click, user.submit_modal),
        ):
            private = await ask("ask", question=CAPTAIN, private="yes")
            await ask("ask", question=KEEPER)
            for _ in range(2):  # under the answer, then under that to the follow-up
                form = await click(private.response, label="Ask more")
                private = await submit(form, {"question": DID})
                assert private.response.ephemeral
                assert BOUGHT in words(private.response)


@async_test
async def test_a_reply_goes_on_from_the_answer_that_it_replies_to(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """In a thread and in direct messages a reply to an older answer is understood with that, not with the last."""
    async with scene(tmp_path, index_of_harbour) as on:
        thread, _ = await opened_thread(on)
        user = on.alice.user
        await user.send_dm("hello")
        for channel, send, replying in (
            (thread, partial(on.alice.send, thread), lambda message: {"reply_to": message}),
            (user.dm_channel, user.send_dm, lambda message: {"reference": {"message_id": str(message.id)}}),
        ):
            await send(f"{on.mention} {CAPTAIN}")
            older = channel.last_message
            await send(f"{on.mention} {KEEPER}")
            await send(f"{on.mention} {DID}")
            assert "## lost his lamp" in words(channel.last_message)
            await send(f"{on.mention} {DID}", **replying(older))
            assert BOUGHT in words(channel.last_message)


@async_test
async def test_each_of_two_members_goes_on_from_their_own_question(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """A follow-up is about the person's own last question, not another person's, unless one's own is long ago."""
    async with scene(tmp_path, index_of_harbour) as on:
        thread, _ = await opened_thread(on)
        await on.alice.send(thread, f"{on.mention} {CAPTAIN}")
        await on.bob.send(thread, f"{on.mention} {KEEPER}")
        await on.alice.send(thread, f"{on.mention} {DID}")
        assert BOUGHT in words(thread.last_message)
        await on.bob.send(thread, f"{on.mention} {DID}")
        assert "## lost his lamp" in words(thread.last_message)
        await on.alice.send(thread, f"{on.mention} {CAPTAIN}")
        await on.bob.send(thread, f"{on.mention} {KEEPER}")
        _make_older(on, on.alice.id, 3600)
        await on.alice.send(thread, f"{on.mention} {DID}")
        assert "## lost his lamp" in words(thread.last_message)


def _make_older(on: Scene, person: int, seconds: float) -> None:
    """Move the recorded questions of a person back by so many seconds."""
    with closing(sqlite3.connect(on.state_file)) as connection, connection:
        connection.execute("UPDATE answers SET created = created - ? WHERE person = ?", (seconds, person))


@async_test
async def test_whoever_opened_a_thread_goes_on_from_its_first_answer(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """This also holds if somebody else asks something there first, and again after the follow-up."""
    async with scene(tmp_path, index_of_harbour) as on:
        thread = await _thread_on_the_captain(on)
        for _ in range(2):
            await on.bob.send(thread, f"{on.mention} {KEEPER}")
            await on.alice.send(thread, f"{on.mention} {DID}")
            assert BOUGHT in words(thread.last_message)


async def _thread_on_the_captain(on: Scene) -> Any:
    answered = await on.alice.slash(on.channel, "ask", question=CAPTAIN)
    await on.alice.click(answered.response, label="Continue in a thread")
    return handle(on, on.bot.get_channel(on.channel.id).threads[0].id)


@async_test
async def test_a_deleted_answer_is_no_part_of_a_conversation(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """A follow-up is about the last answer that was not deleted, in a thread and in direct messages."""
    async with scene(tmp_path, index_of_harbour) as on:
        thread, _ = await opened_thread(on)
        await on.alice.user.send_dm("hello")
        for channel, send in (
            (thread, partial(on.alice.send, thread)),
            (on.alice.user.dm_channel, on.alice.user.send_dm),
        ):
            await send(f"{on.mention} {CAPTAIN}")
            await send(f"{on.mention} {KEEPER}")
            on.env.backend.delete_message(channel.id, channel.last_message.id)
            await on.env.settle()
            await send(f"{on.mention} {DID}")
            assert BOUGHT in words(channel.last_message)


@async_test
async def test_a_thread_whose_first_answer_is_deleted_starts_anew(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """A question in the thread does not refer to a deleted answer."""
    async with scene(tmp_path, index_of_harbour) as on:
        thread = await _thread_on_the_captain(on)
        for message in on.channel.history():
            on.env.backend.delete_message(on.channel.id, message.id)
        await on.env.settle()
        await on.alice.send(thread, f"{on.mention} {DID}")
        bare = Engine.open(index_of_harbour).ask(DID)
        assert shown(thread.last_message) == drawn(answer_message(bare, answer_id=2))


@async_test
async def test_a_reply_to_an_answer_that_is_not_recorded_is_asked_by_itself(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """After the asker's /forget, a reply to the message that is still shown is answered without its turn."""
    async with scene(tmp_path, index_of_harbour) as on:
        await on.alice.send(on.channel, f"{on.mention} {CAPTAIN}")
        answered = on.channel.last_message
        await on.alice.slash(on.channel, "forget")
        await on.bob.send(on.channel, f"{on.mention} {DID}", reply_to=answered)
        bare = Engine.open(index_of_harbour).ask(DID)
        assert shown(on.channel.last_message) == drawn(answer_message(bare, answer_id=2, buttons=WITH_THREAD))


@async_test
async def test_a_reply_to_an_answer_of_before_a_restart_goes_on_from_it(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """A reply is understood with its answer in a channel too, also if another person asked something since."""
    async with scene(tmp_path, index_of_harbour) as on:
        await on.alice.send(on.channel, f"{on.mention} {CAPTAIN}")
        answered = on.channel.last_message
        await on.bob.send(on.channel, f"{on.mention} {KEEPER}")
        bot = make_bot(tmp_path, index_of_harbour)
        await on.env.restart_bot(bot)
        await on.bob.send(on.channel, f"<@{bot.user.id}> {DID}", reply_to=answered)
        assert BOUGHT in words(on.channel.last_message)


@async_test
async def test_a_reply_to_a_member_goes_on_from_the_members_own_answer(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """A mention in a reply to another member's question is understood with that question and its answer."""
    async with scene(tmp_path, index_of_harbour) as on:
        thread, _ = await opened_thread(on)
        asked = await on.alice.send(thread, f"{on.mention} {CAPTAIN}")
        await on.bob.send(thread, f"{on.mention} {KEEPER}")
        await on.bob.send(thread, f"{on.mention} {DID}", reply_to=asked)
        assert BOUGHT in words(thread.last_message)


@async_test
async def test_a_question_in_an_archived_thread_goes_on_from_what_was_said_in_it(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """A mention in an archived thread is answered there, with the turns before it."""
    async with scene(tmp_path, index_of_harbour) as on:
        thread = await _thread_on_the_captain(on)
        await on.bot.get_channel(on.channel.id).get_thread(thread.id).edit(archived=True)
        await on.env.settle()
        await on.alice.send(thread, f"{on.mention} {DID}")
        assert BOUGHT in words(thread.last_message)
