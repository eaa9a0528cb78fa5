"""Damage any file of an index: its bits, bytes, length or kind, or a value of the manifest with a right checksum."""

from __future__ import annotations

import json
import os
import shutil
import socket
import threading
from collections.abc import Callable
from dataclasses import asdict, replace
from hashlib import sha256
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any
from unittest import mock

from index.engine import Engine
from index.errors import IndexDamaged, IndexFolderRefused, IndexMismatch, IndexMissing
from index.settings import IndexSettings
from index.store.build import build
from index.store.manifest import read_manifest, write_manifest
from tests.torture.attack import QUESTIONS, Attempt, check_citations, contents, document, left_behind, write
from tests.torture.forks import Forks

DOCUMENTS = 30


def _flip_bits(path: Path, random: Random) -> None:
    data = bytearray(path.read_bytes())
    for _ in range(random.choice((1, 1, 1, 8))):
        if data:
            data[random.randrange(len(data))] ^= 1 << random.randrange(8)
    path.write_bytes(data)


def _truncate(path: Path, random: Random) -> None:
    os.truncate(path, random.randrange(path.stat().st_size + 1))


def _zeros(path: Path, random: Random) -> None:
    data = bytearray(path.read_bytes())
    first = random.randrange(len(data) + 1)
    last = random.randint(first, len(data))
    data[first:last] = bytes(last - first)
    path.write_bytes(data)


def _noise(path: Path, random: Random) -> None:
    path.write_bytes(random.randbytes(path.stat().st_size))


def _longer(path: Path, random: Random) -> None:
    with path.open("ab") as stream:
        stream.write(random.randbytes(random.randint(1, 5000)))


def _gone(path: Path, random: Random) -> None:
    path.unlink()


def _pipe(path: Path, random: Random) -> None:
    path.unlink()
    os.mkfifo(path)


def _socket(path: Path, random: Random) -> None:
    path.unlink()
    aside = Path("/tmp") / f"torture-{random.randrange(10**9)}"  # the path of a socket must be short
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(aside))
    shutil.move(aside, path)


def _folder(path: Path, random: Random) -> None:
    path.unlink()
    path.mkdir()


def _link(path: Path, random: Random) -> None:
    path.unlink()
    path.symlink_to(random.choice(("/dev/zero", "/dev/null", "/etc/hostname", "nowhere", path.name, "/")))


def _other_file(path: Path, random: Random) -> None:
    others = sorted(other for other in path.parent.rglob("*") if other.is_file() and other != path)
    shutil.copyfile(random.choice(others), path)


KINDS: dict[str, Callable[[Path, Random], None]] = {
    "bits flipped": _flip_bits,
    "cut": _truncate,
    "zeros": _zeros,
    "noise": _noise,
    "longer": _longer,
    "gone": _gone,
    "a pipe": _pipe,
    "a socket": _socket,
    "a folder": _folder,
    "a link": _link,
    "another file": _other_file,
}
WRONG: tuple[Any, ...] = (None, -1, 0, 1.5, 2**70, 10**18, "x", "", [], [[]], {}, True, "../../../etc/passwd")


def wrong_value(folder: Path, random: Random) -> str:
    """Put a wrong value into the manifest, with a right checksum; return its path and the value."""
    path = folder / "manifest.json"
    manifest = json.loads(path.read_bytes())
    table: Any = manifest
    trail = []
    while True:
        keys = list(table) if isinstance(table, dict) else list(range(len(table)))
        key = random.choice(keys)
        trail.append(str(key))
        if not (isinstance(table[key], dict | list) and table[key]) or random.random() < 0.1:
            break
        table = table[key]
    table[key] = random.choice(WRONG)
    content = json.dumps(manifest).encode()
    path.write_bytes(content)
    (folder / "manifest.sha256").write_text(f"{sha256(content).hexdigest()}  manifest.json\n")
    return f"{'.'.join(trail)} = {table[key]!r}"


class Damage:
    """Damages a file of a sound index before it is opened, while it is open or while it is asked; then rebuilds it."""

    def __init__(self, forks: Forks) -> None:
        self._sound = TemporaryDirectory()

    def missing(self) -> str:
        return ""

    def attempt(self, attempt: Attempt) -> None:
        settings = self._sound_index(attempt)
        texts = contents(settings)
        question = attempt.random.choice(QUESTIONS)
        right = asdict(Engine.open(settings).ask(question))
        # 128: as in an index so large that opening it reads only the start of each file.
        header = attempt.random.choice((1 << 18, 128))
        with (
            mock.patch("index.store.checksums.HEADER_BYTES", header),
            mock.patch("index.store.checksums.BLOCK_BYTES", 1 << 16 if header > 128 else 128),
        ):
            if header == 128:
                build(settings, full=True)
            what, answered = _damaged(settings, question, attempt)
            if answered is not None:
                check_citations(answered, lambda name: [texts[name]])
                # All bytes that are read are checked. A manifest with a right checksum may contain any value.
                assert answered == right["citations"] or what.startswith("manifest"), what
            try:
                report = build(settings)
            except IndexFolderRefused as error:  # a folder or a link instead of a file may be somebody else's
                assert any(kind in what for kind in ("folder", "link", "socket")), f"{what}: {error}"
                attempt.count["refused to build over it"] += 1
                return
            assert contents(settings) == texts, what
            assert not left_behind(settings), (what, left_behind(settings))
            answer = asdict(Engine.open(settings).ask(question))
        assert answer["citations"] == right["citations"], what
        attempt.count["mended" if report.written else "did no harm"] += 1

    def _sound_index(self, attempt: Attempt) -> IndexSettings:
        """Copy an index, which is built once, to the folder of the attempt; return its settings."""
        settings = attempt.settings()
        sound = Path(self._sound.name)
        if not list(sound.iterdir()):
            for number in range(DOCUMENTS):
                write(settings.documents, f"book-{number}.md", document(number, 1))
            build(settings)
            shutil.copytree(attempt.folder, sound, dirs_exist_ok=True)
        else:
            shutil.copytree(sound, attempt.folder, dirs_exist_ok=True)
            (generation,) = settings.index.glob("gen-*")
            manifest = replace(read_manifest(generation), folder=str(settings.documents))
            write_manifest(generation, manifest)  # as if it had been built there
        return settings


def _damage(settings: IndexSettings, random: Random) -> str:
    """Damage a random file of an index; return a description of the damage."""
    generation = next(settings.index.glob("gen-*"))
    if random.random() < 0.15:
        return f"manifest: {wrong_value(generation, random)}"
    files = sorted(path for path in settings.index.rglob("*") if path.is_file())
    path = random.choice(files)
    kind = random.choice(sorted(KINDS))
    KINDS[kind](path, random)
    return f"{path.relative_to(settings.index)}: {kind}"


def _damaged(
    settings: IndexSettings, question: str, attempt: Attempt
) -> tuple[str, list[dict[str, Any]] | None]:
    """Damage an index and ask a question; return a description of the damage, and the citations.

    The citations are None if the question raised an error that reports the damage.
    """
    when = attempt.random.choice(("before it is opened", "while it is open", "while it is asked"))
    engine = None if when == "before it is opened" else Engine.open(settings)
    done: list[str] = []
    chances = Random(attempt.random.random())
    delay = attempt.random.uniform(0, 0.03) if when == "while it is asked" else 0
    damage = threading.Timer(delay, lambda: done.append(_damage(settings, chances)))
    damage.start()
    if when != "while it is asked":
        damage.join()
    citations, error = None, None
    try:
        citations = asdict((engine or Engine.open(settings)).ask(question))["citations"]
    except Exception as raised:
        error = raised
    damage.join()
    what = f"{done[0]}, {when}"
    if error is not None and not isinstance(error, IndexDamaged | IndexMismatch | IndexMissing):
        error.add_note(what)
        raise error
    assert error is None or str(settings.index) in str(error), f"{what}: {error}"
    attempt.count[f"{when}: {'told' if error else 'answered'}"] += 1
    return what, citations
