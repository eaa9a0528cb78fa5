"""Measure the cost of an index in a folder and in Milvus, by its size, with 1, 8 and 32 people who ask at once.

    python tests/benchmarks/scale_milvus.py --index FOLDER [--sizes N …] [--address URL]

The passages are those of scale.py, made from the index in FOLDER. The server is milvus-lite, which is started here, or
the one at URL. With milvus-lite, the server and the processes that ask and publish share this machine. Each
measurement runs in a separate process. For each size and store:
- publishing a generation that is on disk: passages per second, and MB on disk;
- opening it in a new process and retrieving for the first question: seconds;
- retrieving while 1, 8 and 32 threads of a process ask, each one question after another: median and 95th percentile of
  the questions that are asked within a minute;
- hit@10: exact search in NumPy finds the ten nearest vectors; the share of them that is among the store's first ten;
- restart (milvus-lite): seconds from killing the server until a new process has retrieved for the first question.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import repeat
from pathlib import Path
from typing import Any

import measure
from contenders import settings
from peers import QUESTIONS
from scale import COUNT, SENTENCES, halved, hit_at_10

ASKING = (1, 8, 32)
_ROUNDS = 320  # questions for each number of people, at most
_SECONDS = 60  # after these no further question is asked

Row = dict[str, Any]


def chosen(store: str, address: str):
    """Return the settings for the Milvus server at `address`, or for the folder if `address` is empty."""
    from index.settings import StoreSettings

    kind = StoreSettings("milvus", address, "scale", timeout=600) if address else StoreSettings()
    return replace(settings(Path("."), Path(store)), store=kind)


def asker(options):
    """Open the store; return its generation, and a function from a question and its vector to the best passages."""
    from index.search.retrieve import retrieve
    from index.store.stores import store_of

    generation = store_of(options).open()

    def ask(question: str, vector) -> object:
        parts = generation.vectors, generation.lexical
        found = retrieve(*parts, question, vector, COUNT, options.retrieval)
        return generation.passages([each.row for each in found])

    return generation, ask


def publish_task(store: str, address: str) -> Row:
    from index.store.store import Store
    from index.store.stores import server_of

    generation, server = Store(Path(store)).open(), server_of(chosen(store, address))
    started = time.perf_counter()
    server.publish(generation, lambda rows: None)
    return {"passages a second": len(generation) / (time.perf_counter() - started)}


def cold_task(store: str, address: str = "") -> Row:
    from index.models.encoder import load_encoder

    options = chosen(store, address)
    vector = load_encoder(options.encoder).encode([QUESTIONS[0]])[0]
    started = time.perf_counter()
    asker(options)[1](QUESTIONS[0], vector)
    return {"first question s": time.perf_counter() - started}


def warm_task(source: str, size: str, store: str, address: str = "") -> Row:
    from recombined import Corpus

    from index.models.encoder import load_encoder

    options = chosen(store, address)
    corpus = Corpus.open(Path(source), int(size))
    asked = [*QUESTIONS, *(halved(corpus.sentence(), corpus.random) for _ in range(SENTENCES))]
    vectors = load_encoder(options.encoder).encode(asked)
    generation, ask = asker(options)

    def timed(number: int, until: float) -> float | None:
        started = time.perf_counter()
        if started > until:
            return None
        ask(asked[number % len(asked)], vectors[number % len(asked)])
        return (time.perf_counter() - started) * 1000

    row: Row = {"hit@10": hit_at_10(corpus, generation.vectors, vectors, options.retrieval.candidates)}
    for people in ASKING:
        until = repeat(time.perf_counter() + _SECONDS)
        with ThreadPoolExecutor(people) as pool:
            times = [took for took in pool.map(timed, range(_ROUNDS), until) if took is not None]
        row |= {f"{people} ms": statistics.median(times), f"{people} 95th ms": measure.percentile_95(times)}
    return row


def main() -> None:
    from tests.milvus_lite import MilvusLite

    options = _options()
    print(f"{measure.machine()}; {measure.versions(('faiss-cpu', 'pymilvus', 'milvus-lite', 'numpy'))}")
    scale = str(Path(__file__).with_name("scale.py"))
    for size in options.sizes:
        with tempfile.TemporaryDirectory() as scratch:
            store = Path(scratch, "store")
            store.mkdir()
            written = measure.worker(scale, "write", options.index, size, store).result
            row = {"passages a second": size / written["write s"], "disk MB": measure.size(store) / 1e6}
            row |= measure.worker(__file__, "cold", store).result
            _print(
                f"folder, {size:,}", row | measure.worker(__file__, "warm", options.index, size, store).result
            )
            if options.address:
                _print(f"Milvus, {size:,}", served(options.index, size, store, options.address))
                continue
            server = MilvusLite(Path(scratch, "milvus"))
            try:
                row = served(options.index, size, store, server.address)
                row["disk MB"] = measure.size(server.folder) / 1e6
                started = time.perf_counter()
                server.kill()
                server.start()
                measure.worker(__file__, "cold", store, server.address)
                _print(f"Milvus, {size:,}", row | {"restart s": time.perf_counter() - started})
            finally:
                server.kill()


def served(index: Path, size: int, store: Path, address: str) -> Row:
    """Publish the generation of an index folder to the server at `address`; return the measurements."""
    row = dict(measure.worker(__file__, "publish", store, address).result)
    row |= measure.worker(__file__, "cold", store, address).result
    return row | measure.worker(__file__, "warm", index, size, store, address).result


def _print(name: str, row: Row) -> None:
    """Print the measurements of a store, one per line."""
    print(name)
    for measured, value in row.items():
        print(f"    {measured}: {value:,.3f}", flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    add = parser.add_argument
    add("--index", type=measure.path, required=True, help="Munshi's index from which passages are made")
    add("--sizes", type=int, nargs="+", default=(10_000, 100_000), metavar="N", help="numbers of passages")
    add(
        "--address",
        default="",
        metavar="URL",
        help="a running Milvus server (default: start milvus-lite)",
    )
    return parser.parse_args()


if __name__ == "__main__":
    if not measure.work({"publish": publish_task, "cold": cold_task, "warm": warm_task}):
        main()
