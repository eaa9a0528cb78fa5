"""The commands /munshi, which only those who manage a server can use."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import re
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.discord.gateway import running
from bot.discord.sentences import say
from bot.discord.state.records import Location
from index import Progress
from index.errors import IndexBusy
from index.settings import IndexSettings
from tests.bot.discord.library import HARBOUR_QUESTION
from tests.bot.discord.world import async_test, make_bot, scene, words


@async_test
async def test_only_managers_see_the_commands(index_of_harbour: IndexSettings, tmp_path: Path) -> None:
    """Without Manage Server the commands are not shown; if an override shows them, they refuse."""
    async with scene(tmp_path, index_of_harbour) as on:
        assert "munshi about" not in on.alice.available_commands(on.channel)
        assert "munshi about" in on.add_manager().available_commands(on.channel)
        assert not [name for name in on.alice.user.available_commands() if name.startswith("munshi")]
        (group,) = [command for command in await on.bot.tree.fetch_commands() if command.name == "munshi"]
        on.server.set_command_permissions(group, {on.alice: True})
        for name in ("reindex", "channels", "folders", "feedback", "unanswered", "digest", "about"):
            refused = await on.alice.slash(on.channel, f"munshi {name}")
            assert refused.response.ephemeral
            assert words(refused.response) == "That needs the permission to manage the server."


@async_test
async def test_reindex_says_what_changed(changing_harbour: IndexSettings, tmp_path: Path) -> None:
    """/munshi reindex lists added, changed, removed and skipped files; the next answer is from the new index."""
    async with scene(tmp_path, changing_harbour) as on:
        await on.alice.slash(on.channel, "ask", question=HARBOUR_QUESTION)
        folder = changing_harbour.documents
        (folder / "ferry.txt").unlink()
        (folder / "tower.md").write_text("The tower of Grell was painted red by Ines Varga.\n", "utf-8")
        harbour = (folder / "harbour.md").read_text("utf-8")
        (folder / "harbour.md").write_text(harbour.replace("Ada Brenner", "Otto Lindt"), "utf-8")
        (folder / "empty.txt").write_text("", "utf-8")
        result = await on.add_manager().slash(on.channel, "munshi reindex")
        said = words(result.response)
        assert result.response.ephemeral
        assert said.startswith("### Index 2 is ready\n")
        assert "**Added** (1)\n- tower.md" in said
        assert "**Changed** (1)\n- harbour.md" in said
        assert "**Removed** (1)\n- ferry.txt" in said
        assert "**Skipped** (1)\n- empty.txt (" in said
        answer = await on.alice.slash(on.channel, "ask", question=HARBOUR_QUESTION)
        assert "Otto Lindt" in words(answer.response)


@async_test
async def test_who_reindexes_while_munshi_is_stopped_is_told(
    changing_harbour: IndexSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If Munshi ends during a build, the last message says that it did not finish."""
    for name in ("FINISHING_SECONDS", "APOLOGY_SECONDS"):
        monkeypatch.setattr(running, name, 0.1)
    async with scene(tmp_path, changing_harbour) as on:
        monkeypatch.setattr(on.service.administration._maintenance, "rebuild", _endless)
        asking = asyncio.create_task(on.add_manager().slash(on.channel, "munshi reindex"))
        while not on.bot.answering._tasks:
            await asyncio.sleep(0.01)
        await running.close(on.bot)
        asking.cancel()
        told = [call.json for call in on.env.http_requests if "/webhooks/" in call.path]
        assert say("restarting_unfinished") in json.dumps(told[-1])


async def _endless(*_: object, **options: object) -> None:
    await asyncio.Event().wait()


@async_test
async def test_reindex_of_a_missing_folder_is_one_sentence(
    changing_harbour: IndexSettings, tmp_path: Path
) -> None:
    """If the documents are gone, the manager is told so, and the old index goes on answering."""
    async with scene(tmp_path, changing_harbour) as on:
        changing_harbour.documents.rename(tmp_path / "elsewhere")
        result = await on.add_manager().slash(on.channel, "munshi reindex")
        assert result.response.ephemeral
        assert words(result.response) == say("documents_unavailable")
        answer = await on.alice.slash(on.channel, "ask", question=HARBOUR_QUESTION)
        assert "Ada Brenner" in words(answer.response)


@async_test
async def test_channels_keep_munshi_to_them(index_of_harbour: IndexSettings, tmp_path: Path) -> None:
    """Munshi answers only in chosen channels; elsewhere it says privately where. Without a choice it answers everywhere."""
    async with scene(tmp_path, index_of_harbour) as on:
        manager, other = on.add_manager(), on.server.create_text_channel("other")
        menu = await manager.slash(on.channel, "munshi channels")
        assert menu.response.ephemeral
        assert words(menu.response).startswith("I answer in every channel that I can see.")
        await manager.select(menu.response, [other])
        assert words(menu.response).startswith(f"I answer only in <#{other.id}>.")
        for command, options in (("ask", {"question": HARBOUR_QUESTION}), ("documents", {})):
            refused = await on.alice.slash(on.channel, command, **options)
            assert refused.response.ephemeral
            assert words(refused.response) == f"I don't answer here. Ask me in <#{other.id}>."
        allowed = await on.alice.slash(other, "ask", question=HARBOUR_QUESTION)
        assert "Ada Brenner" in words(allowed.response)
        await manager.select(menu.response, [])
        again = await on.alice.slash(on.channel, "ask", question=HARBOUR_QUESTION)
        assert "Ada Brenner" in words(again.response)


@pytest.mark.parametrize("form", ["csv", "jsonl"])
@async_test
async def test_feedback_hands_out_the_wrong_votes(
    form: str, index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """/munshi feedback sends the questions voted wrong as a file that only the manager sees."""
    async with scene(tmp_path, index_of_harbour) as on:
        manager = on.add_manager()
        none = await manager.slash(on.channel, "munshi feedback", form=form)
        assert words(none.response) == "No answer was voted wrong."
        answered = await on.alice.slash(on.channel, "ask", question=HARBOUR_QUESTION)
        await on.alice.click(answered.response, label="Wrong")
        result = await manager.slash(on.channel, "munshi feedback", form=form)
        assert result.response.ephemeral
        (file,) = result.response.attachments
        assert file.filename == f"munshi-feedback.{form}"
        text = (await file.read()).decode("utf-8")
        rows = _rows(text, form)
        assert [row["question"] for row in rows] == [HARBOUR_QUESTION]
        assert "Ada Brenner" in rows[0]["quote"]


def _rows(text: str, form: str) -> list[dict[str, str]]:
    if form == "csv":
        return list(csv.DictReader(io.StringIO(text)))
    return [json.loads(line) for line in text.splitlines()]


@async_test
async def test_about_tells_how_munshi_is_doing(index_of_harbour: IndexSettings, tmp_path: Path) -> None:
    """/munshi about shows uptime, questions asked here, the share declined, and the median time."""
    async with scene(tmp_path, index_of_harbour) as on:
        await on.alice.slash(on.channel, "ask", question=HARBOUR_QUESTION)
        said = words((await on.add_manager().slash(on.channel, "munshi about")).response).split("\n")
        assert said[:2] == ["### Munshi", "Up for less than a minute"]
        assert said[2:4] == ["Questions asked here: 1", "The documents said nothing about 0% of them"]
        assert said[4].startswith("Median time: ")
        assert re.fullmatch(r"Index 1: 2 documents, \d passages, built .*", said[5])


@async_test
async def test_about_tells_that_documents_could_not_be_read(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """/munshi about says for how long changes could not be read, and why, without a path of the machine."""
    async with scene(tmp_path, index_of_harbour) as on:
        on.service._maintenance._troubles.note(index_of_harbour, IndexBusy("/srv/documents"))
        said = words((await on.add_manager().slash(on.channel, "munshi about")).response)
        assert said.endswith(
            "\nI have not been able to read the documents again for less than a minute. Another program is "
            "indexing these documents just now. I answer from its index once it is ready."
        )


@async_test
async def test_about_tells_how_far_a_build_is(
    index_of_harbour: IndexSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the documents are read, which may take an hour, /munshi about says how far that is."""
    end = threading.Event()

    def build(*_: object, progress: Callable[[Progress], None], **__: object) -> None:
        progress(Progress("embedding", 3, 3, 4600, 100_000))
        assert end.wait(60)
        raise IndexBusy("Another program builds it.")

    monkeypatch.setattr("index.build", build)
    async with scene(tmp_path, index_of_harbour) as on:
        rebuilder = on.service._maintenance._rebuilder
        building = asyncio.create_task(rebuilder.rebuild(index_of_harbour, lambda _: asyncio.sleep(0)))
        async with asyncio.timeout(30):
            while rebuilder.progress(index_of_harbour) is None:
                await asyncio.sleep(0.02)
        said = words((await on.add_manager().slash(on.channel, "munshi about")).response)
        end.set()
        await asyncio.wait({building})
        assert isinstance(building.exception(), IndexBusy)
        assert rebuilder.progress(index_of_harbour) is None
    assert said.endswith(
        "\nReading the documents. Files: 3 of 3, passages: 4,600 of 100,000. The old index answers meanwhile."
    )


@async_test
async def test_a_clock_that_is_set_does_not_change_the_uptime(
    index_of_harbour: IndexSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The uptime does not depend on the clock, which may be wrong at the start and set later."""
    async with scene(tmp_path, index_of_harbour) as on:
        manager, now = on.add_manager(), time.time()
        monkeypatch.setattr(time, "time", lambda: now + 57 * 365 * 86400.0)
        said = words((await manager.slash(on.channel, "munshi about")).response).split("\n")
        assert said[:2] == ["### Munshi", "Up for less than a minute"]


@async_test
async def test_the_commands_are_told_once(index_of_harbour: IndexSettings, tmp_path: Path) -> None:
    """The commands are sent to Discord in one call when they change, and not at a restart."""
    async with scene(tmp_path, index_of_harbour) as on:
        await on.env.restart_bot(make_bot(tmp_path, index_of_harbour))
        calls = [call for call in on.env.http_requests if call.path.endswith("/commands")]
        assert [call.method for call in calls] == ["PUT"]


@async_test
async def test_a_left_server_is_forgotten(index_of_harbour: IndexSettings, tmp_path: Path) -> None:
    """When Munshi is removed from a server, nothing of it stays in the state."""
    async with scene(tmp_path, index_of_harbour) as on:
        location = Location(on.server.id, on.channel.id)
        await on.alice.slash(on.channel, "ask", question=HARBOUR_QUESTION)
        assert await on.service.conversations.recent_questions(location, 0, "") == [HARBOUR_QUESTION]
        await on.bot.get_guild(on.server.id).leave()
        await on.env.settle()
        assert await on.service.conversations.recent_questions(location, 0, "") == []
