"""The folder of uploads on disk: each file is complete or missing, and nothing outside is touched."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from bot.discord.uploads.disk import UploadFolder


@pytest.fixture
def uploads(tmp_path: Path) -> UploadFolder:
    """A folder for uploads that does not exist yet."""
    documents = tmp_path / "documents"
    documents.mkdir()
    return UploadFolder(documents, "from/discord")


def files(uploads: UploadFolder) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (uploads.documents / uploads.below).iterdir()}


def test_a_file_is_put_and_removed(uploads: UploadFolder) -> None:
    """A file that was put has the same bytes, and is gone after it is removed; nothing else is left."""
    assert uploads.find("a.md") is None
    uploads.put("a.md", b"# Harbour\r\n\0")
    uploads.keep()
    assert files(uploads) == {"a.md": b"# Harbour\r\n\0"}
    assert uploads.find("A.MD") == "a.md"
    assert uploads.remove("a.md")
    assert not uploads.remove("a.md")
    assert files(uploads) == {}


def test_a_replaced_file_comes_back(uploads: UploadFolder) -> None:
    """Until a new file is kept, the replaced one can be restored; with a new name, undoing leaves nothing."""
    uploads.put("a.md", b"old")
    uploads.put("a.md", b"new")
    assert (uploads.documents / uploads.below / "a.md").read_bytes() == b"new"
    uploads.undo("a.md")
    assert files(uploads) == {"a.md": b"old"}
    uploads.put("a.md", b"new")
    uploads.keep()
    assert files(uploads) == {"a.md": b"new"}
    uploads.put("b.md", b"other")
    uploads.undo("b.md")
    assert files(uploads) == {"a.md": b"new"}


@pytest.mark.parametrize("step", ["open", "fsync", "link", "replace", "replace the new"])
def test_a_failure_at_any_step_leaves_the_old_file(
    step: str, uploads: UploadFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the disk fails while a file is replaced, the old file is there complete, and no other file."""
    uploads.put("a.md", b"old")
    uploads.keep()
    calls = iter(range(100))

    def fail(*arguments: object, **named: object) -> None:
        raise OSError(28, "No space left on device")

    replace = os.replace
    match step:
        case "open":
            monkeypatch.setattr(Path, "open", fail)
        case "fsync" | "link":
            monkeypatch.setattr(os, step, fail)
            if step == "link":
                monkeypatch.setattr(os, "replace", fail)
        case "replace":
            monkeypatch.setattr(os, "replace", fail)
        case _:
            monkeypatch.setattr(os, "link", fail)
            monkeypatch.setattr(os, "replace", lambda *paths: fail() if next(calls) == 1 else replace(*paths))
    with pytest.raises(OSError, match="No space left"):
        uploads.put("a.md", b"new")
    monkeypatch.undo()
    uploads.keep()
    assert files(uploads) == {"a.md": b"old"}


def test_what_a_killed_process_left_is_cleared(uploads: UploadFolder) -> None:
    """A partial file of a killed process is not a document, and is deleted by the next upload."""
    uploads.put("a.md", b"whole")
    uploads.keep()
    (uploads.documents / uploads.below / ".munshi-upload.part").write_bytes(b"hal")
    uploads.put("b.md", b"other")
    uploads.keep()
    assert files(uploads) == {"a.md": b"whole", "b.md": b"other"}


@pytest.mark.parametrize("links", [True, False])
def test_a_process_killed_while_a_file_is_replaced_leaves_the_old_one(
    links: bool, uploads: UploadFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the process is killed before the new file is kept, the old one is there after a restart."""

    def no_links(*paths: object) -> None:
        raise OSError(95, "no links here")

    if not links:
        monkeypatch.setattr(os, "link", no_links)
    uploads.put("a.b.md", b"old")
    uploads.keep()
    folder = uploads.documents / uploads.below
    for recover in (uploads.recover, lambda: uploads.put("c.md", b"other")):
        uploads.put("a.b.md", b"new")
        recover()
        assert (folder / "a.b.md").read_bytes() == b"old"
    uploads.undo("c.md")
    aside = folder / ".munshi-replaced.a.b.md.part"
    if links:
        os.link(folder / "a.b.md", aside)
    else:
        os.replace(folder / "a.b.md", aside)
    (folder / ".munshi-upload.part").write_bytes(b"new")
    uploads.recover()
    assert files(uploads) == {"a.b.md": b"old"}


def test_links_are_not_followed(uploads: UploadFolder, tmp_path: Path) -> None:
    """Through a link in the folder, or instead of it, nothing is written or deleted elsewhere."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "a.md").write_bytes(b"secret")
    uploads.put("b.md", b"x")
    uploads.keep()
    folder = uploads.documents / uploads.below
    (folder / "a.md").symlink_to(outside / "a.md")
    (folder / ".munshi-upload.part").symlink_to(outside / "a.md")
    for write in (lambda: uploads.put("a.md", b"evil"), lambda: uploads.remove("a.md")):
        with pytest.raises(OSError, match="is no ordinary file"):
            write()
    (folder / "b.md").unlink()
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    folder.symlink_to(outside, target_is_directory=True)
    for write in (
        lambda: uploads.put("a.md", b"evil"),
        lambda: uploads.remove("a.md"),
        lambda: uploads.undo("a.md"),
    ):
        with pytest.raises(OSError, match="is no folder of its own below"):
            write()
    assert (outside / "a.md").read_bytes() == b"secret"
    assert os.listdir(outside) == ["a.md"]


def test_special_files_are_no_uploads(uploads: UploadFolder) -> None:
    """A pipe or folder with the name of a file is neither replaced nor deleted."""
    uploads.put("b.md", b"x")
    folder = uploads.documents / uploads.below
    os.mkfifo(folder / "pipe.md")
    (folder / "folder.md").mkdir()
    for name in ("pipe.md", "folder.md"):
        with pytest.raises(OSError, match="is no ordinary file"):
            uploads.put(name, b"evil")
        with pytest.raises(OSError, match="is no ordinary file"):
            uploads.remove(name)
    assert stat.S_ISFIFO((folder / "pipe.md").lstat().st_mode)


def test_the_documents_themselves_are_never_made(uploads: UploadFolder, tmp_path: Path) -> None:
    """Only folders below the documents are made: none if these are gone, and none behind a link."""
    assert not uploads.exists()
    uploads.documents.rmdir()
    with pytest.raises(FileNotFoundError):
        uploads.put("a.md", b"x")
    assert not uploads.documents.exists()
    uploads.documents.mkdir()
    outside = tmp_path / "outside"
    outside.mkdir()
    (uploads.documents / "from").symlink_to(outside, target_is_directory=True)
    with pytest.raises(FileNotFoundError):
        uploads.put("a.md", b"x")
    assert os.listdir(outside) == []
    (uploads.documents / "from").unlink()
    uploads.put("a.md", b"x")
    assert uploads.exists()


def test_a_removed_file_does_not_come_back(uploads: UploadFolder) -> None:
    """If a replaced file is still set aside, for example after the drive was away, it is deleted too."""
    uploads.put("a.md", b"old")
    uploads.keep()
    uploads.put("a.md", b"new")
    assert uploads.remove("a.md")
    uploads.recover()
    assert files(uploads) == {}
