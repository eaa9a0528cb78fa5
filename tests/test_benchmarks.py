"""The benchmarks can be imported. No test runs them."""

from __future__ import annotations

from pathlib import Path

NEED_EXTRA = {"scale_plot"}  # it needs matplotlib, which only the extra `bench` installs
FOLDER = Path(__file__).parent / "benchmarks"
# Also checks the imports inside functions, if they are of the project; nothing that needs another library is
# run.
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
    """Each finds the names that it imports from Munshi; other libraries are imported only in functions."""
    names = sorted({path.stem for path in FOLDER.glob("*.py")} - {"__init__"} - NEED_EXTRA)
    result = python(IMPORT_ALL, str(FOLDER), *names)
    assert result.returncode == 0, result.stderr


def test_every_measured_rule_exists(python):
    """The benchmark that omits one rule after another finds the function of each rule."""
    result = python(
        "import sys; sys.path.insert(0, sys.argv[1]); import rules; rules.Switches().install()", str(FOLDER)
    )
    assert result.returncode == 0, result.stderr
