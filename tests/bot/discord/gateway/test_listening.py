"""Listened channels: if Munshi is sure, it answers by itself, once; otherwise it says nothing."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import discord
import pytest
from simcord.builders import ChannelHandle

from bot.discord.choices.listening import question_of_post
from bot.discord.gateway.client import Munshi
from bot.discord.messages.answer import answer_message
from bot.discord.questions.actions import Kind
from bot.discord.sentences import lacks_permissions, listening_in, say
from bot.discord.state.choices import record_heard
from bot.discord.state.database import State
from bot.discord.state.records import Location
from index import Engine
from index.settings import IndexSettings
from tests.bot.discord.library import HARBOUR_QUESTION, index_folder
from tests.bot.discord.world import Scene, async_test, drawn, make_bot, scene, shown, words

HOME = 1456074443980800100
LISTENING = {"listening": True, "listening_confidence": 0.5}
UNKNOWN = "What is the capital of Mongolia?"


async def post(on: Scene, forum: Any, title: str, text: str, *, announced: bool = True) -> ChannelHandle:
    """A post of alice in a forum, whose first message has the post's own id, as on Discord.

    If it is not `announced`, the bot has not heard of the post when the message comes.
    """
    thread = on.env.backend.create_thread(forum.id, title, on.alice.id, broadcast=False)
    if announced:
        on.env.backend.announce_thread_create(thread)
    message = on.env.backend.prepare_message(thread.id, on.alice.id, text)
    message.id = thread.id
    on.env.backend.commit_message(message)
    await on.env.settle()
    return ChannelHandle(on.env, on.server, thread)


def said_in(on: Scene, channel: Any) -> list[str]:
    """The messages of Munshi in a channel."""
    return [words(message) for message in channel.history() if message.author.id == on.bot.user.id]


def tagged_forum(on: Scene, *tags: str) -> Any:
    """A forum with tags, whose ids are 701 and so on."""
    forum = on.server.create_forum_channel("help")
    on.env.backend.get_channel(forum.id).available_tags = [
        {"id": str(700 + number), "name": name, "moderated": False, "emoji_id": None, "emoji_name": None}
        for number, name in enumerate(tags, start=1)
    ]
    on.env.backend.announce_channel_update(forum.id)
    return forum


@pytest.mark.parametrize("announced", [True, False])
@async_test
async def test_a_post_is_answered_by_itself_once(
    announced: bool, index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """The first message of a post gets an answer, which says that nobody asked; no other message in it does.

    One that mentions somebody is between people.
    """
    async with scene(tmp_path, index_of_harbour, **LISTENING) as on:
        forum = on.server.create_forum_channel("help")
        chosen = await on.add_manager().slash(on.channel, "munshi listen", channel=forum)
        assert words(chosen.response) == listening_in([forum.id])
        thread = await post(on, forum, HARBOUR_QUESTION, "Thanks for any help!", announced=announced)
        answer = Engine.open(index_of_harbour).ask(HARBOUR_QUESTION)
        buttons = (Kind.SOLVED, Kind.UNWANTED, Kind.MORE)
        expected = answer_message(answer, answer_id=1, buttons=buttons, unasked=True)
        assert shown(thread.last_message) == drawn(expected)
        assert say("unasked") in words(thread.last_message)
        await on.bob.send(thread, HARBOUR_QUESTION)
        await on.alice.send(thread, "And who was the keeper of the lighthouse?")
        assert len(said_in(on, thread)) == 1
        to_bob = await post(on, forum, HARBOUR_QUESTION, f"<@{on.bob.id}> knows.", announced=announced)
        assert said_in(on, to_bob) == []


@async_test
async def test_small_talk_is_not_heard(index_of_harbour: IndexSettings, tmp_path: Path) -> None:
    """ "Really?" and "thanks, ok?" ask nothing of the documents, and keep nobody's next question waiting."""
    async with scene(tmp_path, index_of_harbour, person_cooldown=3600.0, **LISTENING) as on:
        await on.add_manager().slash(on.channel, "munshi listen", channel=on.channel)
        for said in ("Really?", "thanks, ok?", "**are you sure??**"):
            await on.alice.send(on.channel, said)
        assert said_in(on, on.channel) == []
        await on.alice.send(on.channel, HARBOUR_QUESTION)
        assert "Ada Brenner" in said_in(on, on.channel)[0]


@async_test
async def test_many_channels_that_are_listened_to_fit_a_message(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """The first 25 channels are named, and the number of the others."""
    async with scene(tmp_path, index_of_harbour, **LISTENING) as on:
        channels = [HOME + number for number in range(200)]
        for channel in channels:
            await on.service.listening.choose(on.server.id, channel, None)
        said = words((await on.add_manager().slash(on.channel, "munshi listen")).response)
        named = ", ".join(f"<#{channel}>" for channel in channels[:25])
        assert said == say("listens_in", channels=f"{named} and 175 more")


@async_test
async def test_what_is_not_surely_known_is_passed_over(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """A question without a sure answer gets no reply, and nothing but the id of its message is recorded."""
    async with scene(tmp_path, index_of_harbour, listening=True, listening_confidence=1.0) as on:
        forum = on.server.create_forum_channel("help")
        for channel in (forum, on.channel):
            await on.add_manager().slash(on.channel, "munshi listen", channel=channel)
        thread = await post(on, forum, UNKNOWN, "Please!")
        await on.alice.send(on.channel, UNKNOWN)
        await on.alice.send(on.channel, HARBOUR_QUESTION)
        assert said_in(on, thread) == said_in(on, on.channel) == []
        assert on.ids() == []
        about = words((await on.add_manager().slash(on.channel, "munshi about")).response)
        assert "Questions asked here: 0" in about
        stored = b"".join(path.read_bytes() for path in tmp_path.glob("state.sqlite3*"))
        assert b"Mongolia" not in stored
        assert b"Selwick" not in stored


@async_test
async def test_where_the_documents_differ_nothing_is_said(tmp_path: Path) -> None:
    """An answer that another document contradicts is posted only if somebody asks for it."""
    documents = {
        "new.md": "The ferry to Orrin leaves the harbour of Selwick at 07:10 in the morning.\n",
        "old.md": "The ferry to Orrin leaves the harbour of Selwick at 08:40 in the morning.\n",
    }
    question = "When does the ferry to Orrin leave the harbour of Selwick?"
    async with scene(
        tmp_path, index_folder(tmp_path / "two", documents), listening=True, listening_confidence=0.0
    ) as on:
        await on.add_manager().slash(on.channel, "munshi listen", channel=on.channel)
        await on.alice.send(on.channel, question)
        assert said_in(on, on.channel) == []
        asked = await on.alice.slash(on.channel, "ask", question=question)
        assert words(asked.response).startswith(say("contradicted"))


@async_test
async def test_in_a_help_channel_a_message_that_asks_is_answered(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """A message that ends in a question mark is answered; statements, replies, and messages to somebody are not."""
    async with scene(tmp_path, index_of_harbour, **LISTENING) as on:
        await on.add_manager().slash(on.channel, "munshi listen", channel=on.channel)
        await on.alice.send(on.channel, f"**{HARBOUR_QUESTION}** Now I know.")
        first = await on.alice.send(on.channel, "The harbour of Selwick was built by somebody.")
        await on.reply_without_ping(on.bob, on.channel, HARBOUR_QUESTION, first)
        await on.bob.send(on.channel, f"<@{on.alice.id}> {HARBOUR_QUESTION}")
        calls = on.server.create_role("Callers", permissions=discord.Permissions(mention_everyone=True))
        caller = on.server.add_member(on.env.create_user("caller"), roles=[calls])
        await caller.send(on.channel, f"@everyone {HARBOUR_QUESTION}")
        await on.bob.send(on.server.create_text_channel("other"), HARBOUR_QUESTION)
        assert said_in(on, on.channel) == []
        await on.alice.send(on.channel, f"**{HARBOUR_QUESTION}**")
        assert "Ada Brenner" in words(on.channel.last_message)
        assert "Continue in a thread" in words(on.channel.last_message)


@async_test
async def test_bots_and_webhooks_are_not_heard(index_of_harbour: IndexSettings, tmp_path: Path) -> None:
    """A question of a bot, of a webhook, or of Munshi itself gets no answer."""
    async with scene(tmp_path, index_of_harbour, **LISTENING) as on:
        await on.add_manager().slash(on.channel, "munshi listen", channel=on.channel)
        robot = on.server.add_member(on.env.create_user("robot", bot=True))
        await robot.send(on.channel, HARBOUR_QUESTION)
        await on.server.create_webhook(on.channel).send(HARBOUR_QUESTION)
        await on.bot.get_channel(on.channel.id).send(HARBOUR_QUESTION)
        await on.env.settle()
        assert on.ids() == []


@async_test
async def test_no_message_is_answered_twice(index_of_harbour: IndexSettings, tmp_path: Path) -> None:
    """A message is answered once, also if Discord sends it again, if it is edited, after a restart, and by two processes."""
    async with scene(tmp_path, index_of_harbour, server=HOME, **LISTENING) as on:
        await on.add_manager().slash(on.channel, "munshi listen", channel=on.channel)
        asked = await on.alice.send(on.channel, HARBOUR_QUESTION)
        assert len(said_in(on, on.channel)) == 1
        await on.bot.on_message(await real(on.bot, asked))
        await on.env.restart_bot(make_bot(tmp_path, index_of_harbour, **LISTENING))
        await on.env.settle()
        await on.env.bot.on_message(await real(on.env.bot, asked))
        await on.alice.edit(asked, "Who built the harbour of Selwick? And when?")
        await on.env.settle()
        assert len(said_in(on, on.channel)) == 1
    state = State.open(tmp_path / "other.sqlite3")
    assert [record_heard(state, 5, Location(1, 2)) for _ in range(3)] == [True, False, False]
    state.close()


async def real(bot: Munshi, message: Any) -> discord.Message:
    """A message as the bot itself gets it."""
    return await bot.get_channel(message.channel.id).fetch_message(message.id)


@async_test
async def test_where_munshi_may_not_write_it_is_silent(
    index_of_harbour: IndexSettings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A missing permission, a channel that is not chosen, and the cooldown are only logged."""
    async with scene(tmp_path, index_of_harbour, person_cooldown=3600.0, **LISTENING) as on:
        manager = on.add_manager()
        closed = on.server.create_text_channel("closed")
        await manager.slash(on.channel, "munshi listen", channel=closed)
        await on.alice.send(closed, HARBOUR_QUESTION)
        await on.alice.send(closed, "Who is Marta Quill?")  # within the cooldown
        assert len(said_in(on, closed)) == 1
        asked = await on.alice.slash(closed, "ask", question=HARBOUR_QUESTION)  # which is not that of asking
        assert "Ada Brenner" in words(asked.response)
        on.env.backend.set_overwrite(closed.id, _denied(on.bot.user.id))
        await on.env.settle()
        with caplog.at_level("INFO", "bot.discord.gateway.listening"):
            await on.bob.send(closed, HARBOUR_QUESTION)
        assert len(said_in(on, closed)) == 2
        assert f"Munshi may not write in the listened channel {closed.id}: send_messages" in caplog.text


@async_test
async def test_a_state_file_that_cannot_be_written_is_a_line_in_the_log(
    index_of_harbour: IndexSettings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A full disk or a lock logs no traceback for each message of a listened channel."""
    async with scene(tmp_path, index_of_harbour, patience=0.1, **LISTENING) as on:
        await on.add_manager().slash(on.channel, "munshi listen", channel=on.channel)
        with closing(sqlite3.connect(on.state_file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            await on.alice.send(on.channel, HARBOUR_QUESTION)
            other.execute("ROLLBACK")
        assert said_in(on, on.channel) == []
        told = [record for record in caplog.records if "nothing was said" in record.getMessage()]
        assert [(record.levelname, record.exc_info) for record in told] == [("WARNING", None)]
        assert "database is locked" in caplog.text


def _denied(member: int) -> Any:
    from simcord.backend.models import Overwrite
    from simcord.enums import OverwriteType

    deny = discord.Permissions(send_messages=True).value
    return Overwrite(target_id=member, type=OverwriteType.MEMBER, allow=0, deny=deny)


@async_test
async def test_this_solved_it_marks_the_post(index_of_harbour: IndexSettings, tmp_path: Path) -> None:
    """Pressed by the author or a moderator, "This solved it" sets the forum's tag; by anybody else it is only a vote."""
    async with scene(tmp_path, index_of_harbour, **LISTENING) as on:
        manager, forum = on.add_manager(), tagged_forum(on, "Question", "Solved")
        refused = await manager.slash(on.channel, "munshi listen", channel=forum, solved_tag="done")
        assert words(refused.response) == say("no_such_tag")
        await manager.slash(on.channel, "munshi listen", channel=forum, solved_tag="solved")
        thread = await post(on, forum, HARBOUR_QUESTION, "Please!")
        pressed = await on.bob.click(thread.last_message, label="This solved it")
        assert words(pressed.response) == say("solved")
        assert on.env.backend.get_channel(thread.id).applied_tags == []
        pressed = await on.alice.click(thread.last_message, label="This solved it")
        assert pressed.response.ephemeral
        assert words(pressed.response) == say("solved_and_marked")
        assert on.env.backend.get_channel(thread.id).applied_tags == [702]
        moderates = on.server.create_role("Moderators", permissions=discord.Permissions(manage_threads=True))
        moderator = on.server.add_member(on.env.create_user("moderator"), roles=[moderates])
        pressed = await moderator.click(thread.last_message, label="This solved it")
        assert words(pressed.response) == say("solved_and_marked")
        state = State.open(on.state_file)
        assert state.rows("SELECT person, correct FROM votes ORDER BY person") == sorted(
            [(on.alice.id, 1), (on.bob.id, 1), (moderator.id, 1)]
        )
        state.close()


@async_test
async def test_a_post_with_as_many_tags_as_it_can_have_is_not_marked(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """On a post that has Discord's five tags, "This solved it" is only a vote, and no failure."""
    async with scene(tmp_path, index_of_harbour, **LISTENING) as on:
        forum = tagged_forum(on, *"abcde", "Solved")
        await on.add_manager().slash(on.channel, "munshi listen", channel=forum, solved_tag="Solved")
        thread = await post(on, forum, HARBOUR_QUESTION, "Please!")
        await on.bot.get_channel(thread.id).edit(applied_tags=on.bot.get_channel(forum.id).available_tags[:5])
        await on.env.settle()
        pressed = await on.alice.click(thread.last_message, label="This solved it")
        assert words(pressed.response) == say("solved")
        assert on.env.backend.get_channel(thread.id).applied_tags == [701, 702, 703, 704, 705]


@async_test
async def test_not_what_i_asked_takes_it_back(index_of_harbour: IndexSettings, tmp_path: Path) -> None:
    """Pressed by the asker, "Not what I asked" deletes the answer; by anybody else it is a vote against it."""
    async with scene(tmp_path, index_of_harbour, **LISTENING) as on:
        await on.add_manager().slash(on.channel, "munshi listen", channel=on.channel)
        await on.alice.send(on.channel, HARBOUR_QUESTION)
        pressed = await on.bob.click(on.channel.last_message, label="Not what I asked")
        assert words(pressed.response) == say("unwanted")
        assert len(said_in(on, on.channel)) == 1
        pressed = await on.alice.click(on.channel.last_message, label="Not what I asked")
        assert words(pressed.response or pressed.followups[0]) == say("taken_back")
        assert said_in(on, on.channel) == []


@async_test
async def test_what_was_heard_is_forgotten_with_the_rest(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """/forget also forgets questions of the person that Munshi answered by itself."""
    async with scene(tmp_path, index_of_harbour, **LISTENING) as on:
        await on.add_manager().slash(on.channel, "munshi listen", channel=on.channel)
        await on.alice.send(on.channel, HARBOUR_QUESTION)
        assert len(on.ids()) == 1
        said = await on.alice.slash(on.channel, "forget")
        assert words(said.response) == say("questions_forgotten")
        assert on.ids() == []


@async_test
async def test_listening_is_chosen_by_managers_where_it_is_on(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """Listening is off by default; a channel without the permissions is refused; channels are listed and removed."""
    async with scene(tmp_path, index_of_harbour) as on:
        manager = on.add_manager()
        said = await manager.slash(on.channel, "munshi listen", channel=on.channel)
        assert words(said.response) == say("listening_off")
        assert not on.bot.intents.message_content
    async with scene(tmp_path / "on", index_of_harbour, **LISTENING) as on:
        assert on.bot.intents.message_content
        manager, closed = on.add_manager(), on.server.create_text_channel("closed")
        on.env.backend.set_overwrite(closed.id, _denied(on.bot.user.id))
        await on.env.settle()
        said = await manager.slash(on.channel, "munshi listen", channel=closed)
        assert words(said.response) == lacks_permissions(["send_messages"])
        assert words((await manager.slash(on.channel, "munshi listen")).response) == listening_in([])
        await manager.slash(on.channel, "munshi listen", channel=on.channel)
        for options in ({"stop": "yes"}, {"solved_tag": "done"}):
            said = await manager.slash(on.channel, "munshi listen", **options)
            assert words(said.response) == say("no_channel_named")
        said = await manager.slash(on.channel, "munshi listen", channel=on.channel, stop="yes")
        assert words(said.response) == listening_in([])
        await on.alice.send(on.channel, HARBOUR_QUESTION)
        assert said_in(on, on.channel) == []


@async_test
async def test_where_munshi_may_not_answer_it_says_that_it_listens_in_vain(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """A channel outside those of /munshi channels cannot be listened to; one that was listened to before is named."""
    async with scene(tmp_path, index_of_harbour, **LISTENING) as on:
        manager, desk = on.add_manager(), on.server.create_text_channel("desk")
        await manager.slash(desk, "munshi listen", channel=on.channel)
        await on.service.access.choose(on.server.id, [desk.id])
        said = await manager.slash(desk, "munshi listen")
        left_out = say("not_among_chosen", channels=f"<#{on.channel.id}>")
        assert words(said.response) == f"{listening_in([on.channel.id])}\n{left_out}"
        said = await manager.slash(desk, "munshi listen", channel=on.channel)
        assert words(said.response) == left_out
        said = await manager.slash(desk, "munshi listen", channel=desk)
        assert words(said.response).startswith(listening_in(sorted([on.channel.id, desk.id])))


@pytest.mark.parametrize(
    ("title", "text", "question"),
    [
        ("Who built it?", "I wonder. Was it Ada?", "Who built it?"),
        (
            "The harbour",
            "Hello all. Who built it, Mr. Smith? Thanks",
            "The harbour: Who built it, Mr. Smith?",
        ),
        ("Login fails", "It says error 5.", "Login fails: It says error 5."),
        ("Login fails", "error 5, " * 100, "Login fails: " + ("error 5, " * 100)[:300]),
        ("誰？", "x", "誰？"),
        ("Πόσο κοστίζει\u037e", "x", "Πόσο κοστίζει\u037e"),
        ("Free, really?!", "x", "Free, really?!"),
        ("Please help?", "Hi. Who built it?", "Please help?: Who built it?"),
    ],
)
def test_the_question_of_a_post(title: str, text: str, question: str) -> None:
    """The question of a post is its title, or else its title with the first sentence that asks something."""
    assert question_of_post(title, text) == question
