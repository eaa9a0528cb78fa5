"""The command `munshi` as a process: its standard streams, and how Ctrl-C ends it at any moment.

Only `os` and `sys` are imported at the top, so that main() starts at once. run.py runs the command and
handles its errors.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # as in `typing`, which is slow to load
if TYPE_CHECKING:
    from collections.abc import Sequence

TOO_LITTLE_MEMORY = "There is too little memory for this. Close other programs, or raise the limit on it."
_BROKEN = 3  # ExitStatus.BROKEN
_STOPPED = 130  # ExitStatus.STOPPED; an interrupt may come before exit_status.py is imported


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status. Only a bug shows a traceback, with a sentence about it.

    Without `arguments` the process belongs to the command: the arguments are those of sys.argv, and before
    and after the command Ctrl-C ends the process at once, since an interrupted import would show a traceback.
    """
    try:
        if arguments is None:
            return _run_as_process(sys.argv[1:])
        from bot.terminal.run import run

        return run(arguments)
    except KeyboardInterrupt:
        return _STOPPED
    except (MemoryError, ImportError) as error:  # while `run` is imported
        from index.out_of_memory import is_out_of_memory

        if not is_out_of_memory(error):
            raise
        print(f"munshi: {TOO_LITTLE_MEMORY}", file=sys.stderr)
        return _BROKEN


def _run_as_process(arguments: Sequence[str]) -> int:
    import signal

    # If Ctrl-C is ignored, as it may be for a background job of a shell, it stays ignored.
    interruptible = signal.getsignal(signal.SIGINT) in (signal.default_int_handler, signal.SIG_DFL)
    if interruptible:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        _open_closed_streams()
        from bot.terminal.run import run

        if interruptible:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        status = run(arguments)
        _leave_working_threads(status)
        return status
    finally:
        if interruptible:
            signal.signal(signal.SIGINT, signal.SIG_DFL)


def _leave_working_threads(status: int) -> None:
    """End the process if a thread of Munshi's is left.

    It may hang with a drive, and Python would wait for it, or, as for a daemon thread, crash when the thread
    comes back from a library.
    """
    import contextlib
    import threading

    if any(thread.name.startswith("munshi-") for thread in threading.enumerate()):
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError, ValueError):  # nobody reads it any more
                stream.flush()
        os._exit(status)


def _open_closed_streams() -> None:
    """Open the null device for each standard stream that is closed, as it may be under cron.

    Otherwise the next file that is opened would get the number of the stream, and libraries would print into
    it.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            null = os.open(os.devnull, os.O_RDWR)  # the lowest number that is free
            setattr(sys, name, os.fdopen(null, mode, encoding="utf-8"))


if __name__ == "__main__":
    sys.exit(main())
