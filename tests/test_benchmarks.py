"""The benchmarks, which no other test runs."""

from __future__ import annotations

from pathlib import Path

NEED_EXTRA = {"scale_plot"}  # matplotlib, which only the extra `bench` brings
FOLDER = Path(__file__).parent / "benchmarks"
# Imports inside functions too, where they are of the project: without running what needs another library.
IMPORT_ALL = """
import ast, importlib, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
for name in sys.argv[2:]:
    importlib.import_module(name)
    for node in ast.walk(ast.parse(Path(sys.argv[1], name + ".py").read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module.partition(".")[0] in ("index", "bot", "tests"):
            module = importlib.import_module(node.module)
            for alias in node.names:
                assert hasattr(module, alias.name), f"{name}: {node.module} has no {alias.name}"
"""


def test_every_benchmark_can_be_imported(python):
    """Each finds what it needs of Munshi; other libraries are imported where they are used."""
    names = sorted({path.stem for path in FOLDER.glob("*.py")} - {"__init__"} - NEED_EXTRA)
    result = python(IMPORT_ALL, str(FOLDER), *names)
    assert result.returncode == 0, result.stderr


def test_every_rule_that_is_measured_is_there(python):
    """The benchmark that leaves out one rule after another finds each function that calls one."""
    result = python(
        "import sys; sys.path.insert(0, sys.argv[1]); import rules; rules.Switches().install()", str(FOLDER)
    )
    assert result.returncode == 0, result.stderr
