"""Convert files in separate processes, so that a hostile file harms no other file.

A process that takes too long, needs too much memory or crashes is ended. Its file is skipped with the reason,
and the next file gets another process. Processes are started when they are needed.
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
    """The limits on converting one file."""

    seconds: int = 120  #: of processor time
    waiting_seconds: int = 600  #: of elapsed time, which is longer on a busy machine
    memory: int = 2 << 30  #: bytes


class ConverterPool:
    """Processes that each convert one file at a time. Several threads may use the pool at once."""

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
        """Convert the file with the bytes `data` by the function `read` of a module, in a process.

        Raises SkippedFile with the reason if `read` fails, crashes or exceeds the limits. If the process is
        killed from outside, as by a system short of memory, another process tries once more.
        """
        try:
            return self._convert(module, data)
        except _Killed:
            return self._convert(module, data)

    def _convert(self, module: str, data: bytes) -> FileText:
        worker = self._take()
        try:
            answer = worker.convert(module, data, self._limits)
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
        """End all processes at once, even while they convert files."""
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
    """The process that converted the file was killed from outside."""


class _Worker:
    """A process that converts one file at a time."""

    def __init__(self) -> None:
        paths, parent = json.dumps(_importable(sys.path)), str(os.getpid())
        command = [sys.executable, "-c", _START.format(_WORKER), paths, parent]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._timed_out = False

    def convert(self, module: str, data: bytes, limits: Limits) -> Conversion:
        """Convert a file in the process. Raises SkippedFile if the process ends before it answers."""
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
        """Kill the process, and wait until it is gone."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with suppress(OSError):  # unsent bytes are lost with the process
                    stream.close()

    def _time_out(self) -> None:
        self._timed_out = True
        self._process.kill()

    def _why_ended(self, limits: Limits) -> SkippedFile:
        status = -self._process.wait()
        if self._timed_out:
            return SkippedFile(f"takes longer than {limits.waiting_seconds} seconds to be read", retry=True)
        if status == getattr(signal, "SIGXCPU", None):
            return SkippedFile(f"takes longer than {limits.seconds} seconds to be read")
        if status == getattr(signal, "SIGKILL", None):
            return _Killed("was not read, because the program that reads it was killed", retry=True)
        return SkippedFile(_FAILED)


def _importable(paths: Sequence[str]) -> list[str]:
    """The search paths of modules as absolute paths, since the process may start in another folder."""
    return [os.path.abspath(path) for path in paths]
