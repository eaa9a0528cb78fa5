"""What distinguishes a file or folder from another one that has its name later."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TypeAlias

Identity: TypeAlias = tuple[int, int]  # device and inode


def identity_of(path: Path) -> Identity | None:
    """Return the identity of a file or folder; None if it does not exist. Raises other OSErrors."""
    try:
        status = os.stat(path)
    except FileNotFoundError:
        return None
    return status.st_dev, status.st_ino
