"""Run builds in separate processes that start at once: forks of a process that has imported what a build needs.

The attacks use `Forks`. Run as a program, this file is the process that forks: for each line of JSON, which
describes a build, it forks and prints the number of the new process.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import json
import os
import pkgutil
import resource
import select
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Child:
    """The process of a build, which may have ended."""

    pid: int
    descriptor: int  #: file descriptor of the process, which is readable after its end
    result: Path  #: the file to which the build writes its outcome at its end

    def wait(self, seconds: float) -> bool:
        """Wait at most that number of seconds; return whether the process has ended."""
        poll = select.poll()
        poll.register(self.descriptor, select.POLLIN)
        return bool(poll.poll(seconds * 1000))

    def kill(self) -> None:
        """Kill the process if it is still running, and wait for its end."""
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.descriptor, signal.SIGKILL)
        assert self.wait(60)

    def outcome(self) -> dict[str, Any]:
        """Return what the build reports, or its error; empty if it was killed."""
        os.close(self.descriptor)
        return json.loads(self.result.read_text()) if self.result.exists() else {}


class Forks:
    """The process that forks the builds. It is started with the first build."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def build(
        self,
        documents: Path,
        index: Path,
        result: Path,
        *,
        traced: bool = False,
        megabytes: int = 0,
        temporary: Path | None = None,
        **files: Any,
    ) -> Child:
        """Start a build, which writes its outcome to the file `result` at its end.

        With `traced` the build waits until another process traces it. `megabytes`, unless 0, limits the
        writable memory that it may use in addition to that of the forking process. `temporary` is its folder
        for temporary files. `files` are fields of DocumentSettings.
        """
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.torture.forks"],
                cwd=ROOT,
                env={**os.environ, "PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1"},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        result.unlink(missing_ok=True)
        task = {"documents": str(documents), "index": str(index), "result": str(result), "files": files}
        assert self._process.stdin is not None and self._process.stdout is not None
        task |= {"traced": traced, "megabytes": megabytes, "temporary": str(temporary or "")}
        print(json.dumps(task), file=self._process.stdin, flush=True)
        pid = int(self._process.stdout.readline())
        return Child(pid, os.pidfd_open(pid), result)

    def close(self) -> None:
        """End the process that forks."""
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()
            self._process.wait(60)


def _build(task: dict[str, Any]) -> dict[str, Any]:
    from index.errors import UserError
    from index.settings import AnswerSettings, DocumentSettings, IndexSettings
    from index.store.build import build

    settings = IndexSettings(
        Path(task["documents"]),
        Path(task["index"]),
        threads=1,
        files=DocumentSettings(
            **{
                name: tuple(value) if isinstance(value, list) else value
                for name, value in task["files"].items()
            }
        ),
        answer=AnswerSettings(reader="sentences"),
    )
    try:
        report = build(settings)
    except UserError as error:
        return {"error": type(error).__name__, "sentence": str(error)}
    except BaseException as error:
        return {"error": type(error).__name__, "traceback": traceback.format_exc()}
    return {
        "written": report.written,
        "generation": report.generation,
        "skipped": [list(pair) for pair in report.skipped],
        "warnings": list(report.warnings),
    }


def _run(task: dict[str, Any]) -> None:
    """Run a build in a forked process, from its preparation to the file with its outcome."""
    if task["traced"]:
        ctypes.CDLL(None).prctl(0x59616D61, ctypes.c_ulong(-1))  # PR_SET_PTRACER_ANY
        while "TracerPid:\t0\n" in Path("/proc/self/status").read_text():
            time.sleep(0.001)
    tempfile.tempdir = None
    if task["temporary"]:
        os.environ["TMPDIR"] = task["temporary"]
    if task["megabytes"]:
        used = int(Path("/proc/self/statm").read_text().split()[5]) * resource.getpagesize()
        limit = used + task["megabytes"] * 1_000_000
        resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    result = Path(task["result"])
    try:
        text = json.dumps(_build(task))
    except MemoryError:
        text = '{"error": "MemoryError"}'
    result.with_suffix(".part").write_text(text)
    os.replace(result.with_suffix(".part"), result)


def main() -> None:
    import chardet  # noqa: F401
    import filelock  # noqa: F401

    import index.documents
    import index.store.build
    from index.models.runtime import import_onnxruntime

    import_onnxruntime()
    # Import now what a build imports for a format: otherwise an attack could make such an import fail.
    for module in pkgutil.walk_packages(index.documents.__path__, "index.documents."):
        importlib.import_module(module.name)
    while line := sys.stdin.readline():
        with contextlib.suppress(ChildProcessError):  # collect the processes that have ended
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        task = json.loads(line)
        pid = os.fork()
        if pid == 0:
            status = 1
            try:
                _run(task)
                status = 0
            finally:
                os._exit(status)
        print(pid, flush=True)


if __name__ == "__main__":
    main()
