"""Damage of any kind raises IndexDamaged, and never a wait, a signal or another error."""

from __future__ import annotations

import errno
import itertools
import json
import os
import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from index.engine import Engine
from index.errors import IndexDamaged, IndexMismatch, IndexMissing, IndexUnreadable
from index.settings import IndexSettings
from index.store.build import build
from index.store.manifest import read_manifest, write_manifest
from index.store.store import Store

QUESTION = "Who opened the bakery on Mill Street?"


@pytest.mark.parametrize(
    "name", ["CURRENT", "manifest.json", "manifest.sha256", "text.utf8", "vectors.faiss"]
)
def test_a_pipe_is_not_waited_for(small_index: IndexSettings, name: str):
    """If a file of the index is a pipe, opening the index reports damage at once and names the file."""
    path = next(small_index.index.rglob(name))
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(IndexDamaged, match=rf"The index is damaged: .*{name.partition('.')[0]}"):
        Engine.open(small_index)


@pytest.mark.parametrize("name", ["CURRENT", "manifest.json", "text.utf8", "vectors.faiss"])
def test_a_file_that_the_system_refuses_to_open_is_no_damage(
    small_index: IndexSettings, name: str, monkeypatch: pytest.MonkeyPatch
):
    """If access is denied, the error says that, and a build does not start from nothing."""
    opened = os.open

    def refuse(path: str | Path, flags: int, *rest: int, **options: int) -> int:
        if Path(path).name == name:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
        return opened(path, flags, *rest, **options)

    monkeypatch.setattr(os, "open", refuse)
    for use in (Engine.open, build):
        with pytest.raises(IndexUnreadable, match=rf"cannot be read: .*{name} \(Permission denied\)"):
            use(small_index)


@pytest.mark.skipif(os.name != "posix", reason="elsewhere nothing limits the files that are open")
def test_without_file_descriptors_an_index_is_unreadable_at_once(small_index: IndexSettings, python):
    """With any number of free descriptors, opening succeeds or reports too many open files, and ends."""
    code = (
        "import os, resource, signal, sys\n"
        "from pathlib import Path\n"
        "from index.errors import IndexUnreadable\n"
        "from index.store.store import Store\n"
        "store = Store(Path(sys.argv[1]))\n"
        "store.open()  # which imports what is needed\n"
        "signal.alarm(120)\n"
        "used = max(map(int, os.listdir('/dev/fd')))\n"
        "for free in range(10):\n"
        "    resource.setrlimit(resource.RLIMIT_NOFILE, (used + free, 4096))\n"
        "    try:\n"
        "        store.open()\n"
        "        print('opened')\n"
        "    except IndexUnreadable as error:\n"
        "        print('refused' if 'Too many open files' in str(error) else error)\n"
    )
    result = python(code, str(small_index.index))
    assert set(result.stdout.split()) == {"refused", "opened"}, result.stdout + result.stderr
    assert result.returncode == 0, result.stderr


def sign(settings: IndexSettings, manifest: bytes) -> None:
    """Write a manifest into the current generation, with its right checksum."""
    path = next(settings.index.rglob("manifest.json"))
    path.write_bytes(manifest)
    path.with_name("manifest.sha256").write_text(f"{sha256(manifest).hexdigest()}  manifest.json\n")


@pytest.mark.parametrize(
    "manifest",
    [b"[" * 100_000, b'{"format":' + b'{"a":' * 100_000, b"[]", b"null", b"", b"{", b"\xff", b"NaN"],
    ids=["lists", "objects", "list", "null", "empty", "cut", "no text", "not a number"],
)
def test_a_manifest_that_is_none_is_damage(small_index: IndexSettings, manifest: bytes):
    """Whatever a manifest with a right checksum contains, opening the index says what is wrong with it."""
    sign(small_index, manifest)
    with pytest.raises((IndexDamaged, IndexMismatch), match=r"^The index "):
        Engine.open(small_index)


def _fields(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every value in parsed JSON; for a list, only those of its first entry."""
    if path:
        yield path
    items = (
        value.items() if isinstance(value, dict) else enumerate(value[:1]) if isinstance(value, list) else ()
    )
    for key, inner in items:
        yield from _fields(inner, (*path, key))


def test_every_field_of_a_manifest_is_checked(small_index: IndexSettings):
    """A field of another type or out of range, under a right checksum, is damage or harmless."""
    sound = next(small_index.index.rglob("manifest.json")).read_bytes()
    for path, wrong in itertools.product(
        _fields(json.loads(sound)), [None, -1, 1.5, 2**70, "x", [], [[]], {}, True]
    ):
        manifest = table = json.loads(sound)
        for key in path[:-1]:
            table = table[key]
        table[path[-1]] = wrong
        sign(small_index, json.dumps(manifest).encode())
        try:
            generation = Store(small_index.index).open()
            for row in range(len(generation)):
                passage = generation.passage(row)
                text = generation.document_text(generation.by_name[passage.document])
                assert text[passage.start : passage.end] == passage.text
        except (IndexDamaged, IndexMismatch):
            pass
        except Exception as error:
            error.add_note(f"{path} was {wrong!r}")
            raise


CUT = """
import os, shutil, sys
from pathlib import Path
from index.engine import Engine
from index.errors import IndexDamaged
from index.settings import AnswerSettings, IndexSettings

documents, index, question, *names = sys.argv[1:]
for name in names:
    copy = Path(index).with_name(f"cut-{name}")
    shutil.copytree(index, copy)
    settings = IndexSettings(documents, copy, answer=AnswerSettings(reader="sentences"))
    asked, unasked = Engine.open(settings), Engine.open(settings)
    sound = asked.ask(question)  # every block has been read and checked
    print(name, flush=True)
    os.truncate(next(copy.rglob(name)), 0)
    for engine in (asked, unasked):
        try:
            assert engine.ask(question).citations == sound.citations
        except IndexDamaged as error:
            assert name in str(error)
            print("damage")
"""


def test_a_file_cut_under_an_open_engine_kills_nothing(small_index: IndexSettings, python):
    """If a file is cut after it was opened, data in memory still answers, or the error names the file."""
    padding = "The same line of padding fills blocks and buffers, and is embedded once.\n\n" * 400
    (small_index.documents / "a.txt").write_text(padding)
    build(small_index)
    told = {"text.utf8": 0, "passages.npy": 1, "keys.npy": 0, "structure.bin": 0, "vectors.faiss": 0, "rows.npy": 1}  # fmt: skip
    result = python(CUT, str(small_index.documents), str(small_index.index), QUESTION, *told)
    assert (result.returncode, result.stderr) == (0, ""), result.stdout
    for name, least in told.items():
        assert f"{name}\n" + "damage\n" * least in result.stdout


def test_nothing_of_an_index_is_mapped_to_memory(small_index: IndexSettings):
    """A mapped file that is cut would kill the process that reads it, by a signal."""
    engine = Engine.open(small_index)
    engine.ask(QUESTION)
    maps = Path("/proc/self/maps")
    if not maps.exists():
        pytest.skip("what is mapped is read from /proc")
    assert str(small_index.index) not in maps.read_text()


def test_a_likeness_that_cannot_be_is_damage(small_index: IndexSettings, monkeypatch: pytest.MonkeyPatch):
    """If a flipped exponent bit gives a cosine that unit vectors cannot have, the error names the file."""
    monkeypatch.setattr("index.store.checksums.HEADER_BYTES", 0)  # as in an index that is larger
    path = next(small_index.index.rglob("vectors.faiss"))
    sound = path.read_bytes()
    found = 0
    for offset in range(len(sound) - 1, len(sound) - 400, -14):  # the upper bytes of bfloat16
        path.write_bytes(sound[:offset] + bytes([sound[offset] ^ 0x40]) + sound[offset + 1 :])
        try:
            hits = Engine.open(small_index).retrieve(QUESTION, 10)
        except IndexDamaged as error:
            found += "vectors.faiss does not match its checksum" in str(error)
        else:
            assert all(abs(hit.cosine) <= 1.01 for hit in hits)
    assert found > 20


def test_every_vector_that_is_read_of_a_large_index_is_checked(
    small_index: IndexSettings, monkeypatch: pytest.MonkeyPatch
):
    """Any flipped bit in a vector read from its file is damage, even if the cosine is possible."""
    monkeypatch.setattr("index.search.vectors.EXHAUSTIVE_ROWS", 1)  # as in an index of many passages
    monkeypatch.setattr("index.store.checksums.HEADER_BYTES", 0)
    build(small_index, full=True)
    path = next(small_index.index.rglob("vectors.faiss"))
    engine, sound = Engine.open(small_index), path.read_bytes()
    hits = engine.retrieve(QUESTION, 10)
    first = len(sound) - 2 * len(hits) * 384  # the vectors come last, two bytes a dimension
    for offset, bit in zip(range(first, len(sound), 101), itertools.cycle(range(8)), strict=False):
        path.write_bytes(sound[:offset] + bytes([sound[offset] ^ 1 << bit]) + sound[offset + 1 :])
        with pytest.raises(IndexDamaged, match=r"vectors\.faiss does not match its checksum"):
            engine.retrieve(QUESTION, 10)
    path.write_bytes(sound)
    assert engine.retrieve(QUESTION, 10) == hits


def test_an_index_that_comes_and_goes_is_never_called_damaged(small_index: IndexSettings, tmp_path: Path):
    """While indexes of the same number are deleted and built, a reader sees a whole one or none."""
    store = Store(small_index.index)
    template = tmp_path / "template"
    shutil.copytree(small_index.index / "gen-1", template)
    manifest = read_manifest(template)
    errors: list[BaseException] = []
    opened = 0
    done = threading.Event()

    def read() -> None:
        nonlocal opened
        while not done.is_set():
            try:
                opened += len(store.open()) == 3
            except IndexMissing:
                pass
            except BaseException as error:  # whatever it is
                errors.append(error)
                return

    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    for number in range(24):
        with store.lock(wait=True):
            if number % 3:
                store.delete()
            with store.new_generation() as new:
                shutil.copytree(template, new.folder, dirs_exist_ok=True)
                write_manifest(new.folder, replace(manifest, generation=new.number, built_at=float(number)))
            store.remove_unused()
    done.set()
    for thread in threads:
        thread.join()
    assert not errors, errors
    assert opened
