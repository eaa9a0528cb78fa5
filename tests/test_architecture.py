"""The architecture: one file imports each heavy library, bot imports index only, no step opens a connection."""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from index.settings import IndexSettings
from tests.conftest import environment

ROOT = Path(__file__).resolve().parents[1]
# Training has tools of its own. None of it runs when a question is asked.
TRAINING = "index/training/"
DATA = "index/documents/converted/data"  # reads JSON, YAML and TOML documents
MODULES = sorted(path for folder in ("index", "bot") for path in (ROOT / folder).rglob("*.py"))


@cache
def imports(path: Path) -> set[str]:
    """Return every module that a file imports, also inside functions."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found.update(name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            found.add("." * node.level + (node.module or ""))
    return found


def users_of(library: str) -> set[str]:
    """Return the files that import a library, except those of training, as paths relative to the root."""
    return {
        path.relative_to(ROOT).as_posix()
        for path in MODULES
        if any(name.split(".")[0] == library for name in imports(path)) and not is_training(path)
    }


def is_training(path: Path) -> bool:
    return path.relative_to(ROOT).as_posix().startswith(TRAINING)


@pytest.mark.parametrize(
    ("library", "doors"),
    [
        ("faiss", {"index/search/vectors.py"}),
        ("bm25s", set()),
        ("Stemmer", {"index/search/terms.py"}),
        ("sentence_transformers", {"index/models/sentence_transformers.py"}),
        ("onnxruntime", {"index/models/runtime.py"}),
        ("onnx", set()),
        ("transformers", set()),
        ("torch", set()),
        ("llama_index", {"index/llama_index.py", "index/wording/llm.py"}),  # Munshi in LlamaIndex; its LLMs
        ("httpx", {"index/wording/bounded_client.py"}),
        ("ollama", {"index/wording/llm.py"}),
        ("openai", set()),
        ("pymilvus", {"index/store/milvus/server.py"}),
        ("chardet", {"index/documents/decode.py"}),
        ("filelock", {"index/store/store.py", "bot/discord/state/lock.py"}),  # the index; the state file
        (
            "tomllib",
            {
                "bot/config.py",
                "bot/discord/catalogue.py",
                "index/documents/titles.py",
                f"{DATA}/toml.py",
            },
        ),
        ("markdown_it", {"index/documents/markdown/parser.py"}),
        ("yaml", {"index/documents/blocks/yaml_fields.py", f"{DATA}/yaml.py"}),
        ("argparse", {"bot/terminal/arguments.py"}),
        ("lxml", {"index/documents/converted/xml.py"}),
        ("pypdfium2", {"index/documents/converted/pdf/pages.py"}),
        ("python_calamine", {"index/documents/converted/sheets/spreadsheet.py"}),
        ("striprtf", {"index/documents/converted/office/rtf.py"}),
        ("subprocess", {"index/documents/converted/processes/pool.py"}),
        ("readline", {"bot/terminal/chat.py"}),
        ("platformdirs", {"bot/user_state.py"}),
        ("watchfiles", {"bot/discord/indexes/watching.py"}),
    ],
)
def test_one_door_for_each_library(library: str, doors: set[str]):
    """Only the named files import a library, so that it can be exchanged there. Training is not checked."""
    assert users_of(library) == doors


def test_discord_is_known_only_to_the_bot():
    """Only bot/discord/gateway/ imports discord.py."""
    users = users_of("discord")
    assert users
    assert all(user.startswith("bot/discord/gateway/") for user in users), users


def test_the_engine_knows_neither_terminal_nor_discord():
    """Nothing in index/ imports bot/, and nothing but training prints."""
    for path in MODULES:
        if path.is_relative_to(ROOT / "index"):
            assert not any(name.split(".")[0] == "bot" for name in imports(path)), path
            calls = [
                node.func for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)
            ]
            prints = any(isinstance(call, ast.Name) and call.id == "print" for call in calls)
            assert not prints or is_training(path), path


def room_of(module: str) -> str:
    """Return the room of a module of index/, by its dotted name: its folder.

    A module directly in index/documents is a room of its own: the table of formats needs all readers, and they
    need the values that they return.
    """
    path = ROOT / module.replace(".", "/")
    package = module if path.is_dir() else module.rpartition(".")[0]
    return module if package == "index.documents" else package


@pytest.mark.parametrize("rooms", [("index.documents", "index.passages"), ("index.reader",)])
def test_rooms_do_not_import_each_other_in_circles(rooms: tuple[str, ...]):
    """A reader can start at a lowest room and read upwards: no import leads back, also none in functions."""
    graph = defaultdict[str, set[str]](set)
    for path in MODULES:
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        if module.startswith(rooms):
            room = room_of(module)
            graph[room] |= {room_of(name) for name in imports(path) if name.startswith(rooms)} - {room}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" ← ".join(error.args[1]))


def test_nothing_of_a_document_is_executed():
    """No file of Munshi but those of training evaluates text, unpickles data or starts a shell."""
    for path in [path for path in MODULES if not is_training(path)]:
        assert not imports(path) & {"pickle", "marshal", "multiprocessing", "shelve"}, path
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.keyword):
                assert node.arg != "shell", path
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in {"eval", "exec", "compile"}, path


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_file_says_what_it_is(path: Path):
    """Each file starts with a docstring and has fewer than 500 lines."""
    text = path.read_text()
    assert ast.get_docstring(ast.parse(text))
    assert text.count("\n") < 500


# Run at the start of a process: any look-up of an address and any connection then ends the process, and so
# does an import of ONNX Runtime that would send reports.
NO_NETWORK = """
import os, sys

def refuse(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto") or (
        event == "import" and arguments[0] == "onnxruntime" and os.environ.get("ORT_DISABLE_TELEMETRY") != "1"
    ):
        sys.stderr.write(f"NETWORK {event} {arguments}\\n")
        sys.stderr.flush()
        os._exit(77)

os.environ.pop("ORT_DISABLE_TELEMETRY", None)  # the tests may have set it
sys.addaudithook(refuse)
"""


def test_the_network_guard_works(python):
    """The guard of the tests below ends a process that connects, looks up an address or imports ONNX Runtime."""
    for call in (
        "socket.create_connection(('127.0.0.1', 9))",
        "socket.getaddrinfo('example.org', 80)",
        "__import__('onnxruntime')",
    ):
        assert python(NO_NETWORK + f"import socket; {call}").returncode == 77


def test_importing_opens_no_connection(python):
    """Promise 5: importing every module of both packages opens no connection."""
    names = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for path in MODULES
    ]
    wanted = [name for name in names if not name.endswith("__main__")]
    result = python(NO_NETWORK + f"import importlib\nfor name in {wanted!r}: importlib.import_module(name)")
    assert result.returncode == 0, result.stderr


def test_indexing_and_asking_open_no_connection(small_index: IndexSettings, config, write, tmp_path: Path):
    """Promise 5: with the default model, a build, an answer and an engine that stays open need no network.

    If strace is installed, it also shows that no native library does; a guard in Python does not see these.
    """
    write("new.txt", "The ferry to Helsinki leaves at noon.")
    code = NO_NETWORK + (
        "import sys, time; from bot.terminal.cli import main\n"
        "assert main(['index', '--full', '--config', sys.argv[1]]) == 0\n"
        "assert main(['ask', '--config', sys.argv[1], 'When does the ferry to Helsinki leave?']) in (0, 1)\n"
        "assert main(['status', '--config', sys.argv[1]]) == 0\n"
        "from bot.config import load; from index.engine import Engine; import pathlib\n"
        "engine = Engine.open(load(pathlib.Path(sys.argv[1])).engine)\n"
        "time.sleep(3)  # a library may send reports of use only after a while\n"
    )
    command, log = [sys.executable, "-c", code, str(config(small_index))], tmp_path / "calls"
    if shutil.which("strace"):
        command = ["strace", "-f", "-qq", "-e", "trace=network", "-o", str(log), *command]
    env = {**environment({"HF_HUB_OFFLINE": "0"}), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    result = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=600)
    assert result.returncode == 0, result.stderr
    assert "Helsinki" in result.stdout
    calls = log.read_text() if log.exists() else ""
    assert not re.search("AF_INET|AF_NETLINK", calls), calls


HEAVY = [
    "torch", "transformers", "sentence_transformers", "llama_index", "huggingface_hub", "bm25s", "scipy", "sklearn",
    "pandas", "discord", "aiohttp", "onnx", "safetensors", "chardet", "requests", "matplotlib", "asyncio",
    "httpx", "openai", "ollama", "index.wording", "pymilvus", "grpc",
    "index.store.build", "index.passages.splitting", "index.documents.markup.rst",  # only builds need these
]  # fmt: skip


def imported_by(arguments: list[str], python) -> set[str]:
    """Run a command of `munshi` in a new process; return the heavy modules that it has imported at its end."""
    code = (
        "import sys, json; from bot.terminal.cli import main\n"
        "status = main(sys.argv[2:]); assert status in (0, 1), status\n"
        "print(json.dumps([name for name in json.loads(sys.argv[1]) if name in sys.modules]), file=sys.stderr)"
    )
    result = python(code, json.dumps(HEAVY), *arguments)
    assert result.returncode == 0, result.stderr
    return set(json.loads(result.stderr.splitlines()[-1]))


def test_a_question_imports_nothing_heavy(small_index: IndexSettings, config, python):
    """A new process that answers from an existing index imports neither torch nor any other large package."""
    path = str(config(small_index))
    loaded = imported_by(["ask", "--config", path, "Who opened the bakery?"], python)
    assert loaded == set()


def test_a_build_imports_only_what_it_needs(stale_index: IndexSettings, config, python):
    """A build imports no framework for models, and neither LlamaIndex nor discord.py."""
    loaded = imported_by(["index", "--config", str(config(stale_index))], python)
    assert not loaded & {"torch", "transformers", "sentence_transformers", "llama_index", "discord", "onnx"}


def test_status_and_help_import_no_model(small_index: IndexSettings, config, python):
    """`munshi status` imports nothing that runs a model."""
    code = (
        "import sys; from bot.terminal.cli import main; main(['status', '--config', sys.argv[1]])\n"
        "assert not {'onnxruntime', 'tokenizers', 'torch'} & set(sys.modules), sys.modules.keys()"
    )
    result = python(code, str(config(small_index)))
    assert result.returncode == 0, result.stderr
