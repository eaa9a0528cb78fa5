"""Profile a build from scratch, or a question in a new process.

    python tests/benchmarks/where_time_goes.py build [--documents FOLDER] [--files N]
    python tests/benchmarks/where_time_goes.py ask [--documents FOLDER | --index FOLDER] [--question TEXT]

`build` runs cProfile and prints the functions by cumulative time, then by their own time. Only the calling
thread is profiled: other threads encode, so encoding appears as the time that `encode` waits for them.

`ask` opens an index and answers one question. It prints three tables: the time of each import (`python -X
importtime`), the stages from the start of the process to the answer, and the functions as above. The
functions are from a separate run, because a profiler slows what it observes.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import measure
from contenders import files, settings
from corpora import linux_doc, sample

_LINES = 25
_RUNS = 5
_IMPORT = re.compile(r"import time:\s+(\d+) \|\s+(\d+) \|\s*(\S+)")
_STAGES = ("import", "open the index", "load the encoder", "load the reader", "look for changes", "answer")


def profile_build_task(folder: str, store: str) -> None:
    from index import build

    _profile(lambda: build(settings(Path(folder), Path(store))))


def profile_ask_task(folder: str, store: str, question: str) -> None:
    def ask() -> None:
        from index import Engine

        engine = Engine.open(settings(Path(folder), Path(store)))
        engine.is_stale()
        engine.ask(question)

    _profile(ask)


def stages_task(folder: str, store: str, question: str) -> dict[str, float]:
    """Return the milliseconds of each stage of `Engine.open` and `munshi ask`, in their order."""
    laps = [time.perf_counter()]
    from index import Engine
    from index.models.encoder import load_encoder
    from index.reader.load import load_reader
    from index.store.store import Store

    laps.append(time.perf_counter())
    chosen = settings(Path(folder), Path(store))
    generation = Store(chosen.index).open()
    laps.append(time.perf_counter())
    encoder = load_encoder(chosen.encoder)
    laps.append(time.perf_counter())
    reader, _ = load_reader(
        chosen.answer.reader, encoder, idf=generation.lexical.idf, index_size=len(generation)
    )
    laps.append(time.perf_counter())
    engine = Engine(chosen, Store(chosen.index), generation, encoder, reader)
    engine.is_stale()
    laps.append(time.perf_counter())
    engine.ask(question)
    laps.append(time.perf_counter())
    spent = [(after - before) * 1000 for before, after in pairwise(laps)]
    return dict(zip(_STAGES, spent, strict=True))


def _profile(work: Callable[[], object]) -> None:
    with cProfile.Profile() as profile:
        work()
    profile_statistics = pstats.Stats(profile).strip_dirs()
    for order in ("cumulative", "tottime"):
        profile_statistics.sort_stats(order).print_stats(_LINES)


def ask(folder: Path, store: Path, question: str) -> None:
    _print_imports()
    runs = [measure.worker(__file__, "stages", folder, store, question) for _ in range(_RUNS)]
    print(f"\nA question in a fresh process, medians of {_RUNS} runs")
    spent = {stage: statistics.median(run.result[stage] for run in runs) for stage in _STAGES}
    whole = statistics.median(run.wall for run in runs) * 1000
    for stage, milliseconds in {**spent, "start and end of Python": whole - sum(spent.values())}.items():
        print(f"  {stage:24}{milliseconds:8.1f} ms")
    print(f"  {'whole':24}{whole:8.1f} ms")
    print(measure.worker(__file__, "profile-ask", folder, store, question).text)


def _print_imports() -> None:
    """Print the slowest imports of the code that answers, slowest first."""
    modules = "import index.engine, tokenizers, faiss, index.models.runtime; index.models.runtime.import_onnxruntime()"
    rows = _IMPORT.findall(measure.run([sys.executable, "-X", "importtime", "-c", modules]).errors)
    print(f"The {_LINES} slowest imports: with what they import, and alone")
    for own, whole, name in sorted(rows, key=lambda row: -int(row[1]))[:_LINES]:
        print(f"  {name:48}{int(whole) / 1000:8.1f} ms{int(own) / 1000:8.1f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    add = parser.add_argument
    add("command", choices=("build", "ask"), help="what to profile")
    add("--documents", type=measure.path, help="folder of documents (default: the kernel's documentation)")
    add("--files", type=int, default=100, help="number of files in the sample (default: 100)")
    add("--index", type=measure.path, help="with ask: use this index of the folder instead of building one")
    add("--question", default="What does the OOM killer do?", help="with ask (default: %(default)s)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        source = options.documents or linux_doc(Path(scratch, "source"))
        count = None if options.index else options.files
        folder = sample(files(source), source, Path(scratch, "documents"), count)
        store = options.index or Path(scratch, "index")
        print(measure.machine())
        if not options.index:
            profile = measure.worker(__file__, "profile-build", folder, store)
            if options.command == "build":
                print(profile.text)
        if options.command == "ask":
            ask(folder, store, options.question)


if __name__ == "__main__":
    tasks = {"profile-build": profile_build_task, "profile-ask": profile_ask_task, "stages": stages_task}
    if not measure.work(tasks):
        main()
