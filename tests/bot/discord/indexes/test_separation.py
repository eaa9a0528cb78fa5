"""Which folders servers may have: with any config, no server sees what the documents of another contain."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterator
from contextlib import nullcontext
from itertools import permutations
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.config import Settings, load
from bot.discord.indexes.separation import check_separation
from bot.discord.settings import DiscordSettings
from bot.errors import FoldersOverlap, KeyAmongDocuments, TokenAmongDocuments
from bot.keys_apart import check_keys_apart
from bot.terminal.advice import advice
from index.documents.files import scan
from index.settings import IndexSettings

A, B = 111, 222


def config(tmp_path: Path, text: str) -> Settings:
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    return load(path)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("documents = 'all'\n[servers.111]\ndocuments = 'all/a'", r"\[servers.111\]'s documents folder .*all/a lies in the default documents folder .*all,"),
        ("documents = 'all/common'\n[servers.111]\ndocuments = 'all'", r"the default documents folder .*all/common lies in \[servers.111\]'s documents"),
        ("[servers.111]\ndocuments = 'a'\n[servers.222]\ndocuments = 'a/../a'", r"\[servers.222\]'s documents folder .* is \[servers.111\]'s documents folder"),
        ("[servers.111]\ndocuments = 'a'\nindex = 'i'\n[servers.222]\ndocuments = 'b'\nindex = 'i'", r"one index cannot hold both"),
        ("[servers.111]\ndocuments = 'a'\n[servers.222]\ndocuments = 'b'\nindex = 'a/index'", r"\[servers.222\]'s index folder .* lies in \[servers.111\]'s documents"),
        ("[servers.111]\ndocuments = 'a'\nindex = '.index'", r"one index cannot hold both"),
        ("[servers.111]\ndocuments = 'a'\nindex = 'i'\n[servers.222]\ndocuments = 'b'\nindex = 'i/servers/222'", r"\[servers.222\]'s index folder .* lies in \[servers.111\]'s index"),
        ("[servers.111]\ndocuments = '.index/servers'", r"\[servers.111\]'s documents folder .* lies in the default index folder"),
        ("[servers.111]\ndocuments = 'a'\n[servers.222]\ndocuments = 'link'", r"\[servers.222\]'s documents folder .*link is \[servers.111\]'s"),
        ("[servers.111]\ndocuments = 'a'\nshared = true\n[servers.222]\ndocuments = 'a'", r"is \[servers.111\]'s documents folder"),
    ],
)  # fmt: skip
def test_overlapping_folders_are_refused_by_name(text: str, words: str, tmp_path: Path) -> None:
    """A folder that equals, contains or is inside a folder of another server or the default one is named, however it is spelled."""
    (tmp_path / "a").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "a", target_is_directory=True)
    with pytest.raises(FoldersOverlap, match=words):
        check_separation(config(tmp_path, text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[servers.111]\ndocuments = 'a'\n[servers.222]\ndocuments = 'aa'",
        "documents = 'all'\n[servers.111]\ndocuments = 'all/a'\nshared = true",
        "[servers.111]\ndocuments = 'a'\nshared = true\n[servers.222]\ndocuments = 'a'\nshared = true",
        "[servers.111]\ndocuments = 'a'\nindex = 'i'\nshared = true\n[servers.222]\ndocuments = 'a'\nindex = 'i'\nshared = true",
    ],
)
def test_folders_apart_and_shared_ones_are_allowed(text: str, tmp_path: Path) -> None:
    """Separate folders are allowed, and overlapping ones if every section says that they are shared."""
    check_separation(config(tmp_path, text))


FOLDERS = ["x", "x/y", "x/y/z", "w", "w/y", "to-x", "to-y/z", "x/../w"]
folders = st.sampled_from(FOLDERS)


@st.composite
def configs(draw: st.DrawFn) -> Settings:
    def one() -> IndexSettings:
        return IndexSettings(documents=Path(draw(folders)), index=Path(draw(folders)) / "index")

    servers = {number: one() for number in draw(st.sets(st.sampled_from([1, 2, 3]), min_size=1))}
    return Settings(
        engine=one(), servers=servers, shared=frozenset(draw(st.sets(st.sampled_from([1, 2, 3]))))
    )


def told(own: IndexSettings) -> set[str]:
    """The files whose content people who are answered from these documents may see; links are not followed."""
    return {os.path.realpath(file.folder / file.target) for file in scan(own.documents, own.files).files}


def below(folder: Path) -> set[str]:
    return {os.path.realpath(path) for path in folder.rglob("*.txt")}


@pytest.fixture(scope="module")
def tree() -> Iterator[Path]:
    """Nested folders with a document in each, links to folders, and a file in each index folder."""
    with TemporaryDirectory() as name:
        root = Path(name)
        for folder in ("x/y/z", "w/y"):
            (root / folder).mkdir(parents=True)
        (root / "to-x").symlink_to(root / "x", target_is_directory=True)
        (root / "to-y").symlink_to(root / "x" / "y", target_is_directory=True)
        for folder in ("x", "x/y", "x/y/z", "w", "w/y"):
            (root / folder / "index").mkdir()
            (root / folder / "index" / "texts.txt").write_text("x")
            (root / folder / "document.txt").write_text("x")
        yield root


@settings(max_examples=60, deadline=None)
@given(chosen=configs())
def test_no_allowed_config_tells_one_server_anothers_files(chosen: Settings, tree: Path) -> None:
    """For any folders: an allowed config shows no server a file of another's documents or index.

    What is told is what a scan of the documents finds; with documents that both call shared it may overlap.
    """

    def rooted(own: IndexSettings) -> IndexSettings:
        return IndexSettings(documents=tree / own.documents, index=tree / own.index)

    servers = {number: rooted(own) for number, own in chosen.servers.items()}
    chosen = Settings(engine=rooted(chosen.engine), servers=servers, shared=chosen.shared)
    every = {0: chosen.engine, **servers}
    private = [
        (own, other)
        for own, other in permutations(every, 2)
        if not {own, other} - {0} <= chosen.shared
    ]  # fmt: skip
    leaks = any(
        told(every[own]) & (told(every[other]) | below(every[other].index))
        or below(every[own].index) & below(every[other].index)
        for own, other in private
    )
    try:
        check_separation(chosen)
    except FoldersOverlap:
        return
    assert not leaks


@pytest.mark.parametrize(
    ("include", "exclude", "refused"),
    [(("*.txt",), (), True), (("*.md",), (), False), (("*",), (), True), (("*",), ("token*",), False)],
    ids=str,
)
def test_a_token_among_the_documents_is_refused(
    include: tuple[str, ...], exclude: tuple[str, ...], refused: bool, tmp_path: Path
) -> None:
    """Munshi does not serve if the file with the token would be read as a document, also through a link."""
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "token.txt").write_text("secret")
    (tmp_path / "link").symlink_to(documents / "token.txt")
    files = dataclasses.replace(IndexSettings().files, include=include, exclude=exclude)
    index = IndexSettings(documents=documents, index=tmp_path / "index", files=files)
    for file in (documents / "token.txt", tmp_path / "link"):
        settings = Settings(engine=index, discord=DiscordSettings(token_file=file))
        refusal = pytest.raises(TokenAmongDocuments, match="is one of the documents")
        with refusal if refused else nullcontext() as caught:
            check_keys_apart(settings)
        if refused:
            assert advice(caught.value).startswith("Move it out of that folder, ")


@pytest.mark.parametrize(
    ("section", "setting", "what"),
    [("llm", "key_file", "language model's key"), ("store", "token_file", "store's token")],
)
def test_a_key_among_the_documents_is_refused(section: str, setting: str, what: str, tmp_path: Path) -> None:
    """The files with the language model's key and the store's token must be outside the documents too."""
    (tmp_path / "docs").mkdir()
    for name in ("docs/key.txt", "key.txt"):
        (tmp_path / name).write_text("secret")
    for file in ("docs/key.txt", "docs/none.txt", "key.txt"):
        refused = file == "docs/key.txt"
        settings = config(tmp_path, f"documents = 'docs'\n[{section}]\n{setting} = '{file}'")
        refusal = pytest.raises(KeyAmongDocuments, match=f"with the {what} is one of the documents in ")
        with refusal if refused else nullcontext() as caught:
            check_keys_apart(settings)
        if refused:
            assert setting in advice(caught.value)
