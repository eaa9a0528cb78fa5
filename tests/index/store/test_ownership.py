"""Promise 3, conversely: a build deletes only what Munshi wrote."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from index.engine import Engine
from index.errors import DocumentsUnavailable, IndexFolderRefused
from index.settings import IndexSettings
from index.store.build import build
from index.store.store import Store


def contents(folder: Path) -> dict[str, bytes | None]:
    """Everything below a folder: the bytes of each file, None for each folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None
        for path in folder.rglob("*")
    }


FOREIGN = [
    "gen-alpha-essays/essay.txt",
    ".new-photos/cat.jpg",
    "gen-7/notes.txt",
    "gen-7/lexical/mine.npy",
    "gen-7/manifest.json",
    ".new-2/text.utf8/draft.txt",
    "gen-3",
    ".new-3",
    "gen-²/text.utf8",
    "thesis.tmp",
    "encoder-notes.onnx",
    "CURRENT",
    ".new-CURRENT",
    "LOCK",
    "folders",
    "a.txt",
]


@pytest.mark.parametrize("name", FOREIGN)
def test_a_folder_with_anything_foreign_is_refused_untouched(
    empty_folder: IndexSettings, write: Callable[..., Path], name: str
):
    """Whatever a foreign file is called, the build names it and changes nothing in the folder."""
    write("a.txt", "Marta opened the bakery.")
    path = empty_folder.index / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("The only copy of this text.")
    before = contents(empty_folder.index)
    for dry_run in (True, False):
        with pytest.raises(
            IndexFolderRefused, match=r"contains '.*', which Munshi did not write\. Nothing in it"
        ):
            build(empty_folder, dry_run=dry_run)
    assert contents(empty_folder.index) == before


@pytest.mark.parametrize(
    "name", [name for name in FOREIGN if name not in (".new-CURRENT", "CURRENT", "LOCK")]
)
def test_what_is_put_into_an_index_later_stays(stale_index: IndexSettings, name: str):
    """A foreign file in an index is never deleted: builds are refused, and the index still answers."""
    path = stale_index.index / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("The only copy of this text.")
    with pytest.raises(IndexFolderRefused, match="which Munshi did not write"):
        build(stale_index)
    with Store(stale_index.index).lock(wait=True):
        Store(stale_index.index).delete()
    assert path.read_text() == "The only copy of this text."


def test_a_link_is_not_followed(stale_index: IndexSettings, tmp_path: Path):
    """A link with the name of a generation is foreign, and its target stays."""
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "text.utf8").write_text("The only copy.")
    (stale_index.index / "gen-9").symlink_to(tmp_path / "photos")
    with pytest.raises(IndexFolderRefused, match="contains 'gen-9'"):
        build(stale_index)
    assert contents(tmp_path / "photos") == {"text.utf8": b"The only copy."}


@pytest.mark.parametrize("kind", ["folder", "link"])
@pytest.mark.parametrize("name", ["CURRENT", "LOCK", ".new-CURRENT"])
def test_a_folder_or_link_in_a_files_place_is_refused_at_once(
    stale_index: IndexSettings, tmp_path: Path, name: str, kind: str
):
    """If a path with the name of one of Munshi's files is no file, it is named before anything is read."""
    path = stale_index.index / name
    path.unlink(missing_ok=True)
    (tmp_path / "poem.txt").write_text("The only copy.")
    if kind == "folder":
        path.mkdir()
    else:
        path.symlink_to(tmp_path / "poem.txt")
    with pytest.raises(IndexFolderRefused, match=f"contains '{name}'"):
        build(stale_index)
    assert (tmp_path / "poem.txt").read_text() == "The only copy."


@pytest.mark.parametrize("holding", [".", "..", "a link"])
def test_the_documents_are_no_index_folder(
    empty_folder: IndexSettings, write: Callable[..., Path], tmp_path: Path, holding: str
):
    """An index folder that is the documents folder, or contains it, is refused, also through a link."""
    write("gen-1/text.utf8", "A document that is called as a file of an index is.")
    write("gen-1/a.txt", "Marta opened the bakery.")
    (tmp_path / "link").symlink_to(empty_folder.documents)
    index = tmp_path / "link" if holding == "a link" else empty_folder.documents / holding
    before = contents(tmp_path)
    with pytest.raises(
        IndexFolderRefused, match=r"(is|contains) the documents folder\. Nothing in it was changed"
    ):
        build(replace(empty_folder, index=index))
    assert contents(tmp_path) == before


def test_a_documents_folder_that_leads_nowhere_is_named(small_index: IndexSettings):
    """If the documents folder is a link to itself, the error names it, and not the index."""
    shutil.rmtree(small_index.documents)
    small_index.documents.symlink_to(small_index.documents)
    with pytest.raises(DocumentsUnavailable, match="There is no documents folder"):
        build(small_index)


@pytest.mark.parametrize("name", [".index", "index"])
def test_an_index_may_lie_inside_the_documents(
    empty_folder: IndexSettings, write: Callable[..., Path], name: str
):
    """A scan skips an index folder inside the documents folder."""
    write("a.txt", "Marta opened the bakery.")
    settings = replace(empty_folder, index=empty_folder.documents / name)
    assert build(settings).added == ("a.txt",)
    write("b.txt", "Jonas closed it.")
    assert build(settings).added == ("b.txt",)


def test_what_earlier_versions_left_is_known(stale_index: IndexSettings):
    """Files that earlier versions put next to generations are not foreign; their encoders are removed."""
    kept = ("discord.sqlite3", "discord.sqlite3-wal", "chat-history", "folders/x/CURRENT", "servers/1/LOCK")
    encoder = stale_index.index / "encoder-0123456789ab-int8-4.onnx"
    for path in (*(stale_index.index / name for name in kept), encoder):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("of an earlier version")
    old = stale_index.index / "gen-0"
    shutil.copytree(stale_index.index / "gen-1", old)
    (old / "vectors.faiss").rename(old / "dense.faiss")
    assert build(stale_index).written
    assert not encoder.exists()
    assert not old.exists()
    for name in kept:
        assert (stale_index.index / name).read_text() == "of an earlier version"


def test_pipes_in_an_index_are_damage_like_any_other(small_index: IndexSettings):
    """A pipe instead of CURRENT or of a generation's file is never waited for, and a build replaces it."""
    for name in ("CURRENT", "gen-1/manifest.json", "gen-1/text.utf8", "gen-1/vectors.faiss"):
        path = next(small_index.index.glob(name.replace("gen-1", "gen-*")))
        path.unlink()
        os.mkfifo(path)
        assert build(small_index).written
        Engine.open(small_index, verify=True)
