"""What the two user interfaces import of each other."""

from __future__ import annotations

import ast

from tests.conftest import ROOT


def imported(tree: ast.AST) -> set[str]:
    """Return the modules that are imported in a part of a file, also inside functions."""
    nodes = list(ast.walk(tree))
    names = {name.name for node in nodes if isinstance(node, ast.Import) for name in node.names}
    return names | {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}


def test_the_terminal_imports_discord_only_for_the_commands_that_need_it():
    """Only functions of commands.py import bot/discord: the other commands start without it."""
    for path in sorted((ROOT / "bot" / "terminal").glob("*.py")):
        tree = ast.parse(path.read_text())
        if path.name == "commands.py":
            tree.body = [node for node in tree.body if not isinstance(node, ast.FunctionDef)]
        assert not any(name.startswith("bot.discord") for name in imported(tree)), path


def test_discord_imports_nothing_of_the_terminal():
    """Nothing in bot/discord imports bot/terminal."""
    for path in sorted((ROOT / "bot" / "discord").rglob("*.py")):
        assert not any(name.startswith("bot.terminal") for name in imported(ast.parse(path.read_text()))), (
            path
        )
