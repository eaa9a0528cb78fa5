"""Builds over hostile files: each costs only itself, and no process is left when the build ends."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from index.documents.converted.format import ConvertedFormat
from index.documents.formats import FORMATS
from index.engine import Engine
from index.settings import DocumentSettings, IndexSettings
from index.store.build import build
from tests.conftest import ROOT, environment

HOSTILE = ROOT / "tests/index/documents/converted/processes/hostile"


class HostileFormat(ConvertedFormat):
    """The format of files that say what they do to the library that reads them."""

    @property
    def module_path(self) -> str:
        """The module that does it."""
        return "hostile_reader"


@pytest.fixture
def hostile_folder(empty_folder: IndexSettings, monkeypatch: pytest.MonkeyPatch) -> IndexSettings:
    """An empty folder whose files may be hostile."""
    monkeypatch.syspath_prepend(str(HOSTILE))
    monkeypatch.setitem(FORMATS, ".hostile", HostileFormat("hostile"))
    return replace(empty_folder, files=DocumentSettings(include=("*.txt", "*.hostile")))


def test_a_build_goes_on_over_hostile_files(hostile_folder: IndexSettings, write: Callable[..., Path]):
    """Files that crash, nest or fail are named with a reason; all others are indexed and answer."""
    write("a.hostile", "The ferry leaves at noon.")
    write("b.hostile", "crash")
    write("c.hostile", "nest")
    write("d.txt", "The bakery opens at dawn.")
    write("e.hostile", "skip")
    write("f.hostile", "The train leaves at midnight.")
    report = build(hostile_folder)
    assert report.added == ("a.hostile", "d.txt", "f.hostile")
    assert report.skipped == (
        ("b.hostile", "made the program that reads it fail"),
        ("c.hostile", "is nested too deeply"),
        ("e.hostile", "is a test"),
    )
    assert Engine.open(hostile_folder).ask("When does the ferry leave?").citations[0].document == "a.hostile"
    assert not build(hostile_folder).written, "what failed is not tried again while it is the same"


BUILD = """
import sys
from pathlib import Path
from dataclasses import replace
from index import IndexSettings, build
from index.documents.formats import FORMATS
from index.settings import DocumentSettings
from tests.index.store.test_hostile_files import HostileFormat

FORMATS[".hostile"] = HostileFormat("hostile")
sys.path.append(sys.argv[3])
settings = IndexSettings(sys.argv[1], sys.argv[2], threads=2, files=DocumentSettings(include=("*.hostile",)))
print("ready", flush=True)
try:
    build(settings)
except KeyboardInterrupt:
    sys.exit(130)
"""


def children(process: int) -> list[int]:
    """The processes that a process has started."""
    tasks = Path(f"/proc/{process}/task")
    return [int(child) for task in tasks.iterdir() for child in (task / "children").read_text().split()]


def runs(process: int) -> bool:
    """Whether a process runs, and is not only an exit status that nobody has asked for yet."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="only Linux tells of children so")
@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGKILL, -signal.SIGKILL)])
def test_a_build_that_is_stopped_leaves_no_process(
    empty_folder: IndexSettings, write: Callable[..., Path], number: int, status: int
):
    """Ctrl-C ends a build at once, even while files are converted, and no process outlives a killed build."""
    for file in range(6):
        write(f"{file}.hostile", "wait")
    process = subprocess.Popen(
        [sys.executable, "-c", BUILD, str(empty_folder.documents), str(empty_folder.index), str(HOSTILE)],
        cwd=ROOT, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None and process.stdout.readline() == "ready\n"
    until = time.monotonic() + 60
    while len(started := children(process.pid)) < 2 and time.monotonic() < until:
        time.sleep(0.05)
    assert len(started) == 2
    process.send_signal(number)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == status, errors
    until = time.monotonic() + 60
    while any(map(runs, started)) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(map(runs, started))
    assert not re.search("Traceback", errors)
    assert not os.path.exists(empty_folder.index / "CURRENT")
