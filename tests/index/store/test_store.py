"""The index folder: complete generations only, one builder at a time, and errors of the disk."""

from __future__ import annotations

import json
import shutil
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from index.engine import Engine
from index.errors import IndexBusy, IndexDamaged, IndexMismatch, IndexMissing, IndexUnwritable
from index.settings import IndexSettings
from index.store.build import build
from index.store.store import Store


def hits(settings: IndexSettings) -> list:
    return Engine.open(settings).retrieve("Who opened the bakery?", 10)


def test_a_generation_lies_on_disk_as_documented(small_index: IndexSettings):
    """CURRENT names a folder.

    Its manifest is JSON with a line for each document, and lists all other files.
    """
    assert (small_index.index / "CURRENT").read_text() == "gen-1\n"
    folder = small_index.index / "gen-1"
    text = (folder / "manifest.json").read_text()
    lines = [json.loads(line.rstrip(",")) for line in text.splitlines() if line.startswith('{"name"')]
    manifest = json.loads(text)
    assert manifest["documents"] == lines
    assert [line["name"] for line in lines] == ["bakery.txt", "lighthouse.md", "notes/train.txt"]
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
    """A flipped bit, a missing end or a missing file is noticed on opening and named; a build repairs it."""
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
    with pytest.raises(IndexDamaged, match=rf"^The index is damaged: .*gen-1/{named} [a-z ]+\.$"):
        Engine.open(small_index)
    report = build(small_index)
    assert report.written
    assert any(f"gen-1/{named}" in warning and "It is built again" in warning for warning in report.warnings)
    assert hits(small_index) == before


@pytest.mark.parametrize(
    "text", ["", "\n", "gen-", "gen-x\n", "\x00\xff", "gen-99\n", "../../etc\n", "gen-1/../gen-2", "-1"]
)
def test_garbage_in_current_is_named_and_rebuilt(small_index: IndexSettings, text: str):
    """A CURRENT that names no generation is damage: it is named, and a build repairs it."""
    before = hits(small_index)
    (small_index.index / "CURRENT").write_text(text, encoding="latin-1")
    with pytest.raises(
        IndexDamaged, match=r"The index is damaged: .*CURRENT names no generation that is there"
    ):
        Engine.open(small_index)
    report = build(small_index)
    assert any("CURRENT" in warning for warning in report.warnings)
    assert hits(small_index) == before


def test_an_index_of_another_version_is_told_from_a_damaged_one(small_index: IndexSettings):
    """An undamaged manifest of another format is reported as another version's, and a build replaces it."""
    before = hits(small_index)
    path = small_index.index / "gen-1" / "manifest.json"
    manifest = json.loads(path.read_bytes())
    for other in ({**manifest, "format": manifest["format"] - 1}, {"recipe": {"format": 4}}):
        content = json.dumps(other).encode()
        path.write_bytes(content)
        path.with_name("manifest.sha256").write_text(f"{sha256(content).hexdigest()}  manifest.json\n")
        with pytest.raises(
            IndexMismatch, match=r"^The index in .*index was written by another version of Munshi\.$"
        ):
            Engine.open(small_index)
    report = build(small_index)
    (warning,) = report.warnings
    assert warning.endswith("was written by another version of Munshi. It is built again from the documents.")
    assert (report.embedded, report.passages) == (3, 3)
    assert hits(small_index) == before


def test_no_index_is_missing_and_not_damaged(empty_folder: IndexSettings):
    """If no index was ever built, it is reported as missing."""
    with pytest.raises(IndexMissing, match=r"^There is no index in .*index yet\.$"):
        Store(empty_folder.index).open()


def test_a_file_where_the_index_should_be_is_one_sentence(
    empty_folder: IndexSettings, write: Callable[..., Path], tmp_path: Path
):
    """An index folder that is a file, or is below a file, is named with the system's reason."""
    write("a.txt", "Words stand here.")
    (tmp_path / "file").write_text("I am in the way.")
    for folder, reason in (("file", "File exists"), ("file/below", "Not a directory")):
        with pytest.raises(IndexUnwritable, match=rf"The index in .*{folder} cannot be written: {reason} \("):
            build(replace(empty_folder, index=tmp_path / folder))
    assert (tmp_path / "file").read_text() == "I am in the way."


def test_what_killed_builds_left_is_removed(small_index: IndexSettings, write: Callable[..., Path]):
    """The next build removes unfinished generations, and finished ones that never became current."""
    (small_index.index / ".new-2").mkdir()
    (small_index.index / ".new-2" / "text.utf8").write_text("half")
    shutil.copytree(small_index.index / "gen-1", small_index.index / "gen-7")
    (small_index.index / ".new-CURRENT").write_text("gen-")
    build(small_index)
    names = {path.name for path in small_index.index.iterdir()}
    assert names - {"LOCK", "file-hashes.json"} == {"CURRENT", "gen-1"}


def test_generation_numbers_only_rise(small_index: IndexSettings, write: Callable[..., Path]):
    """Each build that writes takes the next number."""
    numbers = []
    for text in ("One thing.", "Another thing.", "A third thing."):
        write("bakery.txt", text)
        numbers.append(build(small_index).generation)
    assert numbers == [2, 3, 4]


def test_an_error_while_writing_leaves_the_current_generation(small_index: IndexSettings):
    """On any error while a generation is written, its folder is removed and the current generation stays."""
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
    """A second build waits for the first and reports it; with `wait=False` it raises IndexBusy at once."""
    write("bakery.txt", "Jonas took over the bakery.")
    stages: list[str] = []
    store = Store(small_index.index)
    done = threading.Event()

    def second() -> None:
        report = build(small_index, progress=lambda progress: stages.append(progress.stage))
        stages.append(f"generation {report.generation}")
        done.set()

    with store.lock(wait=True):
        with pytest.raises(IndexBusy, match=r"^Another process is building the index in .*\.$"):
            build(small_index, wait=False)
        thread = threading.Thread(target=second)
        thread.start()
        deadline = time.monotonic() + 10
        while not stages and time.monotonic() < deadline:
            time.sleep(0.01)
        assert stages == ["waiting"]
        assert not done.wait(0.2)
        assert store.current() == 1
    thread.join(30)
    assert stages[-1] == "generation 2"


def test_a_lock_goes_with_its_process(small_index: IndexSettings, python, root: Path):
    """The lock of a killed process is free."""
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
    """Promise 3: an index opened at any moment of many builds is one complete generation."""
    errors: list[str] = []
    seen: set[str] = set()
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            try:
                hit = hits(small_index)[0]
            except Exception as error:  # there must be none of any kind
                errors.append(repr(error))
                return
            seen.add(hit.passage.text)

    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    texts = [f"Number {number} opened the bakery on Mill Street." for number in range(6)]
    for text in texts:
        write("bakery.txt", text)
        build(small_index)
    stop.set()
    for thread in threads:
        thread.join(60)
    assert not errors
    assert {text for text in seen if text.startswith("Number")} <= set(texts)
    assert len(seen) > 1


# --- disks that refuse, and processes of their own ---

BUILD = "import sys; from bot.terminal.cli import main; sys.exit(main(['index', '--config', sys.argv[1]]))"
LIMITED = (  # no bytecode is written, which Python would leave cut off
    "import resource, sys; sys.dont_write_bytecode = True;"
    "resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]),) * 2);"
)


@pytest.mark.parametrize("limit", [0, 3000])
def test_a_limit_on_the_size_of_files_leaves_the_index(
    stale_index: IndexSettings, config, python, write: Callable[..., Path], limit: int
):
    """If the system limits the size of files, a build fails with one sentence and the index still answers."""
    for number in range(30):
        write(f"more-{number}.txt", f"Document number {number} tells of something else. " * 10)
    before = hits(stale_index)
    result = python(LIMITED + BUILD, str(config(stale_index)), str(limit))
    assert result.returncode == 3
    assert "cannot be written: File too large" in result.stderr
    assert "What was indexed before is unchanged." in result.stderr
    assert result.stderr.count("\n") == 1
    assert hits(stale_index) == before
    assert not list(stale_index.index.glob(".new-*"))
    assert build(stale_index).written


def test_a_full_disk_leaves_the_index(
    small_index: IndexSettings, write: Callable[..., Path], tiny_disk: Path, config, munshi
):
    """If the disk is full, a build says so, and the current index still answers, also to `ask`."""
    on_disk = replace(small_index, index=tiny_disk / "index")
    build(on_disk)
    before = hits(on_disk)
    write("more.txt", "# The same\nThe clerk reads the papers.\n" * 300)
    with pytest.raises(
        IndexUnwritable,
        match=r"cannot be written: the disk is full\. What was indexed before is unchanged\.$",
    ):
        build(on_disk)
    assert hits(on_disk) == before
    question = "Who opened the bakery on Mill Street?"
    stale = munshi("ask", "--json", "--config", str(config(on_disk)), question)
    assert (stale.returncode, json.loads(stale.stdout)["stale"]) == (0, True), stale.stderr
    assert "the disk is full" in stale.stderr
    (small_index.documents / "more.txt").unlink()
    assert build(on_disk).generation >= 1
    assert hits(on_disk) == before


def test_a_read_only_index_answers_and_says_that_it_cannot_be_built(
    stale_index: IndexSettings, config, munshi_without_privileges
):
    """A user who may only read the index gets answers from it; a build fails with a sentence."""
    path = str(config(stale_index))
    for folder in (stale_index.index, *stale_index.index.rglob("*")):
        folder.chmod(0o555 if folder.is_dir() else 0o444)
    question = "Who opened the bakery on Mill Street?"
    answered = munshi_without_privileges("ask", "--no-refresh", "--config", path, question)
    assert "Marta" in answered.stdout, answered.stderr
    stale = munshi_without_privileges("ask", "--json", "--config", path, question)
    assert (stale.returncode, json.loads(stale.stdout)["stale"]) == (0, True), stale.stderr
    assert "Marta" in stale.stdout
    assert "cannot be written: Permission denied" in stale.stderr
    assert stale.stderr.endswith("The answer is from what was indexed before.\n")
    built = munshi_without_privileges("index", "--config", path)
    assert built.returncode == 3
    assert "cannot be written: Permission denied" in built.stderr
    assert "What was indexed before is unchanged." in built.stderr
    assert built.stderr.count("\n") == 1


def test_a_read_only_index_that_is_up_to_date_needs_no_build(
    small_index: IndexSettings, config, munshi_without_privileges
):
    """A build by a user who may only read reports that nothing changed; a full build is refused."""
    path = str(config(small_index))
    for folder in (small_index.index, *small_index.index.rglob("*")):
        folder.chmod(0o555 if folder.is_dir() else 0o444)
    built = munshi_without_privileges("index", "--config", path)
    assert (built.returncode, built.stderr) == (0, "")
    assert built.stdout.startswith("Nothing has changed: generation 1")
    full = munshi_without_privileges("index", "--full", "--config", path)
    assert full.returncode == 3
    assert "cannot be written: Permission denied" in full.stderr
