"""Converts files in processes of their own, so that a hostile file costs itself only.

A process that takes too long, needs too much memory or crashes is ended; the file that it read is skipped,
with the reason, and the next file gets another process. Processes are started when they are needed.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType

import msgspec

from index.documents.converted.processes.messages import (
    Conversion,
    FileToConvert,
    read_message,
    write_message,
)
from index.documents.file_text import FileText
from index.documents.skipped import SkippedFile

_START = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from {0} import main; main()"
_FAILED = "made the program that reads it fail"
_WORKER = "index.documents.converted.processes.worker"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may cost."""

    seconds: int = 120  #: of computing
    waiting_seconds: int = 600  #: by the clock: a busy machine computes more slowly
    memory: int = 2 << 30  #: bytes


class ConverterPool:
    """Processes that convert files, one at a time each. Several threads may use them at once."""

    def __init__(self, limits: Limits = Limits()) -> None:
        self._limits = limits
        self._idle: list[_Worker] = []
        self._all: set[_Worker] = set()
        self._closed = False
        self._lock = threading.Lock()

    def __enter__(self) -> ConverterPool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def convert(self, module: str, data: bytes) -> FileText:
        """The file whose bytes are `data` as the function `read` of a module converts it.

        Raises SkippedFile with the reason where it cannot, crashes, or takes more than the limits allow.
        Where somebody else kills the process, as a system short of memory does, another tries once more.
        """
        try:
            return self._convert(module, data)
        except _Killed:
            return self._convert(module, data)

    def _convert(self, module: str, data: bytes) -> FileText:
        worker = self._take()
        try:
            answer = worker.ask(module, data, self._limits)
        except BaseException:
            self._discard(worker)
            raise
        with self._lock:
            self._idle.append(worker)
        if answer.skipped:
            raise SkippedFile(answer.skipped)
        try:
            return answer.file_text()
        except ValueError:
            raise SkippedFile(_FAILED) from None

    def close(self) -> None:
        """End all processes at once, also those that are converting."""
        with self._lock:
            self._closed = True
            workers, self._all, self._idle = self._all, set(), []
        for worker in workers:
            worker.end()

    def _take(self) -> _Worker:
        with self._lock:
            if self._closed:
                raise SkippedFile("was not read before the build ended", retry=True)
            if self._idle:
                return self._idle.pop()
            worker = _Worker()
            self._all.add(worker)
            return worker

    def _discard(self, worker: _Worker) -> None:
        worker.end()
        with self._lock:
            self._all.discard(worker)


class _Killed(SkippedFile):
    """Somebody killed the process that converted a file."""


class _Worker:
    """A process that converts a file at a time."""

    def __init__(self) -> None:
        paths, parent = json.dumps(_importable(sys.path)), str(os.getpid())
        command = [sys.executable, "-c", _START.format(_WORKER), paths, parent]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._late = False

    def ask(self, module: str, data: bytes, limits: Limits) -> Conversion:
        """Have a file converted. Raises SkippedFile where the process ended over it."""
        requests, answers = self._process.stdin, self._process.stdout
        assert requests is not None and answers is not None
        timer = threading.Timer(limits.waiting_seconds, self._time_out)
        timer.daemon = True
        timer.start()
        try:
            write_message(requests, FileToConvert(module, data, limits.seconds, limits.memory))
            content = read_message(answers)
        except (OSError, ValueError):  # the process is gone, or the pool was closed
            content = None
        finally:
            timer.cancel()
        if content is None:
            raise self._why_ended(limits)
        try:
            return msgspec.msgpack.decode(content, type=Conversion)
        except (msgspec.MsgspecError, ValueError):
            raise SkippedFile(_FAILED) from None

    def end(self) -> None:
        """End the process, whatever it does, and wait until it is gone."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with suppress(OSError):  # what was not sent is lost with the process
                    stream.close()

    def _time_out(self) -> None:
        self._late = True
        self._process.kill()

    def _why_ended(self, limits: Limits) -> SkippedFile:
        status = -self._process.wait()
        if self._late:
            return SkippedFile(f"takes longer than {limits.waiting_seconds} seconds to be read", retry=True)
        if status == getattr(signal, "SIGXCPU", None):
            return SkippedFile(f"takes longer than {limits.seconds} seconds to be read")
        if status == getattr(signal, "SIGKILL", None):
            return _Killed("was not read, because the program that reads it was killed", retry=True)
        return SkippedFile(_FAILED)


def _importable(paths: Sequence[str]) -> list[str]:
    """Where modules are found, by full paths: the process may be started elsewhere."""
    return [os.path.abspath(path) for path in paths]
