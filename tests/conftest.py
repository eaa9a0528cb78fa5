"""The fixtures of all tests; each is named after the state that it makes."""

from __future__ import annotations

import importlib.util
import itertools
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

os.environ["HF_HUB_OFFLINE"] = "1"  # set before any import reads it: no test downloads a model
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # otherwise each process of the tests compiles Munshi again
os.environ["OMP_NUM_THREADS"] = "1"  # on the tests' small networks, threads wait longer than they compute

from index.engine import Engine
from index.models.encoder import MiniLM
from index.models.runtime import core_count
from index.settings import AnswerSettings, IndexSettings, StoreSettings
from index.store.build import build
from index.store.manifest import read_manifest, write_manifest
from tests.milvus_lite import MilvusLite

LINE_END = re.compile(r"\r\n|[\r\n\u2028\u2029]")  #: all line ends

# Tests that a shell starts in the background ignore Ctrl-C, and so would every process that they start.
signal.signal(signal.SIGINT, signal.default_int_handler)


ROOT = Path(__file__).resolve().parents[1]

hypothesis_settings.register_profile(
    "munshi",
    max_examples=50,
    deadline=None,  # the tests may run on shared machines, which are slow at times
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
hypothesis_settings.load_profile("munshi")


def pytest_xdist_auto_num_workers() -> int:
    """Return one worker more than there are cores, since many tests wait for another process."""
    return core_count() + 1


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository's root."""
    return ROOT


@pytest.fixture(scope="session")
def encoder() -> MiniLM:
    """The default encoder, on two threads."""
    return MiniLM.load(threads=2)


@pytest.fixture
def empty_folder(tmp_path: Path) -> IndexSettings:
    """Settings for an empty documents folder and an index folder without an index."""
    documents, index = tmp_path / "documents", tmp_path / "index"
    documents.mkdir()
    index.mkdir()
    return IndexSettings(documents, index, threads=2, answer=AnswerSettings(reader="sentences"))


@pytest.fixture
def write(empty_folder: IndexSettings) -> Callable[..., Path]:
    """Write a file into the documents folder."""

    def write(name: str, text: str | bytes) -> Path:
        path = empty_folder.documents / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


@pytest.fixture(scope="session")
def seeds_index(tmp_path_factory: pytest.TempPathFactory) -> IndexSettings:
    """The four documents of seeds/, indexed once. No test may change the index."""
    index = tmp_path_factory.mktemp("seeds") / "index"
    settings = IndexSettings(ROOT / "seeds", index, threads=2, answer=AnswerSettings(reader="sentences"))
    build(settings)
    return settings


@pytest.fixture(scope="session")
def seeds_engine(seeds_index: IndexSettings) -> Engine:
    """An engine for the index of the seeds."""
    return Engine.open(seeds_index)


SMALL = {
    "lighthouse.md": "# The lighthouse\n\nThe lighthouse at Skagen was built in 1858. It is 46 m tall.\n",
    "bakery.txt": "Marta opened the bakery on Mill Street. She bakes rye bread every Friday.\n",
    "notes/train.txt": "The night train to Tallinn leaves at 22:40 from platform nine.\n",
}


@pytest.fixture(scope="session")
def _small_index_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    for name, text in SMALL.items():
        path = folder / "documents" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        os.utime(path, (1_700_000_000, 1_700_000_000))
    build(IndexSettings(folder / "documents", folder / "index", threads=2))
    return folder


def copy_index(index: Path, copy: Path, documents: Path) -> None:
    """Copy an index of one generation as if it had been built from `documents`, a copy of its documents."""
    shutil.copytree(index, copy, dirs_exist_ok=True)
    (generation,) = copy.glob("gen-*")
    write_manifest(generation, replace(read_manifest(generation), folder=str(documents)))


@pytest.fixture
def small_index(empty_folder: IndexSettings, _small_index_once: Path) -> IndexSettings:
    """Three short documents and their index; a test may change both."""
    shutil.copytree(_small_index_once / "documents", empty_folder.documents, dirs_exist_ok=True)
    copy_index(_small_index_once / "index", empty_folder.index, empty_folder.documents)
    return empty_folder


@pytest.fixture
def stale_index(small_index: IndexSettings, write: Callable[..., Path]) -> IndexSettings:
    """The three short documents, of which one has changed since the index was built."""
    write("bakery.txt", "Jonas took over the bakery on Mill Street. He bakes walnut cake every Sunday.\n")
    return small_index


MILVUS_VARIABLE = "MUNSHI_TEST_MILVUS"


@pytest.fixture(scope="session")
def milvus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Milvus server: the one that MUNSHI_TEST_MILVUS names, or Milvus Lite.

    Tests that use it are skipped if its packages are missing.
    """
    for package in ("pymilvus", "milvus_lite"):
        if importlib.util.find_spec(package) is None:
            pytest.skip(f"the package {package} is not installed: pip install 'munshi[milvus,test]'")
    if address := os.environ.get(MILVUS_VARIABLE):
        yield address
        return
    server = MilvusLite(tmp_path_factory.mktemp("milvus"))
    yield server.address
    server.kill()


_collections = itertools.count()


@pytest.fixture
def own_server(milvus: str, tmp_path: Path) -> Iterator[MilvusLite]:
    """A server that the test may kill."""
    server = MilvusLite(tmp_path / "server")
    yield server
    server.kill()


@pytest.fixture
def milvus_store(milvus: str) -> Iterator[StoreSettings]:
    """Settings for collections of a Milvus server that no other test uses."""
    settings = StoreSettings("milvus", milvus, f"test_{os.getpid()}_{next(_collections)}", timeout=60)
    yield settings
    if MILVUS_VARIABLE in os.environ:  # Milvus Lite ends with the tests
        _clear(settings)


def _clear(settings: StoreSettings) -> None:
    """Delete the collections that a test left in a shared server."""
    from index.store.milvus.server import MilvusServer

    server = MilvusServer(settings)
    server.delete_alias(settings.collection)
    for name in server.collections():
        if name.startswith(f"{settings.collection}_"):
            server.drop(name)


@pytest.fixture
def rebuilt(tmp_path: Path) -> Callable[[IndexSettings], Engine]:
    """Build another index of the same documents from scratch, and open it."""
    count = 0

    def rebuilt(settings: IndexSettings) -> Engine:
        nonlocal count
        count += 1
        aside = replace(settings, index=tmp_path / f"rebuilt-{count}")
        build(aside)
        return Engine.open(aside)

    return rebuilt


Run = Callable[..., "subprocess.CompletedProcess[str]"]


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment for a process of the tests: it runs this working tree's code, without NO_COLOR or COLUMNS.

    `extra` is added.
    """
    kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLUMNS")}
    return {
        **kept,
        "PYTHONPATH": str(ROOT),
        "HF_HUB_OFFLINE": "1",
        "PYTHONWARNINGS": "ignore",
        **(extra or {}),
    }


@pytest.fixture(scope="session")
def munshi() -> Run:
    """Run the command `munshi` in a separate process: `munshi("ask", "who?", cwd=folder)`."""

    def run(*arguments: str | bytes, cwd: Path = ROOT, env: Mapping[str, str] | None = None, **options):
        options = {"text": True, "encoding": "utf-8", "timeout": 600, **options}
        return subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            cwd=cwd,
            env=environment(env),
            capture_output=True,
            **options,
        )

    return run


WITHOUT_PRIVILEGES = """
import ctypes, os, sys
if os.geteuid() == 0:
    for capability in (1, 2):  # CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH, dropped with PR_CAPBSET_DROP
        if ctypes.CDLL(None).prctl(24, capability, 0, 0, 0):
            sys.exit(99)
os.execv(sys.executable, [sys.executable, "-m", "bot", *sys.argv[1:]])
"""


@pytest.fixture(scope="session")
def munshi_without_privileges(python) -> Run:
    """Run the command as a user for whom file permissions count, even if root runs the tests."""

    def run(*arguments: str):
        result = python(WITHOUT_PRIVILEGES, *arguments)
        if result.returncode == 99:
            pytest.skip("this process cannot give up its privileges")
        return result

    return run


@pytest.fixture(scope="session")
def python() -> Run:
    """Run Python code in a separate process."""

    def run(code: str, *arguments: str, env: Mapping[str, str] | None = None, **options):
        options = {"text": True, "encoding": "utf-8", "timeout": 600, "cwd": ROOT, **options}
        return subprocess.run(
            [sys.executable, "-c", code, *arguments], env=environment(env), capture_output=True, **options
        )

    return run


@pytest.fixture
def config(tmp_path: Path) -> Callable[[IndexSettings], Path]:
    """Write a config file with the folders, the reader and the store of some settings; return its path."""

    def write(settings: IndexSettings) -> Path:
        path = tmp_path / "munshi.toml"
        path.write_text(
            f"documents = '{settings.documents}'\nindex = '{settings.index}'\nthreads = 2\n"
            f"[answer]\nreader = '{settings.answer.reader}'\n"
            f"[store]\nkind = '{settings.store.kind}'\naddress = '{settings.store.address}'\n"
            f"collection = '{settings.store.collection}'\ntimeout = {settings.store.timeout}\n"
        )
        return path

    return write


@pytest.fixture(autouse=True)
def _no_config_of_the_working_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """No test depends on NO_COLOR of the terminal that runs it, and each has its own state folder."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state-home"))
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    yield


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 256 kB in memory. Tests that use it are skipped if this process may not mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(folder)]
    if (
        os.geteuid() != 0
        or not shutil.which("mount")
        or subprocess.run(command, capture_output=True).returncode
    ):
        pytest.skip("no disk can be mounted here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)
