"""The index folder: generations whole or not at all, one builder at a time, and what a disk refuses."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from index.engine import Engine
from index.errors import IndexBusy, IndexDamaged, IndexMissing, UserError
from index.settings import IndexSettings
from index.store.build import build
from index.store.store import Store


def hits(settings: IndexSettings) -> list:
    return Engine.open(settings).retrieve("Who opened the bakery?", 10)


def test_a_generation_lies_on_disk_as_documented(small_index: IndexSettings):
    """CURRENT names a folder; its manifest is JSON that a person can read and tells all of the others."""
    assert (small_index.index / "CURRENT").read_text() == "gen-1\n"
    folder = small_index.index / "gen-1"
    manifest = json.loads((folder / "manifest.json").read_text())
    assert [entry["name"] for entry in manifest["documents"]] == [
        "bakery.txt",
        "lighthouse.md",
        "notes/train.txt",
    ]
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert files == {*manifest["checksums"]["sizes"], "blocks.sums", "manifest.json", "manifest.sha256"}
    if shutil.which("sha256sum"):
        assert (
            subprocess.run(
                ["sha256sum", "--check", "manifest.sha256"], cwd=folder, capture_output=True
            ).returncode
            == 0
        )


FILES = [
    "manifest.json", "manifest.sha256", "blocks.sums", "text.utf8", "passages.npy", "keys.npy", "vectors.faiss",
    "lexical/terms.npy", "lexical/starts.npy", "lexical/rows.npy", "lexical/counts.npy", "lexical/lengths.npy",
]  # fmt: skip


DAMAGE = [
    *((name, damage) for name in FILES for damage in ("flip", "gone")),
    *((name, damage) for name in FILES[:3] for damage in ("cut", "empty", "folder")),
]


@pytest.mark.parametrize(("name", "damage"), DAMAGE)
def test_a_damaged_file_is_named_and_rebuilt(small_index: IndexSettings, name: str, damage: str):
    """One bit, a lost end or a lost file of any kind is noticed on opening, named, and mended by a build."""
    before = hits(small_index)
    path = small_index.index / "gen-1" / name
    data = bytearray(path.read_bytes())
    path.unlink()
    if damage == "flip":
        data[len(data) // 2] ^= 4
        path.write_bytes(data)
    elif damage == "cut":
        path.write_bytes(data[:-1])
    elif damage == "empty":
        path.write_bytes(b"")
    elif damage == "folder":
        path.mkdir()
    named = "manifest.json" if name == "manifest.sha256" else name
    with pytest.raises(IndexDamaged, match=rf"The index is damaged: .*gen-1/{named} .* Run `munshi index`"):
        Engine.open(small_index)
    report = build(small_index)
    assert report.written
    assert any(
        f"gen-1/{named}" in warning and "rebuilt from nothing" in warning for warning in report.warnings
    )
    assert hits(small_index) == before


@pytest.mark.parametrize(
    "text", ["", "\n", "gen-", "gen-x\n", "\x00\xff", "gen-99\n", "../../etc\n", "gen-1/../gen-2", "-1"]
)
def test_garbage_in_current_is_named_and_rebuilt(small_index: IndexSettings, text: str):
    """A CURRENT that names no generation is damage: said so, and mended by a build."""
    before = hits(small_index)
    (small_index.index / "CURRENT").write_text(text, encoding="latin-1")
    with pytest.raises(
        IndexDamaged, match=r"The index is damaged: .*CURRENT names no generation that is there"
    ):
        Engine.open(small_index)
    report = build(small_index)
    assert any("CURRENT" in warning for warning in report.warnings)
    assert hits(small_index) == before


def test_no_index_is_missing_and_not_damaged(empty_folder: IndexSettings):
    """Where nothing was ever built, the sentence says how to build."""
    with pytest.raises(IndexMissing, match="run `munshi index` to build it"):
        Store(empty_folder.index).open()


def test_a_folder_in_the_way_of_current_is_one_sentence(small_index: IndexSettings):
    """Even where CURRENT is a folder, the build ends in a sentence and not in a traceback."""
    (small_index.index / "CURRENT").unlink()
    (small_index.index / "CURRENT").mkdir()
    with pytest.raises(UserError, match="something stands in the way"):
        build(small_index)


def test_a_file_where_the_index_should_be_is_one_sentence(
    empty_folder: IndexSettings, write: Callable[..., Path], tmp_path: Path
):
    """An index folder that is a file, or lies below one, is said with what to do."""
    from dataclasses import replace

    write("a.txt", "TermExtractor stand here.")
    (tmp_path / "file").write_text("I am in the way.")
    for place in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(
            UserError, match=r"The index cannot be kept in .*: something stands in the way .*--index"
        ):
            build(replace(empty_folder, index=place))
    assert (tmp_path / "file").read_text() == "I am in the way."


def test_what_killed_builds_left_is_cleared_up(small_index: IndexSettings, write: Callable[..., Path]):
    """Half generations, and whole ones that never became current, are gone after the next build."""
    (small_index.index / ".new-2").mkdir()
    (small_index.index / ".new-2" / "text.utf8").write_text("half")
    shutil.copytree(small_index.index / "gen-1", small_index.index / "gen-7")
    (small_index.index / ".new-CURRENT").write_text("gen-")
    build(small_index)
    names = {path.name for path in small_index.index.iterdir()}
    assert names - {"LOCK"} == {"CURRENT", "gen-1"}


def test_generation_numbers_only_rise(small_index: IndexSettings, write: Callable[..., Path]):
    """A number is never used for two generations in a row of builds."""
    numbers = []
    for text in ("One thing.", "Another thing.", "A third thing."):
        write("bakery.txt", text)
        numbers.append(build(small_index).generation)
    assert numbers == [2, 3, 4]


def test_a_failed_write_leaves_what_was_current(small_index: IndexSettings):
    """Whatever goes wrong while a generation is written, the one before stays and nothing half is left."""
    before = hits(small_index)
    store = Store(small_index.index)
    with (
        store.lock(wait=True),
        pytest.raises(RuntimeError, match="the power went"),
        store.new_generation() as new,
    ):
        (new.folder / "text.utf8").write_text("half")
        raise RuntimeError("the power went")
    assert not list(small_index.index.glob(".new-*"))
    assert store.current() == 1
    assert hits(small_index) == before


def test_two_builders_take_turns(small_index: IndexSettings, write: Callable[..., Path]):
    """A second build waits for the first and says so; with --no-wait it ends in a sentence at once."""
    write("bakery.txt", "Jonas took over the bakery.")
    said: list[str] = []
    store = Store(small_index.index)
    done = threading.Event()

    def second() -> None:
        report = build(small_index, progress=lambda progress: said.append(progress.stage))
        said.append(f"generation {report.generation}")
        done.set()

    with store.lock(wait=True):
        with pytest.raises(IndexBusy, match=r"Another process is building the index in .*--no-wait"):
            build(small_index, wait=False)
        thread = threading.Thread(target=second)
        thread.start()
        deadline = time.monotonic() + 10
        while not said and time.monotonic() < deadline:
            time.sleep(0.01)
        assert said == ["waiting"]
        assert not done.wait(0.2)
        assert store.current() == 1
    thread.join(30)
    assert said[-1] == "generation 2"


def test_a_lock_goes_with_its_process(small_index: IndexSettings, python, root: Path):
    """The lock of a killed process holds nobody up."""
    code = (
        "import os, signal, sys; from pathlib import Path; from index.store.store import Store\n"
        "with Store(Path(sys.argv[1])).lock(wait=True): os.kill(os.getpid(), signal.SIGKILL)"
    )
    assert python(code, str(small_index.index)).returncode == -9
    with Store(small_index.index).lock(wait=False):
        pass


def test_readers_see_whole_generations_while_builds_go_on(
    small_index: IndexSettings, write: Callable[..., Path]
):
    """Promise 3: an index opened at any moment of many builds is one of the generations, whole."""
    wrong: list[str] = []
    seen: set[str] = set()
    stop = threading.Event()

    def look() -> None:
        while not stop.is_set():
            try:
                hit = hits(small_index)[0]
            except Exception as error:  # any at all is what the test is about
                wrong.append(repr(error))
                return
            seen.add(hit.passage.text)

    threads = [threading.Thread(target=look) for _ in range(2)]
    for thread in threads:
        thread.start()
    texts = [f"Number {number} opened the bakery on Mill Street." for number in range(6)]
    for text in texts:
        write("bakery.txt", text)
        build(small_index)
    stop.set()
    for thread in threads:
        thread.join(60)
    assert not wrong
    assert {text for text in seen if text.startswith("Number")} <= set(texts)
    assert len(seen) > 1


# --- what can be shown only in a process of its own ---

BUILD = "import sys; from bot.terminal.cli import main; sys.exit(main(['index', '--config', sys.argv[1]]))"
LIMITED = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (int(__import__('sys').argv[2]),) * 2);"


@pytest.mark.parametrize("limit", [0, 3000])
def test_a_file_that_may_not_grow_ends_in_a_sentence(
    stale_index: IndexSettings, config, python, write: Callable[..., Path], limit: int
):
    """Where the system lets no file grow, as on a full disk, the last good index is unharmed and serves."""
    for number in range(30):
        write(f"more-{number}.txt", f"Document number {number} tells of something else. " * 10)
    before = hits(stale_index)
    result = python(LIMITED + BUILD, str(config(stale_index)), str(limit))
    assert result.returncode == 3
    assert "What was indexed before is unharmed." in result.stderr
    assert result.stderr.count("\n") == 1
    assert hits(stale_index) == before
    assert not list(stale_index.index.glob(".new-*"))
    assert build(stale_index).written


@pytest.fixture
def tiny_disk(tmp_path: Path):
    """A disk of 256 kB in memory, where this process may mount one."""
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(place)]
    if (
        os.geteuid() != 0
        or not shutil.which("mount")
        or subprocess.run(command, capture_output=True).returncode
    ):
        pytest.skip("no disk can be mounted here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk_ends_in_a_sentence(
    small_index: IndexSettings, write: Callable[..., Path], tiny_disk: Path
):
    """On a disk that is full, the build says so, and what was indexed before answers as before."""
    from dataclasses import replace

    on_disk = replace(small_index, index=tiny_disk / "index")
    build(on_disk)
    before = hits(on_disk)
    write("more.txt", "# The same\nThe clerk reads the papers.\n" * 300)
    with pytest.raises(
        UserError, match=r"The disk is full: .* What was indexed before is unharmed\. Free some space"
    ):
        build(on_disk)
    assert hits(on_disk) == before
    (small_index.documents / "more.txt").unlink()
    assert build(on_disk).generation >= 1
    assert hits(on_disk) == before


def test_a_read_only_index_answers_and_says_that_it_cannot_be_built(
    stale_index: IndexSettings, config, munshi_without_privileges
):
    """Someone who may only read the index is answered from it; a build is refused in a sentence."""
    path = str(config(stale_index))
    for folder in (stale_index.index, *stale_index.index.rglob("*")):
        folder.chmod(0o555 if folder.is_dir() else 0o444)
    question = "Who opened the bakery on Mill Street?"
    asked = munshi_without_privileges("ask", "--no-refresh", "--config", path, question)
    assert "Marta" in asked.stdout, asked.stderr
    built = munshi_without_privileges("index", "--config", path)
    assert built.returncode == 3
    assert "cannot be written to (Permission denied). What was indexed before is unharmed." in built.stderr
    assert built.stderr.count("\n") == 1
