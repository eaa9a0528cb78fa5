"""A drive that hangs, as a network drive does when its server is gone: whatever looks at it waits."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import Any

import pytest


def hang_below(monkeypatch: pytest.MonkeyPatch, folder: str, hangs: Callable[[], bool]) -> None:
    """Let `os.stat` and `os.scandir` of paths in `folder` wait as long as `hangs()`."""
    for name in ("stat", "scandir"):
        monkeypatch.setattr(os, name, _waiting(getattr(os, name), folder, hangs))


def _waiting(function: Callable[..., Any], folder: str, hangs: Callable[[], bool]) -> Callable[..., Any]:
    def wait(path: Any = ".", *arguments: Any, **named: Any) -> Any:
        while not isinstance(path, int) and os.fsdecode(path).startswith(folder) and hangs():
            time.sleep(0.02)
        return function(path, *arguments, **named)

    return wait
