"""The benchmarks can be imported; no test runs a whole one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import IndexSettings
from tests.benchmarks.rouge import rouge_l

NEED_EXTRA = {"scale_plot"}  # it needs matplotlib, which only the extra `bench` installs
FOLDER = Path(__file__).parent / "benchmarks"
# It also checks the imports of the project inside functions. Nothing is run that needs another library.
IMPORT_ALL = """
import ast, importlib, sys
import json
from pathlib import Path

from index import IndexSettings
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


def test_rouge_l():
    """ROUGE-L is the F1 of the longest common subsequence of words."""
    assert rouge_l("police killed the gunman", "police kill the gunman") == pytest.approx(0.75)
    assert rouge_l("the gunman kill police", "police kill the gunman") == pytest.approx(0.5)
    assert rouge_l("", "x") == rouge_l("x", "") == 0


@given(first=st.text(max_size=30), second=st.text(max_size=30))
def test_rouge_l_is_a_share_and_symmetrical(first: str, second: str):
    """It is from 0 to 1 and does not depend on the order of the texts."""
    assert 0 <= rouge_l(first, second) == rouge_l(second, first) <= 1


def test_every_measured_rule_exists(python):
    """The benchmark that omits one rule after another finds the function of each rule."""
    result = python(
        "import sys; sys.path.insert(0, sys.argv[1]); import rules; rules.Switches().install()", str(FOLDER)
    )
    assert result.returncode == 0, result.stderr


def test_a_language_model_is_asked_questions_of_a_folder_too(python, tmp_path: Path):
    """After those about the seeds, the benchmark of language models asks the questions of a community."""
    (tmp_path / "documents" / "club").mkdir(parents=True)
    (tmp_path / "documents" / "club" / "rules.md").write_text("The gate closes at nine.\n")
    question = {
        "id": "1",
        "kind": "club",
        "type": "fact",
        "question": "when does the gate close",
        "answers": ["nine"],
    }
    question |= {"document": "club/rules.md", "evidence": "The gate closes at nine."}
    (tmp_path / "questions.jsonl").write_text(json.dumps(question))
    result = python(
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "import pathlib, llm\n"
        "print([question for _, question in llm.questions(pathlib.Path(sys.argv[2]), 1000)][-1])",
        str(FOLDER),
        str(tmp_path),
    )
    assert result.stdout == "when does the gate close\n", result.stderr


def test_a_corpus_of_any_size_has_the_vectors_of_its_passages(
    python, seeds_index: IndexSettings, tmp_path: Path
):
    """The generation that `scale.py` measures has for each passage the vector that the corpus gives it."""
    result = python(
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "import numpy as np\n"
        "from pathlib import Path\n"
        "from index.store.store import Store\n"
        "from recombined import Corpus, CorpusEncoder, fill\n"
        "corpus, store = Corpus.open(Path(sys.argv[2]), 60), Store(Path(sys.argv[3]))\n"
        "with store.new_generation() as new:\n"
        "    fill(new, corpus, CorpusEncoder(corpus, 60), 60)\n"
        "rows = np.arange(60)\n"
        "print((corpus.vectors(rows) * store.open().vectors.vectors(rows)).sum(1).min() > 0.99)",
        str(FOLDER),
        str(seeds_index.index),
        str(tmp_path),
    )
    assert result.stdout == "True\n", result.stderr
