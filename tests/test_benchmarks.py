"""The benchmarks, which no other test runs."""

from __future__ import annotations

from pathlib import Path

NEED_EXTRA = {"scale_plot"}  # matplotlib, which only the extra `bench` brings
FOLDER = Path(__file__).parent / "benchmarks"
IMPORT_ALL = """
import importlib, sys
sys.path.insert(0, sys.argv[1])
for name in sys.argv[2:]:
    importlib.import_module(name)
"""


def test_every_benchmark_can_be_imported(python):
    """Each finds what it needs of Munshi; other libraries are imported where they are used."""
    names = sorted({path.stem for path in FOLDER.glob("*.py")} - {"__init__"} - NEED_EXTRA)
    result = python(IMPORT_ALL, str(FOLDER), *names)
    assert result.returncode == 0, result.stderr
