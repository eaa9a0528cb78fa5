"""Channels with chosen folders of the documents: nothing from other folders is ever shown there."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from bot.discord.gateway import views
from bot.discord.gateway.digests import send_due
from bot.discord.messages.message import Button, Message
from bot.discord.questions.actions import Action, Kind
from bot.discord.questions.requests import Press, Request
from bot.discord.sentences import say
from bot.discord.state.choices import tied_folders
from bot.discord.state.database import State
from bot.discord.state.records import Location
from index.settings import IndexSettings
from tests.bot.discord.library import HARBOUR_QUESTION, ORCHARD_QUESTION, ORCHARD_WORDS
from tests.bot.discord.samples import answered, cited
from tests.bot.discord.world import Scene, async_test, make_bot, scene, words

QUESTIONS = (ORCHARD_QUESTION, "What is in the locked drawer?", "orchard", HARBOUR_QUESTION)
HOME = 1456074443980800100


async def tie(on: Scene, manager: Any, channel: Any, folders: str) -> str:
    said = await manager.slash(on.channel, "munshi folders", channel=channel, folders=folders)
    return words(said.response)


async def forged(on: Scene, channel: Any, member: Any, answer_id: int) -> str:
    """What a member reads after pressing a forged Show passage button of any answer in a channel."""
    button = Button("Show", Action(Kind.PASSAGE, answer_id, 0))
    message = await on.bot.get_channel(channel.id).send(view=views.layout(Message(("x",), rows=((button,),))))
    pressed = await member.click(message, label="Show")
    return words(pressed.response or pressed.followups[0])


async def everything_seen(on: Scene, member: Any, channel: Any, answers: list[int]) -> list[str]:
    """All text that a member reads in a channel from every way of asking, and from earlier answers by their ids."""
    seen = []
    for question in QUESTIONS:
        for private in ("yes", "no"):
            asked = await member.slash(channel, "ask", question=question, private=private)
            seen.append(words(asked.response))
        message = await member.send(channel, f"{on.mention} {question}")
        seen.append(words(channel.last_message))
        seen.append(words((await member.context_menu(channel, "Ask about this", message)).response))
    seen.append(words((await member.slash(channel, "documents")).response))
    await member.send(channel, f"{on.mention} help")
    seen.append(words(channel.last_message))
    return seen + [await forged(on, channel, member, answer_id) for answer_id in answers]


def foreign(said: str) -> list[str]:
    """The words of the orchard's documents in what was said, without the questions themselves."""
    for question in QUESTIONS:
        said = said.replace(question, "")
    return [word for word in ORCHARD_WORDS if word.lower() in said.lower()]


@async_test
async def test_a_tied_channel_and_its_threads_tell_nothing_of_other_folders(
    index_of_two_folders: IndexSettings, tmp_path: Path
) -> None:
    """No question or button there shows other folders, also in threads, forums, after a restart, or for earlier answers."""
    async with scene(tmp_path, index_of_two_folders, server=HOME) as on:
        manager, tied = on.add_manager(), on.server.create_text_channel("harbour")
        forum = on.server.create_forum_channel("help")
        for channel in (tied, on.channel):  # answers of before, also in the cache and under old buttons
            for question in QUESTIONS:
                await on.alice.slash(channel, "ask", question=question)
        assert foreign(words((await on.alice.slash(tied, "ask", question=ORCHARD_QUESTION)).response))
        assert await tie(on, manager, tied, "harbour") == (
            f"- <#{tied.id}>: **harbour**\n-# {say('folders_rule')}"
        )
        before = on.ids()
        await tie(on, manager, forum, "harbour")
        post = thread_in(on, forum, "A question")
        opened = await on.alice.slash(tied, "ask", question=HARBOUR_QUESTION)
        await on.alice.click(opened.response, label="Continue in a thread")
        for restarted in (False, True):
            if restarted:
                await on.env.restart_bot(make_bot(tmp_path, index_of_two_folders))
                await on.env.settle()
            for channel in (tied, *tied.threads, post):
                seen = await everything_seen(on, on.alice, channel, before)
                assert not [said for said in seen if foreign(said)]
                assert any("Ada Brenner" in said for said in seen)
        seen = await everything_seen(on, on.alice, on.channel, before)
        assert foreign("\n".join(seen))  # all documents elsewhere


def thread_in(on: Scene, parent: Any, name: str) -> Any:
    """A thread that alice opens in a channel or forum."""
    from simcord.builders import ChannelHandle

    return ChannelHandle(on.env, on.server, on.env.backend.create_thread(parent.id, name, on.alice.id))


@async_test
async def test_answers_of_before_are_not_proved_from_other_folders(
    index_of_two_folders: IndexSettings, tmp_path: Path
) -> None:
    """Show passage is refused under an answer from before the folders were chosen."""
    async with scene(tmp_path, index_of_two_folders) as on:
        before = await on.alice.slash(on.channel, "ask", question=ORCHARD_QUESTION)
        pressed = await on.alice.click(before.response, label="Show passage")
        assert "Ferreira" in words(pressed.response)
        await tie(on, on.add_manager(), on.channel, "harbour")
        pressed = await on.alice.click(before.response, label="Show passage")
        assert words(pressed.response) == say("answer_forgotten")


@async_test
async def test_the_digest_in_a_tied_channel_names_no_other_document(
    index_of_two_folders: IndexSettings, tmp_path: Path
) -> None:
    """A digest there has no questions that were answered from other folders, and its closest documents are its own."""
    async with scene(tmp_path, index_of_two_folders) as on:
        manager = on.add_manager()
        wrong = await on.alice.slash(on.channel, "ask", question=ORCHARD_QUESTION)
        await on.alice.click(wrong.response, label="Wrong")
        await on.alice.slash(on.channel, "ask", question="What is the capital of Mongolia?")
        await manager.slash(on.channel, "munshi digest", channel=on.channel)
        now = time.time() + 7 * 86400.0
        await on.service.administration.set_digest(on.server.id, on.channel.id, 0.0)
        await tie(on, manager, on.channel, "harbour")
        await send_due(on.bot, on.service.administration, now)
        said = words(on.channel.last_message)
        assert "Mongolia" in said
        assert not foreign(said)
        assert ORCHARD_QUESTION not in said


@async_test
async def test_the_digest_in_a_tied_channel_tells_no_part_of_an_answer_from_elsewhere(
    index_of_two_folders: IndexSettings, tmp_path: Path
) -> None:
    """A wrong answer that also cites a document of another folder is not in the digest there."""
    async with scene(tmp_path, index_of_two_folders) as on:
        manager, both = on.add_manager(), "Ada Brenner built it, and Tomas Ferreira grafted it."
        cites = [
            cited(both, None, document=name) for name in ("harbour/harbour.md", "trees/orchard/orchard.md")
        ]
        here = Location(on.server.id, on.channel.id)
        for question, citations in (("Who did both?", cites), ("Who built it?", cites[:1])):
            request = Request(question, here, on.alice.id)
            answer_id = await on.service.conversations.record(request, answered(*citations, text=both), None)
            assert answer_id is not None
            await on.service.conversations.vote(answer_id, Press(here, on.bob.id, 1), False)
        await tie(on, manager, on.channel, "harbour")
        await on.service.administration.set_digest(on.server.id, on.channel.id, 0.0)
        await send_due(on.bot, on.service.administration, time.time() + 7 * 86400.0)
        said = words(on.channel.last_message)
        assert "Who built it?" in said
        assert "Who did both?" not in said


@async_test
async def test_folders_are_chosen_by_name(index_of_two_folders: IndexSettings, tmp_path: Path) -> None:
    """Folders are suggested while typing, refused if they are empty, listed, and removed again."""
    async with scene(tmp_path, index_of_two_folders) as on:
        manager = on.add_manager()
        offer = lambda typed: manager.autocomplete(on.channel, "munshi folders", "folders", typed)  # noqa: E731
        assert [choice["value"] for choice in await offer("")] == ["harbour", "trees", "trees/orchard"]
        for typed in ("harbour,ORCH", "harbour, orch"):
            assert [choice["value"] for choice in await offer(typed)] == ["harbour,trees/orchard"]
        listed = await manager.slash(on.channel, "munshi folders")
        assert words(listed.response) == say("no_folders")
        for nowhere in ("harbou", "harbour,../harbour", "tree"):
            assert await tie(on, manager, on.channel, nowhere) == say("no_such_folder")
        assert words((await manager.slash(on.channel, "munshi folders")).response) == say("no_folders")
        both = await tie(on, manager, on.channel, "./trees/ , harbour/ferry.txt")
        assert both.startswith(f"- <#{on.channel.id}>: **harbour/ferry.txt**, **trees**\n")
        for nameless in (",", ", ,", "harbour,", ".", "./", "/", "harbour,.,trees"):
            assert await tie(on, manager, on.channel, nameless) == say("no_folder_named")
        assert words((await manager.slash(on.channel, "munshi folders")).response) == both
        for options in ({"stop": "yes"}, {"folders": "rules"}):
            said = await manager.slash(on.channel, "munshi folders", **options)
            assert words(said.response) == say("no_channel_named")
        looked = await manager.slash(on.channel, "munshi folders", channel=on.channel)
        assert words(looked.response) == both
        stopped = await manager.slash(on.channel, "munshi folders", channel=on.channel, stop="yes")
        assert words(stopped.response) == say("no_folders")


@async_test
async def test_members_are_offered_no_folders(index_of_two_folders: IndexSettings, tmp_path: Path) -> None:
    """A member who may not manage the server sees no names of folders, whatever an override grants."""
    async with scene(tmp_path, index_of_two_folders) as on:
        await on.show_manager_commands(on.alice)
        assert await on.alice.autocomplete(on.channel, "munshi folders", "folders", "") == []
        assert await tie(on, on.alice, on.channel, "trees") == say("managers_only")


@async_test
async def test_a_deleted_channel_is_tied_no_more(index_of_two_folders: IndexSettings, tmp_path: Path) -> None:
    """The folders of a deleted channel are forgotten, also if it was deleted while Munshi was away."""
    async with scene(tmp_path, index_of_two_folders, server=HOME) as on:
        manager, tied = on.add_manager(), on.server.create_text_channel("harbour")
        await tie(on, manager, tied, "harbour")
        await on.service.folders.tie(HOME, 12345, "trees")
        await on.env.restart_bot(make_bot(tmp_path, index_of_two_folders))
        await on.env.settle()
        state = State.open(tmp_path / "state.sqlite3")
        assert tied_folders(state) == {(HOME, tied.id): ("harbour",)}
        on.env.backend.delete_channel(tied.id)
        await on.env.settle()
        assert tied_folders(state) == {}
        state.close()
