"""A lock, so that only one process at a time serves with a state file."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from bot.discord.state.file import failure
from bot.errors import StateInUse


@contextlib.contextmanager
def sole_process(state_file: Path) -> Iterator[None]:
    """Lock the state file for this process. The system releases the lock, however the process ends.

    Raises StateInUse if another process has the lock, StateUnusable, and StateUnavailable.
    """
    lock = FileLock(f"{os.path.realpath(state_file)}.lock", mode=0o600)
    try:
        state_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock.acquire(blocking=False)
    except Timeout:
        raise StateInUse(f"Another Munshi is serving with the state file {state_file}.") from None
    except OSError as error:
        raise failure(state_file, error) from error
    try:
        yield
    finally:
        lock.release()
