"""A folder → a signal whenever it should be looked at, since something in it may have changed.

The system's notices of changes are hints: a network drive gives none of what others write, and a folder may
be taken away and put back. So there is a look now and then without a notice, and when the folder is back.
"""

from __future__ import annotations

import asyncio
import logging
import math
import os
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path

import watchfiles

_log = logging.getLogger(__name__)

_STEP_MILLISECONDS = 100  # within which watchfiles groups changes, and notices that it is cancelled
_TIMEOUT_MILLISECONDS = 500  # after which it says that nothing changed
_Identity = tuple[int, int]


async def change_signals(
    folder: Path, *, leave_out: Path, quiet: float, every: float, gone: float = 2.0
) -> AsyncGenerator[None, None]:
    """Yield whenever `folder` should be looked at.

    That is at the start; once `quiet` seconds have passed since the last change; after `every` seconds
    without a look, whatever goes on changing meanwhile, such as a log; every `gone` seconds while the folder
    is not there, and when it is back. Changes in `leave_out`, a folder that may lie inside, are no reason.
    What changes while the caller looks is not missed.
    """
    while True:
        identity = await asyncio.to_thread(_identity, folder)
        seconds = min(gone, every)
        if identity is not None:
            try:
                async with aclosing(_watched(folder, identity, leave_out, quiet, every)) as watched:
                    async for _ in watched:
                        yield
                continue  # the folder is gone, or another one: look at once what is there
            except Exception as error:  # such as too many watched folders on this machine
                _log.warning(
                    "the folder %s cannot be watched, and is looked at now and then: %s", folder, error
                )
                seconds = every
        yield
        await asyncio.sleep(seconds)


async def _watched(
    folder: Path, identity: _Identity, leave_out: Path, quiet: float, every: float
) -> AsyncGenerator[None, None]:
    """Yield whenever `folder` should be looked at, for as long as it is the folder of that `identity`."""
    outside = os.path.realpath(leave_out) + os.sep
    notices = watchfiles.awatch(
        os.path.realpath(folder),
        watch_filter=lambda _, path: not path.startswith(outside),
        step=_STEP_MILLISECONDS,
        rust_timeout=_TIMEOUT_MILLISECONDS,
        yield_on_timeout=True,
        ignore_permission_denied=True,
    )
    looked = changed = -math.inf  # the first look comes after watching began: no change falls between
    async with aclosing(notices):
        async for changes in notices:
            if await asyncio.to_thread(_identity, folder) != identity:
                return
            now = time.monotonic()
            changed = now if changes else changed
            is_due = changed > looked and now - changed >= quiet
            if is_due or now - looked >= every:
                looked = now
                yield


def _identity(folder: Path) -> _Identity | None:
    """What a folder is told from another of the same name by; None: it is not there."""
    try:
        status = os.stat(folder)
    except OSError:
        return None
    return status.st_dev, status.st_ino
