"""The command `munshi` as a process: its standard streams, and Ctrl-C from its first moment to its last.

Nothing but `os` and `sys` is imported at the top, so that main() is in charge at once; what a command does,
and which errors it ends in, is in run.py.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # as in typing, which takes a while to load
if TYPE_CHECKING:
    from collections.abc import Sequence

TOO_LITTLE_MEMORY = "There is too little memory for this. Close other programs, or raise the limit on it."
_BROKEN = 3  # ExitStatus.BROKEN
_STOPPED = 130  # ExitStatus.STOPPED, which cannot be imported yet when it is needed


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status. Only a bug shows a traceback, with a sentence on it.

    Without `arguments` the process is the command's own: it takes those of sys.argv, and Ctrl-C ends it at
    once before the command begins and after it has ended, since an interrupted import shows a traceback.
    """
    try:
        if arguments is None:
            return _run_as_process(sys.argv[1:])
        from bot.terminal.run import run

        return run(arguments)
    except KeyboardInterrupt:
        return _STOPPED
    except (MemoryError, ImportError) as error:  # before `run` is there to tell of it
        from index.out_of_memory import lacks_memory

        if not lacks_memory(error):
            raise
        print(f"munshi: {TOO_LITTLE_MEMORY}", file=sys.stderr)
        return _BROKEN


def _run_as_process(arguments: Sequence[str]) -> int:
    import signal

    # Where Ctrl-C is ignored, as under nohup, it stays so.
    interruptible = signal.getsignal(signal.SIGINT) in (signal.default_int_handler, signal.SIG_DFL)
    if interruptible:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        _open_closed_streams()
        from bot.terminal.run import run

        if interruptible:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        return run(arguments)
    finally:
        if interruptible:
            signal.signal(signal.SIGINT, signal.SIG_DFL)


def _open_closed_streams() -> None:
    """Open the null device for each standard stream that is closed, as it may be under cron.

    Another file would get the stream's number otherwise, and what a library prints would be written into it.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            null = os.open(os.devnull, os.O_RDWR)  # the lowest number that is free
            setattr(sys, name, os.fdopen(null, mode, encoding="utf-8"))


if __name__ == "__main__":
    sys.exit(main())
