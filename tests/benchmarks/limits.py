"""Build an index of extreme input: does it succeed, and how much time and memory does it need?

    python tests/benchmarks/limits.py [--only CASE …] [--memory GB] [--scale S] [--documents FOLDER]

The cases:
- many: a folder of 100,000 tiny files, each with a different sentence;
- large: one file of 500 MB and a small one; the large one must be skipped, with its name and the reason;
- repeated: one passage a million times, in ten files;
- growing: more and more files of a real folder (the kernel's documentation, or `--documents`), which shows whether
  the peak of memory stays the same.

Each build, and a second build that finds nothing new, runs in a separate process with at most `--memory` GB
of writable memory (RLIMIT_DATA, which limits what the process allocates, but not the files that it maps: the
system may drop their pages at any time). A build that needs more ends, and the table says so. `--scale`
multiplies all sizes except the 500 MB; use 0.01 to try the benchmark itself. To limit mapped files too, run
it in a control group: `systemd-run --scope -p MemoryMax=2G python tests/benchmarks/limits.py`.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import measure
from contenders import files, settings
from corpora import linux_doc, sample

MANY, LARGE, REPEATED = 100_000, 500_000_000, 1_000_000
GROWING = (300, 600, 1_200, 2_400, 4_800)  # numbers of files
# More than fifty tokens, so that a passage contains at most two repetitions.
_PASSAGE = (
    "The old lighthouse keeper wrote down every ship that passed the cape between dusk and dawn, its rig, its "
    "course and the colour of its lamp, and in the morning he carried the book to the harbour master, who read "
    "it aloud to anyone who was waiting for someone at sea.\n\n"
)
Case = tuple[str, Path]  #: a description of the documents, and their folder


@dataclass(frozen=True, slots=True)
class Size:
    """The scale of the cases, and the folder of real documents, if one is named."""

    scale: float
    documents: Path | None

    def of(self, full: int) -> int:
        """Return a number at this scale, given the number at full size."""
        return max(1, round(full * self.scale))


def build_task(folder: str, store: str, gigabytes: str, mode: str) -> dict[str, Any]:
    _limit_memory(gigabytes)
    from index import build

    try:
        report = build(settings(Path(folder), Path(store)), full=mode == "full")
    except MemoryError:
        return {"failed": True}
    return {"passages": report.passages, "embedded": report.embedded, "skipped": report.skipped}


def _limit_memory(gigabytes: str) -> None:
    limit = round(float(gigabytes) * 1e9)
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))


def many(scratch: Path, size: Size) -> Iterator[Case]:
    count = size.of(MANY)
    for number in range(count):
        path = scratch / f"{number // 1000:03}" / f"{number:06}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"Parcel {number} lies on shelf {number * 7919 % 104_729} of the depot.\n", "utf-8")
    yield f"{count:,} tiny files", scratch


def large(scratch: Path, size: Size) -> Iterator[Case]:
    (scratch / "small.txt").write_text("The ferry leaves at noon.\n", "utf-8")
    with (scratch / "large.txt").open("w", encoding="utf-8") as stream:
        for _ in range(LARGE // len(_PASSAGE)):
            stream.write(_PASSAGE)
    yield f"one file of {LARGE / 1e6:.0f} MB", scratch


def repeated(scratch: Path, size: Size) -> Iterator[Case]:
    times, parts = size.of(REPEATED), 10
    for part in range(parts):
        (scratch / f"{part}.txt").write_text(_PASSAGE * (times // parts), "utf-8")
    yield f"a passage {times:,} times", scratch


def growing(scratch: Path, size: Size) -> Iterator[Case]:
    source = size.documents or linux_doc(scratch / "source")
    for count in map(size.of, GROWING):
        folder = sample(files(source), source, scratch / f"of-{count}", count)
        yield f"{count:,} real files, {measure.size(folder) / 1e6:.1f} MB", folder


CASES: dict[str, Callable[[Path, Size], Iterator[Case]]] = {
    case.__name__: case for case in (large, repeated, many, growing)
}


def main() -> None:
    options = _options()
    print(f"{measure.machine()}; at most {options.memory:g} GB of writable memory\n")
    print("| documents | s | peak MB | passages | embedded | |\n|---|---:|---:|---:|---:|---|")
    with tempfile.TemporaryDirectory() as scratch:
        store = Path(scratch, "index")
        for name in options.only:
            documents = Path(scratch, name)
            documents.mkdir()
            for case, folder in CASES[name](documents, Size(options.scale, options.documents)):
                _measure(case, folder, store, options.memory)
            shutil.rmtree(documents)


def _measure(case: str, folder: Path, store: Path, memory: float) -> None:
    """Build an index from scratch, then refresh it, and print a row for each."""
    for mode, name in (("full", case), ("refresh", f"{case}, again")):
        usage = measure.worker(__file__, "build", folder, store, memory, mode)
        result = usage.result
        figures = f"| {name} | {usage.wall:.1f} | {usage.megabytes:.0f} |"
        if result.get("failed"):
            print(f"{figures} | | it needs more memory |", flush=True)
            break
        skipped = "; ".join(f"{name}: {reason}" for name, reason in result["skipped"])
        print(f"{figures} {result['passages']:,} | {result['embedded']:,} | {skipped} |", flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    add = parser.add_argument
    add("--only", nargs="+", choices=CASES, default=list(CASES), help="the cases (default: all)")
    add("--memory", type=float, default=2.0, help="GB of writable memory for a build (default: 2)")
    add("--scale", type=float, default=1.0, help="factor of all sizes (default: 1); try 0.01 first")
    add(
        "--documents",
        type=measure.path,
        help="for growing: folder of documents (default: the kernel's documentation)",
    )
    return parser.parse_args()


if __name__ == "__main__":
    if not measure.work({"build": build_task}):
        main()
