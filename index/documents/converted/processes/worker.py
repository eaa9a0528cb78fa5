"""The process that converts files, one after another, with limits on its time and memory.

It writes no file, opens no connection and starts no process.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from typing import Any, BinaryIO

import msgspec

from index.documents.converted.processes.messages import (
    Conversion,
    FileToConvert,
    conversion,
    read_message,
    write_message,
)
from index.documents.converted.text_limit import check_text, limit_text
from index.documents.file_text import FileText
from index.documents.skipped import SkippedFile

try:
    import resource
except ImportError:  # Windows has no such limits
    resource = None  # type: ignore[assignment]

_PARENT_INTERVAL = 1.0  # seconds between two checks that the parent process is still there
_MOST_FRAMES = 20_000  # of Python: a web page may have 2,048 levels, and each takes several calls
_REFUSED_EVENTS = (
    *("socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"),
    *("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.forkpty"),
)


def main() -> None:
    """Read requests from standard input and write answers to standard output, until standard input ends.

    The second argument of the program is the identifier of the process that started it.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent process, which ends this one
    requests, answers = _own_streams()
    threading.Thread(target=_end_with_parent, args=(int(sys.argv[2]),), daemon=True).start()
    sys.dont_write_bytecode = True
    sys.setrecursionlimit(_MOST_FRAMES)
    sys.addaudithook(_refuse)
    _limit("RLIMIT_FSIZE", 0)
    _limit("RLIMIT_CORE", 0)
    while (content := read_message(requests)) is not None:
        write_message(answers, _convert(msgspec.msgpack.decode(content, type=FileToConvert)))


def _own_streams() -> tuple[BinaryIO, BinaryIO]:
    """The streams of messages. Output that a library prints is discarded."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    return requests, answers


def _end_with_parent(parent: int) -> None:
    """End this process when its parent process is gone, which is checked every second."""
    while os.getppid() == parent:
        time.sleep(_PARENT_INTERVAL)
    os._exit(1)


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    """Raise PermissionError for audit events that write a file, open a connection or start a process."""
    writes = event == "open" and bool(arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
    if writes or event in _REFUSED_EVENTS:
        raise PermissionError(f"{event} is refused while files are converted")


def _convert(request: FileToConvert) -> Conversion:
    """The answer to a request. Any error skips the file with the reason."""
    try:
        read: Callable[[bytes], FileText] = importlib.import_module(request.module).read
        _limit("RLIMIT_CPU", int(_seconds_used()) + request.seconds + 1)
        _limit("RLIMIT_AS", request.memory)
        with limit_text(len(request.data)):
            content = read(request.data)
            check_text(len(content.text))  # for formats that do not use TextBuilder, which checks each block
        return conversion(content)
    except SkippedFile as reason:
        return Conversion(skipped=str(reason))
    except MemoryError:
        return Conversion(skipped=f"needs more than {request.memory >> 20} MB of memory to be read")
    except RecursionError:
        return Conversion(skipped="is nested too deeply")
    except Exception as error:
        return Conversion(skipped=f"cannot be read ({type(error).__name__}: {error})")


def _seconds_used() -> float:
    used = os.times()
    return used.user + used.system


def _limit(name: str, value: int) -> None:
    """Set a resource limit of this process, if the system has it and permits the change."""
    kind = getattr(resource, name, None)
    if kind is not None:
        with contextlib.suppress(ValueError, OSError):
            _, most = resource.getrlimit(kind)
            resource.setrlimit(kind, (value if most < 0 else min(value, most), most))


if __name__ == "__main__":
    main()
