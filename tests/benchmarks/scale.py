"""What a thousand passages cost, and what a million do: Munshi's own index at sizes between, measured and drawn.

    python tests/benchmarks/scale.py [--documents FOLDER | --index FOLDER] [--sizes N …] [--out FOLDER]
    python tests/benchmarks/scale.py --redraw [--out FOLDER]

Real are: the passages as long as there are enough of them, in an order drawn with a seed, with their vectors as
an index holds them (`--index`; without one, the documents are embedded first, for minutes). Made up is the rest:
see tests/benchmarks/recombined.py. Twenty passages in a row make a document; where passages overlap in the real
documents, their text stands here twice.

Each task is a process of its own, and files are in the system's cache. Taken at each size:
- writing a generation, passages and vectors given: seconds, peak memory, size on disk;
- opening it and asking once, in a fresh process: seconds, peak memory, and of it the process's own, without the
  pages of files that are mapped into it;
- retrieving again and again, one question at a time: median and 95th percentile, and the median of its parts;
- hit@10: how many of the ten nearest by exact float32 search in NumPy are the first ten, by score, of the
  candidates that the dense index gives.
The questions are those of peers.py, and real sentences that have lost half of their words.
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
SENTENCES = 180  # that are asked without half of their words
COUNT = 10
_COLD_RUNS = 3

Row = dict[str, Any]


# The tasks, each in a process of its own.


def index_task(documents: str, store: str) -> None:
    from index.store.build import build

    build(settings(Path(documents), Path(store)))


def write_task(source: str, size: str, store: str) -> Row:
    """Write a generation of so many passages; what it takes to make them up is not counted."""
    from recombined import Corpus, StandIn, fill

    from index.store.store import Store

    corpus = Timed(Corpus.open(Path(source), int(size)))
    encoder = StandIn(corpus, int(size))
    started = time.perf_counter()
    with Store(Path(store)).new_generation() as new:
        fill(new, corpus, encoder, int(size))
    return {"write s": time.perf_counter() - started - corpus.seconds, "real": corpus.real}


def cold_task(store: str) -> Row:
    from index.engine import Engine

    started = time.perf_counter()
    engine = Engine.open(settings(Path("."), Path(store)))
    opened = time.perf_counter()
    engine.retrieve(QUESTIONS[0], COUNT)
    asked = time.perf_counter()
    return {"open s": opened - started, "first question s": asked - opened, "own MB": _own_megabytes()}


def warm_task(source: str, size: str, store: str) -> Row:
    from recombined import Corpus

    from index.models.encoder import load_encoder
    from index.store.store import Store

    chosen = settings(Path("."), Path(store))
    corpus = Corpus.open(Path(source), int(size))
    asked = [*QUESTIONS, *(halved(corpus.sentence(), corpus.chance) for _ in range(SENTENCES))]
    encoder = load_encoder(chosen.encoder)
    generation = Store(chosen.index).open()
    hit = hit_at_10(corpus, generation.vectors, encoder.encode(asked), chosen.retrieval.candidates)
    return {"hit@10": hit, **timed_retrieval(generation, encoder, asked, chosen.retrieval)}


def timed_retrieval(generation, encoder, asked: list[str], retrieval) -> Row:
    """Median milliseconds of retrieval by part, after one round to warm up; and its 95th percentile."""
    from index.search.retrieve import retrieve

    parts = {"encode": Timed(encoder), "dense": Timed(generation.vectors), "BM25": Timed(generation.lexical)}
    times: dict[str, list[float]] = {name: [] for name in (*parts, "fuse", "whole")}
    for question in [*asked, *asked]:
        for part in parts.values():
            part.seconds = 0.0
        started = time.perf_counter()
        vector = parts["encode"].encode([question])[0]
        retrieve(parts["dense"], parts["BM25"], question, vector, COUNT, retrieval)
        whole = time.perf_counter() - started
        spent = {name: part.seconds for name, part in parts.items()}
        spent |= {"fuse": whole - sum(spent.values()), "whole": whole}
        for name, seconds in spent.items():
            times[name].append(seconds * 1000)
    again = {name: values[len(asked) :] for name, values in times.items()}
    medians = {f"{name} ms": statistics.median(values) for name, values in again.items()}
    return {**medians, "95th percentile ms": measure.percentile_95(again["whole"])}


def hit_at_10(corpus, dense, vectors, candidates: int) -> float:
    """The share of the ten nearest passages that the index ranks among its first ten; ties count as found."""
    import numpy as np

    least = corpus.tenth_best(vectors)
    found = 0
    for vector, tenth in zip(vectors, least, strict=True):
        rows = dense.search(vector, candidates)
        best = rows[np.argsort(-dense.scores(vector, rows), kind="stable")[:COUNT]]
        found += int((corpus.vectors(best) @ vector >= tenth - 1e-6).sum())
    return found / (COUNT * len(vectors))


def halved(sentence: str, chance: random.Random) -> str:
    """A sentence without half of its words, those that stay in their order."""
    words = sentence.split()
    kept = sorted(chance.sample(range(len(words)), max(1, len(words) // 2)))
    return " ".join(words[at] for at in kept)


class Timed:
    """Passes each call on to another object, and adds up the seconds that are spent there."""

    def __init__(self, inner) -> None:
        self._inner = inner
        self.seconds = 0.0

    def __len__(self) -> int:
        return len(self._inner)

    def __getattr__(self, name: str):
        value = getattr(self._inner, name)
        if not callable(value):
            return value

        def call(*arguments, **named):
            started = time.perf_counter()
            try:
                return value(*arguments, **named)
            finally:
                self.seconds += time.perf_counter() - started

        return call


def _own_megabytes() -> float:
    """Memory of this process that no file stands behind."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.partition("RssAnon:")[2].split()[0]) / 1024


# What is taken of them from outside.


def measured(source: Path, size: int, store: Path) -> Row:
    """Everything about an index of `size` passages, which is written to `store`."""
    shutil.rmtree(store, ignore_errors=True)
    store.mkdir()
    written = measure.worker(__file__, "write", source, size, store)
    runs = [measure.worker(__file__, "cold", store) for _ in range(_COLD_RUNS)]
    cold = {what: statistics.median(run.result[what] for run in runs) for what in runs[0].result}
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
        print("Beyond the real passages, text is recombined and vectors stand in: see the docstring.\n")
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
    """One line of a Markdown table, with its head before the first."""
    if first:
        print("| " + " | ".join(row) + " |\n" + "|---:" * len(row) + "|")
    cells = (f"{value:,}" if isinstance(value, int) else f"{value:.3f}" for value in row.values())
    print("| " + " | ".join(cells) + " |", flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    add = parser.add_argument
    add("--documents", type=measure.path, help="a folder of documents instead of the kernel's documentation")
    add("--index", type=measure.path, help="Munshi's index of such a folder, which is only read")
    add("--sizes", type=int, nargs="+", default=SIZES, metavar="N", help="passages")
    add(
        "--out",
        type=measure.path,
        default=Path("build/scale"),
        help="the folder for scale.json and scale.png",
    )
    add("--redraw", action="store_true", help="only draw the figures that are there")
    return parser.parse_args()


if __name__ == "__main__":
    tasks = {"index": index_task, "write": write_task, "cold": cold_task, "warm": warm_task}
    if not measure.work(tasks):
        main()
