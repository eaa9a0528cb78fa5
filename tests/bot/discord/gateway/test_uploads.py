"""/munshi upload and /munshi remove: what managers see, and what is in the documents afterwards."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import aiohttp
import discord
import pytest

from bot.discord.gateway import running
from bot.discord.gateway.progress import Progress
from bot.discord.sentences import say
from bot.discord.state.database import State
from bot.discord.state.uploads import uploads
from bot.discord.uploads import service as uploads_service
from bot.discord.uploads.disk import UploadFolder
from bot.discord.uploads.service import Upload, UploadRefused
from index import Engine
from index.errors import IndexUnwritable
from index.settings import IndexSettings
from index.store.store import Store
from tests.bot.discord.library import HARBOUR_QUESTION
from tests.bot.discord.world import Scene, async_test, scene, words
from tests.index.documents.converted.pdf_files import PICTURE, line, pdf

A, B = 1456074443980800100, 1456074443980800200
TOWER = b"# The tower of Grell\n\nThe tower of Grell was painted red by Ines Varga in the spring.\n"
QUESTION = "Who painted the tower of Grell?"


@contextlib.asynccontextmanager
async def uploading(
    tmp_path: Path, index: IndexSettings, **settings: Any
) -> AsyncIterator[tuple[Scene, Any]]:
    """A server that may upload into "new" below its documents, and its manager."""
    folders = {A: UploadFolder(index.documents, "new")}
    async with scene(tmp_path, index, server=A, uploads=folders, **settings) as on:
        yield on, on.add_manager()


def uploaded(index: IndexSettings) -> dict[str, bytes]:
    """The files in the folder for uploads."""
    folder = index.documents / "new"
    return {path.name: path.read_bytes() for path in folder.iterdir()} if folder.exists() else {}


async def upload(on: Scene, manager: Any, name: str, data: bytes, **options: str) -> str:
    """Upload a file, and return the reply."""
    result = await manager.slash(on.channel, "munshi upload", file=(name, data), **options)
    assert result.response.ephemeral
    return words(result.response)


@async_test
async def test_a_file_is_uploaded_and_taken_back(changing_harbour: IndexSettings, tmp_path: Path) -> None:
    """An upload is answered from at once, and its title and passages are reported; after removal it is not answered from."""
    async with uploading(tmp_path, changing_harbour) as (on, manager):
        before = words((await on.alice.slash(on.channel, "ask", question=QUESTION)).response)
        assert "Ines Varga" not in before
        said = await upload(on, manager, "tower.md", TOWER)
        assert said == "### Uploaded: tower.md\n**The tower of Grell** · 1 passage"
        assert uploaded(changing_harbour) == {"tower.md": TOWER}
        answer = words((await on.alice.slash(on.channel, "ask", question=QUESTION)).response)
        assert "Ines Varga" in answer
        assert "new/tower.md, line 3" in answer
        offered = await manager.autocomplete(on.channel, "munshi remove", "name", "tow")
        assert [choice["value"] for choice in offered] == ["tower.md"]
        removed = await manager.slash(on.channel, "munshi remove", name="tower.md")
        assert words(removed.response) == say("upload_removed", name="tower.md")
        assert uploaded(changing_harbour) == {}
        assert await manager.autocomplete(on.channel, "munshi remove", "name", "") == []
        after = words((await on.alice.slash(on.channel, "ask", question=QUESTION)).response)
        assert "Ines Varga" not in after


@async_test
async def test_two_uploads_of_one_name(changing_harbour: IndexSettings, tmp_path: Path) -> None:
    """A second file of the same name, in any case, is refused unless it replaces the first, also at the same time."""
    async with uploading(tmp_path, changing_harbour) as (on, manager):
        both = await asyncio.gather(
            *(on.service.uploads.add(A, 1, sent(name), nobody) for name in ("Tower.md", "tower.md")),
            return_exceptions=True,
        )
        assert sorted(type(result).__name__ for result in both) == ["Message", "UploadRefused"]
        (name,) = uploaded(changing_harbour)
        assert await upload(on, manager, "TOWER.md", b"x") == say("upload_exists")
        assert uploaded(changing_harbour) == {name: TOWER}
        said = await upload(on, manager, "tower.MD", TOWER.replace(b"Ines", b"Otto"), replace="yes")
        assert said.startswith(f"### Replaced: {name}\n")
        assert list(uploaded(changing_harbour)) == [name]
        answer = words((await on.alice.slash(on.channel, "ask", question=QUESTION)).response)
        assert "Otto Varga" in answer


def sent(name: str, data: bytes = TOWER, size: int | None = None) -> Upload:
    async def get() -> bytes:
        await asyncio.sleep(0)
        return data

    return Upload(name, len(data) if size is None else size, get)


async def nobody(progress: object) -> None:
    pass


@async_test
async def test_what_cannot_be_read_is_not_kept(changing_harbour: IndexSettings, tmp_path: Path) -> None:
    """A file without text, or a broken one, is not kept, and the file that it should replace stays."""
    async with uploading(tmp_path, changing_harbour) as (on, manager):
        said = await upload(on, manager, "blank.md", b" \n ")
        assert said == "blank.md contains no text. I did not keep it."
        said = await upload(on, manager, "broken.pdf", b"%PDF-1.7 nothing more")
        assert said == "broken.pdf is not a valid PDF. I did not keep it."
        said = await upload(on, manager, "bomb.docx", b"PK\x03\x04" + b"\0" * 1000)
        assert said == "bomb.docx is damaged. I did not keep it."
        assert uploaded(changing_harbour) == {}
        await upload(on, manager, "tower.md", TOWER)
        said = await upload(on, manager, "tower.md", bytes(range(256)) * 20, replace="yes")
        assert said == "tower.md is binary, not text. I kept the file that was there before."
        assert uploaded(changing_harbour) == {"tower.md": TOWER}
        answer = words((await on.alice.slash(on.channel, "ask", question=QUESTION)).response)
        assert "Ines Varga" in answer
        assert len(await manager.autocomplete(on.channel, "munshi remove", "name", "")) == 1


@pytest.mark.parametrize("error", [aiohttp.ServerDisconnectedError, TimeoutError, ConnectionResetError])
@async_test
async def test_a_line_that_breaks_while_a_file_is_read(
    error: type[Exception], changing_harbour: IndexSettings, tmp_path: Path
) -> None:
    """Progress that cannot be shown does not matter: a readable file is reported, an unreadable one is not kept."""
    broken = 0

    async def edit(**named: object) -> None:
        nonlocal broken
        broken += 1
        raise error

    interaction: Any = SimpleNamespace(edit_original_response=edit)
    async with uploading(tmp_path, changing_harbour) as (on, _):
        on.service._maintenance._rebuilder._seconds = 0.0
        add, progress = on.service.uploads.add, Progress(interaction)
        said = await add(A, 1, sent("tower.md"), progress.show)
        assert said.blocks[0] == "### Uploaded: tower.md"
        unreadable = sent("tower.md", bytes(range(256)) * 20)
        said = await add(A, 1, unreadable, progress.show, replace=True)
        assert said.blocks[0].endswith("I kept the file that was there before.")
        assert uploaded(changing_harbour) == {"tower.md": TOWER}
        assert broken


@pytest.mark.parametrize("replace", [False, True])
@async_test
async def test_whatever_ends_the_reading_of_a_file_undoes_it(
    replace: bool, changing_harbour: IndexSettings, tmp_path: Path
) -> None:
    """If it is unknown whether a file can be read, it is not kept, and the one before it stays."""

    async def breaks(progress: object) -> None:
        raise aiohttp.ServerDisconnectedError

    unreadable = bytes(range(256)) * 5000
    async with uploading(tmp_path, changing_harbour) as (on, _):
        service = on.service.uploads
        if replace:
            await service.add(A, 1, sent("tower.md"), nobody)
        on.service._maintenance._rebuilder._seconds = 0.0
        with pytest.raises(aiohttp.ServerDisconnectedError):
            await service.add(A, 1, sent("tower.md", unreadable), breaks, replace=True)
        assert uploaded(changing_harbour) == ({"tower.md": TOWER} if replace else {})
        assert await service.names(A, "") == ["tower.md"] * replace


@async_test
async def test_an_end_undoes_half_an_upload(
    changing_harbour: IndexSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If Munshi ends while a file is being read, neither the file nor a record of it is kept."""
    for name in ("FINISHING_SECONDS", "APOLOGY_SECONDS"):
        monkeypatch.setattr(running, name, 0.1)

    async def endless(*_: object, **options: object) -> None:
        await asyncio.Event().wait()

    async with uploading(tmp_path, changing_harbour) as (on, manager):
        monkeypatch.setattr(on.service._maintenance, "rebuild", endless)
        sending = asyncio.create_task(manager.slash(on.channel, "munshi upload", file=("tower.md", TOWER)))
        while not uploaded(changing_harbour):
            await asyncio.sleep(0.01)
        await running.close(on.bot)
        sending.cancel()
        assert uploaded(changing_harbour) == {}
        with closing(State.open(on.state_file)) as state:
            assert uploads(state, A) == []


@async_test
async def test_a_start_after_a_kill_undoes_half_an_upload(
    changing_harbour: IndexSettings, tmp_path: Path
) -> None:
    """After a process was killed while it read a replacement, the replaced file is back at the next start."""
    folder = UploadFolder(changing_harbour.documents, "new")
    folder.put("tower.md", TOWER)
    folder.keep()
    folder.put("tower.md", b"\0 unreadable")
    async with uploading(tmp_path, changing_harbour):
        assert uploaded(changing_harbour) == {"tower.md": TOWER}


@async_test
async def test_pages_that_are_not_read_are_named(changing_harbour: IndexSettings, tmp_path: Path) -> None:
    """For a PDF the title, pages and passages are reported, and which pages are pictures."""
    text = [line(700 - 14 * n, f"The mill of Orrin grinds the rye of farm {n}.") for n in range(8)]
    picture = [(0, 0, 0, "", PICTURE)]
    data = pdf(text, picture, picture, text, title="The mill of Orrin")
    async with uploading(tmp_path, changing_harbour) as (on, manager):
        said = await upload(on, manager, "mill.pdf", data)
        assert said.startswith("### Uploaded: mill.pdf\n**The mill of Orrin** · 4 pages, ")
        assert said.endswith("\n-# has scanned pages without text: 2 to 3")


REFUSED = (
    ("passwd", b"x", "upload_name_bad"),
    ("../.md", b"x", "upload_name_bad"),
    ("\u202e\u200b.md", b"x", "upload_name_bad"),
    ("tool.exe", b"x", "upload_format"),
    ("page.htm", b"x", "upload_format"),
    ("big.md", b"x" * 2001, "upload_too_large"),
    ("empty.md", b"", "upload_empty"),
    ("taken.md", b"x", "upload_name_taken"),
    ("TAKEN.MD", b"x", "upload_name_taken"),
    ("link.md", b"x", "upload_name_taken"),
)


@async_test
async def test_what_is_refused(changing_harbour: IndexSettings, tmp_path: Path) -> None:
    """Refused: a bad name, another format, a file that is too large or empty, and the name of a file that was not uploaded."""
    new, outside = changing_harbour.documents / "new", tmp_path / "outside.md"
    new.mkdir()
    (new / "taken.md").write_bytes(b"An operator wrote this.")
    outside.write_bytes(b"Secret.")
    (new / "link.md").symlink_to(outside)
    limits = {"upload_formats": ("md", ".PDF"), "upload_bytes": 2000}
    async with uploading(tmp_path, changing_harbour, **limits) as (on, manager):
        for name, data, key in REFUSED:
            said = await upload(on, manager, name, data, replace="yes")
            assert said == say(key, formats=".md, .pdf", size="0.0 MB", limit="0.0 MB"), name
        for there in ("taken.md", "link.md", "../harbour.md", "big.md"):
            removed = await manager.slash(on.channel, "munshi remove", name=there)
            assert words(removed.response) == say("no_such_upload")
    assert uploaded(changing_harbour) == {"taken.md": b"An operator wrote this.", "link.md": b"Secret."}
    assert outside.read_bytes() == b"Secret."


@async_test
async def test_what_the_documents_leave_out_is_not_offered(
    changing_harbour: IndexSettings, tmp_path: Path
) -> None:
    """A file in an unread format is refused, and the refusal names only formats that are read there.

    Where single files are included alone, it names these.
    """
    for number, (include, taken) in enumerate(
        ((("*.md",), ".md"), (("rules.md", "faq.md"), "rules.md, faq.md"))
    ):
        only = dataclasses.replace(changing_harbour.files, include=include)
        index = dataclasses.replace(changing_harbour, files=only)
        async with uploading(tmp_path / str(number), index, upload_formats=(".csv", ".md")) as (on, manager):
            assert await upload(on, manager, "table.csv", b"a,b") == say("upload_format", formats=taken)
        assert uploaded(changing_harbour) == {}


@async_test
async def test_a_size_is_checked_before_and_after_the_download(
    changing_harbour: IndexSettings, tmp_path: Path
) -> None:
    """A file that is too large by Discord's number is not downloaded; one that turns out larger is not written."""

    async def never() -> bytes:
        raise AssertionError("downloaded")

    read = dataclasses.replace(changing_harbour.files, max_bytes=2000)  # no larger document is read
    for most, files in ((2000, changing_harbour.files), (3000, read)):
        index = dataclasses.replace(changing_harbour, files=files)
        async with uploading(tmp_path, index, upload_bytes=most) as (on, _):
            for large in (Upload("big.md", 2001, never), sent("big.md", b"x" * 2001, size=10)):
                with pytest.raises(UploadRefused, match=r"^That file is 0\.0 MB, and I take"):
                    await on.service.uploads.add(A, 1, large, nobody)
    assert uploaded(changing_harbour) == {}


@async_test
async def test_uploads_stay_in_their_server(
    changing_harbour: IndexSettings, index_of_orchard: IndexSettings, tmp_path: Path
) -> None:
    """Only servers that the config names may upload; another server sees nothing of the uploads, nor their names."""
    servers = {A: changing_harbour, B: index_of_orchard}
    nowhere = IndexSettings(documents=tmp_path / "none", index=tmp_path / "none-index")
    folders = {A: UploadFolder(changing_harbour.documents, "new")}
    async with scene(tmp_path, nowhere, servers=servers, server=A, uploads=folders) as on:
        manager = on.add_manager()
        await upload(on, manager, "tower.md", TOWER)
        other = on.env.create_guild("Other", id=B)
        channel = other.create_text_channel("general")
        theirs = other.add_member(on.env.create_user("theirs"), roles=[managers_of(other)])
        refused = await theirs.slash(channel, "munshi upload", file=("spy.md", TOWER))
        assert words(refused.response) == say("uploads_off")
        assert await theirs.autocomplete(channel, "munshi remove", "name", "") == []
        refused = await theirs.slash(channel, "munshi remove", name="tower.md")
        assert words(refused.response) == say("uploads_off")
        for name, options in (("ask", {"question": "What is painted red?"}), ("documents", {})):
            seen = words((await theirs.slash(channel, name, **options)).response)
            assert not [word for word in ("Grell", "Varga", "tower") if word in seen]
        assert uploaded(changing_harbour) == {"tower.md": TOWER}


def managers_of(server: Any) -> Any:
    return server.create_role("Managers", permissions=discord.Permissions(manage_guild=True))


@async_test
async def test_members_may_not_upload(changing_harbour: IndexSettings, tmp_path: Path) -> None:
    """A member who may not manage the server is refused and sees no names, whatever an override grants."""
    async with uploading(tmp_path, changing_harbour) as (on, manager):
        await upload(on, manager, "tower.md", TOWER)
        await on.show_manager_commands(on.alice)
        assert await upload(on, on.alice, "mine.md", TOWER) == say("managers_only")
        assert await on.alice.autocomplete(on.channel, "munshi remove", "name", "") == []
        refused = await on.alice.slash(on.channel, "munshi remove", name="tower.md")
        assert words(refused.response) == say("managers_only")
        assert uploaded(changing_harbour) == {"tower.md": TOWER}


@async_test
async def test_a_folder_that_cannot_be_written(changing_harbour: IndexSettings, tmp_path: Path) -> None:
    """If the folder is a link, nothing is written to its target, and one sentence says so."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (changing_harbour.documents / "new").symlink_to(outside, target_is_directory=True)
    async with uploading(tmp_path, changing_harbour) as (on, manager):
        assert await upload(on, manager, "tower.md", TOWER) == say("uploads_unwritable")
        assert list(outside.iterdir()) == []
        answer = await on.alice.slash(on.channel, "ask", question=HARBOUR_QUESTION)
        assert "Ada Brenner" in words(answer.response)


def names_in(index: IndexSettings) -> list[str]:
    """The names of the documents in an index."""
    return [entry.name for entry in Engine.open(index).documents]


async def take_back(on: Scene, manager: Any, name: str) -> str:
    """Remove a file, and return the reply."""
    return words((await manager.slash(on.channel, "munshi remove", name=name)).response)


@pytest.mark.parametrize("empty", [False, True])
@async_test
async def test_nothing_is_changed_while_the_documents_are_gone(
    empty: bool, changing_harbour: IndexSettings, tmp_path: Path
) -> None:
    """If the documents folder is gone or empty, no file is written or forgotten, and the index still answers."""
    folder, away = changing_harbour.documents, tmp_path / "away"
    async with uploading(tmp_path, changing_harbour) as (on, manager):
        await upload(on, manager, "tower.md", TOWER)
        known = names_in(changing_harbour)
        folder.rename(away)
        if empty:
            folder.mkdir()  # where a drive would be mounted
        roof = b"# Roof\n\nThe roof of Grell was tiled by Olaf Brandt.\n"
        for name in ("roof.md", "tower.md"):
            assert await upload(on, manager, name, roof, replace="yes") == say("documents_unavailable")
        assert await take_back(on, manager, "tower.md") == say("documents_unavailable")
        assert list(folder.iterdir() if empty else tmp_path.glob("documents")) == []
        assert names_in(changing_harbour) == known
        answer = await on.alice.slash(on.channel, "ask", question=HARBOUR_QUESTION)
        assert "Ada Brenner" in words(answer.response)
        if empty:
            folder.rmdir()
        away.rename(folder)
        assert uploaded(changing_harbour) == {"tower.md": TOWER}
        assert (await upload(on, manager, "tower.md", roof, replace="yes")).startswith("### Replaced:")
        assert await take_back(on, manager, "tower.md") == say("upload_removed", name="tower.md")


@async_test
async def test_a_file_that_was_deleted_by_hand_is_forgotten(
    changing_harbour: IndexSettings, tmp_path: Path
) -> None:
    """A file can be removed also if it is the only document: the index is deleted with it."""
    async with uploading(tmp_path, changing_harbour) as (on, manager):
        await upload(on, manager, "tower.md", TOWER)
        await upload(on, manager, "mill.md", TOWER)
        (changing_harbour.documents / "new" / "tower.md").unlink()
        assert await take_back(on, manager, "tower.md") == say("upload_removed", name="tower.md")
        assert names_in(changing_harbour) == ["ferry.txt", "harbour.md", "new/mill.md"]
        for name in ("ferry.txt", "harbour.md"):
            (changing_harbour.documents / name).unlink()
        await manager.slash(on.channel, "munshi reindex")
        (changing_harbour.documents / "new" / "mill.md").unlink()
        assert await take_back(on, manager, "mill.md") == say("upload_removed", name="mill.md")
        assert not (changing_harbour.index / "CURRENT").exists()
        assert await on.service.uploads.names(A, "") == []


@pytest.mark.parametrize("others", [False, True])
@async_test
async def test_the_index_is_deleted_with_its_only_document_alone(
    others: bool, changing_harbour: IndexSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the documents vanish while a file is removed, the index stays, unless the file was its only document."""
    async with uploading(tmp_path, changing_harbour) as (on, manager):
        await upload(on, manager, "tower.md", TOWER)
        own = [changing_harbour.documents / name for name in ("ferry.txt", "harbour.md")]
        remove = UploadFolder.remove

        def remove_all(folder: UploadFolder, name: str) -> bool:
            for path in own:
                path.unlink(missing_ok=True)
            return remove(folder, name)

        if not others:
            for path in own:
                path.unlink()
            await manager.slash(on.channel, "munshi reindex")
        monkeypatch.setattr(UploadFolder, "remove", remove_all)
        said = await take_back(on, manager, "tower.md")
        assert (changing_harbour.index / "CURRENT").exists() == others
        if others:
            gone = say("upload_removed_alone", name="tower.md")
            assert said == f"{gone}\n{say('nothing_to_index')}"
        else:
            assert said == say("upload_removed", name="tower.md")


@pytest.mark.parametrize("replace", [False, True])
@async_test
async def test_a_file_that_nobody_reads_is_not_kept(
    replace: bool, changing_harbour: IndexSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While another program builds the index, an upload waits; after some attempts it is undone, and the reply says so."""
    monkeypatch.setattr(uploads_service, "_WAIT_SECONDS", 0.05)
    monkeypatch.setattr(uploads_service, "_BUSY_TRIES", 3)
    async with uploading(tmp_path, changing_harbour) as (on, manager):
        if replace:
            await upload(on, manager, "tower.md", TOWER)
        with Store(changing_harbour.index).lock(wait=False):
            said = await upload(on, manager, "tower.md", bytes(range(256)) * 20, replace="yes")
        kept = "upload_old_kept" if replace else "upload_not_kept"
        unread = f"tower.md could not be read just now. {say(kept)} Upload it again later."
        assert said == f"{unread}\n{say('indexed_elsewhere')}"
        assert uploaded(changing_harbour) == ({"tower.md": TOWER} if replace else {})
        assert await on.service.uploads.names(A, "") == ["tower.md"] * replace


@async_test
async def test_an_upload_waits_for_another_program(changing_harbour: IndexSettings, tmp_path: Path) -> None:
    """If the other program ends its build in time, the file is read as usual."""
    async with uploading(tmp_path, changing_harbour) as (on, _):
        with Store(changing_harbour.index).lock(wait=False):
            taking = asyncio.create_task(on.service.uploads.add(A, 1, sent("tower.md"), nobody))
            await asyncio.sleep(0.5)
            assert not taking.done()
        assert (await taking).blocks[0] == "### Uploaded: tower.md"


@pytest.mark.parametrize("replace", [False, True])
@async_test
async def test_an_index_that_cannot_be_written_leaves_the_replaced_file(
    replace: bool, changing_harbour: IndexSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If a build fails for another reason, a replaced file is restored; a new file is kept for a later build."""
    async with uploading(tmp_path, changing_harbour) as (on, manager):
        if replace:
            await upload(on, manager, "tower.md", TOWER)

        def fail(*_: object, **options: object) -> None:
            raise IndexUnwritable("the disk is full")

        monkeypatch.setattr("index.build", fail)
        said = await upload(on, manager, "tower.md", b"# Newer\n\nThe newer tower.\n", replace="yes")
        if replace:
            unread = f"tower.md could not be read just now. {say('upload_old_kept')} Upload it again later."
            assert said == f"{unread}\n{say('index_unwritable')}"
            assert uploaded(changing_harbour) == {"tower.md": TOWER}
        else:
            assert said == f"{say('upload_kept', name='tower.md')}\n{say('index_unwritable')}"
            assert list(uploaded(changing_harbour)) == ["tower.md"]


@async_test
async def test_a_state_file_that_is_locked_while_a_file_is_taken_back(
    changing_harbour: IndexSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The deleted file is not answered from; its name is still suggested, and removing it again forgets it."""
    async with uploading(tmp_path, changing_harbour, patience=0.1, check_errors=False) as (on, manager):
        await upload(on, manager, "tower.md", TOWER)
        with closing(sqlite3.connect(on.state_file, isolation_level=None, check_same_thread=False)) as other:
            remove = UploadFolder.remove

            def remove_and_lock(folder: UploadFolder, name: str) -> bool:
                other.execute("BEGIN EXCLUSIVE")
                return remove(folder, name)

            monkeypatch.setattr(UploadFolder, "remove", remove_and_lock)
            assert await take_back(on, manager, "tower.md") == say("cannot_remember")
            other.execute("ROLLBACK")
        monkeypatch.undo()
        assert names_in(changing_harbour) == ["ferry.txt", "harbour.md"]
        assert uploaded(changing_harbour) == {}
        assert await on.service.uploads.names(A, "") == ["tower.md"]
        assert await take_back(on, manager, "tower.md") == say("upload_removed", name="tower.md")
        assert await on.service.uploads.names(A, "") == []
