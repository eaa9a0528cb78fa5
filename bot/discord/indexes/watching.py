"""A folder → a signal whenever it should be checked, since its content may have changed.

Change notices of the system are only hints: a network drive gives none for what other machines write, and a
folder may be removed and put back. So there is also a signal from time to time without a notice, and one when
the folder is back.
"""

from __future__ import annotations

import asyncio
import logging
import math
import os
import threading
import time
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from pathlib import Path

import watchfiles

from bot.discord.file_identity import Identity, identity_of
from bot.discord.indexes.document_threads import DocumentThreads

_log = logging.getLogger(__name__)

_STEP_MILLISECONDS = 100  # within which watchfiles groups changes, and notices that it is cancelled
_TIMEOUT_MILLISECONDS = 500  # after which watchfiles reports that nothing changed


async def change_signals(
    folder: Path,
    *,
    threads: DocumentThreads,
    leave_out: Path,
    quiet: float,
    every: float,
    gone: float = 2.0,
) -> AsyncGenerator[None, None]:
    """Yield whenever `folder` should be checked.

    That is at the start; `quiet` seconds after the last change; at least every `every` seconds, even if a
    file such as a log changes all the time; every `gone` seconds while the folder is missing; and when it is
    back. Changes in `leave_out`, a folder that may be inside, are ignored. Changes during a check by the
    caller are not missed. The folder is read in `threads`.
    """
    unwatched = ""  # why the folder cannot be watched: the last reason in the log
    while True:
        identity = await threads.run(_identity, folder)
        seconds = min(gone, every)
        if identity is not None:
            try:
                async with aclosing(_watched(folder, identity, threads, leave_out, quiet, every)) as watched:
                    async for _ in watched:
                        yield
                continue  # the folder is gone or was replaced: check at once what is there
            except Exception as error:  # for example, too many watched folders on this machine
                if str(error) != unwatched:  # it is tried again at each check: log it once
                    _log.warning(
                        "the folder %s cannot be watched, and is checked from time to time: %s", folder, error
                    )
                unwatched = str(error)
                seconds = every
        yield
        await asyncio.sleep(seconds)


async def _watched(
    folder: Path, identity: Identity, threads: DocumentThreads, leave_out: Path, quiet: float, every: float
) -> AsyncGenerator[None, None]:
    """Yield whenever `folder` should be checked, as long as it is the folder with that `identity`."""
    stop = threading.Event()
    notices = _notices(folder, leave_out, stop)
    looked = changed = -math.inf  # the first check comes after watching has started, so no change is missed
    try:
        while True:
            has_changed, now_identity = await threads.run(next, notices)
            if now_identity != identity:
                return
            now = time.monotonic()
            changed = now if has_changed else changed
            is_due = changed > looked and now - changed >= quiet
            if is_due or now - looked >= every:
                looked = now
                yield
    finally:
        stop.set()  # so that a thread that waits for the next notice ends


def _notices(folder: Path, leave_out: Path, stop: threading.Event) -> Iterator[tuple[bool, Identity | None]]:
    """Yield every half second whether `folder` has changed, and its identity. Runs in threads."""
    outside = os.path.realpath(leave_out) + os.sep
    for changes in watchfiles.watch(
        os.path.realpath(folder),
        watch_filter=lambda _, path: not path.startswith(outside),
        step=_STEP_MILLISECONDS,
        rust_timeout=_TIMEOUT_MILLISECONDS,
        yield_on_timeout=True,
        ignore_permission_denied=True,
        stop_event=stop,
    ):
        yield bool(changes), _identity(folder)


def _identity(folder: Path) -> Identity | None:
    """Return the identity of a folder; None if it does not exist or cannot be read."""
    try:
        return identity_of(folder)
    except OSError:
        return None
