"""`munshi serve` as a process of its own, talking to the Discord of `tests.bot.discord.wire`.

Usage: python -m tests.bot.discord.wire_serve ADDRESS CONFIG [MODULE]

With MODULE the process gets SIGTERM when it begins to load that. The folder that the environment names as
HANGING_DRIVE hangs while there is a file of that name and the ending ".hangs".
"""

from __future__ import annotations

import os
import signal
import sys
from importlib.abc import MetaPathFinder

import discord.http
import pytest

from bot.terminal.cli import main
from tests.bot.discord.hanging import hang_below


class _Terminator(MetaPathFinder):
    """An importer that finds no module, and sends SIGTERM to this process when asked for a certain one."""

    def __init__(self, module: str) -> None:
        self._module = module

    def find_spec(self, fullname: str, path: object, target: object = None) -> None:
        """Called for every module that is not loaded yet."""
        if fullname == self._module:
            os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    address, config, *modules = sys.argv[1:]
    sys.meta_path[:0] = map(_Terminator, modules)
    if drive := os.environ.get("HANGING_DRIVE"):
        hang_below(pytest.MonkeyPatch(), drive, lambda: os.access(f"{drive}.hangs", os.F_OK))
    discord.http.Route.BASE = f"{address}/api/v10"
    sys.argv[1:] = ["serve", "--config", config]
    sys.exit(main())
