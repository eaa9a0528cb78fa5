"""Measure and draw the cost of an index by its size, from a thousand to a million passages.

    python tests/benchmarks/scale.py [--documents FOLDER | --index FOLDER] [--sizes N …] [--out FOLDER]
    python tests/benchmarks/scale.py --redraw [--out FOLDER]

The first passages are real ones in a random order with a fixed seed; their vectors are from an index
(`--index`; without it, the documents are embedded first, which takes minutes). When there are no more real
passages, the others are synthetic: see tests/benchmarks/recombined.py. Each twenty passages are a document.
The text that is common to two overlapping real passages occurs twice here.

Each task runs in a separate process, and files are in the system's cache. Measured for each size:
- writing a generation whose passages and vectors are given: seconds, peak memory, size on disk;
- opening it and retrieving once in a new process: seconds, peak memory, and anonymous memory, which excludes the
  pages of memory-mapped files;
- retrieving again and again, one question at a time: median and 95th percentile, and the median of each stage;
- hit@10: exact float32 search in NumPy finds the ten nearest vectors; the share of them that is among the ten
  best-scored candidates of the vector index.
The questions are those of peers.py, and sentences of real passages with half of their words removed.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import measure
from contenders import settings
from corpora import linux_doc
from peers import QUESTIONS

SIZES = (1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000)
SENTENCES = 180  # sentences that become questions, each with half of its words removed
COUNT = 10
_COLD_RUNS = 3

Row = dict[str, Any]


# The tasks, each of which runs in a separate process.


def index_task(documents: str, store: str) -> None:
    from index import build

    build(settings(Path(documents), Path(store)))


def write_task(source: str, size: str, store: str) -> Row:
    """Write a generation of `size` passages; the seconds exclude the making of synthetic passages."""
    from recombined import Corpus, CorpusEncoder, fill

    from index.store.store import Store

    corpus = Timed(Corpus.open(Path(source), int(size)))
    encoder = CorpusEncoder(corpus, int(size))
    started = time.perf_counter()
    with Store(Path(store)).new_generation() as new:
        fill(new, corpus, encoder, int(size))
    return {"write s": time.perf_counter() - started - corpus.seconds, "real": corpus.real}


def cold_task(store: str) -> Row:
    from index import Engine

    started = time.perf_counter()
    engine = Engine.open(settings(Path("."), Path(store)))
    opened = time.perf_counter()
    engine.retrieve(QUESTIONS[0], COUNT)
    asked = time.perf_counter()
    return {"open s": opened - started, "first question s": asked - opened, "own MB": _anonymous_megabytes()}


def warm_task(source: str, size: str, store: str) -> Row:
    from recombined import Corpus

    from index.models.encoder import load_encoder
    from index.store.store import Store

    chosen = settings(Path("."), Path(store))
    corpus = Corpus.open(Path(source), int(size))
    asked = [*QUESTIONS, *(halved(corpus.sentence(), corpus.random) for _ in range(SENTENCES))]
    encoder = load_encoder(chosen.encoder)
    generation = Store(chosen.index).open()
    hit = hit_at_10(corpus, generation.vectors, encoder.encode(asked), chosen.retrieval.candidates)
    return {"hit@10": hit, **timed_retrieval(generation, encoder, asked, chosen.retrieval)}


def timed_retrieval(generation, encoder, asked: list[str], retrieval) -> Row:
    """Return the median milliseconds of retrieval and of each stage, and the 95th percentile, after a warm-up."""
    from index.search.retrieve import retrieve

    stages = {"encode": Timed(encoder), "dense": Timed(generation.vectors), "BM25": Timed(generation.lexical)}
    times: dict[str, list[float]] = {name: [] for name in (*stages, "fuse", "whole")}
    for question in [*asked, *asked]:
        for stage in stages.values():
            stage.seconds = 0.0
        started = time.perf_counter()
        vector = stages["encode"].encode([question])[0]
        retrieve(stages["dense"], stages["BM25"], question, vector, COUNT, retrieval)
        whole = time.perf_counter() - started
        spent = {name: stage.seconds for name, stage in stages.items()}
        spent |= {"fuse": whole - sum(spent.values()), "whole": whole}
        for name, seconds in spent.items():
            times[name].append(seconds * 1000)
    warm = {name: values[len(asked) :] for name, values in times.items()}
    medians = {f"{name} ms": statistics.median(values) for name, values in warm.items()}
    return {**medians, "95th percentile ms": measure.percentile_95(warm["whole"])}


def hit_at_10(corpus, dense, vectors, candidates: int) -> float:
    """Return the share of the ten nearest passages that the index ranks among its first ten.

    A passage as near as the tenth nearest counts as one of the ten.
    """
    import numpy as np

    hits = 0
    for vector, tenth in zip(vectors, corpus.tenth_best(vectors), strict=True):
        rows = dense.search(vector, candidates)
        best = rows[np.argsort(-dense.scores(vector, rows), kind="stable")[:COUNT]]
        hits += int((corpus.vectors(best) @ vector >= tenth - 1e-6).sum())
    return hits / (COUNT * len(vectors))


def halved(sentence: str, rng: random.Random) -> str:
    """Return a sentence without a random half of its words."""
    words = sentence.split()
    kept = sorted(rng.sample(range(len(words)), max(1, len(words) // 2)))
    return " ".join(words[index] for index in kept)


class Timed:
    """A proxy that adds up the seconds spent in calls of the methods of an object."""

    def __init__(self, inner) -> None:
        self._inner = inner
        self.seconds = 0.0

    def __len__(self) -> int:
        return len(self._inner)

    def __getattr__(self, name: str):
        value = getattr(self._inner, name)
        if not callable(value):
            return value

        def call(*arguments, **keywords):
            started = time.perf_counter()
            try:
                return value(*arguments, **keywords)
            finally:
                self.seconds += time.perf_counter() - started

        return call


def _anonymous_megabytes() -> float:
    """Return the anonymous memory of this process, which excludes the pages of memory-mapped files."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.partition("RssAnon:")[2].split()[0]) / 1024


# Their measurement from outside.


def measured(source: Path, size: int, store: Path) -> Row:
    """Write an index of `size` passages to `store`, measure it and return its row."""
    shutil.rmtree(store, ignore_errors=True)
    store.mkdir()
    written = measure.worker(__file__, "write", source, size, store)
    runs = [measure.worker(__file__, "cold", store) for _ in range(_COLD_RUNS)]
    cold = {name: statistics.median(run.result[name] for run in runs) for name in runs[0].result}
    return {
        "passages": size,
        **written.result,
        "write peak MB": written.megabytes,
        "disk MB": measure.size(store) / 1e6,
        "cold s": statistics.median(run.wall for run in runs),
        **cold,
        "cold peak MB": statistics.median(run.megabytes for run in runs),
        **measure.worker(__file__, "warm", source, size, store).result,
    }


def main() -> None:
    options = _options()
    table = options.out / "scale.json"
    if not options.redraw:
        options.out.mkdir(parents=True, exist_ok=True)
        print(f"{measure.machine()}; {measure.versions(('faiss-cpu', 'onnxruntime', 'numpy'))}")
        print("When there are no more real passages, texts and vectors are synthetic: see --help.\n")
        with tempfile.TemporaryDirectory() as scratch:
            source = options.index or _index(options.documents, Path(scratch))
            rows = []
            for size in options.sizes:
                rows.append(measured(source, size, Path(scratch, "store")))
                _print(rows[-1], first=len(rows) == 1)
                table.write_text(json.dumps(rows, indent=1), "utf-8")
    from scale_plot import draw

    print(f"\ndrawn: {draw(json.loads(table.read_text('utf-8')), options.out / 'scale.png')}")


def _index(documents: Path | None, scratch: Path) -> Path:
    source = documents or linux_doc(scratch / "documents")
    measure.worker(__file__, "index", source, scratch / "source")
    return scratch / "source"


def _print(row: Row, first: bool) -> None:
    """Print a row of a Markdown table, after the header if it is the first."""
    if first:
        print("| " + " | ".join(row) + " |\n" + "|---:" * len(row) + "|")
    cells = (f"{value:,}" if isinstance(value, int) else f"{value:.3f}" for value in row.values())
    print("| " + " | ".join(cells) + " |", flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    add = parser.add_argument
    add("--documents", type=measure.path, help="folder of documents (default: the kernel's documentation)")
    add("--index", type=measure.path, help="use this index of Munshi's instead of building one")
    add(
        "--sizes",
        type=int,
        nargs="+",
        default=SIZES,
        metavar="N",
        help="numbers of passages (default: 1000 to 1000000)",
    )
    add(
        "--out",
        type=measure.path,
        default=Path("build/scale"),
        help="folder for scale.json and scale.png (default: build/scale)",
    )
    add("--redraw", action="store_true", help="only draw scale.png from scale.json")
    return parser.parse_args()


if __name__ == "__main__":
    tasks = {"index": index_task, "write": write_task, "cold": cold_task, "warm": warm_task}
    if not measure.work(tasks):
        main()
