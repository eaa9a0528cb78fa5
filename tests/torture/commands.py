"""Kill real commands, `munshi index` and `munshi ask`, at random moments while the documents change."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

from index.errors import IndexMissing
from index.settings import IndexSettings
from index.store.build import build
from tests.torture.attack import QUESTIONS, Attempt, check_citations, contents, document, left_behind, write
from tests.torture.forks import ROOT, Forks

COMMANDS = 4  # in an attempt
DOCUMENTS = 12


class Library:
    """A folder of documents that change, and every version of each so far."""

    def __init__(self, folder: Path, random: Random) -> None:
        self._folder = folder
        self._random = random
        self._version = 0
        self.versions: dict[str, list[str]] = {}
        for number in range(DOCUMENTS):
            self._write(number)

    def change(self) -> None:
        """Write a new version of a document, remove it, or rename it to the path of another."""
        number = self._random.randrange(DOCUMENTS)
        path = self._folder / _name(number)
        action = self._random.choice(("write", "write", "remove", "rename"))
        if action == "write" or not path.exists():
            self._write(number)
        elif action == "remove":
            path.unlink()
        else:
            other = _name(self._random.randrange(DOCUMENTS))
            self.versions.setdefault(other, []).append(path.read_bytes().decode())
            os.replace(path, self._folder / other)

    def now(self) -> dict[str, str]:
        """Return the documents in the folder: name → text."""
        paths = self._folder.rglob("*.md")
        return {path.relative_to(self._folder).as_posix(): path.read_bytes().decode() for path in paths}

    def _write(self, number: int) -> None:
        self._version += 1
        text = document(number, self._version, 1 + self._random.randrange(4))
        self.versions.setdefault(_name(number), []).append(text)  # before any build can read it
        write(self._folder, _name(number), text)


def _name(number: int) -> str:
    return f"shelf-{number % 3}/book-{number}.md"


class Commands:
    """Runs commands one after another and kills most of them, while the documents change."""

    def __init__(self, forks: Forks) -> None:
        pass

    def missing(self) -> str:
        return ""

    def attempt(self, attempt: Attempt) -> None:
        settings = attempt.settings()
        library = Library(settings.documents, attempt.random)
        if attempt.random.random() < 0.7:
            build(settings)
        for _ in range(COMMANDS):
            library.change()
            process = _start(settings, attempt.random)
            end = time.monotonic() + attempt.random.uniform(0.05, 2.5)
            while process.poll() is None and time.monotonic() < end:
                library.change()
                time.sleep(attempt.random.uniform(0.0, 0.1))
            _finish(process, library, attempt, killed=attempt.random.random() < 0.8)
            _check(settings, library, attempt)
        build(settings)
        assert contents(settings) == library.now()
        assert not left_behind(settings), left_behind(settings)


def _start(settings: IndexSettings, random: Random) -> subprocess.Popen[bytes]:
    folders = ["--documents", str(settings.documents), "--index", str(settings.index)]
    command = ["index", *folders]
    if random.random() < 0.5:
        command = ["ask", "--json", *folders, random.choice(QUESTIONS)]
    return subprocess.Popen(
        [sys.executable, "-m", "bot", *command],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def _finish(process: subprocess.Popen[bytes], library: Library, attempt: Attempt, *, killed: bool) -> None:
    """Kill a command, or wait for its end, and check its output."""
    if killed:
        process.send_signal(signal.SIGKILL)
    out, errors = process.communicate(timeout=120)
    attempt.count["killed" if process.returncode == -signal.SIGKILL else "ended"] += 1
    assert b"Traceback" not in errors, errors.decode()
    if process.returncode in (0, 1) and b'"citations"' in out:
        answer = json.loads(out)
        check_citations(answer["citations"], lambda name: library.versions.get(name, []))
        attempt.count["quotes checked"] += len(answer["citations"])
    elif process.returncode != -signal.SIGKILL:
        assert process.returncode == 0, errors.decode()


def _check(settings: IndexSettings, library: Library, attempt: Attempt) -> None:
    """Check that there is no index, or a whole one whose texts are versions of the documents."""
    try:
        texts = contents(settings)
    except IndexMissing:
        attempt.count["no index"] += 1
        return
    attempt.count["whole index"] += 1
    for name, text in texts.items():
        assert text in library.versions[name], name
