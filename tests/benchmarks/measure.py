"""The helpers of all benchmarks: run a task in a separate process, time questions, describe the machine.

For each task a benchmark starts itself again with `--worker TASK ARGUMENT …`, and reads the JSON object that
the worker prints last. Peak memory is the worker's maximum resident set size, including the pages of
memory-mapped files. Linux also counts the memory of the parent process until the program of the worker
starts, so the parent imports no large library.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))  # this working tree's code, wherever another is installed
_ENVIRONMENT = {"HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "true"}

Ask = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Usage:
    """The time and memory of a process, including its start and imports, and its output."""

    wall: float  #: wall-clock time, seconds
    processor: float  #: processor time, seconds, summed over cores
    megabytes: float  #: maximum resident set size
    printed: str  #: its standard output
    errors: str  #: its standard error

    @property
    def text(self) -> str:
        """The text that a worker prints before its result."""
        return self.printed.rstrip().rpartition("\n")[0]

    @property
    def result(self) -> dict[str, Any]:
        """The JSON object that a worker prints last."""
        return json.loads(self.printed.splitlines()[-1])


def run(command: Sequence[str], allowed: tuple[int, ...] = (0,)) -> Usage:
    """Run a command in the root of the project. End the benchmark if its exit status is not `allowed`."""
    started = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **_ENVIRONMENT},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
    )
    with ThreadPoolExecutor(1) as pool:  # read both streams at the same time, so that neither blocks
        errors = pool.submit(process.stderr.read)
        printed = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - started
    if process.returncode not in allowed:
        sys.exit(f"{' '.join(command[1:4])} … ended with {process.returncode}: {errors.result()[-2000:]}")
    processor = usage.ru_utime + usage.ru_stime
    return Usage(wall, processor, usage.ru_maxrss / 1024, printed, errors.result())


def worker(script: str, task: str, *arguments: object) -> Usage:
    """Run a task of a script in a separate process."""
    return run([sys.executable, script, "--worker", task, *map(str, arguments)])


def work(tasks: Mapping[str, Callable[..., Mapping[str, Any] | None]]) -> bool:
    """In a worker, run the task that the command line names and print its result; otherwise return False."""
    if sys.argv[1:2] != ["--worker"]:
        return False
    task, *arguments = sys.argv[2:]
    result = dict(tasks[task](*arguments) or {})
    print()
    print(json.dumps(result), flush=True)
    return True


def milliseconds(ask: Ask, questions: Sequence[str], rounds: int = 5) -> list[float]:
    """Ask the questions one after another, after a warm-up round; return the milliseconds of each answer."""
    for question in questions:
        ask(question)
    return [_timed(ask, question) for _ in range(rounds) for question in questions]


def at_once(ask: Ask, questions: Sequence[str], people: int, rounds: int = 3) -> tuple[float, float]:
    """Let `people` threads ask all questions `rounds` times; return answers per second and median milliseconds."""
    orders = [(*questions[first:], *questions[:first]) * rounds for first in range(people)]
    started = time.perf_counter()
    with ThreadPoolExecutor(people) as pool:
        by_thread = pool.map(lambda order: [_timed(ask, question) for question in order], orders)
        times = [milliseconds for thread in by_thread for milliseconds in thread]
    return len(times) / (time.perf_counter() - started), statistics.median(times)


def _timed(ask: Ask, question: str) -> float:
    started = time.perf_counter()
    ask(question)
    return (time.perf_counter() - started) * 1000


def percentile_95(values: Sequence[float]) -> float:
    return statistics.quantiles(values, n=20, method="inclusive")[-1] if len(values) > 1 else values[0]


def path(text: str) -> Path:
    """Return a path of the command line as an absolute path, since workers run in another folder."""
    return Path(text).resolve()


def size(folder: Path) -> int:
    """Return the bytes of all files in a folder and its subfolders."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return sum(path.stat().st_size for path in files)


def machine() -> str:
    """Describe the machine in words: the processor, the cores that may be used, and the memory."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return f"{_processor()}, {len(os.sched_getaffinity(0))} cores, {memory:.0f} GB"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return "unknown processor"
    return next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown"
    )


def installed(module: str) -> bool:
    """Whether a module can be imported; it is not imported to find out."""
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:  # the package of the module is not installed
        return False


def versions(packages: Iterable[str]) -> str:
    """Describe in words the version of Python and the installed versions of packages."""
    names = [f"Python {sys.version.split()[0]}"]
    for package in packages:
        try:
            names.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            names.append(f"no {package}")
    return ", ".join(names)
