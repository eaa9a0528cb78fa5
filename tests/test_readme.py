"""The README against the program: its commands, options, JSON keys and licences are those that are there."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

from bot.terminal.render import answer_json
from index.types import Answer, Citation, Outcome

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def usage(*command: str) -> str:
    run = [sys.executable, "-m", "bot", *command, "--help"]
    return subprocess.run(run, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def test_every_command_and_option_is_in_the_readme():
    """What `--help` offers stands in the README."""
    commands = re.findall(r"^    (\w+) ", usage(), re.MULTILINE)
    assert {"ask", "chat", "index", "status", "eval", "serve"} <= set(commands)
    for command in commands:
        assert f"munshi {command}" in README, command
        for option in set(re.findall(r"--[\w-]+", usage(command))) - {"--help"}:
            assert f"`{option}" in README, f"{command} {option}"


def test_every_key_of_the_json_is_in_the_readme():
    """The object that `ask --json` prints is documented key for key."""
    citation = Citation("a.txt", "a", 0, 1, "b", 1, None, (0, 1))
    printed = answer_json(Answer("?", Outcome.ANSWERED, "b", 1.0, (citation,), 1))
    for key in (*printed, *printed["citations"][0], *printed["citations"][0]["answer"]):
        assert f"`{key}`" in README, key


def test_every_dependency_has_its_licence_in_the_readme():
    """Whatever the package installs is named under Licences."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    licences = README.partition("## Licences")[2].lower()
    extras = project["optional-dependencies"]
    for requirement in (*project["dependencies"], *extras["models"], *extras["llama"], *extras["test"]):
        name = re.match(r"[\w.-]+", requirement)[0].lower()
        assert name in licences, name


def test_nothing_names_this_machine():
    """No path of a builder's machine stands in the documents that people read."""
    for name in ("README.md", "CHANGELOG.md", "config.toml", "pyproject.toml"):
        assert not re.search(r"/work/|/root/|/opt/|/home/", (ROOT / name).read_text(encoding="utf-8")), name
