"""Buttons and forms, also after a restart, after a change of the documents, and from older versions."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import discord
import pytest
from simcord.components import walk_components

from bot.discord.gateway import commands, components, views
from bot.discord.messages.message import Button, Message
from bot.discord.messages.passage import passage_message
from bot.discord.questions.actions import Action, Kind
from bot.discord.sentences import pressed_too_often, typed_too_often
from index import Engine
from index.settings import AnswerSettings, IndexSettings
from tests.bot.discord.library import HARBOUR_QUESTION, index_folder
from tests.bot.discord.world import anybody_may_read, async_test, drawn, make_bot, raw, scene, shown, words


def show(sent: Any) -> str:
    """The custom_id of the first Show passage under something sent."""
    found = (str(part.get("custom_id", "")) for part in walk_components(raw(sent)))
    return next(custom_id for custom_id in found if custom_id.startswith("munshi:1:passage:"))


@async_test
async def test_show_passage_is_private_and_marks_the_answer(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """Show passage shows the quote with the text around it, only to the person who presses."""
    async with scene(tmp_path, index_of_harbour) as on:
        answered = await on.alice.slash(on.channel, "ask", question=HARBOUR_QUESTION)
        result = await on.bob.click(answered.response, custom_id=show(answered.response))
        engine = Engine.open(index_of_harbour)
        citation = engine.ask(HARBOUR_QUESTION).citations[0]
        around = engine.quote_context(citation, 600)
        assert result.response.ephemeral
        assert shown(result.response) == drawn(passage_message(citation, (around.text, around.start)))
        assert "__**" in words(result.response)
        assert "harbour.md, line 3" in words(result.response)
        assert "The lighthouse keeper was Piet Hollander." in words(result.response)


@async_test
async def test_as_many_passages_as_are_shown_have_buttons(tmp_path: Path) -> None:
    """If the config shows more citations than fit in a row, all their buttons are there and work."""
    rules = {
        f"rule{n}.md": f"# Harbour rule {n}\n\nBoats of class {n} must moor at pier {n} of the harbour at night.\n"
        for n in range(8)
    }
    index = index_folder(tmp_path / "rules", rules)
    index = dataclasses.replace(index, answer=AnswerSettings(citations=8))
    async with scene(tmp_path, index, shown_citations=8) as on:
        answered = await on.alice.slash(on.channel, "ask", question="Where do boats moor at night?")
        labels = [label for label in words(answered.response).split("\n") if label.startswith("Show passage")]
        assert labels == [f"Show passage {number}" for number in range(1, 9)]
        last = await on.bob.click(answered.response, label="Show passage 8")
        assert "of the harbour**" in words(last.response)


@async_test
async def test_a_vote_counts_once_a_person_and_can_be_changed(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """Right and Wrong are acknowledged privately; a person's later vote replaces the earlier one."""
    async with scene(tmp_path, index_of_harbour) as on:
        answered = await on.alice.slash(on.channel, "ask", question=HARBOUR_QUESTION)
        first = await on.alice.click(answered.response, label="Right")
        again = await on.alice.click(answered.response, label="Right")
        changed = await on.alice.click(answered.response, label="Wrong")
        await on.bob.click(answered.response, label="Wrong")
        assert first.response.ephemeral
        assert words(first.response) == "Noted: right. You can change your mind."
        assert words(again.response) == "You have already said that this is right."
        assert words(changed.response).startswith("Noted: wrong.")
        (row,) = await on.service.administration.feedback(on.server.id, anybody_may_read)
        assert (row.question, row.right, row.wrong) == (HARBOUR_QUESTION, 0, 2)


@async_test
async def test_who_presses_in_a_loop_is_told_to_wait(
    index_of_harbour: IndexSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fifteen presses in half a minute are answered, and the next gets a sentence; other people are not affected."""
    monkeypatch.setattr(components, "_PRESS_SECONDS", 600.0)  # longer than any machine takes for them
    async with scene(tmp_path, index_of_harbour) as on:
        answered = await on.alice.slash(on.channel, "ask", question=HARBOUR_QUESTION)
        said = [
            words((await on.alice.click(answered.response, label=label)).response)
            for label in ("Right", "Wrong") * 9
        ]
        assert [text.startswith("Noted") for text in said] == [True] * 15 + [False] * 3
        assert set(said[15:]) <= {pressed_too_often(600.0, left) for left in range(1, 601)}
        (row,) = on.rows("SELECT person, correct FROM votes")
        assert row == (on.alice.id, 1)
        other = await on.bob.click(answered.response, label="Right")
        assert words(other.response).startswith("Noted: right.")


@async_test
async def test_buttons_work_after_a_restart(index_of_harbour: IndexSettings, tmp_path: Path) -> None:
    """A new process on the same state file answers the buttons of messages that an old one sent."""
    async with scene(tmp_path, index_of_harbour) as on:
        answered = await on.alice.slash(on.channel, "ask", question=HARBOUR_QUESTION)
        await on.env.restart_bot(make_bot(tmp_path, index_of_harbour))
        passage = await on.alice.click(answered.response, custom_id=show(answered.response))
        vote = await on.alice.click(answered.response, label="Right")
        assert "Ada Brenner" in words(passage.response)
        assert words(vote.response) == "Noted: right. You can change your mind."


@async_test
async def test_a_changed_passage_is_shown_as_it_was(changing_harbour: IndexSettings, tmp_path: Path) -> None:
    """If a newer index no longer contains the quote, Show passage says so and shows the old quote."""
    async with scene(tmp_path, changing_harbour) as on:
        answered = await on.alice.slash(on.channel, "ask", question=HARBOUR_QUESTION)
        citation = Engine.open(changing_harbour).ask(HARBOUR_QUESTION).citations[0]
        document = changing_harbour.documents / "harbour.md"
        document.write_text(document.read_text("utf-8").replace("Ada Brenner", "Otto Lindt"), "utf-8")
        await on.add_manager().slash(on.channel, "munshi reindex")
        result = await on.alice.click(answered.response, custom_id=show(answered.response))
        assert shown(result.response) == drawn(passage_message(citation, None))
        assert "This passage has changed since. What it said when I answered:" in words(result.response)
        assert "Ada Brenner" in words(result.response)


@async_test
async def test_a_button_that_can_no_longer_be_answered_says_so(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """A button of an answer that is forgotten, or of another version, gets one private sentence."""
    async with scene(tmp_path, index_of_harbour) as on:
        old = Action(Kind.RIGHT, 999)
        message = await on.post(Message(("old",), rows=((Button("Right", old),),)))
        unknown = await on.alice.click(message, label="Right")
        assert unknown.response.ephemeral
        assert words(unknown.response) == "I no longer remember that answer. Ask again."

        view = discord.ui.View(timeout=None)
        view.add_item(discord.ui.Button(label="Old", custom_id="munshi:0:show-me:abc"))
        view.stop()
        message = await on.bot.get_channel(on.channel.id).send("an older answer", view=view)
        outdated = await on.alice.click(message, label="Old")
        assert words(outdated.response) == "That button is from an older version of me. Ask again."


@async_test
async def test_documents_are_paged(index_of_harbour: IndexSettings, tmp_path: Path) -> None:
    """/documents privately lists the documents with counts and age; Next and Previous turn the pages."""
    many = {f"note-{number:02}.txt": f"The note {number} speaks of the well." for number in range(1, 13)}
    async with scene(tmp_path, index_folder(tmp_path / "many", many)) as on:
        result = await on.alice.slash(on.channel, "documents")
        assert result.response.ephemeral
        assert words(result.response).startswith("### 12 documents, 12 passages\n**note-01")
        assert "Index 1, built just now · page 1 of 2" in words(result.response)
        await on.alice.click(result.response, label="Next")
        assert "**note-12" in words(result.response)
        assert "note-01" not in words(result.response)
        await on.alice.click(result.response, label="Previous")
        assert "note-01" in words(result.response)


@async_test
async def test_the_menu_of_channels_is_for_managers(index_of_harbour: IndexSettings, tmp_path: Path) -> None:
    """A member without the permission who forges the menu changes nothing."""
    async with scene(tmp_path, index_of_harbour) as on:
        other = on.server.create_text_channel("other")
        menu = await on.bot.get_channel(on.channel.id).send(view=views.channel_chooser([]))
        refused = await on.alice.select(menu, [other])
        assert refused.response.ephemeral
        assert words(refused.response) == "That needs the permission to manage the server."
        answered = await on.alice.slash(on.channel, "ask", question=HARBOUR_QUESTION)
        assert "Ada Brenner" in words(answered.response)


@async_test
async def test_commands_in_a_loop_are_refused_after_ten(
    index_of_harbour: IndexSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Too many commands of a person are refused, since each uses the state file; others' commands go on."""
    monkeypatch.setattr(commands, "_COMMAND_SECONDS", 600.0)  # longer than any machine takes for them
    async with scene(tmp_path, index_of_harbour) as on:
        said = []
        for number in range(12):
            typed = await on.alice.slash(on.channel, ("documents", "forget")[number % 2])
            said.append(words(typed.response or typed.followups[0]))
        refused = {typed_too_often(600.0, left) for left in range(1, 601)}
        assert [text in refused for text in said] == [False] * 10 + [True] * 2
        other = await on.bob.slash(on.channel, "documents")
        assert words(other.response).startswith("### 2 documents")
