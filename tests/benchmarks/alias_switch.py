"""Ask a Milvus server while builds publish to it: does anybody who asks notice?

    python tests/benchmarks/alias_switch.py [--address URL] [--rate N] [--builds N]

The server is milvus-lite, which is started here, or the one at URL. Threads ask `--rate` questions per
second. Each thread opens the index itself. As `munshi serve` does, it opens the index again after a newer one
is published, or if builds have removed its own. Only retrieval is measured, without the reader. Meanwhile
builds change a document and publish, one after another. The output: the number of questions and how many
failed, questions per second, the slowest, and how many found a text that no build published.
"""

from __future__ import annotations

import argparse
import contextlib
import shutil
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import measure

THREADS = 16
SEEDS = Path(__file__).resolve().parents[2] / "seeds"
QUESTION = "Which year does the ledger of the harbour master name?"
SENTENCE = "The ledger of the harbour master names the year {}."


class Clock:
    """Spaces the questions of all threads evenly: `rate` per second."""

    def __init__(self, rate: float) -> None:
        self._next, self._step, self._lock = time.perf_counter(), 1 / rate, threading.Lock()

    def wait(self) -> None:
        """Wait until the next question is due; return at once if it is late."""
        with self._lock:
            due, self._next = self._next, self._next + self._step
        time.sleep(max(0.0, due - time.perf_counter()))


def ask_on(options, clock: Clock, stop: threading.Event, seen: Counter[str], times: list[float]) -> None:
    """Ask until `stop` is set; count the texts found and the errors in `seen`, and add seconds to `times`."""
    from index import Engine
    from index.errors import StoreMissing

    engine, looked = Engine.open(options), time.perf_counter()
    while not stop.is_set():
        clock.wait()
        started = time.perf_counter()
        try:
            if started - looked > 1:
                looked = started
                engine = engine if engine.is_current() else Engine.open(options)
            try:
                found = engine.retrieve(QUESTION, 1)[0].passage.text.strip()
            except StoreMissing:
                engine = Engine.open(options)
                found = engine.retrieve(QUESTION, 1)[0].passage.text.strip()
        except Exception as error:
            found = f"failed: {type(error).__name__}: {error}"
        seen[found] += 1
        times.append(time.perf_counter() - started)


def run(options, rate: float, builds: int) -> None:
    from index import build

    def publish(year: int) -> None:
        (options.documents / "ledger.txt").write_text(SENTENCE.format(year) + "\n")
        build(options)

    publish(1900)
    stop, clock = threading.Event(), Clock(rate)
    seen: Counter[str] = Counter()
    times: list[float] = []
    askers = [
        threading.Thread(target=ask_on, args=(options, clock, stop, seen, times)) for _ in range(THREADS)
    ]
    started = time.perf_counter()
    for asker in askers:
        asker.start()
    for year in range(1901, 1901 + builds):
        publish(year)
        time.sleep(2)
    stop.set()
    for asker in askers:
        asker.join()
    seconds = time.perf_counter() - started
    whole = {SENTENCE.format(year) for year in range(1900, 1901 + builds)}
    failed = {text: count for text, count in seen.items() if text.startswith("failed: ")}
    print(f"builds published: {builds}; generations seen: {len(whole & seen.keys())}")
    print(f"asked: {len(times)}, {len(times) / seconds:.1f} a second; failed: {sum(failed.values())}")
    print(f"with a text of no build: {sum(seen[text] for text in seen.keys() - whole - failed.keys())}")
    print(f"slowest: {max(times):.2f} s; 95th percentile: {measure.percentile_95(times):.2f} s")
    for text, count in failed.items():
        print(f"{count} × {text}")


@contextlib.contextmanager
def server(address: str) -> Iterator[str]:
    """Yield the address of the named server, or that of a milvus-lite that runs inside the context."""
    from tests.milvus_lite import MilvusLite

    if address:
        yield address
        return
    with tempfile.TemporaryDirectory() as folder:
        lite = MilvusLite(Path(folder, "milvus"))
        try:
            yield lite.address
        finally:
            lite.kill()


def main() -> None:
    from index.settings import IndexSettings, StoreSettings

    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--address", default="", help="a running Milvus server (default: start milvus-lite)")
    parser.add_argument("--rate", type=float, default=100, help="questions per second (default: 100)")
    parser.add_argument("--builds", type=int, default=5, help="builds that publish meanwhile (default: 5)")
    chosen = parser.parse_args()
    print(f"{measure.machine()}; {measure.versions(('pymilvus', 'milvus-lite'))}")
    with tempfile.TemporaryDirectory() as scratch, server(chosen.address) as address:
        documents = shutil.copytree(SEEDS, Path(scratch, "documents"))
        options = replace(
            IndexSettings(documents, Path(scratch, "index"), threads=1),
            store=StoreSettings("milvus", address, "alias_switch", timeout=60),
        )
        run(options, chosen.rate, chosen.builds)


if __name__ == "__main__":
    main()
