"""Compare Munshi with LlamaIndex and txtai: time, memory and disk, with the same files, model and machine.

    python tests/benchmarks/peers.py [--documents FOLDER] [--files N] [--runs N]
    python tests/benchmarks/peers.py --whole [--documents FOLDER] [--index FOLDER] [--runs N]

"Contenders" are the systems that are compared. Without --documents, the documents are the documentation of
the Linux kernel (tests/benchmarks/corpora.py). The first form takes a sample of N files, drawn with a fixed
seed, because some contenders need more than ten minutes to index all files. The second form measures Munshi
alone on every file; with --index, it copies an existing index instead of building one.

Each task runs in a separate process and is measured from outside, including its start and imports. The contenders
take turns at each task, and all tasks are repeated. Files are in the system's cache. The tasks:
- build: from scratch;
- refresh: of an existing index, after no file has changed, one file has changed, and one file was renamed;
- cold: a new process opens the index and retrieves for one question; for Munshi also `munshi ask`, which checks for
  changes, reads the passages and prints the answer;
- warm: one process retrieves for twenty questions again and again, one after another and from several threads at once.
Only Munshi reads passages and answers; the others only retrieve passages. The table has medians over the runs and, in
brackets, their ratios to Munshi's. The docstring of tests/benchmarks/contenders.py describes the contenders. A
contender whose package is not installed is omitted, and a line says so.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import measure
from contenders import CONTENDERS, MUNSHI, Change, files, settings
from corpora import linux_doc, sample

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
PEOPLE = (1, 2, 8)  # threads that ask at once
_PACKAGES = ("llama-index-core", "llama-index-vector-stores-faiss", "llama-index-retrievers-bm25", "txtai")
_LIBRARIES = ("faiss-cpu", "sentence-transformers", "torch", "onnxruntime")

Figures = dict[str, float]  #: name with unit → value


# The tasks, each of which runs in a separate process.


def build_task(name: str, folder: str, store: str) -> Figures:
    return {"passages": CONTENDERS[name].build(Path(folder), Path(store))}


def refresh_task(name: str, folder: str, store: str, change: str) -> None:
    CONTENDERS[name].refresh(Path(folder), Path(store), Change(**json.loads(change)))


def cold_task(name: str, folder: str, store: str) -> None:
    ask = CONTENDERS[name].open(Path(folder), Path(store))
    print(ask(QUESTIONS[0])[0])


def warm_task(name: str, folder: str, store: str) -> Figures:
    contender = CONTENDERS[name]
    figures = _warm("retrieval alone", contender.open(Path(folder), Path(store)))
    if name == MUNSHI:
        figures |= _warm("with reading", contender.engine(Path(folder), Path(store)).ask)
    return figures


def _warm(mode: str, ask: measure.Ask) -> Figures:
    times = measure.milliseconds(ask, QUESTIONS)
    figures = {
        f"warm, {mode}: median ms": statistics.median(times),
        f"warm, {mode}: 95th percentile ms": measure.percentile_95(times),
    }
    for people in PEOPLE:
        rate, median = measure.at_once(ask, QUESTIONS, people)
        figures[f"{people} at once, {mode}: answers/s"] = rate
        figures[f"{people} at once, {mode}: median ms"] = median
    return figures


# Their measurement from outside.


def built(name: str, folder: Path, store: Path) -> Figures:
    shutil.rmtree(store, ignore_errors=True)
    usage = measure.worker(__file__, "build", name, folder, store)
    return {
        "build: s": usage.wall,
        "build: kB/s": measure.size(folder) / 1000 / usage.wall,
        "build: passages/s": usage.result["passages"] / usage.wall,
        "build: peak MB": usage.megabytes,
        "index on disk: MB": measure.size(store) / 1e6,
    }


def cold(name: str, folder: Path, store: Path) -> Figures:
    usage = measure.worker(__file__, "cold", name, folder, store)
    figures = {"cold, retrieval alone: s": usage.wall, "cold, retrieval alone: peak MB": usage.megabytes}
    if name == MUNSHI:
        config = _config(folder, store)
        command = (sys.executable, "-m", "bot", "ask", "--config", str(config), QUESTIONS[0])
        usage = measure.run(command, allowed=(0, 1))  # 1: not answered
        figures |= {"cold, `munshi ask`: s": usage.wall, "cold, `munshi ask`: peak MB": usage.megabytes}
    return figures


def _config(folder: Path, store: Path) -> Path:
    chosen = settings(folder, store)
    path = store.with_suffix(".toml")
    include = json.dumps(chosen.files.include)
    path.write_text(f'documents = "{folder}"\nindex = "{store}"\n[files]\ninclude = {include}\n', "utf-8")
    return path


def warm(name: str, folder: Path, store: Path) -> Figures:
    return measure.worker(__file__, "warm", name, folder, store).result


def refreshed(event: str, change: Change, name: str, folder: Path, store: Path) -> Figures:
    usage = measure.worker(__file__, "refresh", name, folder, store, json.dumps(asdict(change)))
    return {
        f"refresh after {event}: s": usage.wall,
        f"refresh after {event}: processor s": usage.processor,
        f"refresh after {event}: peak MB": usage.megabytes,
    }


def changes(folder: Path, run: int) -> Iterator[tuple[str, Change]]:
    """Change the folder and yield each change by its name: none, one file changed, one renamed.

    Each run changes other files.
    """
    yield "no change", Change()
    first, second = random.Random(run).sample(files(folder), 2)
    with first.open("a", encoding="utf-8") as stream:
        stream.write(f"\nA line that was not there before, number {run}.\n")
    yield "one changed file", Change(written=(first.relative_to(folder).as_posix(),))
    renamed = second.rename(second.with_name(f"renamed-{second.name}"))
    yield (
        "one renamed file",
        Change((renamed.relative_to(folder).as_posix(),), (second.relative_to(folder).as_posix(),)),
    )


class Table:
    """The figures of every contender and run."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = names
        self.figures: dict[str, dict[str, list[float]]] = {}

    def record(self, name: str, figures: Figures) -> None:
        for label, figure in figures.items():
            self.figures.setdefault(label, {}).setdefault(name, []).append(figure)
            print(f"{name}: {label} {_short(figure)}", file=sys.stderr, flush=True)

    def print(self) -> None:
        """Print a Markdown table of the medians and their ratios to Munshi's."""
        rows = [["", *self._names]]
        rows += [[label, *self._cells(by_name)] for label, by_name in self.figures.items()]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        rows.insert(1, ["-" * widths[0], *(f"{'-' * (width - 1)}:" for width in widths[1:])])
        for first, *cells in rows:
            aligned = [cell.rjust(width) for cell, width in zip(cells, widths[1:], strict=True)]
            print("| " + " | ".join([first.ljust(widths[0]), *aligned]) + " |")

    def _cells(self, by_name: dict[str, list[float]]) -> Iterator[str]:
        medians = {name: statistics.median(values) for name, values in by_name.items()}
        for name in self._names:
            if name not in medians:
                yield "–"
            elif name == MUNSHI:
                yield _short(medians[name])
            else:
                yield f"{_short(medians[name])} ({_short(medians[name] / medians[MUNSHI])}×)"


def _short(value: float) -> str:
    return f"{value:.{0 if value >= 100 else 1 if value >= 10 else 2}f}"


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory() as scratch:
        source = options.documents or linux_doc(Path(scratch, "source"))
        count = None if options.whole else options.files
        folder = sample(files(source), source, Path(scratch, "documents"), count)
        names = [MUNSHI] if options.whole else list(_installed())
        amount = f"{len(files(folder))} files, {measure.size(folder) / 1e6:.2f} MB"
        print(f"{amount}; medians of {options.runs} runs")
        print(f"{measure.machine()}; {measure.versions((*_PACKAGES, *_LIBRARIES))}\n", flush=True)
        table = Table(names)
        stores = {name: Path(scratch, f"store-{number}") for number, name in enumerate(names)}
        if options.index:
            shutil.copytree(options.index, stores[MUNSHI])
            CONTENDERS[MUNSHI].build(folder, stores[MUNSHI])  # the index now belongs to the copied documents
        for run in range(options.runs):
            builds = not options.whole or (run == 0 and not options.index)
            _one_run(table, folder, stores, run, builds)
        table.print()
        if options.json:
            options.json.write_text(json.dumps(table.figures, indent=1, ensure_ascii=False), "utf-8")


def _one_run(table: Table, folder: Path, stores: dict[str, Path], run: int, builds: bool) -> None:
    """Measure every task once. Refreshes are last, because LlamaIndex may retrieve wrongly after one."""
    for task in (built, cold, warm) if builds else (cold, warm):
        for name, store in stores.items():
            table.record(name, task(name, folder, store))
    for event, change in changes(folder, run):
        for name, store in stores.items():
            table.record(name, refreshed(event, change, name, folder, store))


def _installed() -> Iterator[str]:
    for name, contender in CONTENDERS.items():
        if measure.installed(contender.required_module):
            yield name
        else:
            print(
                f"{name} is omitted: {contender.required_module} is not installed; pip install -e '.[bench]'"
            )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    add = parser.add_argument
    add("--documents", type=measure.path, help="folder of documents (default: the kernel's documentation)")
    add("--files", type=int, default=100, help="number of files in the sample (default: 100)")
    add("--whole", action="store_true", help="measure Munshi alone, on all files")
    add(
        "--index",
        type=measure.path,
        help="with --whole: Munshi's index of the folder, which is copied instead of built",
    )
    add("--runs", type=int, default=3, help="number of runs of all tasks (default: 3)")
    add("--json", type=measure.path, help="also write the figures of every run to this file")
    options = parser.parse_args()
    if options.index and not options.whole:
        parser.error("--index goes with --whole")
    return options


if __name__ == "__main__":
    tasks = (build_task, refresh_task, cold_task, warm_task)
    if not measure.work({task.__name__.removesuffix("_task"): task for task in tasks}):
        main()
