"""Errors of a disk become IndexUnwritable, in one sentence with the system's reason."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from index.errors import IndexUnwritable
from index.settings import IndexSettings
from index.store.build import build
from index.store.disk import disk_errors, make_folder
from index.store.store import Store


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EDQUOT, "the disk is full"),
        (errno.EACCES, r"Permission denied \(idx/CURRENT\)"),
        (errno.EROFS, r"Read-only file system \(idx/CURRENT\)"),
        (errno.EISDIR, r"Is a directory \(idx/CURRENT\)"),
        (errno.EFBIG, r"File too large \(idx/CURRENT\)"),
        (errno.EIO, r"Input/output error \(idx/CURRENT\)"),
    ],
)
def test_an_error_of_the_disk_is_one_sentence_with_its_reason(number: int, reason: str):
    """The message names the index folder, what the system refused, and the path that it refused."""
    sentence = rf"^The index in idx cannot be written: {reason}\.$"
    with pytest.raises(IndexUnwritable, match=sentence), disk_errors(Path("idx")):
        raise OSError(number, os.strerror(number), "idx/CURRENT")


def test_what_was_indexed_before_is_spoken_of_where_it_is(tmp_path: Path):
    """The message says that the index is unchanged only if the folder contains one."""
    (tmp_path / "CURRENT").write_text("gen-1")
    sentence = r"full\. What was indexed before is unchanged\.$"
    with pytest.raises(IndexUnwritable, match=sentence), disk_errors(tmp_path):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "x")


def test_of_a_rename_the_target_is_named(tmp_path: Path):
    """If a rename fails because of its target, the message names the target."""
    (tmp_path / "new").write_text("gen-1")
    (tmp_path / "CURRENT").mkdir()
    with pytest.raises(IndexUnwritable, match=r"Is a directory \(.*CURRENT\)"), disk_errors(tmp_path):
        os.replace(tmp_path / "new", tmp_path / "CURRENT")


def test_an_error_without_a_reason_is_quoted():
    """An OSError of a library with a message of its own is quoted."""
    sentence = "cannot be written: 4 requested and 0 written"
    with pytest.raises(IndexUnwritable, match=sentence), disk_errors(Path("idx")):
        raise OSError("4 requested and 0 written")


@pytest.mark.skipif(os.name != "posix", reason="elsewhere a folder has no such mode")
@pytest.mark.parametrize("mode", [0o700, 0o750, 0o755])
def test_an_index_is_as_private_as_its_documents(
    empty_folder: IndexSettings, write: Callable[..., Path], tmp_path: Path, mode: int
):
    """A user who may not read the documents' folder cannot read a new index folder either."""
    write("ferry.txt", "The ferry to Helsinki leaves at noon.")
    empty_folder.documents.chmod(mode)
    settings = replace(empty_folder, index=tmp_path / "new" / "index")
    before = os.umask(0o022)
    try:
        build(settings)
    finally:
        os.umask(before)
    assert settings.index.stat().st_mode & 0o777 == mode


@pytest.mark.skipif(os.name != "posix", reason="elsewhere a folder has no such mode")
def test_a_new_folder_keeps_the_group_of_a_shared_one(tmp_path: Path):
    """A folder made in a folder with the setgid bit has the bit too."""
    documents = tmp_path / "documents"
    documents.mkdir(mode=0o700)
    tmp_path.chmod(0o2755)
    make_folder(tmp_path / "index", like=documents)
    assert (tmp_path / "index").stat().st_mode & 0o7777 == 0o2700


def test_a_folder_that_cannot_be_listed_fails_the_build(
    small_index: IndexSettings, write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
):
    """If the system refuses to list a folder of a new generation, it is not taken for empty."""
    listed = os.scandir
    refused = []

    def refuse(path: str | Path | int) -> Iterator[os.DirEntry[str]]:
        if "/.new-" in str(path) and str(path).endswith("/lexical"):
            refused.append(path)
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
        return listed(path)

    before = Store(small_index.index).open().identity
    write("ferry.txt", "The ferry to Helsinki leaves at noon.")
    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(IndexUnwritable, match=r"Permission denied \(.*lexical\)"):
        build(small_index)
    monkeypatch.undo()
    assert refused
    assert Store(small_index.index).open(verify=True).identity == before
    build(small_index)
    assert len(Store(small_index.index).open(verify=True).manifest.documents) == 4
