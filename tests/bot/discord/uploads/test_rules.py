"""Which folders may be written by which server: none that another is answered from."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config import load
from bot.discord.errors import UploadsRefused
from bot.discord.uploads.disk import UploadFolder
from bot.discord.uploads.rules import upload_folders

OWN = "[servers.111]\ndocuments = 'a'\nuploads = 'a/new'\n"


def folders(tmp_path: Path, text: str) -> dict[int, UploadFolder]:
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    return upload_folders(load(path))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("documents = 'd'\n[discord]\nuploads = 'd/new'", "`allowed_servers` must name one server"),
        ("documents = 'd'\n[discord]\nuploads = 'd/new'\nallowed_servers = [1, 2]", "`allowed_servers` must name one server"),
        ("documents = 'd'\n[discord]\nuploads = 'd/new'\nallowed_servers = [1]\ndirect_messages = 'yes'", "`direct_messages` must not be"),
        (OWN.replace("a/new", "b"), r"uploads .*b does not lie in the documents .*a\."),
        (OWN.replace("a/new", "a"), r"does not lie in the documents .*a\."),
        (OWN.replace("a/new", "a/../b"), r"does not lie in the documents .*a\."),
        (OWN.replace("a/new", "link/new"), r"does not lie in the documents .*a\."),
        (OWN.replace("a/new", "a/out"), r"does not lie in the documents .*a\."),
        (OWN.replace("a/new", "a/.new"), "is left out of the documents by `exclude`"),
        (OWN + "index = 'a/new'", r"lies in the index .*a/new\."),
        (OWN + "shared = true\n[servers.222]\ndocuments = 'a'\nshared = true", r"told to others too: it lies in \[servers.222\]'s documents"),
        (OWN + "shared = true\n[servers.222]\ndocuments = 'a/new'\nshared = true", r"it lies in \[servers.222\]'s documents"),
        ("documents = '.'\n" + OWN + "shared = true", r"it lies in the default documents"),
    ],
    ids=range(13),
)  # fmt: skip
def test_folders_that_are_refused(text: str, words: str, tmp_path: Path) -> None:
    """A folder outside the server's documents, left out of them, or told to others too is refused by name."""
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "b", target_is_directory=True)
    (tmp_path / "a" / "out").symlink_to(tmp_path / "b", target_is_directory=True)
    with pytest.raises(UploadsRefused, match=words):
        folders(tmp_path, text)


def test_folders_that_may_be_written(tmp_path: Path) -> None:
    """A server with documents of its own has its folder; the default documents' is the only other server's."""
    text = "documents = 'd'\n[discord]\nuploads = 'd/x/y'\nallowed_servers = [5, 111]\n" + OWN
    assert folders(tmp_path, text) == {
        5: UploadFolder(tmp_path / "d", "x/y"),
        111: UploadFolder(tmp_path / "a", "new"),
    }
    assert folders(tmp_path, "") == {}
