"""Which server may upload into which folder: never into one that another server is answered from."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.config import Settings, load
from bot.discord.settings import DiscordSettings
from bot.discord.uploads.disk import UploadFolder
from bot.discord.uploads.rules import upload_folders
from bot.errors import UploadsRefused
from index.settings import IndexSettings

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
        (OWN.replace("a/new", "a/.new"), "is excluded from the documents by `exclude`"),
        (OWN + "index = 'a/new'", r"lies in the index .*a/new\."),
        (OWN + "shared = true\n[servers.222]\ndocuments = 'a'\nshared = true", r"shown to others too: it lies in \[servers.222\]'s documents"),
        (OWN + "shared = true\n[servers.222]\ndocuments = 'a/new'\nshared = true", r"it lies in \[servers.222\]'s documents"),
        ("documents = '.'\n" + OWN + "shared = true", r"it lies in the default documents"),
    ],
    ids=range(13),
)  # fmt: skip
def test_folders_that_are_refused(text: str, words: str, tmp_path: Path) -> None:
    """A folder outside the server's documents, excluded from them, or shown to others too is refused by name."""
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "b", target_is_directory=True)
    (tmp_path / "a" / "out").symlink_to(tmp_path / "b", target_is_directory=True)
    with pytest.raises(UploadsRefused, match=words):
        folders(tmp_path, text)


FOLDERS = ("x", "x/y", "x/y/z", "w", "w/y", "x/../w", "to-x", "to-x/y")


@st.composite
def configs(draw: st.DrawFn) -> Settings:
    """Servers with documents of their own and folders for uploads, as in a config."""
    folders = st.sampled_from(FOLDERS).map(Path)
    own = {number: IndexSettings(draw(folders), Path("i")) for number in draw(st.sets(st.integers(1, 3)))}
    uploads = {number: draw(folders) for number in own if draw(st.booleans())}
    discord = DiscordSettings(
        allowed_servers=tuple(draw(st.sets(st.integers(1, 5)))), uploads=draw(st.none() | folders)
    )
    return Settings(IndexSettings(draw(folders), Path("i")), discord, own, uploads=uploads)


@settings(max_examples=80, deadline=None)
@given(chosen=configs())
def test_what_is_uploaded_is_told_to_one_server_alone(chosen: Settings, tree: Path) -> None:
    """For any folders: no other server is answered from a folder that a server may upload into."""

    def rooted(own: IndexSettings) -> IndexSettings:
        return IndexSettings(tree / own.documents, tree / "i")

    servers = {number: rooted(own) for number, own in chosen.servers.items()}
    uploads = {number: tree / folder for number, folder in chosen.uploads.items()}
    discord = replace(chosen.discord, uploads=chosen.discord.uploads and tree / chosen.discord.uploads)
    default = rooted(chosen.engine)
    try:
        found = upload_folders(Settings(default, discord, servers, uploads=uploads))
    except UploadsRefused:
        return
    answered = {*discord.allowed_servers, *servers} if discord.allowed_servers else {*servers, 99}
    for server, folder in found.items():
        written = os.path.realpath(folder.documents / folder.below)
        for other in answered:
            told = os.path.realpath(servers.get(other, default).documents)
            assert (os.path.commonpath([told, written]) == told) == (other == server)


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folders, and a link to one of them."""
    root = tmp_path_factory.mktemp("uploads")
    for folder in ("x/y/z", "w/y"):
        (root / folder).mkdir(parents=True)
    (root / "to-x").symlink_to(root / "x", target_is_directory=True)
    return root


def test_folders_that_may_be_written(tmp_path: Path) -> None:
    """A server with documents of its own has its folder; that of the default documents belongs to the only other server."""
    text = "documents = 'd'\n[discord]\nuploads = 'd/x/y'\nallowed_servers = [5, 111]\n" + OWN
    assert folders(tmp_path, text) == {
        5: UploadFolder(tmp_path / "d", "x/y"),
        111: UploadFolder(tmp_path / "a", "new"),
    }
    assert folders(tmp_path, "") == {}
