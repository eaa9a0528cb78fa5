"""Files that only look changed are read once, and no change is missed for that."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from index.documents.files import FoundFile
from index.engine import Engine
from index.settings import IndexSettings
from index.store import file_hashes
from index.store.build import build
from index.store.changes import pending_changes

Write = Callable[..., Path]


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are read for their hash; every state counts as old enough."""
    names: list[str] = []
    read_hash = file_hashes.file_hash

    def file_hash(file: FoundFile) -> str:
        names.append(file.name)
        return read_hash(file)

    monkeypatch.setattr(file_hashes, "file_hash", file_hash)
    monkeypatch.setattr(file_hashes, "CLOCK_TOLERANCE", -1)
    return names


def test_touched_files_are_read_once(small_index: IndexSettings, read: list[str]):
    """The first scan reads the files whose times changed, the second none; the index is not stale."""
    names = sorted(
        path.relative_to(small_index.documents).as_posix() for path in small_index.documents.rglob("*.*")
    )
    for name in names:
        os.utime(small_index.documents / name)
    assert not pending_changes(small_index).any
    assert sorted(read) == names
    assert not Engine.open(small_index).is_stale()
    assert not build(small_index).written
    assert sorted(read) == names


def test_a_remembered_file_that_changes_is_noticed(small_index: IndexSettings, write: Write, read: list[str]):
    """Other bytes of the same size and time of modification have another time of change."""
    path = small_index.documents / "bakery.txt"
    os.utime(path, (1_600_000_000, 1_600_000_000))
    assert not pending_changes(small_index).any
    write("bakery.txt", path.read_text().replace("Marta", "Jonas"))
    os.utime(path, (1_600_000_000, 1_600_000_000))
    assert [file.name for file in pending_changes(small_index).changed] == ["bakery.txt"]


def test_a_file_that_was_just_written_is_not_remembered(small_index: IndexSettings, write: Write):
    """Within the tolerance of the clock a file may change without a sign, so its hash is not cached."""
    write("bakery.txt", (small_index.documents / "bakery.txt").read_bytes())
    for name in ("lighthouse.md", "notes/train.txt"):
        (small_index.documents / name).unlink()
    pending_changes(small_index)
    assert not (small_index.index / "file-hashes.json").exists()


@pytest.mark.parametrize("content", [b"", b"{", b"\0" * 9, b'{"\xff": 1}', b"\xff"])
def test_a_damaged_file_of_hashes_is_written_anew(
    small_index: IndexSettings, read: list[str], content: bytes
):
    """What a power cut left of it is replaced, so that the next scan reads no file again."""
    (small_index.index / "file-hashes.json").write_bytes(content)
    os.utime(small_index.documents / "bakery.txt")
    assert not pending_changes(small_index).any
    assert "bakery.txt" in read
    read.clear()
    assert not pending_changes(small_index).any
    assert read == []


@pytest.mark.parametrize("content", [b"[1]", b'{"a": 3}', b'"A poem."'])
def test_a_file_of_that_name_with_something_else_stays(
    small_index: IndexSettings, write: Write, read: list[str], content: bytes
):
    """A file with other contents is neither used nor replaced, and stops no build."""
    (small_index.index / "file-hashes.json").write_bytes(content)
    os.utime(small_index.documents / "bakery.txt")
    assert not pending_changes(small_index).any
    write("new.txt", "The ferry leaves at noon.")
    assert build(small_index).added == ("new.txt",)
    assert (small_index.index / "file-hashes.json").read_bytes() == content


def test_what_a_killed_process_left_is_removed(stale_index: IndexSettings):
    """The next build removes an unfinished file of hashes."""
    (stale_index.index / ".new-123-file-hashes.json").write_text("{")
    assert build(stale_index).written
    assert not list(stale_index.index.glob(".new*"))


def test_a_file_that_becomes_unreadable_during_a_build_keeps_its_text(
    stale_index: IndexSettings, write: Write, tmp_path: Path
):
    """If a changed file is swapped between the scan and the reading, its previous text stays."""
    path, aside = stale_index.documents / "bakery.txt", tmp_path / "aside.txt"

    def swap(_: object) -> None:
        if not path.is_symlink():
            path.rename(aside)
            path.symlink_to("nowhere")

    report = build(stale_index, progress=swap)
    assert report.changed == report.skipped == ()
    assert "bakery.txt cannot be read now; what was indexed of it before still answers." in report.warnings
    assert "Marta" in Engine.open(stale_index).retrieve("Who opened the bakery?", 1)[0].passage.text
    aside.replace(path)
    assert build(stale_index).changed == ("bakery.txt",)
