"""Promise 3: building processes, killed with SIGKILL at many moments.

For `munshi index`, see tests/torture.
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index.engine import Engine
from index.settings import IndexSettings
from index.store.build import build
from tests.torture.forks import Child, Forks

MOMENTS = 10
QUESTION = "What does document number 7 tell of?"
pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="a copy of a process is killed by its descriptor"
)
Start = Callable[[IndexSettings], Child]


@pytest.fixture(scope="module")
def forks() -> Iterator[Forks]:
    """A process that has imported what a build needs, so that the moments fall into the builds themselves."""
    forks = Forks()
    yield forks
    forks.close()


@pytest.fixture
def start(forks: Forks, tmp_path: Path) -> Start:
    """Start a build in a process of its own, with an empty folder for temporary files."""
    (tmp_path / "temporary").mkdir()

    def start(settings: IndexSettings) -> Child:
        return forks.build(
            settings.documents, settings.index, tmp_path / "result", temporary=tmp_path / "temporary"
        )

    return start


def kill_after(child: Child, seconds: float) -> bool:
    """Kill the process so long after its start. Return False if it ended by itself before."""
    ended = child.wait(seconds)
    child.kill()
    return not ended


def contents(engine: Engine) -> tuple:
    """The texts from which an index answers, and the hits that it finds."""
    return engine.documents, engine.retrieve(QUESTION, 10)


def test_a_build_killed_at_any_moment_leaves_a_whole_generation(
    small_index: IndexSettings, write, start: Start, rebuilt
):
    """After a kill the old generation or the new one is complete, and the next build removes the rest."""
    old = contents(Engine.open(small_index))
    for number in range(12):
        write(f"more/{number}.txt", f"Document number {number} tells of thing {number * 7}. " * 8)
    new = contents(rebuilt(small_index))
    spare = small_index.index.with_name("spare")
    shutil.copytree(small_index.index, spare, copy_function=os.link)

    unkilled = start(small_index)
    started = time.monotonic()
    assert unkilled.wait(60) and unkilled.outcome()["written"]
    seconds = time.monotonic() - started

    killed, seen_old = 0, 0
    for moment in range(MOMENTS):
        shutil.rmtree(small_index.index)
        shutil.copytree(spare, small_index.index, copy_function=os.link)
        killed += kill_after(start(small_index), seconds * 1.1 * moment / MOMENTS)
        current = contents(Engine.open(small_index))
        assert current in (old, new)
        seen_old += current == old
        build(small_index)
        assert contents(Engine.open(small_index)) == new
        names = {path.name for path in small_index.index.iterdir()}
        generation = Engine.open(small_index).generation
        assert names - {"file-hashes.json"} == {"CURRENT", "LOCK", f"gen-{generation}"}
    assert killed >= MOMENTS // 3
    assert seen_old >= MOMENTS // 3


def test_a_first_build_that_is_killed_leaves_no_index(empty_folder: IndexSettings, write, start: Start):
    """A first build that is killed leaves no current generation, and the next build makes one."""
    for number in range(8):
        write(f"{number}.txt", f"Document number {number} tells of thing {number * 7}. " * 8)
    assert kill_after(start(empty_folder), 0.02)
    assert not (empty_folder.index / "CURRENT").exists()
    assert build(empty_folder).generation == 1


def test_a_killed_build_leaves_nothing_in_the_temporary_folder(
    empty_folder: IndexSettings, write, start: Start, tmp_path: Path
):
    """A build writes only to the index folder, where the next build removes what is left."""
    for number in range(8):
        write(f"{number}.txt", f"Document number {number} tells of thing {number * 7}. " * 8)
    for seconds in (0.02, 0.1, 0.3):
        kill_after(start(empty_folder), seconds)
        assert list((tmp_path / "temporary").iterdir()) == []
