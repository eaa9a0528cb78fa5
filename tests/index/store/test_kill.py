"""Promise 3: real `munshi index` processes, killed with SIGKILL at many moments."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from index.engine import Engine
from index.settings import IndexSettings
from index.store.build import build

MOMENTS = 10
QUESTION = "What does document number 7 tell of?"
# The process says when its imports are done, so that the moments are spread over the build itself.
CHILD = "import sys; from bot.terminal.cli import main; import faiss, bm25s; from index.models.runtime import import_onnxruntime; import_onnxruntime(); print('ready', flush=True); main(['index', '--config', sys.argv[1]])"


def contents(engine: Engine) -> tuple:
    """What an index answers from, and what it finds."""
    return engine.documents, engine.retrieve(QUESTION, 10)


def kill_after(child: subprocess.Popen, seconds: float) -> bool:
    """Kill the process that long after it is ready. Returns False when it ended by itself before."""
    assert child.stdout is not None
    assert child.stdout.readline() == b"ready\n"
    try:
        child.wait(seconds)
        return False
    except subprocess.TimeoutExpired:
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
        return True


def start(config: Path, root: Path, **variables: str) -> subprocess.Popen:
    environment = {**os.environ, "PYTHONPATH": str(root), **variables}
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, str(config)], cwd=root, env=environment, stdout=subprocess.PIPE
    )


def test_a_build_killed_at_any_moment_leaves_a_whole_generation(
    small_index: IndexSettings, write, config, root: Path, rebuilt
):
    """After a kill the old generation or the new one is complete, and the next build removes the rest."""
    old = contents(Engine.open(small_index))
    for number in range(12):
        write(f"more/{number}.txt", f"Document number {number} tells of thing {number * 7}. " * 8)
    new = contents(rebuilt(small_index))
    path = config(small_index)
    spare = small_index.index.with_name("spare")
    shutil.copytree(small_index.index, spare, copy_function=os.link)

    unkilled = start(path, root)
    assert unkilled.stdout.readline() == b"ready\n"
    started = time.monotonic()
    assert unkilled.wait(60) == 0
    seconds = time.monotonic() - started

    killed, seen_old = 0, 0
    for moment in range(MOMENTS):
        shutil.rmtree(small_index.index)
        shutil.copytree(spare, small_index.index, copy_function=os.link)
        killed += kill_after(start(path, root), seconds * 1.1 * moment / MOMENTS)
        current = contents(Engine.open(small_index))
        assert current in (old, new)
        seen_old += current == old
        build(small_index)
        assert contents(Engine.open(small_index)) == new
        names = {path.name for path in small_index.index.iterdir()}
        generation = Engine.open(small_index).generation
        assert names - {"file-hashes.json"} == {"CURRENT", "LOCK", f"gen-{generation}"}
    assert killed >= MOMENTS // 2
    assert seen_old >= MOMENTS // 3


def test_a_first_build_that_is_killed_leaves_no_index(empty_folder: IndexSettings, write, config, root: Path):
    """A first build that is killed leaves no current generation, and the next build makes one."""
    for number in range(8):
        write(f"{number}.txt", f"Document number {number} tells of thing {number * 7}. " * 8)
    child = start(config(empty_folder), root)
    assert kill_after(child, 0.02)
    assert not (empty_folder.index / "CURRENT").exists()
    assert build(empty_folder).generation == 1


def test_a_killed_build_leaves_nothing_in_the_temporary_folder(
    empty_folder: IndexSettings, write, config, root: Path, tmp_path: Path
):
    """All that a build writes lies in the index folder, where the next build clears it up."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    for number in range(8):
        write(f"{number}.txt", f"Document number {number} tells of thing {number * 7}. " * 8)
    path = config(empty_folder)
    for seconds in (0.02, 0.1, 0.3):
        kill_after(start(path, root, TMPDIR=str(temporary)), seconds)
        assert list(temporary.iterdir()) == []
